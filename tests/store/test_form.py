"""The form of a library on disk: an ordinary TinyDB file and a journal beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB, where

from readlist.library import marking
from readlist.model.change import TABLES, Edit
from readlist.model.paper import Mark
from readlist.session.open_library import OpenLibrary
from readlist.store.files import StoreError
from readlist.store.journal import Journal
from readlist.store.snapshot import VERSION
from readlist.store.store import Store
from tests.conftest import DEVICE
from tests.store.conftest import (
    AT,
    JOURNAL,
    LIBRARY,
    beside,
    compacted,
    documents,
    line_ends,
    paper,
    put,
    records,
    star,
    starred,
    today,
    written,
)


def reopened(folder: Path) -> Store:
    store = Store(folder, DEVICE)
    store.load()
    return store


def test_a_library_is_a_snapshot_a_journal_and_a_lock_and_later_backups(folder: Path) -> None:
    written(folder)
    assert beside(folder) == LIBRARY
    star(OpenLibrary(folder), 1)
    assert beside(folder) == [today(folder), *LIBRARY]
    star(OpenLibrary(folder), 2)
    assert beside(folder) == [today(folder), *LIBRARY]


def test_a_plain_tinydb_reads_the_tables(opened: OpenLibrary, folder: Path) -> None:
    star(opened, 3)
    compacted(folder)
    with TinyDB(folder / "library.json") as db:
        assert {name for name in db.tables() if "." not in name} == {"meta", "papers", "marks", "history"}
        assert len(db.table("papers")) == 20
        assert db.table("papers").get(doc_id=3) == paper(3).document()
        assert db.table("papers").get(where("key") == "lee2024paper7").doc_id == 7  # type: ignore[union-attr]
        assert [mark.doc_id for mark in db.table("marks")] == [3]
        meta = db.table("meta").get(doc_id=1)
    assert meta["version"] == VERSION  # type: ignore[index, call-overload]
    assert meta["journals"][DEVICE][0] == (folder / JOURNAL).stat().st_size  # type: ignore[index, call-overload]


def test_every_document_has_a_line_of_its_own(opened: OpenLibrary, folder: Path) -> None:
    star(opened, 3)
    lines = compacted(folder).read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if '"key":' in line]) == 20
    assert lines[-1].startswith('"meta":{"1":{')


def test_a_change_is_one_journal_line_and_leaves_the_snapshot_alone(opened: OpenLibrary, folder: Path) -> None:
    star(opened, 1)  # the day's first: a backup is made
    before, told = (folder / "library.json").read_bytes(), (folder / JOURNAL).read_bytes()
    star(opened, 3, 4)
    opened.undo()
    assert (folder / "library.json").read_bytes() == before
    now = (folder / JOURNAL).read_bytes()
    assert now.startswith(told)
    assert now[len(told) :].count(b"\n") == 2


def test_the_journal_alone_tells_the_library(opened: OpenLibrary, folder: Path) -> None:
    star(opened, 1, 2)
    opened.undo()
    star(opened, 3)
    compacted(folder)
    star(opened, 4)
    (folder / "library.json").unlink()
    (folder / today(folder)).unlink()
    assert records(OpenLibrary(folder).library) == records(opened.library)
    told: dict[str, dict[int, dict[str, Any]]] = {}
    for line in Journal(folder / JOURNAL).read().lines:
        for op in line.edits:
            rows = told.setdefault(op.table, {})
            new = {**rows.pop(op.id, {}), **(op.after or {})}
            left = {n: v for n, v in new.items() if n in (op.after or {}) or n not in (op.before or {})}
            if left:
                rows[op.id] = left
    assert {table: rows for table, rows in told.items() if rows} == {
        table: {id: record.document() for id, record in rows.items()}
        for table, rows in records(opened.library).items()
        if table in TABLES and rows
    }


def test_a_snapshot_that_was_copied_alone_is_a_library(opened: OpenLibrary, folder: Path, tmp_path: Path) -> None:
    star(opened, 1)
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "library.json").write_bytes(compacted(folder).read_bytes())
    assert starred(OpenLibrary(copy).library) == {1}
    assert dict(OpenLibrary(copy).library.papers) == dict(opened.library.papers)
    with pytest.raises(StoreError, match="no longer has this change: it can't be undone"):
        OpenLibrary(copy).undo()
    star(OpenLibrary(copy), 2)
    assert starred(OpenLibrary(copy).library) == {1, 2}
    assert OpenLibrary(copy).undo().summary == "starred “Paper Number 2”"
    assert starred(OpenLibrary(copy).library) == starred(OpenLibrary(folder).library) == {1}


def test_the_stamps_of_a_journal_grow(opened: OpenLibrary, folder: Path) -> None:
    for id in range(1, 8):
        star(opened, id)
    stamps = [line.at for line in Journal(folder / JOURNAL).read().lines]
    assert stamps == sorted(set(stamps))
    assert stamps[1:] == list(opened.library.history)


def test_what_a_plain_tinydb_writes_is_noticed_and_read(opened: OpenLibrary, folder: Path) -> None:
    assert opened.refresh() is False
    with TinyDB(folder / "library.json") as db:
        db.table("papers").update({"title_text": "Another Title"}, doc_ids=[5])
        db.table("papers").remove(doc_ids=[6])
    assert opened.refresh() is True
    assert opened.library.papers[5].title_text == "Another Title"
    assert 6 not in opened.library.papers


def test_what_a_plain_tinydb_wrote_stays_when_the_file_is_written_anew(opened: OpenLibrary, folder: Path) -> None:
    star(opened, 2)
    with TinyDB(folder / "library.json") as db:
        db.table("papers").update({"title_text": "Another Title"}, doc_ids=[5])
        db.table("papers").remove(doc_ids=[6])
    star(OpenLibrary(folder), 3)
    opened.refresh()
    compacted(folder)
    for library in (opened.library, OpenLibrary(folder).library):
        assert library.papers[5].title_text == "Another Title"
        assert 6 not in library.papers
        assert starred(library) == {2, 3}
    stamps = [line.at for line in Journal(folder / JOURNAL).read().lines]
    assert stamps == sorted(set(stamps))


def test_tables_of_other_programs_are_kept(opened: OpenLibrary, folder: Path) -> None:
    with TinyDB(folder / "library.json") as db:
        db.table("others").insert({"name": "mine"})
        db.table("papers").update({"colour": "blue"}, doc_ids=[5])
    opened.refresh()
    star(opened, 5)
    compacted(folder)
    with TinyDB(folder / "library.json") as db:
        assert db.table("others").all() == [{"name": "mine"}]
        assert db.table("papers").get(doc_id=5)["colour"] == "blue"  # type: ignore[index, call-overload]


def test_documents_leave_out_what_has_its_default(opened: OpenLibrary, folder: Path) -> None:
    opened.do("queue add", lambda library, at: marking.queue(library, [1, 2], True, at))
    opened.do("mark read", lambda library, at: marking.read(library, [2], True, at))
    opened.do("queue remove", lambda library, at: marking.queue(library, [1, 2], False, at))
    star(opened, 3)
    star(opened, 3, on=False)
    tables = json.loads(compacted(folder).read_bytes())
    assert list(tables["marks"]) == ["2"]
    for table, record in TABLES.items():
        for document in tables.get(table, {}).values():
            assert document == record.of(document).document()


def test_a_record_without_anything_but_defaults_leaves_no_document(folder: Path) -> None:
    written(folder, 1)
    store = reopened(folder)
    put(store, Edit("marks", 1, {}, {"note": "see §2"}))
    put(store, Edit("marks", 1, {"note": "see §2"}, {}))
    assert documents(store)["marks"] == documents(reopened(folder))["marks"] == {}
    assert not json.loads(compacted(folder).read_bytes()).get("marks")


def test_text_is_written_as_utf8_not_as_escapes(folder: Path) -> None:
    store = reopened(folder)
    put(store, Edit("papers", 1, None, paper(1, abstract="α → ∞, Łukasz, 論文, 🙂").document()))
    assert "α → ∞, Łukasz, 論文, 🙂" in (folder / JOURNAL).read_text(encoding="utf-8")
    assert "α → ∞, Łukasz, 論文, 🙂" in compacted(folder).read_text(encoding="utf-8")
    assert documents(reopened(folder))["papers"][1]["abstract"] == "α → ∞, Łukasz, 論文, 🙂"


def test_nothing_is_made_before_the_first_write(folder: Path) -> None:
    store = reopened(folder)
    assert documents(store) == {table: {} for table in TABLES}
    assert not store.changed()
    assert not folder.exists()


def test_an_own_change_is_no_change_of_others(folder: Path) -> None:
    written(folder)
    first, second = reopened(folder), reopened(folder)
    put(first, Edit("marks", 1, {}, {"note": "x"}))
    assert not first.changed()
    assert second.changed()
    assert second.new_edits() == (Edit("marks", 1, {}, {"note": "x"}),) or second.documents("marks")[1] == {"note": "x"}
    assert not second.changed()
    assert first.compact(first.freeze())
    assert not first.changed()
    assert second.new_edits() == ()


def test_a_library_that_is_removed_is_noticed(opened: OpenLibrary, folder: Path) -> None:
    (folder / "library.json").unlink()
    opened.refresh()
    assert len(opened.library.papers) == 20  # the journal tells them
    for name in (JOURNAL, "lock"):
        (folder / name).unlink()
    assert opened.refresh() is True
    assert len(opened.library.papers) == 0


def test_a_change_is_planned_on_what_is_on_disk_at_that_moment(opened: OpenLibrary, folder: Path) -> None:
    other = OpenLibrary(folder)
    other.do("queue add", lambda library, at: marking.queue(library, [7], True, at))
    opened.do("queue add", lambda library, at: marking.queue(library, [3], True, at))
    assert opened.library.queue == (7, 3)
    other.refresh()
    assert other.library.queue == (7, 3)
    assert records(other.library) == records(opened.library)


def test_removing_and_making_records_is_one_write(folder: Path) -> None:
    written(folder, 3)
    store = reopened(folder)
    put(
        store,
        Edit("papers", 1, paper(1).document(), None),
        Edit("papers", 4, None, paper(4).document()),
        Edit("papers", 2, {}, {"score": 1.5}),
        Edit("marks", 2, None, Mark(id=2, read_at=AT).document()),
    )
    assert len(line_ends(folder)) == 2
    for tables in (documents(store), documents(reopened(folder))):
        assert sorted(tables["papers"]) == [2, 3, 4]
        assert tables["papers"][2]["score"] == 1.5
        assert tables["marks"] == {2: {"read_at": AT}}


@pytest.mark.parametrize("years", [(2026, 1970, 2038, 2026), (2038, 1971, 1970)])
def test_order_and_undo_do_not_depend_on_the_clock(
    opened: OpenLibrary, folder: Path, monkeypatch: pytest.MonkeyPatch, years: tuple[int, ...]
) -> None:
    for id, year in enumerate(years, 1):
        monkeypatch.setattr("time.time_ns", lambda year=year: (year - 1970) * 365 * 86_400 * 10**9)
        star(OpenLibrary(folder), id)
    assert [starred(opened.library) for _ in years if opened.undo()] == [
        set(range(1, n)) for n in range(len(years), 0, -1)
    ]
    assert starred(OpenLibrary(folder).library) == set()

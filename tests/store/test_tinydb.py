"""A script that reads and changes a library through TinyDB, beside readlist."""

from __future__ import annotations

from pathlib import Path

import pytest
from tinydb import TinyDB, where
from tinydb.table import Document

from readlist.session import health
from readlist.session.open_library import OpenLibrary
from readlist.store.files import StoreError
from readlist.store.tinydb_storage import LibraryStorage
from tests.conftest import DEVICE
from tests.store.conftest import JOURNAL, records, star, starred


@pytest.fixture
def db(opened: OpenLibrary, folder: Path) -> TinyDB:
    return TinyDB(folder, DEVICE, storage=LibraryStorage)


def test_a_script_reads_what_the_open_library_has(opened: OpenLibrary, db: TinyDB) -> None:
    star(opened, 3)
    papers = db.table("papers", cache_size=0)
    assert len(papers) == 20
    (found,) = papers.search(where("key") == "lee2024paper3")
    assert db.table("marks").get(doc_id=found.doc_id)["starred_at"]  # type: ignore[index,call-overload]
    papers.get(doc_id=3)["title_text"] = "x"  # type: ignore[index,call-overload]
    assert papers.get(doc_id=3)["title_text"] == "Paper Number 3"  # type: ignore[index,call-overload]


def test_a_tag_of_a_script_is_seen_by_both_and_can_be_undone(opened: OpenLibrary, db: TinyDB, folder: Path) -> None:
    star(opened, 3)
    marks = db.table("marks", cache_size=0)
    marks.upsert(Document({"tags": ["to cite"]}, doc_id=3))
    assert opened.refresh()
    assert opened.library.mark(3).tags == ("to cite",)
    assert starred(opened.library) == {3}
    assert [change.command for change in opened.library.history.values()] == ["mark star", "script"]
    assert opened.undo().summary == "changed 1 record by a script"
    assert opened.library.mark(3).tags == ()
    assert "tags" not in marks.get(doc_id=3)  # type: ignore[operator]
    opened.redo()
    assert marks.get(doc_id=3)["tags"] == ["to cite"]  # type: ignore[index,call-overload]
    assert records(opened.library) == records(OpenLibrary(folder).library)
    assert all(finding.good for finding in health.examine(folder))


def test_a_change_of_a_script_follows_those_of_its_own_device(opened: OpenLibrary, folder: Path) -> None:
    star(opened, 3)
    marks = TinyDB(folder, "lab", storage=LibraryStorage).table("marks", cache_size=0)
    marks.upsert(Document({"note": "one"}, doc_id=3))
    marks.upsert(Document({"note": "two"}, doc_id=3))
    here, one, two = OpenLibrary(folder).library.history.values()
    assert [change.parent for change in (here, one, two)] == [None, None, one.id]


def test_a_change_of_a_script_is_one_line_of_what_differs(opened: OpenLibrary, db: TinyDB, folder: Path) -> None:
    star(opened, 1)
    before = (folder / JOURNAL).read_bytes()
    db.table("papers").update({"score": 2.5}, doc_ids=[2, 4])
    line = (folder / JOURNAL).read_bytes()[len(before) :]
    assert line.count(b"\n") == 1
    assert b'["papers",2,{},{"score":2.5}],["papers",4,{},{"score":2.5}],["history",' in line
    db.table("papers").update({"score": 2.5}, doc_ids=[2, 4])
    assert (folder / JOURNAL).read_bytes() == before + line


def test_what_readlist_decides_meanwhile_is_left_alone(opened: OpenLibrary, db: TinyDB) -> None:
    star(opened, 1)
    storage = db.storage
    data = storage.read()
    assert data is not None
    star(opened, 1, on=False)
    star(opened, 2)
    mark = {**dict(data["marks"])["1"], "note": "From a script."}
    storage.write({**data, "marks": {"1": mark}})  # read before, written after
    opened.refresh()
    assert starred(opened.library) == {2}
    assert opened.library.mark(1).note == "From a script."


def test_the_history_is_not_written_by_a_script(opened: OpenLibrary, db: TinyDB) -> None:
    star(opened, 1)
    with pytest.raises(ValueError, match="the history is written by readlist alone"):
        db.table("history").truncate()
    assert opened.undo().command == "mark star"


@pytest.mark.parametrize("wrong", [{"title_text": 5}, {"authors": "Ann Lee"}, {"key": None}])
def test_a_record_of_a_wrong_shape_is_refused(
    opened: OpenLibrary, db: TinyDB, folder: Path, wrong: dict[str, object]
) -> None:
    star(opened, 1)
    before = (folder / JOURNAL).read_bytes()
    with pytest.raises(ValueError, match="Expected"):
        db.table("papers").update(wrong, doc_ids=[2])
    assert (folder / JOURNAL).read_bytes() == before
    assert OpenLibrary(folder).library.papers[2].authors == ("Ann Lee",)


def test_a_script_removes_and_adds_papers(opened: OpenLibrary, db: TinyDB, folder: Path) -> None:
    papers = db.table("papers")
    papers.remove(doc_ids=[1, 2])
    papers.insert(Document({"key": "new2026", "title_text": "New", "authors": []}, doc_id=99))
    db.table("mine").insert({"anything": {"at": ["all"]}})
    opened.refresh()
    assert set(opened.library.papers) == {*range(3, 21), 99}
    assert db.table("mine").all() == [{"anything": {"at": ["all"]}}]
    opened.undo()
    assert 99 not in opened.library.papers
    opened.undo()
    assert set(opened.library.papers) == set(range(1, 21))
    assert OpenLibrary(folder).compact()
    assert len(papers) == 20


def test_a_damaged_library_is_refused_to_a_script(db: TinyDB, folder: Path) -> None:
    (folder / "library.json").write_bytes(b"{")
    with pytest.raises(StoreError, match="is damaged, or no library"):
        db.table("papers").all()


def test_a_folder_without_a_library_is_empty_and_made_by_a_script(tmp_path: Path) -> None:
    db = TinyDB(tmp_path / "new", DEVICE, storage=LibraryStorage)
    assert db.table("papers").all() == []
    assert not (tmp_path / "new").exists()
    db.table("papers").insert(Document({"key": "a", "title_text": "A"}, doc_id=7))
    assert OpenLibrary(tmp_path / "new").library.papers[7].key == "a"

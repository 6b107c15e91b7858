"""The library on disk: an ordinary TinyDB file, private, never half understood."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB, where

from readlist.library import marking
from readlist.models import TABLES, Edit, Mark
from readlist.services.opened import OpenLibrary
from readlist.store import files
from readlist.store.store import VERSION, Store, StoreError
from tests.store.conftest import AT, Start, beside, paper, records, star, starred, written


@contextmanager
def umask(mode: int) -> Iterator[None]:
    old = os.umask(mode)
    try:
        yield
    finally:
        os.umask(old)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# the form of the file


def test_a_plain_tinydb_reads_the_tables(opened: OpenLibrary, folder: Path) -> None:
    star(opened, 3)
    with TinyDB(folder / "library.json") as db:
        assert db.tables() == {"meta", "papers", "marks", "history"}
        assert len(db.table("papers")) == 20
        assert db.table("papers").get(doc_id=3) == paper(3).document()
        assert db.table("papers").get(where("key") == "lee2024paper7").doc_id == 7  # type: ignore[union-attr]
        assert [mark.doc_id for mark in db.table("marks")] == [3]
        assert db.table("meta").get(doc_id=1) == {"version": VERSION}


def test_what_a_plain_tinydb_writes_is_noticed_and_read(opened: OpenLibrary, folder: Path) -> None:
    assert opened.refresh() is False
    with TinyDB(folder / "library.json") as db:
        db.table("papers").update({"title_text": "Another Title"}, doc_ids=[5])
        db.table("papers").remove(doc_ids=[6])
    assert opened.refresh() is True
    assert opened.library.papers[5].title_text == "Another Title"
    assert 6 not in opened.library.papers


def test_tables_of_other_programs_are_kept(opened: OpenLibrary, folder: Path) -> None:
    with TinyDB(folder / "library.json") as db:
        db.table("queries").insert({"name": "mine"})
        db.table("papers").update({"colour": "blue"}, doc_ids=[5])
    opened.refresh()
    star(opened, 5)
    with TinyDB(folder / "library.json") as db:
        assert db.table("queries").all() == [{"name": "mine"}]
        assert db.table("papers").get(doc_id=5)["colour"] == "blue"  # type: ignore[index, call-overload]


def test_documents_leave_out_what_has_its_default(opened: OpenLibrary, folder: Path) -> None:
    opened.do("queue add", lambda library, at: marking.queue(library, [1, 2], True, at))
    opened.do("mark read", lambda library, at: marking.read(library, [2], True, at))
    opened.do("queue remove", lambda library, at: marking.queue(library, [1, 2], False, at))
    star(opened, 3)
    star(opened, 3, on=False)
    tables = json.loads((folder / "library.json").read_bytes())
    assert list(tables["marks"]) == ["2"]
    for table, record in TABLES.items():
        defaults = record.defaults()
        for document in tables.get(table, {}).values():
            assert not [name for name, value in document.items() if name in defaults and defaults[name] == value]


def test_a_record_without_anything_but_defaults_leaves_no_document(folder: Path) -> None:
    written(folder, 1)
    store = Store(folder)
    with store.writing():
        store.append([Edit("marks", 1, {"note": None}, {"note": "see §2"})])
        store.append([Edit("marks", 1, {"note": "see §2"}, {"note": None})])
    assert store.load()["marks"] == {}
    assert "marks" not in json.loads(store.path.read_bytes()) or not json.loads(store.path.read_bytes())["marks"]


def test_text_is_written_as_utf8_not_as_escapes(folder: Path) -> None:
    store = Store(folder)
    with store.writing():
        store.append([Edit("papers", 1, None, paper(1, abstract="α → ∞, Łukasz, 論文, 🙂").document())])
    assert "α → ∞, Łukasz, 論文, 🙂" in store.path.read_text(encoding="utf-8")
    assert store.load()["papers"][1]["abstract"] == "α → ∞, Łukasz, 論文, 🙂"


def test_nothing_is_made_before_the_first_write(folder: Path) -> None:
    store = Store(folder)
    assert store.load() == {table: {} for table in TABLES}
    assert not store.changed()
    assert not folder.exists()


def test_an_own_change_is_no_change_of_others(folder: Path) -> None:
    written(folder)
    first, second = Store(folder), Store(folder)
    first.load()
    second.load()
    with first.writing():
        first.append([Edit("marks", 1, {"note": None}, {"note": "x"})])
    assert not first.changed()
    assert second.changed()
    second.load()
    assert not second.changed()


def test_a_library_that_is_removed_is_noticed(opened: OpenLibrary, folder: Path) -> None:
    (folder / "library.json").unlink()
    assert opened.refresh() is True
    assert opened.library.papers == {}


# modes and links


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_folder_and_files_are_private_whatever_the_umask(folder: Path, mask: int) -> None:
    with umask(mask):
        written(folder)
        star(OpenLibrary(folder), 1)
    assert mode(folder) == 0o700
    assert {name: mode(folder / name) for name in beside(folder)} == {"library.json": 0o600, "lock": 0o600}


def test_folders_made_above_the_library_are_private_too(tmp_path: Path) -> None:
    with umask(0o000):
        written(tmp_path / "share" / "papers" / "library")
    assert [mode(p) for p in (tmp_path / "share", tmp_path / "share" / "papers")] == [0o700, 0o700]


def test_an_existing_folder_keeps_its_mode(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o750)
    written(folder)
    assert mode(folder) == 0o750


@pytest.mark.parametrize("mask", [0o077, 0])
def test_an_existing_file_keeps_its_mode_whatever_the_umask(opened: OpenLibrary, folder: Path, mask: int) -> None:
    (folder / "library.json").chmod(0o640)
    with umask(mask):
        star(opened, 1)
    assert mode(folder / "library.json") == 0o640


def test_a_linked_library_stays_a_link(opened: OpenLibrary, folder: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles"
    real.mkdir()
    file = folder / "library.json"
    file.rename(real / "papers.json")
    file.symlink_to(real / "papers.json")
    star(opened, 1)
    assert file.is_symlink()
    assert beside(folder) == ["library.json", "lock"]
    assert beside(real) == ["papers.json"]
    assert starred(OpenLibrary(folder).library) == {1}


def test_a_linked_folder_stays_a_link(opened: OpenLibrary, folder: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere"
    folder.rename(real)
    folder.symlink_to(real)
    star(opened, 1)
    assert folder.is_symlink()
    assert starred(OpenLibrary(real).library) == {1}


def test_a_link_to_nothing_is_refused_not_read_as_empty(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    (folder / "library.json").symlink_to(tmp_path / "unmounted" / "library.json")
    with pytest.raises(StoreError, match=str(folder)):
        OpenLibrary(folder)


# damage

DAMAGED: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n",
    "null": b"null",
    "a list": b"[]",
    "an object without tables": b"{}",
    "a number": b"42",
    "text": b'"library"',
    "truncated": b'{"meta":{"1":{"version":1}},"papers":{"1":{"key":"lee20',
    "trailing data": b'{"meta":{"1":{"version":1}}}{"papers":{}}',
    "NULs": b"\0" * 4096,
    "NULs at the end": b'{"meta":{"1":{"version":1}}}' + b"\0" * 512,
    "binary": bytes(range(256)) * 8,
    "latin-1": '{"meta":{"1":{"version":1}},"papers":{"1":{"key":"a","title_text":"Ångström"}}}'.encode("latin-1"),
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep in a table": b'{"papers":' + b'{"1":' * 100_000 + b"}" * 100_001,
    "a table that is a list": b'{"meta":{"1":{"version":1}},"papers":[]}',
    "a table that is null": b'{"papers":null}',
    "huge numbers": b'{"papers":{"1":' + b"9" * 5000 + b"}}",
}
MISSHAPEN: dict[str, bytes] = {
    "an id that is no number": b'{"papers":{"x":{"key":"a","title_text":"A"}}}',
    "a document that is a list": b'{"papers":{"1":[]}}',
    "a document that is a number": b'{"papers":{"1":7}}',
    "a paper without a key": b'{"papers":{"1":{"title_text":"A"}}}',
    "a key that is a number": b'{"papers":{"1":{"key":5,"title_text":"A"}}}',
    "authors that are a number": b'{"papers":{"1":{"key":"a","title_text":"A","authors":5}}}',
    "a place that is text": b'{"papers":{"1":{"key":"a"},"2":{"key":"b"}},"marks":{"1":{"place":"x"},"2":{"place":1}}}',
    "edits that are a number": b'{"history":{"1":{"at":"","command":"","summary":"","edits":3}}}',
    "an edit that is too short": b'{"history":{"1":{"at":"","command":"","summary":"","edits":[["papers"]]}}}',
    "meta that is a list": b'{"meta":{"1":[]},"papers":{}}',
    "nested deeper than it can be read": b'{"papers":{"1":{"key":"a","extra":{"a":' + b"[" * 800 + b"]" * 800 + b"}}}}",
}


def refuses(content: bytes, folder: Path, whole: OpenLibrary) -> None:
    """A library with that content is refused by all that reads or writes it, and stays as it is."""
    star(whole, 1)
    path = folder / "library.json"
    path.write_bytes(content)
    before = records(whole.library)
    attempts: list[Any] = [
        lambda: OpenLibrary(folder),
        whole.refresh,
        lambda: star(whole, 2),
        whole.undo,
        lambda: star(whole, 3),
    ]
    for attempt in attempts:
        with pytest.raises(StoreError) as error:
            attempt()
        message = str(error.value)
        assert str(path) in message
        assert "\n" not in message
        assert len(message) < len(str(path)) + 200
        assert path.read_bytes() == content
        assert beside(folder) == ["library.json", "lock"]
        assert records(whole.library) == before


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_refused_and_left_as_it_is(opened: OpenLibrary, folder: Path, damage: str) -> None:
    refuses(DAMAGED[damage], folder, opened)


@pytest.mark.parametrize("shape", MISSHAPEN)
def test_a_file_of_another_shape_is_refused_and_left_as_it_is(opened: OpenLibrary, folder: Path, shape: str) -> None:
    refuses(MISSHAPEN[shape], folder, opened)


def test_a_tinydb_file_of_another_program_is_refused(opened: OpenLibrary, folder: Path) -> None:
    refuses(b'{"_default":{"1":{"name":"somebody"}}}', folder, opened)


def test_a_library_that_could_not_be_read_for_a_moment_is_read_when_it_can_be(
    opened: OpenLibrary, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    star(OpenLibrary(folder), 1)

    def fail(_: Path) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as context:
        context.setattr(Path, "read_bytes", fail)
        with pytest.raises(StoreError, match=r"library\.json can't be read: Input/output error"):
            opened.refresh()
    assert opened.refresh() is True
    assert starred(opened.library) == {1}


def test_the_size_of_a_damaged_file_is_told(folder: Path) -> None:
    folder.mkdir()
    (folder / "library.json").write_bytes(b"x" * 12_345)
    with pytest.raises(StoreError, match="12,345 bytes"):
        Store(folder).load()


def test_a_byte_order_mark_is_no_damage(opened: OpenLibrary, folder: Path) -> None:
    path = folder / "library.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(OpenLibrary(folder).library.papers) == 20


def test_a_library_file_that_is_a_folder_is_refused(folder: Path) -> None:
    (folder / "library.json").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"library\.json can't be read: Is a directory"):
        Store(folder).load()


def test_hostile_text_is_harmless_when_it_is_loaded(opened: OpenLibrary, folder: Path) -> None:
    path = folder / "library.json"
    path.write_bytes(path.read_bytes().replace(b"Paper Number 4", rb"P\u001b]52;c;eA==\u0007\u202e\u009baper\ud800 4"))
    assert OpenLibrary(folder).library.papers[4].title_text == "Paper 4"


# versions


def test_a_library_of_a_newer_version_is_refused_with_both_versions(opened: OpenLibrary, folder: Path) -> None:
    path = folder / "library.json"
    star(opened, 2)
    newer = path.read_bytes().replace(b'{"version":1}', b'{"version":7}')
    path.write_bytes(newer)
    for attempt in (lambda: OpenLibrary(folder), opened.refresh, lambda: star(opened, 1), opened.undo):
        with pytest.raises(StoreError, match=r"library version 7, this one knows 1.*update readlist") as error:
            attempt()
        assert str(path) in str(error.value)
    assert path.read_bytes() == newer


# the lock

HOLDER = """
import sys
from pathlib import Path
from readlist.store.files import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_LOCK_SECONDS", 0.02)
    monkeypatch.setattr(files, "_LOCK_STEP", 0.001)


@pytest.mark.usefixtures("_impatient")
def test_a_lock_that_another_process_holds_is_named_with_that_process(
    opened: OpenLibrary, folder: Path, start: Start
) -> None:
    holder = start(HOLDER, folder / "lock")
    assert holder.stdout.readline() == "held\n"
    before = (folder / "library.json").read_bytes()
    with pytest.raises(StoreError, match=rf"another readlist \(process {holder.pid}\)") as error:
        star(opened, 1)
    assert str(folder) in str(error.value)
    assert (folder / "library.json").read_bytes() == before
    assert len(OpenLibrary(folder).library.papers) == 20  # reading waits for nobody
    holder.communicate("")
    star(opened, 1)
    assert starred(OpenLibrary(folder).library) == {1}


@pytest.mark.usefixtures("_impatient")
def test_a_killed_process_holds_no_lock(opened: OpenLibrary, folder: Path, start: Start) -> None:
    holder = start(HOLDER, folder / "lock")
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.wait()
    star(opened, 1)
    assert starred(opened.library) == {1}


@pytest.mark.usefixtures("_impatient")
def test_a_failed_change_gives_the_lock_back(opened: OpenLibrary, folder: Path) -> None:
    def fail(*_: object) -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        opened.do("fail", fail)
    star(OpenLibrary(folder), 1)
    assert starred(OpenLibrary(folder).library) == {1}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"999999\n", b"x" * 100])
def test_what_an_old_lock_file_says_means_nothing(opened: OpenLibrary, folder: Path, content: bytes) -> None:
    (folder / "lock").write_bytes(content)
    star(opened, 1)
    assert starred(opened.library) == {1}
    assert (folder / "lock").read_text(encoding="ascii") == f"{os.getpid()}\n"


def test_a_lock_that_cannot_be_made_is_no_lock_that_is_held(opened: OpenLibrary, folder: Path) -> None:
    (folder / "lock").unlink()
    (folder / "lock").mkdir()
    with pytest.raises(StoreError, match=f"cannot write to {folder}: Is a directory: nothing was changed"):
        star(opened, 1)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    store = Store(tmp_path / "file" / "library")
    with pytest.raises(StoreError, match=f"cannot write to {store.folder}: .*: nothing was changed"), store.writing():
        pytest.fail("there is nothing to write to")


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
    store = Store(folder)
    mark = Mark(id=2, read_at=AT)
    with store.writing():
        store.append(
            [
                Edit("papers", 1, paper(1).document(), None),
                Edit("papers", 4, None, paper(4).document()),
                Edit("papers", 2, {"score": None}, {"score": 1.5}),
                Edit("marks", 2, None, mark.document()),
            ]
        )
    tables = store.load()
    assert sorted(tables["papers"]) == [2, 3, 4]
    assert tables["papers"][2]["score"] == 1.5
    assert tables["marks"] == {2: {"read_at": AT}}

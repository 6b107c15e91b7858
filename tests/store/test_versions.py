"""Libraries of other versions: newer ones refused, older ones taken over whole, after a backup.

``versions/N/library.json`` was written by the readlist that had version N of the form: sample pages imported, papers
queued, starred, read, skipped, fixed, merged, removed, and two changes undone. From version 2 on it has a journal
beside it, of which the newest lines are not in the file.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from tinydb import TinyDB

from readlist.library.history import HistoryError
from readlist.model.change import TABLES
from readlist.session import health
from readlist.session.open_library import OpenLibrary
from readlist.store.files import StoreError
from readlist.store.journal import Journal
from readlist.store.snapshot import VERSION
from tests.store.conftest import JOURNAL, beside, compacted, records, star

VERSIONS = Path(__file__).parent / "versions"
OLD = sorted(int(path.name) for path in VERSIONS.iterdir())
ALONE = [version for version in OLD if not (VERSIONS / str(version) / "journal").exists()]
"""Versions of which the file alone is a library."""

SUMMARIES = [
    "imported Łukasz Kaiser, abstracts.txt: 16 new, 1 known",
    "queued 3 papers",
    "starred 2 papers",
    "marked read “Neural GPUs Learn Algorithms”",
    "skipped “Image Transformer”",
    "fixed title of “One Model to Learn Them All, Corrected”",
    "merged 2 papers into “Can an agent learn to play a video…”",
    "removed “Several methods explain a prediction by assigning each…”",
    "marked read “Grammar as a Foreign Language”",
    "starred “Rethinking Attention with Performers”",
]


@pytest.fixture(params=ALONE)
def version(request: pytest.FixtureRequest) -> int:
    number: int = request.param
    return number


@pytest.fixture
def old(version: int, folder: Path) -> Path:
    """A library of an older version."""
    folder.mkdir(mode=0o700)
    shutil.copyfile(VERSIONS / str(version) / "library.json", folder / "library.json")
    return folder


def unstarred(opened: OpenLibrary) -> int:
    return next(id for id in opened.library.papers if not opened.library.mark(id).starred)


def told(folder: Path, version: int) -> dict[str, dict[int, Any]]:
    """The documents of the fixture, as TinyDB reads them."""
    with TinyDB(VERSIONS / str(version) / "library.json", encoding="utf-8") as db:
        return {name: {d.doc_id: dict(d) for d in db.table(name)} for name in TABLES}


def kept(opened: OpenLibrary) -> dict[str, dict[int, Any]]:
    return {name: {id: record.document() for id, record in rows.items()} for name, rows in tables(opened).items()}


def tables(opened: OpenLibrary) -> dict[str, dict[int, Any]]:
    return {name: rows for name, rows in records(opened.library).items() if name in TABLES}


def test_every_older_version_has_a_library() -> None:
    assert list(range(1, VERSION)) == OLD


def test_an_older_library_is_read_as_it_is_and_not_written(old: Path, version: int) -> None:
    before = (old / "library.json").read_bytes()
    assert kept(OpenLibrary(old)) == told(old, version)
    assert beside(old) == ["library.json"]
    assert (old / "library.json").read_bytes() == before


def test_the_first_change_takes_it_over_and_keeps_the_old_file(old: Path, version: int) -> None:
    before = (old / "library.json").read_bytes()
    opened = OpenLibrary(old)
    star(opened, unstarred(opened))
    assert beside(old) == [JOURNAL, "library.json", f"library.json.v{version}.bak", "lock"]
    assert (old / f"library.json.v{version}.bak").read_bytes() == before
    assert {path.stat().st_mode & 0o077 for path in old.iterdir() if path.name != "library.json"} <= {0, 0o044}
    with TinyDB(old / "library.json", encoding="utf-8") as db:
        (meta,) = db.table("meta").all()
        assert meta["version"] == VERSION
        assert {d.doc_id: dict(d) for d in db.table("papers")} == told(old, version)["papers"]
    again = OpenLibrary(old)
    assert records(again.library) == records(opened.library)
    expected = told(old, version)
    now = kept(again)
    assert {id: now["history"][id] for id in expected["history"]} == expected["history"]
    assert {name: now[name] for name in ("papers", "profiles", "cuts", "retired")} == {
        name: expected[name] for name in ("papers", "profiles", "cuts", "retired")
    }
    stamps = [line.at for line in Journal(old / JOURNAL).read().lines]
    assert stamps == sorted(set(stamps))
    assert len(stamps) == 2


@pytest.mark.parametrize("compact", [False, True])
def test_its_history_is_undone_and_redone_over_restarts(old: Path, compact: bool) -> None:
    whole = tables(OpenLibrary(old))
    undone, redone = [], []

    def step(what: str) -> str | None:
        try:
            summary = getattr(OpenLibrary(old), what)().summary
        except HistoryError:
            return None
        if compact:
            compacted(old)
        return str(summary)

    while summary := step("redo"):
        redone.append(summary)
    assert redone == SUMMARIES[-2:]
    while summary := step("undo"):
        undone.append(summary)
    assert undone == SUMMARIES[::-1]
    assert not OpenLibrary(old).library.papers
    for _ in SUMMARIES[:-2]:
        assert step("redo")
    again = tables(OpenLibrary(old))
    assert again["papers"] == whole["papers"]
    assert again["marks"] == whole["marks"]
    assert again["history"] == whole["history"]


def test_the_journal_tells_all_of_an_older_library(old: Path, version: int) -> None:
    opened = OpenLibrary(old)
    star(opened, unstarred(opened))
    first = Journal(old / JOURNAL).read().lines[0]
    assert not any(op.before for op in first.edits)
    of_tables: dict[str, dict[int, Any]] = {name: {} for name in TABLES}
    for op in first.edits:
        of_tables[op.table][op.id] = op.after
    assert of_tables == told(old, version)


class Died(BaseException):
    """The process is killed."""


@pytest.mark.parametrize("call", ["link", "fdatasync", "replace"])
def test_a_process_killed_while_it_takes_over_leaves_a_library(
    old: Path, version: int, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    whole = kept(OpenLibrary(old))

    def die(*_: object, **__: object) -> None:
        raise Died

    with monkeypatch.context() as context:
        context.setattr(os, call, die)
        with pytest.raises(Died):
            OpenLibrary(old).redo()
    assert kept(OpenLibrary(old)) == whole
    assert OpenLibrary(old).redo().summary == SUMMARIES[-2]


def test_an_older_library_in_a_folder_that_cannot_be_written_is_read(old: Path, version: int) -> None:
    old.chmod(0o500)
    try:
        assert kept(OpenLibrary(old)) == told(old, version)
        if os.geteuid() != 0:
            with pytest.raises(StoreError, match="cannot write to"):
                OpenLibrary(old).undo()
    finally:
        old.chmod(0o700)
    assert beside(old) == ["library.json"] or os.geteuid() == 0


@pytest.fixture
def second(folder: Path) -> Path:
    """A library of version 2, whose journal has lines that its file does not tell."""
    shutil.copytree(VERSIONS / "2", folder)
    return folder


def test_the_second_version_is_read_with_its_journal_and_goes_on(second: Path) -> None:
    before = {name: (second / name).read_bytes() for name in beside(second)}
    opened = OpenLibrary(second)
    assert len(opened.library.papers) == 12
    tagged = {mark.tags for mark in opened.library.marks.values() if mark.tags}
    assert tagged == {("later", "thesis"), ("nlp", "thesis")}
    assert not any(mark.note for mark in opened.library.marks.values())  # undone
    assert {name: (second / name).read_bytes() for name in beside(second)} == before
    star(opened, unstarred(opened))
    assert set(beside(second)) >= {JOURNAL, "journal/desk.jsonl", "library.json.v2.bak"}
    assert records(OpenLibrary(second).library) == records(opened.library)
    assert [finding.text for finding in health.examine(second) if not finding.good] == []
    (second / "library.json").unlink()
    health.repair(health.recover(second))
    assert records(OpenLibrary(second).library) == records(opened.library)


def test_the_second_version_is_undone_to_its_beginning(second: Path) -> None:
    for _ in range(len(SUMMARIES) - 2 + 6):
        OpenLibrary(second).undo()
    with pytest.raises(HistoryError, match="nothing to undo"):
        OpenLibrary(second).undo()
    assert not OpenLibrary(second).library.papers


def newer(folder: Path) -> bytes:
    """Make the library one of a version to come."""
    path = folder / "library.json"
    data = path.read_bytes()
    marker = b'{"version":%d,' % VERSION
    assert data.count(marker) == 1
    data = data.replace(marker, b'{"version":7,')
    end = len(b',"crc":"00000000"}}}')
    path.write_bytes(data[:-end] + b',"crc":"%08x"}}}' % crc32(data[:-end]))
    return path.read_bytes()


def test_a_library_of_a_newer_version_is_refused_with_both_versions(opened: OpenLibrary, folder: Path) -> None:
    star(opened, 2)
    before = newer(folder)
    files = beside(folder)
    attempts = (lambda: OpenLibrary(folder), opened.refresh, lambda: star(opened, 1), opened.undo, opened.compact)
    for attempt in attempts:
        with pytest.raises(StoreError, match=rf"library version 7, this one knows {VERSION}.*update readlist") as error:
            attempt()
        assert str(folder / "library.json") in str(error.value)
    with pytest.raises(StoreError, match="update readlist"):
        health.recover(folder)
    assert (folder / "library.json").read_bytes() == before
    assert beside(folder) == files


@pytest.mark.parametrize("said", ["two", None, 2.5, True, [1], -1])
def test_a_version_that_is_none_is_refused(opened: OpenLibrary, folder: Path, said: object) -> None:
    path = folder / "library.json"
    data = json.loads(path.read_bytes())
    data["meta"]["1"]["version"] = said
    path.write_text(json.dumps(data), encoding="utf-8")
    before = path.read_bytes()
    for attempt in (lambda: OpenLibrary(folder), lambda: star(opened, 1)):
        with pytest.raises(StoreError, match=str(path)):
            attempt()
    assert path.read_bytes() == before

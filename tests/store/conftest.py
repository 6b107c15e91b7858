"""Libraries on disk for the tests of the store, and processes that work on them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from readlist.library import marking
from readlist.library.library import Library
from readlist.model.change import TABLES, Edit
from readlist.model.paper import Paper
from readlist.session.open_library import OpenLibrary
from readlist.store.store import Store
from tests.conftest import DEVICE, home_at

AT = "2026-06-01T08:00:00Z"
PAPERS = 20


def paper(id: int, **facts: Any) -> Paper:
    title = f"Paper Number {id}"
    return Paper(id=id, key=f"lee2024paper{id}", title=title, title_text=title, authors=("Ann Lee",), **facts)


def put(store: Store, *edits: Edit) -> None:
    """Write edits as one change."""
    with store.writing():
        store.append(edits, store.last + 2)


def written(folder: Path, papers: int = PAPERS) -> Path:
    """Make a library of papers with the ids 1, 2, …, all of them in the snapshot; its file."""
    store = Store(folder, DEVICE)
    store.load()
    put(store, *(Edit("papers", p.id, None, p.document()) for p in map(paper, range(1, papers + 1))))
    assert store.compact(store.freeze())
    return store.path


def compacted(folder: Path) -> Path:
    """Have the snapshot hold all that the journals tell; its file."""
    assert OpenLibrary(folder).compact()
    return folder / "library.json"


def documents(store: Store) -> dict[str, dict[int, Any]]:
    """Every table's documents as the store has them now."""
    return {table: dict(store.documents(table)) for table in TABLES}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a library will be."""
    return tmp_path / "library"


@pytest.fixture
def opened(folder: Path) -> OpenLibrary:
    """A library of twenty papers, open."""
    written(folder)
    return OpenLibrary(folder)


def star(opened: OpenLibrary, *ids: int, on: bool = True) -> None:
    opened.do("mark star", lambda library, at: marking.star(library, ids, on, at))


def starred(library: Library) -> set[int]:
    return {id for id in library.papers if library.mark(id).starred}


def records(library: Library) -> dict[str, Any]:
    """Everything that a library in memory keeps."""
    return {
        **{table: {id: library.record(table, id) for id in library.ids(table)} for table in TABLES},
        "queue": library.queue,
    }


def beside(folder: Path) -> list[str]:
    """The files in a folder and those below."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def today(folder: Path) -> str:
    """Today's backup."""
    (name,) = [name for name in beside(folder) if name.startswith("backups/")]
    return name


JOURNAL = f"journal/{DEVICE}.jsonl"
LIBRARY = [JOURNAL, "library.json", "lock"]
"""The files of a library on the day on which it was made, before its second change."""


def line_ends(folder: Path) -> list[int]:
    """Where the lines of this device's journal end."""
    raw = (folder / JOURNAL).read_bytes()
    return [k + 1 for k, byte in enumerate(raw) if byte == 10]


Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Any:
    """Start a Python program with arguments, on this device; it is killed at the end of the test."""
    home_at(Path.home(), DEVICE)
    running: list[subprocess.Popen[str]] = []

    def start(program: str, *args: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", program, *map(str, args)]
        running.append(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        )
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()

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
from readlist.models import Edit, Paper
from readlist.services.opened import OpenLibrary
from readlist.store.store import Store

AT = "2026-06-01T08:00:00Z"
PAPERS = 20


def paper(id: int, **facts: Any) -> Paper:
    title = f"Paper Number {id}"
    return Paper(id=id, key=f"lee2024paper{id}", title=title, title_text=title, authors=("Ann Lee",), **facts)


def written(folder: Path, papers: int = PAPERS) -> Path:
    """Make a library of papers with the ids 1, 2, …; its file."""
    store = Store(folder)
    with store.writing():
        store.append([Edit("papers", p.id, None, p.document()) for p in map(paper, range(1, papers + 1))])
    return store.path


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
    names = ("papers", "marks", "profiles", "history", "retired")
    return {**{name: dict(getattr(library, name)) for name in names}, "queue": library.queue}


def beside(folder: Path) -> list[str]:
    """The names of the files in the library's folder."""
    return sorted(path.name for path in folder.iterdir())


Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Any:
    """Start a Python program with arguments; it is killed at the end of the test."""
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

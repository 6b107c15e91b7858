"""Counts the files of readlist that a user's action enters; ``python -m tests.walks`` prints them in order.

A walk is what a reader has to follow to understand one action, so what runs when a module is imported does not count:
each walk is taken twice, and the second time is counted.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from readlist.platform.paths import sample_pages
from readlist.session.demo import COPIED, sample_library
from readlist.session.imports import import_pages, read_text
from readlist.session.open_library import OpenLibrary

PACKAGE = Path(__file__).parent.parent / "readlist"
Walk = Callable[[Path], list[str]]
"""Does something in a library that it makes at a path, and returns the files entered meanwhile."""


@contextmanager
def _entered() -> Iterator[list[str]]:
    """The files whose functions are called, in order of the first call, in this thread and those started meanwhile."""
    files: dict[str, None] = {}

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            files.setdefault(frame.f_code.co_filename)

    walk: list[str] = []
    before = sys.getprofile()
    threading.setprofile(profile)
    sys.setprofile(profile)
    try:
        yield walk
    finally:
        sys.setprofile(before)
        threading.setprofile(None)  # type: ignore[arg-type]  # typeshed wants a function
        inside = (Path(file) for file in files if file.startswith(f"{PACKAGE}/"))
        walk += [str(file.relative_to(PACKAGE)) for file in inside]


def key_s(folder: Path) -> list[str]:
    """The key ``s`` in the app, from its press until nothing is left to draw."""
    from readlist.tui.app import ReadlistApp

    async def press() -> list[str]:
        app = ReadlistApp(sample_library(folder))
        async with app.run_test(size=(140, 42)) as pilot:
            await pilot.pause()
            await app.workers.wait_for_complete()
            await pilot.pause()
            marks = app.main.session.opened.library.marks
            before = sum(mark.starred for mark in marks.values())
            with _entered() as walk:
                await pilot.press("s")
                await pilot.pause()
            assert abs(sum(mark.starred for mark in marks.values()) - before) == 1
        return walk

    with patch("readlist.tui.searching._AFTER_FIRST_FRAME", 0.001):  # the index is ready before the key
        return asyncio.run(press())


def page_to_candidates(folder: Path) -> list[str]:
    """A pasted author page, until its candidates are known."""
    opened, text = OpenLibrary(folder), _pasted()
    with _entered() as walk:
        (page,) = read_text(text, "pasted", opened.library, COPIED)
    assert page.entries
    return walk


def page_to_journal(folder: Path) -> list[str]:
    """A pasted author page, until its papers are in the journal."""
    opened, text = OpenLibrary(folder), _pasted()
    with _entered() as walk:
        import_pages(opened, read_text(text, "pasted", opened.library, COPIED))
    assert opened.library.papers
    return walk


WALKS: dict[Walk, int] = {key_s: 18, page_to_candidates: 15, page_to_journal: 18}
"""Walk → the most files it may enter."""


def take(walk: Walk) -> list[str]:
    """The files that a walk enters, in order, relative to ``readlist/``."""
    with tempfile.TemporaryDirectory() as folder:
        walk(Path(folder) / "before")
        return walk(Path(folder) / "library")


def _pasted() -> str:
    return next(path for path in sample_pages() if path.name == "sutskever.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    for walk, most in WALKS.items():
        files = take(walk)
        print(f"{walk.__name__}: {len(files)} of at most {most}", *files, sep="\n  ")

"""Keys that come faster than they are dealt with do what they do when one waits for each."""

from __future__ import annotations

import asyncio
import random
import shutil
from pathlib import Path

import pytest
from textual import events

from readlist.session.open_library import OpenLibrary
from readlist.tui.typeahead import heard
from tests.tui.conftest import Run, Seat
from tests.tui.terminal import Start

_HANGS = 10  # seconds after which what is waited for does not come
NAMED = {"\r": "enter", "\t": "tab", "\x1b": "escape", " ": "space", "/": "slash", "?": "question_mark"}


async def type_at_once(seat: Seat, keys: str) -> None:
    """Everything is typed before the app has seen any of it, as over a line that is slow."""
    for key in keys:
        seat.app.post_message(events.Key(NAMED.get(key, key), key if key.isprintable() else None))
    await seat.settle()


async def type_slowly(seat: Seat, keys: str) -> None:
    for key in keys:
        await type_at_once(seat, key)


def left(seat: Seat) -> tuple[object, ...]:
    """What typing may change: what was done, and where one is."""
    focused = seat.app.screen.focused
    return (
        [(change.summary, change.undone) for change in seat.opened.library.history.values()],
        type(seat.app.screen).__name__,
        focused and (focused.id, getattr(focused, "value", None)),
        seat.key(seat.main.papers),
        seat.key(seat.main.queue),
        seat.main.authors.current,
    )


ALONE = {
    "a query": "/scaling",
    "a query, and what is found is starred": "/mamba\rs",
    "a query left again": "/abc\x1bjs",
    "a tag": "tthesis\rjs",
    "a note": "nnot these: s a x\x1bj",
    "another pane": "\ts",
    "back and forth": "\t\t\t\tjs",
    "triage": "Taaxs\x1bj",
    "help": "?jjj\x1bs",
    "down and far": "j" * 30 + "s" + "k" * 10 + "x",
    "an author, and a paper of theirs": "\x1b" + "j\r" + "s",
    "undone and redone": "sxauuUu",
    "a search in triage": "T/mamba\ra",
    "export and back": "e\x1bs",
}


async def assert_does_the_same(opened: OpenLibrary, run: Run, copy: Path, *typed: str) -> None:
    """Typed at once, keys do what they do typed one by one; the app starts over before the next."""
    shutil.copytree(opened.folder, copy)
    slowly = []
    async with run(opened) as seat:
        for n, keys in enumerate(typed):
            if n:
                await seat.start_over()
            await type_slowly(seat, keys)
            slowly.append(left(seat))
    async with run(OpenLibrary(copy)) as seat:
        for n, (keys, expected) in enumerate(zip(typed, slowly, strict=True)):
            if n:
                await seat.start_over()
            await type_at_once(seat, keys)
            assert left(seat) == expected, keys


async def test_typed_at_once_it_does_the_same(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    await assert_does_the_same(sample, run, tmp_path / "copy", *ALONE.values())


@pytest.mark.long
@pytest.mark.parametrize("seed", range(40))
async def test_whatever_is_typed(sample: OpenLibrary, run: Run, tmp_path: Path, seed: int) -> None:
    keys = "".join(random.Random(seed).choices("jkGgsarxuU\t\r\x1b/TtnefV?HoJKz ", k=16))
    await assert_does_the_same(sample, run, tmp_path / "copy", keys)


async def test_a_widget_that_is_gone_is_not_waited_for(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await type_at_once(seat, "?")
        gone = seat.app.screen
        await type_at_once(seat, "\x1b")
        assert not gone.is_attached
        async with asyncio.timeout(_HANGS):
            await heard(gone)


async def test_escape_and_a_letter_that_come_together(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        before = seat.key(seat.main.papers)
        await seat.press("question_mark")
        seat.app.post_message(events.Key("alt+j", "j"))  # what Textual's parser makes of them
        await seat.settle()
        assert seat.app.screen is seat.main
        assert seat.key(seat.main.papers) != before
        await seat.press("k")
        assert seat.key(seat.main.papers) == before


def test_a_query_that_comes_in_one_piece(folder: Path, start: Start) -> None:
    terminal = start()
    terminal.begun()
    terminal.settle()
    terminal.send("/lightman\rsj")
    terminal.until("▌›★  2023   LG")
    terminal.send("\x1b")
    terminal.until("★ 3")
    terminal.send("q")
    terminal.ended()
    library = OpenLibrary(folder).library
    assert library.mark(library.keys["lightman2023let"]).starred
    assert [*library.history.values()][-1].summary.startswith("starred")

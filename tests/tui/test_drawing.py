"""What is drawn piece by piece is the screen as it would be drawn whole; and it goes out in order, nothing waiting."""

from __future__ import annotations

import os
import pty
import random
import select
from pathlib import Path
from typing import Any

import pytest
from rich.cells import split_graphemes
from textual._compositor import LayoutUpdate
from textual.strip import Strip

from readlist.session.open_library import OpenLibrary
from readlist.tui.app import ReadlistApp
from readlist.tui.compositor import PatchCompositor, Patches
from readlist.tui.output import Output
from tests.tui.conftest import Run, Seat
from tests.tui.test_hostile import papers

Cell = tuple[str, object]

KEYS = ("j", "k", "j", "G", "g", "ctrl+d", "ctrl+u", "s", "a", "r", "x", "u", "space", "tab", "right_square_bracket",
        "J", "K", "slash", "n", "e", "escape", "escape", "escape", "enter", "greater_than_sign", "V", "o", "H", "?",
        "T", "U", "i", "z", "t", "y")  # fmt: skip


def cells(strip: Strip) -> list[Cell]:
    """Cell by cell: the sign that begins there, none where a wide one goes on, and how it looks."""
    made: list[Cell] = []
    for text, style, _ in strip:
        look = style.without_color + style if style else None
        for start, end, width in split_graphemes(text)[0]:
            if width:
                made += [(text[start:end], look), *[("", look)] * (width - 1)]
            elif made:  # a mark on the sign before
                made[-1] = (made[-1][0] + text[start:end], made[-1][1])
    return made


class Screen:
    """A terminal that is told what to draw, and shows it."""

    def __init__(self) -> None:
        self.lines: dict[int, dict[int, Cell]] = {}
        self.patches = 0
        self.known = False  # not where a dialog draws in Textual's way, until all is drawn again

    def draw(self, update: object) -> None:
        if isinstance(update, LayoutUpdate):
            self.lines = {y: dict(enumerate(cells(Strip.join(line)))) for y, line in enumerate(update.strips)}
            self.known = True
        elif isinstance(update, Patches):
            self.patches += 1
            for x, y, strip in update.pieces:
                self._write(self.lines.setdefault(y, {}), x, cells(strip))
            if len(update.pieces) > len(self.lines):  # a screen that is drawn whole
                self.known = True
        elif update is not None:
            self.known = False

    @staticmethod
    def _write(line: dict[int, Cell], x: int, written: list[Cell]) -> None:
        """As terminals do it: of a wide sign of which one half is written over, the other half is blank."""
        end = x + len(written)
        for half, written_over in ((x - 1, x), (end, end)):
            if half in line and line.get(written_over, " ")[0] == "":
                line[half] = (" ", line[half][1])
        line.update(enumerate(written, x))


@pytest.fixture
def screen(drawn: None, monkeypatch: pytest.MonkeyPatch) -> Screen:
    """What the app has drawn so far."""
    shown = Screen()
    monkeypatch.setattr(ReadlistApp, "_display", lambda app, screen, update: shown.draw(update))
    return shown


def same(seat: Seat, screen: Screen, what: object) -> None:
    for y, strip in enumerate(seat.paint()):
        whole, line = cells(strip), [screen.lines[y][x] for x in sorted(screen.lines[y])]
        assert "".join(sign for sign, _ in line) == "".join(sign for sign, _ in whole), (what, y)
        assert line == whole, (what, y)


@pytest.mark.long
@pytest.mark.parametrize("size", [(140, 42), (100, 30), (60, 20)])
async def test_the_pieces_are_the_screen(sample: OpenLibrary, run: Run, screen: Screen, size: tuple[int, int]) -> None:
    chance = random.Random(size[0])
    papers(sample)  # wide signs at every edge
    async with run(sample, size=size) as seat:
        same(seat, screen, "at first")
        compared = 0
        for n in range(36):
            key = chance.choice(KEYS)
            await seat.press(key)
            if screen.known and isinstance(seat.app.screen._compositor, PatchCompositor):
                same(seat, screen, (n, key))
                compared += 1
        assert compared > 9
        assert screen.patches > 20


async def test_under_a_toast_the_pieces_around_it_are_drawn(sample: OpenLibrary, run: Run, screen: Screen) -> None:
    async with run(sample, size=(100, 14)) as seat:
        await seat.press("u")
        assert seat.toasts
        before = screen.patches
        for key in "jjjjsGg":
            await seat.press(key)
            same(seat, screen, key)
        assert seat.toasts
        assert screen.patches > before


async def test_only_who_changed_is_asked(
    sample: OpenLibrary, run: Run, drawn: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    async with run(sample, size=(140, 42)) as seat:
        for widget in seat.main.walk_children():
            paint = widget.render_lines

            def counted(crop: Any, widget: Any = widget, paint: Any = paint) -> Any:
                asked.append(widget.id or type(widget).__name__)
                return paint(crop)

            monkeypatch.setattr(widget, "render_lines", counted)
        monkeypatch.setattr(seat.main, "_show_detail_later", lambda: None)
        monkeypatch.setattr(seat.main, "refresh_edges", lambda: None)
        await seat.press("j")
        assert set(asked) == {"papers"}


# to the terminal


def _written(fd: int, wanted: int) -> bytes:
    data = b""
    while len(data) < wanted:
        data += os.read(fd, 1 << 16)
    return data


def test_a_terminal_that_takes_all_is_written_to_at_once() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as file:
        output = Output(file)  # and its thread is not begun
        output.write("first ü")
        assert _written(ours, 8) == "first ü".encode()
        output.start()
        output.stop()
    os.close(ours)


def test_a_terminal_that_is_slow_gets_everything_in_order() -> None:
    ours, theirs = pty.openpty()
    said = [f"{n} {'é' * 2000}|" for n in range(20)]
    with os.fdopen(theirs, "w") as file:
        output = Output(file)
        for text in said:
            output.write(text)  # nobody reads: what the terminal does not take waits, and nobody waits for it
        got = b""
        while select.select([ours], [], [], 0)[0]:
            got += os.read(ours, 1 << 16)
        said.append("now it would take this")
        output.write(said[-1])
        wanted = "".join(said).encode()
        assert len(got) < len(wanted) - len(said[-1])
        assert not select.select([ours], [], [], 0)[0]
        output.start()
        got += _written(ours, len(wanted) - len(got))
        output.stop()
        assert os.get_blocking(file.fileno())  # the shell's own terminal is as it was
    os.close(ours)
    assert got == wanted


def test_a_terminal_that_is_gone_raises_nothing() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as file:
        output = Output(file)
        output.start()
        os.close(ours)
        output.write("to nobody")
        output.stop()


def test_what_is_no_terminal_is_written_by_the_thread(tmp_path: Path) -> None:
    with (tmp_path / "file").open("w") as file:
        output = Output(file)
        output.start()
        output.write("one ")
        output.write("two")
        output.stop()
    assert (tmp_path / "file").read_text() == "one two"

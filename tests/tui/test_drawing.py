"""What is drawn piece by piece is the screen as it would be drawn whole; and it goes out in order, nothing waiting."""

from __future__ import annotations

import random
from typing import Any

import pytest
from rich.cells import split_graphemes
from textual._compositor import LayoutUpdate
from textual.strip import Strip

from readlist.session.open_library import OpenLibrary
from readlist.tui.app import ReadlistApp
from readlist.tui.compositor import PatchCompositor, Patches
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
        assert seat.messages
        before = screen.patches
        for key in "jjjjsGg":
            await seat.press(key)
            same(seat, screen, key)
        assert seat.messages
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

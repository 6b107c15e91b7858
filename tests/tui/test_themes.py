"""Every theme can be read, 16 colours and none too; nothing is said by colour alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from readlist.session.open_library import OpenLibrary
from tests.tui.conftest import Run, Seat
from tests.tui.terminal import Start


def styles(seat: Seat, row: int, selector: str = "#papers") -> list[tuple[str, Style]]:
    """The pieces of a line of a widget, and how they are painted."""
    x, y, width, _ = seat.app.screen.query_one(selector).region
    return [(s.text.strip(), s.style or Style()) for s in seat.paint()[y + row].crop(x, x + width) if s.text.strip()]


def contrast(style: Style) -> float:
    """How much text stands out, from 1 (not at all) to 21, as the WCAG counts it."""
    assert style.color is not None
    assert style.bgcolor is not None

    def light(color: Color) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    fore, back = (light(Color.from_rich_color(c)) for c in (style.color, style.bgcolor))
    return (max(fore, back) + 0.05) / (min(fore, back) + 0.05)


@pytest.mark.long
async def test_in_every_theme_rows_can_be_read(sample: OpenLibrary, run: Run) -> None:
    poor = []
    async with run(sample) as seat:
        await seat.press("j", "x", "k")
        for name, theme in BUILTIN_THEMES.items():
            if theme.ansi:
                continue
            seat.app.theme = name
            await seat.settle()
            for row, least in ((0, 3.0), (1, 2.0), (3, 2.9)):
                for text, style in styles(seat, row):
                    if text not in "▌·│" and contrast(style) < least:
                        poor.append((name, row, text, round(contrast(style), 1)))
    assert poor == []


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light"])
async def test_in_16_colours_nothing_is_painted_in_the_colour_of_its_ground(
    theme: str, sample: OpenLibrary, run: Run
) -> None:
    async with run(sample) as seat:
        await seat.press("1", "j", "enter", "j", "x")
        seat.app.theme = theme
        await seat.settle()
        for row in range(6):
            for text, style in styles(seat, row):
                assert style.color is not None
                assert style.color.is_default or style.color != style.bgcolor, (row, text)
        gone = [style for text, style in styles(seat, 1) if text]
        rest = [style for text, style in styles(seat, 4) if text.isalpha()]
        assert all(style.italic for style in gone)
        assert not any(style.italic for style in rest)
        bars = [s.style for s in seat.paint()[4] if s.style and s.style.color and s.style.color.number == 8]
        assert bars, "the edges of panes are grey, and can be seen"


async def test_without_colours_every_state_has_its_sign(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with run(sample) as seat:
        await seat.press("j", "x", "j", "r", "j", "s", "j")
        colours = {
            Color.from_rich_color(c).rgb
            for strip in seat.paint()
            for s in strip
            if s.style
            for c in (s.style.color, s.style.bgcolor)
            if c is not None and not c.is_default
        }
        assert {rgb for rgb in colours if len(set(rgb)) > 1} == set()
        assert [line[1:4].strip() for line in seat.part("#papers")[1:4]] == ["✗", "✓", "›★"]
        assert seat.part("#papers")[4].startswith("▌")
        assert "saved ✓" in seat.hints


def test_a_theme_that_the_terminal_asked_for_is_not_taken_for_chosen(
    folder: Path, own_home: Path, start: Start
) -> None:
    terminal = start(TERM="xterm", COLORTERM="")
    terminal.begun()
    assert b"\x1b[38;2" not in terminal.drawn
    terminal.send("q")
    assert terminal.ended() == 0
    [left] = own_home.rglob("state/readlist/*.json")
    assert json.loads(left.read_text())["theme"] is None

"""How every screen looks at three sizes, in a light, a dark and a 16-colour theme: its text, and below it its styles.

After a change that is meant, record anew with ``--snapshot-update``, and read the difference. Pictures of the same are
``python -m tests.pictures``, and those of ``test_snapshots.py``.
"""

from __future__ import annotations

from itertools import groupby

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.strip import Strip
from textual.widgets import Input, TextArea

from readlist.session.open_library import OpenLibrary
from tests.tui.conftest import Run, Seat, as_pasted, page

pytestmark = pytest.mark.long

THEMES = ("textual-dark", "textual-light", "ansi-dark")
SIZES = ((140, 42), (100, 30), (60, 20))
KEYS = {  # screen → the keys that lead there
    "main": [],
    "inbox": ["1", "j", "enter", "a", "x", "r", "s"],
    "authors": ["1", *"jjjjj", "F", "j", "F", "Q", "2", "1"],
    "queue": ["3", "j", "greater_than_sign", "s", "w"],
    "detail": ["4"],
    "selection": ["space", "j", "space", "V", "j", "j", "j", "V", "k"],
    "search": ["slash", *"atention transformr"],
    "query": ["slash", *"is:unread year:20x ("],
    "triage": ["T", "a", "s", "x", "z", "r"],
    "triage narrowed": ["T", "slash", *"attention"],
    "triage at its end": ["j", "space", "j", "j", "space", "T", "a", "x"],
    "history": ["j", "x", "s", "a", "u", "H", "j", "j", "j"],
    "statistics": ["percent_sign"],
    "help": ["3", "question_mark"],
    "palette": ["ctrl+p", *"que"],
    "tags": ["t", *"new maths", "enter", "j", "t", "m"],
    "note": ["n", *"again", "enter", *"and again"],
    "fix": ["f"],
    "merge": ["m", *"yao"],
    "alias": ["1", *"jjjjj", "A", *"nobody"],
    "keep": ["slash", *"bert", "ctrl+s"],
    "copy": ["Y"],
    "sort": ["S", "j", "j"],
    "follow": ["F"],
    "import": ["i"],
    "export": ["e"],
}


def look(lines: list[Strip]) -> str:
    """The text, then for each line how many cells have which style, then the styles."""
    letters: dict[str, str] = {}
    runs = []
    for line in lines:
        cells = [(str(s.style), s.cell_length) for s in line]
        styled = [(style, sum(n for _, n in same)) for style, same in groupby(cells, key=lambda cell: cell[0])]
        runs.append(" ".join(f"{n}{letters.setdefault(style, chr(97 + len(letters)))}" for style, n in styled))
    named = [f"{letter} {style}" for style, letter in letters.items()]
    return "\n".join(["", *(line.text.rstrip() for line in lines), "", *runs, "", *named])


async def compare(seat: Seat, screen: str, snapshot: SnapshotAssertion) -> list[str]:
    """Look at the screen in every theme; those in which it looks otherwise than it was recorded."""
    for field in (*seat.app.screen.query(Input), *seat.app.screen.query(TextArea)):
        field.cursor_blink = False
    seat.app.clear_notifications()
    other = []
    for theme in THEMES:
        seat.app.theme = theme
        await seat.settle()
        if look(seat.paint()) != snapshot(name=f"{screen} {theme}"):
            other.append(f"{screen} {theme}")
    seat.app.theme = THEMES[0]
    return other


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_screen_looks_as_recorded(
    size: tuple[int, int], sample: OpenLibrary, run: Run, snapshot: SnapshotAssertion
) -> None:
    other = []
    async with run(sample, size) as seat:
        for screen, keys in KEYS.items():
            await seat.press(*("space" if key == " " else key for key in keys))
            other += await compare(seat, screen, snapshot)
            await seat.start_over()
        await seat.paste(as_pasted(page("landmarks")))
        other += await compare(seat, "preview of a known page", snapshot)
    assert other == []


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_first_start_looks_as_recorded(
    size: tuple[int, int], empty: OpenLibrary, run: Run, snapshot: SnapshotAssertion
) -> None:
    async with run(empty, size) as seat:
        other = await compare(seat, "empty", snapshot)
        await seat.paste(as_pasted(page("tricky-titles")))
        await seat.press("j", "space", "a")
        other += await compare(seat, "preview with choices", snapshot)
    assert other == []

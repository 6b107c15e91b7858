"""What triage, its end, the history, a choice, a selection and the authors look like."""

from __future__ import annotations

import pytest

from readlist.services.opened import OpenLibrary
from tests.tui.conftest import Seat
from tests.tui.test_snapshots import Looks, looks

__all__ = ["looks"]  # the fixture

KEYS = {  # screen → the keys that lead there
    "triage": ["T", "a", "s", "x", "z", "r"],
    "triage_narrowed": ["T", "slash", *"attention"],
    "triage_end": ["1", *"jjjjj", "T", *"asrasxz", *"x" * 12],
    "history": ["j", "x", "s", "a", "u", "H", "j", "j", "j"],
    "sort": ["S", "j", "j"],
    "selection": ["space", "j", "space", "V", "j", "j", "j", "V", "k"],
    "followed": ["1", *"jjjjj", "F", "j", "F", "Q", "2", "1"],
    "suggested": ["3", "j", "greater_than_sign", "s", "w"],
}
SHAPES = {
    "wide": ((140, 42), "textual-dark"),
    "normal": ((100, 30), "textual-dark"),
    "narrow": ((60, 20), "textual-dark"),
    "light": ((140, 42), "textual-light"),
    "ansi": ((100, 30), "ansi-dark"),
}
EVERYWHERE = ("triage", "triage_end", "history", "sort")


@pytest.mark.parametrize(
    ("screen", "shape"),
    [(screen, shape) for screen in KEYS for shape in (SHAPES if screen in EVERYWHERE else ("wide", "narrow"))],
)
def test_screen(screen: str, shape: str, sample: OpenLibrary, looks: Looks) -> None:
    size, theme = SHAPES[shape]

    async def lead(seat: Seat) -> None:
        seat.app.theme = theme
        await seat.press(*KEYS[screen])
        seat.app.clear_notifications()

    assert looks(sample, lead, size)

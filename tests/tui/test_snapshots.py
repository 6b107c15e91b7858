"""What the screens look like. After a change that is meant, look at the report and record them anew:

``pytest tests/tui/test_snapshots.py --snapshot-update``
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from readlist.session.open_library import OpenLibrary
from readlist.tui.app import ReadlistApp
from tests.tui.conftest import Seat, as_pasted, page

Compare = Callable[..., bool]
Do = Callable[[Seat], Awaitable[None]]

WIDE = (140, 42)


@pytest.fixture
def looks(snap_compare: Compare) -> Callable[..., bool]:
    """Does the app look as it was recorded, after what was done in it?"""

    def compare(opened: OpenLibrary, do: Do | None = None, size: tuple[int, int] = WIDE) -> bool:
        async def before(pilot: Pilot[None]) -> None:
            app = pilot.app
            assert isinstance(app, ReadlistApp)
            seat = Seat(app, pilot)
            await seat.settle()
            if do is not None:
                await do(seat)
            for field in app.screen.query(Input):
                field.cursor_blink = False
            await seat.settle()

        app: App[None] = ReadlistApp(opened)
        return snap_compare(app, terminal_size=size, run_before=before)

    return compare


Looks = Callable[..., bool]


@pytest.mark.parametrize("size", [WIDE, (100, 30), (60, 20), (40, 8), (38, 8)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_main(size: tuple[int, int], sample: OpenLibrary, looks: Looks) -> None:
    assert looks(sample, size=size)


@pytest.mark.parametrize("theme", ["textual-light", "ansi-dark"])
def test_main_in_other_themes(theme: str, sample: OpenLibrary, looks: Looks) -> None:
    async def choose(seat: Seat) -> None:
        seat.app.theme = theme

    assert looks(sample, choose)


def test_inbox_with_decisions(sample: OpenLibrary, looks: Looks) -> None:
    async def decide(seat: Seat) -> None:
        await seat.press("1", "j", "enter", "a", "x", "r", "s")

    assert looks(sample, decide)


def test_authors_slid_over(sample: OpenLibrary, looks: Looks) -> None:
    async def open_them(seat: Seat) -> None:
        await seat.press("1", *"jjjjjjj")

    assert looks(sample, open_them, (100, 30))


def test_search(sample: OpenLibrary, looks: Looks) -> None:
    async def search(seat: Seat) -> None:
        await seat.press("slash")
        await seat.type("atention transformr")

    assert looks(sample, search)


def test_import_preview_of_a_known_page(sample: OpenLibrary, looks: Looks) -> None:
    async def paste(seat: Seat) -> None:
        await seat.paste(as_pasted(page("landmarks")))

    assert looks(sample, paste)


def test_import_preview_with_choices(empty: OpenLibrary, looks: Looks) -> None:
    async def paste(seat: Seat) -> None:
        await seat.paste(as_pasted(page("tricky-titles")))
        await seat.press("j", "space", "a")

    assert looks(empty, paste, (100, 30))


def test_import_dialog(sample: OpenLibrary, looks: Looks) -> None:
    async def ask(seat: Seat) -> None:
        await seat.press("i")

    assert looks(sample, ask, (100, 30))


def test_help(sample: OpenLibrary, looks: Looks) -> None:
    async def ask(seat: Seat) -> None:
        await seat.press("3", "question_mark")

    assert looks(sample, ask)


def test_export_dialog(sample: OpenLibrary, looks: Looks) -> None:
    async def ask(seat: Seat) -> None:
        await seat.press("e")

    assert looks(sample, ask)


def test_empty_library(empty: OpenLibrary, looks: Looks) -> None:
    assert looks(empty)

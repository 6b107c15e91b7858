"""The history screen: what was done, and back to any point of it."""

from __future__ import annotations

from readlist.library import marking
from readlist.model.paper import Paper
from readlist.session.open_library import OpenLibrary
from readlist.tui.dialogs.sheets import HistoryDialog
from tests.tui.conftest import FIRST, SECOND, Run, Seat, add


def starred(opened: OpenLibrary, key: str) -> bool:
    return opened.library.mark(opened.library.keys[key]).starred


def lines(seat: Seat) -> list[str]:
    return [line.rstrip() for line in seat.part("#changes") if line.strip()]


async def test_commands_are_listed_newest_first_and_the_present_is_marked(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.to(SECOND)
        await seat.press("s", "r", "u", "H")
        assert isinstance(seat.app.screen, HistoryDialog)
        shown = lines(seat)
        assert shown[0].startswith(" ↶ 2024-01-05 09:00  marked read “Let's Verify")
        assert shown[1].startswith("▌▸            09:00  starred and queued “Let's Verify")
        assert shown[-1] == "   empty library"
        assert "7 commands · 1 undone" in seat.lines[0]


async def test_the_detail_says_what_would_change_before_it_does(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.to(SECOND)
        await seat.press("a", "s", "H", "j", "j")
        said = seat.prose("#effect")
        assert "enter would undo 2:" in said
        assert "↶ queued “Let's Verify" in said
        assert "Let's Verify Step by Step: unstarred, not in the queue" in said
        assert seat.hints.startswith(" enter undo 2")
        assert starred(sample, SECOND)


async def test_enter_goes_there_and_comes_back(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.to(SECOND)
        await seat.press("a", "s", "r", "H", "j", "j", "j", "enter")
        assert not starred(sample, SECOND)
        assert seat.messages[-1] == "undo 3: done"
        assert "▸" in lines(seat)[3]
        await seat.press("g", "enter")
        assert starred(sample, SECOND)
        assert seat.messages[-1] == "redo 3: done"
        await seat.press("enter")
        assert seat.messages[-1] == "you are here already"


async def test_a_line_that_was_left_can_be_gone_back_to(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.to(SECOND)
        await seat.press("a", "s", "u", "u", "x", "H", "j")
        assert "undo 1 and redo 2" in seat.hints
        await seat.press("enter")
        mark = sample.library.mark(sample.library.keys[SECOND])
        assert (mark.starred, mark.queued, mark.skipped) == (True, True, False)


async def test_the_beginning_takes_everything_back(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("H", "G")
        assert "enter would undo 5:" in seat.prose("#effect")
        await seat.press("enter")
        assert sample.library.count("papers") == 0
        await seat.press("escape")
        assert "The library is empty." in seat.text
        await seat.press("H", "g", "enter", "escape")
        assert sample.library.count("papers") == 55
        assert starred(sample, FIRST)


async def test_undo_and_redo_step_and_the_cursor_follows(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("H", "u", "u")
        assert lines(seat)[2].startswith("▌▸")
        await seat.press("U")
        assert lines(seat)[1].startswith("▌▸")
        assert seat.messages[-1].startswith("redone: ")


async def test_what_another_process_does_appears(sample: OpenLibrary, run: Run) -> None:
    other = OpenLibrary(sample.folder)
    async with run(sample) as seat:
        await seat.press("H")
        other.do("mark star", lambda library, at: marking.star(library, [library.keys[SECOND]], True, at))
        seat.main.session.opened.refresh()
        await seat.settle()
        assert "starred “Let's Verify" in lines(seat)[0]
        assert lines(seat)[0].startswith(" ▸")


async def test_a_library_without_a_past_has_only_its_beginning(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.press("H")
        assert lines(seat) == ["▌▸ empty library"]
        await seat.press("u")
        assert seat.messages == ["there is nothing to undo"]
        await seat.press("escape")
        assert seat.app.screen is seat.main


async def test_hostile_titles_are_shown_as_text(empty: OpenLibrary, run: Run) -> None:
    add(empty, Paper(id=1, key="k", title_text="[/] [bold]x[/bold] ]52;c;eA=="))
    async with run(empty) as seat:
        await seat.press("s", "H")
        assert "[bold]x[/bold]" in seat.text
        await seat.press("escape", "T")
        assert "[/] [bold]x[/bold]" in seat.text
        await seat.press("a")
        assert "[/] [bold]x[/bold]" in seat.text


async def test_on_a_small_terminal_what_would_change_stands_below(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (60, 20)) as seat:
        await seat.press("H", "j")
        assert "undo 1" in seat.prose("#effect")
        assert "enter undo 1" in seat.hints

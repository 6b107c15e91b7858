"""Jobs of a day, with their keys counted; words that are typed into a field do not count, tab and enter do."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.commands import COMMANDS
from readlist.session.open_library import OpenLibrary
from readlist.tui.dialogs.triage_screen import TriageScreen
from tests.lookup.conftest import clock, world
from tests.tui.conftest import FIRST, SECOND, Clipboard, Run, Seat, as_pasted, page
from tests.tui.test_enriching import opened

__all__ = ["clock", "opened", "world"]


async def keys(seat: Seat, *pressed: str, most: int) -> None:
    """Press keys, at most so many; a text, behind “, is typed and does not count."""
    assert len([key for key in pressed if not key.startswith("“")]) <= most
    for key in pressed:
        await (seat.type(key[1:]) if key.startswith("“") else seat.press(key))


async def test_new_papers_of_a_known_page_are_triaged(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run(sample) as seat:
        titles = set()
        for key in ("kitaev2020reformer", "parmar2018image", "cobbe2021training"):
            await seat.to(key)
            titles.add(sample.library.papers[sample.library.keys[key]].title)
            await seat.press("delete")
        monkeypatch.setattr("readlist.session.open_library.now", lambda: "2024-01-06T09:00:00Z")
        await seat.paste(as_pasted(page("kaiser")))
        await keys(seat, "enter", "T", most=3)
        screen = seat.app.screen
        assert isinstance(screen, TriageScreen)
        assert [sample.library.papers[id].title in titles for id in screen.round.ids] == [True] * 3


async def test_an_address_goes_into_the_queue(opened: OpenLibrary, run: Run) -> None:
    async with run(opened) as seat:
        await seat.paste("https://arxiv.org/abs/2405.00003")
        await keys(seat, "enter", "a", most=3)  # the first answers whether look-ups are wanted
        assert [opened.library.papers[id].arxiv for id in opened.library.queue] == ["2405.00003"]


async def test_what_was_starred_last_month_is_copied(
    sample: OpenLibrary, run: Run, clipboard: Clipboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run(sample) as seat:
        await seat.to("kitaev2020reformer")
        with monkeypatch.context() as patch:
            patch.setattr("readlist.session.open_library.now", lambda: "2023-12-05T09:00:00Z")
            await seat.press("s")
        typed = ["slash", *"starr", "tab", *"last-m", "tab", *"ref", "enter", "y"]
        await keys(seat, *typed, most=20)
        assert seat.main.search.text == "starred:last-month ref"
        assert clipboard.text.startswith("@misc{kitaev2020reformer,")


async def test_a_wrong_author_is_mended(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await keys(seat, "f", "down", "ctrl+u", "“Albert Gu; Tri Dao; Ada Lovelace", "enter", most=6)
        assert sample.library.papers[sample.library.keys[FIRST]].authors == ("Albert Gu", "Tri Dao", "Ada Lovelace")


async def test_two_records_are_merged(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await keys(seat, "m", "“verify step by step", "enter", most=6)
        assert len(sample.library.papers) == 54
        assert sample.library.find(SECOND) == sample.library.find(FIRST)


async def test_the_report_of_the_week_is_written(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await keys(seat, "percent_sign", "e", "enter", most=3)
        assert [file.suffix for file in Path().iterdir()] == [".md"]


# a selection ends with its action

ENDS = {
    "tags": [*"proofs", "enter"],
    "copy_other": ["enter"],
    "cite": ["enter"],
    "export": ["enter"],
}  # what is pressed in the dialog
ONE = {"fix", "note", "split", "follow", "next_match", "previous_match", "pdf", "pdf_files", "pdf_notes"}
"""Commands about one paper, or one author."""
ON_SELECTIONS = [
    c for c in COMMANDS if ("papers" in c.panes or c.id == "export") and c.group not in ("select", "move", "find")
]


async def test_a_selection_ends_with_its_action(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for command in (c for c in ON_SELECTIONS if c.id not in ONE):
            await seat.press("space", "space")
            assert "+2 selected" in seat.status, command.id
            await seat.press(command.keys[0], *ENDS.get(command.id, ()))
            assert seat.app.screen is seat.main, command.id
            assert "selected" not in seat.status, command.id
            assert seat.messages, command.id
            await seat.start_over()


async def test_what_is_about_one_paper_leaves_the_selection(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for command in (c for c in ON_SELECTIONS if c.id in ONE):
            await seat.press("space", "space", command.keys[0], "escape" if command.id == "follow" else "j")
            assert "+2 selected" in seat.status, command.id
            await seat.start_over()


@pytest.mark.parametrize("key", ["t", "Y", "e"])
async def test_a_selection_outlives_a_dialog_that_is_cancelled(key: str, sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("space", "space", key, "escape")
        assert "+2 selected" in seat.status

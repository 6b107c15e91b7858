"""The palette, the help, and the pages of the manual in the app."""

from __future__ import annotations

import pytest

from readlist import manual
from readlist.commands import COMMANDS, GROUPS
from readlist.library import listing
from readlist.library.listing import LEGEND
from readlist.session.open_library import OpenLibrary
from readlist.tui.dialogs.help_dialog import HelpDialog, TopicPage
from tests.tui.conftest import SECOND, Run, Seat

TOPICS = tuple(manual.topics().values())


async def test_a_command_is_run_from_the_palette_by_name(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.to(SECOND)
        await seat.press("ctrl+p")
        await seat.type("star")
        assert "Star  (s)" in seat.text
        await seat.press("enter")
        await seat.settle()
        assert "›★  2023   LG" in seat.row(seat.main.papers)


async def test_the_palette_offers_every_command_that_is_not_a_movement(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 180)) as seat:
        await seat.press("ctrl+p")
        await seat.settle()
        offered = [c.title for c in COMMANDS if f"{c.title}  ({c.shown})" in seat.text]
        assert offered == [c.title for c in COMMANDS if c.group != "move"]


async def read_to_the_end(seat: Seat) -> str:
    """All that the help says, from page to page."""
    assert isinstance(seat.app.screen, HelpDialog)
    rows, read = seat.app.screen.rows, seat.text
    while True:
        at = rows.cursor
        await seat.press("pagedown")
        read += seat.text
        if rows.cursor == at:
            return read


@pytest.mark.parametrize("size", [(140, 42), (60, 20)])
async def test_the_help_starts_with_the_pane_and_scrolls_to_its_end(
    size: tuple[int, int], sample: OpenLibrary, run: Run
) -> None:
    async with run(sample, size) as seat:
        await seat.press("3", "question_mark")
        assert "In the queue" in seat.lines[2]
        read = await read_to_the_end(seat)
        assert [c.id for c in COMMANDS if c.help[:20] not in read] == []
        assert [sign for sign, meaning in LEGEND if f" {sign} " not in read or meaning[:20] not in read] == []
        assert [topic.name for topic in TOPICS if topic.purpose[:20] not in read] == []


def test_every_sign_of_a_row_is_in_the_legend() -> None:
    signs = {
        value for name, value in vars(listing).items() if name.isupper() and isinstance(value, str) and len(value) == 1
    }
    assert signs
    assert signs <= {sign for sign, _ in LEGEND}


@pytest.mark.parametrize("size", [(140, 42), (60, 20), (40, 8)])
async def test_lines_of_the_help_never_go_on_under_their_keys(
    size: tuple[int, int], sample: OpenLibrary, run: Run
) -> None:
    headings = {"", "In the papers", "Marks and figures", "Manual (enter opens a page)"}
    headings |= {group.capitalize() for group in GROUPS}
    async with run(sample, size) as seat:
        await seat.press("question_mark")
        for _ in range(12):
            for line in seat.part("HelpRows"):
                text = line.rstrip(" ▁▂▃▄▅▆▇█").lstrip("▌ ")
                assert text in headings or line[1:2] == " ", line
            await seat.press("pagedown")


@pytest.mark.parametrize(
    ("typed", "shown", "hidden"),
    [
        ("bibtex", "Copy the BibTeX entry", "Star the paper"),
        ("★", "an author you follow", "Star the paper"),
        ("zotero", "formats", "In the papers"),
        ("%", "This week", "Star the paper"),
        ("rsync", "machines", "In the papers"),
    ],
)
async def test_typing_filters_keys_marks_and_topics(
    typed: str, shown: str, hidden: str, sample: OpenLibrary, run: Run
) -> None:
    async with run(sample) as seat:
        await seat.press("question_mark")
        await seat.paste(typed)
        assert shown in seat.text
        assert hidden not in seat.text
        await seat.press(*["backspace"] * len(typed))
        assert "Star the paper" in seat.text


async def test_what_nothing_has_is_said_in_the_list(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("question_mark", *"zzqqxx", "enter", "down", "tab")
        assert "no key, mark or page has this" in seat.text
        assert isinstance(seat.app.screen, HelpDialog)


async def test_a_page_is_found_by_its_words_which_are_lit(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (100, 20)) as seat:
        await seat.press("question_mark", *"syncthing", "enter")
        page = seat.app.screen
        assert isinstance(page, TopicPage)
        assert "Manual: machines" in seat.status
        assert len(page.text.matches()) == 2
        await seat.press("right_square_bracket")
        assert "With Syncthing, put the same four lines" in seat.text
        await seat.press("escape")
        assert isinstance(seat.app.screen, HelpDialog)
        assert "syncthing" in seat.text
        await seat.press("escape")
        assert seat.app.screen is seat.main


async def test_a_page_scrolls_and_fits_another_width(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (100, 12)) as seat:
        await seat.press("question_mark", *"promises", "enter", "G")
        assert "affected." in seat.text
        await seat.press("g")
        assert "Promises" in seat.lines[1]
        await seat.resize(50, 12)
        assert all("  " not in line.strip() for line in seat.part("#page") if "─" not in line)
        assert "What you can rely on" in seat.text


async def test_tab_goes_from_section_to_section_and_round(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("question_mark", "shift+tab")
        assert "start " in seat.row(seat.app.screen.rows)  # type: ignore[attr-defined]
        await seat.press("tab")
        assert "Queue the paper" in seat.row(seat.app.screen.rows)  # type: ignore[attr-defined]
        await seat.press("tab")
        assert "leave the paper for the next triage" in seat.row(seat.app.screen.rows)  # type: ignore[attr-defined]


async def test_the_key_that_opens_the_help_closes_it_until_something_is_typed(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("question_mark", "question_mark")
        assert seat.app.screen is seat.main
        await seat.press("question_mark", "j", "question_mark")
        assert isinstance(seat.app.screen, HelpDialog)
        await seat.press("f1")
        assert seat.app.screen is seat.main

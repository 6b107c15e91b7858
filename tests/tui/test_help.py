"""The palette and the help."""

from __future__ import annotations

import pytest

from readlist.commands import COMMANDS, GROUPS
from readlist.session.open_library import OpenLibrary
from tests.tui.conftest import SECOND, Run


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
    async with run(sample, (140, 140)) as seat:
        await seat.press("ctrl+p")
        await seat.settle()
        offered = [c.title for c in COMMANDS if f"{c.title}  ({c.shown})" in seat.text]
        assert offered == [c.title for c in COMMANDS if c.group != "move"]


async def test_the_help_starts_with_the_pane_and_every_line_can_be_reached(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (60, 20)) as seat:
        await seat.press("3", "question_mark")
        assert "In the queue" in seat.text
        read = seat.text
        for _ in range(10):
            await seat.press("pagedown")
            read += seat.text
        assert [c.id for c in COMMANDS if c.help[:20] not in read] == []


@pytest.mark.parametrize("size", [(140, 42), (60, 20), (40, 8)])
async def test_lines_of_the_help_never_go_on_under_their_keys(
    size: tuple[int, int], sample: OpenLibrary, run: Run
) -> None:
    async with run(sample, size) as seat:
        await seat.press("question_mark")
        for _ in range(12):
            for line in seat.part("HelpSheet > VerticalScroll"):
                heading = line.rstrip(" ▁▂▃▄▅▆▇█").strip() in {"", "In the papers", *(g.capitalize() for g in GROUPS)}
                assert heading or line[2:].startswith("  "), line
            await seat.press("pagedown")

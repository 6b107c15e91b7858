"""How many rows are drawn after a key or a change: in proportion to what changed, whatever the library has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from readlist.library import marking
from readlist.session.open_library import OpenLibrary
from readlist.tui.widgets.row_list import RowList
from tests.tui.conftest import QUEUE, SECOND, Run


@contextmanager
def lines_drawn() -> Iterator[list[tuple[str, int]]]:
    """The lines of lists that are drawn: the list's id and the row."""
    drawn: list[tuple[str, int]] = []
    line = RowList.render_line

    def render_line(self: RowList[object], y: int) -> object:
        drawn.append((self.id or "", y + self.scroll_offset.y))
        return line(self, y)

    RowList.render_line = render_line  # type: ignore[method-assign, assignment]
    try:
        yield drawn
    finally:
        RowList.render_line = line  # type: ignore[method-assign]


@pytest.mark.usefixtures("drawn")
async def test_a_cursor_move_draws_two_rows(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        with lines_drawn() as drawn:
            await seat.press("j")
        assert sorted(drawn) == [("papers", 0), ("papers", 1)]


@pytest.mark.usefixtures("drawn")
async def test_a_selected_row_is_drawn_with_the_cursor_and_no_other(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        with lines_drawn() as drawn:
            await seat.press("space")
        assert sorted(set(drawn)) == [("papers", 0), ("papers", 1)]


@pytest.mark.usefixtures("drawn")
async def test_a_range_draws_the_rows_it_takes_in(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        await seat.press("V", "j", "j")
        with lines_drawn() as drawn:
            await seat.press("j")
        assert sorted(set(drawn)) == [("papers", 2), ("papers", 3)]


@pytest.mark.usefixtures("drawn")
async def test_a_bulk_command_draws_the_rows_it_changed(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        await seat.press("j", "space", "j", "space")
        with lines_drawn() as drawn:
            await seat.press("s")
        papers = {row for name, row in drawn if name == "papers"}
        assert papers == {1, 3}
        changed = {"Inbox", "Starred"}
        groups = {row for name, row in drawn if name == "authors"}
        assert len(groups) == len(changed)


@pytest.mark.usefixtures("drawn")
async def test_a_change_made_elsewhere_draws_the_one_row_it_is_about(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        with lines_drawn() as drawn:
            sample.do("mark star", lambda library, at: marking.star(library, [library.keys[SECOND]], True, at))
            await seat.settle()
        assert {row for name, row in drawn if name == "papers"} == {1}
        assert {row for name, row in drawn if name == "queue"} == set()


@pytest.mark.usefixtures("drawn")
async def test_a_move_in_the_queue_draws_the_two_papers_that_changed_places(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        await seat.press("3")
        with lines_drawn() as drawn:
            await seat.press("J")
        shown = {sample.library.keys[key] for key in QUEUE[:2]}
        assert {seat.main.papers.rows[row] for name, row in drawn if name == "papers"} == shown

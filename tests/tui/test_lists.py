"""Selection, sorting, the queue's order, following, and the room that panes have."""

from __future__ import annotations

import pytest
from textual import events

from readlist.model.paper import Paper
from readlist.session.open_library import OpenLibrary
from readlist.session.ui_state import load_state, save_state
from readlist.tui.widgets.row_list import RowList
from tests.tui.conftest import FIRST, QUEUE, SECOND, Clipboard, Run, Seat, add, as_pasted, dimmed, page


def marked(opened: OpenLibrary, state: str) -> set[str]:
    library = opened.library
    return {p.key for p in library.papers.values() if getattr(library.mark(p.id), state)}


# selection


async def test_a_key_sets_the_mark_for_all_unless_all_have_it(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        before = marked(sample, "starred")
        await seat.press("space", "space", "space", "s")
        assert len(marked(sample, "starred") - before) == 2
        assert FIRST in marked(sample, "starred")
        assert seat.messages[-1] == "starred and queued 2 papers   (u undoes)"
        await seat.press("g", "space", "space", "space", "s")
        assert marked(sample, "starred") & set(seat.keys(seat.main.papers)[:3]) == set()
        await seat.press("u", "u")
        assert marked(sample, "starred") == before


async def test_a_decision_in_the_inbox_clears_the_selection_and_undoes_at_once(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", "j", "enter", "V", "j", "j", "V", "x")
        assert sample.library.count("skipped") == 4
        assert [dimmed(seat, row) for row in range(4)] == [True, True, True, False]
        assert "selected" not in seat.status
        assert seat.main.papers.cursor == 3
        await seat.press("u")
        assert sample.library.count("skipped") == 1


async def test_a_selection_is_seen_without_colour_and_named_in_the_header(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("space", "space", "k")
        assert [line[0] for line in seat.part("#papers")[:3]] == ["+", "╋", " "]
        assert "+2 selected" in seat.status
        assert "esc select none" in seat.hints
        await seat.press("escape")
        assert "selected" not in seat.status
        assert seat.part("#papers")[1][0] == "▌"


async def test_a_range_follows_the_cursor_both_ways_and_keeps_what_was_selected(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("space", "j", "j", "V", "j", "j")
        assert "+4 selected" in seat.status
        await seat.press("k", "k", "k")
        assert "+3 selected" in seat.status
        await seat.press("V", "G")
        assert "+3 selected" in seat.status


async def test_what_is_not_shown_is_not_selected(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("ctrl+a", "slash")
        await seat.type("mamba")
        shown = len(seat.main.papers.rows)
        assert f"+{shown} selected" in seat.status or "selected" not in seat.status
        assert len(seat.main.papers.selected) <= shown
        await seat.press("escape", "1", "j")
        assert len(seat.main.papers.selected) <= shown


async def test_copying_and_removing_act_on_the_selection(sample: OpenLibrary, run: Run, clipboard: Clipboard) -> None:
    async with run(sample) as seat:
        await seat.press("space", "space", "y")
        assert clipboard.text.count("@") >= 2
        assert "copied the BibTeX of 2 papers" in seat.messages[-1]
        await seat.press("g", "space", "space", "delete")
        assert sample.library.count("papers") == 53
        await seat.press("u")
        assert sample.library.count("papers") == 55


async def test_what_acts_on_one_paper_says_so(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("space", "space", "f")
        assert seat.messages[-1] == "Fix acts on one paper, 2 are selected: esc ends the selection"


async def test_in_the_detail_keys_act_on_the_paper_read_there(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("space", "space", "4", "x")
        assert sample.library.count("skipped") == 2


async def test_selected_records_are_merged_into_the_one_under_the_cursor(empty: OpenLibrary, run: Run) -> None:
    for n in (1, 2, 3):
        add(empty, Paper(id=n, key=f"k{n}", title=f"T{n}", title_text=f"T{n}", date=f"202{n}"))
    async with run(empty) as seat:
        await seat.press("ctrl+a", "j", "m")
        assert [p.key for p in empty.library.papers.values()] == ["k2"]
        await seat.press("u")
        assert empty.library.count("papers") == 3


# sorting


async def test_sorting_holds_in_other_groups_and_in_a_search_and_is_remembered(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        here = seat.key(seat.main.papers)
        await seat.press("S", "s", "enter")
        assert seat.key(seat.main.papers) == here
        assert "best score first" in seat.status
        await seat.press("1", "j", "enter")
        assert "Inbox ▸ best score first" in seat.status
        scores = [sample.library.papers[id].score for id in seat.main.papers.rows]
        known = [s for s in scores if s is not None]
        assert known == sorted(known, reverse=True)
        assert scores[len(known) :] == [None] * (len(scores) - len(known))
        await seat.press("slash")
        await seat.type("language")
        found = [sample.library.papers[id].score for id in seat.main.papers.rows]
        known = [s for s in found if s is not None]
        assert known == sorted(known, reverse=True)
        await seat.press("escape")
        left = seat.main.remember()
        assert left.sort == "score"
        save_state(sample.folder, left)
    async with run(sample, left=load_state(sample.folder)) as seat:
        assert "Inbox ▸ best score first" in seat.status


async def test_escape_leaves_the_order_as_it_was(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("S", "down", "escape")
        assert "newest first" in seat.status


async def test_a_column_that_is_empty_for_a_listing_takes_no_room(empty: OpenLibrary, run: Run) -> None:
    async with run(empty, (140, 42)) as seat:
        await seat.paste("@misc{a, title = {A paper without a date}, author = {Ada One}}")
        await seat.press("enter", "a")
        assert seat.row(seat.main.papers).startswith("▌›   A paper without a date")
        assert seat.row(seat.main.queue).startswith("▌  1   A paper without a date")
        await seat.press("u", "u")
        await seat.paste("@misc{b, title = {A paper without a score}, year = 2020, author = {Ada One}}")
        await seat.press("enter", "a")
        assert seat.row(seat.main.papers).startswith("▌›   2020   A paper without a score")
        assert seat.row(seat.main.queue).startswith("▌  1   2020   A paper without a score")
        await seat.press("u")
        await seat.paste(as_pasted(page("sutskever")))
        await seat.press("enter", "G")
        assert seat.row(seat.main.papers).startswith("▌·   20")
        assert any(" LG 90.1 " in line or " CL " in line for line in seat.part("#papers"))


# the queue


async def test_a_manual_move_wins_over_the_suggested_order_and_is_said(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("3", "G", "less_than_sign")
        assert "pinned" in seat.row(seat.main.queue)
        assert "position 1: pinned (" in seat.prose("#detail")
        await seat.press("w")
        assert seat.keys(seat.main.queue)[:2] == ["dettmers2023qlora", "gu2023mamba"]
        assert seat.messages[-1].endswith("1 paper pinned   (u undoes)")
        await seat.press("W", "w")
        assert seat.keys(seat.main.queue)[0] == "gu2023mamba"


async def test_a_selection_moves_as_a_block(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("3", "space", "j", "space", "J")
        order = seat.keys(seat.main.queue)
        assert order == [QUEUE[1], QUEUE[0], QUEUE[2], QUEUE[3]]
        await seat.press("greater_than_sign")
        assert seat.keys(seat.main.queue) == [QUEUE[1], QUEUE[3], QUEUE[0], QUEUE[2]]
        await seat.press("u", "u")
        assert seat.keys(seat.main.queue) == QUEUE


async def drag(seat: Seat, rows: RowList[int], start: int, end: int) -> None:
    """Hold a row with the mouse, move it over another, let go."""
    x, y = rows.region.x + 5, rows.region.y
    for kind, row in ((events.MouseDown, start), (events.MouseMove, (start + end) // 2), (events.MouseMove, end)):
        seat.app.screen._forward_event(_mouse(kind, x, y + row))
        await seat.settle()
    seat.app.screen._forward_event(_mouse(events.MouseUp, x, y + end))
    await seat.settle()


def _mouse(kind: type[events.MouseEvent], x: int, y: int) -> events.MouseEvent:
    return kind(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)


@pytest.mark.parametrize(
    ("start", "end", "order"), [(0, 2, [1, 2, 0, 3]), (3, 0, [3, 0, 1, 2]), (1, 2, [0, 2, 1, 3]), (2, 9, [0, 1, 3, 2])]
)
async def test_a_row_of_the_queue_is_dragged_to_another_place(
    start: int, end: int, order: list[int], sample: OpenLibrary, run: Run
) -> None:
    async with run(sample, (140, 42)) as seat:
        await drag(seat, seat.main.queue, start, end)
        assert seat.keys(seat.main.queue) == [QUEUE[n] for n in order]
        assert seat.key(seat.main.queue) == QUEUE[start]
        await seat.press("u")
        assert seat.keys(seat.main.queue) == QUEUE


async def test_a_click_is_no_drag(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        before = len(sample.library.history)
        await seat.pilot.click("#queue", offset=(10, 2))
        await seat.settle()
        assert seat.key(seat.main.queue) == QUEUE[2]
        assert len(sample.library.history) == before


# keys of vim


async def test_dd_and_yy_act_once_and_later_again(
    sample: OpenLibrary, run: Run, clipboard: Clipboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    monkeypatch.setattr("readlist.tui.command_screen.monotonic", lambda: clock[0])
    async with run(sample) as seat:
        pane = seat.main.query_one("#detail-pane")
        await seat.press("d", "d")
        assert not pane.display
        clock[0] += 1
        await seat.press("d")
        assert pane.display
        clock[0] += 1
        await seat.press("d", "j", "d")
        assert pane.display
        copies: list[str] = []
        monkeypatch.setattr(clipboard, "copy", copies.append)
        monkeypatch.setattr("pyperclip.copy", copies.append)
        await seat.press("y", "y")
        assert len(copies) == 1


async def test_h_and_l_walk_the_panes_where_one_is_shown(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (60, 20)) as seat:
        await seat.press("h", "h")
        assert "1/4 Authors" in seat.status
        await seat.press("l", "l", "l", "l")
        assert "4/4 Detail" in seat.status


async def test_authors_slide_over_when_gone_to(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (100, 30)) as seat:
        await seat.press("h")
        assert "Ilya Sutskever" in seat.text
        await seat.press("l")
        assert "Ilya Sutskever" not in seat.prose("#papers")
        assert seat.main.session.pane == "papers"


# room


async def test_sizes_of_panes_are_remembered(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        await seat.press("1", "plus", "plus", "3", "plus", "4", "minus")
        wanted = [seat.main.authors.size.width, seat.main.queue.size.height, seat.main.detail.size.width]
        save_state(sample.folder, seat.main.remember())
    async with run(sample, (140, 42), load_state(sample.folder)) as seat:
        assert [seat.main.authors.size.width, seat.main.queue.size.height, seat.main.detail.size.width] == wanted


async def test_an_edge_is_dragged_with_the_mouse(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        grip = seat.main.query_one("#authors-grip")
        x, y = grip.region.x, grip.region.y + 5
        for kind, at in ((events.MouseDown, x), (events.MouseMove, x + 4), (events.MouseMove, x + 8)):
            seat.app.screen._forward_event(_mouse(kind, at, y))
            await seat.settle()
        seat.app.screen._forward_event(_mouse(events.MouseUp, x + 8, y))
        await seat.settle()
        assert grip.region.x == x + 8


async def test_no_size_takes_the_papers_away(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        await seat.press("4", *["plus"] * 60, "1", *["plus"] * 60, "3", *["plus"] * 60)
        assert seat.main.papers.size.width >= 38
        assert seat.main.papers.size.height >= 5
        for size in ((100, 30), (60, 20), (40, 8), (140, 42), (200, 50)):
            await seat.resize(*size)
            assert seat.main.focused is not None
            assert seat.main.focused.region.area


async def test_where_one_pane_is_shown_there_is_nothing_to_share(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (60, 20)) as seat:
        await seat.press("plus")
        assert seat.messages == ["one pane is shown at a time: it has all the room there is"]


# the mouse


async def test_a_click_on_a_hint_is_its_key(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.to(SECOND)
        await seat.pilot.click("KeyHints", offset=(seat.hints.index("x skip"), 0))
        await seat.settle()
        assert SECOND in marked(sample, "skipped")
        await seat.pilot.click("KeyHints", offset=(seat.hints.index("T triage"), 0))
        await seat.settle()
        assert "Triage" in seat.status
        await seat.pilot.click("KeyHints", offset=(seat.hints.index("esc leave"), 0))
        await seat.settle()
        assert seat.app.screen is seat.main


async def test_the_wheel_scrolls_and_the_cursor_stays(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        rows = seat.main.papers
        for _ in range(3):
            seat.app.screen._forward_event(_mouse(events.MouseScrollDown, rows.region.x + 5, rows.region.y + 3))
            await seat.settle()
        assert rows.scroll_offset.y > 0
        assert rows.cursor == 0
        await seat.press("j")
        assert rows.cursor == 1
        assert rows.scroll_offset.y == 0

"""Selection, sorting, the queue's order, following, and the room that panes have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual import events

from readlist.library import marking
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


# following


async def test_a_followed_author_moves_to_the_top_once_the_pane_is_reentered(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", *"jjjjjjjjj", "F")
        row = seat.main.authors.cursor
        assert "Oriol Vinyals" in seat.row(seat.main.authors)
        assert "★" in seat.row(seat.main.authors)
        assert row == 10
        await seat.press("2", "1")
        assert seat.part("#authors")[8].split()[:3] == ["▌Oriol", "Vinyals", "★"]
        assert "Oriol Vinyals" in seat.row(seat.main.authors)


async def test_from_a_paper_one_of_its_authors_is_chosen(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("F", *"dao", "enter")
        assert seat.messages[-1] == "followed: Tri Dao   (u undoes)"
        await seat.press("3")
        assert "author followed +5" in seat.prose("#detail")
        await seat.press("u")
        assert sample.library.followed() == frozenset()


async def test_tags_are_a_row_that_opens_and_list_their_papers(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        assert "Tags" not in seat.prose("#authors")
        await seat.press("t", *"moe scaling", "enter", "j", "t", *"moe", "enter")
        assert "▸ Tags 2" in seat.prose("#authors")
        assert "#moe" not in seat.prose("#authors")
        await seat.press("1", *"jjjjjjj", "enter")
        assert "▾ Tags 2 #moe 2 #scaling 1" in seat.prose("#authors")
        assert seat.keys(seat.main.papers) == [FIRST, SECOND]
        await seat.press("j")
        assert seat.keys(seat.main.papers) == [FIRST, SECOND]
        assert "#moe ▸ newest first" in seat.status
        left = seat.main.remember()
        await seat.press("j")
        assert seat.keys(seat.main.papers) == [FIRST]
        await seat.press("2", "t", "ctrl+u", "enter")
        assert "▾ Tags 1 #moe 1 ▌#scaling 0 ─" in seat.prose("#authors")
        assert seat.keys(seat.main.papers) == [FIRST]
        await seat.press("u", "1", "k", "k", "enter")
        assert "▸ Tags 2 ─" in seat.prose("#authors")
    async with run(sample, (140, 42), left) as seat:
        assert "▌#moe 2" in seat.prose("#authors")


async def test_authors_of_one_paper_are_a_row_that_opens(sample: OpenLibrary, run: Run) -> None:
    def names(*numbers: int) -> set[str]:
        return {author.name for author in sample.library.authors() if author.papers in numbers}

    async with run(sample, (140, 60)) as seat:
        several, single = names(*range(2, 50)), names(1)
        assert all(name in seat.prose("#authors") for name in several)
        assert f"▸ {len(single)} more, one paper each" in seat.prose("#authors")
        await seat.press("1", "G")
        assert seat.main.papers.group.name not in single
        before = seat.keys(seat.main.papers)
        assert seat.hints.startswith(" enter show")
        await seat.press("enter")
        assert seat.keys(seat.main.papers) == before
        await seat.press("j")
        assert seat.main.papers.group.name in single
        left = seat.main.remember()
        await seat.press("k", "enter")
        assert f"▸ {len(single)} more" in seat.row(seat.main.authors)
    async with run(sample, (140, 60), left) as seat:
        assert "▾" in seat.prose("#authors")
        assert seat.main.authors.current == left.group


async def test_what_needs_an_author_is_offered_on_an_authors_row_alone(sample: OpenLibrary, run: Run) -> None:
    sample.do("tag", lambda library, at: marking.tag(library, library.newest[:1], ("rl",), ()))
    rows = {"group:Inbox": False, "fold:tags": False, "fold:authors": False, "ilya sutskever": True}
    hints = ("A alias", "Q queue all", "F follow")
    async with run(sample) as seat:
        await seat.press("1")
        for row, offered in rows.items():
            seat.main.authors.go(row)
            await seat.settle()
            assert seat.main.authors.current == row
            assert [hint in seat.hints for hint in hints] == [offered] * 3
        seat.main.authors.go("fold:authors")  # the author's papers stay listed
        await seat.press("2", "F")
        assert sample.library.author("Ilya Sutskever").followed  # type: ignore[union-attr]


async def test_the_authors_pane_says_what_is_known_of_an_author(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        await seat.press("1", *"jjjjjjj", "2", "a", "j", "s", "r", "1")
        said = seat.prose("#figures")
        assert said.startswith("h 14 · 9,417 citations novelty 58 · AI score 71 inbox 14 queue 1 ✓1 ★1")
        assert "2012–2023" in said


async def test_figures_of_a_later_page_say_how_they_changed(empty: OpenLibrary, run: Run) -> None:
    from datetime import date

    from readlist.pages.reading import read_pages
    from readlist.session.imports import import_pages
    from tests.tui.conftest import page

    text = page("sutskever")
    for day, version in ((date(2023, 1, 1), text), (date(2023, 6, 1), text.replace("9,417", "9,500"))):
        import_pages(empty, read_pages(version, "page", day))
    async with run(empty, (140, 42)) as seat:
        await seat.press("1", *"jjjjjjj")
        assert "citations +83 since 2023-01-01" in seat.prose("#figures")


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


# counted


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

"""Where the panes are: together all of the screen, and the papers have room."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.commands import PANES
from readlist.session.ui_state import Sizes
from readlist.tui.panes import BESIDE, LEAST, NARROW, boxes, pane_lines, possible, title_cap
from readlist.tui.widgets.paper_lists import widths

WIDTHS, HEIGHTS = st.integers(1, 400), st.integers(1, 120)
SIZES = st.builds(Sizes, *[st.none() | st.integers(-5, 500)] * 4, st.booleans())


@given(WIDTHS, HEIGHTS, st.sampled_from(PANES), SIZES)
def test_they_cover_all_between_status_and_hints_once(width: int, height: int, pane: str, sizes: Sizes) -> None:
    there = boxes(width, height, pane, sizes)
    if width < LEAST[0] or height < LEAST[1]:
        assert there == {}
        return
    cells = [(x, y) for b in there.values() for x in range(b.x, b.x + b.width) for y in range(b.y, b.y + b.height)]
    assert len(cells) == len(set(cells)) == width * pane_lines(height)
    assert min(y for _, y in cells) == 1
    assert max(cells) == (width - 1, pane_lines(height))
    assert pane in there


@given(st.integers(NARROW, 400), st.integers(14, 120), st.sampled_from(PANES), SIZES)
def test_the_papers_have_room_whatever_was_asked_for(width: int, height: int, pane: str, sizes: Sizes) -> None:
    papers = boxes(width, height, pane, sizes)["papers"]
    assert papers.width >= 40
    assert papers.height >= 6


@given(st.integers(BESIDE, 400), st.integers(14, 120), SIZES)
def test_what_is_possible_is_given(width: int, height: int, sizes: Sizes) -> None:
    room = replace(possible(sizes, width, height), detail_shown=True)
    there = boxes(width, height, "papers", room)
    for asked, has in (
        (room.authors, there["authors"].width),
        (room.detail, there["detail"].width),
        (room.queue, there["queue"].height),
    ):
        assert asked in (None, has)


# titles

ALL_FACTS = frozenset({"date", "category", "score", "aside"})


def title_cells(width: int, *, detail: bool = True, facts: frozenset[str] = ALL_FACTS, aside: int = 10) -> int:
    """How much of a title is seen in a window so wide."""
    papers = boxes(width, 42, "papers", Sizes(detail_shown=detail))["papers"]
    return widths(papers.width - 2 - 4, facts, aside, title_cap(width)).title


@pytest.mark.parametrize("detail", [True, False])
@pytest.mark.parametrize("facts", [ALL_FACTS, ALL_FACTS - {"score"}, frozenset({"date", "aside"}), frozenset({"date"})])
def test_a_wider_window_never_shows_less_of_a_title(detail: bool, facts: frozenset[str]) -> None:
    cells = [title_cells(width, detail=detail, facts=facts) for width in range(40, 251)]
    assert cells == sorted(cells)


@pytest.mark.parametrize(("width", "least"), [(60, 44), (80, 56), (100, 60), (140, 80), (200, 90)])
def test_titles_have_room(width: int, least: int) -> None:
    assert title_cells(width) >= least


@given(st.integers(0, 400), st.sets(st.sampled_from(sorted(ALL_FACTS))), st.integers(5, 20), st.none() | st.just(80))
def test_a_row_has_no_more_cells_than_its_room(room: int, facts: set[str], aside: int, cap: int | None) -> None:
    cells = widths(room, frozenset(facts), aside, cap)
    assert sum(cells) <= room
    assert cells.title >= min(room, 44)
    assert {name for name, n in cells._asdict().items() if n} - {"title"} <= facts

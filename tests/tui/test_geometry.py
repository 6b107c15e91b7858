"""Where the panes are: together all of the screen, and the papers have room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readlist.commands import PANES
from readlist.session.ui_state import Sizes
from readlist.tui.panes import LEAST, NARROW, WIDE, boxes, possible

WIDTHS, HEIGHTS = st.integers(1, 400), st.integers(1, 120)
SIZES = st.builds(Sizes, *[st.none() | st.integers(-5, 500)] * 3)


@given(WIDTHS, HEIGHTS, st.sampled_from(PANES), SIZES)
def test_they_cover_all_between_status_and_hints_once(width: int, height: int, pane: str, sizes: Sizes) -> None:
    there = boxes(width, height, pane, sizes)
    if width < LEAST[0] or height < LEAST[1]:
        assert there == {}
        return
    cells = [(x, y) for b in there.values() for x in range(b.x, b.x + b.width) for y in range(b.y, b.y + b.height)]
    assert len(cells) == len(set(cells)) == width * (height - 2)
    assert min(y for _, y in cells) == 1
    assert max(cells) == (width - 1, height - 2)
    assert pane in there


@given(st.integers(NARROW, 400), st.integers(14, 120), st.sampled_from(PANES), SIZES)
def test_the_papers_have_room_whatever_was_asked_for(width: int, height: int, pane: str, sizes: Sizes) -> None:
    papers = boxes(width, height, pane, sizes)["papers"]
    assert papers.width >= 40
    assert papers.height >= 6


@given(st.integers(WIDE, 400), st.integers(14, 120), SIZES)
def test_what_is_possible_is_given(width: int, height: int, sizes: Sizes) -> None:
    room = possible(sizes, width, height)
    there = boxes(width, height, "papers", room)
    for asked, has in (
        (room.authors, there["authors"].width),
        (room.detail, there["detail"].width),
        (room.queue, there["queue"].height),
    ):
        assert asked in (None, has)

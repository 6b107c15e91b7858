"""Decisions: what a command changes, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.library import marking
from readlist.library.library import Library
from readlist.library.marking import Plan
from tests.library.conftest import AT, papers

Marking = Callable[[Library, Iterable[int], bool, str], Plan]


def do(library: Library, plan: Plan) -> Plan:
    library.apply(plan.edits)
    return plan


@pytest.mark.parametrize(
    ("plan", "state"),
    [(marking.read, "read"), (marking.star, "starred"), (marking.skip, "skipped"), (marking.queue, "queued")],
)
def test_a_mark_is_set_and_taken_back(five: Library, plan: Marking, state: str) -> None:
    do(five, plan(five, [2, 3], True, AT))
    assert five.count(state) == 2
    assert getattr(five.mark(2), state)
    do(five, plan(five, [2, 3], False, AT))
    assert five.count(state) == 0
    assert not five.marks


def test_what_is_so_already_is_no_change(five: Library) -> None:
    do(five, marking.read(five, [1], True, AT))
    assert not marking.read(five, [1], True, "later")
    assert len(marking.read(five, [1, 2], True, "later").edits) == 1


def test_the_time_of_a_decision_is_kept(five: Library) -> None:
    do(five, marking.queue(five, [1], True, AT))
    assert five.mark(1).queued_at == AT


def test_the_queue_keeps_the_order_given(five: Library) -> None:
    do(five, marking.queue(five, [3, 1], True, AT))
    do(five, marking.queue(five, [5, 3], True, AT))
    assert five.queue == (3, 1, 5)
    assert [five.place(id) for id in (3, 1, 5, 2)] == [1, 2, 3, None]


def test_skipping_takes_out_of_the_queue_in_the_same_change(five: Library) -> None:
    do(five, marking.queue(five, [1, 2], True, AT))
    plan = do(five, marking.skip(five, [1], True, AT))
    assert len(plan.edits) == 1
    assert five.queue == (2,)
    assert five.mark(1).skipped


def test_queueing_takes_back_a_skip(five: Library) -> None:
    do(five, marking.skip(five, [1], True, AT))
    do(five, marking.queue(five, [1], True, AT))
    assert not five.mark(1).skipped


def test_out_of_the_queue_unread_is_back_in_the_inbox(five: Library) -> None:
    do(five, marking.queue(five, [1], True, AT))
    assert not five.mark(1).inbox
    do(five, marking.queue(five, [1], False, AT))
    assert five.mark(1).inbox


def test_a_read_paper_taken_out_of_the_queue_keeps_the_day_it_was_queued(five: Library) -> None:
    do(five, marking.queue(five, [1], True, AT))
    do(five, marking.read(five, [1], True, AT))
    do(five, marking.queue(five, [1], False, AT))
    assert five.mark(1).queued_at == AT
    assert not five.mark(1).inbox


def test_what_was_done_is_said_in_a_line(five: Library) -> None:
    assert marking.star(five, [1], True, AT).summary == "starred “Title 1”"
    assert marking.star(five, [1, 2], True, AT).summary == "starred 2 papers"


@pytest.mark.parametrize(
    ("ids", "to", "order"),
    [
        ([3], 1, (3, 1, 2, 4, 5)),
        ([3], 5, (1, 2, 4, 5, 3)),
        ([3], 99, (1, 2, 4, 5, 3)),
        ([3], 2, (1, 3, 2, 4, 5)),
        ([2, 4], 1, (2, 4, 1, 3, 5)),
        ([4, 2], 3, (1, 3, 2, 4, 5)),
    ],
)
def test_moving_within_the_queue(five: Library, ids: list[int], to: int, order: tuple[int, ...]) -> None:
    do(five, marking.queue(five, range(1, 6), True, AT))
    do(five, marking.move(five, ids, to))
    assert five.queue == order


def test_moving_to_where_it_is_changes_nothing(five: Library) -> None:
    do(five, marking.queue(five, range(1, 6), True, AT))
    assert not marking.move(five, [3], 3)


def test_a_move_edits_only_what_moves_while_numbers_are_left_between(five: Library) -> None:
    do(five, marking.queue(five, range(1, 6), True, AT))
    sizes = []
    for _ in range(200):  # always between the first two: halves the gap every time
        last = five.queue[-1]
        sizes.append(len(do(five, marking.move(five, [last], 2)).edits))
        assert five.queue[1] == last
    assert sizes[0] == 1
    assert sizes.count(1) > 190
    assert set(sizes) <= {1, 2, 3, 4, 5}


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 8)), max_size=60))
def test_the_queue_is_always_the_list_one_would_expect(moves: list[tuple[int, int]]) -> None:
    library = papers(6)
    do(library, marking.queue(library, range(1, 7), True, AT))
    expected = list(range(1, 7))
    for id, to in moves:
        do(library, marking.move(library, [id], to))
        expected.remove(id)
        expected.insert(min(to - 1, len(expected)), id)
        assert library.queue == tuple(expected)

"""The suggested order: arithmetic that explains itself, and a hand that is always right."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.library import marking, suggestion
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.library.suggestion import reasons, suggested, why
from readlist.model.change import Edit
from readlist.model.paper import Paper
from readlist.settings import Weights
from tests.library.conftest import papers

AT = "2026-06-01T08:00:00Z"
TODAY = date(2026, 6, 1)


def do(library: Library, plan: Plan) -> Plan:
    library.apply(plan.edits)
    return plan


def queued(n: int) -> Library:
    library = papers(n)
    do(library, marking.queue(library, range(1, n + 1), True, AT))
    return library


def know(library: Library, id: int, **facts: object) -> None:
    old = library.papers[id]
    edit = Edit("papers", id, {n: v for n, v in old.document().items() if n in facts}, facts)
    library.apply([edit])


def order(library: Library) -> list[int]:
    return list(library.queue)


def test_every_point_has_its_reason() -> None:
    library = queued(1)
    know(library, 1, date="2026-05-29", score=92.0, authors=["Ada 1", "Bo"])
    do(library, marking.star(library, [1], True, AT))
    do(library, marking.follow(library, "bo", True, AT))
    found = reasons(library, 1, Weights(), TODAY)
    assert [str(r) for r in found] == ["starred +20", "score 92 +9", "3 days old +6", "author followed +5"]
    do(library, suggestion.suggest(library, Weights(), TODAY))
    assert why(library, 1, Weights(), TODAY) == (
        "position 1: starred +20 · score 92 +9 · 3 days old +6 · author followed +5 = 40"
    )


def test_what_makes_no_point_is_not_said() -> None:
    library = queued(1)
    know(library, 1, date="2019")
    assert reasons(library, 1, Weights(), TODAY) == ()
    assert why(library, 1, Weights(), TODAY) == "position 1: in order added (no points)"


def test_what_was_read_goes_down_with_a_true_minus() -> None:
    library = queued(2)
    do(library, marking.read(library, [1], True, AT, keep_queued=True))
    do(library, suggestion.suggest(library, Weights(), TODAY))
    assert order(library) == [2, 1]
    assert why(library, 1, Weights(), date(2090, 1, 1)) == "position 2: read already −20"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-06-01", "new today"),
        ("2026-07-01", "new today"),
        ("2026-05-31", "1 day old"),
        ("2026-05-19", "13 days old"),
        ("2026-05-10", "3 weeks old"),
        ("2026-02", "3 months old"),
        ("2024", "2 years old"),
    ],
)
def test_an_age_is_said_as_people_say_it(day: str, said: str) -> None:
    days = suggestion.age(day, TODAY)
    assert days is not None
    assert suggestion.age_words(days) == said


@pytest.mark.parametrize("day", [None, "", "soon", "2024-02-31", "2024-13"])
def test_a_date_that_is_none_makes_no_age(day: str | None) -> None:
    assert suggestion.age(day, TODAY) is None


def test_the_weights_decide() -> None:
    library = queued(3)
    know(library, 2, score=90.0)
    do(library, marking.star(library, [3], True, AT))
    assert suggested(library, Weights(), TODAY) == (3, 2, 1)
    assert suggested(library, Weights(starred=1), TODAY) == (2, 3, 1)
    assert suggested(library, Weights(starred=0, score=0), TODAY) == (1, 2, 3)


def test_papers_moved_by_hand_hold_their_place_and_others_go_around() -> None:
    library = queued(5)
    do(library, marking.star(library, [4, 5], True, AT))
    do(library, marking.move(library, [3], 1))
    plan = do(library, suggestion.suggest(library, Weights(), TODAY))
    assert order(library) == [3, 4, 5, 1, 2]
    assert plan.summary == "put 4 papers of the queue in the suggested order, 1 paper pinned"
    assert why(library, 3, Weights(), TODAY).startswith("position 1: pinned (")


def test_a_place_given_by_hand_can_be_unpinned() -> None:
    library = queued(3)
    do(library, marking.star(library, [2], True, AT))
    do(library, marking.move(library, [3], 1))
    do(library, marking.release(library, [3]))
    do(library, suggestion.suggest(library, Weights(), TODAY))
    assert order(library) == [2, 3, 1]


def test_leaving_the_queue_forgets_who_gave_the_place() -> None:
    library = queued(2)
    do(library, marking.move(library, [2], 1))
    do(library, marking.queue(library, [2], False, AT))
    do(library, marking.queue(library, [2], True, AT))
    assert library.mark(2).placed is None


def test_suggesting_again_changes_nothing() -> None:
    library = queued(4)
    do(library, marking.star(library, [2], True, AT))
    do(library, suggestion.suggest(library, Weights(), TODAY))
    assert not suggestion.suggest(library, Weights(), TODAY)


_STEPS = st.one_of(
    st.tuples(st.just("star"), st.integers(1, 6), st.booleans()),
    st.tuples(st.just("move"), st.integers(1, 6), st.integers(1, 6)),
    st.tuples(st.just("out"), st.integers(1, 6), st.just(0)),
    st.tuples(st.just("in"), st.integers(1, 6), st.just(0)),
    st.tuples(st.just("suggest"), st.just(0), st.just(0)),
)


@given(st.lists(_STEPS, max_size=25))
def test_a_suggestion_loses_nothing_moves_no_pinned_paper_and_undoes(
    steps: list[tuple[str, int, int]],
) -> None:
    library = queued(6)
    for what, id, how in steps:
        if what == "star":
            do(library, marking.star(library, [id], bool(how), AT))
        elif what == "move" and id in library.queue:
            do(library, marking.move(library, [id], how))
        elif what in ("in", "out"):
            do(library, marking.queue(library, [id], what == "in", AT))
        else:
            before = order(library)
            marks = dict(library.marks)
            held = {n: i for n, i in enumerate(before) if library.mark(i).placed == "hand"}
            plan = do(library, suggestion.suggest(library, Weights(), TODAY))
            after = order(library)
            assert sorted(after) == sorted(before)
            assert {n: after[n] for n in held} == held
            free = [suggestion.points(reasons(library, i, Weights(), TODAY)) for i in after if i not in held.values()]
            assert free == sorted(free, reverse=True)
            library.apply([e.inverse() for e in reversed(plan.edits)])
            assert (order(library), library.marks) == (before, marks)
            library.apply(plan.edits)


def test_a_hundred_authors_are_no_burden() -> None:
    library = queued(1)
    know(library, 1, authors=[f"Author {n}" for n in range(100)])
    do(library, marking.follow(library, "Author 99", True, AT))
    assert [str(r) for r in reasons(library, 1, Weights(fresh=0), TODAY)] == ["author followed +5"]


def test_a_paper_of_no_author_follows_nobody() -> None:
    library = Library()
    library.apply([Edit("papers", 1, None, Paper(id=1, key="k", title_text="T").document())])
    assert reasons(library, 1, Weights(), TODAY) == ()

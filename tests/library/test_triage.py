"""A round of triage: in its order, forth and back, until nothing waits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readlist.library import marking
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.library.triage import Round, outcome
from readlist.model.change import Edit
from tests.library.conftest import AT, papers


def do(library: Library, now: Round, plan: Plan) -> None:
    touched = library.apply(plan.edits)
    now.follow(library, touched.papers)


def test_a_round_goes_through_its_papers_and_ends() -> None:
    library = papers(3)
    now = Round(library, "Inbox", [1, 2, 3])
    seen = []
    while now.at is not None:
        seen.append(now.at)
        do(library, now, marking.skip(library, [now.at], True, AT))
        now.onward(library)
    assert seen == [1, 2, 3]
    assert (now.decided, now.left, now.counts["skipped"]) == (3, 0, 3)


def test_what_was_passed_over_comes_after_the_last() -> None:
    library = papers(3)
    now = Round(library, "Inbox", [1, 2, 3])
    now.skim(+1)
    do(library, now, marking.read(library, [2], True, AT))
    assert now.next(library) == 3
    now.onward(library)
    do(library, now, marking.read(library, [3], True, AT))
    now.onward(library)
    assert now.at == 1


def test_what_is_put_off_ends_the_round_and_comes_again() -> None:
    library = papers(2)
    now = Round(library, "Inbox", [1, 2])
    now.put_off_here(library)
    assert now.at == 2
    now.put_off_here(library)
    assert (now.at, now.put_off, now.left) == (None, 2, 2)
    now.again(library)
    assert (now.at, now.put_off) == (1, 0)


def test_a_paper_of_another_day_joins_where_one_is() -> None:
    library = papers(4)
    now = Round(library, "Inbox", [1, 2, 3])
    now.skim(+1)
    now.to(library, 4)
    assert (now.ids, now.at, now.place) == ((1, 4, 2, 3), 4, 2)


def test_a_star_alone_is_no_decision_but_counts_with_one() -> None:
    library = papers(1)
    now = Round(library, "Inbox", [1])
    do(library, now, marking.star(library, [1], True, AT))
    assert (now.left, now.counts["starred"]) == (1, 0)
    do(library, now, marking.read(library, [1], True, AT))
    assert (now.left, now.counts["starred"]) == (0, 1)


def test_a_paper_that_is_removed_leaves_the_round() -> None:
    library = papers(3)
    now = Round(library, "Inbox", [1, 2, 3])
    library.apply([Edit("papers", 1, library.papers[1].document(), None)])
    assert now.follow(library, [1])
    assert (now.ids, now.at) == ((2, 3), 2)


def test_what_comes_into_the_inbox_joins_at_the_end() -> None:
    library = papers(3)
    now = Round(library, "Inbox", [1, 2])
    now.follow(library, [3], [3])
    assert now.ids == (1, 2, 3)


_STEPS = st.lists(st.sampled_from("asrxzujk"), max_size=40)


@given(_STEPS)
def test_counts_match_the_marks_and_every_waiting_paper_comes_up_again(steps: list[str]) -> None:
    library = papers(5)
    now = Round(library, "Inbox", [1, 2, 3, 4, 5])
    done: list[tuple[Edit, ...]] = []
    plans = {"a": marking.queue, "r": marking.read, "x": marking.skip}
    for step in steps:
        if step in "asrx" and now.at is not None:
            plan = plans.get(step, marking.star_and_queue)(library, [now.at], True, AT)
            if plan:
                done.append(plan.edits)
            do(library, now, plan)
            if not library.mark(now.at).inbox:
                now.onward(library)
        elif step == "z":
            now.put_off_here(library)
        elif step == "u" and done:
            edits = done.pop()
            touched = library.apply([e.inverse() for e in reversed(edits)])
            now.follow(library, touched.papers)
            now.to(library, edits[0].id)
        elif step in "jk":
            now.skim(1 if step == "j" else -1)
        outcomes = [outcome(library.mark(id)) for id in now.ids]
        assert {k: n for k, n in now.counts.items() if n and k != "starred"} == {k: outcomes.count(k) for k in outcomes}
        waiting = [id for id in now.ids if library.mark(id).inbox and id not in now.later]
        if now.at is None:
            assert waiting == []
        else:
            assert (now.next(library) is None) == (not set(waiting) - {now.at})

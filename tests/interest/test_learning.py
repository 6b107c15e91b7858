"""What is learned from decisions, and what must not change it: order, undo, another machine."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.interest.explaining import explain, related
from readlist.interest.features import Rows, fact_number
from readlist.interest.learning import Interest, held_out, learn, scores
from readlist.interest.vectors import Vectors
from readlist.library.interests import BASE, Decision, decision_of
from readlist.model.paper import Mark, id_of
from tests.interest.papers import DAY, EDITING, MOE, OTHER, kept, paper, skipped, vectors

ALL = (*MOE, *EDITING, *OTHER)
VECTORS = vectors(*ALL)
PAPERS = {id_of(title): paper(title) for title in ALL}
DECISIONS = st.dictionaries(
    st.sampled_from(sorted(PAPERS)),
    st.builds(Decision, st.booleans(), st.sampled_from(("", DAY, "2019-03-01T00:00:00Z"))),
)


def learned(decisions: dict[int, Decision], of: Vectors = VECTORS) -> Interest:
    interest = learn(of, decisions)
    assert interest is not None
    return interest


def order(decisions: dict[int, Decision]) -> list[str]:
    """Titles of what was not decided, the most interesting first."""
    values = dict(zip(VECTORS.ids.tolist(), scores(VECTORS, learned(decisions)).tolist(), strict=True))
    return sorted((t for t in ALL if id_of(t) not in decisions), key=lambda title: -values[id_of(title)])


def test_papers_like_the_kept_ones_come_first() -> None:
    assert set(order(kept(*MOE[:2]))[:2]) == set(MOE[2:])


def test_papers_like_the_skipped_ones_come_last() -> None:
    assert set(order({**kept(*MOE[:2]), **skipped(*EDITING[:2])})[-2:]) == set(EDITING[2:])


def test_each_of_two_tastes_is_found() -> None:
    assert set(order(kept(*MOE[:3], EDITING[0], EDITING[1], EDITING[2]))[:2]) == {MOE[3], EDITING[3]}


@pytest.mark.parametrize("decisions", [{}, skipped(*EDITING)])
def test_nothing_is_learned_where_nothing_was_kept(decisions: dict[int, Decision]) -> None:
    assert learn(VECTORS, decisions) is None


@given(DECISIONS)
def test_reasons_sum_to_the_score(decisions: dict[int, Decision]) -> None:
    if (interest := learn(VECTORS, decisions)) is None:
        return
    for id, score in zip(VECTORS.ids.tolist(), scores(VECTORS, interest).tolist(), strict=True):
        assert sum(share.points for share in explain(VECTORS, interest, PAPERS[id])) == pytest.approx(score, abs=2e-3)


@given(DECISIONS, st.randoms(use_true_random=False))
def test_order_and_what_was_undone_make_no_difference(decisions: dict[int, Decision], rng: object) -> None:
    items = list(decisions.items())
    rng.shuffle(items)  # type: ignore[attr-defined]
    undone = {**dict.fromkeys(PAPERS, Decision(True, DAY)), **dict(items)}
    again = {id: undone[id] for id in undone if id in decisions}
    one, other = learn(VECTORS, decisions), learn(VECTORS, again)
    if one is None or other is None:
        assert one is other
    else:
        assert np.array_equal(scores(VECTORS, one), scores(VECTORS, other))


@given(st.permutations(list(ALL)))
def test_two_machines_agree_in_whatever_order_papers_came(titles: list[str]) -> None:
    decisions = {**kept(*MOE[:2]), **skipped(EDITING[0])}
    other = vectors(*titles)
    assert np.array_equal(other.ids, VECTORS.ids)
    assert np.array_equal(scores(other, learned(decisions, other)), scores(VECTORS, learned(decisions)))


def test_old_decisions_count_less() -> None:
    old, new = "2016-05-01T09:00:00Z", DAY
    assert set(order({**kept(*MOE[:2], at=old), **kept(*EDITING[:2], at=new)})[:2]) == set(EDITING[2:])
    assert set(order({**kept(*MOE[:2], at=new), **kept(*EDITING[:2], at=old)})[:2]) == set(MOE[2:])


def test_one_decision_of_a_far_year_leaves_the_others_their_say() -> None:
    decisions = {**kept(*MOE[:3]), **skipped(EDITING[0]), **skipped(OTHER[0], at="9999-12-31T00:00:00Z")}
    assert np.isfinite(scores(VECTORS, learned(decisions))).all()
    assert order(decisions)[0] == MOE[3]


def test_the_authors_of_kept_papers_count_and_those_who_are_followed_more() -> None:
    papers = [paper(title, authors=("Ada Karlsson",) if n % 2 else ("Jun Mori",)) for n, title in enumerate(OTHER)]
    made = Vectors.of(Rows.of(papers))
    followed = [fact_number("author jun mori")]
    kept_by_ada = learn(made, {papers[1].id: Decision(True, DAY)}, followed)
    assert kept_by_ada is not None
    said = {share.text: share.points for share in explain(made, kept_by_ada, papers[3])}
    assert said["Ada Karlsson"] == pytest.approx(0.25 * 0.5 * np.log(2))  # of one kept paper a quarter is believed
    assert {s.text: s.points for s in explain(made, kept_by_ada, papers[2])}["Jun Mori"] == 1.0


def test_categories_count_only_against_skipped_papers() -> None:
    papers = [paper(title, category="CL" if n % 2 else "CV") for n, title in enumerate(OTHER)]
    made = Vectors.of(Rows.of(papers))
    alone = {p.id: Decision(True, DAY) for p in papers[1::2]}
    both = alone | {p.id: Decision(False, DAY) for p in papers[:4:2]}
    for decisions, told in ((alone, False), (both, True)):
        shares = {s.text: s.points for s in explain(made, learned(decisions, made), papers[6])}
        assert (shares.get("CV", 0) < 0) is told


def test_with_kept_papers_alone_nothing_but_text_and_authors_counts() -> None:
    bare = [paper(title) for title in ALL]
    facts = [
        paper(title, date=f"{1990 + n}-05", venue=f"V{n % 2}", category=f"C{n % 3}", sources=(f"s{n % 2}",), score=n)
        for n, title in enumerate(ALL)
    ]
    one, other = (Vectors.of(Rows.of(papers)) for papers in (bare, facts))
    assert np.array_equal(scores(one, learned(kept(*MOE[:2]), one)), scores(other, learned(kept(*MOE[:2]), other)))


def test_the_words_that_set_kept_papers_apart_are_told_from_those_of_both() -> None:
    """Every kept paper and every skipped one is about models: the more there are, the less that word says."""
    titles = [f"{'Sparse' if n % 2 else 'Dense'} models {'abcdefghij'[n % 10]}x {n}" for n in range(80)]
    made = vectors(*titles, *OTHER)
    interest = learned({id_of(t): Decision("Sparse" in t, DAY) for t in titles[:60]}, made)
    said = {s.text: s.points for s in explain(made, interest, paper("Sparse models"))}
    against = {s.text: s.points for s in explain(made, interest, paper("Dense models"))}
    assert said["Sparse models"] > 1
    assert against["Dense models"] < said["Sparse models"]
    values = dict(zip(made.ids.tolist(), scores(made, interest).tolist(), strict=True))
    left = sorted(titles[60:], key=lambda title: -values[id_of(title)])
    assert all("Sparse" in title for title in left[:10])


def test_related_papers_are_about_the_same() -> None:
    interest, found = related(VECTORS, id_of(MOE[0]), 3)
    assert interest is not None
    assert {near.id for near in found} <= {id_of(title) for title in (*MOE[1:], *OTHER)}
    assert found[0].id in {id_of(title) for title in MOE[1:]}
    reasons = explain(VECTORS, interest, PAPERS[found[0].id])
    assert next(r for r in reasons if r.text != BASE).text.lower() in ("mixture of experts", "experts", "mixture")


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        (Mark(), None),
        (Mark(read_at=DAY), None),
        (Mark(tags=("x",)), None),
        (Mark(starred_at=DAY), Decision(True, DAY)),
        (Mark(place=1.0, queued_at=DAY), Decision(True, DAY)),
        (Mark(note="good"), Decision(True, "")),
        (Mark(read_at=DAY, queued_at="2026-04-01T00:00:00Z"), Decision(True, DAY)),
        (Mark(skipped_at=DAY), Decision(False, DAY)),
        (Mark(starred_at=DAY, skipped_at=DAY), Decision(True, DAY)),
    ],
)
def test_what_a_mark_tells(mark: Mark, expected: Decision | None) -> None:
    assert decision_of(mark) == expected


def test_held_out_papers_are_looked_for_in_what_waited_then() -> None:
    titles = [f"{title} {n}" for n in range(8) for title in (MOE[0], EDITING[0], *OTHER)]
    made = vectors(*titles)
    days = [f"2026-01-{n + 1:02}T00:00:00Z" for n in range(28)]
    moe = [t for t in titles if "experts" in t]
    other = [t for t in titles if "experts" not in t]
    ordered = list(chain.from_iterable(zip(moe, other[:8], strict=True)))
    decisions = {id_of(t): Decision(t in moe, days[n]) for n, t in enumerate(ordered)}
    assert held_out(made, decisions, map(id_of, other[8:]), lambda d: learn(made, d)) is None
    more = {id_of(t): Decision(False, "2025-12-01T00:00:00Z") for t in other[8:18]}
    more[id_of(moe[0])] = Decision(True, "2025-11-01T00:00:00Z")
    more[id_of(moe[1])] = Decision(True, "2025-11-01T00:00:00Z")
    for n, title in enumerate((*moe[2:], *other[:4])):
        more[id_of(title)] = Decision(True, days[n])
    found = held_out(made, more, map(id_of, other[18:]), lambda d: learn(made, d))
    assert found is not None
    assert found.kept == 10
    assert 6 <= found.first_half <= 10

"""How interest is shown: numbers, bars, reasons, and the order it gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.library.interests import (
    BASE,
    REST,
    Because,
    HeldOut,
    Interests,
    bar_sign,
    line_of,
    listed,
    per_cent,
    standing,
    strongest,
)

KNOWN = (Because("feed-forward", -0.24), Because(BASE, -1.0), Because("[bold]experts", 2.0), Because("x", 0.01))


def interests(decisions: int = 10) -> Interests:
    return Interests({1: 2.0, 2: -1.0, 3: 2.0}, decisions, lambda id: KNOWN)


def test_a_line_has_the_strongest_reasons_about_the_paper() -> None:
    assert line_of(interests(), 1) == "interest 88: [bold]experts +2.0 · feed-forward −0.2"
    assert line_of(interests(9), 1) == ""
    assert line_of(interests(), 4) == ""


def test_equal_and_unknown_papers_stay_in_their_order() -> None:
    assert interests().order((2, 4, 3, 1)) == (3, 1, 4, 2)


@pytest.mark.parametrize(("log_odds", "expected"), [(0, 50), (-1e6, 0), (1e6, 100), (2, 88)])
def test_interest_is_from_0_to_100(log_odds: float, expected: int) -> None:
    assert per_cent(log_odds) == expected


@pytest.mark.parametrize(("interest", "sign"), [(None, " "), (0, "▁"), (12, "▁"), (13, "▂"), (99, "█"), (100, "█")])
def test_a_bar_is_one_cell(interest: int | None, sign: str) -> None:
    assert bar_sign(interest) == sign


@given(st.lists(st.tuples(st.text(max_size=5), st.floats(-9, 9)), max_size=20))
def test_listed_reasons_sum_to_the_total(pairs: list[tuple[str, float]]) -> None:
    reasons = [Because(*pair) for pair in pairs]
    total = round(sum(reason.points for reason in reasons), 3)
    shown = listed(reasons, total, 8)
    assert sum(points for _, points in shown) == pytest.approx(round(total, 2), abs=1e-6)
    assert len(shown) <= 9
    assert [text for text, _ in shown[8:]] in ([], [REST])


def test_reasons_too_small_to_be_seen_are_not_told() -> None:
    assert [reason.text for reason in strongest(KNOWN, 8)] == ["[bold]experts", BASE, "feed-forward"]


def test_what_is_said_of_how_good_it_is() -> None:
    assert standing(None, 4) == "interest: decide about 10 papers first (4 so far)"
    assert standing(None, 40) == "interest: too few decisions to say how good it is"
    assert standing(HeldOut(50, 41), 90) == "interest: of the last 50 papers you kept, 41 were in the first half"

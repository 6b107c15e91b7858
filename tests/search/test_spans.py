"""The grammar of dates in queries, and days where the user is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.model.paper import Mark, Paper
from readlist.search.spans import WORDS, Span, moments, read_span, word_start
from tests.conftest import examples
from tests.search.conftest import asking

TODAY = date(2026, 11, 30)  # a Monday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", 20260000, 20269999),
        ("202", 20200000, 20299999),
        ("2026-", 20260000, 20269999),
        ("2026-1", 20260100, 20260199),
        ("2026-0", 20260100, 20260999),
        ("2026-11", 20261100, 20261199),
        ("2026-11-", 20261100, 20261199),
        ("2026-11-0", 20261101, 20261109),
        ("2026-11-03", 20261103, 20261103),
        ("2026-11-3", 20261103, 20261103),
        ("7d", 20261123, 20261130),
        ("2w", 20261116, 20261130),
        ("1m", 20261030, 20261130),
        ("9m", 20260228, 20261130),
        ("1y", 20251130, 20261130),
        ("0d", 20261130, 20261130),
        ("today", 20261130, 20261130),
        ("yesterday", 20261129, 20261129),
        ("this-week", 20261130, 20261206),
        ("last-week", 20261123, 20261129),
        ("last week", 20261123, 20261129),
        ("this-month", 20261100, 20261199),
        ("last-month", 20261000, 20261099),
        ("this-year", 20260000, 20269999),
        ("last-year", 20250000, 20259999),
        ("last-m", 20261000, 20261099),
        ("2023..2025", 20230000, 20259999),
        ("2025..2023", 20230000, 20259999),
        ("2026-05..", 20260500, None),
        ("..2026-05-27", None, 20260527),
        ("2w..1w", 20261116, 20261123),
        ("1w..2w", 20261116, 20261123),
        ("last-month..yesterday", 20261000, 20261129),
        (">=2026-05", 20260500, None),
        (">2026-05", 20260500 + 100, None),
        ("<2026-05", None, 20260499),
        ("<=7d", None, 20261123),
        ("<7d", None, 20261122),
        ("=2026", 20260000, 20269999),
        ("999999y", 10101, 20261130),
    ],
)
def test_a_span_is_read(text: str, first: int | None, last: int | None) -> None:
    assert read_span(text, TODAY) == Span(first, last)


@pytest.mark.parametrize(
    "text",
    ["", "..", "2026-13", "2026-00", "2026-02-30", "2026-0-1", "20261", "7", "7h", "la", "t", "soon", ">", "2..x",
     "1e9d", "2026-11-00", "٣d", "1..2..3", ">=..5", "9999999d", "today..soon"],
)  # fmt: skip
def test_what_names_no_span_is_none(text: str) -> None:
    assert text == "7" or read_span(text, TODAY) is None


def test_months_and_years_back_end_with_the_month() -> None:
    assert read_span("1m", date(2026, 3, 31)) == Span(20260228, 20260331)
    assert read_span("1y", date(2024, 2, 29)) == Span(20230228, 20240229)
    assert read_span("last-month", date(2026, 1, 31)) == Span(20251200, 20251299)


@examples(200)
@given(st.text("0123456789-.<>=dwmy lasthirontek", max_size=14), st.dates())
def test_any_text_is_a_span_or_none(text: str, today: date) -> None:
    span = read_span(text, today)
    assert 0 <= word_start(text) <= len(text)
    if span is not None:
        moments(span)
        if span.first is not None and span.last is not None:
            assert span.first <= span.last


@given(st.sampled_from(sorted(WORDS)), st.dates(date(1900, 1, 1), date(2900, 1, 1)))
def test_a_word_is_a_span_that_its_first_letters_name(word: str, today: date) -> None:
    span = read_span(word, today)
    assert span is not None
    for end in range(1, len(word)):
        assert read_span(word[:end], today) in (None, span)


ZONES = ("UTC", "America/Los_Angeles", "Pacific/Auckland", "Asia/Kolkata", "Europe/Berlin")
TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1))
SPANS = st.one_of(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)).flatmap(
        lambda day: st.sampled_from([f"{day}", f"{day:%Y-%m}", f"{day:%Y}", f"{day}..", f"..{day:%Y-%m}", f">{day}"])
    ),
    st.sampled_from([*WORDS, "7d", "3m", "2w..1w", "<1y"]),
)


@pytest.mark.parametrize("zone", ZONES, indirect=True)
@pytest.mark.usefixtures("zone")
@given(TIMES, SPANS)
def test_a_moment_is_in_the_days_on_which_it_was_where_the_user_is(at: datetime, text: str) -> None:
    there = at.replace(tzinfo=UTC).astimezone()  # as the system tells it
    span = read_span(text, date(2026, 11, 30))
    assert span is not None
    day = there.year * 10_000 + there.month * 100 + there.day
    first, last = moments(span)
    number = int(f"{at:%Y%m%d%H%M%S}")
    within = (first is None or first <= number) and (last is None or number <= last)
    assert within == ((span.first is None or span.first <= day) and (span.last is None or day <= span.last))


@pytest.mark.parametrize(
    ("zone", "found"),
    [("UTC", {1, 2}), ("America/Los_Angeles", {2, 3}), ("Pacific/Auckland", {1})],
    indirect=["zone"],
)
@pytest.mark.usefixtures("zone")
def test_a_day_is_the_users_day(found: set[int]) -> None:
    times = {1: "2026-11-03T00:30:00Z", 2: "2026-11-03T12:30:00Z", 3: "2026-11-04T07:30:00Z"}
    library = [(Paper(id=id, key=str(id), title_text="A"), Mark(id=id, read_at=at)) for id, at in times.items()]
    assert set(asking(library, TODAY)("read:2026-11-03").ids) == found


@pytest.mark.usefixtures("zone")
def test_nobody_can_tell_the_time_of_what_is_no_time() -> None:
    library = [(Paper(id=1, key="a", title_text="A", added="yesterday"), Mark(id=1, read_at="never"))]
    ask = asking(library, TODAY)
    assert not ask("read:..2100").ids
    assert not ask("added:..2100").ids


def test_a_week_has_seven_days() -> None:
    for back in range(7):
        day = TODAY + timedelta(back)
        assert read_span("this-week", day) == Span(20261130, 20261206)

"""Parses dates and spans of days in queries: ``2024``, ``last-month``, ``7d``, ``2023..2025``.

A day is a number, 20261103. Of some dates only the month or year is known, 20261100 or 20260000, so the span of a month
is 20261100 to 20261199, that of a year 20260000 to 20269999. Times of decisions are numbers in UTC, 20261103221500;
``moments`` converts a span of local days to such times.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from readlist.model.dates import possible_date


class Span(NamedTuple):
    """From one day to another, both included; None is no bound."""

    first: int | None
    last: int | None


_SIGNS = b"-/:TZ"


def day_number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def date_number(text: str | None, digits: int = 8) -> int:
    """A date, or a time with 14 digits, as a number that sorts like the text; 0 if there is none."""
    found = (text or "").encode("ascii", "replace").translate(None, _SIGNS)[:digits]
    return int(found.ljust(digits, b"0")) if found.isdigit() else 0


# what a person types

ACCEPTS = "2024, 2024-05-27, 7d, 2w, last-month, today, a..b, >=a"

_VALUE = re.compile(r"(?P<sign>>=|<=|>|<|=)?(?P<one>[^<>=]+)")
_AGO = re.compile(r"(?P<n>\d{1,6})(?P<unit>[dwmy])", re.ASCII)
_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{0,2})(?:-(?P<day>\d{0,2}))?", re.ASCII)
_YEAR = re.compile(r"\d{1,4}", re.ASCII)
_BEFORE = re.compile(r"(?:.*\.\.)?[<>=]*")


def _month(day: date) -> Span:
    first = day.year * 10_000 + day.month * 100
    return Span(first, first + 99)


def _year(year: int) -> Span:
    return Span(year * 10_000, year * 10_000 + 9_999)


def _days(first: date, last: date) -> Span:
    return Span(day_number(first), day_number(last))


def _week(day: date) -> Span:
    """Weeks begin on Monday."""
    monday = _back(day, day.weekday())
    return _days(monday, monday + timedelta(6))


WORDS: Mapping[str, Callable[[date], Span]] = {
    "today": lambda today: _days(today, today),
    "yesterday": lambda today: _days(_back(today, 1), _back(today, 1)),
    "this-week": _week,
    "last-week": lambda today: _week(_back(today, 7)),
    "this-month": _month,
    "last-month": lambda today: _month(_back(today, today.day)),
    "this-year": lambda today: _year(today.year),
    "last-year": lambda today: _year(today.year - 1),
}
"""Words for spans, of which an unambiguous beginning is enough."""


def read_span(text: str, today: date) -> Span | None:
    """The span that a lower-case text names; None if it names none.

    "7d" reaches from the day seven days ago up to today; as a bound it is that day. Of a year the first digits are
    enough. Bounds in the wrong order are taken the other way round.
    """
    text = text.strip().replace(" ", "-")
    low, dots, high = text.partition("..")
    if dots:
        return _between(low, high, today)
    if not (m := _VALUE.fullmatch(text)) or (one := _one(m["one"], today)) is None:
        return None
    first, last = one
    assert first is not None
    assert last is not None
    if m["sign"] is None and _AGO.fullmatch(text):
        return Span(first, max(day_number(today), first))
    bounds = {">": Span(last + 1, None), ">=": Span(first, None), "<": Span(None, first - 1), "<=": Span(None, last)}
    return bounds.get(m["sign"], one)


def word_start(value: str) -> int:
    """Where the word that is being typed begins in a value: after ``>``, ``=`` or dots."""
    m = _BEFORE.match(value)
    return m.end() if m else 0


def _between(low: str, high: str, today: date) -> Span | None:
    one, other = _one(low, today) if low else None, _one(high, today) if high else None
    if (low and one is None) or (high and other is None) or not (low or high):
        return None
    if one and other and (one.first or 0) > (other.last or 0):
        one, other = other, one
    return Span(one.first if one else None, other.last if other else None)


def _one(text: str, today: date) -> Span | None:
    """The span of one date, a word such as "today", or a day some time ago."""
    if m := _AGO.fullmatch(text):
        day = _ago(today, int(m["n"]), m["unit"])
        return _days(day, day)
    if _YEAR.fullmatch(text):
        return Span(int(text.ljust(4, "0")) * 10_000, int(text.ljust(4, "9")) * 10_000 + 9_999)
    if m := _DATE.fullmatch(text):
        return _of_date(int(m["year"]), m["month"], m["day"])
    begun = [text] if text in WORDS else [word for word in WORDS if text and word.startswith(text)]
    return WORDS[begun[0]](today) if len(begun) == 1 else None


def _of_date(year: int, month: str, day: str | None) -> Span | None:
    """The span of a date that may be incomplete: for "2026-0" the months from January to September."""
    if month in ("", "0"):
        whole = _year(year)
        return None if day is not None else whole if not month else Span(year * 10_000 + 100, year * 10_000 + 999)
    known = possible_date(year, int(month), int(day or 0))
    first = known.year * 10_000 + known.month * 100
    if not known.month:
        return None
    if not day:
        return Span(first, first + 99)
    if day == "0":
        return Span(first + 1, first + 9)
    return Span(first + known.day, first + known.day) if known.day else None


def _back(day: date, days: int) -> date:
    return date.fromordinal(max(day.toordinal() - days, 1))


def _ago(today: date, n: int, unit: str) -> date:
    if unit in "dw":
        return _back(today, n * (7 if unit == "w" else 1))
    months = today.year * 12 + today.month - 1 - n * (12 if unit == "y" else 1)
    if months < 12:
        return date.min
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


# where the user is

_FIRST, _LAST = 1971, 2998
"""Years whose days every system can say the time of; nothing was decided before or after."""


def moments(span: Span) -> Span:
    """The first and last second, in UTC, of a span of local days."""
    first = None if span.first is None else _second(_real_day(span.first))
    last = None if span.last is None else _second(_real_day(span.last + 1)) - 1
    return Span(first, last)


def _real_day(number: int) -> date:
    """The first day of the calendar on or after a number."""
    year, month, day = number // 10_000, max(number // 100 % 100, 1), max(number % 100, 1)
    if not _FIRST <= year <= _LAST:
        return date(_FIRST if year < _FIRST else _LAST + 1, 1, 1)
    if month <= 12 and day > monthrange(year, month)[1]:
        month, day = month + 1, 1
    return date(year, month, day) if month <= 12 else date(year + 1, 1, 1)


def _second(day: date) -> int:
    """The second in which a local day begins, as a number in UTC. One less is no time, but sorts between two."""
    return int(f"{datetime(day.year, day.month, day.day).astimezone(UTC):%Y%m%d%H%M%S}")

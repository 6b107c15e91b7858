"""Date lines (``36.8CLMay 27``, ``LGSep 14, 2024Code``) and the year that a page leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from readlist.model.dates import MONTHS

_DATE_LINE = re.compile(
    r"(?P<score>\d{1,3}(?:\.\d+)?)?\s*(?P<category>[A-Z]{2})\s?"
    rf"(?P<date>(?P<month>{'|'.join(MONTHS)}) (?P<day>\d{{1,2}})(?:, (?P<year>\d{{4}}))?)\s?(?P<code>Code)?"
)
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that opens an entry: ``[score]CATMon D[, YYYY][Code]``."""

    score: float | None
    category: str
    text: str  # "Sep 14, 2024"
    year: int | None
    month: int  # 1..12
    day: int  # as written, possibly impossible
    code: bool

    def iso(self, year: int) -> str | None:
        """The date in that year, or None where the calendar has no such day."""
        try:
            return date(self.year or year, self.month, self.day).isoformat()
        except ValueError:
            return None


def read_date_line(text: str) -> DateLine | None:
    """The date line that the text is, or None."""
    return _read(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=1 << 14)  # several layouts ask for the lines of a large page
def _read(text: str) -> DateLine | None:
    m = _DATE_LINE.fullmatch(text)
    if m is None:
        return None
    return DateLine(
        score=float(m["score"]) if m["score"] else None,
        category=m["category"],
        text=m["date"],
        year=int(m["year"]) if m["year"] else None,
        month=MONTHS.index(m["month"]) + 1,
        day=int(m["day"]),
        code=bool(m["code"]),
    )


@dataclass(frozen=True, slots=True)
class AssumedYear:
    """The year of a page's dates without one, and what else it could be."""

    year: int
    others: tuple[int, ...]  # years that the page does not rule out either
    contradicts: bool  # the page also gives this year, or a later one, in full


def assume_year(lines: Iterable[DateLine], copied: date) -> AssumedYear | None:
    """One year for all of a page's dates without one; None where every date has its year.

    Such a date means the year in which the page was copied: that of the day of copying, or the one before where
    that puts any of them in the future. It should be later than every year the page gives in full.
    """
    lines = list(lines)
    open_ones = [d for d in lines if d.year is None]
    if not open_ones:
        return None
    year = copied.year
    if any((d.month, d.day) > (copied.month, copied.day) for d in open_ones):
        year -= 1
    latest = max((d.year for d in lines if d.year), default=None)
    if latest is None:
        return AssumedYear(year, (year - 1,), False)
    return AssumedYear(year, tuple(range(latest + 1, year)), latest >= year)

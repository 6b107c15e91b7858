"""Dates of which year, month or day may be unknown, read in the forms that pages, files and services use."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import NamedTuple

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
BIBTEX_MONTHS = tuple(month.lower() for month in MONTHS)
"""BibTeX's macros for months."""

_NUMBERS = {month: number for number, month in enumerate(BIBTEX_MONTHS, 1)}
_DATE = re.compile(r"(\d{4})(?:[-/](\d{1,2})?(?:[-/](\d{1,2}))?)?(?!\d)")
_ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_NAME = re.compile(r"[A-Za-z]{3,}")


class PartialDate(NamedTuple):
    """A date; 0 for the parts that are not known."""

    year: int = 0
    month: int = 0
    day: int = 0

    @property
    def parts(self) -> list[int]:
        """Year, month, day, as many as are known."""
        return [number for number in self if number]

    @property
    def iso(self) -> str:
        """ "2024-02-21", "2024-02", "2024", or ""."""
        return "-".join(f"{number:0{width}}" for number, width in zip(self.parts, (4, 2, 2), strict=False))


def possible_date(year: int, month: int = 0, day: int = 0) -> PartialDate:
    """The date without parts that the calendar does not have; years have three or four digits."""
    if not 100 <= year <= 2999:
        return PartialDate()
    if not 1 <= month <= 12:
        return PartialDate(year)
    try:
        date(year, month, day)
    except ValueError:
        return PartialDate(year, month)
    return PartialDate(year, month, day)


def read_date(text: str) -> PartialDate:
    """The date at the start of a text ("2024-02-21T08:00Z", "2024/2/21/"), without impossible parts."""
    match = _DATE.match(text)
    return possible_date(*(int(part or 0) for part in match.groups())) if match else PartialDate()


def is_iso_date(text: str) -> bool:
    """Is the text a possible date, "2024", "2024-02" or "2024-02-21"?"""
    return bool(_ISO.fullmatch(text)) and read_date(text).iso == text


def local_time(at: str) -> datetime:
    """A record's UTC time ("2024-01-05T09:00:00Z") by the user's clock. Raises ValueError."""
    return datetime.fromisoformat(at).astimezone()


def first_day(iso: str) -> date | None:
    """The first day of a date, which may be a year or a month alone; None for a text that is no date."""
    return date.fromisoformat((iso + "-01-01")[:10]) if is_iso_date(iso) else None


def read_month(text: str) -> int:
    """The month that a text names, with other words around it or not ("feb", "21 February", "2"); 0 if none."""
    names = (_NUMBERS.get(word[:3].lower(), 0) for word in _NAME.findall(text))
    if month := next(filter(None, names), 0):
        return month
    numbers = re.findall(r"\d{1,2}", text)
    return int(numbers[0]) if len(numbers) == 1 and 1 <= int(numbers[0]) <= 12 else 0


_WORDED = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.? (?P<month>[A-Za-z]{3,9})\.?,? (?P<year>\d{4})\b"
    r"|(?P<month2>[A-Za-z]{3,9})\.?(?: (?P<day2>\d{1,2})(?:st|nd|rd|th)?)?,? (?P<year2>\d{4})\b"
    r"|(?P<year3>\d{4})(?:[ -](?P<month3>[A-Za-z]{3,9})\b)?(?: (?P<day3>\d{1,2})\b)?"
)


def read_worded_date(text: str) -> PartialDate:
    """The first date in a text, as people write it: "17 May 2023", "Aug 20, 1999", "May, 1999", "2009 Aug 15", "1989".

    A text is a line of a page; only its beginning is searched.
    """
    for match in _WORDED.finditer(text[:500]):
        found = match.groupdict()
        year = found["year"] or found["year2"] or found["year3"]
        name = found["month"] or found["month2"] or found["month3"] or ""
        day = found["day"] or found["day2"] or found["day3"] or 0
        month = _NUMBERS.get(name[:3].lower(), 0)
        date = possible_date(int(year), month, int(day) if month else 0)
        if date.year:
            return date
    return PartialDate()


_PART = r"(?:-(?:0[1-9]|1[0-2]|2[1-4])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"  # month or season, day
_EXTENDED = re.compile(  # EDTF, as biblatex has it: a range, a season, circa, uncertain, unknown digits
    rf"-?(?:\d{{3,4}}|\d{{3}}X|\d\dXX){_PART}[?~%]?(?:/(?:\.\.|-?\d{{4}}{_PART}[?~%]?)?)?|\.\./\d{{4}}{_PART}"
)
_SEASONS = {"spr": 21, "sum": 22, "fal": 23, "aut": 23, "win": 24}


def is_extended_date(text: str) -> bool:
    """Is this an EDTF date: "1995-03/1996-04", "1991-21" (spring of 1991), "1723~", "2024-01-05"?"""
    return bool(_EXTENDED.fullmatch(text))


def month_range(year: int, text: str) -> str:
    """The range or season within a year that a month field means: "jul~5--10", "Jan/Feb", "Summer"; else ""."""
    days = [int(n) for n in re.findall(r"(?<!\d)\d{1,2}(?!\d)", text)]
    words = [word[:3].lower() for word in _NAME.findall(text)]
    if len(words) == 1 and words[0] in _SEASONS and not days:
        return f"{year:04}-{_SEASONS[words[0]]}"
    months = [n for word in words if (n := _NUMBERS.get(word, 0))]
    if not months or len(months) != len(words) or max(len(months), len(days)) != 2 or len(days) == len(months) - 1:
        return ""
    first = possible_date(year, months[0], days[0] if days else 0)
    last = possible_date(year, months[-1], days[-1] if days else 0)
    return f"{first.iso}/{last.iso}" if first < last and bool(first.day) == bool(last.day) else ""

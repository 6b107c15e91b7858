"""Reads the head of an author page (name, ``h-index10``, ``18papers``, …) and date lines (``36.8CLMay 27``).

A date line may also be ``LGSep 14, 2024Code``. Where a page leaves the years out, one is assumed for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from readlist.model.dates import MONTHS
from readlist.model.paper import Figures
from readlist.pages.page import Block, Header, Line

CATEGORIES = frozenset(
    "AC AG AI AO AP AR AS AT BM CA CB CC CD CE CG CL CO CP CR CT CV CY DB DC DG DL DM DS EC EM EP ET FA "
    "FL GA GL GM GN GR GT HC HE HO IM IR IT IV KT LG LO MA ME MF MG ML MM MN MP MS NA NC NE NI NT OA OC "
    "OH OS OT PE PF PL PM PR PS QA QM RA RM RO RT SC SD SE SG SI SP SR ST SY TH TO TR".split()
)
"""arXiv's archive codes of two capitals, as pages show them."""

_DATE_LINE = re.compile(
    r"(?P<score>\d{1,3}(?:\.\d+)?)?\s*(?P<category>[A-Z]{2})\s?"
    rf"(?P<date>(?P<month>{'|'.join(MONTHS)}) (?P<day>\d{{1,2}})(?:, (?P<year>\d{{4}}))?)\s?(?P<code>Code)?"
)
_LONGEST_DATE_LINE = 40


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
        """The date in that year, or None if there is no such day."""
        try:
            return date(self.year or year, self.month, self.day).isoformat()
        except ValueError:
            return None


def read_date_line(text: str) -> DateLine | None:
    """The text as a date line, or None."""
    return _read(text) if len(text) <= _LONGEST_DATE_LINE else None


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


def date_line_of(block: Block) -> DateLine | None:
    """The date line of an entry, which is usually its first line."""
    return next((d for line in block.lines if (d := read_date_line(line.text))), None)


@dataclass(frozen=True, slots=True)
class AssumedYear:
    """The year assumed for a page's dates without one, and the other possible one."""

    year: int
    others: tuple[int, ...]  # years that the page does not rule out either
    contradicts: bool  # the page also gives this year, or a later one, in full


def assume_year(lines: Iterable[DateLine], copied: date) -> AssumedYear | None:
    """The year assumed for all dates of a page without one; None if every date has its year.

    It is the year in which the page was copied, or the year before if that would put any of the dates in the
    future. It should be later than every year that the page gives.
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


_FIGURES = {
    "h_index": re.compile(r"h-?index[\s:]*(\d[\d,]*)", re.IGNORECASE),
    "papers": re.compile(r"(\d[\d,]*)\s*papers?"),
    "citations": re.compile(r"(\d[\d,]*)\s*citations?", re.IGNORECASE),
    "novelty": re.compile(r"novelty[\s:]*(\d+)\s*%?", re.IGNORECASE),
    "ai_score": re.compile(r"AI score[\s:]*(\d+)", re.IGNORECASE),
}
_HEADING = re.compile(r"(\d[\d,]*) Papers?")  # "18 Papers", above the list
_CATEGORY = re.compile(r"[A-Z]{2}")
_NAME_LENGTH = 80
_FIGURE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Head:
    """A header with its lines (indices, end exclusive) and the number of papers that its heading gives."""

    start: int
    end: int
    header: Header
    heading: int | None

    @property
    def count(self) -> int | None:
        """How many papers the page says it has: above the list, else among the figures."""
        return self.header.figures.papers if self.heading is None else self.heading


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def find_heads(lines: Sequence[Line], copied: str) -> list[Head]:
    """The headers among the lines, in order. An h-index line marks one; the name stands above it."""
    heads: list[Head] = []
    free = 0  # lines before this index belong to an earlier header
    for i, line in enumerate(lines):
        if i >= free and len(line.text) < _FIGURE_LENGTH and _FIGURES["h_index"].fullmatch(line.text):
            head = _read_head(lines, i, free, copied)
            if head:
                heads.append(head)
                free = head.end
    return heads


def begins_header(lines: Sequence[Line], i: int) -> bool:
    """Do lines continue a header below its name: perhaps a category, then the h-index?"""
    while i < len(lines) and (not lines[i].text or _CATEGORY.fullmatch(lines[i].text)):
        i += 1
    return i < len(lines) and len(lines[i].text) < _FIGURE_LENGTH and bool(_FIGURES["h_index"].fullmatch(lines[i].text))


def _read_head(lines: Sequence[Line], anchor: int, free: int, copied: str) -> Head | None:
    category = None
    start = anchor - 1
    while start >= free and (not lines[start].text or _CATEGORY.fullmatch(lines[start].text)):
        category = lines[start].text or category
        start -= 1
    if start < free or not _is_name(lines[start].text):
        return None
    found: dict[str, int] = {}
    heading = None
    end = anchor
    for j in range(anchor, len(lines)):
        text = lines[j].text
        if not text:
            continue
        hit = next(((n, m) for n, rx in _FIGURES.items() if n not in found and (m := rx.fullmatch(text))), None)
        if hit:
            found[hit[0]] = _number(hit[1][1])
        elif heading is None and (m := _HEADING.fullmatch(text)):
            heading = _number(m[1])
        else:
            break
        end = j + 1
    figures = Figures(as_of=copied, **found)
    header = Header(line=lines[start].number, name=lines[start].text, category=category, figures=figures)
    return Head(start, end, header, heading)


def _is_name(text: str) -> bool:
    return len(text) <= _NAME_LENGTH and any(c.isalpha() for c in text) and read_date_line(text) is None

"""The three dates of a paper: when a page listed it, when it was published, when its preprint was posted.

A record has one of them, by its rank and type; a merged paper may have all three. ``Paper.date`` is the first that is
known, since lists are sorted by the page's date; a citation has the date of publication, ``fields["published"]``; and
``fields["preprintdate"]`` keeps the date of the preprint. So the order in which records arrive does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from readlist.formats.facts import DATE_FIELDS
from readlist.model.dates import read_date
from readlist.model.paper import Paper, Rank


class Day(NamedTuple):
    """A date as a source has it."""

    iso: str
    text: str | None = None  # the source's own
    assumed: bool = False  # the year, of a page that has none

    def is_more_exact(self, other: Day) -> bool:
        """Does this say all that the other says, and more?"""
        return self.iso != other.iso and self.iso.startswith(other.iso)


@dataclass(frozen=True, slots=True)
class PaperDates:
    """What a paper, or a record of it, knows of its three days."""

    listed: Day | None = None
    published: Day | None = None
    posted: Day | None = None

    @classmethod
    def of(cls, paper: Paper) -> PaperDates:
        day = Day(paper.date, paper.date_text, paper.year_assumed) if paper.date else None
        published, posted = (_inner(paper, name) for name in DATE_FIELDS)
        if published or day is None:
            return cls(day, published, posted)
        if paper.rank >= Rank.RECORD and paper.published:
            return cls(None, day, posted)
        if paper.rank is Rank.PAGE and (paper.listed_under or (not paper.published and len(day.iso) > len("2024"))):
            return cls(day, None, posted)
        return cls(None, day, posted) if paper.published else cls(None, None, day)

    def merge(self, other: PaperDates, *, other_wins: bool) -> PaperDates:
        """Each date from the better source; ``other_wins`` says which source counts for the publication."""
        listed = _richer(self.listed, other.listed)
        published = _preferred(self.published, other.published, other_wins=other_wins)
        posted = _preferred(self.posted, other.posted, other_wins=False)
        sure = posted or published
        if listed and listed.assumed and sure and sure.iso[:4] != listed.iso[:4]:  # the guess was wrong
            listed = Day(sure.iso, listed.text) if posted else None
        return PaperDates(listed, published, posted)

    def facts(self, fields: Mapping[str, str]) -> dict[str, object]:
        """These dates as facts of a paper, some of them in ``fields``."""
        first = self.listed or self.published or self.posted
        if first is None:
            return {}
        days = dict(zip(DATE_FIELDS, (self.published, self.posted), strict=True))
        inner = {name: day.iso for name, day in days.items() if day and not first.iso.startswith(day.iso)}
        rest = {name: value for name, value in fields.items() if name not in days or not _is_day(value)}
        return {"date": first.iso, "date_text": first.text, "year_assumed": first.assumed, "fields": {**rest, **inner}}


def _inner(paper: Paper, name: str) -> Day | None:
    """A day among the fields; a file may have a field of that name that says something else."""
    iso = paper.fields.get(name, "")
    return Day(iso) if _is_day(iso) else None


def _is_day(text: str) -> bool:
    return bool(text) and read_date(text).iso == text


def _richer(one: Day | None, other: Day | None) -> Day | None:
    """The date whose year is sure, or that is more exact; of equals the first."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda day: (not day.assumed, len(day.iso)))


def _preferred(one: Day | None, other: Day | None, *, other_wins: bool) -> Day | None:
    """The preferred date, unless the other is the same date, more exact."""
    if one is None or other is None:
        return one or other
    first, second = (other, one) if other_wins else (one, other)
    return second if second.is_more_exact(first) else first

"""The table of sources of new papers, and the ``Run`` with which each of them asks.

A source is a module with a function ``announcements(run)``: it asks, yields announcements, and calls ``run.done`` for
the days that are complete. A new source is a module and a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from readlist.follow.asked import Answers, Asked, Span
from readlist.follow.follows import Follows
from readlist.lookup.services import Services

if TYPE_CHECKING:
    from readlist.follow.announcement import Announcement

PAGE = 200  # entries of a page of a search
OVERLAP = 7  # days that are asked about again: the search learns of some papers late
_FIRST = 7  # days before the first fetch that it asks about
_AT_MOST = 90  # days that are asked about at once


@dataclass
class Run:
    """One fetch: what is followed, what was asked before, and the means to ask."""

    follows: Follows
    asked: Asked
    answers: Answers
    services: Services
    private: bool
    dois: Mapping[str, tuple[str, ...]]  # author → DOIs of some papers that the library has of them
    today: date
    now: float
    since: date | None = None  # as the user said
    progress: Callable[[int, int], None] = lambda done, total: None
    spans: list[Span] = field(default_factory=list)
    heard: set[str] = field(default_factory=set)  # what of the followed was asked about
    passed: dict[str, list[str]] = field(default_factory=dict)  # feed → its entries that were old at the first reading
    failures: list[str] = field(default_factory=list)  # a line for each part of a source that failed alone
    ids: dict[str, dict[str, str]] = field(default_factory=dict)  # author → service → what it knows the author by

    def start(self) -> date:
        """The first day that counts: as the user said, else of the first fetch, but not before anyone was followed."""
        if self.since:
            return self.since
        if self.asked.began:
            return max(date.fromisoformat(min(self.asked.began.values())), self.today - timedelta(_AT_MOST))
        days = [p.followed_at[:10] for p in self.follows.people if p.followed_at]
        first = date.fromisoformat(min(days)) if days else self.today
        return max(min(first, self.today), self.today - timedelta(_FIRST))

    def window(self, source: str, overlap: int = OVERLAP) -> tuple[date, date]:
        """The days that a source that can be asked about any is to be asked about."""
        last = None if self.since else self.asked.last(source)
        return (last or self.start()) - timedelta(0 if self.since else overlap), self.today

    def done(self, source: str, first: date, last: date, **more: dict[str, str]) -> None:
        """Note that these days are complete."""
        self.spans.append(Span(source, str(first), str(last), self.now, **more))  # type: ignore[arg-type]

    def heard_of(self, *followed: str) -> None:
        """Note that sources were asked about what is followed, by its name on the board."""
        self.heard.update(followed)


class Source(NamedTuple):
    """A source of new papers: a row of the table."""

    id: str  # of its spans
    module: str
    private: bool | None  # asked in private mode only, or only outside of it; None: always

    def announcements(self, run: Run) -> Iterator[Announcement]:
        """The announcements of the source. Raises ServiceError, perhaps after some of them."""
        module = import_module(f"readlist.follow.{self.module}")
        found: Iterator[Announcement] = module.announcements(run)
        return found


SOURCES = (
    Source("arxiv_feeds", "arxiv_announcements", private=True),
    Source("arxiv", "arxiv_search", private=False),
    Source("feeds", "journal_feeds", private=None),
    Source("openalex", "openalex_works", private=False),
    Source("crossref", "crossref_works", private=False),
)
"""Every source, in the order in which they are asked."""

"""arXiv's announcement feeds: all categories in one request a day.

The authors are looked for on this machine, so that nobody learns whom the user follows. Days without a fetch are
filled from arXiv's search by category, and once more a week later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from readlist.follow.announcement import Announcement, read_arxiv
from readlist.follow.arxiv_search import of_categories
from readlist.follow.follows import matches
from readlist.follow.sources import OVERLAP, Run
from readlist.lookup.client import ServiceError
from readlist.lookup.services import Request

SERVICE, FILLED = "arxiv_feeds", "arxiv_filled"
_HELD = 3  # days: who submits before a weekend is announced after it
_LARGEST = 30_000_000  # bytes: a day of twenty categories has some five million


def announcements(run: Run) -> Iterator[Announcement]:
    """Every paper of the categories followed that was announced since the last time. Raises ServiceError."""
    if run.follows.categories:
        for found in _all(run):
            query = next((q for q in run.follows.queries if matches(q, found.found.title, found.found.abstract)), "")
            yield replace(found, wanted=f"matches “{query}”") if query else found


def _all(run: Run) -> Iterator[Announcement]:
    failure: ServiceError | None = None
    if run.today not in _announced(run):
        path = f"/{'+'.join(run.follows.categories)}"
        try:
            feed = run.answers.ask(Request(SERVICE, path, kind="xml", largest=_LARGEST), read_arxiv)
        except ServiceError as error:  # what it would have told, the search tells tomorrow
            failure, feed = error, None
        if feed is None and failure is None:
            why = "no such feed; `readlist follows` lists the categories that are asked for"
            failure = ServiceError(SERVICE, why)
        elif feed is not None:
            yield from feed.entries
            day = _possible(feed.day, run.today)
            run.done(SERVICE, day, day)
            run.progress(1, 1)
    missing = missing_days(run)
    if missing:
        yield from of_categories(run, missing[0] - timedelta(OVERLAP + _HELD), missing[-1])
        run.done(FILLED, missing[0], missing[-1])
    if failure is not None:
        raise failure


def missing_days(run: Run) -> list[date]:
    """The days of announcements that have to be asked about, because nobody read the feed.

    The search learns of some papers days late: a day is done with when it was asked about a week after it.
    """
    announced, filled = _announced(run), run.asked.of(FILLED)
    missing = []
    day = run.start()
    while day <= run.today:
        if day.weekday() < 5 and (run.since or day not in announced):
            asked = [datetime.fromtimestamp(s.at, UTC).date() for s in filled if s.first <= str(day) <= s.last]
            settled = day + timedelta(OVERLAP)
            is_due = not asked or (max(asked) < settled <= run.today)
            if run.since or (is_due and day < run.today):
                missing.append(day)
        day += timedelta(1)
    return missing


def _announced(run: Run) -> set[date]:
    """The days whose feed was read, this time too."""
    spans = (*run.asked.of(SERVICE), *(s for s in run.spans if s.source == SERVICE))
    return {date.fromisoformat(s.first) for s in spans}


def _possible(day: str, today: date) -> date:
    """The day of a feed, which can't be of the future; without one, today's."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return today
    return found if today - timedelta(7) <= found <= today else today

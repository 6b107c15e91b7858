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
"""What spans begin with: days whose feed was read, days that the search was asked about; then comes the category."""
_HELD = 3  # days: who submits before a weekend is announced after it
_LARGEST = 30_000_000  # bytes: a day of twenty categories has some five million


def announcements(run: Run) -> Iterator[Announcement]:
    """Every paper of the categories followed that was announced since the last time. Raises ServiceError."""
    for found in _all(run):
        query = next((q for q in run.follows.queries if matches(q, found.found.title, found.found.abstract)), "")
        yield replace(found, wanted=f"matches “{query}”") if query else found


def _all(run: Run) -> Iterator[Announcement]:
    failure: ServiceError | None = None
    due = [name for name in run.follows.categories if run.today not in _read_days(run, name)]
    if due:
        try:
            feed = run.answers.ask(Request(SERVICE, f"/{'+'.join(due)}", kind="xml", largest=_LARGEST), read_arxiv)
        except ServiceError as error:  # what it would have told, the search tells tomorrow
            failure, feed = error, None
        if feed is None and failure is None:
            why = "no such feed; `readlist follows` lists the categories that are asked for"
            failure = ServiceError(SERVICE, why)
        elif feed is not None:
            yield from feed.entries
            day = min(date.fromisoformat(feed.day) if feed.day else run.today, run.today)  # none is of the future
            for name in due if feed.entries or feed.day else ():  # a feed with neither says nothing
                run.done(f"{SERVICE} {name}", day, day)
            run.progress(1, 1)
    missing = {name: days for name in run.follows.categories if (days := missing_days(run, name))}
    if missing:
        first, last = min(map(min, missing.values())), max(map(max, missing.values()))
        yield from of_categories(run, missing, first - timedelta(OVERLAP + _HELD), last)
        for name, days in missing.items():
            run.done(f"{FILLED} {name}", min(days), max(days))
    if failure is not None:
        raise failure
    if due or missing:
        run.heard_of(*run.follows.categories, *run.follows.queries, *(p.label for p in run.follows.people))


def missing_days(run: Run, category: str) -> list[date]:
    """The days of announcements that have to be asked about, because nobody read the feed.

    The search learns of some papers days late: a day is done with when it was asked about a week after it.
    """
    known, filled = _read_days(run, category), run.asked.of(f"{FILLED} {category}")
    missing = []
    day = run.since or _began(run, category)
    while day <= run.today:
        if day.weekday() < 5 and (run.since or day not in known):
            asked = [datetime.fromtimestamp(s.at, UTC).date() for s in filled if s.first <= str(day) <= s.last]
            settled = day + timedelta(OVERLAP)
            is_due = not asked or (max(asked) < settled <= run.today)
            if run.since or (is_due and day < run.today):
                missing.append(day)
        day += timedelta(1)
    return missing


def _began(run: Run, category: str) -> date:
    """The day from which on a category counts: when it was first asked about, else when it was followed."""
    began = [day for kind in (SERVICE, FILLED) if (day := run.asked.began.get(f"{kind} {category}"))]
    followed = run.follows.categories[category][:10]
    if not "" < followed <= str(run.today):  # it is one of the authors', or a clock was wrong
        first = date.fromisoformat(min(began)) if began else run.today if run.asked.began else run.start()
    else:  # an author's category before, perhaps, but not one that was followed long ago
        since = date.fromisoformat(followed)
        first = max(date.fromisoformat(min(began)), since - timedelta(2 * OVERLAP)) if began else since
    return max(first, run.start())


def _read_days(run: Run, category: str) -> set[date]:
    """The days whose feed was read, this time too."""
    source = f"{SERVICE} {category}"
    spans = (*run.asked.of(source), *(s for s in run.spans if s.source == source))
    return {date.fromisoformat(s.first) for s in spans}

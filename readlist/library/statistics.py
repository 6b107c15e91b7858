"""Statistics: what was read, queued and skipped per week, how long papers wait, and a forecast.

They are made from the times of marks, not from the journal, so what was undone does not count. Weeks begin on
Monday; days are those of the user's clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import dropwhile
from statistics import median
from typing import Any

from readlist.library.library import Library
from readlist.model.dates import local_time
from readlist.model.paper import Figures, Profile

PACE_DAYS = 28  # a pace is that of the last four weeks, or of as many days as there are
_LEAST_DAYS = 7  # of history: from less, nothing is forecast
_FARTHEST = 36_525  # days; what takes longer is never done
_BLOCKS = "▏▎▍▌▋▊▉█"
AGES = (("a week", 7), ("a month", 30), ("three months", 91), ("longer", None))
"""How long papers have been in the inbox: up to so many days."""


@dataclass(frozen=True, slots=True)
class Week:
    """What happened in the week that begins on that Monday."""

    week: date
    added: int = 0
    read: int = 0
    queued: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Pile:
    """Papers that wait (inbox, queue), and when none would be left if nothing were added."""

    papers: int
    done: int  # of such papers in ``days``
    days: int  # the last four weeks, or as many as there are papers
    empty_on: date | None  # None: nothing waits, nothing was done, or there is less than a week to judge by

    @property
    def young(self) -> bool:
        """Is there too little history for a forecast?"""
        return self.days < _LEAST_DAYS

    @property
    def per_week(self) -> float:
        """In the first week, what was done so far."""
        return self.done * 7 / max(self.days, _LEAST_DAYS)


@dataclass(frozen=True, slots=True)
class Statistics:
    weeks: tuple[Week, ...]  # oldest first; the last one is not over yet
    inbox: Pile  # waits for a decision
    queue: Pile  # its unread papers wait to be read
    ages: tuple[int, ...]  # how many of the inbox are in each of ``AGES``
    oldest: int | None  # days in the inbox, of the paper longest there
    middle: int | None  # half of the inbox is there for longer than so many days

    def object(self) -> dict[str, Any]:
        """The JSON of ``readlist stats --json``."""

        def pile(p: Pile, **more: Any) -> dict[str, Any]:
            on = p.empty_on.isoformat() if p.empty_on else None
            return {"papers": p.papers, "per_week": round(p.per_week, 2), "empty_on": on, **more}

        days = [days for _, days in AGES]
        return {
            "weeks": [{**asdict(w), "week": w.week.isoformat()} for w in self.weeks],
            "inbox": pile(
                self.inbox,
                oldest_days=self.oldest,
                median_days=self.middle,
                ages=[{"up_to_days": d, "papers": n} for d, n in zip(days, self.ages, strict=True)],
            ),
            "queue": pile(self.queue),
        }


def statistics(library: Library, today: date, weeks: int = 12) -> Statistics:
    """Count. Reads every paper once."""
    happened: dict[str, Counter[date]] = {name: Counter() for name in ("added", "read", "queued", "skipped")}
    waiting: list[int] = []
    decided = read = unread = 0
    since = today - timedelta(days=PACE_DAYS)
    first = today
    for id, paper in library.papers.items():
        mark = library.mark(id)
        days = {
            "added": day_of(paper.added),
            "read": day_of(mark.read_at),
            "queued": day_of(mark.queued_at),
            "skipped": day_of(mark.skipped_at),
        }
        first = min(first, days["added"] or first)
        for name, day in days.items():
            if day is not None:
                happened[name][monday(day)] += 1
        decisions = [day for name, day in days.items() if day is not None and name != "added"]
        decided += bool(decisions) and since < min(decisions) <= today
        read += days["read"] is not None and since < days["read"] <= today
        unread += mark.queued and not mark.read
        if mark.inbox:
            waiting.append(max((today - days["added"]).days, 0) if days["added"] else 0)
    pace = min((today - first).days + 1, PACE_DAYS)
    starts = [monday(today) - timedelta(weeks=n) for n in range(weeks - 1, -1, -1)]
    return Statistics(
        weeks=tuple(Week(s, **{name: found[s] for name, found in happened.items()}) for s in starts),
        inbox=_pile(len(waiting), decided, today, pace),
        queue=_pile(unread, read, today, pace),
        ages=_by_age(waiting),
        oldest=max(waiting, default=None),
        middle=int(median(waiting)) if waiting else None,
    )


def day_of(at: str | None) -> date | None:
    """The day of a record's time, by the user's clock; None if it is missing or no time."""
    try:
        return local_time(at).date() if at else None
    except (ValueError, OverflowError):  # a library edited by hand
        return None


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def _pile(papers: int, done: int, today: date, pace_days: int) -> Pile:
    days = -(-papers * pace_days // done) if done else 0
    near = papers and done and pace_days >= _LEAST_DAYS and days <= min(_FARTHEST, (date.max - today).days)
    return Pile(papers, done, pace_days, today + timedelta(days=days) if near else None)


def _by_age(waiting: Iterable[int]) -> tuple[int, ...]:
    bounds = [days for _, days in AGES]
    found = Counter(next(n for n, most in enumerate(bounds) if most is None or days <= most) for days in waiting)
    return tuple(found[n] for n in range(len(AGES)))


def forecast(pile: Pile, what: str, did: str, empty: str) -> str:
    """When a pile would be gone, in a line for people: "61 in the inbox: at 9.5 decided a week, done on …".

    In a library's first week it only counts: "61 in the inbox: 4 decided so far".
    """
    if not pile.papers:
        return empty
    if not pile.done:
        since = "in the last four weeks" if pile.days == PACE_DAYS else "yet"
        return f"{what}: nothing {did} {since}"
    if pile.young:
        return f"{what}: {pile.done:,} {did} so far"
    pace = f"{pile.per_week:.1f}".removesuffix(".0")
    when = f"done on {pile.empty_on.isoformat()}, if nothing is added" if pile.empty_on else "never done at this pace"
    return f"{what}: at {pace} {did} a week {when}"


def outlook(found: Statistics) -> tuple[str, str]:
    """Forecasts for inbox and queue, a line each."""
    return (
        forecast(found.inbox, f"{found.inbox.papers:,} in the inbox", "decided", "inbox empty"),
        forecast(found.queue, f"{found.queue.papers:,} unread in the queue", "read", "nothing left to read"),
    )


def bar(n: int, most: int, width: int) -> str:
    """A bar that is ``width`` cells long for ``most``; any number above 0 is visible."""
    eighths = max(round(n / most * width * 8), 1) if n and most else 0
    return "█" * (eighths // 8) + (_BLOCKS[eighths % 8 - 1] if eighths % 8 else "")


def lived(weeks: Sequence[Week]) -> Sequence[Week]:
    """The weeks from the first with any activity on: a young library shows no empty weeks before it."""
    begun = dropwhile(lambda week: not (week.added or week.read or week.queued or week.skipped), weeks)
    return tuple(begun) or weeks[-1:]


def most_of(weeks: Sequence[Week], *names: str) -> int:
    """The largest of some numbers over weeks."""
    return max((getattr(w, name) for w in weeks for name in names), default=0)


# How an author's figures and papers went over the years.

FIGURES = ("h_index", "papers", "citations", "novelty", "ai_score")


def grown(profile: Profile) -> dict[str, int]:
    """How much each figure changed since the day before the last on which the author's page was copied."""
    if len(profile.figures) < 2:
        return {}
    before, now = profile.figures[-2:]
    return {n: by for n in FIGURES if (by := _less(now, before, n))}


def _less(now: Figures, before: Figures, name: str) -> int:
    one, other = getattr(now, name), getattr(before, name)
    return 0 if one is None or other is None else one - other


def papers_a_year(library: Library, name: str, years: int) -> tuple[int, tuple[int, ...]]:
    """The first of at most so many years, and how many papers there are in each, up to the newest."""
    found = [year for id in library.papers_of(name) if (year := library.papers[id].year)]
    if not found:
        return 0, ()
    last = max(found)
    first = max(min(found), last - years + 1)
    return first, tuple(found.count(year) for year in range(first, last + 1))


_BARS = "▁▂▃▄▅▆▇█"


def sparkline(numbers: tuple[int, ...]) -> str:
    """Numbers as small bars; the greatest is a whole cell, nothing is a blank."""
    most = max(numbers, default=0)
    return "".join(_BARS[round((len(_BARS) - 1) * n / most)] if n else " " for n in numbers)

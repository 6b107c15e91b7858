"""Feeds of journals, conferences and blogs: every entry is wanted; an unchanged feed is not downloaded again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlsplit

from readlist.follow.announcement import Announcement, read_feed
from readlist.follow.sources import OVERLAP, Run
from readlist.lookup.client import ServiceError
from readlist.lookup.services import Request


def announcements(run: Run) -> Iterator[Announcement]:
    """The entries of every feed. Raises the first feed's ServiceError after all others were read."""
    failures: list[ServiceError] = []
    for n, (address, day) in enumerate(run.follows.feeds.items(), 1):
        host = urlsplit(address).hostname or ""
        before = max(run.asked.of(address), key=lambda span: span.at, default=None)
        known = dict(before.validators) if before and not run.since else {}
        request = Request(host, "", kind="feed", address=address, headers=known)
        try:
            feed = run.answers.ask(request, partial(read_feed, source=host))
        except ServiceError as error:
            failures.append(error)
            continue
        if feed is not None:
            start = str(max(run.start(), date.fromisoformat(day) - timedelta(OVERLAP)) if day else run.start())
            yield from (found for found in feed.entries if (found.found.date or start) >= start)
        told = run.answers.validators(request) if feed else known
        run.done(address, run.today, run.today, validators=dict(told))
        run.progress(n, len(run.follows.feeds))
    if failures:
        raise failures[0]

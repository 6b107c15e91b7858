"""Feeds of journals, conferences and blogs: every entry is wanted; an unchanged feed is not downloaded again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlsplit

from readlist.follow.announcement import Announcement, read_feed
from readlist.follow.sources import OVERLAP, Run
from readlist.lookup.client import ServiceError
from readlist.lookup.services import Request


def announcements(run: Run) -> Iterator[Announcement]:
    """The entries of every feed; one that fails is named, and all others are read."""
    for n, (address, since) in enumerate(run.follows.feeds.items(), 1):
        host = urlsplit(address).hostname or ""
        before = max(run.asked.of(address), key=lambda span: span.at, default=None)
        known = dict(before.validators) if before and not run.since else {}
        request = Request(host, "", kind="feed", address=address, headers=known)
        try:
            feed = run.answers.ask(request, partial(read_feed, source=host, address=address))
        except ServiceError as error:
            run.failures.append(str(error).replace(host, address, 1))
            continue
        if feed is not None:
            yield from _new(run, feed.entries, f"{address} {since}", since)
        validators = run.answers.validators(request) if feed else known
        run.done(address, run.today, run.today, validators=dict(validators))
        run.heard_of(address)
        run.progress(n, len(run.follows.feeds))


def _new(run: Run, entries: Iterable[Announcement], feed: str, since: str) -> Iterator[Announcement]:
    """The entries that are new: at first by their dates, later those that were not there then, whatever their dates."""
    start = run.start()
    if since and not run.since:
        start = min(date.fromisoformat(since[:10]), run.today) - timedelta(OVERLAP)
    passed = None if run.since else run.asked.passed.get(feed)
    old = []
    for one in entries:
        day, id = one.found.date, hashlib.blake2b(one.found.number.encode(), digest_size=6).hexdigest()
        if id not in passed if passed is not None else not day or day >= str(start)[: len(day)]:
            yield one
        else:
            old.append(id)
    if not run.since:
        run.passed.setdefault(feed, old if passed is None else list(passed))

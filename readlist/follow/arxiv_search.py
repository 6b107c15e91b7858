"""arXiv's search: new papers of all followed authors in a few requests, or of some categories on some days."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from readlist.follow.announcement import Announcement, read_arxiv
from readlist.follow.follows import matches
from readlist.follow.sources import PAGE, Run
from readlist.lookup.arxiv import SERVICE
from readlist.lookup.client import ServiceError
from readlist.lookup.matching import parsed
from readlist.lookup.services import Request
from readlist.model.text import clean, folded_words

_TOGETHER = 25  # names in one request: an address has at most some thousand letters
_MOST = 30_000  # papers of one search: it lists no more


def announcements(run: Run) -> Iterator[Announcement]:
    """The papers that the search finds for the authors and queries followed. Raises ServiceError."""
    first, last = run.window(SERVICE)
    names = [form for person in run.follows.people for form in _forms((person.name, *person.aliases))]
    terms = [f'au:"{name}"' for name in dict.fromkeys(names)]
    for n in range(0, len(terms), _TOGETHER):
        yield from _pages(run, terms[n : n + _TOGETHER], first, last)
    for query in run.follows.queries:
        words = [f'all:"{word}"' for word in folded_words(query)]
        for found in _pages(run, [" AND ".join(words)], first, last):
            if matches(query, found.found.title, found.found.abstract):
                yield replace(found, wanted=f"matches “{query}”")
    run.done(SERVICE, first, last)
    run.heard_of(*run.follows.queries, *(p.label for p in run.follows.people))


def of_categories(run: Run, categories: Collection[str], first: date, last: date) -> Iterator[Announcement]:
    """Every paper of some categories that was submitted on these days. Raises ServiceError."""
    try:
        yield from _pages(run, [f"cat:{name}" for name in categories], first, last)
    except _TooManyError:
        if first >= last:
            raise
        middle = first + (last - first) // 2
        yield from of_categories(run, categories, first, middle)
        yield from of_categories(run, categories, middle + timedelta(1), last)


class _TooManyError(ServiceError):
    """The search has more papers than arXiv lists."""

    def __init__(self) -> None:
        super().__init__(SERVICE, f"more than {_MOST:,} papers in these days; follow fewer categories")


def _pages(run: Run, terms: Sequence[str], first: date, last: date) -> Iterator[Announcement]:
    days = f"submittedDate:[{first:%Y%m%d}0000 TO {last:%Y%m%d}2359]"
    start, total, asked = 0, 1, 0
    while start < total and asked <= 2 * total // PAGE + 2:
        query = {
            "search_query": f"({' OR '.join(terms)}) AND {days}",
            "start": str(start),
            "max_results": str(PAGE),
            "sortBy": "submittedDate",
            "sortOrder": "ascending",  # what is added meanwhile comes last
        }
        feed = run.answers.ask(Request(SERVICE, "", query, "xml"), read_arxiv)
        if feed is None:
            return
        if feed.total > _MOST:
            raise _TooManyError
        yield from feed.entries
        total, asked = feed.total, asked + 1
        start += len(feed.entries) or PAGE  # a page may be shorter than it was asked to be
        run.progress(min(start, total), total)


def _forms(names: Sequence[str]) -> Iterator[str]:
    """A name as it may be listed: in full, and with an initial."""
    for name in names:
        plain = clean(name).replace('"', " ").replace("\\", " ")
        yield plain
        known = parsed(plain)
        if known.first and not known.group:
            yield f"{known.first[0]} {known.von} {known.last}".replace("  ", " ")

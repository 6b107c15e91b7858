"""Looking up papers of an open library, and applying the results as one change."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.lookup.additions import Addition, plan_add
from readlist.lookup.client import Client, Clock, Pace, SystemClock, alone
from readlist.lookup.completion import Choice, enriched, plan
from readlist.lookup.seeker import Cache, Outcome, Seeker
from readlist.lookup.services import Services, services_of, with_environment
from readlist.model.change import Change
from readlist.model.paper import Candidate, Paper
from readlist.platform.config import load
from readlist.platform.paths import cache_folder
from readlist.session.open_library import OpenLibrary


def configured() -> Services:
    """The services with the user's settings. Raises ServicesError."""
    return with_environment(services_of(load().settings.services))


@contextlib.contextmanager
def seeking(clock: Clock | None = None, services: Services | None = None) -> Iterator[Seeker]:
    """A seeker for the services; only one readlist of this user can have one at a time.

    Raises ServicesError or BusyError.
    """
    services = services or configured()
    clock = clock or SystemClock()
    folder = cache_folder() / "services"
    cache = Cache(folder / "answers")
    with alone(folder / "lock"), Client(services, clock, Pace(clock, folder / "asked.json")) as client:
        cache.tidy(clock.now())
        yield Seeker(services, client, cache, clock)


def to_ask(library: Library, ids: Sequence[int], *, again: bool = False) -> list[Paper]:
    """The papers to look up: with ``again`` also those that were looked up before."""
    papers = [library.papers[id] for id in ids]
    return papers if again else [p for p in papers if not enriched(p)]


def choices(outcomes: Sequence[Outcome], accepted: Sequence[Outcome] = ()) -> list[Choice]:
    """The records to apply: the sure ones, and the unsure one of each ``accepted`` outcome."""
    taken = []
    for outcome in outcomes:
        records = [match.found for match in outcome.sure]
        if outcome in accepted and outcome.unsure:
            records.append(outcome.unsure.found)
        if records:
            taken.append(Choice(outcome.paper.id, tuple(records), whole=outcome.whole))
    return taken


def enrich(opened: OpenLibrary, taken: Sequence[Choice]) -> Change | None:
    """Complete papers, as one change. Raises StoreError, with nothing changed."""
    return opened.do("enrich", lambda library, at: plan(library, taken))


def twins(library: Library, ids: Sequence[int]) -> list[str]:
    """A line for each paper that is in the library twice, by its arXiv id or DOI."""
    lines = []
    for id in ids:
        paper = library.papers.get(id)
        for number in (paper.arxiv, paper.doi) if paper else ():
            same = library.finder.numbered(number) if number else ()
            if paper and len(same) > 1:
                keys = " ".join([paper.key, *(library.papers[other].key for other in same if other != id)])
                lines.append(f"duplicate: the same id, {number}; `readlist merge {keys}` merges them")
                break
    return lines


def add(opened: OpenLibrary, named: Sequence[Sequence[Candidate]], *, to_queue: bool = False) -> Addition:
    """Add papers, as one change; returns what became of each. Raises StoreError, with nothing changed."""
    made: list[Addition] = []

    def planned(library: Library, at: str) -> Plan:
        made.append(plan_add(library, named, at, to_queue=to_queue))
        return made[-1].plan

    opened.do("add", planned)
    return made[-1]  # the plan may be made anew, where the library turned out to be another

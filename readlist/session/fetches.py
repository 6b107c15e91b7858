"""Fetches new papers into an open library, as one change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from readlist.follow.announcement import Announcement
from readlist.follow.arrivals import Fetched, plan_fetch, relevance
from readlist.follow.asked import Answers, Asked
from readlist.follow.fetching import gather
from readlist.follow.follows import Follows, followed
from readlist.follow.persons import People
from readlist.follow.sources import Run
from readlist.library.library import Library, Touched
from readlist.library.marking import Plan
from readlist.lookup.client import Client, Clock, Pace, SystemClock, alone
from readlist.lookup.services import Services
from readlist.model.change import Change
from readlist.model.identifiers import ARXIV_DOI
from readlist.platform.config import load
from readlist.platform.paths import cache_folder
from readlist.session.follow_board import remembered
from readlist.session.lookups import configured
from readlist.session.open_library import OpenLibrary

_DOIS = 4  # of an author, to ask OpenAlex for the author's id

UNREAD = "arXiv was not asked: follow a category (`readlist follow --category cs.LG`), or import an author's page"
"""Without a category there is no feed in which authors could be looked for on this machine."""


@dataclass
class Report:
    """What a fetch did, or would do."""

    fetched: Fetched
    failures: list[str] = field(default_factory=list)
    change: Change | None = None
    follows: bool = True  # is anything followed at all?
    remark: str = ""  # what could not be asked about at all, and what to do about it


def fetch(
    opened: OpenLibrary,
    *,
    clock: Clock | None = None,
    services: Services | None = None,
    private: bool | None = None,
    since: date | None = None,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    carry_out: Callable[[Callable[[], Any]], Any] = lambda work: work(),
) -> Report:
    """Ask the sources what is new of what is followed, and take it in as one change.

    All that reads or changes the library is done by ``carry_out``, in short pieces, so that the rest may be done in a
    thread; only the last piece, which changes the library, grows with what is new.

    Raises ServicesError, BusyError, StoppedError, OSError or StoreError, with nothing changed; what a service answered
    is not asked for again within the hour.
    """
    clock, services = clock or SystemClock(), services or configured()
    private = load().settings.fetch.private if private is None else private
    folder = cache_folder() / "services"
    known: _Known = carry_out(lambda: _known(opened, private=private))
    if not known.follows:
        return Report(Fetched(), follows=False)
    with alone(folder / "lock"), Client(services, clock, Pace(clock, folder / "asked.json")) as client:
        answers, now = Answers(folder / "fetched", client, clock), clock.now()
        today = datetime.fromtimestamp(now, UTC).date()
        run = Run(known.follows, known.asked, answers, services, private, known.dois, today, now, since, progress)
        announced = gather(run, known.matters)
        known.prepare()
        touched: list[Touched] = []
        end_watching = opened.watch(touched.append)
        try:
            people: People = carry_out(lambda: _people(opened.library, run))
            for one in announced:
                carry_out(partial(people.prepare, one.found.authors))
            report: Report = carry_out(
                lambda: _taken_in(opened, run, announced, lambda: None if touched else people, dry_run=dry_run)
            )
        finally:
            end_watching()
        report.failures = run.failures
        if private and not known.follows.categories and (known.follows.people or known.follows.queries):
            report.remark = UNREAD
        if not dry_run:
            run.asked.save(run, report.change.id if report.change else None)
    return report


class _Known(NamedTuple):
    """What a fetch needs to know of the library before it begins."""

    follows: Follows
    asked: Asked
    matters: Callable[[Announcement], bool]
    prepare: Callable[[], None]  # of what finds known papers; may be in a thread
    dois: Mapping[str, tuple[str, ...]]


def _known(opened: OpenLibrary, *, private: bool) -> _Known:
    library, follows = opened.library, followed(opened.library)
    dois = {} if private else {person.name: _dois(library, person.name) for person in follows.people}
    return _Known(follows, remembered(opened), relevance(library, follows), library.finder.prepare, dois)


def _dois(library: Library, name: str) -> tuple[str, ...]:
    """DOIs of some papers of an author, those aside that a fetch brought."""
    own = (library.papers[id] for id in sorted(library.papers_of(name)) if id not in library.arrivals)
    dois = (paper.doi or (f"{ARXIV_DOI}{paper.arxiv}" if paper.arxiv else "") for paper in own)
    return tuple(islice((doi.lower() for doi in dois if doi), _DOIS))


def _people(library: Library, run: Run) -> People:
    return People(library, [person.known_by(run.ids.get(person.name, {})) for person in followed(library).people])


def _taken_in(
    opened: OpenLibrary,
    run: Run,
    announced: Iterable[Announcement],
    prepared: Callable[[], People | None],
    *,
    dry_run: bool,
) -> Report:
    """Plan and make the change. ``prepared`` are the people, unless the library was changed since."""
    plans: list[Fetched] = []

    def plan(library: Library, at: str) -> Plan:
        people = prepared()
        if people is None or people.library is not library:
            people = _people(library, run)
        plans.append(plan_fetch(library, announced, at, run.today, people, run.ids))
        return plans[-1].plan

    if dry_run:
        plan(opened.library, datetime.fromtimestamp(run.now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        return Report(plans[-1])
    change = opened.do("fetch", plan)
    return Report(plans[-1], change=change)

"""Fetching new papers for an open library, as one change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from readlist.follow.announcement import Announcement
from readlist.follow.arrivals import Fetched, plan_fetch, sifted
from readlist.follow.asked import Answers
from readlist.follow.fetching import gather
from readlist.follow.follows import followed
from readlist.follow.sources import Run
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.lookup.client import Client, Clock, Pace, SystemClock, alone
from readlist.lookup.services import Services
from readlist.model.change import Change
from readlist.platform.config import load
from readlist.platform.paths import cache_folder
from readlist.session.follow_board import remembered
from readlist.session.lookups import configured
from readlist.session.open_library import OpenLibrary


@dataclass
class Report:
    """What a fetch did, or would do."""

    fetched: Fetched
    failures: list[str] = field(default_factory=list)
    change: Change | None = None
    follows: bool = True  # is anything followed at all?


def fetch(
    opened: OpenLibrary,
    *,
    clock: Clock | None = None,
    services: Services | None = None,
    private: bool | None = None,
    since: date | None = None,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    carry_out: Callable[[Callable[[], Report]], Report] = lambda work: work(),
) -> Report:
    """Ask the sources what is new of what is followed, and take it in as one change, which is made by ``carry_out``.

    Raises ServicesError, BusyError, StoppedError, OSError or StoreError, with nothing changed; what a service answered
    is not asked for again within the hour.
    """
    library, clock = opened.library, clock or SystemClock()
    services = services or configured()
    private = load().settings.fetch.private if private is None else private
    folder = cache_folder() / "services"
    follows = followed(library)
    if not follows:
        return Report(Fetched(), follows=False)
    with alone(folder / "lock"), Client(services, clock, Pace(clock, folder / "asked.json")) as client:
        answers = Answers(folder / "fetched", client, clock)
        asked, now = remembered(opened), clock.now()
        today = datetime.fromtimestamp(now, UTC).date()
        run = Run(library, follows, asked, answers, services, private, today, now, since, progress)
        harvest = gather(run)
        announced = sifted(library, follows, harvest.announced)
        report = carry_out(lambda: _taken_in(opened, run, announced, dry_run=dry_run))
        report.failures = harvest.failures
        if not dry_run:
            asked.save(run.spans, report.change.id if report.change else None, today)
    return report


def _taken_in(opened: OpenLibrary, run: Run, announced: Iterable[Announcement], *, dry_run: bool) -> Report:
    plans: list[Fetched] = []

    def plan(library: Library, at: str) -> Plan:
        plans.append(plan_fetch(library, followed(library), announced, at, run.today, run.ids))
        return plans[-1].plan

    if dry_run:
        plan(opened.library, datetime.fromtimestamp(run.now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        return Report(plans[-1])
    change = opened.do("fetch", plan)
    return Report(plans[-1], change=change)

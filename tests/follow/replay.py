"""A year of fetches against the made services: what came, what was doubted, what was asked."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from readlist.follow.follows import plan_follow, plan_people
from readlist.follow.verdicts import doubts, plan_answer
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.lookup.additions import plan_add
from readlist.lookup.services import Services as Addresses
from readlist.model.paper import Candidate
from readlist.session import fetches
from readlist.session.open_library import OpenLibrary
from tests.follow.population import DAYS, FIELDS, FIRST, Population, Work
from tests.follow.services import Services


class Calendar:
    """A clock that waiting moves, and the days that one tells it."""

    def __init__(self) -> None:
        self.time = datetime(FIRST.year, FIRST.month, FIRST.day, 9, tzinfo=UTC).timestamp()

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds

    def go_to(self, day: int) -> None:
        at = datetime(FIRST.year, FIRST.month, FIRST.day, 9, tzinfo=UTC) + timedelta(day)
        self.time = max(self.time, at.timestamp())


@dataclass
class Outcome:
    """What a replay came to; works by their numbers."""

    sure: dict[str, bool] = field(default_factory=dict)  # number → is it by somebody followed?
    doubted: dict[str, bool] = field(default_factory=dict)
    requests: list[tuple[bool, int]] = field(default_factory=list)  # of each run: was there a gap? requests
    questions: int = 0
    failed: int = 0
    missed: list[Work] = field(default_factory=list)


def addresses(services: Services, **more: object) -> Addresses:
    base = services.address
    return Addresses(  # type: ignore[arg-type]
        **{"arxiv": f"{base}/query", "arxiv_feeds": f"{base}/feeds", "waiting": 2.0, **more}  # type: ignore[arg-type]
    )


def earlier_papers(world: Population) -> list[list[Candidate]]:
    """The papers that the library has at the beginning."""
    return [
        [
            Candidate(
                source="arxiv",
                number=w.number,
                title=w.title,
                authors=w.authors,
                date=str(w.submitted),
                arxiv=w.number,
                category=w.classes[0].removeprefix("cs.").removeprefix("stat."),
                abstract=w.abstract,
            )
        ]
        for w in world.earlier
    ]


def begun(folder: Path, world: Population) -> OpenLibrary:
    """A library with the earlier papers, in which everybody who is to be followed is."""
    opened = OpenLibrary(folder)
    followed_in(opened, world)
    return opened


def followed_in(opened: OpenLibrary, world: Population) -> None:
    """Add the earlier papers to a library, and follow everybody who is to be followed."""
    opened.do("add", lambda library, at: plan_add(library, earlier_papers(world), at).plan)
    names = [person.name for person in world.followed]
    opened.do("follow", lambda library, at: plan_people(library, names, f"{FIRST}T08:00:00Z"))
    for name in FIELDS:
        opened.do("follow", lambda library, at, name=name: plan_follow(library, "category", name, at))  # type: ignore[misc]


def replay(opened: OpenLibrary, world: Population, services: Services, clock: Calendar, days: int = DAYS) -> Outcome:
    """Fetch on most weekdays, but on none of two weeks' holidays; every doubt is answered with the truth."""
    outcome, chance = Outcome(), random.Random(7)
    known = {w.number: w for w in world.works}
    seen: set[int] = set(opened.library.papers)
    holidays = range(days // 2, days // 2 + 14)
    last_run = 0
    for day in range(days):
        weekday = (FIRST + timedelta(day)).weekday()
        if day != days - 1 and (day in holidays or weekday > 4 or chance.random() < 0.1):
            continue
        clock.go_to(day)
        before = services.answered
        report = fetches.fetch(opened, clock=clock, services=addresses(services), private=True)
        outcome.failed += bool(report.failures)
        monday = 3 if weekday == 0 else 1
        outcome.requests.append((day - last_run > monday, services.answered - before))
        last_run = day
        doubtful = doubts(opened.library)
        for id in set(opened.library.papers) - seen:
            number = opened.library.papers[id].arxiv or ""
            (outcome.doubted if id in doubtful else outcome.sure)[number] = world.is_true(known[number])
        for id in doubtful:
            if id in doubts(opened.library):  # an earlier answer may have settled it
                outcome.questions += 1
                answer = "yes" if world.is_true(known[opened.library.papers[id].arxiv or ""]) else "no"
                opened.do("follow", lambda library, at, id=id, answer=answer: _answered(library, id, answer))  # type: ignore[misc]
        seen |= set(opened.library.papers)
    end = FIRST + timedelta(days - 1)
    told = [w for w in world.works if w.announced <= end and world.is_true(w)]
    there = {paper.arxiv for paper in opened.library.papers.values()}
    outcome.missed = [w for w in told if w.number not in there and not _withdrawn_early(w)]
    return outcome


def _answered(library: Library, id: int, answer: str) -> Plan:
    return plan_answer(library, [id], answer)  # type: ignore[arg-type]


def _withdrawn_early(work: Work) -> bool:
    """Was it withdrawn before anyone could hear of it?"""
    return any(v.withdrawn for v in work.versions)

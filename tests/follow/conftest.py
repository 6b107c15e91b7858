"""Two people who are followed, a handful of announcements, services and a calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from readlist.follow.follows import plan_follow, plan_people
from readlist.lookup.additions import plan_add
from readlist.model.paper import Candidate
from readlist.session import fetches
from readlist.session.fetches import Report
from readlist.session.open_library import OpenLibrary
from tests.follow.population import FIRST, Work
from tests.follow.replay import Calendar, addresses
from tests.follow.services import Services, serving

ADA, WEI = "Ada Berg", "Wei Zhang"
USUAL = ("Bo Lind", "Cem Arslan", "Dora Novak")


def known(n: int, who: str, *, classes: str = "cs.CL", usual: tuple[str, ...] = USUAL) -> Candidate:
    """A paper of the library by somebody and the usual co-authors."""
    return Candidate(
        source="arxiv",
        number=f"2501.{n:05d}",
        title=f"Earlier Work of {who} Number {n}",
        authors=(who, *usual),
        date=f"2025-01-{n % 28 + 1:02d}",
        arxiv=f"2501.{n:05d}",
        category=classes.removeprefix("cs."),
        abstract="What was found out then.",
    )


def work(number: str, *authors: str, classes: tuple[str, ...] = ("cs.CL",), day: int = 0, **more: object) -> Work:
    """A paper that is announced so many days after the first."""
    at = FIRST + timedelta(day)
    facts = {
        "number": number,
        "title": f"News {number}",
        "authors": authors,
        "people": frozenset[int](),
        "classes": classes,
        "submitted": at - timedelta(1),
        "announced": at,
        "indexed": at,
        "abstract": "Something new about sparse attention.",
    }
    return Work(**{**facts, **more})  # type: ignore[arg-type]


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def services(calendar: Calendar) -> Iterator[Services]:
    with serving(Services(now=calendar.now)) as services:
        yield services


@pytest.fixture
def opened(tmp_path: Path) -> OpenLibrary:
    """A library with five papers each of two people who are followed, in one category."""
    return followed_library(tmp_path / "library")


def followed_library(folder: Path) -> OpenLibrary:
    opened = OpenLibrary(folder)
    earlier = [[known(n, ADA)] for n in range(1, 6)] + [[known(n, WEI)] for n in range(11, 16)]
    opened.do("add", lambda library, at: plan_add(library, earlier, at).plan)
    opened.do("follow", lambda library, at: plan_people(library, [ADA, WEI], f"{FIRST}T08:00:00Z"))
    opened.do("follow", lambda library, at: plan_follow(library, "category", "cs.CL", at))
    return opened


Fetch = Callable[..., Report]


@pytest.fixture
def fetch(services: Services, calendar: Calendar) -> Fetch:
    """Fetches for a library, as privately as by default."""

    def run(opened: OpenLibrary, **more: object) -> Report:
        settings = {"clock": calendar, "services": addresses(services), "private": True, **more}
        return fetches.fetch(opened, **settings)  # type: ignore[arg-type]

    return run


def at(day: date) -> float:
    """The morning of a day, in seconds since 1970."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC).timestamp()


def titles(opened: OpenLibrary) -> set[str]:
    """The titles of what was fetched and is there."""
    library = opened.library
    return {library.papers[id].title_text for id, a in library.arrivals.items() if a.at and id in library.papers}

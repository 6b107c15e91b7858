"""A year is replayed: nothing missed, no namesake taken for sure, few questions, few requests."""

from __future__ import annotations

import dataclasses
import random
import shutil
import time
from datetime import timedelta
from pathlib import Path

import pytest

from readlist.platform.paths import cache_folder
from readlist.session import fetches
from readlist.session.open_library import OpenLibrary
from tests.follow.population import DAYS, FIELDS, FIRST, Population, population
from tests.follow.replay import Calendar, Outcome, addresses, begun, replay
from tests.follow.services import Services, serving


def replayed(world: Population, folder: Path, days: int) -> tuple[Outcome, OpenLibrary]:
    clock = Calendar()
    with serving(Services(works=world.works, now=clock.now, faults=0.09)) as services:
        opened = begun(folder, world)
        return replay(opened, world, services, clock, days), opened


def test_weeks_with_faults_gaps_and_namesakes(tmp_path: Path) -> None:
    """A slice of what the long test replays, with fewer people."""
    world = population(seed=5, papers=600, followed=20, shared=8)
    outcome, _ = replayed(world, tmp_path / "library", 45)
    assert outcome.missed == []
    assert len(outcome.sure) > 10
    assert all(outcome.sure.values())
    assert max(requests for gap, requests in outcome.requests if not gap) <= 2


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 3, 5])
def test_a_year(seed: int, tmp_path: Path) -> None:
    world = population(seed)
    assert (len(world.works), len(world.followed)) == (2_000, 60)
    outcome, opened = replayed(world, tmp_path / "library", DAYS)
    true = sum(map(world.is_true, world.works))
    assert outcome.missed == []
    assert sum(outcome.sure.values()) >= 0.99 * len(outcome.sure)
    assert sum(outcome.doubted.values()) <= 0.05 * true
    namesakes = len(world.people) - len(world.followed)
    assert len(outcome.doubted) - sum(outcome.doubted.values()) <= 2 * namesakes  # a namesake costs few questions
    quiet = [requests for gap, requests in outcome.requests if not gap]
    assert max(quiet) <= 2
    assert sum(quiet) <= 1.5 * len(quiet)
    assert outcome.failed <= 3
    undone = [change for change in opened.library.history.values() if change.command == "fetch"]
    assert len(undone) <= len(outcome.requests)


@pytest.mark.long
def test_a_day_of_two_hundred_people_and_fifteen_hundred_papers(tmp_path: Path) -> None:
    """In processor time, best of three; the services of the test run in the same process, and count."""
    world = population(seed=1, papers=6_000, followed=200, shared=80)
    day = FIRST + timedelta(1)
    chance = random.Random(2)
    today = [
        dataclasses.replace(
            work, announced=day, versions=[], classes=(chance.choice(FIELDS),), abstract=f"{work.abstract} " * 3
        )
        for work in [*world.works[:: len(world.works) // 150][:150], *(w for w in world.works if not w.people)][:1_500]
    ]
    assert len(today) == 1_500
    spent = []
    for n in range(3):
        clock = Calendar()
        with serving(Services(works=today, now=clock.now)) as services:
            opened = begun(tmp_path / str(n), world)
            clock.go_to(1)
            started = time.process_time()
            report = fetches.fetch(opened, clock=clock, services=addresses(services), private=True)
            spent.append(time.process_time() - started)
        assert report.failures == []
        assert report.fetched.number("new") > 30
        shutil.rmtree(cache_folder())
    print(f"\nfetch: {min(spent):.2f} s of processor time, of at most 2")
    assert min(spent) <= 2.0

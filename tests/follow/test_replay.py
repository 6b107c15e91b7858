"""A year is replayed: nothing missed, no namesake taken for sure, few questions, few requests."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.session.open_library import OpenLibrary
from tests.follow.population import DAYS, Population, population
from tests.follow.replay import Calendar, Outcome, begun, replay
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
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_year(seed: int, tmp_path: Path) -> None:
    world = population(seed)
    assert (len(world.works), len(world.followed)) == (2_000, 60)
    outcome, opened = replayed(world, tmp_path / "library", DAYS)
    true = sum(map(world.is_true, world.works))
    assert outcome.missed == []
    assert sum(outcome.sure.values()) >= 0.99 * len(outcome.sure)
    assert sum(outcome.doubted.values()) <= 0.05 * true
    quiet = [requests for gap, requests in outcome.requests if not gap]
    assert max(quiet) <= 2
    assert sum(quiet) <= 1.5 * len(quiet)
    assert outcome.failed <= 3
    undone = [change for change in opened.library.history.values() if change.command == "fetch"]
    assert len(undone) <= len(outcome.requests)

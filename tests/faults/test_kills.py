"""Commands and the app, killed at random moments; the long version is ``python -m tests.faults``."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from readlist.session.demo import sample_library
from tests.conftest import DEVICE, home_at
from tests.faults.crowd import crowd
from tests.faults.kills import kill_app, kill_command


@pytest.fixture
def library(tmp_path: Path, own_home: Path) -> Path:
    home_at(own_home, DEVICE)  # the processes are on the device on which the library is made
    sample_library(tmp_path / "library")
    return tmp_path / "library"


def test_a_killed_command_and_app_lose_nothing_they_acknowledged(library: Path) -> None:
    for seed in range(2):
        kill_command(library, Random(seed))
    kill_app(library, Random(0))


@pytest.mark.long
def test_many_killed_commands_and_apps_lose_nothing_they_acknowledged(library: Path) -> None:
    assert sum(kill_command(library, Random(seed)) for seed in range(2, 30))
    assert sum(kill_app(library, Random(seed)) for seed in range(1, 6))


@pytest.mark.long
def test_an_app_that_is_open_shows_what_many_processes_do_at_once(tmp_path: Path, own_home: Path) -> None:
    home_at(own_home, DEVICE)
    found = crowd(tmp_path / "library", processes=8, each=100)
    assert (found.changes, found.kept) == (800, 800)
    assert found.anew > 3

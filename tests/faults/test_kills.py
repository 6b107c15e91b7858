"""A few of the kills of which ``python -m tests.faults`` makes a thousand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.kills import KINDS, kill


@pytest.fixture(autouse=True)
def _same_environment(monkeypatch: pytest.MonkeyPatch, own_home: Path) -> None:
    """What a run sets for its processes is gone after the test."""
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(own_home))


def test_killed_at_any_moment_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    done = kill(tmp_path, 6, seed=1)
    assert set(done.values()) == {6 // len(KINDS)}


@pytest.mark.long
def test_killed_at_many_moments_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    assert kill(tmp_path, 60, seed=2).total() == 60

"""What every test starts from: a home of its own, and the pages to read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

SAMPLES = Path(__file__).parent.parent / "sample_data"
SEEDS = Path(os.environ["READLIST_SEEDS"]) if os.environ.get("READLIST_SEEDS") else None
"""A folder with real pages (``seeds/``) and their facts (``gold/``), where there is one."""

settings.register_profile("readlist", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("readlist")

needs_seeds = pytest.mark.skipif(SEEDS is None, reason="$READLIST_SEEDS names no folder with real pages")


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing of the machine's own library, configuration or state is read or written."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.delenv("READLIST_LIBRARY", raising=False)
    monkeypatch.delenv("READLIST_CONFIG", raising=False)
    return home


@pytest.fixture(scope="session")
def sample_facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((SAMPLES / "facts.json").read_text(encoding="utf-8"))
    return facts

"""What every test starts from: a home of its own, and the pages to read."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from readlist.platform.paths import device_name

SAMPLES = Path(__file__).parent.parent / "sample_data"
SEEDS = Path(os.environ["READLIST_SEEDS"]) if os.environ.get("READLIST_SEEDS") else None
"""A folder with real pages (``seeds/``) and their facts (``gold/``), where there is one."""

gc.set_threshold(100_000, 50, 100)  # tests make and drop apps without end: a tenth of their time was looking for cycles

MORE = float(os.environ.get("READLIST_EXAMPLES", "0.6"))
"""How many times the usual number of examples property tests try: fewer where nothing is said, others in each run above
one.
"""


def examples(usual: int) -> settings:
    """That many examples, or as many times more as are asked for."""
    return settings(max_examples=max(round(usual * MORE), 1))


settings.register_profile(
    "readlist",
    deadline=None,
    derandomize=MORE <= 1,
    max_examples=round(100 * MORE),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("readlist")

needs_seeds = pytest.mark.skipif(SEEDS is None, reason="$READLIST_SEEDS names no folder with real pages")

_MEMORY = Path("/dev/shm")
if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 4_000_000_000:
    # what tests of the store wait for is the disk: 200 trials of devices that exchange journals took 25 s, now 12
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


DEVICE = "here"
"""What this device is called in tests. A process that a test starts in an empty home gives itself another name."""


def home_at(home: Path, device: str | None = None) -> dict[str, str]:
    """The environment of a user who lives in that folder, on a device that may have a name already."""
    if device:
        file = home / "state" / "readlist" / "device"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{device}\n", encoding="ascii")
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("DATA", "CONFIG", "STATE", "CACHE")}
    return {"HOME": str(home), **folders}


@pytest.fixture(scope="session", autouse=True)
def _named(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The device has its name in every test: it is read once in the life of a process."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in home_at(tmp_path_factory.mktemp("device"), DEVICE).items():
            patch.setenv(name, value)
        assert device_name() == DEVICE


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all tests' homes."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def own_home(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing of the machine's own library, configuration or state is read or written."""
    home = Path(tempfile.mkdtemp(dir=homes))  # pytest looks through all folders for the number of the next
    for name, value in home_at(home).items():
        monkeypatch.setenv(name, value)
    for name in ("READLIST_LIBRARY", "DISPLAY", "WAYLAND_DISPLAY"):  # no viewer is started
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("READLIST_CONFIG", raising=False)
    return home


@pytest.fixture(scope="session")
def sample_facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((SAMPLES / "facts.json").read_text(encoding="utf-8"))
    return facts


# another user


@pytest.fixture
def for_anyone() -> Iterator[Path]:
    """A folder that every user of the machine can enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def as_nobody() -> tuple[str, ...]:
    """What to put before a command so that file modes hold for it; root heeds none."""
    if os.geteuid() != 0:
        return ()
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root heeds no file modes, and there is no setpriv")
    before = (setpriv, "--reuid=65534", "--regid=65534", "--clear-groups")
    probe = [*before, sys.executable, "-c", "import readlist"]
    if subprocess.run(probe, cwd="/", capture_output=True, check=False).returncode:
        pytest.skip("another user can't run this Python")
    return before


@pytest.fixture
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The machine is in the time zone that the test names, in UTC where it names none."""
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of this system is its own")
    name: str = getattr(request, "param", "UTC")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", name)
        time.tzset()
        yield name
    time.tzset()

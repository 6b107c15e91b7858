"""Every generated file is up to date; ``python -m tests.regenerate`` writes them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.regenerate import GENERATORS, ROOT, generate, stale_files


@pytest.mark.parametrize("name", [name for name in GENERATORS if name != "pictures"])
def test_generated_files_are_up_to_date(name: str) -> None:
    assert generate(name)
    assert [str(path.relative_to(ROOT)) for path in stale_files([name])] == []


@pytest.mark.long
def test_pictures_are_up_to_date() -> None:
    command = [sys.executable, "-m", "tests.regenerate", "--check", "pictures"]  # tests have the app draw less often
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0

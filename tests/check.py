"""``python -m tests.check`` runs every gate, prints one line for each, and exits with 1 where one fails."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent

GATES = {
    "lint": ("ruff", "check", "."),
    "format": ("ruff", "format", "--check", "."),
    "types": ("mypy",),
    "tests": ("pytest", "--no-header", "--tb=short"),
    "generated files": ("tests.regenerate", "--check"),
}
"""Gate → the module that Python runs for it, with its arguments."""
LINES = 40
"""How much of the output of a gate that fails is shown."""


def run(name: str) -> bool:
    """Run a gate and print its result; whether it passed."""
    start = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-m", *GATES[name]], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    seconds = time.monotonic() - start
    print(f"{'passed' if ran.returncode == 0 else 'FAILED'}  {name}  ({seconds:.0f} s)", flush=True)
    if ran.returncode:
        print(*ran.stdout.rstrip().split("\n")[-LINES:], sep="\n", flush=True)
    return ran.returncode == 0


def main() -> int:
    passed = [run(name) for name in GATES]  # all of them, also after one that fails
    return int(not all(passed))


if __name__ == "__main__":
    raise SystemExit(main())

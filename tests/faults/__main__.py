"""``python -m tests.faults [--kills N] [--seed N]``: kills N writing apps and commands, a thousand unless told."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.faults.kills import kill


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, metavar="N")
    parser.add_argument("--seed", type=int, default=7, metavar="N")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        done = kill(Path(folder), args.kills, args.seed, lambda text: print(text, flush=True))
    print(
        ", ".join(f"{n} × {kind.replace('_', ' ')}" for kind, n in done.items())
        + ": every acknowledged change is there"
    )


if __name__ == "__main__":
    main()

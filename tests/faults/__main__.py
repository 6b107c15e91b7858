"""``python -m tests.faults``: the long version. A thousand processes are killed, eight write at once beside an app.

What fails ends the run with what was expected; the library stays where it is told to be, to be looked at. The folder
``tests/faults`` has the short version, and ``pytest -m long tests/faults`` has every call to the disk fail once.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from random import Random

from readlist.session.demo import sample_library
from tests.conftest import DEVICE, home_at
from tests.faults.crowd import crowd
from tests.faults.kills import KILLS

SHARES = {"a process that writes": 0.5, "a command": 0.35, "the app": 0.15}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, metavar="N")
    parser.add_argument("--processes", type=int, default=8, metavar="N")
    parser.add_argument("--changes", type=int, default=100, metavar="N", help="of each process")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="readlist-faults-"))
    os.environ |= home_at(folder / "home", DEVICE)
    os.environ.pop("READLIST_LIBRARY", None)
    print(f"seed {args.seed}, libraries in {folder}", flush=True)
    _kill(folder, args.seed, args.kills)
    found = crowd(folder / "crowd", args.processes, args.changes)
    print(
        f"{args.processes} processes at once: {found.kept} of {args.processes * args.changes} changes kept, in "
        f"{found.seconds:.1f} s, with {found.anew} snapshots; the open app was {found.behind:.2f} s behind at most",
        flush=True,
    )
    assert found.kept == found.changes == args.processes * args.changes


def _kill(folder: Path, seed: int, number_of_kills: int) -> None:
    for name, share in SHARES.items():
        library = folder / name.split()[-1] / "library"
        dice, begin, acknowledged, kills = Random(seed), time.monotonic(), 0, round(share * number_of_kills)
        for number in range(kills):
            if number % 15 == 0:
                library = folder / f"{name.split()[-1]}-{number}" / "library"
                sample_library(library)
            try:
                acknowledged += KILLS[name](library, dice)
            except BaseException:
                print(f"kill {number} of {name}: the library is in {library}", flush=True)
                raise
        print(
            f"{name} killed {kills:,} times in {time.monotonic() - begin:,.0f} s: {acknowledged:,} changes were "
            "acknowledged before, 0 lost, 0 libraries unreadable",
            flush=True,
        )


if __name__ == "__main__":
    main()

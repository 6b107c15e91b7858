"""``python -m tests.benchmarks [NAME…] [--sizes N,N]``: figures, each beside a yardstick measured in the same run."""

from __future__ import annotations

import argparse
import gc
from importlib import import_module

from tests.benchmarks.figures import table

BENCHMARKS = ("start", "app", "store", "search")
"""Modules beside this one with ``figures(size)``, an iterator of Figure."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], default=BENCHMARKS, metavar="NAME")
    parser.add_argument("--sizes", default="10000,100000", help="numbers of papers, 10000,100000 unless told")
    args = parser.parse_args()
    gc.disable()
    for size in map(int, args.sizes.split(",")):  # benchmarks of one size share its papers
        for name in args.names:
            print(f"\n{name}, {size:,} papers\n")
            table(import_module(f"tests.benchmarks.{name}").figures(size))
            gc.collect()


if __name__ == "__main__":
    main()

"""``python -m tests.benchmarks [NAME…] [--sizes N,N]``: figures, each beside a yardstick measured in the same run."""

from __future__ import annotations

import argparse
import gc
from importlib import import_module

from tests.benchmarks.figures import table

BENCHMARKS = ("store", "search")
"""Modules beside this one with ``figures(size)``, an iterator of Figure."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], default=BENCHMARKS, metavar="NAME")
    parser.add_argument("--sizes", default="10000,100000", help="numbers of papers, 10000,100000 unless told")
    args = parser.parse_args()
    gc.disable()
    for name in args.names:
        for size in map(int, args.sizes.split(",")):
            print(f"\n{name}, {size:,} papers\n")
            table(import_module(f"tests.benchmarks.{name}").figures(size))
            gc.collect()


if __name__ == "__main__":
    main()

"""``python -m tests.benchmarks [NAME…] [--sizes N,N] [--write]``: figures, each beside a yardstick of the same run.

With ``--write`` the tables take the place of those in the manual.
"""

from __future__ import annotations

import argparse
import gc
from importlib import import_module

from readlist.platform.processes import one_thread
from tests import documents
from tests.benchmarks.figures import markdown, table

BENCHMARKS = ("start", "app", "store", "pages", "search", "pdfs", "writing", "interest", "fetching")
"""Modules beside this one with ``figures(size)``, an iterator of Figure."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(BENCHMARKS)}; all unless told")
    parser.add_argument("--sizes", default="10000,100000", help="numbers of papers, 10000,100000 unless told")
    parser.add_argument("--write", action="store_true", help="put the tables into the manual")
    args = parser.parse_args()
    if unknown := set(args.names) - set(BENCHMARKS):
        parser.error(f"no benchmark: {', '.join(sorted(unknown))}")
    gc.disable()
    with one_thread():
        import_module("numpy")  # as readlist imports it
    tables = []
    for size in map(int, args.sizes.split(",")):  # benchmarks of one size share its papers
        told = []
        for name in args.names or BENCHMARKS:
            print(f"\n{name}, {size:,} papers\n")
            told += table(import_module(f"tests.benchmarks.{name}").figures(size))
            gc.collect()
        tables.append(f"{size:,} papers:\n\n{markdown(told)}")
    if args.write:
        documents.write_part("figures", "\n".join(tables))


if __name__ == "__main__":
    main()

"""``python -m tests.regenerate [NAME…]`` writes every generated file; with ``--check`` it says which are stale."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent

GENERATORS = {
    "documents": "tests.documents",
    "man page": "tests.man_page",
    "facts": "tests.formats.facts",
    "pictures": "tests.pictures",
}
"""Name → a module whose function ``generate`` returns path → content of the files it writes."""


def generate(name: str) -> dict[Path, str]:
    """What a generator writes now, by path."""
    function: Callable[[], dict[Path, str]] = import_module(GENERATORS[name]).generate
    return function()


def stale_files(names: Iterable[str] = GENERATORS) -> dict[Path, str]:
    """The generated files whose content on disk is not what it is now, with what it is now."""
    return {
        path: content
        for name in names
        for path, content in generate(name).items()
        if not path.exists() or path.read_text(encoding="utf-8") != content
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.regenerate", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(GENERATORS)}; all by default")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a file is stale")
    args = parser.parse_args()
    if unknown := set(args.names) - GENERATORS.keys():
        parser.error(f"no generator: {', '.join(sorted(unknown))}")
    stale = stale_files(args.names or GENERATORS)
    for path, content in stale.items():
        if not args.check:
            path.write_text(content, encoding="utf-8")
        print(f"{'stale' if args.check else 'written'}: {path.relative_to(ROOT)}")
    return int(args.check and bool(stale))


if __name__ == "__main__":
    raise SystemExit(main())

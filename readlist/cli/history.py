"""``readlist history``: what was done, newest first."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from readlist.cli.output import say, say_json
from readlist.library.history import present
from readlist.library.json_objects import change_object
from readlist.session.open_library import OpenLibrary


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the history as JSON")


def history(args: Namespace, opened: OpenLibrary) -> int:
    changes = list(reversed(opened.library.history.values()))
    if args.json:
        say_json([change_object(change) for change in changes])
        return 0
    here = present(opened.library)
    for change in changes:
        sign = "▸" if change is here else "↶" if change.undone else " "
        say(f"{sign} {change.at[:10]} {change.at[11:16]}  {change.summary}{'  (undone)' if change.undone else ''}")
    return 0

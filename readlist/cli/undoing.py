"""``readlist undo`` and ``readlist redo``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from readlist.cli.output import CommandError, UsageError, tell
from readlist.library.history import HistoryError, undoable
from readlist.model.records import Change
from readlist.model.text import count
from readlist.session.open_library import OpenLibrary


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("number", nargs="?", type=int, default=1, metavar="N", help="how many changes (1)")


def undo(args: Namespace, opened: OpenLibrary) -> int:
    there = undoable(opened.library)
    if there < args.number and there:  # nothing is done by halves
        raise CommandError(f"only {count(there, 'change')} can be undone: nothing was")
    return _repeat(args.number, opened.undo, "undone")


def redo(args: Namespace, opened: OpenLibrary) -> int:
    return _repeat(args.number, opened.redo, "redone")


def _repeat(number: int, step: Callable[[], Change], did: str) -> int:
    if number < 1:
        raise UsageError("N is the number of changes, 1 or more")
    for done in range(number):
        try:
            tell(f"{did}: {step().summary}")
        except HistoryError as error:
            raise CommandError(f"{error}{f' (after {done} {did})' if done else ''}") from None
    return 0

"""The command line: one parser, one table of commands, one place where errors become a line and an exit code.

Exit codes: 0 done, 1 it could not be done (one line says why), 2 wrong usage or no terminal where one is needed.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from readlist import __version__
from readlist.cli.options import library_option
from readlist.cli.output import CommandError, OutputError, UsageError, flush, give_up, say, tell

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


@dataclass(frozen=True, slots=True)
class _Verb:
    """A command of the command line. Its module is imported only when it is used, or when its help is."""

    name: str
    help: str
    module: str
    arguments: str = "arguments"
    run: str = "run"


VERBS = (
    _Verb("import", "take in pages of papers: files, - or --clipboard", "importing"),
    _Verb("list", "papers, best match first, else newest first", "listing", "list_arguments", "list_papers"),
    _Verb("show", "one paper, whole", "listing", "show_arguments", "show"),
    _Verb("authors", "authors with counts and profiles", "listing", "authors_arguments", "authors"),
    _Verb("queue", "the queue in order; add, remove, move", "marking", "queue_arguments", "queue"),
    _Verb("mark", "read, unread, star, unstar, skip, unskip", "marking", "mark_arguments", "mark"),
    _Verb("fix", "correct an unsure cut or any fact, or confirm it", "repairing", "fix_arguments", "fix"),
    _Verb("remove", "delete papers", "repairing", "keys_arguments", "remove"),
    _Verb("merge", "join records of one paper that were kept apart", "repairing", "keys_arguments", "merge"),
    _Verb("split", "take a merged paper apart again", "repairing", "key_arguments", "split"),
    _Verb("alias", "one author under several names, the first is shown", "repairing", "alias_arguments", "alias"),
    _Verb("export", "the queue, or what a query finds, as BibTeX", "exporting"),
    _Verb("undo", "take back the newest change", "undoing", run="undo"),
    _Verb("redo", "bring back what was undone last", "undoing", run="redo"),
    _Verb("demo", "the app on the sample library, or its tour printed", "demo"),
)
"""Every command: a row here, a module beside this one."""


class _Parser(argparse.ArgumentParser):
    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        say(message, end="")  # argparse itself keeps silent where nothing can be written

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see `{self.prog} --help`)")


def _parser(argv: Sequence[str]) -> _Parser:
    """The parser; only the commands that the arguments may mean are told their options."""
    parser = _Parser(
        prog="readlist",
        description="Paste an author page. Clear the inbox with one key a paper. Cite what you keep.",
        epilog="Without a command the app opens.",
    )
    parser.add_argument("--version", action="version", version=f"readlist {__version__}")
    parser.set_defaults(library=None)
    library_option(parser)
    verbs = parser.add_subparsers(dest="verb", metavar="COMMAND", parser_class=_Parser)
    for verb in VERBS:
        sub = verbs.add_parser(verb.name, help=verb.help, description=f"{verb.name}: {verb.help}")
        library_option(sub)
        if verb.name in argv:
            module = import_module(f"readlist.cli.{verb.module}")
            getattr(module, verb.arguments)(sub)
            sub.set_defaults(run=getattr(module, verb.run))
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run readlist; the exit code."""
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except UsageError as error:
        tell(str(error))
        return 2
    except BrokenPipeError:  # `readlist list | head`: what was wanted was read
        give_up(sys.stdout)
        return 0
    except OutputError as error:
        give_up(sys.stdout)
        tell(str(error))
        return 1
    except KeyboardInterrupt:
        tell("interrupted")
        return 130
    except Exception as error:
        tell(_reason(error))
        return 1


def _reason(error: Exception) -> str:
    """The line that a user reads: what to do about it, or, of a bug, where its details are."""
    from readlist.library.history import HistoryError
    from readlist.store.files import StoreError
    from readlist.system import faults
    from readlist.system.paths import PathError

    if isinstance(error, CommandError | HistoryError | StoreError | PathError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return faults.record(error)


def _run(argv: Sequence[str]) -> int:
    gc.disable()  # commands are short, and looking for cycles among thousands of papers is a tenth of their time
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # whatever the locale says, papers are UTF-8
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = _carry_out(_parser(argv).parse_args(argv))
    except SystemExit as asked:  # --help, --version
        code = int(asked.code or 0)
    flush()
    return code


def _carry_out(args: argparse.Namespace) -> int:
    if args.verb is None:
        return open_app(args.library)
    code: int
    if args.verb == "demo":
        code = args.run(args)
        return code
    from readlist.services.opened import OpenLibrary
    from readlist.system.paths import library_folder

    code = args.run(args, OpenLibrary(library_folder(args.library)))
    return code


def has_terminal() -> bool:
    """Can the app be shown? Textual reads standard input and draws on standard error."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    terminal = all(stream is not None and stream.isatty() for stream in streams)
    return terminal and os.environ.get("TERM", "") not in ("", "dumb")


def open_app(library: str | None) -> int:
    if not has_terminal():
        raise UsageError("the app needs a terminal that can move its cursor: `readlist --help` lists what doesn't")
    from readlist.services.opened import OpenLibrary
    from readlist.system.paths import library_folder
    from readlist.tui.app import show

    return show(OpenLibrary(library_folder(library)))

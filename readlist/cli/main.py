"""The command line: one parser, one table of commands, one place where errors become a line and an exit code.

Exit codes: 0 done, 1 it could not be done (one line says why), 2 wrong usage or no terminal where one is needed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from readlist import __version__
from readlist.cli.options import folder, library_option
from readlist.cli.output import CommandError, OutputError, UsageError, flush, give_up, say, tell

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

    from readlist.system.config import Config


class _Verb(NamedTuple):
    """A command of the command line. Its module is imported only when it is used, or when its help is."""

    name: str
    help: str
    module: str
    arguments: str = "arguments"
    run: str = "run"
    words: str = ""  # where words such as "-b" are no options: the options of one letter that it has all the same
    library: bool = True  # does it work on the library? Then ``run`` is given it, open


VERBS = (
    _Verb("import", "take in papers: copied pages, BibTeX, RIS, CSL-JSON, arXiv feeds", "importing"),
    _Verb(
        "list", "papers, best match first, else newest first", "listing", "list_arguments", "list_papers", words="-h"
    ),
    _Verb("show", "one paper, whole", "listing", "show_arguments", "show"),
    _Verb("authors", "authors with counts and profiles", "listing", "authors_arguments", "authors"),
    _Verb("queue", "the queue in order; add, remove, move", "marking", "queue_arguments", "queue"),
    _Verb("mark", "read, unread, star, unstar, skip, unskip", "marking", "mark_arguments", "mark"),
    _Verb("tag", "give and take tags: KEY +a -b", "annotating", "tag_arguments", "give_tags", words="-h"),
    _Verb("note", "write a note to a paper, or print it", "annotating", "note_arguments", "write_note", words="-h"),
    _Verb("fix", "correct an unsure cut or any fact, or confirm it", "repairing", "fix_arguments", "fix"),
    _Verb("remove", "delete papers", "repairing", "keys_arguments", "remove"),
    _Verb("merge", "join records of one paper that were kept apart", "repairing", "keys_arguments", "merge"),
    _Verb("split", "take a merged paper apart again", "repairing", "key_arguments", "split"),
    _Verb("alias", "one author under several names, the first is shown", "repairing", "alias_arguments", "alias"),
    _Verb("export", "the queue, or what a query finds, as BibTeX", "exporting", words="-h -o"),
    _Verb("add", "papers by arXiv id, DOI or address (uses the network)", "adding"),
    _Verb("enrich", "look papers up: all authors, ids, venue (uses the network)", "enriching", words="-h"),
    _Verb("stats", "what was read, queued and skipped per week; how old the inbox is", "statistics"),
    _Verb("undo", "take back the newest change", "undoing", run="undo"),
    _Verb("redo", "bring back what was undone last", "undoing", run="redo"),
    _Verb("history", "what was done, newest first", "history", run="history"),
    _Verb("doctor", "health of the library", "health", "doctor_arguments", "doctor", library=False),
    _Verb("backup", "a copy of the library in one file", "health", "backup_arguments", "backup"),
    _Verb("restore", "make the library what a backup says", "health", "restore_arguments", "restore"),
    _Verb("keys", "the app's keys, as they are set", "configuring", "keys_arguments", "keys", library=False),
    _Verb("config", "check config.toml, or print an example of it", "configuring", library=False),
    _Verb("completions", "what makes a shell complete readlist's words", "completing", library=False),
    _Verb("demo", "the app on the sample library, or its tour printed", "demo", library=False),
)
"""Every command: a row here, a module beside this one."""


class _Parser(argparse.ArgumentParser):
    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        say(message, end="")  # argparse itself keeps silent where nothing can be written

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see `{self.prog} --help`)")


def _parser(argv: Sequence[str]) -> _Parser:
    """The parser; only the commands that the arguments may mean are told their options.

    Where it is clear which command is meant, or that none is, the others are left out: making two dozen parsers takes
    as long as many a command.
    """
    parser = _Parser(
        prog="readlist",
        description="Paste an author page. Clear the inbox with one key a paper. Cite what you keep.",
        epilog="Without a command the app opens.",
    )
    parser.add_argument("--version", action="version", version=f"readlist {__version__}")
    parser.set_defaults(library=None)
    library_option(parser)
    verbs = parser.add_subparsers(dest="verb", metavar="COMMAND", parser_class=_Parser, prog="readlist")
    meant = [verb for verb in VERBS if verb.name in argv]
    words = (a for before, a in zip(["", *argv], argv, strict=False) if a[:1] != "-" and before != "--library")
    first = next(words, None)
    clear = any(verb.name == first for verb in meant) if first else not any(a.startswith(("-h", "--h")) for a in argv)
    for verb in meant if clear else VERBS:
        sub = verbs.add_parser(verb.name, help=verb.help, description=f"{verb.name}: {verb.help}")
        library_option(sub)
        if verb in meant:
            module = import_module(f"readlist.cli.{verb.module}")
            getattr(module, verb.arguments)(sub)
            sub.set_defaults(run=getattr(module, verb.run), needs_library=verb.library)
    return parser


def whole_parser() -> argparse.ArgumentParser:
    """The parser with the options of every command."""
    return _parser([verb.name for verb in VERBS])


_WORD = "\ufdd0"  # no character: before a word that argparse would take for an option


def _hidden(argv: Sequence[str]) -> list[str]:
    """The arguments with words such as "-b" made such that argparse sees no options in them."""
    verb = next((v for a in argv for v in VERBS if v.name == a), None)
    if verb is None or not verb.words:
        return list(argv)
    own = verb.words.split()
    return [f"{_WORD}{a}" if a[:1] == "-" and a[1:2] not in ("", "-") and a not in own else a for a in argv]


def _plain(args: argparse.Namespace) -> argparse.Namespace:
    """The words as they were given."""
    for name, value in vars(args).items():
        if isinstance(value, str):
            setattr(args, name, value.removeprefix(_WORD))
        elif isinstance(value, list):
            setattr(args, name, [v.removeprefix(_WORD) if isinstance(v, str) else v for v in value])
    return args


def main(argv: Sequence[str] | None = None) -> int:
    """Run readlist; the exit code."""
    if sys.platform == "win32":  # no locks there that any death frees: nothing could be promised
        tell("readlist does not run on Windows itself: run it in WSL, the Windows Subsystem for Linux")
        return 1
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

    if isinstance(error, CommandError | HistoryError | StoreError | PathError | faults.FaultError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if isinstance(error, MemoryError):  # no fault of anyone
        return "there is not enough memory for that"
    return faults.record(error)


def _run(argv: Sequence[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # whatever the locale says, papers are UTF-8
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = _carry_out(_plain(_parser(argv).parse_args(_hidden(argv))))
    except SystemExit as asked:  # --help, --version
        code = int(asked.code or 0)
    flush()
    return code


def _carry_out(args: argparse.Namespace) -> int:
    args.config = _config()
    if args.verb is None:
        return open_app(args)
    for mistake in args.config.mistakes if args.config else ():
        tell(mistake)
    if not args.needs_library:
        return int(args.run(args))
    from readlist.services.opened import OpenLibrary
    from readlist.store.files import StoreError

    opened = OpenLibrary(folder(args))
    code = int(args.run(args, opened))
    flush()
    if (tidy := opened.tidying()) is not None:
        with contextlib.suppress(StoreError):  # what was asked for is done; the next command tries again
            tidy()
    return code


def _config() -> Config | None:
    """The configuration, where there is a file of it; what is wrong in it keeps nothing from working."""
    from readlist.system.paths import config_file

    if not os.environ.get("READLIST_CONFIG") and not os.path.exists(config_file()):  # noqa: PTH110 (never raises)
        return None
    from readlist.system.config import load

    return load()


def has_terminal() -> bool:
    """Can the app be shown? Textual reads standard input and draws on standard error."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    terminal = all(stream is not None and stream.isatty() for stream in streams)
    return terminal and os.environ.get("TERM", "") not in ("", "dumb")


def open_app(args: argparse.Namespace) -> int:
    from readlist.system import picture

    try:
        if not has_terminal():
            raise UsageError("the app needs a terminal that can move its cursor: `readlist --help` lists what doesn't")
        from readlist.services.opened import OpenLibrary
        from readlist.tui.app import show

        return show(OpenLibrary(folder(args), patient=True), args.config, asked=args.library)
    finally:
        picture.give_back()  # before anything is said of what went wrong

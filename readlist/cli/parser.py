"""The table of commands, and the parser of their arguments."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from readlist import __version__
from readlist.cli.options import library_option
from readlist.cli.output import UsageError, say

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


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


def parsed(argv: Sequence[str]) -> argparse.Namespace:
    """What the arguments mean. Raises UsageError, and SystemExit after ``--help`` and ``--version``."""
    return _plain(_parser(argv).parse_args(_hidden(argv)))


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

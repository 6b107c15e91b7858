"""The table of commands, their argument parser, and the arguments that many of them share."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from readlist import __version__
from readlist.cli.output import UsageError, print_out

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

    from readlist.settings import Settings


class Verb(NamedTuple):
    """A command of the command line.

    Its module beside this one has two functions: ``NAME_arguments(parser)`` adds its arguments, and
    ``run_NAME(args, opened)`` does the work and returns the exit code. The module is imported only when it is used.
    """

    name: str
    help: str
    module: str
    short_options: str | None = None  # where words such as "-b" are arguments: the short options it has all the same
    library: bool = True  # does it work on the open library? Without, ``run_NAME`` takes only ``args``
    network: bool = False  # may it open a connection? `check` only with --online, `pdf` only for `get`

    @property
    def arguments(self) -> Callable[[argparse.ArgumentParser], None]:
        """The function that adds the command's arguments to its parser."""
        function: Callable[[argparse.ArgumentParser], None] = getattr(self._import(), f"{self.name}_arguments")
        return function

    @property
    def run(self) -> Callable[..., int]:
        """The function that does the work; it returns the exit code."""
        function: Callable[..., int] = getattr(self._import(), f"run_{self.name}")
        return function

    def _import(self) -> object:
        return import_module(f"readlist.cli.{self.module}")


VERBS = (
    Verb("import", "import copied pages, BibTeX, RIS, CSL-JSON, arXiv feeds", "transfer"),
    Verb("list", "list papers: best match first, else newest first", "lists", short_options="-h"),
    Verb("show", "show one paper in full", "lists"),
    Verb("related", "list the papers nearest to one, and why", "related"),
    Verb("authors", "list authors with their counts and profiles", "lists"),
    Verb("queue", "show the queue; add, remove or move papers", "decisions"),
    Verb("mark", "mark papers: read, unread, star, unstar, skip, unskip", "decisions"),
    Verb("tag", "add and remove tags: KEY +a -b", "decisions", short_options="-h"),
    Verb("note", "write or print the note of a paper", "decisions", short_options="-h"),
    Verb("fix", "correct the facts of a paper, or confirm them", "upkeep"),
    Verb("remove", "delete papers", "upkeep"),
    Verb("merge", "merge records of the same paper", "upkeep"),
    Verb("split", "split a merged paper again", "upkeep"),
    Verb("alias", "treat several names as one author; the first is shown", "upkeep"),
    Verb("export", "export the queue, or the papers of a query, as BibTeX", "transfer", short_options="-h -o"),
    Verb("exports", "list the files that are kept up to date", "writing"),
    Verb("pick", "pick papers in a small list, print how to cite them", "writing", short_options="-h"),
    Verb("cite", "print how papers are cited, also in a CSL style", "writing"),
    Verb("check", "check the citations of manuscripts and .bib files", "writing", network=True),
    Verb("lsp", "start the language server for editors", "writing"),
    Verb("add", "add papers by arXiv id, DOI or URL (uses the network)", "network", network=True),
    Verb("enrich", "look up authors, ids and venues (uses the network)", "network", short_options="-h", network=True),
    Verb("follow", "follow authors, arXiv categories, queries and feeds", "following"),
    Verb("unfollow", "end following them", "following"),
    Verb("follows", "list what you follow, and papers to check", "following"),
    Verb("fetch", "fetch new papers of what you follow (uses the network)", "following", network=True),
    Verb("pdf", "fetch, attach, open and search the PDFs of papers", "pdf_files", network=True),
    Verb("stats", "show your reading per week and the age of the inbox", "lists"),
    Verb("undo", "undo the last change", "decisions"),
    Verb("redo", "redo the last change that was undone", "decisions"),
    Verb("history", "list all changes, newest first", "lists"),
    Verb("doctor", "check the library, or repair it", "upkeep", library=False),
    Verb("backup", "copy the library to one file", "upkeep"),
    Verb("restore", "restore the library from a backup", "upkeep"),
    Verb("keys", "list the app's keys, as configured", "setup", library=False),
    Verb("config", "check config.toml, or print a commented example", "setup", library=False),
    Verb("completions", "print shell completions", "setup", library=False),
    Verb("demo", "try the app on a sample library", "setup", library=False),
    Verb("help", "read the manual, or search it", "help", library=False),
)
"""Every command: a row here, two functions in the module that it names."""


# the parser


class _Parser(argparse.ArgumentParser):
    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        print_out(message, end="")  # argparse itself ignores that nothing can be written

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see `{self.prog} --help`)")


def whole_parser() -> argparse.ArgumentParser:
    """The parser with the arguments of every command."""
    return _parser([verb.name for verb in VERBS])


def parse_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Parse the command line. Raises UsageError, and SystemExit after ``--help`` and ``--version``."""
    return _unprotected(_parser(argv).parse_args(_protected(argv)))


def _parser(argv: Sequence[str]) -> _Parser:
    """The parser; only the commands that the arguments may name get their own arguments.

    If it is clear which command is meant, or that none is, the others are left out: making two dozen parsers takes
    as long as many a command.
    """
    parser = _Parser(
        prog="readlist",
        description="Paste an author page. Clear your inbox, one key per paper. Cite what you keep.",
        epilog="Without a command, readlist opens the app. `readlist help` is the manual.",
    )
    parser.add_argument("--version", action="version", version=f"readlist {__version__}")
    parser.set_defaults(library=None)
    add_library_option(parser)
    verbs = parser.add_subparsers(dest="verb", metavar="COMMAND", parser_class=_Parser, prog="readlist")
    named = [verb for verb in VERBS if verb.name in argv]
    words = (a for before, a in zip(["", *argv], argv, strict=False) if a[:1] != "-" and before != "--library")
    first = next(words, None)
    clear = any(verb.name == first for verb in named) if first else not any(a.startswith(("-h", "--h")) for a in argv)
    for verb in named if clear else VERBS:
        sub = verbs.add_parser(verb.name, help=verb.help, description=f"{verb.name}: {verb.help}")
        add_library_option(sub)
        if verb in named:
            verb.arguments(sub)
            sub.set_defaults(run=verb.run, needs_library=verb.library)
    return parser


_WORD = "\ufdd0"  # a noncharacter: put before a word that argparse would take for an option


def _protected(argv: Sequence[str]) -> list[str]:
    """The arguments, with words such as "-b" marked, so that argparse does not take them for options."""
    verb = next((v for a in argv for v in VERBS if v.name == a), None)
    if verb is None or verb.short_options is None:
        return list(argv)
    options = verb.short_options.split()
    return [f"{_WORD}{a}" if a[:1] == "-" and a[1:2] not in ("", "-") and a not in options else a for a in argv]


def _unprotected(args: argparse.Namespace) -> argparse.Namespace:
    """The parsed arguments without the marks."""
    for name, value in vars(args).items():
        if isinstance(value, str):
            setattr(args, name, value.removeprefix(_WORD))
        elif isinstance(value, list):
            setattr(args, name, [v.removeprefix(_WORD) if isinstance(v, str) else v for v in value])
    return args


# shared arguments


def add_library_option(parser: argparse.ArgumentParser) -> None:
    """``--library DIR``, anywhere on the command line; the last one counts."""
    where = "folder of the library (default: $READLIST_LIBRARY, else the configured one, else your data folder)"
    parser.add_argument("--library", metavar="DIR", default=argparse.SUPPRESS, help=where)


def add_json_option(parser: argparse.ArgumentParser, what: str) -> None:
    """``--json``."""
    parser.add_argument("--json", action="store_true", help=f"print {what} as JSON")


def add_key(parser: argparse.ArgumentParser) -> None:
    """``KEY``."""
    parser.add_argument("key", metavar="KEY", help="a citation key, or the start of one")


def add_keys(parser: argparse.ArgumentParser) -> None:
    """``KEY…``."""
    parser.add_argument("keys", nargs="+", metavar="KEY", help="citation keys, or - to read them from standard input")


def settings_of(args: argparse.Namespace) -> Settings:
    """The user's settings, or the defaults."""
    from readlist.settings import Settings

    return args.config.settings if args.config else Settings()


def library_folder_of(args: argparse.Namespace) -> Path:
    """The folder of the library that a command works on. Raises PathError."""
    from readlist.platform.paths import library_folder

    return library_folder(args.library, args.config.settings.library.path if args.config else None)

"""``readlist fix``, ``remove``, ``merge``, ``split`` and ``alias``: repairs of the library."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from readlist.cli.keys import find_paper, find_papers, read_keys
from readlist.cli.output import CommandError, UsageError, tell
from readlist.library import repairs
from readlist.library.corrections import Facts, FixError, parse_authors
from readlist.library.corrections import fix as fix_paper
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.library.repairs import RepairError
from readlist.session.open_library import OpenLibrary


def fix_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help="a citation key, or the start of one")
    parser.add_argument("--title")
    parser.add_argument("--authors", metavar='"A; B; …"', help="names with ; between them, et al. at the end for more")
    parser.add_argument("--date", help="2024, 2024-02 or 2024-02-21")
    parser.add_argument("--category", help="CL, LG, …")
    parser.add_argument("--arxiv", metavar="ID", help="2402.13718")
    parser.add_argument("--doi", help="10.1145/3292500.3330701")
    parser.add_argument("--ok", action="store_true", help="confirm the paper as it is")


def fix(args: Namespace, opened: OpenLibrary) -> int:
    authors, et_al = parse_authors(args.authors) if args.authors is not None else (None, False)
    facts = Facts(
        title=args.title,
        authors=authors,
        et_al=et_al,
        date=args.date,
        category=args.category,
        arxiv=args.arxiv,
        doi=args.doi,
    )
    if facts == Facts() and not args.ok:
        raise UsageError("fix needs a fact (--title …, --authors …), or --ok to confirm the paper as it is")
    return _repair(opened, "fix", lambda library: fix_paper(library, find_paper(library, args.key), facts))


def keys_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("keys", nargs="+", metavar="KEY", help="citation keys, or - for keys on standard input")


def key_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help="a citation key, or the start of one")


def alias_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("authors", nargs="+", metavar="AUTHOR", help="names as `readlist authors` lists them")


def remove(args: Namespace, opened: OpenLibrary) -> int:
    keys = read_keys(args.keys)
    return _repair(opened, "remove", lambda library: repairs.remove(library, find_papers(library, keys)))


def merge(args: Namespace, opened: OpenLibrary) -> int:
    keys = read_keys(args.keys)
    return _repair(opened, "merge", lambda library: repairs.join(library, find_papers(library, keys)))


def split(args: Namespace, opened: OpenLibrary) -> int:
    return _repair(opened, "split", lambda library: repairs.split(library, find_paper(library, args.key)))


def alias(args: Namespace, opened: OpenLibrary) -> int:
    return _repair(opened, "alias", lambda library: repairs.alias(library, args.authors))


def _repair(opened: OpenLibrary, command: str, plan: Callable[[Library], Plan]) -> int:
    try:
        change = opened.do(command, lambda library, at: plan(library))
    except (FixError, RepairError) as error:
        raise CommandError(str(error)) from None
    tell(change.summary if change else "nothing to do: it is so already")
    return 0

"""``readlist mark`` and ``readlist queue``: decisions."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from readlist.cli.keys import find_paper, find_papers, read_keys
from readlist.cli.options import library_option
from readlist.cli.output import CommandError, UsageError, say, say_json, tell
from readlist.cli.rows import rows
from readlist.library import marking
from readlist.library.json_objects import paper_object
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.session.open_library import OpenLibrary

_Marking = Callable[[Library, list[int], str], Plan]

MARKS: dict[str, _Marking] = {
    "read": lambda library, ids, at: marking.read(library, ids, True, at),
    "unread": lambda library, ids, at: marking.read(library, ids, False, at),
    "star": lambda library, ids, at: marking.star(library, ids, True, at),
    "unstar": lambda library, ids, at: marking.star(library, ids, False, at),
    "skip": lambda library, ids, at: marking.skip(library, ids, True, at),
    "unskip": lambda library, ids, at: marking.skip(library, ids, False, at),
}

_QUEUE: dict[str, _Marking] = {
    "add": lambda library, ids, at: marking.queue(library, ids, True, at),
    "remove": lambda library, ids, at: marking.queue(library, ids, False, at),
}


def mark_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("mark", choices=MARKS, metavar="|".join(MARKS), help="what to decide")
    parser.add_argument("keys", nargs="+", metavar="KEY", help="citation keys, or - for keys on standard input")


def mark(args: Namespace, opened: OpenLibrary) -> int:
    return _carry_out(opened, f"mark {args.mark}", args.keys, MARKS[args.mark], f"already {args.mark}")


def _carry_out(opened: OpenLibrary, command: str, keys: list[str], plan: _Marking, nothing: str) -> int:
    """Find the papers and carry out the plan, both on the library as it is at that moment."""
    keys = read_keys(keys)  # before the library is locked: they may come from a slow program
    change = opened.do(command, lambda library, at: plan(library, find_papers(library, keys), at))
    tell(change.summary if change else f"nothing to do: {nothing}")
    return 0


def queue_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the queue as JSON")
    actions = parser.add_subparsers(dest="action", metavar="add|remove|move")
    for name, help in (("add", "queue papers, at the end"), ("remove", "take papers out of the queue")):
        action = actions.add_parser(name, help=help, description=help)
        library_option(action)
        action.add_argument("keys", nargs="+", metavar="KEY", help="citation keys, or - for keys on standard input")
    move = actions.add_parser("move", help="give a queued paper another place", description="move a queued paper")
    library_option(move)
    move.add_argument("key", metavar="KEY")
    move.add_argument("place", type=int, metavar="PLACE", help="from 1, the top")


def queue(args: Namespace, opened: OpenLibrary) -> int:
    if args.action == "add":
        return _carry_out(opened, "queue add", args.keys, _QUEUE["add"], "already in the queue")
    if args.action == "remove":
        return _carry_out(opened, "queue remove", args.keys, _QUEUE["remove"], "not in the queue")
    if args.action == "move":
        return _move(args, opened)
    library = opened.library
    if args.json:
        say_json([paper_object(library, id) for id in library.queue])
    else:
        for row in rows(library, library.queue):
            say(row)
    return 0


def _move(args: Namespace, opened: OpenLibrary) -> int:
    if args.place < 1:
        raise UsageError("PLACE is a number from 1, the top of the queue")

    def plan(library: Library, at: str) -> Plan:
        id = find_paper(library, args.key)
        if library.place(id) is None:
            raise CommandError(f"{library.papers[id].key} is not in the queue: `readlist queue add` puts it there")
        return marking.move(library, [id], args.place)

    change = opened.do("queue move", plan)
    tell(change.summary if change else "nothing to do: it is there already")
    return 0

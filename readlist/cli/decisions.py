"""``mark``, ``queue``, ``tag`` and ``note``, which decide about papers; ``undo`` and ``redo``."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from functools import partial

from readlist.cli.lists import learn_interest, paper_by_key, paper_rows, papers_by_key, read_keys
from readlist.cli.output import CommandError, UsageError, paper_objects, print_err, print_json, print_out
from readlist.cli.parser import add_json_option, add_key, add_keys, add_library_option, settings_of
from readlist.library import marking
from readlist.library.history import HistoryError, undoable
from readlist.library.history_walk import Step
from readlist.library.library import Library
from readlist.library.marking import Plan, TagError, all_tags, note, tag, tag_of
from readlist.model.text import clean, count
from readlist.session.open_library import OpenLibrary

_Decision = Callable[[Library, list[int], str], Plan]
"""Plans a decision about papers: library, ids, time."""

MARKS: dict[str, _Decision] = {
    "read": lambda library, ids, at: marking.read(library, ids, True, at),
    "unread": lambda library, ids, at: marking.read(library, ids, False, at),
    "star": lambda library, ids, at: marking.star(library, ids, True, at),
    "unstar": lambda library, ids, at: marking.star(library, ids, False, at),
    "skip": lambda library, ids, at: marking.skip(library, ids, True, at),
    "unskip": lambda library, ids, at: marking.skip(library, ids, False, at),
}
_QUEUE: dict[str, _Decision] = {
    "add": lambda library, ids, at: marking.queue(library, ids, True, at),
    "remove": lambda library, ids, at: marking.queue(library, ids, False, at),
}
_ALREADY = {
    "read": "already read",
    "unread": "already unread",
    "star": "already starred",
    "unstar": "not starred",
    "skip": "already skipped",
    "unskip": "not skipped",
    "add": "already in the queue",
    "remove": "not in the queue",
}


def _decide(opened: OpenLibrary, command: str, keys: list[str], plan: _Decision, already: str) -> int:
    """Find the papers and carry out the plan, both on the library as it is at that moment."""
    keys = read_keys(keys)  # before the library is locked: they may come from a slow program
    change = opened.do(command, lambda library, at: plan(library, papers_by_key(library, keys), at))
    print_err(change.summary if change else f"nothing to do: {already}")
    return 0


# mark, queue


def mark_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("mark", choices=MARKS, metavar="|".join(MARKS), help="the decision")
    add_keys(parser)


def run_mark(args: Namespace, opened: OpenLibrary) -> int:
    plan = MARKS[args.mark]
    if args.mark == "read":
        plan = partial(_mark_read, keep_queued=settings_of(args).queue.keep_read)
    return _decide(opened, f"mark {args.mark}", args.keys, plan, _ALREADY[args.mark])


def _mark_read(library: Library, ids: list[int], at: str, *, keep_queued: bool) -> Plan:
    return marking.read(library, ids, True, at, keep_queued)


def queue_arguments(parser: ArgumentParser) -> None:
    add_json_option(parser, "the queue")
    actions = parser.add_subparsers(dest="action", metavar="add|remove|move")
    for name, help in (("add", "add papers at the end of the queue"), ("remove", "take papers out of the queue")):
        action = actions.add_parser(name, help=help, description=help)
        add_library_option(action)
        add_keys(action)
    help = "move a paper within the queue"
    move = actions.add_parser("move", help=help, description=help)
    add_library_option(move)
    move.add_argument("key", metavar="KEY")
    move.add_argument("place", type=int, metavar="PLACE", help="1 is the top")


def run_queue(args: Namespace, opened: OpenLibrary) -> int:
    if args.action in _QUEUE:
        return _decide(opened, f"queue {args.action}", args.keys, _QUEUE[args.action], _ALREADY[args.action])
    if args.action == "move":
        return _move(args, opened)
    library = opened.library
    if args.json:
        learn_interest(args, opened)
        print_json(paper_objects(library, library.queue))
    else:
        for row in paper_rows(library, library.queue):
            print_out(row)
    return 0


def _move(args: Namespace, opened: OpenLibrary) -> int:
    if args.place < 1:
        raise UsageError("PLACE is a number, 1 for the top of the queue")

    def plan(library: Library, at: str) -> Plan:
        id = paper_by_key(library, args.key)
        if library.place(id) is None:
            raise CommandError(f"{library.papers[id].key} is not in the queue; `readlist queue add` adds it")
        return marking.move(library, [id], args.place)

    change = opened.do("queue move", plan)
    print_err(change.summary if change else "nothing to do: already there")
    return 0


# tag, note


def tag_arguments(parser: ArgumentParser) -> None:
    parser.usage = "readlist tag [KEY… +TAG… -TAG…]"
    help = "citation keys (- reads them from standard input), +TAG to add, -TAG to remove; without any: list all tags"
    parser.add_argument("words", nargs="*", metavar="WORD", help=help)


def run_tag(args: Namespace, opened: OpenLibrary) -> int:
    if not args.words:
        for name, n in all_tags(opened.library).items():
            print_out(f"{n:>5}  {name}")
        return 0
    signed = [word for word in args.words if word[:1] in ("+", "-") and word != "-"]
    try:
        add = [tag_of(word[1:]) for word in signed if word[0] == "+"]
        drop = [tag_of(word[1:]) for word in signed if word[0] == "-"]
    except TagError as error:
        raise UsageError(str(error)) from None
    if not signed:
        raise UsageError("no tag given; +TAG adds one, -TAG removes it: `readlist tag KEY +to-cite`")
    if both := {t.casefold() for t in add} & {t.casefold() for t in drop}:
        raise UsageError(f"“{min(both)}” can't be both added and removed")
    keys = read_keys(word for word in args.words if word not in signed)
    change = opened.do("tag", lambda library, _: tag(library, papers_by_key(library, keys), add, drop))
    print_err(change.summary if change else "nothing to do: already tagged like this")
    return 0


def note_arguments(parser: ArgumentParser) -> None:
    add_key(parser)
    help = 'the note; - reads it from standard input, "" removes it; without it the note is printed'
    parser.add_argument("text", nargs="*", metavar="TEXT", help=help)


def run_note(args: Namespace, opened: OpenLibrary) -> int:
    if not args.text:
        library = opened.library
        text = library.mark(paper_by_key(library, args.key)).note
        if text:
            print_out(text)
        else:
            print_err(f"{clean(args.key)} has no note")
        return 0
    text = _note_on_standard_input() if args.text == ["-"] else " ".join(args.text)
    change = opened.do("note", lambda library, _: note(library, paper_by_key(library, args.key), text))
    unchanged = "nothing to do: the note is the same" if text.strip() else "nothing to do: there is no note"
    print_err(change.summary if change else unchanged)
    return 0


def _note_on_standard_input() -> str:
    if sys.stdin is None:
        raise CommandError("standard input is closed; write the note after the key")
    try:
        return sys.stdin.read()
    except UnicodeDecodeError:
        raise CommandError("standard input is not UTF-8: nothing was changed") from None


# undo, redo


def undo_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("number", nargs="?", type=int, default=1, metavar="N", help="how many changes (default: 1)")


redo_arguments = undo_arguments


def run_undo(args: Namespace, opened: OpenLibrary) -> int:
    possible = undoable(opened.library)
    if possible and possible < args.number:
        raise CommandError(f"only {count(possible, 'change')} can be undone: nothing was changed")
    return _repeat(args.number, opened.undo_all, "undone")


def run_redo(args: Namespace, opened: OpenLibrary) -> int:
    return _repeat(args.number, opened.redo_all, "redone")


def _repeat(number: int, take: Callable[[int], Sequence[Step]], verb: str) -> int:
    if number < 1:
        raise UsageError("N is a number of changes, 1 or more")
    try:
        for change, effective in take(number):
            print_err(f"{verb if effective else 'skipped, since it has no effect any more'}: {change.summary}")
    except HistoryError as error:
        raise CommandError(str(error)) from None
    return 0

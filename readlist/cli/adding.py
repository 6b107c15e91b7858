"""``readlist add``: papers by their arXiv id, DOI or address."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from readlist.cli.output import CommandError, say, say_json, tell
from readlist.library.json_objects import paper_object
from readlist.model.text import count
from readlist.session.open_library import OpenLibrary

if TYPE_CHECKING:
    from readlist.lookup.answer_fields import Found
    from readlist.lookup.targets import Target


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("papers", nargs="+", metavar="PAPER", help="an arXiv id, a DOI, or an address that holds one")
    parser.add_argument("--dry-run", action="store_true", help="show what would be added, change nothing")
    parser.add_argument("--queue", action="store_true", help="queue the papers too")
    parser.add_argument("--json", action="store_true", help="print the papers as JSON")


def run(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.lookup.additions import plan_add
    from readlist.lookup.targets import TargetError, target_of

    targets: list[Target] = []
    failures: list[str] = []
    for text in args.papers:
        try:
            targets.append(target_of(text))
        except TargetError as error:
            failures.append(str(error))
    found = _fetch(targets, failures) if targets else []
    if args.dry_run:
        done = plan_add(opened.library, found, "", to_queue=args.queue)
    elif found:
        from readlist.session.lookups import add

        done = add(opened, found, to_queue=args.queue)
    else:
        done = None
    added = done.added if done else ()
    if args.json:
        library = opened.library
        say_json([paper_object(library, a.paper.id) for a in added if a.paper.id in library.papers])
    else:
        for a in added:
            say(f"{a.outcome:8} {a.paper.key}  {a.paper.title_text}")
    for failure in failures:
        tell(failure)
    if added:
        new, completed, known = (sum(a.outcome == o for a in added) for o in ("new", "updated", "known"))
        what = "would be added" if args.dry_run else "added"
        more = f", {completed} completed" if completed else ""
        tell(f"{count(new, 'paper')} {what}{more}, {known} known already")
    return 1 if failures else 0


def _fetch(targets: list[Target], failures: list[str]) -> list[tuple[Found, ...]]:
    """The records of every paper that a service knows. Raises CommandError."""
    from readlist.lookup.client import ServiceError
    from readlist.lookup.pacing import BusyError
    from readlist.lookup.seeker import OfflineError
    from readlist.lookup.services import ServicesError
    from readlist.session.lookups import seeking

    found = []
    try:
        with seeking() as seeker:
            for n, target in enumerate(targets):
                try:
                    records = seeker.fetch(target, targets[n:])
                except ServiceError as error:
                    failures.append(f"{target.given}: {error}")
                    continue
                if records:
                    found.append(records)
                else:
                    failures.append(f"{target.given}: no service knows it: is it spelt right?")
    except (OfflineError, BusyError, ServicesError) as error:
        raise CommandError(str(error)) from None
    return found

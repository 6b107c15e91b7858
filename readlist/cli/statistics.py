"""``readlist stats``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date

from readlist.cli.output import UsageError, say, say_json
from readlist.library.statistics import AGES, bar, most_of, outlook, statistics
from readlist.session import open_library as clock
from readlist.session.open_library import OpenLibrary

_BAR = 20
_MOST_WEEKS = 520


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--weeks", type=int, default=12, metavar="N", help="how many weeks, this one included")
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON")


def run(args: Namespace, opened: OpenLibrary) -> int:
    if not 1 <= args.weeks <= _MOST_WEEKS:
        raise UsageError(f"--weeks takes a number from 1 to {_MOST_WEEKS}")
    found = statistics(opened.library, date.fromisoformat(clock.now()[:10]), args.weeks)
    if args.json:
        say_json(found.object())
        return 0
    say("week of     added   read queued skipped")
    most = most_of(found.weeks, "read")
    for w in found.weeks:
        say(f"{w.week} {w.added:>6,} {w.read:>6,} {w.queued:>6,} {w.skipped:>7,}  {bar(w.read, most, _BAR)}".rstrip())
    say()
    for line in outlook(found):
        say(line)
    if found.inbox.papers:
        ages = ", ".join(
            f"{n:,} {'for' if not days else 'up to'} {name}"
            for (name, days), n in zip(AGES, found.ages, strict=True)
            if n
        )
        say(f"in the inbox: {ages}; half for more than {found.middle} days, the oldest for {found.oldest}")
    return 0

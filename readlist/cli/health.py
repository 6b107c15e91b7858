"""``readlist doctor``, ``backup`` and ``restore``: the health of the library."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from readlist.cli.options import folder
from readlist.cli.output import CommandError, say, tell
from readlist.model.text import clean, count
from readlist.platform.paths import user_path
from readlist.session import health
from readlist.session.open_library import OpenLibrary


def doctor_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--repair", action="store_true", help="restore a damaged library from backup and journal")
    parser.add_argument("--compact", action="store_true", help="write library.json anew, with all that the journal has")


def doctor(args: Namespace) -> int:
    library = folder(args)
    if args.repair:
        _repair(library)
    if args.compact:
        opened = OpenLibrary(library)
        tell("library.json is written anew" if opened.compact() else "there is nothing to write anew")
    findings = list(health.examine(library))
    for finding in findings:
        say(f"{'ok   ' if finding.good else 'wrong'} {finding.text}")
    wrong = sum(not f.good for f in findings)
    if wrong:
        raise CommandError(f"{count(wrong, 'thing')} wrong: `readlist doctor --repair` restores what is whole")
    return 0


def _repair(folder: Path) -> None:
    if all(finding.good for finding in health.examine(folder)):
        tell("nothing is damaged: nothing was changed")
        return
    store, found = health.look_for(folder)
    where = f"{found.source} and the journal" if found.source else "the journal"
    numbers = ", ".join(
        count(found.number(table), noun)
        for table, noun in (("papers", "paper"), ("marks", "decided paper"), ("history", "change"))
    )
    tell(f"{where}: {numbers}")
    for path, place in found.bad:
        tell(f"{path}: the line at byte {place:,} is damaged and left out")
    kept = health.repair(store)
    tell("restored" + (f"; the file that was there is kept as {kept}" if kept else ""))


def backup_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help="a new file (a dated one in the library's backups)")


def backup(args: Namespace, opened: OpenLibrary) -> int:
    say(clean(str(health.backup(opened, user_path(args.file) if args.file else None))))
    return 0


def restore_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a backup, or any library.json")


def restore(args: Namespace, opened: OpenLibrary) -> int:
    change, before = health.restore(opened, user_path(args.file))
    if change is None:
        tell(f"the library is as {args.file} says already")
    else:
        tell(f"{change.summary}; as it was before: {before}, or `readlist undo`")
    return 0

"""Repairs of papers (``fix``, ``remove``, ``merge``, ``split``, ``alias``) and of the library as a whole
(``doctor``, ``backup``, ``restore``).
"""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from readlist.cli.lists import paper_by_key, papers_by_key, read_keys
from readlist.cli.output import CommandError, UsageError, print_err, print_json, print_out
from readlist.cli.parser import add_json_option, add_key, add_keys, library_folder_of, settings_of
from readlist.library import repairs
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.library.repairs import FixError, RepairError, correction, parse_authors
from readlist.library.repairs import fix as fix_paper
from readlist.model.text import clean, count, join_words
from readlist.platform.paths import user_path
from readlist.session.open_library import OpenLibrary

# papers


def fix_arguments(parser: ArgumentParser) -> None:
    add_key(parser)
    parser.add_argument("--title", help="the whole title")
    parser.add_argument("--authors", metavar='"A; B; …"', help="names separated by ; with et al. at the end for more")
    parser.add_argument("--date", help="2024, 2024-02 or 2024-02-21")
    parser.add_argument("--category", help="CL, LG, …")
    parser.add_argument("--arxiv", metavar="ID", help="2402.13718")
    parser.add_argument("--doi", help="10.1145/3292500.3330701")
    parser.add_argument("--venue", help="the journal or book it appeared in")
    parser.add_argument("--type", metavar="TYPE", help="article, inproceedings, book, thesis, …")
    parser.add_argument(
        "--set",
        metavar="FIELD=VALUE",
        action="append",
        default=[],
        help="any other field: volume=12, pages=1--9, note=",
    )
    parser.add_argument("--ok", action="store_true", help="confirm the paper as it is")


def run_fix(args: Namespace, opened: OpenLibrary) -> int:
    authors, et_al = parse_authors(args.authors) if args.authors is not None else (None, False)
    facts = correction(
        title=args.title,
        authors=authors,
        et_al=et_al or None,
        date=args.date,
        category=args.category,
        arxiv=args.arxiv,
        doi=args.doi,
        venue=args.venue,
        type=args.type,
        fields=_fields(args.set),
    )
    if not facts.given and not args.ok:
        raise UsageError("fix needs a fact (--title …, --authors …), or --ok to confirm the paper as it is")
    return _repair_papers(opened, "fix", lambda library: fix_paper(library, paper_by_key(library, args.key), facts))


def _fields(given: list[str]) -> dict[str, str] | None:
    """The fields of ``--set``. Raises UsageError."""
    found = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not re.fullmatch("[a-z][a-z0-9-]*", name.strip().lower()):
            raise UsageError(f"--set takes FIELD=VALUE, as --set volume=12, not “{clean(text)}”")
        found[name.strip().lower()] = value
    return found or None


remove_arguments = merge_arguments = add_keys
split_arguments = add_key


def run_remove(args: Namespace, opened: OpenLibrary) -> int:
    keys = read_keys(args.keys)
    return _repair_papers(opened, "remove", lambda library: repairs.remove(library, papers_by_key(library, keys)))


def run_merge(args: Namespace, opened: OpenLibrary) -> int:
    keys = read_keys(args.keys)
    return _repair_papers(opened, "merge", lambda library: repairs.join(library, papers_by_key(library, keys)))


def run_split(args: Namespace, opened: OpenLibrary) -> int:
    return _repair_papers(opened, "split", lambda library: repairs.split(library, paper_by_key(library, args.key)))


def alias_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("authors", nargs="+", metavar="AUTHOR", help="names, as `readlist authors` lists them")


def run_alias(args: Namespace, opened: OpenLibrary) -> int:
    return _repair_papers(opened, "alias", lambda library: repairs.alias(library, args.authors))


def _repair_papers(opened: OpenLibrary, command: str, plan: Callable[[Library], Plan]) -> int:
    try:
        change = opened.do(command, lambda library, at: plan(library))
    except (FixError, RepairError) as error:
        raise CommandError(str(error)) from None
    print_err(change.summary if change else "nothing to do: nothing would change")
    return 0


# the library


def doctor_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--repair", action="store_true", help="restore a damaged library from backup and journal")
    parser.add_argument("--compact", action="store_true", help="rewrite library.json, with all changes of the journal")
    help = "take over the journals of a device that is gone for good, so that they need not be kept"
    parser.add_argument("--forget", metavar="DEVICE", help=help)
    add_json_option(parser, "the findings")


def run_doctor(args: Namespace) -> int:
    from readlist.pdf.shelf import shelf_of
    from readlist.session import health

    folder = library_folder_of(args)
    shelf = shelf_of(folder, settings_of(args).pdf)
    if args.repair:
        _repair_library(folder)
    if args.forget:
        _forget_device(folder, args.forget)
    if args.compact:
        opened = OpenLibrary(folder)
        print_err("library.json rewritten" if opened.compact() else "nothing to compact")
    findings = list(health.examine(folder, shelf))
    if args.json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            print_out(f"{'ok   ' if finding.good else 'wrong'} {finding.text}")
    wrong = sum(not f.good for f in findings)
    missing = sum(not f.good and ": missing: the PDF of " in f.text for f in findings)
    if wrong and wrong == missing:
        raise CommandError(f"{count(wrong, 'PDF')} missing; copy them there, or `readlist pdf get KEY` fetches them")
    if wrong:
        raise CommandError(f"{count(wrong, 'problem')}; `readlist doctor --repair` restores what is undamaged")
    return 0


def _repair_library(folder: Path) -> None:
    from readlist.session import health

    if all(finding.good for finding in health.examine(folder)):
        print_err("nothing is damaged: nothing was changed")
        return
    recovered = health.recover(folder)
    where = f"{recovered.source} and the journal" if recovered.source else "the journal"
    numbers = ", ".join(
        count(recovered.number(table), noun)
        for table, noun in (("papers", "paper"), ("marks", "decided paper"), ("history", "change"))
    )
    print_err(f"{where}: {numbers}")
    for problem in recovered.store.problems:
        print_err(problem)
    copies = health.repair(recovered)
    print_err("restored" + (f"; what was damaged is kept as {join_words(list(map(str, copies)))}" if copies else ""))


def _forget_device(folder: Path, device: str) -> None:
    from readlist.session import health

    forgetting = health.forget(folder, device)
    print_err(str(forgetting))
    kept = forgetting.done()
    what, paths = ("journal is" if len(kept) == 1 else "journals are"), join_words([str(path) for path in kept])
    again = "it is" if len(kept) == 1 else "they are"
    print_err(f"forgot {device}; its {what} kept as {paths}: put back, {again} read again")


def backup_arguments(parser: ArgumentParser) -> None:
    help = "a new file (default: a dated one in the library's backups folder)"
    parser.add_argument("file", nargs="?", metavar="FILE", help=help)


def run_backup(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.session import health

    if not args.file and not (opened.folder / "library.json").exists():  # a backup there would be all there is
        raise CommandError(f"{opened.folder}: there is no library to back up yet")
    print_out(clean(str(health.backup(opened, user_path(args.file) if args.file else None))))
    return 0


def restore_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a backup, or any library.json")


def run_restore(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.session import health

    change, backup = health.restore(opened, user_path(args.file))
    if change is None:
        print_err(f"nothing to do: the library already equals {args.file}")
    else:
        print_err(f"{change.summary}; the library before is in {backup}, or `readlist undo`")
    return 0

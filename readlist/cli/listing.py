"""``readlist list``, ``show`` and ``authors``: reading the library."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from readlist.cli.keys import find_paper
from readlist.cli.output import UsageError, say, say_json, tell
from readlist.cli.rows import rows
from readlist.library.listing import SORTS, sort
from readlist.session.open_library import OpenLibrary


def list_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "query",
        nargs="*",
        metavar="QUERY",
        help="words, typing errors forgiven, and\n"
        'author:… title:… abs:… tag:… cat:CL year:2023..2025 score:>50 is:inbox has:code "a phrase" -not OR ( )',
    )
    parser.add_argument("--sort", choices=SORTS, metavar="FIELD", help=f"one of {', '.join(SORTS)}")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N papers")
    parser.add_argument("--json", action="store_true", help="print papers as JSON")


def list_papers(args: Namespace, opened: OpenLibrary) -> int:
    if args.limit is not None and args.limit < 0:
        raise UsageError("--limit takes a number of papers, 0 or more")
    library = opened.library
    ids = find(opened, " ".join(args.query))
    if args.sort:
        ids = sort(library, ids, args.sort)
    ids = ids[: args.limit]
    if args.json:
        from readlist.library.json_objects import paper_object

        say_json([paper_object(library, id) for id in ids])
    elif ids:
        say("\n".join(rows(library, ids)))
    return 0


def find(opened: OpenLibrary, query: str) -> Sequence[int]:
    """The papers of a query, best first; of no query all, newest first."""
    if not opened.library.papers:
        return ()
    if not query.strip():
        return opened.library.newest
    from readlist.search.parsing import parse
    from readlist.session.searching import Searching

    asked = parse(query)
    if asked.node is None:
        for remark in asked.remarks:
            tell(remark.text)
        return opened.library.newest
    found = Searching(opened).ask(asked)
    for line in found.said():
        tell(line)
    return found.ids


def show_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help="a citation key, or the start of one")
    parser.add_argument("--json", action="store_true", help="print the paper as JSON")


def show(args: Namespace, opened: OpenLibrary) -> int:
    library = opened.library
    id = find_paper(library, args.key)
    if args.json:
        from readlist.library.json_objects import paper_object

        say_json(paper_object(library, id))
        return 0
    p, m = library.papers[id], library.mark(id)
    states = ["read" if m.read else "unread", *(["starred"] if m.starred else []), *(["skipped"] if m.skipped else [])]
    if place := library.place(id):
        states.append(f"queue {place}")
    if p.to_check:
        states.append("to check")
    facts = [p.date or "no date", p.category or "", "code" if p.code else "", f"score {p.score}" if p.score else ""]
    say(p.title_text)
    say((", ".join(p.authors) or "authors unknown") + (" et al." if p.et_al else ""))
    say(" · ".join([*filter(None, facts), *states, p.key]))
    for url in p.urls:
        say(url)
    if p.abstract_text:
        say()
        say(p.abstract_text)
    if p.sources:
        say()
        say(f"from {'; '.join(p.sources)}")
    return 0


def authors_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print authors as JSON")


def authors(args: Namespace, opened: OpenLibrary) -> int:
    found = list(opened.library.authors())
    if args.json:
        from readlist.library.json_objects import author_object

        say_json([author_object(a) for a in found])
        return 0
    width = max((len(a.name) for a in found), default=0)
    for a in found:
        figures = a.profile.latest if a.profile else None
        h = f"  h {figures.h_index}" if figures and figures.h_index is not None else ""
        counts = f"papers {a.papers:<5} inbox {a.inbox:<5} queue {a.queued:<4} read {a.read:<4}"
        say(f"{a.name:{width}}  {counts}{h}".rstrip())
    return 0

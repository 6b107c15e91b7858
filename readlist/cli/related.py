"""``related``: lists the papers of the library that are most similar to one."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from readlist.cli.lists import paper_by_key
from readlist.cli.output import UsageError, print_json, print_out
from readlist.cli.parser import add_json_option, add_key
from readlist.session.open_library import OpenLibrary


def related_arguments(parser: ArgumentParser) -> None:
    add_key(parser)
    parser.add_argument("--limit", type=int, default=10, metavar="N", help="at most N papers (default 10)")
    add_json_option(parser, "the papers")


def run_related(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.session.library_interest import LibraryInterest  # late: it needs numpy

    if args.limit < 1:
        raise UsageError("--limit takes a number of papers, 1 or more")
    papers = opened.library.papers
    found = LibraryInterest(opened).related(paper_by_key(opened.library, args.key), args.limit)
    if args.json:
        rows = [
            {
                "key": papers.key(near.id),
                "title_text": papers.line(near.id).title,
                "nearness": near.nearness,
                "because": [(reason.text, round(reason.points, 2)) for reason in near.reasons],
            }
            for near in found
        ]
        print_json(rows)
        return 0
    width = max((len(papers.key(near.id)) for near in found), default=0)
    for near in found:
        because = ", ".join(reason.text for reason in near.reasons)
        print_out(f"{near.nearness:>3} {papers.key(near.id):{width}}  {papers.line(near.id).title}")
        if because:
            print_out(f"{'':{width + 4}}  {because}")
    return 0

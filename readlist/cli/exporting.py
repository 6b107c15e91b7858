"""``readlist export``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from readlist.cli.listing import find
from readlist.cli.output import CommandError, UsageError, say, tell
from readlist.formats import FORMATS, ExportError, ExportOptions
from readlist.services.exports import export, write
from readlist.services.opened import OpenLibrary
from readlist.system.paths import user_path


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY", help="which papers; without one the queue")
    parser.add_argument("--format", choices=FORMATS, default="bibtex", metavar="FORMAT", help=" or ".join(FORMATS))
    parser.add_argument("-o", "--output", metavar="FILE", help="where to write; without it to standard output")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE, keeping one .bak of it")
    parser.add_argument("--notes", action="store_true", help="write your notes, as annote")
    parser.add_argument("--no-abstract", action="store_true", help="leave abstracts out")
    parser.add_argument("--protect", choices=("words", "all", "none"), default="words", metavar="WHAT",
                        help="capitals in titles: words (as needed), all, none")  # fmt: skip
    parser.add_argument("--howpublished", action="store_true", help="add howpublished for styles without eprint")


def run(args: Namespace, opened: OpenLibrary) -> int:
    if args.overwrite and not args.output:
        raise UsageError("--overwrite goes with -o FILE")
    library = opened.library
    query = " ".join(args.query)
    ids = find(library, query) if query.strip() else library.queue
    options = ExportOptions(
        notes=args.notes, abstract=not args.no_abstract, protect=args.protect, howpublished=args.howpublished
    )
    try:
        exported = export(library, ids, args.format, options)
        for remark in exported.remarks:
            tell(remark)
        if not exported.text:
            what = f"“{query}” finds nothing citable" if query.strip() else "the queue has nothing citable"
            tell(f"{what}: nothing was written")
        elif args.output and args.output != "-":
            tell(write(exported, user_path(args.output), overwrite=args.overwrite))
        else:
            say(exported.text, end="")
    except ExportError as error:
        raise CommandError(str(error)) from None
    return 0

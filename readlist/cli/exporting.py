"""``readlist export``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from readlist.cli.listing import find
from readlist.cli.options import settings_of
from readlist.cli.output import CommandError, UsageError, say, tell
from readlist.formats import FORMATS, ExportError, ExportOptions
from readlist.platform.paths import user_path
from readlist.session.exports import export, prepare, write
from readlist.session.open_library import OpenLibrary


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY", help="which papers; without one the queue (json: all)")
    parser.add_argument("--format", choices=FORMATS, metavar="FORMAT", help=" or ".join(FORMATS))
    parser.add_argument("-o", "--output", metavar="FILE", help="merge into FILE; without it to standard output")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE, keeping one .bak of it")
    parser.add_argument("--notes", action="store_true", default=None, help="write your notes too")
    abstract = parser.add_mutually_exclusive_group()
    abstract.add_argument("--abstract", action="store_true", default=None, help="write abstracts (as usual)")
    abstract.add_argument(
        "--no-abstract", dest="abstract", action="store_false", default=None, help="leave abstracts out"
    )
    parser.add_argument("--protect", choices=("words", "all", "none"), metavar="WHAT",
                        help="capitals in titles: words (as needed), all, none")  # fmt: skip
    parser.add_argument("--howpublished", action="store_true", default=None,
                        help="add howpublished for styles without eprint")  # fmt: skip


def run(args: Namespace, opened: OpenLibrary) -> int:
    if args.overwrite and (not args.output or args.output == "-"):
        raise UsageError("--overwrite goes with -o FILE")
    library = opened.library
    query = " ".join(args.query).strip()
    usual = settings_of(args).export  # what the command does not say, the configuration does
    format = args.format or usual.format
    default = library.newest if FORMATS[format]().whole else library.queue
    ids = find(opened, query) if query else default
    options = ExportOptions(
        notes=usual.notes if args.notes is None else args.notes,
        abstract=usual.abstract if args.abstract is None else args.abstract,
        protect=args.protect or usual.protect,
        howpublished=usual.howpublished if args.howpublished is None else args.howpublished,
    )
    try:
        if args.output and args.output != "-":
            path = user_path(args.output)
            prepared = prepare(library, ids, format, options, path, overwrite=args.overwrite)
            text, remarks = prepared.text, prepared.remarks
        else:
            prepared = None
            exported = export(library, ids, format, options)
            text, remarks = exported.text, exported.remarks
        for remark in remarks:
            tell(remark)
        if not text:
            tell(f"{_nothing(query, format)}: nothing was written")
        elif prepared is None:
            say(text, end="")
        elif prepared.refused:
            raise CommandError(f"{prepared.refused}; {write(opened, prepared)}")
        else:
            tell(write(opened, prepared))
    except ExportError as error:
        raise CommandError(str(error)) from None
    return 0


def _nothing(query: str, format: str) -> str:
    """Why nothing is written: formats to cite with leave out what is known only by its abstract."""
    whole = FORMATS[format]().whole
    where = f"“{query}” finds" if query else f"the {'library' if whole else 'queue'} has"
    return f"{where} nothing" if whole else f"{where} nothing citable"

"""``import`` and ``export``: papers into the library, and out of it."""

from __future__ import annotations

import codecs
from argparse import ArgumentParser, Namespace
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

from readlist.cli.lists import papers_by_query
from readlist.cli.output import CommandError, UsageError, print_err, print_json, print_out, progress_line
from readlist.cli.parser import add_json_option, settings_of
from readlist.model.text import count, shorten
from readlist.session.open_library import OpenLibrary

if TYPE_CHECKING:
    from readlist.library.import_plan import ImportPlan, PageReport
    from readlist.pages.page import Page
    from readlist.session.imports import Refused

_MOST_CHANGES = 100  # lines
_LONGEST_CHANGE = 200  # characters


# import


def import_arguments(parser: ArgumentParser) -> None:
    from readlist.formats import TAKES

    parser.add_argument("sources", nargs="*", metavar="SOURCE", help=f"a file, or - for standard input: {TAKES}")
    parser.add_argument("--clipboard", action="store_true", help="import from the clipboard")
    parser.add_argument("--as-of", type=_day, metavar="DATE", help="the day the page was copied (2026-06-01)")
    parser.add_argument("--encoding", type=_encoding, metavar="NAME", help="encoding of the files (default: detected)")
    parser.add_argument("--dry-run", action="store_true", help="show what would be imported, change nothing")
    parser.add_argument("--copy-files", action="store_true", help="copy the PDFs that file fields name (default: link)")
    parser.add_argument("--queue", action="store_true", help="queue every imported paper without a decision")
    add_json_option(parser, "the report")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"“{text}” is not a date; write it like 2026-06-01") from None


def _encoding(text: str) -> str:
    try:
        "".encode(text)  # no encoding of bytes, as base64 is
        return codecs.lookup(text).name
    except (LookupError, UnicodeError, ValueError):
        raise UsageError(f"“{text}” is not an encoding; write it like utf-8, latin-1 or cp1252") from None


def run_import(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.library.import_plan import ImportPlan
    from readlist.library.importing import plan_import
    from readlist.library.marking import Plan
    from readlist.session.imports import import_pages, read_sources

    if not args.sources and not args.clipboard:
        raise UsageError("import needs a SOURCE: a file, - for standard input, or --clipboard")
    copied = args.as_of or date.today()
    with progress_line("reading PDFs") as progress:
        pages, refused = read_sources(
            args.sources, opened.library, copied, args.encoding, copy_files=args.copy_files, progress=progress
        )
    if args.clipboard:
        more, failed = _from_clipboard(opened, copied)
        pages, refused = pages + more, refused + failed
    plan: ImportPlan | None = None
    if pages and args.dry_run:
        plan = plan_import(opened.library, pages, "", to_queue=args.queue)
    elif pages:
        plan = import_pages(opened, pages, to_queue=args.queue, pdf=settings_of(args).pdf)
    if plan or args.json:
        _report(plan or ImportPlan((), Plan((), "")), as_json=args.json, dry=args.dry_run)
    for source in refused:
        print_err(str(source))
    return 1 if refused else 0


def _from_clipboard(opened: OpenLibrary, copied: date) -> tuple[tuple[Page, ...], tuple[Refused, ...]]:
    from readlist.pages.page import PageError
    from readlist.platform.programs import ClipboardError
    from readlist.session.imports import Refused, clipboard_text, read_text

    try:
        text = clipboard_text(opened.library, copied)
        return read_text(text, "clipboard", opened.library, copied), ()
    except (PageError, ClipboardError) as error:
        return (), (Refused("clipboard", str(error)),)


def _report(plan: ImportPlan, *, as_json: bool, dry: bool) -> None:
    if as_json:
        from readlist.library.import_plan import import_object

        print_json(import_object(plan))
    else:
        for report in plan.reports:
            print_out(page_line(report))
            _print_changes(report)
        numbers = ", ".join(f"{plan.number(o)} {o}" for o in ("new", "updated", "known"))
        print_out(f"{'would import' if dry else 'imported'} {count(plan.total, 'entry', 'entries')}: {numbers}")
    for report in plan.reports:
        for problem in report.problems:
            print_err(f"{report.page.source}: {problem}")


def _print_changes(report: PageReport) -> None:
    """Print what changes in known papers, a line each: "    moth2012: date 2021 → 2012"."""
    changes = report.changes
    for key, difference in changes[:_MOST_CHANGES]:
        print_out(f"    {key}: {shorten(str(difference), _LONGEST_CHANGE, _LONGEST_CHANGE)}")
    if len(changes) > _MOST_CHANGES:
        print_out(f"    … and {count(len(changes) - _MOST_CHANGES, 'more change')} (--json lists all)")


def page_line(report: PageReport) -> str:
    """ "Kunlong Chen: 18 papers: 15 new, 2 known, 1 updated, 1 to check (profile page.txt, utf-8, 2026 assumed)"."""
    page = report.page
    numbers = [f"{n} {o}" for o in ("new", "updated", "known") if (n := report.number(o))]
    numbers += [f"{len(report.to_check)} to check"] if report.to_check else []
    facts = [*filter(None, (page.form, page.encoding)), *([f"copied {page.copied}"] if page.kind == "page" else [])]
    facts += [f"{page.assumed_year} assumed"] if page.assumed_year else []
    papers = count(len(report.taken), "paper")
    if page.expected is not None:
        papers = f"{len(report.taken):,} of {count(page.expected, 'paper')}"
    return f"{page.name}: {papers}: {', '.join(numbers) or 'none'} ({', '.join(facts)})"


# export


def export_arguments(parser: ArgumentParser) -> None:
    from readlist.formats import EXPORTS

    parser.add_argument("query", nargs="*", metavar="QUERY", help="which papers (default: the queue; for json all)")
    parser.add_argument("--format", choices=EXPORTS, metavar="FORMAT", help=" or ".join(EXPORTS))
    parser.add_argument("-o", "--output", metavar="FILE", help="merge into FILE (default: standard output)")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE; its old content is kept as .bak")
    parser.add_argument("--keep", action="store_true", help="keep FILE up to date from now on")
    parser.add_argument("--prune", action="store_true",
                        help="with --keep: remove entries that no longer match and that nobody edited")  # fmt: skip
    parser.add_argument("--notes", action="store_true", default=None, help="include your notes")
    abstract = parser.add_mutually_exclusive_group()
    abstract.add_argument("--abstract", action="store_true", default=None, help="include abstracts (default)")
    abstract.add_argument(
        "--no-abstract", dest="abstract", action="store_false", default=None, help="leave abstracts out"
    )
    parser.add_argument("--protect", choices=("words", "all", "none"), metavar="WHAT",
                        help="keep capitals in titles: words (those that need it), all, none")  # fmt: skip
    parser.add_argument("--howpublished", action="store_true", default=None,
                        help="add howpublished, for styles that ignore eprint")  # fmt: skip
    parser.add_argument("--ascii-names", action="store_true", default=None,
                        help="write names in ASCII letters: Muller for Müller")  # fmt: skip
    parser.add_argument("--files", action="store_true", default=None,
                        help="write the paths of PDFs (BibTeX, biblatex, RIS)")  # fmt: skip


def run_export(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.formats import FORMATS, ExportError, ExportOptions
    from readlist.pdf.shelf import shelf_of
    from readlist.platform.paths import user_path
    from readlist.session.exports import export, prepare, write

    if args.overwrite and (not args.output or args.output == "-"):
        raise UsageError("--overwrite needs -o FILE")
    if args.prune and not args.keep:
        raise UsageError("--prune needs --keep")
    if args.keep and (args.overwrite or not args.output or args.output == "-"):
        raise UsageError("--keep needs -o FILE, and merges into it: leave out --overwrite")
    library = opened.library
    query = " ".join(args.query).strip()
    defaults = settings_of(args).export
    format = args.format or defaults.format
    whole = FORMATS[format].whole
    ids = papers_by_query(opened, query) if query else library.newest if whole else library.queue
    names = [field.name for field in fields(ExportOptions)]
    given = {name: value for name in names if (value := getattr(args, name)) is not None}
    place = shelf_of(opened.folder, settings_of(args).pdf).place
    options = ExportOptions(**{**{name: getattr(defaults, name) for name in names}, **given})
    try:
        if args.keep:
            from readlist.session.kept_exports import keep

            path = user_path(args.output)
            print_err(keep(opened, ids, format, options, path, query=query, prune=args.prune))
            return 0
        if args.output and args.output != "-":
            path = user_path(args.output)
            prepared = prepare(library, ids, format, options, path, overwrite=args.overwrite, place=place)
            text, remarks = prepared.text, prepared.remarks
        else:
            prepared = None
            exported = export(library, ids, format, options, place)
            text, remarks = exported.text, exported.remarks
        for remark in remarks:
            print_err(remark)
        if not text:
            print_err(f"{_nothing(query, whole=whole)}: nothing was written")
            if not (query or whole or library.queue):
                print_err("`readlist export -is:skipped` takes all papers but skipped ones")
        elif prepared is None:
            print_out(text, end="")
        elif prepared.refused:
            raise CommandError(f"{prepared.refused}; {write(opened, prepared)}")
        else:
            print_err(write(opened, prepared))
    except ExportError as error:
        raise CommandError(str(error)) from None
    return 0


def _nothing(query: str, *, whole: bool) -> str:
    """Why nothing is written: citation formats leave out papers known only by their abstract."""
    papers = "papers" if whole else "papers that can be cited"
    where = f"match “{query}”" if query else f"are in the {'library' if whole else 'queue'}"
    return f"no {papers} {where}"

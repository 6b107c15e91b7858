"""``readlist import``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date

from readlist.cli.output import UsageError, say, say_json, tell
from readlist.formats.readers import TAKES
from readlist.library.import_plan import ImportPlan, PageReport
from readlist.library.importing import plan_import
from readlist.library.json_objects import import_object
from readlist.library.marking import Plan
from readlist.model.text import count
from readlist.pages.page import Page, PageError
from readlist.session.imports import Refused, import_pages, read_sources, read_text
from readlist.session.open_library import OpenLibrary


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help=f"a file, or - for standard input: {TAKES}")
    parser.add_argument("--clipboard", action="store_true", help="take what the clipboard holds")
    parser.add_argument("--as-of", type=_day, metavar="DATE", help="the day the page was copied (2026-06-01)")
    parser.add_argument("--dry-run", action="store_true", help="say what would be taken, change nothing")
    parser.add_argument("--queue", action="store_true", help="queue every undecided paper of the pages")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"“{text}” is not a date: write it as 2026-06-01") from None


def run(args: Namespace, opened: OpenLibrary) -> int:
    if not args.sources and not args.clipboard:
        raise UsageError("import needs a SOURCE: a file, - for standard input, or --clipboard")
    copied = args.as_of or date.today()
    pages, refused = read_sources(args.sources, opened.library, copied)
    if args.clipboard:
        more, failed = _from_clipboard(opened, copied)
        pages, refused = pages + more, refused + failed
    done: ImportPlan | None = None
    if pages and args.dry_run:
        done = plan_import(opened.library, pages, "", to_queue=args.queue)
    elif pages:
        done = import_pages(opened, pages, to_queue=args.queue)
    if done or args.json:
        _report(done or ImportPlan((), Plan((), "")), as_json=args.json, dry=args.dry_run)
    for source in refused:
        tell(str(source))
    return 1 if refused else 0


def _from_clipboard(opened: OpenLibrary, copied: date) -> tuple[tuple[Page, ...], tuple[Refused, ...]]:
    from readlist.platform.clipboard import ClipboardError, read_clipboard

    try:
        return read_text(read_clipboard(), "clipboard", opened.library, copied), ()
    except (PageError, ClipboardError) as error:
        return (), (Refused("clipboard", str(error)),)


def _report(done: ImportPlan, *, as_json: bool, dry: bool) -> None:
    if as_json:
        say_json(import_object(done))
    else:
        for report in done.reports:
            say(page_line(report))
        numbers = ", ".join(f"{done.number(o)} {o}" for o in ("new", "updated", "known"))
        say(f"{'would take' if dry else 'taken'}: {numbers} of {count(done.found, 'entry', 'entries')}")
    for report in done.reports:
        for problem in report.problems:
            tell(f"{report.page.source}: {problem}")


def page_line(report: PageReport) -> str:
    """ "Kunlong Chen: 18 papers: 15 new, 2 known, 1 updated, 1 to check (profile page.txt, utf-8, 2026 assumed)"."""
    page = report.page
    numbers = [f"{n} {o}" for o in ("new", "updated", "known") if (n := report.number(o))]
    numbers += [f"{len(report.to_check)} to check"] if report.to_check else []
    facts = [page.form, page.encoding, *([f"copied {page.copied}"] if page.kind == "page" else [])]
    facts += [f"{page.assumed_year} assumed"] if page.assumed_year else []
    name = page.header.name if page.header else page.source
    return f"{name}: {count(len(report.taken), 'paper')}: {', '.join(numbers) or 'none'} ({', '.join(facts)})"

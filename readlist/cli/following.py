"""``follow``, ``unfollow``, ``follows`` and ``fetch``: following authors, categories, queries and feeds."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import nullcontext
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from readlist.cli.output import CommandError, UsageError, print_err, print_json, print_out, progress_line
from readlist.cli.parser import add_json_option
from readlist.model.change import Change
from readlist.model.text import count
from readlist.session.open_library import OpenLibrary

if TYPE_CHECKING:
    from readlist.follow.arrivals import News
    from readlist.library.library import Library
    from readlist.library.marking import Plan
    from readlist.session.fetches import Report

_LONGEST = 366  # days
_ANSWERS = ("yes", "no", "never")


# follow, unfollow, follows


def follow_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="AUTHOR", help="authors, each name as one argument")
    parser.add_argument("--in", dest="field", metavar="CATEGORY", help="the author of that name who writes there")
    parser.add_argument("--category", metavar="CATEGORY", help="an arXiv category whose announcements are read")
    parser.add_argument("--query", metavar="WORDS", help="words that title or abstract of a new paper have")
    parser.add_argument("--feed", metavar="URL", help="the RSS or Atom feed of a journal, conference or blog")
    parser.add_argument("--yes", metavar="KEY", nargs="+", help="doubtful papers that are theirs")
    parser.add_argument("--no", metavar="KEY", nargs="+", help="papers of another person of that name")
    parser.add_argument("--never", metavar="KEY", nargs="+", help="the same, and nothing in that field again")


def run_follow(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.follow.follows import FollowError, plan_follow, plan_people, together

    answers = [name for name in _ANSWERS if getattr(args, name)]
    kinds = [kind for kind in ("category", "query", "feed") if getattr(args, kind)]
    if not (args.names or kinds or answers):
        raise UsageError("nothing to follow: give a name, --category, --query or --feed (see `readlist follow --help`)")

    def plan(library: Library, at: str) -> Plan:
        plans = [plan_people(library, args.names, at, category=args.field)] if args.names else []
        return together([*plans, *(plan_follow(library, kind, getattr(args, kind), at) for kind in kinds)])

    try:
        changes = [opened.do("follow", plan)] if args.names or kinds else []
    except FollowError as error:
        raise CommandError(str(error)) from None
    changes += [_answer(opened, getattr(args, name), name) for name in answers]
    for change in changes:
        print_err(change.summary if change else "nothing to change")
    strangers = [name for name in args.names if not opened.library.papers_of(name)]
    if strangers:
        print_err(f"no paper of {', '.join(strangers)} is here yet: you will be asked about each until there is")
    return 0


def _answer(opened: OpenLibrary, keys: list[str], answer: Any) -> Change | None:
    from readlist.cli.lists import papers_by_key
    from readlist.follow.verdicts import plan_answer

    ids = papers_by_key(opened.library, keys)
    return opened.do(f"follow {answer}", lambda library, at: plan_answer(library, ids, answer))


def unfollow_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("names", nargs="+", metavar="FOLLOWED", help="authors, categories, queries or addresses")


def run_unfollow(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.follow.follows import FollowError, plan_unfollow

    try:
        change = opened.do("unfollow", lambda library, at: plan_unfollow(library, args.names))
    except FollowError as error:
        raise CommandError(str(error)) from None
    print_err(change.summary if change else "nothing to change")
    return 0


def follows_arguments(parser: ArgumentParser) -> None:
    add_json_option(parser, "what is followed")


def run_follows(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.follow.verdicts import doubts
    from readlist.session.follow_board import board

    rows = board(opened)
    if args.json:
        print_json([asdict(row) for row in rows])
        return 0
    for row in rows:
        facts = [
            f"{row.a_year:g} papers a year" if row.a_year is not None else "",
            f"asked {row.asked}" if row.asked else "",
            f"last new {row.new}" if row.new else "",
            f"{row.doubts} to check" if row.doubts else "",
        ]
        print_out(f"{row.kind:8}  {row.name:30}  {', '.join(filter(None, facts))}".rstrip())
    library = opened.library
    for id in (pending := doubts(library)):
        print_out(f"check     {library.papers.key(id)}  {library.arrivals[id].why}")
    if pending:
        print_err("whose are they? `readlist follow --yes KEY`, --no KEY or --never KEY (b, B, D in the app)")
    if not rows:
        print_err("nothing is followed: `readlist follow NAME`, or F in the app")
    return 0


# fetch


def fetch_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--since", metavar="DATE", type=_day, help="ask about papers since that day (2026-11-30)")
    parser.add_argument("--dry-run", action="store_true", help="show what would come, change nothing")
    parser.add_argument("--quiet", action="store_true", help="print only what is new, and what failed")
    add_json_option(parser, "what is new")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--since: “{text}” is not a day: write it like 2026-11-30") from None
    if not 0 <= (date.today() - day).days <= _LONGEST:
        raise UsageError("--since: within the last year; older papers come with an author's page")
    return day


def run_fetch(args: Namespace, opened: OpenLibrary) -> int:
    report = _fetch(args, opened)
    news = report.fetched.news
    if args.json:
        print_json([_news_object(opened, one) for one in news])
    else:
        for one in news:
            print_out(f"{one.outcome:9} {one.paper.key}  {one.paper.title_text}  ({one.why})")
    for line in (*report.failures, *report.fetched.refused):
        print_err(line)
    if not args.quiet:
        print_err(_summary(report, dry=args.dry_run))
        if report.remark:
            print_err(report.remark)
    return 1 if report.failures else 0


def _fetch(args: Namespace, opened: OpenLibrary) -> Report:
    from readlist.lookup.client import BusyError
    from readlist.lookup.services import ServicesError
    from readlist.session.fetches import fetch

    try:
        with nullcontext(_no_progress) if args.quiet else progress_line("fetching", every=1_000) as show:
            return fetch(opened, since=args.since, dry_run=args.dry_run, progress=show)
    except (BusyError, ServicesError) as error:
        raise CommandError(str(error)) from None
    except KeyboardInterrupt:
        print_err("stopped: nothing was changed; run it again to continue")
        raise


def _no_progress(done: int, total: int) -> None:
    """Shows nothing."""


def _news_object(opened: OpenLibrary, one: News) -> dict[str, Any]:
    """One object of the JSON contract: flat."""
    paper, arrival = one.paper, opened.library.arrivals.get(one.paper.id)
    return {
        "key": paper.key,
        "outcome": one.outcome,
        "why": one.why,
        "points": arrival.points if arrival and arrival.points else None,
        "followed": list(arrival.authors) if arrival else [],
        "title": paper.title,
        "authors": list(paper.authors),
        "date": paper.date,
        "category": paper.category,
        "venue": paper.venue,
        "arxiv": paper.arxiv,
        "doi": paper.doi,
    }


def _summary(report: Report, *, dry: bool) -> str:
    if not report.follows:
        return "no author, query or feed is followed: `readlist follow NAME`, or F in the app"
    out = report.fetched.left_out
    left = f"; {count(out, 'paper')} by others of a name left out" if out else ""
    if not report.fetched.news:
        return f"nothing new{left}"
    end = "dry run, nothing was changed" if dry else "`readlist undo` reverts it"
    return f"{report.fetched.plan.summary}{left} ({end})"

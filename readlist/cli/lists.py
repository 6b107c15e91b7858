"""``list``, ``show``, ``authors``, ``history`` and ``stats``; finding papers by key or query, for all commands."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from readlist.cli.output import (
    CommandError,
    UsageError,
    author_object,
    change_object,
    paper_object,
    paper_objects,
    print_err,
    print_json,
    print_out,
)
from readlist.cli.parser import add_json_option, add_key, settings_of
from readlist.library.indexes import NO_MARK
from readlist.library.interests import standing
from readlist.library.library import Library
from readlist.library.listing import SORTS, sort, star_sign, state_sign
from readlist.model.dates import local_time
from readlist.model.text import clean, join_words
from readlist.session.open_library import OpenLibrary, today

if TYPE_CHECKING:
    from readlist.session.library_interest import LibraryInterest

_CANDIDATES = 5  # keys that a message about an ambiguous one names
_BAR = 20  # cells
_MOST_WEEKS = 520


# finding papers


def read_keys(keys: Iterable[str]) -> list[str]:
    """The given keys, ``-`` replaced by the keys on standard input. Raises CommandError if there are none."""
    expanded: list[str] = []
    for key in keys:
        expanded += _keys_on_standard_input() if key == "-" else [key]
    if not expanded:
        raise CommandError("no keys given; `readlist list` shows them")
    return expanded


def _keys_on_standard_input() -> list[str]:
    if sys.stdin is None:
        raise CommandError("standard input is closed; name the keys as arguments")
    try:
        return [line.strip() for line in sys.stdin if line.strip()]
    except UnicodeDecodeError:
        raise CommandError("standard input is not UTF-8; keys are plain letters and digits") from None


def papers_by_key(library: Library, keys: Iterable[str]) -> list[int]:
    """The ids of the papers with these keys, in order, each once. Raises CommandError if any key is wrong."""
    return list(dict.fromkeys(paper_by_key(library, key) for key in keys))


def paper_by_key(library: Library, key: str) -> int:
    """The id of the paper with this key, or of the only one whose key begins with it. Raises CommandError."""
    ids = library.find(key)
    if len(ids) == 1:
        return ids[0]
    if not ids:
        raise CommandError(f"no paper has the key “{clean(key)}”; `readlist list` shows the keys")
    names = [library.papers[id].key for id in ids[:_CANDIDATES]]
    more = f" and {len(ids) - _CANDIDATES} more" if len(ids) > _CANDIDATES else ""
    raise CommandError(f"“{clean(key)}” is ambiguous: {join_words(names, 'or')}{more}; type more of the key")


def papers_by_query(opened: OpenLibrary, query: str) -> Sequence[int]:
    """The ids of the papers that match a query, best first; without a query all papers, newest first.

    Raises UsageError if the query names a field that does not exist.
    """
    if not query.strip():
        return opened.library.newest
    from readlist.session.library_search import LibrarySearch

    search = LibrarySearch(opened)
    parsed = search.parse(query)
    if parsed.mistake:
        raise UsageError(parsed.mistake)
    if not opened.library.papers:
        return ()
    if parsed.node is None:
        for remark in parsed.remarks:
            print_err(remark.text)
        return opened.library.newest
    result = search.in_full_text(search.search(parsed))
    for line in result.messages():
        print_err(line)
    return result.ids


def paper_rows(library: Library, ids: Iterable[int]) -> Iterator[str]:
    """A line per paper: marks, date, category, key, title, authors; cut to the width of a terminal, whole elsewhere."""
    lines = [(id, library.papers.line(id)) for id in ids]
    width = _terminal_width()
    keys = max((len(p.key) for _, p in lines), default=0)
    for id, p in lines:
        m = library.marks.get(id, NO_MARK)
        place = (m.queued and library.place(id)) or ""
        head = f"{state_sign(m)}{star_sign(m, p.to_check)}{place:>3} {p.date:10} {p.category:2} {p.key:{keys}}"
        tail = f" — {p.byline}" if p.byline else ""
        line = f"{head}  {p.title}{tail}"
        yield line if width is None or len(line) <= width else line[: max(width - 1, 1)] + "…"


def _terminal_width() -> int | None:
    """The terminal's columns; None where rows are printed whole."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return os.get_terminal_size(sys.stdout.fileno()).columns or None  # some terminals report 0


def learn_interest(args: Namespace, opened: OpenLibrary, *, wanted: bool = False) -> LibraryInterest | None:
    """Have the library know how much its papers are of interest, as far as anything was kept; where that is
    ``wanted`` and can't be, the reason goes to stderr.
    """
    if not settings_of(args).interest.learn:
        if wanted:
            print_err("interest is turned off: set learn = true under [interest] in config.toml")
        return None
    interest = None
    if opened.library.marks:
        from readlist.session.library_interest import LibraryInterest  # late: few commands learn

        interest = LibraryInterest(opened)
        if any(decision.kept for decision in interest.decisions.values()):  # else numpy is imported for nothing
            interest.ensure()
    if wanted and not opened.library.interests.sums:
        print_err("nothing to learn from yet: queue or star some papers first; newest first until then")
    return interest


# list, show, authors


class _QueryFields:
    """The fields of queries, for the help: imported when that is printed, a fifth of the time of a short ``list``."""

    def __str__(self) -> str:
        from readlist.search.fields import summary

        return summary()


def list_arguments(parser: ArgumentParser) -> None:
    words = 'words (typos are forgiven) and\n%(fields)s "a phrase" -not OR ( )'
    query = parser.add_argument("query", nargs="*", metavar="QUERY", help=words)
    vars(query)["fields"] = _QueryFields()  # where argparse looks for what a help names
    parser.add_argument("--sort", choices=SORTS, metavar="FIELD", help=f"one of {', '.join(SORTS)}")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N papers")
    add_json_option(parser, "the papers")


def run_list(args: Namespace, opened: OpenLibrary) -> int:
    if args.limit is not None and args.limit < 0:
        raise UsageError("--limit takes a number of papers, 0 or more")
    library = opened.library
    ids = papers_by_query(opened, " ".join(args.query))
    if args.json or args.sort == "interest":
        learn_interest(args, opened, wanted=args.sort == "interest")
    if args.sort:
        ids = sort(library, ids, args.sort)
    ids = ids[: args.limit]
    if args.json:
        print_json(paper_objects(library, ids))
    elif ids:
        print_out("\n".join(paper_rows(library, ids)))
    return 0


def show_arguments(parser: ArgumentParser) -> None:
    add_key(parser)
    add_json_option(parser, "the paper")


def run_show(args: Namespace, opened: OpenLibrary) -> int:
    library = opened.library
    id = paper_by_key(library, args.key)
    if args.json:
        learn_interest(args, opened)
        print_json(paper_object(library, id))
        return 0
    from readlist.formats.citation import authors_line, further_facts  # late: it knows LaTeX

    p, m = library.papers[id], library.mark(id)
    states = ["read" if m.read else "unread", *(["starred"] if m.starred else []), *(["skipped"] if m.skipped else [])]
    if place := library.place(id):
        states.append(f"queue {place}")
    if p.to_check:
        states.append("to check")
    facts = [p.date or "no date", p.category or "", "code" if p.code else "", f"score {p.score}" if p.score else ""]
    print_out(p.title_text)
    print_out(authors_line(p))
    print_out(" · ".join([*filter(None, facts), *states, p.key]))
    ids = [f"{name}:{id}" for name, id in (("arXiv", p.arxiv), ("doi", p.doi)) if id]
    for line in (*further_facts(p), *ids, *p.urls, *(f"PDF {clean(file.path)}" for file in p.files)):
        print_out(line)
    if p.abstract_text:
        print_out(f"\n{p.abstract_text}")
    if p.sources:
        print_out(f"\nfrom {'; '.join(p.sources)}")
    return 0


def authors_arguments(parser: ArgumentParser) -> None:
    add_json_option(parser, "the authors")


def run_authors(args: Namespace, opened: OpenLibrary) -> int:
    authors = list(opened.library.authors())
    if args.json:
        print_json([author_object(a) for a in authors])
        return 0
    width = max((len(a.name) for a in authors), default=0)
    for a in authors:
        figures = a.profile.latest if a.profile else None
        h = f"  h {figures.h_index}" if figures and figures.h_index is not None else ""
        counts = f"papers {a.papers:<5} inbox {a.inbox:<5} queue {a.queued:<4} read {a.read:<4}"
        print_out(f"{a.name:{width}}  {counts}{h}".rstrip())
    return 0


# history, stats


def history_arguments(parser: ArgumentParser) -> None:
    add_json_option(parser, "the history")


def run_history(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.library.history import present

    changes = list(reversed(opened.library.history.values()))
    if args.json:
        print_json([change_object(change) for change in changes])
        return 0
    here = present(opened.library)
    for change in changes:
        sign = "▸" if change is here else "↶" if change.undone else " "
        undone = "  (undone)" if change.undone else ""
        print_out(f"{sign} {local_time(change.at):%Y-%m-%d %H:%M}  {change.summary}{undone}")
    return 0


def stats_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--weeks", type=int, default=12, metavar="N", help="number of weeks, this one included")
    parser.add_argument("--report", action="store_true", help="this week's papers as Markdown, with notes and links")
    add_json_option(parser, "the figures")


def run_stats(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.library.statistics import AGES, bar, most_of, outlook, statistics

    if not 1 <= args.weeks <= _MOST_WEEKS:
        raise UsageError(f"--weeks takes a number from 1 to {_MOST_WEEKS}")
    if args.report:
        from readlist.library.weekly import report, weekly

        print_out(report(opened.library, weekly(opened.library, today())).rstrip("\n"))
        return 0
    figures = statistics(opened.library, today(), args.weeks)
    interest = learn_interest(args, opened)
    if args.json:
        held_out = interest.judging()() if interest else None
        print_json({**figures.object(), "interest": held_out and held_out._asdict()})
        return 0
    print_out("week of     added   read queued skipped")
    most = most_of(figures.weeks, "read")
    for w in figures.weeks:
        numbers = f"{w.week} {w.added:>6,} {w.read:>6,} {w.queued:>6,} {w.skipped:>7,}"
        print_out(f"{numbers}  {bar(w.read, most, _BAR)}".rstrip())
    print_out()
    for line in outlook(figures):
        print_out(line)
    if figures.inbox.papers:
        ages = ", ".join(
            f"{n:,} {'for' if not days else 'up to'} {name}"
            for (name, days), n in zip(AGES, figures.ages, strict=True)
            if n
        )
        print_out(f"in the inbox: {ages}; half for more than {figures.middle} days, the oldest for {figures.oldest}")
    if interest:
        print_out(standing(interest.judging()(), len(interest.decisions)))
    return 0

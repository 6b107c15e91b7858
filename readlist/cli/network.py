"""``add`` and ``enrich``, which look papers up at services."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from readlist.cli.lists import papers_by_query
from readlist.cli.output import CommandError, paper_object, print_err, print_json, print_out
from readlist.cli.parser import add_json_option
from readlist.model.text import clean, count, shorten
from readlist.session.open_library import OpenLibrary

if TYPE_CHECKING:
    from readlist.library.differences import Difference
    from readlist.lookup.seeker import Outcome, Seeker
    from readlist.lookup.targets import Target
    from readlist.model.paper import Candidate

_KINDS = ("found", "unsure", "unknown", "failed", "untitled")  # of outcomes
_VALUE = 100  # characters of a value in a line
_EVERY = 25  # papers between two lines of progress, without a terminal


@contextmanager
def _seeking() -> Iterator[Seeker]:
    """The seeker that asks the services. Raises CommandError."""
    from readlist.lookup.client import BusyError
    from readlist.lookup.seeker import OfflineError
    from readlist.lookup.services import ServicesError
    from readlist.session.lookups import seeking

    try:
        with seeking() as seeker:
            yield seeker
    except (OfflineError, BusyError, ServicesError) as error:
        raise CommandError(str(error)) from None


# add


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("papers", nargs="+", metavar="PAPER", help="an arXiv id, a DOI, or a URL that contains one")
    parser.add_argument("--dry-run", action="store_true", help="show what would be added, change nothing")
    parser.add_argument("--queue", action="store_true", help="also queue the papers")
    add_json_option(parser, "the papers")


def run_add(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.lookup.additions import plan_add
    from readlist.lookup.targets import TargetError, target_of

    targets: list[Target] = []
    failures: list[str] = []
    for text in args.papers:
        try:
            targets.append(target_of(text))
        except TargetError as error:
            failures.append(str(error))
    records = _fetch(targets, failures) if targets else []
    addition = None
    if args.dry_run:
        addition = plan_add(opened.library, records, "", to_queue=args.queue)
    elif records:
        from readlist.session import lookups

        addition = lookups.add(opened, records, to_queue=args.queue)
    added = addition.added if addition else ()
    if args.json:
        library = opened.library
        print_json([paper_object(library, a.paper.id) for a in added if a.paper.id in library.papers])
    else:
        for a in added:
            print_out(f"{a.outcome:8} {a.paper.key}  {a.paper.title_text}")
    for failure in failures:
        print_err(failure)
    for a in added:
        if notice := a.paper.fields.get("retracted"):
            print_err(f"{a.paper.key}: it was retracted" + (f", see {notice}" if notice != "yes" else ""))
    if added:
        new, updated, known = (sum(a.outcome == o for a in added) for o in ("new", "updated", "known"))
        more = f", {updated} updated" if updated else ""
        print_err(f"{'would add' if args.dry_run else 'added'} {count(new, 'paper')}{more}, {known} already known")
    return 1 if failures else 0


def _fetch(targets: list[Target], failures: list[str]) -> list[tuple[Candidate, ...]]:
    """The records of every paper that a service knows. Raises CommandError."""
    from readlist.lookup.client import ServiceError

    found = []
    with _seeking() as seeker:
        for n, target in enumerate(targets):
            try:
                records = seeker.fetch(target, targets[n:])
            except ServiceError as error:
                failures.append(f"{target.given}: {error}")
                continue
            if records:
                found.append(records)
            else:
                failures.append(f"{target.given}: not known to any service; check the spelling")
    return found


# enrich


def enrich_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY", help="which papers: words or keys (default: all)")
    parser.add_argument("--dry-run", action="store_true", help="show what would change, change nothing")
    parser.add_argument("--again", action="store_true", help="include papers that were looked up before")
    add_json_option(parser, "the report")


def run_enrich(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.session import lookups

    ids = _papers_by_keys_or_query(opened, args.query)
    papers = lookups.to_ask(opened.library, ids, again=args.again)
    before = len(ids) - len(papers)
    outcomes = _look_up(papers) if papers else []
    if not args.json:
        for outcome in outcomes:
            _print_differences(outcome)
    accepted = [] if args.json or args.dry_run else _accepted([o for o in outcomes if o.unsure])
    choices = lookups.choices(outcomes, accepted)
    change = None if args.dry_run else lookups.enrich(opened, choices)
    if args.json:
        print_json(_report(outcomes, before))
    for outcome in outcomes:
        if outcome.reason and outcome not in accepted:
            print_err(f"{outcome.paper.key}: {outcome.reason}")
    for line in dict.fromkeys(f for o in outcomes if o.sure for f in o.failures):
        print_err(line)
    if change:
        for line in lookups.twins(opened.library, [choice.id for choice in choices]):
            print_err(line)
    _print_summary(outcomes, accepted, before, change.summary if change else None, dry=args.dry_run)
    return 1 if any(o.kind == "failed" for o in outcomes) else 0


def complete(opened: OpenLibrary, ids: Sequence[int]) -> None:
    """Look papers up, and take what is sure, as one change. Raises CommandError."""
    from readlist.session import lookups

    outcomes = _look_up(lookups.to_ask(opened.library, ids, again=True)) if ids else []
    change = lookups.enrich(opened, lookups.choices(outcomes))
    for line in dict.fromkeys(failure for outcome in outcomes for failure in outcome.failures):
        print_err(line)
    _print_summary(outcomes, [], 0, change.summary if change else None, dry=False)


def _papers_by_keys_or_query(opened: OpenLibrary, words: Sequence[str]) -> Sequence[int]:
    """The papers with these keys, if all words are keys, else those that match the query, else all."""
    library = opened.library
    ids = [library.keys.get(word.lower()) for word in words]
    if words and all(id is not None and id in library.papers for id in ids):
        return list(dict.fromkeys(id for id in ids if id is not None))
    return papers_by_query(opened, " ".join(words))


def _look_up(papers: Sequence[Any]) -> list[Outcome]:
    """Look papers up, showing progress. Raises CommandError."""
    outcomes: list[Outcome] = []
    try:
        with _seeking() as seeker, _progress(len(papers)) as show:
            show(0, papers[0].title_text)
            for outcome in seeker.look_up(papers):
                outcomes.append(outcome)
                if len(outcomes) < len(papers):
                    show(len(outcomes), papers[len(outcomes)].title_text)
    except KeyboardInterrupt:
        print_err(f"stopped after {len(outcomes)} of {count(len(papers), 'paper')}: nothing was changed; "
                  "run it again to continue")  # fmt: skip
        raise
    return outcomes


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int, str], None]]:
    """A function that shows how many papers are done, and the title of the next: on a terminal in one line."""
    terminal = sys.stderr is not None and sys.stderr.isatty()

    def show(done: int, title: str) -> None:
        if terminal:
            line = clean(f"{done + 1} of {total}: {shorten(title, 8, 60)}")
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
        elif done and done % _EVERY == 0:
            print_err(f"{done} of {total}")

    if total > 1:
        print_err(f"looking up {count(total, 'paper')}")
    try:
        yield show
    finally:
        if terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _print_differences(outcome: Outcome) -> None:
    """Print what the services add to a paper, field by field."""
    if not outcome.sure:
        return
    differences = _differences(outcome)
    score = min(match.score for match in outcome.sure)
    nothing = "" if differences else "; nothing new"
    print_out(f"{outcome.paper.key}  {outcome.paper.title_text}  (sure, {score}{nothing})")
    for d in differences:
        old, new = (shorten(text, _VALUE, _VALUE) for text in d.brief)
        print_out(f"    {d.field:9} {old + ' → ' if old else '+ '}{new}")


def _differences(outcome: Outcome) -> Sequence[Difference]:
    from readlist.library.differences import differences
    from readlist.lookup.completion import completed

    if not outcome.sure:
        return ()
    return differences(outcome.paper, completed(outcome.paper, [m.found for m in outcome.sure]))


def _accepted(doubtful: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes whose unsure record the user accepts; in a terminal the user is asked about each."""
    from readlist.lookup.seeker import described

    accepted = []
    for outcome in doubtful if _can_ask() else ():
        assert outcome.unsure
        p = outcome.paper
        print_err(f"{p.title_text}, {p.year or 'no year'}: {', '.join(p.authors)}{' et al.' if p.et_al else ''}")
        print_err(f"same paper? ({outcome.unsure.score}: {outcome.unsure.why}) {described(outcome.unsure)}")
        print("y yes, n no, q skip the rest: ", end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline().strip().lower()
        if answer in ("y", "yes"):
            accepted.append(outcome)
        elif answer in ("q", "quit"):
            break
    return accepted


def _can_ask() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _report(outcomes: Sequence[Outcome], before: int) -> dict[str, Any]:
    """The report of the JSON contract."""
    from readlist.lookup.seeker import described
    from readlist.lookup.services import NAMES

    def one(outcome: Outcome) -> dict[str, Any]:
        best = outcome.sure[0] if outcome.sure else outcome.unsure
        return {
            "key": outcome.paper.key,
            "title": outcome.paper.title,
            "outcome": outcome.kind,
            "score": best.score if best else None,
            "services": [NAMES[m.found.source] for m in outcome.sure],
            "differences": [{"field": d.field, "old": d.old or None, "new": d.new} for d in _differences(outcome)],
            "unsure": described(outcome.unsure) if outcome.unsure else None,
            "reason": outcome.reason or None,
            "failures": list(outcome.failures),
        }

    numbers = {kind: sum(o.kind == kind for o in outcomes) for kind in _KINDS}
    return {"papers": [one(o) for o in outcomes], **numbers, "looked_up_before": before}


def _print_summary(
    outcomes: Sequence[Outcome], accepted: Sequence[Outcome], before: int, done: str | None, *, dry: bool
) -> None:
    numbers = [f"{n} {kind}" for kind in _KINDS if (n := sum(o.kind == kind for o in outcomes))]
    numbers += [f"{len(accepted)} accepted"] if accepted else []
    numbers += [f"{before} looked up before (--again includes them)"] if before else []
    end = "nothing was changed" if done is None else f"{done} (`readlist undo` reverts it)"
    end = "dry run, nothing was changed" if dry else end
    print_err(f"{', '.join(numbers) or 'no papers'}: {end}")

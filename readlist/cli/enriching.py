"""``readlist enrich``: look papers up, show what is new field by field, and take it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from readlist.cli.listing import find
from readlist.cli.output import CommandError, say, say_json, tell
from readlist.model.text import clean, count, shorten
from readlist.session.open_library import OpenLibrary

if TYPE_CHECKING:
    from readlist.lookup.completion import Difference
    from readlist.lookup.seeker import Outcome

_LONG = 100  # characters of a value in a line


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY", help="which papers: words, or keys; without one all")
    parser.add_argument("--dry-run", action="store_true", help="show what would change, change nothing")
    parser.add_argument("--again", action="store_true", help="ask about papers that were looked up before, too")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(args: Namespace, opened: OpenLibrary) -> int:
    from readlist.session import lookups

    ids = chosen(opened, args.query)
    papers = lookups.to_ask(opened.library, ids, again=args.again)
    before = len(ids) - len(papers)
    outcomes: list[Outcome] = []
    if papers:
        outcomes = _look_up(papers)
    if not args.json:
        for outcome in outcomes:
            _show(outcome)
    accepted = [] if args.json or args.dry_run else _accepted([o for o in outcomes if o.unsure])
    taken = lookups.choices(outcomes, accepted)
    change = None if args.dry_run else lookups.enrich(opened, taken)
    if args.json:
        say_json(_report(outcomes, before))
    for outcome in outcomes:
        if outcome.reason and outcome not in accepted:
            tell(f"{outcome.paper.key}: {outcome.reason}")
    for line in dict.fromkeys(f for o in outcomes if o.sure for f in o.failures):
        tell(line)
    if change:
        for line in lookups.twins(opened.library, [choice.id for choice in taken]):
            tell(line)
    _sum_up(outcomes, accepted, before, change.summary if change else None, dry=args.dry_run)
    return 1 if any(o.kind == "failed" for o in outcomes) else 0


def chosen(opened: OpenLibrary, words: Sequence[str]) -> Sequence[int]:
    """The papers that keys name, else those that a query finds, else all."""
    library = opened.library
    keys = [library.keys.get(word.lower()) for word in words]
    if words and all(id is not None and id in library.papers for id in keys):
        return list(dict.fromkeys(id for id in keys if id is not None))
    return find(opened, " ".join(words))


def _look_up(papers: Sequence[Any]) -> list[Outcome]:
    """Every paper's outcome, with a line that counts them on a terminal. Raises CommandError."""
    from readlist.lookup.pacing import BusyError
    from readlist.lookup.seeker import OfflineError
    from readlist.lookup.services import ServicesError
    from readlist.session.lookups import seeking

    outcomes: list[Outcome] = []
    progress = Progress(len(papers))
    try:
        with seeking() as seeker, progress:
            progress.at(0, papers[0].title_text)
            for outcome in seeker.look_up(papers):
                outcomes.append(outcome)
                if len(outcomes) < len(papers):
                    progress.at(len(outcomes), papers[len(outcomes)].title_text)
    except (OfflineError, BusyError, ServicesError) as error:
        raise CommandError(str(error)) from None
    except KeyboardInterrupt:
        tell(f"stopped after {len(outcomes)} of {count(len(papers), 'paper')}: nothing was changed; run it again "
             "and it goes on from there")  # fmt: skip
        raise
    return outcomes


class Progress:
    """A line on standard error that counts; elsewhere than on a terminal a line now and then."""

    _EVERY = 25

    def __init__(self, total: int) -> None:
        self._total = total
        self._terminal = sys.stderr is not None and sys.stderr.isatty()

    def __enter__(self) -> None:
        if self._total > 1:
            tell(f"asking the services about {count(self._total, 'paper')}")

    def __exit__(self, *_: object) -> None:
        if self._terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def at(self, done: int, title: str) -> None:
        if self._terminal:
            line = clean(f"{done + 1} of {self._total}: {shorten(title, 8, 60)}")
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
        elif done and done % self._EVERY == 0:
            tell(f"{done} of {self._total}")


def _show(outcome: Outcome) -> None:
    """The difference, field by field."""
    found = _differences(outcome)
    if not outcome.sure:
        return
    score = min(match.score for match in outcome.sure)
    say(f"{outcome.paper.key}  {outcome.paper.title_text}  (sure, {score}{'' if found else '; nothing new'})")
    for d in found:
        old, new = map(_short, d.brief)
        say(f"    {d.field:9} {old + ' → ' if old else '+ '}{new}")


def _short(text: str) -> str:
    return text if len(text) <= _LONG else shorten(text, _LONG, _LONG)


def _differences(outcome: Outcome) -> Sequence[Difference]:
    from readlist.lookup.completion import completed, differences

    if not outcome.sure:
        return ()
    return differences(outcome.paper, completed(outcome.paper, [m.found for m in outcome.sure]))


def _accepted(doubtful: Sequence[Outcome]) -> list[Outcome]:
    """Those whose unsure record is the same paper after all: asked where somebody can answer."""
    from readlist.lookup.seeker import described

    accepted = []
    for outcome in doubtful if _somebody_is_there() else ():
        assert outcome.unsure
        p = outcome.paper
        tell(f"{p.title_text}, {p.year or 'no year'}: {', '.join(p.authors)}{' et al.' if p.et_al else ''}")
        tell(f"the same paper? ({outcome.unsure.score}: {outcome.unsure.why}) {described(outcome.unsure)}")
        print("y, n, or q to leave the rest: ", end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline().strip().lower()
        if answer in ("y", "yes"):
            accepted.append(outcome)
        elif answer in ("q", "quit"):
            break
    return accepted


def _somebody_is_there() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _report(outcomes: Sequence[Outcome], before: int) -> dict[str, Any]:
    """The JSON contract of the report."""
    from readlist.lookup.seeker import described
    from readlist.lookup.services import NAMES

    def one(outcome: Outcome) -> dict[str, Any]:
        best = outcome.sure[0] if outcome.sure else outcome.unsure
        return {
            "key": outcome.paper.key,
            "title": outcome.paper.title,
            "outcome": outcome.kind,
            "score": best.score if best else None,
            "services": [NAMES[m.found.service] for m in outcome.sure],
            "differences": [{"field": d.field, "old": d.old or None, "new": d.new} for d in _differences(outcome)],
            "unsure": described(outcome.unsure) if outcome.unsure else None,
            "reason": outcome.reason or None,
            "failures": list(outcome.failures),
        }

    kinds = ("found", "unsure", "unknown", "failed", "untitled")
    numbers = {kind: sum(o.kind == kind for o in outcomes) for kind in kinds}
    return {"papers": [one(o) for o in outcomes], **numbers, "looked_up_before": before}


def _sum_up(
    outcomes: Sequence[Outcome], accepted: Sequence[Outcome], before: int, done: str | None, *, dry: bool
) -> None:
    names = {"found": "found", "unsure": "not sure", "unknown": "not known", "failed": "failed", "untitled": "untitled"}
    numbers = [f"{n} {said}" for kind, said in names.items() if (n := sum(o.kind == kind for o in outcomes))]
    numbers += [f"{len(accepted)} accepted"] if accepted else []
    numbers += [f"{before} looked up before (--again asks anew)"] if before else []
    end = "nothing was changed" if done is None else f"{done}; `readlist undo` takes it back"
    end = "dry run: nothing was changed" if dry else end
    tell(f"{', '.join(numbers) or 'no papers'}: {end}")

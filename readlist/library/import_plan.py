"""The result of an import, page by page and entry by entry: for the preview, the report and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from readlist.library.differences import Difference, differences
from readlist.library.marking import Plan
from readlist.model.identifiers import number_text
from readlist.model.paper import Candidate, Paper
from readlist.model.text import count, shorten
from readlist.pages.page import Page, Problem

Outcome = Literal["new", "updated", "known"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one entry of a page."""

    entry: Candidate
    paper: Paper  # as the library will have it
    outcome: Outcome
    gained: tuple[str, ...] = ()  # the facts an update adds or betters, by field name
    doubts: tuple[Problem, ...] = ()
    before: Paper | None = None  # as the library had it

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What the import changes in the paper, and what it did not because the user had set it."""
        if self.before is None or (self.before == self.paper and not self.before.fixed):
            return ()
        return differences(self.before, self.paper, self.entry)


@dataclass(frozen=True, slots=True)
class PageReport:
    """One page of an import with what became of its entries, in their order."""

    page: Page
    taken: tuple[Taken, ...]
    problems: tuple[Problem, ...]  # the page's own and those that only the library shows

    def number(self, outcome: Outcome) -> int:
        return sum(t.outcome == outcome for t in self.taken)

    @property
    def changes(self) -> tuple[tuple[str, Difference], ...]:
        """The differences of every paper that was known, by its key."""
        each = {t.paper.id: t for t in reversed(self.taken) if t.before}
        return tuple((t.paper.key, difference) for t in reversed(each.values()) for difference in t.differences)

    @property
    def to_check(self) -> tuple[Taken, ...]:
        return tuple(t for t in self.taken if t.entry.to_check)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A whole import: reports by page, and the one change it makes."""

    reports: tuple[PageReport, ...]
    plan: Plan

    def number(self, outcome: Outcome) -> int:
        return sum(r.number(outcome) for r in self.reports)

    @property
    def total(self) -> int:
        return sum(len(r.taken) for r in self.reports)


def summary(reports: Sequence[PageReport]) -> str:
    """ "imported Kunlong Chen: 15 new, 2 known"."""
    names = list(dict.fromkeys(r.page.name for r in reports))
    who = ", ".join(names[:2]) + (f" and {count(len(names) - 2, 'page')} more" if len(names) > 2 else "")
    numbers = {o: sum(r.number(o) for r in reports) for o in ("new", "updated", "known")}
    outcomes = ", ".join(f"{n} {o}" for o, n in numbers.items() if n)
    return f"imported {who}: {outcomes or 'nothing'}"


def report(page: Page, taken: Sequence[Taken]) -> PageReport:
    """The page's report, with its problems and those that only show in the library."""
    found = list(page.problems)
    seen: dict[int, int] = {}
    for t in taken:
        found += t.doubts
        if t.paper.id in seen:
            done = f"the same paper as at line {seen[t.paper.id]}: counted once"
            found.append(Problem(t.entry.line, "duplicate", t.paper.title_text, done))
        seen.setdefault(t.paper.id, t.entry.line)
        if t.entry.title is None:
            known = "attached to a known paper" if not t.paper.placeholder else "title unknown"
            kind, text = (
                ("abstract only", t.entry.abstract) if t.entry.abstract else ("number only", number_text(t.entry))
            )
            found.append(Problem(t.entry.line, kind, shorten(text or "", 8), known))
    return PageReport(page, tuple(taken), tuple(sorted(found, key=lambda p: p.line)))


def import_object(plan: ImportPlan) -> dict[str, Any]:
    """The report of an import."""
    return {
        "pages": [_page(report) for report in plan.reports],
        "new": plan.number("new"),
        "updated": plan.number("updated"),
        "known": plan.number("known"),
        "problems": sum(len(r.problems) for r in plan.reports),
    }


def _page(report: PageReport) -> dict[str, Any]:
    page = report.page
    header = page.header
    author = None
    if header:
        figures = {n: getattr(header.figures, n) for n in ("h_index", "papers", "citations", "novelty", "ai_score")}
        author = {"name": header.name, "category": header.category, **figures, "as_of": header.figures.as_of}
    return {
        "source": page.source,
        "kind": page.kind,
        "layout": page.layout,
        "encoding": page.encoding,
        "author": author,
        "found": len(report.taken),
        "new": report.number("new"),
        "updated": report.number("updated"),
        "known": report.number("known"),
        "to_check": [
            {
                "key": t.paper.key,
                "line": t.entry.line,
                "title": t.entry.title,
                "authors": list(t.entry.authors),
                "confidence": round(t.entry.confidence, 3),
            }
            for t in report.to_check
        ],
        "changes": [
            {"key": key, "field": d.field, "old": d.old or None, "new": d.new, "taken": d.taken}
            for key, d in report.changes
        ],
        "ignored": [p.line for p in report.problems if p.kind == "ignored lines"],
        "problems": [{"line": p.line, "kind": p.kind, "text": p.text, "done": p.done} for p in report.problems],
        "assumed_year": page.assumed_year,
    }

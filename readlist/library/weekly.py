"""The papers read, starred, noted and queued in a week: for the statistics and as a Markdown report.

Days are those of the user's clock. What was read, starred, queued and skipped comes from the times of marks, so what
was undone does not count; notes have no time of their own, so theirs comes from the history.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from readlist.formats import ExportOptions, Rest
from readlist.formats.markdown import render
from readlist.library.library import Library
from readlist.library.statistics import day_of, monday
from readlist.model.paper import Mark, Paper
from readlist.model.text import count

_TIMES = {
    "read": "read_at",
    "starred": "starred_at",
    "queued": "queued_at",
    "skipped": "skipped_at",
    "begun": "opened_at",
}


class Weekly(NamedTuple):
    """Ids of the papers read, starred and so on in a week, newest first; of papers added, only the number."""

    start: date  # a Monday
    read: tuple[int, ...]
    starred: tuple[int, ...]
    noted: tuple[int, ...]
    queued: tuple[int, ...]
    skipped: tuple[int, ...]
    added: int
    begun: tuple[int, ...] = ()  # opened this week, and neither read nor skipped since

    @property
    def name(self) -> str:
        """ "2026-W48"."""
        year, week, _ = self.start.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def sections(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """What is listed by title, and the papers."""
        begun = (("Reading", self.begun),) if self.begun else ()
        return (*begun, ("Read", self.read), ("Starred", self.starred), ("Noted", self.noted), ("Queued", self.queued))


def weekly(library: Library, today: date) -> Weekly:
    """The week that a day is in. Reads every mark once, and when each paper was added."""
    start = monday(today)
    found: dict[str, list[tuple[str, int]]] = {name: [] for name in _TIMES}
    for id, mark in library.marks.items():
        if id in library.papers:
            for name, field in _TIMES.items():
                at = getattr(mark, field)
                still = {"queued": mark.queued, "begun": mark.reading}.get(name, True)
                if _within(at, start) and still:
                    found[name].append((at, id))
    newest = {name: tuple(id for _, id in sorted(ids, reverse=True)) for name, ids in found.items()}
    added = sum(_within(library.papers.added(id), start) for id in library.papers)
    return Weekly(start=start, noted=_noted(library, start), added=added, **newest)


def _within(at: str | None, start: date) -> bool:
    day = day_of(at)
    return day is not None and start <= day < start + timedelta(days=7)


def _noted(library: Library, start: date) -> tuple[int, ...]:
    ids: dict[int, None] = {}
    for change in reversed(library.history.values()):
        if change.command == "note" and not change.undone and _within(change.at, start):
            ids |= dict.fromkeys(edit.id for edit in library.edits_of(change) if library.mark(edit.id).note)
    return tuple(id for id in ids if id in library.papers)


def report(library: Library, week: Weekly) -> str:
    """The week in Markdown: the papers with links and notes, then what was added and skipped."""
    lines = [f"# Reading, {week.name}", ""]
    for name, ids in week.sections:
        if ids:
            papers: list[tuple[Paper, Mark]] = [(library.papers[id], library.mark(id)) for id in ids]
            lines += [f"## {name}", "", render(papers, ExportOptions(notes=True), Rest()).text]
    more = [f"{count(week.added, 'paper')} added", f"{len(week.skipped):,} skipped"]
    return "\n".join([*lines, f"{', '.join(more)}; {library.count('inbox'):,} in the inbox.", ""])

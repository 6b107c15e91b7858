"""The rows of an import preview: what each paper of a page would bring, and what went wrong."""

from __future__ import annotations

from itertools import chain

from textual.content import Content

from readlist.library.import_plan import ImportPlan, Taken
from readlist.model.paper import Candidate
from readlist.model.text import count
from readlist.pages.page import Problem
from readlist.tui.widgets.detail import MUTED
from readlist.tui.widgets.row_list import Part, RowList, fitted

_WORD_WIDTH = 9
_KNOWN = -1  # the place of the line that stands for the known papers
_NOTES = frozenset(
    {"year assumed", "abstract only", "number only", "duplicate", "no paper", "note kept", "look-alike", "no file"}
)
"""Kinds of problems that are worth a word, though nothing is wrong."""
_GAINS = {"title": "title", "abstract": "longer abstract", "authors": "more authors", "listed_under": "author's page",
          "year_assumed": "year known", "placeholder": "title known", "urls": "links",
          "fields": "more fields", "read_at": "read", "starred_at": "starred"}  # fmt: skip


def _is_wrong(problem: Problem) -> bool:
    return problem.kind not in _NOTES


class PreviewList(RowList[int]):
    """The entries of an import that change something, the known papers, folded into one line, and the problems.

    Rows have the numbers of the entries in order, followed by those of the problems.
    """

    def __init__(self) -> None:
        super().__init__(id="entries")
        self.entries: list[Taken] = []
        self.problems: list[Problem] = []
        self.excluded: set[int] = set()  # places of entries
        self._widths: tuple[int, ...] = ()  # of the columns before the title; 0: no entry has the fact
        self._known: list[int] = []  # places of entries that bring nothing
        self._unfolded = False

    def update(self, plan: ImportPlan, at: int | None) -> None:
        self.entries = [t for r in plan.reports for t in r.taken]
        self.problems = [p for r in plan.reports for p in r.problems]
        self._known = [place for place, t in enumerate(self.entries) if t.outcome == "known"]
        columns = zip(*(_facts(t.entry) for t in self.entries), strict=True)
        self._widths = tuple(max(map(len, column)) for column in columns)
        self._list(at)

    @property
    def wrong(self) -> int:
        """How many problems are more than a note."""
        return sum(map(_is_wrong, self.problems))

    def _list(self, at: int | None) -> None:
        by_outcome = (
            [place for place, t in enumerate(self.entries) if t.outcome == outcome] for outcome in ("new", "updated")
        )
        known = [_KNOWN, *(self._known if self._unfolded else ())] if self._known else []
        first, last = len(self.entries), len(self.entries) + len(self.problems)
        self.show([*chain.from_iterable(by_outcome), *known, *range(first, last)], at)

    @property
    def entry(self) -> int | None:
        """The number of the entry under the cursor; None if there is none."""
        return self.current if self.current is not None and 0 <= self.current < len(self.entries) else None

    @property
    def fold(self) -> str:
        """What enter does to the line under the cursor: "show", "fold", or "" if it does not unfold."""
        return "" if self.current != _KNOWN else "fold" if self._unfolded else "show"

    def toggle_fold(self) -> None:
        """Show or fold the known papers, if the cursor is on their line."""
        if self.fold:
            self._unfolded = not self._unfolded
            self._list(_KNOWN)

    def text(self) -> Content:
        """The full text of the row under the cursor: title, authors, changes and abstract; or the problem."""
        place = self.current
        if place is None or place == _KNOWN:
            return Content("")
        if place >= len(self.entries):
            return Content(str(self.problems[place - len(self.entries)]))
        taken = self.entries[place]
        abstract = Content(taken.paper.abstract_text or "no abstract")
        changes = [Content(str(difference)).stylize("$text-accent") for difference in taken.differences]
        title, names = Content(taken.paper.title_text).stylize("bold"), Content(_names(taken)).stylize(MUTED)
        parts = [title, names, *changes, abstract]
        return Content("\n").join(part for part in parts if part)

    def draw(self, place: int, width: int) -> list[Part]:
        if place == _KNOWN:
            sign, does = ("▾", "folds") if self._unfolded else ("▸", "shows")
            return [Part(f"{sign} {count(len(self._known), 'known paper')}, space {does} them", "muted")]
        if place >= len(self.entries):
            problem = self.problems[place - len(self.entries)]
            word, kind = ("problem", "doubt") if _is_wrong(problem) else ("note", "muted")
            return [Part(fitted(word, _WORD_WIDTH), kind), Part(fitted(str(problem), width - _WORD_WIDTH), "muted")]
        row = self._entry_row(self.entries[place], width)
        if place in self.excluded:
            return [Part(fitted("excluded", _WORD_WIDTH), "gone"), *(Part(part.text, "gone") for part in row[1:])]
        return row

    def _entry_row(self, taken: Taken, width: int) -> list[Part]:
        entry = taken.entry
        word = "check" if entry.to_check else taken.outcome
        kind = "doubt" if entry.to_check else "text" if word == "new" else "place" if word == "updated" else "muted"
        head = [Part(fitted(word, _WORD_WIDTH), kind)]
        if width >= 60:
            facts = zip(_facts(entry), self._widths, strict=True)
            head += [Part(f"{fact:{cells}} ", "muted") for fact, cells in facts if cells]
        room = width - sum(len(p.text) for p in head)
        side = " · ".join(_GAINS.get(f, f) for f in taken.gained) if word == "updated" else _names(taken)
        bar = " │ " if entry.to_check else "  "
        third = min(room // (3 if entry.to_check else 4), 44) if room > (40 if entry.to_check else 72) else 0
        title = fitted(taken.paper.title_text, room - third)
        return [*head, Part(title), *([Part(fitted(bar + side, third), "muted")] if third else [])]


def _facts(entry: Candidate) -> tuple[str, str, str]:
    """The facts before the title: date, category, and whether there is code."""
    return entry.date or "", (entry.category or "")[:2], "code" if entry.code else ""


def _names(taken: Taken) -> str:
    names = ", ".join(taken.entry.authors) + (" et al." if taken.entry.et_al else "")
    if names or taken.entry.title is not None:
        return names
    return "abstract only" if taken.entry.abstract else "number only"

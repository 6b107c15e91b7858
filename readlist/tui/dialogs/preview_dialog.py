"""The import preview: what a page would bring, row by row, before anything is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input, Static

from readlist.library.corrections import Facts
from readlist.library.history import present
from readlist.library.import_plan import ImportPlan, Taken
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.model.change import Change
from readlist.model.text import count, listed
from readlist.pages.page import Entry, Page, Problem
from readlist.pages.reading import Progress
from readlist.session.imports import read_text
from readlist.session.open_library import now
from readlist.tui.dialogs.fix_dialog import FixScreen, given_of
from readlist.tui.dialogs.moves_dialog import MOVES
from readlist.tui.threads import LARGE, in_thread, store_in_thread
from readlist.tui.widgets.bars import KeyHints
from readlist.tui.widgets.field import Field
from readlist.tui.widgets.row_list import RowList
from readlist.view.rows import Part, fitted

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen

_WORD = 9
_NOTES = frozenset(
    {"year assumed", "abstract only", "duplicate", "no paper", "note kept"}
)  # said, but nothing is wrong


class PreviewList(RowList[int]):
    """The entries of an import, then its problems, by place."""

    def __init__(self) -> None:
        super().__init__(id="entries")
        self.entries: list[Taken] = []
        self.left: set[int] = set()  # places of entries that are left out
        self.problems: list[Problem] = []

    def tell(self, plan: ImportPlan, at: int | None) -> None:
        self.entries = [t for r in plan.reports for t in r.taken]
        self.problems = [p for r in plan.reports for p in r.problems]
        self.show(range(len(self.entries) + len(self.problems)), at)

    def draw(self, place: int, width: int) -> list[Part]:
        if place >= len(self.entries):
            problem = self.problems[place - len(self.entries)]
            word, kind = ("note", "muted") if problem.kind in _NOTES else ("problem", "doubt")
            return [Part(fitted(word, _WORD), kind), Part(fitted(str(problem), width - _WORD), "muted")]
        row = self._row(self.entries[place], width)
        if place in self.left:
            return [Part(fitted("left out", _WORD), "gone"), *(Part(part.text, "gone") for part in row[1:])]
        return row

    def _row(self, taken: Taken, width: int) -> list[Part]:
        entry = taken.entry
        word = "check" if entry.to_check else taken.outcome
        kind = "doubt" if entry.to_check else "text" if word == "new" else "place" if word == "updated" else "muted"
        head = [Part(fitted(word, _WORD), kind)]
        if width >= 60:
            facts = f"{entry.date or '':10} {(entry.category or '')[:2]:2} {'code' if entry.code else '':4} "
            head.append(Part(facts, "muted"))
        room = width - sum(len(p.text) for p in head)
        side = " · ".join(_FACT.get(f, f) for f in taken.gained) if word == "updated" else _names(taken)
        bar = " │ " if entry.to_check else "  "
        third = min(room // 3, 44) if room > 40 else 0
        title = fitted(taken.paper.title_text, room - third)
        return [*head, Part(title), *([Part(fitted(bar + side, third), "muted")] if third else [])]


_FACT = {"title": "title", "abstract": "abstract longer", "authors": "more authors", "listed_under": "author's page",
         "year_assumed": "year known", "placeholder": "title known", "urls": "links",
         "extra": "more fields", "read_at": "read", "starred_at": "starred"}  # fmt: skip


def _names(taken: Taken) -> str:
    names = ", ".join(taken.entry.authors) + (" et al." if taken.entry.et_al else "")
    return names or ("abstract only" if taken.entry.title is None else "")


class PreviewScreen(Screen[None]):
    """Enter takes what is shown, escape leaves everything as it was."""

    CSS = """
    PreviewScreen { background: $background; }
    PreviewScreen > #summary { height: 1; background: $panel; padding: 0 1; text-style: bold; }
    PreviewScreen > #copied { display: none; padding: 0 1; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", show=False),
        Binding("escape,q", "leave", show=False),
        Binding("space", "leave_out", show=False),
        Binding("a", "queue", show=False),
        Binding("c", "copied", show=False),
        Binding("f", "fix", show=False),
        *MOVES,
    ]

    def __init__(self, main: MainScreen, pages: tuple[Page, ...], planned: ImportPlan, source: tuple[str, str]) -> None:
        super().__init__()
        self._main = main
        self._pages = pages
        self._planned = planned
        self._planned_for = main.session.library, present(main.session.library)
        self._source = source  # text and name
        self._to_queue = False
        self._list = PreviewList()

    def compose(self) -> ComposeResult:
        yield Static(id="summary", markup=False)
        yield self._list
        yield Field(id="copied", compact=True, placeholder="copied on (2026-06-01), enter")
        yield KeyHints()

    def on_mount(self) -> None:
        self._list.focus()
        self._list.tell(self._planned, None)
        self._say()

    def _replan(self, read: Callable[[Progress], tuple[Page, ...]], at: int | None = None) -> None:
        """Take other pages than before and plan anew, in a thread: a large page needs a second or two."""

        def work(progress: Progress) -> Callable[[], object]:
            pages = read(progress)
            planned = plan_import(self._main.session.library, pages, now())
            return lambda: self._show(pages, planned, at)

        in_thread(self._main, work)

    def _show(self, pages: tuple[Page, ...], planned: ImportPlan, at: int | None) -> None:
        self._pages, self._planned = pages, planned
        self._planned_for = self._main.session.library, present(self._main.session.library)
        self._list.tell(planned, at)
        self._say()

    def _say(self) -> None:
        taken = [t for place, t in enumerate(self._list.entries) if place not in self._list.left]
        self.query_one("#summary", Static).update(_summary([r.page for r in self._planned.reports], taken))
        news = sum(t.outcome != "known" for t in taken)
        takes = f"take {news}" if news or self._planned.plan else "nothing new to take"
        self.query_one(KeyHints).tell(
            [
                ("enter", takes + (" and queue all" if self._to_queue else "")),
                ("space", "leave one out"),
                ("a", "do not queue" if self._to_queue else "queue all"),
                ("f", "fix a cut"),
                *([("c", f"copied on {self._pages[0].copied}")] if self._pages[0].kind == "page" else []),
                ("esc", "leave"),
            ]
        )

    def action_move(self, by: int) -> None:
        self._list.move(by)

    def action_leave_out(self) -> None:
        place = self._list.current
        if place is not None and place < len(self._list.entries):
            self._list.left ^= {place}
            self._list.redraw({place})
            self._say()
            self._list.move(+1)

    def action_fix(self) -> None:
        """Say where the title of the entry under the cursor ends."""
        place = self._list.current
        if place is None or place >= len(self._list.entries):
            return
        entry = self._entry(place)

        def take(facts: Facts | None) -> None:
            if facts is not None:
                self._correct(place, facts)

        self.app.push_screen(FixScreen(given_of(entry), self._main.session.library.author_names()), take)

    def _entry(self, place: int) -> Entry:
        return [entry for page in self._pages for entry in page.entries][place]

    def _correct(self, place: int, facts: Facts) -> None:
        old = self._entry(place)
        new = replace(
            old,
            title=facts.title or old.title,
            authors=old.authors if facts.authors is None else tuple(facts.authors),
            et_al=old.et_al if facts.authors is None else facts.et_al,
            date=facts.date or old.date,
            year_assumed=old.year_assumed and not facts.date,
            category=facts.category or old.category,
            to_check=False,
            confidence=1.0,
            corrected=True,
        )
        pages = tuple(
            replace(
                page,
                entries=tuple(new if e is old else e for e in page.entries),
                problems=tuple(p for p in page.problems if p.kind != "unsure split" or p.line != old.line + 1),
            )
            for page in self._pages
        )
        self._replan(lambda _: pages, at=place)

    def action_queue(self) -> None:
        self._to_queue = not self._to_queue
        self._say()

    def action_copied(self) -> None:
        if self._pages[0].kind == "file":
            self._main.session.notify("only pages have dates without a year", "warning")
            return
        field = self.query_one(Field)
        field.display = True
        field.value = self._pages[0].copied
        field.focus()

    @on(Input.Submitted)
    def _copied(self, event: Input.Submitted) -> None:
        """Another day of copying: the pages are read again, for it decides years and figures."""
        try:
            day = date.fromisoformat(event.value.strip())
        except ValueError:
            self._main.session.notify(f"“{event.value}” is not a date: write it as 2026-06-01", "warning")
            return
        event.input.display = False
        self._list.focus()
        self._replan(lambda progress: read_text(*self._source, self._main.session.library, day, progress))

    def action_leave(self) -> None:
        field = self.query_one(Field)
        if field.display:
            field.display = False
            self._list.focus()
        else:
            self.dismiss()

    def action_take(self) -> None:
        leave, to_queue, pages = frozenset(self._list.left), self._to_queue, self._pages
        planned, planned_for = self._planned.plan, self._planned_for

        def plan(library: Library, at: str) -> Plan:
            if not leave and not to_queue and planned_for == (library, present(library)):
                return planned  # the library is as it was when this was planned
            return plan_import(library, pages, at, leave=leave, to_queue=to_queue).plan

        def carry_out() -> Callable[[], None]:
            change = self._main.session.change("import", plan)
            return lambda: self._taken(change)

        self.dismiss()
        if self._planned.found < LARGE:
            carry_out()()
        else:
            store_in_thread(self._main, self._planned.found, carry_out)

    def _taken(self, change: Change | None) -> None:
        self._main.go("papers")
        if change:
            self._main.session.notify(f"{change.summary}   (u undoes)")
        elif self._planned.found:
            self._main.session.notify("nothing new: every paper is known")


def _summary(pages: Sequence[Page], taken: Sequence[Taken]) -> str:
    """ "Import  Kunlong Chen · profile page · 18 papers: 15 new, 2 known, 1 updated, 1 to check"."""
    names = [p.header.name if p.header else p.source for p in pages]
    who = listed(names) if len(names) <= 2 else f"{names[0]} and {count(len(names) - 1, 'page')} more"
    forms = f"{listed(dict.fromkeys(p.layout for p in pages))} {pages[0].kind}"
    numbers = [f"{n} {o}" for o in ("new", "updated", "known") if (n := sum(t.outcome == o for t in taken))]
    checks = sum(t.entry.to_check for t in taken)
    numbers += [f"{checks} to check"] if checks else []
    years = sorted({p.assumed_year for p in pages if p.assumed_year})
    assumed = f" · {listed(map(str, years))} assumed" if years else ""
    return f"Import  {who} · {forms} · {count(len(taken), 'paper')}: {', '.join(numbers) or 'none'}{assumed}"

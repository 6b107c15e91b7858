"""The preview of what an import would change, with what can be excluded, corrected or queued before it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from msgspec import structs
from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from readlist.library.history import present
from readlist.library.import_plan import ImportPlan, Taken
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.model.change import Change
from readlist.model.paper import Candidate, Progress, Rank
from readlist.model.text import count, join_words
from readlist.pages.page import Page
from readlist.session import open_library
from readlist.session.imports import intake, read_text
from readlist.session.session import Session
from readlist.store.files import StoreError
from readlist.tui.dialogs.add_dialog import Imported
from readlist.tui.dialogs.base import LIST_KEYS, Dialog
from readlist.tui.dialogs.fix_dialog import FixDialog, given_of
from readlist.tui.dialogs.progress_dialog import LARGE, look_up, read_in_thread, store_in_thread
from readlist.tui.widgets.detail import TextView
from readlist.tui.widgets.preview_list import PreviewList
from readlist.tui.widgets.row_list import RowList
from readlist.tui.widgets.search_bar import Field


class PreviewDialog(Dialog[None]):
    """Previews an import row by row; nothing is changed before enter."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (160, "-wide")]  # noqa: RUF012 - Textual's own declaration
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "import", tooltip="Import what is not excluded"),
        Binding("space", "exclude", "exclude", tooltip="Exclude the paper, or include it; show or fold known papers"),
        Binding("a", "queue", "queue all", tooltip="Queue all new papers, or not"),
        Binding("f", "fix", "fix", tooltip="Correct where the title ends, or any fact"),
        Binding("E", "look_up", "look up", tooltip="Import, then look up the new papers that have an id"),
        Binding("c", "copied", "copied on", tooltip="Set the day on which the page was copied"),
        Binding("escape,q", "cancel", "cancel", tooltip="Close without importing"),
        *LIST_KEYS,
    ]
    rows: PreviewList

    def __init__(self, session: Session, pages: tuple[Page, ...], planned: ImportPlan, source: tuple[str, str]) -> None:
        super().__init__(session)
        self._source = source  # text and name
        self._queue_all = False
        self._look_up = False  # the papers that come, once they are there
        self._changing = self._with_id = 0  # papers that would come or change; new ones that a look-up finds by id
        self.rows = PreviewList()
        self._entry_text = TextView(id="entry")
        self._entry_text.can_focus = False
        self._day = Field(id="copied", compact=True)
        self._set(pages, planned)

    def _set(self, pages: tuple[Page, ...], planned: ImportPlan) -> None:
        self._pages, self._planned = pages, planned
        self._planned_for = self.session.library, present(self.session.library)

    def compose_body(self) -> ComposeResult:
        with Container(id="columns"):
            yield self.rows
            yield self._entry_text
        yield self._day

    def on_mount(self) -> None:
        self._day.display = False
        self.rows.focus()
        self.rows.update(self._planned, None)
        self._update()

    def _replan(self, read: Callable[[Progress], tuple[Page, ...]], at: int | None = None) -> None:
        """Change the pages and plan the import again, in a thread: a large page needs a second or two."""

        def work(progress: Progress) -> Callable[[], object]:
            pages = read(progress)
            planned = plan_import(self.session.library, pages, open_library.now())
            return lambda: self._show(pages, planned, at)

        read_in_thread(self.app, self.session, work)

    def _show(self, pages: tuple[Page, ...], planned: ImportPlan, at: int | None) -> None:
        self._set(pages, planned)
        self.rows.update(planned, at)
        self._update()

    def _update(self) -> None:
        included = [t for place, t in enumerate(self.rows.entries) if place not in self.rows.excluded]
        self._changing = sum(t.outcome != "known" for t in included)
        self._with_id = sum(t.outcome == "new" and bool(t.paper.arxiv or t.paper.doi) for t in included)
        self.show_heading(_summary([r.page for r in self._planned.reports], included, self.rows.wrong))
        self.show_hints()

    def labels(self) -> Mapping[str, str]:
        if self.focused is self._day:
            return dict.fromkeys(("exclude", "queue", "fix", "look_up", "copied"), "") | {"accept": "read again"}
        accept = f"import {self._changing}" if self._changing else "import" if self._planned.plan else "nothing new"
        on_entry = self.rows.entry is not None
        return {
            "accept": accept + (" and queue all" if self._queue_all else ""),
            "exclude": "exclude" if on_entry else self.rows.fold,
            "fix": "fix" if on_entry else "",
            "queue": "do not queue" if self._queue_all else "queue all" if self._changing else "",
            "look_up": f"look up {self._with_id} with an id" if self._with_id else "",
            "copied": f"copied on {self._pages[0].copied}" if self._pages[0].kind == "page" else "",
        }

    @on(RowList.Moved)
    def _show_entry(self) -> None:
        self._entry_text.show_text(self.rows.text())
        self.show_hints()

    # the keys

    def action_exclude(self) -> None:
        place = self.rows.entry
        if place is not None:
            self.rows.excluded ^= {place}
            self.rows.redraw({place})
            self._update()
            self.rows.move(+1)
        else:
            self.rows.toggle_fold()

    def double_click(self) -> None:
        """Fold or unfold, if there is something to; a double click must not import."""
        self.rows.toggle_fold()

    def action_queue(self) -> None:
        self._queue_all = not self._queue_all
        self._update()

    def action_fix(self) -> None:
        """Correct the entry under the cursor."""
        place = self.rows.entry
        if place is None:
            return
        given, names = given_of(self._entry(place)), self.session.library.author_names()
        FixDialog(self.session, given, names).open(self.app, lambda facts: self._correct(place, facts))

    def _entry(self, place: int) -> Candidate:
        return [entry for page in self._pages for entry in page.entries][place]

    def _correct(self, place: int, facts: Candidate) -> None:
        old = self._entry(place)
        new = structs.replace(
            old,
            title=facts.title or old.title,
            authors=facts.authors if "authors" in facts.given else old.authors,
            et_al=facts.et_al if "authors" in facts.given else old.et_al,
            date=facts.date or old.date,
            year_assumed=old.year_assumed and not facts.date,
            category=facts.category or old.category,
            venue=facts.venue or old.venue,
            type=facts.type or old.type,
            arxiv=facts.arxiv or old.arxiv,
            doi=facts.doi or old.doi,
            fields={name: text for name, text in {**old.fields, **facts.fields}.items() if text},
            to_check=False,
            confidence=1.0,
            rank=Rank.USER,
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

    def action_copied(self) -> None:
        if self._pages[0].kind == "file":
            self.show_error("only copied pages have dates without a year")
            return
        self._day.display, self._day.value = True, self._pages[0].copied
        self._day.focus()
        self.show_message("day on which the page was copied, as 2026-06-01")

    def _close_day(self) -> None:
        self._day.display = False
        self.show_message("")
        self.rows.focus()

    def action_cancel(self) -> None:
        if self._day.display:
            self._close_day()
        else:
            self.session.notify("nothing was imported")
            self.dismiss(None)

    def action_look_up(self) -> None:
        if self._with_id:
            self._look_up = True
            self.action_accept()

    def action_accept(self) -> None:
        if self._day.display:
            self._read_again(self._day.value.strip())
            return
        excluded, to_queue, pages = frozenset(self.rows.excluded), self._queue_all, self._pages
        planned, planned_for = self._planned.plan, self._planned_for
        app, session = self.app, self.session

        def plan(library: Library, at: str) -> Plan:
            if not excluded and not to_queue and planned_for == (library, present(library)):
                return planned  # the library is as it was when this was planned
            return plan_import(library, pages, at, leave=excluded, to_queue=to_queue).plan

        def carry_out() -> Callable[[], None]:
            try:
                with intake(session.opened, pages, session.settings.pdf) as placed:
                    change = session.change("import", lambda library, at: placed(plan(library, at), library))
            except StoreError as error:  # of a PDF that is gone
                message = str(error)
                return lambda: session.notify(f"not imported: {message}", "error")
            return lambda: self._report(app, change)

        self.dismiss(None)
        if self._planned.total < LARGE:
            carry_out()()
        else:
            store_in_thread(app, session, self._planned.total, carry_out)

    def _read_again(self, day: str) -> None:
        """Read the pages again for another day of copying, which may change years and figures."""
        try:
            copied = date.fromisoformat(day)
        except ValueError:
            self.show_error(f"not a date: “{day}”; write it as 2026-06-01")
            return
        self._close_day()
        self._replan(lambda progress: read_text(*self._source, self.session.library, copied, progress))

    def _report(self, app: App[Any], change: Change | None) -> None:
        edits = self.session.library.edits_of(change) if change else ()
        new = {edit.id for edit in edits if edit.table == "papers" and edit.before is None}
        app.post_message(Imported(len(new)))
        if change:
            self.session.notify(f"{change.summary}   ({'T triages them, ' if new else ''}u undoes)")
        elif self._planned.total:
            self.session.notify("nothing new: every paper is known already")
        library = self.session.library
        papers = [paper for id in new if (paper := library.papers.get(id)) and (paper.arxiv or paper.doi)]
        if self._look_up and papers:
            look_up(app, self.session, papers)


def _summary(pages: Sequence[Page], included: Sequence[Taken], wrong: int) -> str:
    """ "Import  Kunlong Chen · profile page · 18 papers: 15 new, 2 known, 1 updated, 1 to check · 2 problems"."""
    names = [p.name for p in pages]
    who = join_words(names) if len(names) <= 2 else f"{names[0]} and {count(len(names) - 1, 'page')} more"
    forms = join_words(dict.fromkeys(p.form for p in pages))
    numbers = [f"{n:,} {o}" for o in ("new", "updated", "known") if (n := sum(t.outcome == o for t in included))]
    checks = sum(t.entry.to_check for t in included)
    numbers += [f"{checks:,} to check"] if checks else []
    years = sorted({p.assumed_year for p in pages if p.assumed_year})
    assumed = f" · {join_words(map(str, years))} assumed" if years else ""
    problems = f" · {count(wrong, 'problem')}" if wrong else ""
    papers = f"{count(len(included), 'paper')}: {', '.join(numbers) or 'none'}"
    return f"Import  {who} · {forms} · {papers}{assumed}{problems}"

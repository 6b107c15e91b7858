"""The import dialog, and the preview of what an import would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any, ClassVar

from msgspec import structs
from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content

from readlist.formats import TAKES, format_of
from readlist.library.history import present
from readlist.library.import_plan import ImportPlan, Taken
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.lookup.targets import TargetError
from readlist.model.change import Change
from readlist.model.paper import Candidate, Progress, Rank
from readlist.model.text import count, has_lines, join_words
from readlist.pages.page import Page, Problem
from readlist.platform.paths import dropped_path, source_name, user_path
from readlist.session import open_library
from readlist.session.imports import clipboard_text, intake, read_path, read_text
from readlist.session.session import Session
from readlist.store.files import StoreError
from readlist.tui.dialogs.add_dialog import Imported, add_named
from readlist.tui.dialogs.base import LIST_KEYS, Dialog
from readlist.tui.dialogs.fix_dialog import FixDialog, given_of
from readlist.tui.dialogs.form_fields import PathField
from readlist.tui.dialogs.progress_dialog import LARGE, look_up, read_in_thread, store_in_thread
from readlist.tui.dialogs.text_dialogs import FieldDialog
from readlist.tui.widgets.detail import MUTED, TextView
from readlist.tui.widgets.row_list import Part, RowList, fitted
from readlist.tui.widgets.search_bar import Field

_WORD_WIDTH = 9
_KNOWN = -1  # the place of the line that stands for the known papers
_NOTES = frozenset({"year assumed", "abstract only", "number only", "duplicate", "no paper", "note kept", "look-alike"})
"""Kinds of problems that are worth a word, though nothing is wrong."""
_GAINS = {"title": "title", "abstract": "longer abstract", "authors": "more authors", "listed_under": "author's page",
          "year_assumed": "year known", "placeholder": "title known", "urls": "links",
          "fields": "more fields", "read_at": "read", "starred_at": "starred"}  # fmt: skip


# from a source to the preview


def import_text(app: App[Any], session: Session, text: str, name: str = "pasted text") -> None:
    """Preview a text, or the file whose path the text is."""
    if has_lines(text) or format_of(text):
        _preview(app, session, lambda: (text, name))
    elif len(text) < 4096 and _is_file(dropped_path(text)):
        import_file(app, session, text)
    else:
        try:
            add_named(app, session, text)
        except TargetError as error:
            named = "://" in text or text.startswith("10.")
            why = str(error) if named else "only one line: paste a page, a list, BibTeX, an id or a path"
            session.notify(why, "warning")


def import_file(app: App[Any], session: Session, path: str) -> None:
    """Preview a file."""
    path = dropped_path(path)

    def work(progress: Progress) -> Callable[[], object]:
        pages, text = read_path(path, session.library, date.today(), progress)
        planned = plan_import(session.library, pages, open_library.now())
        return lambda: PreviewDialog(session, pages, planned, (text, source_name(path))).open(app)

    read_in_thread(app, session, work)


def import_clipboard(app: App[Any], session: Session) -> None:
    """Preview the text in the clipboard."""
    _preview(app, session, lambda: (clipboard_text(session.library, date.today()), "clipboard"))


def _is_file(text: str) -> bool:
    try:
        return user_path(text).is_file()
    except (OSError, ValueError):
        return False


def _preview(app: App[Any], session: Session, source: Callable[[], tuple[str, str]]) -> None:
    """Read a source, recognise its pages and plan the import in a thread, then open the preview."""

    def work(progress: Progress) -> Callable[[], object]:
        text, name = source()
        pages = read_text(text, name, session.library, date.today(), progress)
        planned = plan_import(session.library, pages, open_library.now())
        return lambda: PreviewDialog(session, pages, planned, (text, name)).open(app)

    read_in_thread(app, session, work)


class ImportDialog(FieldDialog):
    """Asks for the path of a file; without one the clipboard is imported."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "open", tooltip="Preview the file; with no path, the clipboard"),
        Binding("tab", "complete", "complete", tooltip="Complete the path"),
    ]

    def __init__(self, session: Session) -> None:
        message = f"{TAKES}\nempty: the clipboard   ·   or paste the text itself"
        super().__init__(session, "Import: path of a file, or an arXiv id, DOI or address", message=message)

    def new_field(self, value: str) -> PathField:
        return PathField(value)

    def action_complete(self) -> None:
        self.query_one(PathField).complete()

    def submit(self, value: str) -> None:
        """Read the file, or look up the paper, that the field names; any other text stays, to be corrected."""
        app = self.app
        if not value:
            self.dismiss(None)
            import_clipboard(app, self.session)
        elif _is_file(dropped_path(value)) or user_path(dropped_path(value)).is_dir():
            self.dismiss(None)
            import_file(app, self.session, value)
        else:
            try:
                add_named(app, self.session, value, self)
            except TargetError:
                self.show_error(f"no such file: {value}")


# the preview


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
            word, kind = ("note", "muted") if problem.kind in _NOTES else ("problem", "doubt")
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
        self.show_heading(_summary([r.page for r in self._planned.reports], included))
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


def _summary(pages: Sequence[Page], included: Sequence[Taken]) -> str:
    """ "Import  Kunlong Chen · profile page · 18 papers: 15 new, 2 known, 1 updated, 1 to check"."""
    names = [p.name for p in pages]
    who = join_words(names) if len(names) <= 2 else f"{names[0]} and {count(len(names) - 1, 'page')} more"
    forms = join_words(dict.fromkeys(p.form for p in pages))
    numbers = [f"{n} {o}" for o in ("new", "updated", "known") if (n := sum(t.outcome == o for t in included))]
    checks = sum(t.entry.to_check for t in included)
    numbers += [f"{checks} to check"] if checks else []
    years = sorted({p.assumed_year for p in pages if p.assumed_year})
    assumed = f" · {join_words(map(str, years))} assumed" if years else ""
    return f"Import  {who} · {forms} · {count(len(included), 'paper')}: {', '.join(numbers) or 'none'}{assumed}"

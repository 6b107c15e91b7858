"""The dialogs of the statistics and of the history."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content

from readlist.library.history import HistoryError, Way, present, way
from readlist.library.interests import DECISIONS, standing
from readlist.library.library import Library, Touched
from readlist.library.statistics import AGES, Statistics, bar, lived, most_of, outlook, statistics
from readlist.library.weekly import Weekly, report, weekly
from readlist.model.change import Change, Edit
from readlist.model.dates import local_time
from readlist.model.text import count
from readlist.platform.paths import user_path
from readlist.session.session import Session
from readlist.store.files import StoreError, write_atomically
from readlist.tui.dialogs.base import LIST_KEYS, Dialog, Sheet
from readlist.tui.dialogs.text_dialogs import FieldDialog
from readlist.tui.widgets.detail import MUTED, DetailView
from readlist.tui.widgets.frame import Pane
from readlist.tui.widgets.row_list import Part, RowList, fitted

_SERIES = ("read", "queued", "skipped")
_ADDED_FROM = 48  # cells; with fewer there is no column for what was added
_MOST_TITLES = 8  # of what was done this week, of each kind
_MOST_STEPS = 12  # steps of a jump in the history that are named
_MOST_RECORDS = 40  # records that are named
_EFFECTS = {
    "read_at": ("read", "unread"),
    "starred_at": ("starred", "unstarred"),
    "skipped_at": ("skipped", "not skipped"),
    "place": ("in the queue", "not in the queue"),
    "followed_at": ("followed", "not followed"),
}
"""Field → what happens to a record where it is set, and where it is cleared."""
_SILENT = frozenset({"queued_at", "placed", "title_text", "abstract_text", "sketch", "sources", "parts", "fixed"})


class StatisticsSheet(Sheet):
    """Shows this week's papers, reading per week, the age of the inbox and a forecast, always up to date."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("percent_sign", "cancel", show=False),
        Binding("e", "write", "write report", tooltip="Write the week as Markdown, with notes and links"),
    ]
    WIDTH = 96
    _standing = ""  # how good interest was, once that is known

    def on_mount(self) -> None:
        self._stop_watching = self.session.watch(self._follow)
        self.show_interest()

    def on_unmount(self) -> None:
        self._stop_watching()

    def _follow(self, _: Touched) -> None:
        self.show_text()

    def content(self, width: int) -> Content:
        library, today = self.session.library, self.session.today
        if not library.papers:
            return Content("The library is empty: nothing to count yet.")
        week = week_text(library, weekly(library, today), width)
        parts = [week, statistics_text(statistics(library, today), width)]
        if self.session.settings.interest.learn:
            parts.append(Content(fitted(self._standing, width).rstrip()))
        return Content("\n").join(parts)

    def show_interest(self) -> None:
        """Interest was learned anew: judge in a thread how good it was, which takes longer than a key may."""
        if self.session.settings.interest.learn:
            self.run_worker(self._judge(), group="interest", exclusive=True)

    async def _judge(self) -> None:
        interest = self.session.interest
        held_out = await asyncio.to_thread(interest.judging()) if interest.ready else None
        if interest.ready or len(interest.decisions) < DECISIONS:  # else it is not known yet
            self._standing = standing(held_out, len(interest.decisions))
            self.show_text()

    def action_write(self) -> None:
        ReportDialog(self.session, weekly(self.session.library, self.session.today)).open(self.app)


class ReportDialog(FieldDialog):
    """Asks for the file that the report of a week is written to; what is there is replaced only when asked twice."""

    def __init__(self, session: Session, week: Weekly) -> None:
        super().__init__(session, "Write the week's report to", f"reading-{week.name}.md")
        self._week = week
        self._asked: str | None = None  # the file that is there, once that was said

    def submit(self, value: str) -> None:
        path = user_path(value)
        if path.exists() and self._asked != value:
            self._asked = value
            self.show_error(f"{value} exists: enter again replaces it")
            return
        try:
            write_atomically(path, report(self.session.library, self._week).encode(), 0o644)
        except (OSError, ValueError) as error:
            self.show_error(f"{value}: {getattr(error, 'strerror', None) or error}")
            return
        self.dismiss(None)
        self.session.notify(f"wrote {path}")


def week_text(library: Library, week: Weekly, width: int) -> Content:
    """This week's papers by title, if there are any."""
    lines = [Content(f"This week ({week.name})").stylize("bold")]
    for name, ids in week.sections:
        if ids:
            lines.append(Content(f"{name.lower()} {len(ids)}").stylize(MUTED))
            lines += [Content(_title_with_share(library, id, width)) for id in ids[:_MOST_TITLES]]
            lines += [Content(f"  and {len(ids) - _MOST_TITLES} more")] if len(ids) > _MOST_TITLES else []
    if len(lines) == 1:
        lines.append(Content("nothing read, starred, noted or queued yet"))
    return Content("\n").join([*lines, Content("")])


def _title_with_share(library: Library, id: int, width: int) -> str:
    """A paper's title, and how much of its PDF was read where it is being read."""
    mark = library.mark(id)
    share = f"  {mark.share:.0%}" if mark.reading and mark.share is not None else ""
    return "  " + fitted(library.papers[id].title_text, width - 2 - len(share)) + share


def statistics_text(numbers: Statistics, width: int) -> Content:
    """The statistics in lines of at most that many cells; the charts take what room there is."""
    added = width >= _ADDED_FROM
    room = max((width - (18 if added else 11)) // len(_SERIES), 7)
    bars = max(room - 7, 0)
    most = most_of(numbers.weeks, *_SERIES)
    heads = "".join(f"{name:>7}{'':{room - 7}}" for name in _SERIES)
    lines = [Content(f"{'week of':10} {'added  ' if added else ''}{heads}").rstrip().stylize("bold")]
    for week in lived(numbers.weeks):
        line = Content(f"{week.week} " + (f"{week.added:>5,}  " if added else ""))
        for name in _SERIES:
            n = getattr(week, name)
            line += Content(f"{n:>5,}  ") + Content(f"{bar(n, most, bars):{bars}}").stylize("$text-accent")
        lines.append(line.rstrip())
    lines.append(Content(""))
    if numbers.inbox.papers:
        lines += [*_inbox_lines(numbers, width), Content("")]
    return Content("\n").join([*lines, *map(Content, outlook(numbers))])


def _inbox_lines(numbers: Statistics, width: int) -> list[Content]:
    """How long papers have been in the inbox."""
    lines = [Content("in the inbox for").stylize("bold")]
    largest = max(numbers.ages)
    for (name, days), n in zip(AGES, numbers.ages, strict=True):
        label = f"up to {name}" if days else name
        chart = Content(bar(n, largest, max(width - 26, 0))).stylize("$text-accent")
        lines.append(Content(f"{label:18} {n:>5,} ") + chart)
    if numbers.middle is not None and numbers.oldest:
        lines.append(Content(f"median {count(numbers.middle, 'day')}, oldest {numbers.oldest:,}"))
    return lines


BEGINNING = 0  # the row under all changes: the empty library


def _day_and_time(change: Change) -> tuple[str, str]:
    """When a change was made, by the user's clock: "2024-01-05", "09:00"."""
    day, time = f"{local_time(change.at):%Y-%m-%d %H:%M}".split()
    return day, time


class ChangeList(RowList[int]):
    """The changes by id, newest first, then the empty library."""

    def __init__(self, library: Library) -> None:
        super().__init__(id="changes")
        self._library = library
        self._undone: dict[int, bool] = {}  # change → is it undone, as painted
        self._here = BEGINNING

    def update(self, library: Library) -> None:
        """Show the present history; rows of changes that were undone or redone are repainted."""
        self._library = library
        rows = (*reversed(library.history), BEGINNING)
        before, self._undone = self._undone, {id: c.undone for id, c in library.history.items()}
        last, here = self._here, present(library)
        self._here = here.id if here else BEGINNING
        if rows != self.rows:
            self.show(rows, None if self.rows else self._here)
        else:
            flipped = {id for id, undone in self._undone.items() if before.get(id) is not undone}
            self.redraw(flipped | ({last, self._here} if last != self._here else set()))

    def draw(self, id: int, width: int) -> list[Part]:
        sign = Part("▸ " if id == self._here else "↶ " if self._undone.get(id) else "  ", "place")
        if id == BEGINNING:
            return [sign, Part(fitted("empty library", width - 2), "muted")]
        change = self._library.history[id]
        day, time = _day_and_time(change)
        above = self.rows[self.places[id] - 1] if self.places[id] else BEGINNING
        same = above != BEGINNING and _day_and_time(self._library.history[above])[0] == day
        when = f"{'' if same else day:10} {time}  " if width >= 48 else f"{time if same else day[5:]} "
        room = max(width - len(when) - 2, 0)
        return [sign, Part(when, "muted"), Part(fitted(change.summary, room), "gone" if change.undone else "text")]


class _EffectPane(Pane):
    BLANK = False  # its border has to be painted


class HistoryDialog(Dialog[None]):
    """Shows the history, a line per change; enter goes to a point of it, the pane beside shows what would change."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (90, "-normal")]  # noqa: RUF012 - Textual's own declaration
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "go here", tooltip="Go to this point: undo and redo what lies between"),
        Binding("u", "undo", "undo", tooltip="Undo the last command"),
        Binding("U", "redo", "redo", tooltip="Redo what was undone last"),
        Binding("space", "scroll(8)", tooltip="Scroll what would change"),
        Binding("escape,q,H", "cancel", "close", tooltip="Close; the library stays at the point you went to"),
        *LIST_KEYS,
    ]
    rows: ChangeList

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.rows = ChangeList(session.library)
        self._effect = DetailView(id="effect")
        self._effect.can_focus = False
        self._steps: Way | None = None  # to the point under the cursor

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="columns"):
            yield Pane("History", self.rows, id="changes-pane")
            yield _EffectPane("What would change", self._effect, id="effect-pane")

    def on_mount(self) -> None:
        self.query_one("#heading").display = False  # the panes have titles
        self.query_one("#changes-pane").add_class("-focused")
        self._stop_watching = self.session.watch(lambda _: self._update())
        self.rows.focus()
        self._update()

    def on_unmount(self) -> None:
        self._stop_watching()

    def _update(self) -> None:
        library = self.session.library
        self.rows.update(library)
        undone = sum(c.undone for c in library.history.values())
        title = self.query_one("#changes-pane", Pane).title
        title.count_shown = count(len(library.history), "command") + (f" · {undone} undone" if undone else "")
        self._show_effect()

    @on(RowList.Moved)
    def _show_effect(self) -> None:
        point, self._steps = self.rows.current, None
        if point is None:
            return
        try:
            self._steps = way(self.session.library, point)
        except HistoryError as error:
            self._effect.show_text(Content(str(error)))
        else:
            self._effect.show_text(effect_text(self.session.library, point, self._steps))
        self.show_hints()

    def labels(self) -> Mapping[str, str]:
        return {"accept": steps_label(self._steps) if self._steps is not None else ""}

    def action_accept(self) -> None:
        """Go to the point under the cursor, all the way or not at all."""
        if (point := self.rows.current) is None:
            return
        try:
            steps = self.session.opened.go_to(point)
        except (HistoryError, StoreError) as error:
            self.session.notify(str(error), "warning")
            return
        self.session.notify(f"{steps_label(steps)}: done" if len(steps) else "you are here already")

    def action_undo(self) -> None:
        self.session.undo()
        self._go_to_present()

    def action_redo(self) -> None:
        self.session.redo()
        self._go_to_present()

    def _go_to_present(self) -> None:
        here = present(self.session.library)
        self.rows.go(here.id if here else BEGINNING)

    def action_scroll(self, by: int) -> None:
        self._effect.scroll_relative(y=by, animate=False)


def steps_label(steps: Way) -> str:
    """ "undo 3 and redo 1"."""
    back = f"undo {len(steps.undo)}" if steps.undo else ""
    forward = f"redo {len(steps.redo)}" if steps.redo else ""
    return " and ".join(filter(None, (back, forward)))


def effect_text(library: Library, point: int, steps: Way) -> Content:
    """The effect of going to a point: the steps, then every record they touch. At the present: what its change did."""
    change = library.history.get(point)
    parts = [Content(change.summary if change else "empty library").stylize("bold")]
    if change:
        parts.append(Content(f"{local_time(change.at):%Y-%m-%d %H:%M} · {change.command}").stylize(MUTED))
    parts.append(Content(""))
    if not len(steps):
        edits: Sequence[Edit] = library.edits_of(change) if change else ()
        parts.append(Content("You are here.").stylize("$text-accent"))
    else:
        edits = [
            *(e.inverse() for c in steps.undo for e in reversed(library.edits_of(c))),
            *(e for c in steps.redo for e in library.edits_of(c)),
        ]
        names = [*(f"↶ {c.summary}" for c in steps.undo), *(f"↷ {c.summary}" for c in steps.redo)]
        parts.append(Content(f"enter would {steps_label(steps)}:").stylize("$text-accent"))
        parts += [Content(line) for line in names[:_MOST_STEPS]]
        if len(names) > _MOST_STEPS:
            parts.append(Content(f"  and {len(names) - _MOST_STEPS} more").stylize(MUTED))
    return Content("\n").join([*parts, Content(""), *_record_lines(library, edits)])


def _record_lines(library: Library, edits: Sequence[Edit]) -> Iterator[Content]:
    """A line per record: its name, and what happens to it; edits of one record come together."""
    effects: dict[tuple[str, int], list[str]] = {}
    for edit in edits:
        table = "papers" if edit.table == "marks" else edit.table
        if table in ("papers", "profiles") and (effect := _effect_of(edit)):
            effects.setdefault((table, edit.id), []).append(effect)
    for table, id in list(effects)[:_MOST_RECORDS]:
        name = _name(library, table, id, edits)
        yield Content(f"{name}: ") + Content(", ".join(dict.fromkeys(effects[table, id]))).stylize(MUTED)
    if len(effects) > _MOST_RECORDS:
        yield Content(f"and {len(effects) - _MOST_RECORDS} more").stylize(MUTED)


def _name(library: Library, table: str, id: int, edits: Sequence[Edit]) -> str:
    """The title of a paper or the name of an author, even if it is not in the library now."""
    field = "name" if table == "profiles" else "title_text"
    record = library.record(table, id)
    name = getattr(record, field) if record else None
    for edit in edits:
        if name is None and edit.table == table and edit.id == id:
            name = {**(edit.before or {}), **(edit.after or {})}.get(field)
    return str(name or "a removed paper")


def _effect_of(edit: Edit) -> str:
    """The effect of an edit on its record, in a few words; "" if it is of no interest."""
    if edit.table != "marks" and edit.before is None:
        return "added"
    if edit.table != "marks" and edit.after is None:
        return "removed"
    words = []
    for name in edit.after or dict.fromkeys(edit.before or {}):
        value = (edit.after or {}).get(name)
        if name == "place" and value is not None and (edit.before or {}).get("place") is not None:
            words.append("moved in the queue")
        elif name in _EFFECTS:
            words.append(_EFFECTS[name][value is None])
        elif name not in _SILENT:
            words.append(name.replace("_", " "))
    return ", ".join(words)

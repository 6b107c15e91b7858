"""The history: one line a command, newest first; enter goes to that point, the detail says what would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen

from readlist.library.history import HistoryError, Way, present, way
from readlist.library.library import Library
from readlist.model.change import Edit
from readlist.model.text import count
from readlist.store.files import StoreError
from readlist.tui.dialogs.moves_dialog import MOVES
from readlist.tui.widgets.bars import KeyHints
from readlist.tui.widgets.detail import MUTED, DetailView
from readlist.tui.widgets.pane import Pane
from readlist.tui.widgets.row_list import RowList
from readlist.view.rows import Part, fitted

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen

BEGINNING = 0  # the row under all changes: the point before the first
_STEPS = 12  # steps named in the detail
_RECORDS = 40  # records named in the detail
_WORDS = {
    "read_at": ("read", "unread"),
    "starred_at": ("starred", "no star"),
    "skipped_at": ("skipped", "not skipped"),
    "place": ("in the queue", "not in the queue"),
    "followed_at": ("followed", "not followed"),
}
"""Field → what it says where it is set, and where it is not."""
_SILENT = frozenset({"queued_at", "placed", "title_text", "abstract_text", "sketch", "sources", "parts", "fixed"})


class ChangeList(RowList[int]):
    """The changes by id, newest first, then the beginning."""

    def __init__(self, library: Library) -> None:
        super().__init__(id="changes")
        self.library = library
        self._known: dict[int, bool] = {}  # change → is it undone, as painted
        self._here = BEGINNING

    def tell(self, library: Library) -> None:
        """Show the history as it is now; rows of changes that were undone or redone are painted again."""
        self.library = library
        rows = (*reversed(library.history), BEGINNING)
        known, self._known = self._known, {id: c.undone for id, c in library.history.items()}
        before, here = self._here, present(library)
        self._here = here.id if here else BEGINNING
        if rows != self.rows:
            self.show(rows, None if self.rows else self._here)
        else:
            flipped = {id for id, undone in self._known.items() if known.get(id) is not undone}
            self.redraw(flipped | ({before, self._here} if before != self._here else set()))

    def draw(self, id: int, width: int) -> list[Part]:
        sign = "▸" if id == self._here else "↶" if self._known.get(id) else " "
        if id == BEGINNING:
            return [Part(f"{sign} ", "place"), Part(fitted("before the first command", width - 2), "muted")]
        change = self.library.history[id]
        day, time = change.at[:10], change.at[11:16]
        before = self.rows[self.places[id] - 1] if self.places[id] else BEGINNING
        same = before != BEGINNING and self.library.history[before].at[:10] == day
        head = [Part(f"{sign} ", "place"), Part(f"{'' if same else day:10} {time}  ", "muted")]
        if width < 48:
            head = [Part(f"{sign} ", "place"), Part(f"{time if same else day[5:]} ", "muted")]
        room = max(width - sum(len(p.text) for p in head), 0)
        return [*head, Part(fitted(change.summary, room), "gone" if change.undone else "text")]


class _Bordered(Pane):
    BLANK = False  # its border has to be painted


class HistoryScreen(Screen[None]):
    """Escape leaves; what was gone to stays."""

    CSS = """
    HistoryScreen { layout: vertical; background: $background; }
    HistoryScreen > Horizontal { height: 1fr; }
    HistoryScreen #changes-pane { width: 1fr; }
    HistoryScreen #what-pane { width: 44%; border-left: solid $panel; }
    HistoryScreen.-narrow > Horizontal { layout: vertical; }
    HistoryScreen.-narrow #what-pane { width: 100%; height: 40%; border-left: none; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (90, "-normal")]  # noqa: RUF012 - Textual's own declaration
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go", show=False),
        Binding("u", "undo", show=False),
        Binding("U", "redo", show=False),
        Binding("escape,q,H", "dismiss", show=False),
        *MOVES,
        Binding("space", "scroll(8)", show=False),
    ]

    def __init__(self, main: MainScreen) -> None:
        super().__init__()
        self._main = main
        self._changes = ChangeList(main.session.library)
        self._what = DetailView(id="what")
        self._what.can_focus = False

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Pane("History", self._changes, id="changes-pane")
            yield _Bordered("What would change", self._what, id="what-pane")
        yield KeyHints()

    def on_mount(self) -> None:
        self._stop_watching = self._main.session.opened.watch(lambda _: self._say())
        self.query_one("#changes-pane").add_class("-focused")
        self._changes.focus()
        self._say()

    def on_unmount(self) -> None:
        self._stop_watching()

    def _say(self) -> None:
        library = self._main.session.library
        self._changes.tell(library)
        undone = sum(c.undone for c in library.history.values())
        title = self.query_one("#changes-pane", Pane).title
        title.count_shown = count(len(library.history), "command") + (f" · {undone} undone" if undone else "")
        self._say_what()

    @on(RowList.Moved)
    def _say_what(self) -> None:
        point = self._changes.current
        hints = [("u", "undo"), ("U", "redo"), ("j k", "look"), ("esc", "leave")]
        if point is None:
            return
        try:
            steps = way(self._main.session.library, point)
        except HistoryError as error:
            self._what.tell(Content(str(error)))
        else:
            self._what.tell(what_would_change(self._main.session.library, point, steps))
            if len(steps):
                hints.insert(0, ("enter", _said(steps)))
        self.query_one(KeyHints).tell(hints)

    @on(RowList.Chosen)
    def action_go(self) -> None:
        """To the point under the cursor, all the way or not at all."""
        point = self._changes.current
        if point is None:
            return
        try:
            steps = self._main.session.opened.go_to(point)
        except (HistoryError, StoreError) as error:
            self._main.session.notify(str(error), "warning")
            return
        if len(steps):
            self._main.session.notify(f"{_said(steps)}: done")
        else:
            self._main.session.notify("the library stands here already")

    def action_undo(self) -> None:
        self._main.session.undo()
        self._to_present()

    def action_redo(self) -> None:
        self._main.session.redo()
        self._to_present()

    def _to_present(self) -> None:
        here = present(self._main.session.library)
        self._changes.go(here.id if here else BEGINNING)

    def action_move(self, by: int) -> None:
        self._changes.move(by)

    def action_scroll(self, by: int) -> None:
        self._what.scroll_relative(y=by, animate=False)


def _said(steps: Way) -> str:
    """ "undo 3 and redo 1"."""
    back = f"undo {len(steps.undo)}" if steps.undo else ""
    forward = f"redo {len(steps.redo)}" if steps.redo else ""
    return " and ".join(filter(None, (back, forward)))


def what_would_change(library: Library, point: int, steps: Way) -> Content:
    """What going to a point does: the steps, then every record they touch; where one stands, what the change did."""
    change = library.history.get(point)
    name = change.summary if change else "before the first command"
    parts = [Content(name).stylize("bold")]
    if change:
        parts.append(Content(f"{change.at[:10]} {change.at[11:16]} UTC · {change.command}").stylize(MUTED))
    parts.append(Content(""))
    if not len(steps):
        parts.append(Content("The library stands here.").stylize("$text-accent"))
        parts += [Content(""), *_records(library, library.edits_of(change) if change else ())]
        return Content("\n").join(parts)
    parts.append(Content(f"enter would {_said(steps)}:").stylize("$text-accent"))
    named = [*(f"↶ {c.summary}" for c in steps.undo), *(f"↷ {c.summary}" for c in steps.redo)]
    parts += [Content(line) for line in named[:_STEPS]]
    parts += [Content(f"  and {len(named) - _STEPS} more").stylize(MUTED)] if len(named) > _STEPS else []
    edits = [e.inverse() for c in steps.undo for e in reversed(library.edits_of(c))]
    edits += [e for c in steps.redo for e in library.edits_of(c)]
    parts += [Content(""), *_records(library, edits)]
    return Content("\n").join(parts)


def _records(library: Library, edits: Sequence[Edit]) -> Iterator[Content]:
    """A line a record: its name, and what becomes of it; edits of one record come together, the last wins."""
    found: dict[tuple[str, int], list[str]] = {}
    for edit in edits:
        table = "papers" if edit.table == "marks" else edit.table
        if table in ("papers", "profiles") and (said := _said_of(edit)):
            found.setdefault((table, edit.id), []).append(said)
    for table, id in list(found)[:_RECORDS]:
        name = _name(library, table, id, edits)
        yield Content(f"{name}: ") + Content(", ".join(dict.fromkeys(found[table, id]))).stylize(MUTED)
    if len(found) > _RECORDS:
        yield Content(f"and {len(found) - _RECORDS} more").stylize(MUTED)


def _name(library: Library, table: str, id: int, edits: Sequence[Edit]) -> str:
    """The title of a paper or the name of an author, also of one that is not there now."""
    field = "name" if table == "profiles" else "title_text"
    record = library.record(table, id)
    found = getattr(record, field) if record else None
    for edit in edits:
        if found is None and edit.table == table and edit.id == id:
            found = {**(edit.before or {}), **(edit.after or {})}.get(field)
    return str(found or "a paper that is gone")


def _said_of(edit: Edit) -> str:
    if edit.table != "marks" and edit.before is None:
        return "comes"
    if edit.table != "marks" and edit.after is None:
        return "goes"
    words = []
    for name in edit.after or dict.fromkeys(edit.before or {}):
        value = (edit.after or {}).get(name)
        if name == "place" and value is not None and (edit.before or {}).get("place") is not None:
            words.append("another place in the queue")
        elif name in _WORDS:
            words.append(_WORDS[name][value is None])
        elif name not in _SILENT:
            words.append(name.replace("_", " "))
    return ", ".join(words)

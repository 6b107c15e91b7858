"""The base classes of dialogs: frame, keys, message line, the list of keys, and a dialog of options.

A dialog is a heading, a body, a message line and the key hints. ``enter`` accepts, ``esc`` cancels, so does ``q``
outside text fields, ``?`` (``f1`` in text fields) lists the keys. How dialogs look is in ``dialogs.tcss``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, ClassVar, TypeVar

from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from readlist.commands import show_key
from readlist.session.session import Session
from readlist.tui.widgets.frame import KeyHints
from readlist.tui.widgets.row_list import Part, RowList, fitted

Result = TypeVar("Result")

LIST_KEYS: list[BindingType] = [
    Binding("j,down", "move(1)", tooltip="Next row"),
    Binding("k,up", "move(-1)", tooltip="Previous row"),
    Binding("ctrl+d,pagedown", "move(15)", tooltip="15 rows down"),
    Binding("ctrl+u,pageup", "move(-15)", tooltip="15 rows up"),
    Binding("g,home", "move(-1000000)", tooltip="First row"),
    Binding("G,end", "move(1000000)", tooltip="Last row"),
]
"""Keys of a dialog around a list, which is its ``rows``."""

SCROLL_KEYS: list[BindingType] = [
    Binding("j,down", "scroll(1)", "down", tooltip="Scroll down"),
    Binding("k,up", "scroll(-1)", "up", tooltip="Scroll up"),
    Binding("ctrl+d,pagedown,space", "scroll(12)", tooltip="12 lines down"),
    Binding("ctrl+u,pageup", "scroll(-12)", tooltip="12 lines up"),
    Binding("g,home", "scroll(-1000000)", tooltip="To the top"),
    Binding("G,end", "scroll(1000000)", tooltip="To the end"),
]
"""Keys of a dialog around a text."""

_ORDER = {"accept": 0, "help": 2, "cancel": 3}  # of keys in the footer and in the list of keys; all others are 1
_MOST_OPTIONS = 14  # in view at once


class Dialog(Screen[Result]):
    """A dialog that fills the screen. Its result is None where it was cancelled.

    A row of ``BINDINGS`` has everything about a key: its ``tooltip`` is the line in the list of keys, its
    ``description``, if any, the hint in the footer. A subclass's row for the same action replaces this one's.
    """

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "save", tooltip="Save and close"),
        Binding("escape,q", "cancel", "cancel", tooltip="Close without saving"),
        Binding("question_mark,f1", "help", "help", tooltip="List these keys (f1 in text fields)"),
    ]
    rows: RowList[Any] | None = None  # the list that the keys of lists move in

    def __init__(self, session: Session, heading: str = "", message: str = "") -> None:
        super().__init__()
        self.session = session
        self._heading, self._message = heading, message

    def open(self, app: App[Any], then: Callable[[Result], object] | None = None) -> None:
        """Show the dialog; ``then`` is called with its result, but not if it was cancelled."""

        def close(result: Result | None) -> None:
            if then is not None and result is not None:
                then(result)

        app.push_screen(self, close)

    def compose(self) -> ComposeResult:
        with Vertical(id="frame"):
            yield Static(self._heading, id="heading", markup=False)
            yield from self.compose_body()
            yield from self.compose_foot()

    def compose_foot(self) -> ComposeResult:
        message = Static(self._message, id="message", markup=False)
        message.display = bool(self._message)
        yield message
        yield KeyHints()

    def compose_body(self) -> ComposeResult:
        """The widgets between the heading and the message line."""
        raise NotImplementedError

    def on_mount(self) -> None:  # Textual calls it after that of the subclass
        self.app.clear_notifications()  # a message about what is behind the dialog would cover its hints
        hints = self.query_one(KeyHints)
        hints.saved, hints.read_only = not self.session.opened.unsaved, self.session.opened.read_only
        self.show_hints()

    # the lines around the body

    def show_heading(self, text: str) -> None:
        self.query_one("#heading", Static).update(text)

    def show_message(self, text: str, *, error: bool = False) -> None:
        """Show a message; an empty one takes no room."""
        line = self.query_one("#message", Static)
        line.update(text)
        line.display = bool(text)
        line.set_class(error, "-error")

    def show_error(self, text: str) -> None:
        """Show next to the fields what is wrong with them."""
        self.show_message(text, error=True)

    def labels(self) -> Mapping[str, str]:
        """Action → its present hint, in place of the binding's description; "" hides it."""
        return {}

    @on(events.DescendantFocus)
    def show_hints(self) -> None:
        """Update the footer."""
        labels = self.labels()
        typing = self.focused is not None and self.focused.check_consume_key("x", "x")
        hints = []
        for binding in self.key_rows():
            keys = binding.key.split(",")
            key = keys[-1] if binding.action == "help" and typing else keys[0]
            if label := labels.get(binding.action, binding.description):
                hints.append((binding.key_display or show_key(key), label))
        self.query_one(KeyHints).show_hints(hints)

    @classmethod
    def key_rows(cls) -> list[Binding]:
        """The rows of ``BINDINGS`` in order: enter's first, esc's last."""
        rows: dict[str, Binding] = {}
        for dialog in cls.__mro__:
            for row in dialog.__dict__.get("BINDINGS", ()) if issubclass(dialog, Dialog) else ():
                if isinstance(row, Binding) and row.show:  # the others are second keys for the same action
                    rows.setdefault(row.action, row)
        return sorted(rows.values(), key=lambda row: _ORDER.get(row.action, 1))

    # the keys

    def action_accept(self) -> None:
        """Save, or open, what the dialog shows."""
        raise NotImplementedError

    def action_cancel(self) -> None:
        self.dismiss(None)

    def action_help(self) -> None:
        KeySheet(self.session, self.key_rows()).open(self.app)

    def action_move(self, by: int) -> None:
        if self.rows is not None:
            self.rows.move(by)

    @on(Input.Submitted)
    def _enter_in_a_field(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    @on(RowList.Chosen)
    def _row_chosen(self) -> None:
        self.double_click()

    def double_click(self) -> None:
        """A row of the list was clicked twice."""
        self.action_accept()


class Panel(Dialog[Result], ModalScreen[Result]):
    """A dialog at the foot of the screen, as high as it needs; the screen behind it stays in view."""

    def fit_rows(self, rows: RowList[Any], around: int, most: int = 100) -> None:
        """Make a list as high as its rows where the screen, less ``around`` lines, has room for them."""
        rows.styles.height = min(len(rows.rows), max(self.app.size.height - around, 2), most)


class Sheet(Panel[None]):
    """A text to read, in the middle of the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,escape,q", "cancel", "close", key_display="esc", tooltip="Close"),
        *SCROLL_KEYS,
    ]
    WIDTH: ClassVar[int] = 72  # cells, where the screen has so many

    def content(self, width: int) -> Content:
        """The text, in lines of at most that many cells."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="sheet", can_focus=False) as sheet:
            sheet.styles.width = self.WIDTH
            yield Static(id="text", markup=False)
        yield from self.compose_foot()

    def labels(self) -> Mapping[str, str]:
        return {"accept": ""}

    def on_resize(self) -> None:
        self.call_after_refresh(self.show_text)

    def show_text(self) -> None:
        """Show the text as it is now."""
        width = min(self.size.width, self.WIDTH) - 5  # the padding, and the scrollbar
        self.query_one("#text", Static).update(self.content(max(width, 20)))

    def action_scroll(self, by: int) -> None:
        sheet = self.query_one("#sheet")
        page = max(sheet.size.height - 1, 1)  # a page less a line, so that no line is skipped
        sheet.scroll_relative(y=by if abs(by) > 1000 else max(-page, min(by, page)), animate=False)


class KeySheet(Sheet):
    """The list of a dialog's keys, over the dialog, which stays as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,f1", "cancel", show=False)]

    def __init__(self, session: Session, bindings: Iterable[Binding]) -> None:
        super().__init__(session)
        self._listed = [(" ".join(map(show_key, b.key.split(","))), b.tooltip) for b in bindings if b.tooltip]

    def labels(self) -> Mapping[str, str]:
        return {"accept": "", "help": ""}

    def content(self, width: int) -> Content:
        room = max(len(keys) for keys, _ in self._listed)
        lines = (line for keys, about in self._listed for line in key_lines(keys, about, width, room))
        return Content("\n").join(lines)


def key_lines(keys: str, about: str, width: int, room: int) -> Iterator[Content]:
    """Lines of keys and what they do; all lines of a text start in the same column."""
    head = f"  {keys:{room}}  "
    first, *rest = wrap(about, max(width - len(head), 10)) or [""]
    yield Content(head).stylize("$text-accent") + Content(first)
    yield from (Content(" " * len(head) + line) for line in rest)


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a list: its id, its name, and a word about it."""

    id: str
    name: str
    about: str = ""


class OptionRows(RowList[str]):
    """The options by id."""

    def __init__(self, options: Sequence[Option]) -> None:
        super().__init__(id="options")
        self._set(options)

    def _set(self, options: Sequence[Option]) -> None:
        self._options = {option.id: option for option in options}
        self._name_width = max((len(option.name) for option in options), default=0) + 2
        self.rows = tuple(self._options)

    def offer(self, options: Sequence[Option]) -> None:
        """Show other options, the cursor on the first."""
        self._set(options)
        self.show(self.rows, self.rows[0] if options else None)
        self.refresh()

    def draw(self, id: str, width: int) -> list[Part]:
        option = self._options[id]
        if not option.about:
            return [Part(" " + fitted(option.name, max(width - 1, 1)))]
        room = min(self._name_width, max(width // 2, 3))  # two of its cells stay empty
        name = " " + fitted(option.name, room - 2) + "  "
        return [Part(name), Part(fitted(option.about, max(width - room - 1, 0)), "muted")]

    def next_with(self, letter: str) -> str | None:
        """The first option after the cursor whose name begins with a letter."""
        ids = list(self._options)
        for id in (*ids[self.cursor + 1 :], *ids[: self.cursor + 1]):
            if self._options[id].name.casefold().startswith(letter.casefold()):
                return id
        return None


class ChooseDialog(Panel[str]):
    """Asks for one of some options; the result is its id. A letter goes to the next option that begins with it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "accept", "select", tooltip="Select"),
        Binding("escape", "cancel", "cancel", tooltip="Cancel"),
        Binding("j,down,tab", "move(1)", tooltip="Next option"),
        Binding("k,up,shift+tab", "move(-1)", tooltip="Previous option"),
        Binding("home", "move(-1000)", tooltip="First option"),
        Binding("end", "move(1000)", tooltip="Last option"),
    ]
    rows: OptionRows

    def __init__(self, session: Session, heading: str, options: Sequence[Option], at: str | None = None) -> None:
        super().__init__(session, heading)
        self.rows = OptionRows(options)
        self._at = at

    def compose_body(self) -> ComposeResult:
        yield self.rows

    def on_mount(self) -> None:
        self.fit_rows(self.rows, around=6, most=_MOST_OPTIONS)
        self.rows.show(self.rows.rows, self._at)
        self.rows.focus()

    def action_accept(self) -> None:
        self.dismiss(self.rows.current)

    def on_key(self, event: events.Key) -> None:
        letter = event.character or ""
        if letter.isalpha() and (id := self.rows.next_with(letter)) is not None:
            event.stop()
            self.rows.go(id)

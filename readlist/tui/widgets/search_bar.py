"""The search bar: the query field, the number of matches, and remarks on how the query was understood."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.widgets import Input, Static

from readlist.model.text import clean, has_lines

if TYPE_CHECKING:
    from readlist.search.field_types import Values

_LONGEST = 4_000  # characters of a pasted line; paths have at most about so many


class Field(Input):
    """A text field that cleans pasted text. Several pasted lines are a page, and go to the app."""

    DEFAULT_CSS = """
    Field, Field:focus { border: none; height: 1; padding: 0; }
    """

    virtual_size: var[Size] = var(Size(0, 0))  # Textual lays the whole screen out anew with every letter otherwise

    def on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        if not has_lines(event.text):
            event.stop()
            if len(event.text) > _LONGEST:
                message = f"that line has {len(event.text):,} characters: a field takes {_LONGEST:,}"
                self.notify(message, severity="warning", markup=False)
            else:
                self.replace(clean(event.text), *self.selection)


_GAP = "   "
_LEAST = 24  # columns that stay for the query itself
_STEP = 16  # columns; the matches take room in steps, since every change of room lays out the whole screen


class QueryField(Field):
    """A field in which ↑ brings back earlier queries."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "recall(-1)", show=False),
        Binding("down", "recall(1)", show=False),
    ]

    class Recalled(Message):
        """The user wants an earlier (-1) or later (1) query."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def action_recall(self, step: int) -> None:
        self.post_message(self.Recalled(step))


class SearchBar(Vertical):
    """``/ words ▏ 12 of 77   scalng → scaling   esc back``. Takes the place of the status line while in use.

    What there is no room for beside the query stands under it, on as many lines as it takes; so does what the query may
    go on with, on one.
    """

    DEFAULT_CSS = """
    SearchBar { height: auto; background: $panel; }
    SearchBar > Horizontal { height: 1; }
    SearchBar #slash { width: 3; text-style: bold; color: $text-accent; }
    SearchBar Field { width: 1fr; background: $panel; }
    SearchBar #found { width: auto; padding: 0 1; color: $text-muted; }
    SearchBar > #remarks { height: auto; padding: 0 3; color: $text-warning; display: none; }
    SearchBar > #offers { height: 1; padding: 0 3; color: $text-muted; display: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", show=False)]

    class Asked(Message):
        """The query changed."""

        def __init__(self, query: str) -> None:
            super().__init__()
            self.query_text = query

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self.field = QueryField(id="query", compact=True, select_on_focus=False)
        self.values: Callable[[], Values] | None = None
        self._found = ""
        self._remarks: tuple[str, ...] = ()
        self._completed: str | None = None  # the query for which there are offers

    def fill(self) -> None:
        """Make the contents late: the field takes longer to make than a list, and the first screen does not show it."""
        from readlist.search.fields import PLACEHOLDER

        self.field.placeholder = PLACEHOLDER
        line = Horizontal(Static(" / ", id="slash", markup=False), self.field, Static("", id="found", markup=False))
        self.mount(line, Static("", id="remarks", markup=False), Static("", id="offers", markup=False))

    def begin(self, values: Callable[[], Values]) -> None:
        """Start with an empty query; ``values`` are those to complete with."""
        self.values = values
        self._completed = None
        self._offer("")
        self.show_result("", [])

    def show_result(self, found: str, remarks: list[str]) -> None:
        """Show the number of matches, and messages about the query."""
        self._found, self._remarks = found, tuple(remarks)
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        room = self.screen.size.width  # it is as wide as the screen, also before it is first shown
        beside = _GAP.join(filter(None, (self._found, *self._remarks, "esc back")))
        query = max(cell_len(self.field.value) + 2, _LEAST)
        under = bool(self._remarks) and cell_len(beside) + query + 5 > room
        text = _GAP.join(filter(None, (self._found, "esc back"))) if under else beside
        wide = text.rjust(-(-len(text) // _STEP) * _STEP)
        self._put("#found", wide if cell_len(wide) + query + 5 <= room else text)
        self._put("#remarks", _GAP.join(self._remarks) if under else "")
        self.query_one("#remarks").display = under

    def _put(self, where: str, text: str) -> None:
        """Replace a text; the screen is laid out again only if the new one takes other room."""
        place = self.query_one(where, Static)
        before = str(place.content)
        if text != before:
            place.update(text, layout=cell_len(text) != cell_len(before))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._completed:
            from readlist.search.query_completion import explanation

            self._offer(explanation(event.value) or "")
        self.post_message(self.Asked(event.value))

    # what the query may go on with

    def action_complete(self) -> None:
        """Complete the word at the cursor as far as it is unambiguous, and show the candidates."""
        if self.values is None:
            return
        from readlist.search.query_completion import complete, explanation

        field = self.field
        before, behind = field.value[: field.cursor_position], field.value[field.cursor_position :]
        text, candidates = complete(before, self.values())
        self._completed = text + behind
        if text != before:
            field.value = self._completed
            field.cursor_position = len(text)
        only = len(candidates) == 1
        self._offer(explanation(text) or "" if only else self._listed([c.label for c in candidates]))

    def _listed(self, labels: list[str]) -> str:
        """As many candidates as there is room for, and how many more there are."""
        if not labels:
            return "nothing to complete"
        room = self.screen.size.width - 6
        shown, width = 0, 0
        for label in labels:
            width += cell_len(label) + len(_GAP)
            if width > room - (len(f"+{len(labels):,}") if shown + 1 < len(labels) else -len(_GAP)):
                break
            shown += 1
        more = [f"+{len(labels) - shown:,}"] if 0 < shown < len(labels) else []
        return _GAP.join([*labels[: max(shown, 1)], *more])

    def _offer(self, text: str) -> None:
        self._put("#offers", text)
        self.query_one("#offers").display = bool(text)

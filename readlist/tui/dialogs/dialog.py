"""A small dialog at the foot of the screen: a question, a field, and a line that answers as one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from readlist.model.text import has_lines
from readlist.tui.widgets.field import Field

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen


class Dialog(ModalScreen[None]):
    """Enter answers, escape leaves."""

    DEFAULT_CSS = """
    Dialog { align: center bottom; background: $background 40%; }
    Dialog > Vertical { height: auto; background: $panel; padding: 1 2; }
    Dialog Field { margin: 1 0; background: $surface; }
    Dialog #question { text-style: bold; height: auto; }
    Dialog #answer { color: $text-muted; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", show=False)]

    def __init__(self, main: MainScreen, question: str, value: str, answer: str) -> None:
        super().__init__()
        self.main = main
        self._question, self._value, self._answer = question, value, answer

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, id="question", markup=False)
            yield self.field(self._value)
            yield Static(self._answer, id="answer", markup=False)

    def field(self, value: str) -> Field:
        """Where the answer is typed."""
        return Field(value, compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        self.query_one(Field).focus()

    def tell(self, text: str) -> None:
        self.query_one("#answer", Static).update(text)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.answer(event.value.strip())

    def answer(self, value: str) -> None:
        """What was asked for was given."""
        raise NotImplementedError

    def on_paste(self, event: events.Paste) -> None:
        """Several lines are a page, whatever was asked."""
        if has_lines(event.text):
            event.stop()
            from readlist.tui.importing import import_text

            self.dismiss()
            import_text(self.main, event.text)

"""A choice of a few: one row each, enter or a click takes it, typing a letter goes to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from readlist.tui.widgets.row_list import RowList
from readlist.view.rows import Part, fitted


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen: its id, its name, and what it means."""

    id: str
    name: str
    about: str = ""


class ChoiceList(RowList[str]):
    """The choices by id."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__(id="choices")
        self._choices = {c.id: c for c in choices}
        self._width = max(len(c.name) for c in choices) + 2

    def on_mount(self) -> None:
        self.styles.height = len(self._choices)

    def draw(self, id: str, width: int) -> list[Part]:
        choice = self._choices[id]
        room = min(self._width, max(width // 2, 1))
        return [Part(" " + fitted(choice.name, room)), Part(fitted(choice.about, max(width - room - 1, 0)), "muted")]

    def begins(self, letter: str) -> str | None:
        """The first choice after the cursor whose name begins with a letter."""
        ids = list(self._choices)
        for id in (*ids[self.cursor + 1 :], *ids[: self.cursor + 1]):
            if self._choices[id].name.casefold().startswith(letter.casefold()):
                return id
        return None


class ChooseScreen(ModalScreen[str | None]):
    """Answers with the id chosen, or None."""

    CSS = """
    ChooseScreen { align: center bottom; background: $background 40%; }
    ChooseScreen > Vertical { height: auto; max-height: 100%; background: $panel; padding: 1 2; }
    ChooseScreen #question { text-style: bold; height: auto; margin-bottom: 1; }
    ChooseScreen #answer { color: $text-muted; height: auto; margin-top: 1; }
    ChooseScreen ChoiceList { max-height: 14; scrollbar-background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", show=False),
        Binding("enter,space", "take", show=False),
        Binding("j,down,tab", "move(1)", show=False),
        Binding("k,up,shift+tab", "move(-1)", show=False),
        Binding("home", "move(-1000)", show=False),
        Binding("end", "move(1000)", show=False),
    ]

    def __init__(self, question: str, choices: Sequence[Choice], at: str | None = None) -> None:
        super().__init__()
        self._question, self._at = question, at
        self._list = ChoiceList(choices)
        self._ids = [c.id for c in choices]

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, id="question", markup=False)
            yield self._list
            yield Static("enter takes it   ·   a letter goes to it   ·   esc leaves", id="answer", markup=False)

    def on_mount(self) -> None:
        self._list.show(self._ids, self._at)
        self._list.focus()

    def action_move(self, by: int) -> None:
        self._list.move(by)

    def action_take(self) -> None:
        self.dismiss(self._list.current)

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.action_take()

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.isalpha() and (id := self._list.begins(event.character)) is not None:
            event.stop()
            self._list.go(id)

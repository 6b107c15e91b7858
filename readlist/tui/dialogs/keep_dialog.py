"""Keeping a query by a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input

from readlist.library.saved_queries import keep
from readlist.model.text import clean
from readlist.tui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen


class KeepScreen(Dialog):
    """Asks for a name; what has it already is replaced."""

    def __init__(self, main: MainScreen, text: str) -> None:
        super().__init__(main, f"Keep “{text}” by which name?", text, "enter keeps   esc leaves it")
        self._text = text

    @on(Input.Changed)
    def _named(self, event: Input.Changed) -> None:
        there = any(q.name == clean(event.value) for q in self.main.session.library.queries.values())
        self.tell("enter replaces the one of this name" if there else "enter keeps   esc leaves it")

    def answer(self, value: str) -> None:
        if not clean(value):
            self.tell("a name, please")
            return
        change = self.main.session.change("keep", lambda library, at: keep(library, value, self._text))
        self.dismiss()
        if change:
            self.main.session.notify(f"{change.summary}   (u undoes)")

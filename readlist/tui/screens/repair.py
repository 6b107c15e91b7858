"""Asking what a repair needs: the other record of a paper, the other name of an author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.library import repairs
from readlist.library.library import Library
from readlist.library.marking import Plan, title_of
from readlist.library.repairs import RepairError
from readlist.tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen


class MergeScreen(Dialog):
    """The key of another record of the paper under the cursor."""

    def __init__(self, main: MainScreen, id: int) -> None:
        self._paper = id
        paper = main.library.papers[id]
        super().__init__(
            main,
            f"Merge into {title_of(paper)} the paper with the key",
            "",
            "its facts and marks join this one's, its key goes on to lead here   ·   u takes it back   ·   esc leaves",
        )

    def answer(self, value: str) -> None:
        found = self.main.library.find(value)
        if len(found) != 1:
            self.tell(f"{len(found) or 'no'} papers have a key that starts with “{value}”: the detail shows keys")
            return
        self._carry_out(found[0])

    def _carry_out(self, other: int) -> None:
        try:
            change = self.main.change("merge", lambda library, at: repairs.join(library, [self._paper, other]))
        except RepairError as error:
            self.tell(str(error))
            return
        self.dismiss()
        if change:
            self.main.say(f"{change.summary}   (u undoes)")


class AliasScreen(Dialog):
    """Another name of the author under the cursor."""

    def __init__(self, main: MainScreen, name: str) -> None:
        self._author = name
        super().__init__(
            main, f"{name} is also called", "", "papers under that name are listed under this one   ·   esc leaves"
        )

    def answer(self, value: str) -> None:
        def plan(library: Library, at: str) -> Plan:
            return repairs.alias(library, [self._author, value])

        try:
            change = self.main.change("alias", plan)
        except RepairError as error:
            self.tell(str(error))
            return
        self.dismiss()
        if change:
            self.main.say(f"{change.summary}   (u undoes)")

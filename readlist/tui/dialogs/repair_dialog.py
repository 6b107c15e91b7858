"""Asking what a repair needs: the other record of a paper, the other name of an author."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from readlist.library import repairs
from readlist.library.library import Library
from readlist.library.marking import Plan, title_of
from readlist.library.repairs import RepairError
from readlist.tui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen


class _Repair(Dialog):
    """A dialog whose answer is a repair; one that makes no sense is refused in the dialog."""

    def _carry_out(self, command: str, plan: Callable[[Library, str], Plan]) -> None:
        try:
            change = self.main.session.change(command, plan)
        except RepairError as error:
            self.tell(str(error))
            return
        self.dismiss()
        if change:
            self.main.session.notify(f"{change.summary}   (u undoes)")


class MergeScreen(_Repair):
    """The key of another record of the paper under the cursor."""

    def __init__(self, main: MainScreen, id: int) -> None:
        self._paper = id
        paper = main.session.library.papers[id]
        super().__init__(
            main,
            f"Merge into {title_of(paper)} the paper with the key",
            "",
            "its facts and marks join this one's, its key goes on to lead here   ·   u takes it back   ·   esc leaves",
        )

    def answer(self, value: str) -> None:
        found = self.main.session.library.find(value)
        if len(found) != 1:
            self.tell(f"{len(found) or 'no'} papers have a key that starts with “{value}”: the detail shows keys")
            return
        self._carry_out("merge", lambda library, at: repairs.join(library, [self._paper, found[0]]))


class AliasScreen(_Repair):
    """Another name of the author under the cursor."""

    def __init__(self, main: MainScreen, name: str) -> None:
        self._author = name
        super().__init__(
            main, f"{name} is also called", "", "papers under that name are listed under this one   ·   esc leaves"
        )

    def answer(self, value: str) -> None:
        self._carry_out("alias", lambda library, at: repairs.alias(library, [self._author, value]))

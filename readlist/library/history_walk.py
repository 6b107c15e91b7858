"""A walk through the history: what undo, redo and restore do to a library, step after step, as one change on disk."""

from __future__ import annotations

from collections.abc import Callable

from readlist.library import history
from readlist.library.history import HistoryError, Way
from readlist.library.library import Library
from readlist.model.change import Change, Edit
from readlist.model.paper import Record
from readlist.model.text import count

Step = tuple[Change, bool]
"""A change that was undone or redone, and whether that had an effect."""


class Walk:
    """Steps through the history, each planned for the library as the one before left it."""

    def __init__(self, library: Library) -> None:
        self.steps: list[Step] = []
        self._library = library
        self._done: list[Edit] = []
        self._first: dict[tuple[str, int], Record | None] = {}  # records as they were before the walk

    def edits(self, go: Callable[[Walk], None]) -> tuple[Edit, ...]:
        """The edits of a whole walk; the library is as it was afterwards, also where HistoryError is raised."""
        try:
            go(self)
            after = {where: self._library.record(*where) for where in self._first}
        finally:
            self._library.apply(edit.inverse() for edit in reversed(self._done))
        edits = (Edit.between(table, old, after[table, id]) for (table, id), old in self._first.items())
        return tuple(filter(None, edits))

    def undo(self, number: int) -> None:
        """Undo the newest changes of this device, passing over those without effect. Raises HistoryError."""
        while number:
            change = history.present(self._library)
            if change is None:
                raise HistoryError("there is nothing to undo")
            effective = history.has_effect(self._library, change)
            self._take(
                change, history.undoing(self._library, change) if effective else history.passing(change), effective
            )
            number -= effective

    def redo(self, number: int) -> None:
        """Redo the changes undone last. Raises HistoryError."""
        for done in range(number):
            change = history.redoable(self._library)
            if change is None and done:
                raise HistoryError(f"only {count(done, 'change')} can be redone: nothing was changed")
            if change is None:
                raise HistoryError("there is nothing to redo")
            self._take(change, history.redoing(self._library, change))

    def along(self, way: Way) -> None:
        """Undo and redo to another point of the history. Raises HistoryError."""
        for change in way.undo:
            self._take(change, history.undoing(self._library, change))
        for change in way.redo:
            self._take(change, history.redoing(self._library, change))

    def _take(self, change: Change, edits: tuple[Edit, ...], effective: bool = True) -> None:
        self.steps.append((change, effective))
        for edit in edits:
            self._first.setdefault((edit.table, edit.id), self._library.record(edit.table, edit.id))
        self._done.extend(edits)
        self._library.apply(edits)

"""Rows that can be selected: one by one, a range, all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual.message import Message

from readlist.tui.widgets.row_list import RowList
from readlist.view.rows import Key


class SelectList(RowList[Key]):
    """A cursor over rows of which some are selected. What is not shown is never selected."""

    class Selected(Message):
        """Other rows are selected."""

        def __init__(self, rows: SelectList[Any]) -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> SelectList[Any]:
            return self.rows

    _anchor: Key | None = None  # where a range begins that follows the cursor
    _kept: frozenset[Key] = frozenset()  # what was selected before the range

    def selection(self, keys: Iterable[Key]) -> None:
        """Select these rows and no others."""
        before, self.selected = self.selected, frozenset(keys)
        if changed := before ^ self.selected:
            self.redraw(set(changed))
            self.post_message(self.Selected(self))

    def toggle(self) -> None:
        """Select the row under the cursor, or no longer, and go on to the next; a range ends here."""
        if self._anchor is not None:
            self.stretch()
        elif self.current is not None:
            self.selection(self.selected ^ {self.current})
            self.move(+1)

    def stretch(self) -> None:
        """Begin a range that follows the cursor, or end it."""
        if self._anchor is None:
            self._anchor, self._kept = self.current, self.selected
            self._follow_cursor()
        else:
            self._anchor = None

    def select_all(self) -> None:
        """Select all that is shown; nothing, where all is selected."""
        self._anchor = None
        self.selection(() if len(self.selected) == len(self.rows) else self.rows)

    def select_none(self) -> bool:
        """End the selection; False where there was none."""
        there = bool(self.selected) or self._anchor is not None
        self._anchor = None
        self.selection(())
        return there

    def show(self, rows: Sequence[Key], at: Key | None = None) -> None:
        super().show(rows, at)
        if self._anchor is not None and self._anchor not in self.places:
            self._anchor = None
        if self.selected:
            self.selection(key for key in self.selected if key in self.places)

    def watch_cursor(self, old: int, new: int) -> None:
        super().watch_cursor(old, new)
        self._follow_cursor()

    def _follow_cursor(self) -> None:
        if self._anchor is not None:
            ends = sorted((self.places[self._anchor], self.cursor))
            self.selection(self._kept | set(self.rows[ends[0] : ends[1] + 1]))

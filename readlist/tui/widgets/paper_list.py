"""Lists of papers, some of them selected."""

from __future__ import annotations

from collections.abc import Sequence

from readlist.tui.widgets.select_list import SelectList
from readlist.view.papers import PaperRows


class PaperList(PaperRows, SelectList[int]):
    """Rows that left the listing stay on, dimmed, until it is listed anew. Papers are known by id."""

    def __init__(self, *, id: str) -> None:
        SelectList.__init__(self, id=id)

    def chosen(self) -> tuple[int, ...]:
        """What a command acts on: the selection, in the order of the rows, else the row under the cursor."""
        there = self.library.papers
        found = [id for id in self.rows if id in self.selected] if self.selected else [self.current]
        return tuple(id for id in found if id is not None and id in there)

    def leave_behind(self) -> None:
        """After a decision: what left the listing is no longer selected, and the cursor goes on to what has not."""
        self.selection({id for id in self.selected if self.belongs(id)})
        place = self.cursor
        while place < len(self.rows) - 1 and not self.belongs(self.rows[place]):
            place += 1
        self.move(place - self.cursor)

    def with_ghosts(self, rows: Sequence[int]) -> Sequence[int]:
        """New rows together with those of the old ones that are no longer among them, where they stood."""
        there = set(rows)
        gone = [(place, id) for place, id in enumerate(self.rows) if id not in there and id in self.library.papers]
        if not gone:
            return rows
        merged = list(rows)
        for place, id in gone:
            merged.insert(min(place, len(merged)), id)
        return tuple(merged)

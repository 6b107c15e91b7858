"""The authors pane."""

from __future__ import annotations

from collections.abc import Callable

from readlist.library.library import Library
from readlist.tui.widgets.row_list import RowList
from readlist.view.authors import AuthorRows


class AuthorList(AuthorRows, RowList[str]):
    """The groups, then the authors."""

    def __init__(self, library: Callable[[], Library], *, id: str) -> None:
        AuthorRows.__init__(self, library)
        RowList.__init__(self, id=id)

    def reload(self, at: str | None = None) -> None:
        """List anew. Work in proportion to the number of authors."""
        self.show(self.listing(), at)

    def refigure(self) -> None:
        """Profiles changed: rows stay where they are, so that none jumps from under the cursor."""
        self._authors = self._library().authors().ids
        there = {key for key in self.rows if ":" not in key}
        if there == set(self._authors):
            self.redraw(there)
        else:  # names came or went
            self.reload()

    def enter(self) -> None:
        """List anew, those followed on top."""
        if self.rows != (rows := self._joined()):
            self.show(rows)

    def recount(self) -> None:
        """Marks changed: paint the groups again that have another count. Authors' rows count only papers."""
        counts = self.counted()
        self.redraw({key for key, n in counts.items() if n != self._counts.get(key)})
        self._counts = counts

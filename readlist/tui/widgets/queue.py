"""The queue pane."""

from __future__ import annotations

from collections.abc import Callable

from readlist.library.library import Library
from readlist.tui.widgets.paper_list import PaperList


class QueueList(PaperList):
    """The queue, in its order."""

    def __init__(self, library: Callable[[], Library], *, id: str) -> None:
        super().__init__(library, id=id)
        self._order = library().queue  # when it was last looked at

    def replaced(self) -> set[int]:
        """Papers that have another place than when this was last asked: rows everywhere show it."""
        before, now = self._order, self.library.queue
        self._order = now
        if before == now:
            return set()
        places = {id: place for place, id in enumerate(before)}
        return {id for place, id in enumerate(now) if places.get(id) != place} | (places.keys() - set(now))

    def belongs(self, id: int) -> bool:
        return self.library.mark(id).queued

    def enter(self) -> None:
        """List the queue anew; rows that stayed on though they left it go."""
        if tuple(self.rows) != self.library.queue:
            self.show(self.library.queue)

    def follow(self, papers: set[int]) -> None:
        """Take in a change. While the pane is in use, a row that left the queue stays, dimmed."""
        queue = self.library.queue
        rows = self.with_ghosts(queue) if self.has_focus else queue
        if tuple(rows) != tuple(self.rows):
            self.show(rows)
        else:
            self.redraw(papers)

"""The queue pane."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.message import Message

from readlist.library.library import Library
from readlist.tui.widgets.paper_list import PaperList
from readlist.view.papers import QueueRows
from readlist.view.rows import Part


class QueueList(QueueRows, PaperList):
    """The queue, in its order. A row can be dragged to another place."""

    class Dropped(Message):
        """Papers were dragged to a place, from 1."""

        def __init__(self, ids: tuple[int, ...], place: int) -> None:
            super().__init__()
            self.ids, self.place = ids, place

    def __init__(self, library: Callable[[], Library], points: Callable[[int], int], *, id: str) -> None:
        QueueRows.__init__(self, library, points)
        PaperList.__init__(self, id=id)
        self._order = library().queue  # when it was last looked at
        self._held: int | None = None  # the paper that the mouse holds
        self._over: int | None = None  # the row it is held over

    # the mouse drags

    def on_mouse_down(self, event: events.MouseDown) -> None:
        place = event.y + self.scroll_offset.y
        if place < len(self.rows) and self.belongs(self.rows[place]):
            self._held = self.rows[place]
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._held is None or not self.rows:
            return
        if event.y < 0 or event.y >= self.size.height:
            self.scroll_relative(y=-1 if event.y < 0 else 1, animate=False)
        over = max(0, min(event.y + self.scroll_offset.y, len(self.rows) - 1))
        if over != self._over and (self._over is not None or self.rows[over] != self._held):
            before, self._over = self._over, over
            self.redraw({self.rows[y] for y in (before, over) if y is not None})

    def on_mouse_up(self) -> None:
        held, over = self._held, self._over
        self._held = self._over = None
        self.release_mouse()
        if held is None or over is None or over >= len(self.rows) or held not in self.places:
            return
        self.redraw({self.rows[over]})
        block = self.selected if held in self.selected else {held}
        before = self.rows[: over + (over > self.places[held])]
        place = 1 + sum(self.belongs(id) for id in before if id not in block)
        self.post_message(self.Dropped(tuple(id for id in self.rows if id in block), place))

    def draw(self, id: int, width: int) -> list[Part]:
        parts = super().draw(id, width)
        if self._over is not None and self.rows[self._over] == id != self._held:
            return [Part("→" if n == 0 else p.text, p.kind) for n, p in enumerate(parts)]
        return parts

    def replaced(self) -> set[int]:
        """Papers that have another place than when this was last asked: rows everywhere show it."""
        before, now = self._order, self.library.queue
        self._order = now
        if before == now:
            return set()
        places = {id: place for place, id in enumerate(before)}
        return {id for place, id in enumerate(now) if places.get(id) != place} | (places.keys() - set(now))

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

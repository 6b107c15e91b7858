"""The panes that list papers: a group or what a search finds in it, and the queue.

A row shows marks, date, category, score, title and first author; what there is no room for goes first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events
from textual.message import Message

from readlist.library.library import Library
from readlist.library.listing import ALL, Group, listing, sort, star_sign, state_sign
from readlist.model.names import surname
from readlist.model.paper import Paper
from readlist.search.words import Highlights
from readlist.settings import Columns
from readlist.store.files import StoreError
from readlist.tui.widgets.row_list import Part, SelectList, fitted

if TYPE_CHECKING:
    from readlist.session.library_search import Answer


_SCORE_FROM, _AUTHOR_FROM, _CATEGORY_FROM, _DATE_FROM = 64, 56, 48, 40  # pane widths in cells


def highlighted(text: str, words: Highlights, width: int) -> list[Part]:
    """Text in exactly that many cells, what matched lit."""
    shown = fitted(text, width)
    parts: list[Part] = []
    at = 0
    for start, end in words.spans(shown):
        parts += [Part(shown[at:start]), Part(shown[start:end], "match")]
        at = end
    return [*parts, Part(shown[at:])]


class PaperList(SelectList[int]):
    """Rows of papers by id; the library is asked for each row as it is drawn.

    Rows that left the listing stay on, dimmed, until it is listed anew.
    """

    def __init__(self, library: Callable[[], Library], *, id: str) -> None:
        super().__init__(id=id)
        self._library = library
        self.words = Highlights()  # what is highlighted
        self.columns = Columns()

    @property
    def library(self) -> Library:
        return self._library()

    def belongs(self, id: int) -> bool:
        """Is the paper still what this list is of? If not, its row is dimmed."""
        return True

    def draw(self, id: int, width: int) -> list[Part]:
        library, columns = self.library, self.columns
        try:
            paper = library.papers.get(id)
        except StoreError:  # why it can't be read is said in the detail
            return [Part(fitted(library.papers.line(id).title, width), "gone")]
        if paper is None:
            return [Part("gone", "gone")]
        mark = library.mark(id)
        place = library.place(id)
        head = [
            Part(state_sign(mark), "muted"),
            Part(star_sign(mark, paper.to_check), "star" if mark.starred else "doubt"),
            Part(f"{place or '':>3} ", "place"),
        ]
        if columns.date and width >= _DATE_FROM:
            head.append(Part(f"{paper.date or '':10} ", "muted"))
        if columns.category and width >= _CATEGORY_FROM:
            head.append(Part(f"{(paper.category or '')[:2]:2} ", "muted"))
        if columns.score and width >= _SCORE_FROM:
            head.append(Part(f"{'' if paper.score is None else f'{paper.score:.1f}':>4} ", "muted"))
        tail = []
        if columns.author and width >= _AUTHOR_FROM:
            tail.append(Part("  " + fitted(self.aside(paper), columns.author_width), "muted"))
        room = width - sum(cell_len(p.text) for p in (*head, *tail))
        row = [*head, *highlighted(paper.title_text, self.words, max(room, 0)), *tail]
        return row if self.belongs(id) else [Part(p.text, "gone") for p in row]

    def aside(self, paper: Paper) -> str:
        """What stands at the right edge, where there is room: the first author's name."""
        return surname(paper.authors[0]) if paper.authors else ""

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


class GroupList(PaperList):
    """The papers of a group, or what a search finds among them."""

    def __init__(self, library: Callable[[], Library], *, id: str) -> None:
        super().__init__(library, id=id)
        self.group = ALL
        self.order: tuple[str, bool] = ("", False)  # sorted by which field, the other way round; "": as usual
        self.result: Answer | None = None
        self._first = False  # only the best are listed yet

    def belongs(self, id: int) -> bool:
        return self.group.holds(self.library, id)

    def listing(self) -> tuple[int, ...]:
        """What is to be listed, in its order."""
        found = listing(self.library, self.group) if self.result is None else self._result_ids(self.result)
        by, reverse = self.order
        return sort(self.library, found, by, reverse=reverse) if by else found

    def _result_ids(self, result: Answer) -> tuple[int, ...]:
        return result.first if self._first and not self.order[0] else result.ids

    def enter(self, group: Group, at: int | None = None) -> None:
        """List a group anew; rows that stayed on though they no longer belong to it go."""
        self.group = group
        self.relist(at)

    def relist(self, at: int | None = None) -> None:
        """List anew, searched as before."""
        self.words = self.result.result.highlights if self.result else Highlights()
        self.show(self.listing(), at)

    def sort_by(self, field: str, *, reverse: bool = False) -> None:
        """List in the order of another field, the cursor on its paper; "" is the usual order."""
        self.order = (field, reverse)
        self.relist()

    def narrow(self, result: Answer | None, at: int | None = None) -> None:
        """Show only what a search found, best first; None shows the whole group again. Of much the best are listed
        at once, all by ``complete``."""
        self.result = result
        self._first = result is not None and len(result.first) < result.count
        self.relist(result.first[0] if result and result.first and at is None else at)

    def complete(self) -> None:
        """List all that was found."""
        if self._first:
            self._first = False
            rows, there = self.listing(), len(self.rows)
            self.extend(rows) if rows[:there] == self.rows else self.relist()

    def follow(self, papers: set[int], facts: set[int]) -> None:
        """Take in a change: its rows are painted again; papers that came or came back are listed."""
        listed = self.listed(papers | facts)
        came = any(id not in listed and self.belongs(id) for id in papers) and self.result is None
        went = any(id in listed and id not in self.library.papers for id in papers)
        if came or went or facts & listed:
            fresh = self.listing() if self.result is None else self.rows
            self.show(tuple(id for id in self.with_ghosts(fresh) if id in self.library.papers))
        else:
            self.redraw(papers)


class QueueList(PaperList):
    """The queue, in its order. A row can be dragged to another place."""

    empty = "a puts papers here"

    class Dropped(Message):
        """Papers were dragged to a place, from 1."""

        def __init__(self, ids: tuple[int, ...], place: int) -> None:
            super().__init__()
            self.ids, self.place = ids, place

    def __init__(self, library: Callable[[], Library], points: Callable[[int], int], *, id: str) -> None:
        super().__init__(library, id=id)
        self._points = points
        self._order = library().queue  # when it was last looked at
        self._held: int | None = None  # the paper that the mouse holds
        self._over: int | None = None  # the row it is held over

    def belongs(self, id: int) -> bool:
        return self.library.mark(id).queued

    def aside(self, paper: Paper) -> str:
        """Its points in the suggested order, or that its place was given by hand."""
        if self.library.mark(paper.id).placed == "hand":
            return "by hand"
        return f"{self._points(paper.id):+d}".replace("-", "−")

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

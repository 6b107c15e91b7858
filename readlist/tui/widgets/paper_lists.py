"""The lists of papers: the Papers pane, with a group or what a search finds in it, and the Queue pane.

A row shows marks, date, category, score, title and authors. The title comes first: it is the last to lose room.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.message import Message

from readlist.library.interests import Interests, bar_sign
from readlist.library.library import Library
from readlist.library.listing import (
    ALL,
    READ,
    READING,
    Group,
    listing,
    note_sign,
    orders_by_interest,
    short_date,
    sort,
    star_sign,
    state_sign,
)
from readlist.model.names import surname
from readlist.model.paper import Mark, Paper
from readlist.search.words import Highlights
from readlist.settings import Columns
from readlist.store.files import StoreError
from readlist.tui.widgets.row_list import Part, SelectList, fitted

if TYPE_CHECKING:
    from readlist.session.library_search import Answer


class Widths(NamedTuple):
    """The widths of a row's facts in cells, with the space after each; 0 for a fact that is left out."""

    date: int
    category: int
    score: int
    interest: int
    title: int
    aside: int


_DATE, _CATEGORY, _SCORE, _INTEREST = 7, 3, 5, 2
_ASIDE_MOST = 60  # cells: some ten names
_UNLIMITED = 100_000


@lru_cache(maxsize=64)
def widths(room: int, shown: frozenset[str], aside: int, cap: int | None) -> Widths:
    """Divides ``room`` cells between the facts ``shown`` and the text at the right edge.

    In the order of the stages each gets what it asks for, a column all of it or nothing, so that a title never has
    less room in a wider row. Behind the ``cap`` of the title, what is left goes to what stands aside.
    """
    cells = dict.fromkeys(Widths._fields, 0)
    capped = cap or _UNLIMITED
    for name, wanted in (
        ("title", 44),
        ("date", _DATE),
        ("title", 54),
        ("interest", _INTEREST),
        ("score", _SCORE),
        ("category", _CATEGORY),
        ("title", 58),
        ("aside", aside),
        ("title", capped),
        ("aside", _ASIDE_MOST if aside else 0),
        ("title", _UNLIMITED if "aside" in shown else capped),
    ):
        more = min(wanted - cells[name], room)
        if name == "title" or (name in shown and (cells[name] or more == wanted)):
            cells[name] += max(more, 0)
            room -= max(more, 0)
        elif name in shown:
            break  # a column that is nearly there: the title waits for it
    return Widths(**cells)


def highlighted(text: str, words: Highlights, width: int) -> list[Part]:
    """Text in exactly that many cells, with matches highlighted."""
    shown = fitted(text, width)
    parts: list[Part] = []
    at = 0
    for start, end in words.spans(shown):
        parts += [Part(shown[at:start]), Part(shown[start:end], "match")]
        at = end
    return [*parts, Part(shown[at:])]


def _facts(paper: Paper, cells: Widths, today: date, interest: int | None) -> list[Part]:
    """Date, category, score and interest, those that have cells."""
    score = "" if paper.score is None else f"{paper.score:.1f}"
    texts = (
        (f"{short_date(paper.date, today):6} ", cells.date),
        (f"{(paper.category or '')[:2]:2} ", cells.category),
        (f"{score:>4} ", cells.score),
        (f"{bar_sign(interest)} ", cells.interest),
    )
    return [Part(text, "muted") for text, width in texts if width]


def names(authors: Sequence[str], et_al: bool, width: int) -> str:
    """As many family names as fit into so many cells, and how many more there are: "Gu, Dao", "Bubeck +13", or "…"
    where nobody knows.
    """
    shown, all_names = "", ""
    for n, author in enumerate(authors, 1):
        all_names += f", {surname(author)}" if all_names else surname(author)
        text = f"{all_names} …" if et_al else f"{all_names} +{len(authors) - n}" if n < len(authors) else all_names
        if cell_len(text) > width:
            return shown or fitted(all_names, width)
        shown = text
    return shown


class PaperList(SelectList[int]):
    """Rows of papers by id; the library is asked for each row as it is drawn.

    Rows that left the listing stay on, dimmed, until it is listed anew.
    """

    marks_width = 4  # cells

    def __init__(self, library: Callable[[], Library], today: Callable[[], date], *, id: str) -> None:
        super().__init__(id=id)
        self._library = library
        self._today = today
        self.words = Highlights()  # what is highlighted
        self.columns = Columns()
        self.title_cap: int | None = None  # cells that a title has at most
        self._facts: frozenset[str] = frozenset()  # those that any paper of the listing has

    @property
    def library(self) -> Library:
        return self._library()

    def belongs(self, id: int) -> bool:
        """Does the paper still belong to this list? If not, its row is dimmed."""
        return True

    def draw(self, id: int, width: int) -> list[Part]:
        library = self.library
        try:
            paper = library.papers.get(id)
        except StoreError:  # why it can't be read is said in the detail
            return [Part(fitted(library.papers.line(id).title, width), "gone")]
        if paper is None:
            return [Part("gone", "gone")]
        mark = library.mark(id)
        cells = widths(width - self.marks_width, self._shown, self.columns.author_width + 2, self.title_cap)
        row = [*self.marks(paper, mark), *_facts(paper, cells, self._today(), library.interests.shown(id))]
        row += highlighted(paper.title_text, self.words, cells.title)
        if cells.aside:
            row.append(Part("  " + self.aside(paper, cells.aside - 2), "muted"))
        return row if self.belongs(id) and not mark.skipped else [Part(p.text, "gone") for p in row]

    @property
    def _shown(self) -> frozenset[str]:
        """The facts that rows show if there is room."""
        columns = self.columns
        wanted = {
            "date": columns.date,
            "category": columns.category,
            "score": columns.score,
            "interest": columns.interest and self.library.interests.orders,
            "aside": columns.author,
        }
        always = ("interest", "aside")
        return frozenset(name for name, on in wanted.items() if on and (name in self._facts or name in always))

    def facts_of(self, rows: Sequence[int]) -> frozenset[str]:
        """The facts that have a column: those that any of the papers has."""
        return self.library.papers.facts_of(rows)

    def show(self, rows: Sequence[int], at: int | None = None) -> None:
        self._facts = self.facts_of(rows)
        super().show(rows, at)

    def follow_interest(self, before: Interests) -> None:
        """Repaint the rows in view that show another interest than before: after one decision few do."""
        now, seen = self.library.interests, [self.rows[y] for y in self.in_view]
        whole = before.orders != now.orders  # the column comes or goes
        self.redraw({id for id in seen if whole or self.interest_sign(before, id) != self.interest_sign(now, id)})

    def interest_sign(self, interests: Interests, id: int) -> str:
        """What a row shows of the interest in its paper."""
        return bar_sign(interests.shown(id)) if "interest" in self._shown else ""

    def marks(self, paper: Paper, mark: Mark) -> list[Part]:
        """What was decided, in ``marks_width`` cells."""
        return [
            Part(state_sign(mark), "muted"),
            Part(star_sign(mark, self.library.is_to_check(paper.id)), "star" if mark.starred else "doubt"),
            Part(note_sign(mark) + " ", "muted"),
        ]

    def aside(self, paper: Paper, width: int) -> str:
        """The text at the right edge, if there is room: the first authors' names."""
        return names(paper.authors, paper.et_al, width)

    def chosen(self) -> tuple[int, ...]:
        """The papers a command acts on: the selection, in the order of the rows, else the row under the cursor."""
        there = self.library.papers
        found = [id for id in self.rows if id in self.selected] if self.selected else [self.current]
        return tuple(id for id in found if id is not None and id in there)

    def leave_behind(self) -> None:
        """After a decision: deselect papers that left the listing, and move the cursor on to one that has not."""
        self.selection({id for id in self.selected if self.belongs(id)})
        place = self.cursor
        while place < len(self.rows) - 1 and not self.belongs(self.rows[place]):
            place += 1
        self.move(place - self.cursor)

    def with_ghosts(self, rows: Sequence[int]) -> Sequence[int]:
        """New rows, together with old ones that are no longer among them, at their places."""
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

    def __init__(self, library: Callable[[], Library], today: Callable[[], date], *, id: str) -> None:
        super().__init__(library, today, id=id)
        self.group = ALL
        self.order: tuple[str, bool] = ("", False)  # sorted by which field, the other way round; "": as usual
        self.result: Answer | None = None
        self.skipped_shown = True
        self._first = False  # only the best are listed yet
        self.was_by_interest = False  # is what is listed in the order of interest?

    def belongs(self, id: int) -> bool:
        return self.group.holds(self.library, id) and (self.skipped_shown or not self.library.mark(id).skipped)

    def listing(self) -> tuple[int, ...]:
        """The papers to list, in order."""
        found = listing(self.library, self.group) if self.result is None else self._result_ids(self.result)
        if not self.skipped_shown:
            found = tuple(id for id in found if not self.library.mark(id).skipped)
        by, reverse = self.order
        self.was_by_interest = self.by_interest
        if self.was_by_interest:
            return self.library.interests.order(found)
        return sort(self.library, found, by, reverse=reverse) if by else found

    @property
    def by_interest(self) -> bool:
        """Is the usual order that of interest?"""
        usual = not self.order[0] and self.result is None
        return usual and self.library.interests.orders and orders_by_interest(self.group)

    def _result_ids(self, result: Answer) -> tuple[int, ...]:
        return result.first if self._first and not self.order[0] else result.ids

    def enter(self, group: Group, at: int | None = None) -> None:
        """List a group again, without dimmed rows."""
        self.group = group
        self.relist(at)

    def relist(self, at: int | None = None) -> None:
        """List the group again, with the same search."""
        self.words = self.result.result.highlights if self.result else Highlights()
        self.show(self.listing(), at)

    def facts_of(self, rows: Sequence[int]) -> frozenset[str]:
        """The facts that have a column; matches of a search have the columns of the whole group."""
        return super().facts_of(rows) if self.result is None else self._facts

    def sort_by(self, field: str, *, reverse: bool = False) -> None:
        """Sort by another field, with the cursor on its paper; "" is the usual order."""
        self.order = (field, reverse)
        self.relist()

    def narrow(self, result: Answer | None, at: int | None = None) -> None:
        """Show only the matches of a search, best first; None shows the whole group again.

        Of many matches only the best are listed; ``complete`` lists all.
        """
        self.result = result
        self._first = result is not None and len(result.first) < result.count
        self.relist(result.first[0] if result and result.first and at is None else at)

    def complete(self) -> None:
        """List all matches."""
        if self._first:
            self._first = False
            rows, there = self.listing(), len(self.rows)
            self.extend(rows) if rows[:there] == self.rows else self.relist()

    def widen(self, result: Answer) -> None:
        """Show more that the same search found, behind what is listed; the cursor stays."""
        at, there = self.current, len(self.rows)
        self.result, self.words = result, result.result.highlights
        rows = self.listing()
        if there and rows[:there] == tuple(self.rows):
            self.extend(rows)
        else:
            self.show(rows, at if there else None)

    def follow(self, papers: set[int], facts: set[int]) -> None:
        """Take in a change: repaint its rows, and list papers that came or came back."""
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
    marks_width = 6

    class Dropped(Message):
        """Papers were dragged to a place, from 1."""

        def __init__(self, ids: tuple[int, ...], place: int) -> None:
            super().__init__()
            self.ids, self.place = ids, place

    def __init__(
        self, library: Callable[[], Library], today: Callable[[], date], points: Callable[[int], int], *, id: str
    ) -> None:
        super().__init__(library, today, id=id)
        self._points = points
        self._order = library().queue  # when it was last looked at
        self._held: int | None = None  # the paper that the mouse holds
        self._over: int | None = None  # the row it is held over

    def belongs(self, id: int) -> bool:
        return self.library.mark(id).queued

    def marks(self, paper: Paper, mark: Mark) -> list[Part]:
        """Its place, whether it is read, its star, and whether it was begun."""
        star = Part(star_sign(mark, self.library.is_to_check(paper.id)), "star" if mark.starred else "doubt")
        place = self.library.place(paper.id) or ""
        return [
            Part(f"{place:>3} ", "place"),
            Part(READ, "muted") if mark.read else star,
            Part(READING if mark.reading else " "),
        ]

    def interest_sign(self, interests: Interests, id: int) -> str:
        """The interest itself, too: the points depend on it."""
        return f"{super().interest_sign(interests, id)} {interests.shown(id)}"

    def aside(self, paper: Paper, width: int) -> str:
        """How much of it was read; else its points in the suggested order, or that its place was given by hand."""
        mark = self.library.mark(paper.id)
        if mark.reading and mark.share is not None:
            return f"{mark.share:.0%} read"
        if mark.placed == "hand":
            return "pinned"
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
        """Papers whose place has changed since the last call: rows everywhere show it."""
        before, now = self._order, self.library.queue
        self._order = now
        if before == now:
            return set()
        places = {id: place for place, id in enumerate(before)}
        return {id for place, id in enumerate(now) if places.get(id) != place} | (places.keys() - set(now))

    def enter(self) -> None:
        """List the queue again, without dimmed rows."""
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

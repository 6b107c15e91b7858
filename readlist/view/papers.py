"""Papers as rows: marks, date, category, score, title, first author; what there is no room for goes first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.cells import cell_len

from readlist.library.library import Library
from readlist.library.listing import ALL, listing, sort, star_sign, state_sign
from readlist.model.names import surname
from readlist.model.paper import Paper
from readlist.search.words import Highlights
from readlist.settings import Columns
from readlist.store.files import StoreError
from readlist.view.rows import Part, Rows, fitted

if TYPE_CHECKING:
    from readlist.session.library_search import Answer

_SCORE_FROM, _AUTHOR_FROM, _CATEGORY_FROM, _DATE_FROM = 64, 56, 48, 40  # pane widths in cells


def lit(text: str, words: Highlights, width: int) -> list[Part]:
    """Text in exactly that many cells, what matched lit."""
    shown = fitted(text, width)
    parts: list[Part] = []
    at = 0
    for start, end in words.spans(shown):
        parts += [Part(shown[at:start]), Part(shown[start:end], "match")]
        at = end
    return [*parts, Part(shown[at:])]


class PaperRows(Rows[int]):
    """Rows of papers by id. The library is asked for each row as it is drawn."""

    def __init__(self, library: Callable[[], Library]) -> None:
        self._library = library
        self.words = Highlights()  # what is lit
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
        row = [*head, *lit(paper.title_text, self.words, max(room, 0)), *tail]
        return row if self.belongs(id) else [Part(p.text, "gone") for p in row]

    def aside(self, paper: Paper) -> str:
        """What stands at the right edge, where there is room: the first author's name."""
        return surname(paper.authors[0]) if paper.authors else ""


class GroupRows(PaperRows):
    """The papers of a group, or what a search finds among them."""

    def __init__(self, library: Callable[[], Library]) -> None:
        PaperRows.__init__(self, library)
        self.group = ALL
        self.order: tuple[str, bool] = ("", False)  # sorted by which field, the other way round; "": as usual
        self.result: Answer | None = None
        self._first = False  # only the best are listed yet

    def belongs(self, id: int) -> bool:
        return self.group.holds(self.library, id)

    def listing(self) -> tuple[int, ...]:
        """What is to be listed, in its order."""
        found = listing(self.library, self.group) if self.result is None else self._found(self.result)
        by, reverse = self.order
        return sort(self.library, found, by, reverse=reverse) if by else found

    def _found(self, result: Answer) -> tuple[int, ...]:
        return result.first if self._first and not self.order[0] else result.ids


class QueueRows(PaperRows):
    """The queue, in its order."""

    empty = "a puts papers here"

    def __init__(self, library: Callable[[], Library], points: Callable[[int], int]) -> None:
        PaperRows.__init__(self, library)
        self._points = points

    def belongs(self, id: int) -> bool:
        return self.library.mark(id).queued

    def aside(self, paper: Paper) -> str:
        """Its points in the suggested order, or that its place was given by hand."""
        if self.library.mark(paper.id).placed == "hand":
            return "by hand"
        return f"{self._points(paper.id):+d}".replace("-", "−")

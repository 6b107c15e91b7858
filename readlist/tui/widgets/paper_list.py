"""Papers as rows: marks, date, category, score, title, first author; what there is no room for goes first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len

from readlist.library.library import Library
from readlist.library.rows import star_sign, state_sign
from readlist.models import Paper
from readlist.names import surname
from readlist.search.lights import Lights
from readlist.settings import Columns
from readlist.store.files import StoreError
from readlist.tui.widgets.row_list import Part, fitted
from readlist.tui.widgets.select_list import SelectList

_SCORE_FROM, _AUTHOR_FROM, _CATEGORY_FROM, _DATE_FROM = 64, 56, 48, 40  # pane widths in cells


def lit(text: str, words: Lights, width: int) -> list[Part]:
    """Text in exactly that many cells, what matched lit."""
    shown = fitted(text, width)
    parts: list[Part] = []
    at = 0
    for start, end in words.spans(shown):
        parts += [Part(shown[at:start]), Part(shown[start:end], "match")]
        at = end
    return [*parts, Part(shown[at:])]


class PaperList(SelectList[int]):
    """Rows of papers by id. The library is asked for each row as it is drawn."""

    def __init__(self, library: Callable[[], Library], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._library = library
        self.words = Lights()  # what is lit
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

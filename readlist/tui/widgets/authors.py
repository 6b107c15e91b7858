"""The authors pane: groups, saved queries, every author, and the figures of the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.reactive import reactive

from readlist.library.library import Library
from readlist.library.listing import ALL, GROUPS, Group, author_group, query_group
from readlist.library.sequences import Spliced
from readlist.library.statistics import grown, papers_a_year, sparkline
from readlist.model.change import SavedQuery
from readlist.model.paper import Author
from readlist.model.text import fold
from readlist.tui.widgets.frame import Line, Piece, text_pieces
from readlist.tui.widgets.row_list import Part, RowList, fitted

_RULE = ":"  # the row between groups and authors


class AuthorList(RowList[str]):
    """Groups, saved queries, then authors, by ``group:NAME``, ``query:ID`` or an author's id, without a colon."""

    def __init__(self, library: Callable[[], Library], *, id: str) -> None:
        super().__init__(id=id)
        self._library = library
        self._authors: Sequence[str] = ()  # keys of their rows
        self._counts: dict[str, int] = {}
        self._queries: dict[str, SavedQuery] = {}

    def listing(self) -> Sequence[str]:
        """What is to be listed now, counted."""
        self._authors = self._library().authors().ids
        self._counts = self.counted()
        queries = sorted(self._library().queries.values(), key=lambda q: fold(q.name))
        self._queries = {f"query:{q.id}": q for q in queries}
        return self._joined()

    def _joined(self) -> Sequence[str]:
        return Spliced([(*self._counts, *self._queries), (_RULE,) if self._authors else (), self._authors])

    def counted(self) -> dict[str, int]:
        """How many papers each group has."""
        return {f"group:{g.name}": self._library().count(g.state or "") for g in GROUPS}

    def selectable(self, key: str) -> bool:
        return key != _RULE

    def group_of(self, key: str) -> Group:
        """The papers that a row stands for."""
        if author := self.author_of(key):
            return author_group(author.name)
        if key in self._queries:
            return query_group(self._queries[key])
        name = key.partition(":")[2]
        return next((g for g in GROUPS if g.name == name), ALL)

    def query_of(self, key: str) -> SavedQuery | None:
        return self._queries.get(key)

    def author_of(self, key: str) -> Author | None:
        """The author of a row, counted now."""
        return None if ":" in key else self._library().author(key)

    def draw(self, key: str, width: int) -> list[Part]:
        if key == _RULE:
            return [Part("─" * (width - 1), "heading")]
        if key in self._queries:
            return [Part("/ ", "muted"), Part(fitted(self._queries[key].name, width - 3))]
        author = self.author_of(key)
        if author is None:
            group = self.group_of(key)
            return [Part(fitted(group.name, width - 7)), Part(f"{self._counts.get(key, 0):>6}", "muted")]
        figures = author.figures
        h = f" h{figures.h_index:>3}" if figures and figures.h_index is not None else ""
        star = Part("★" if author.followed else " ", "star")
        return [Part(fitted(author.name, width - 6 - len(h) - 1)), star, Part(f"{author.papers:>5}{h}", "muted")]

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


_YEARS = 12
_SHORT = {"h_index": "h", "papers": "papers", "citations": "citations", "novelty": "novelty", "ai_score": "AI score"}


def figures_of(library: Library, author: Author | None) -> str:
    """ "h 10 · 2,816 citations", "novelty 45 · AI score 59", "inbox 5  queue 2  ✓3  ★1", bars, "citations +120"."""
    if author is None:
        return ""
    signs = (("inbox ", author.inbox), ("queue ", author.queued), ("✓", author.read), ("★", author.starred))
    lines = [*_page(author), "  ".join(f"{sign}{n}" for sign, n in signs if n or sign == "inbox ")]
    first, numbers = papers_a_year(library, author.name, _YEARS)
    if numbers:
        last = first + len(numbers) - 1
        lines.append(f"{sparkline(numbers)} {first}–{last}" if first != last else f"papers of {first}")
    if author.profile and (by := grown(author.profile)):
        changed = " · ".join(f"{_SHORT[n]} {d:+,}".replace("-", "−") for n, d in by.items())
        lines.append(f"{changed} since {author.profile.figures[-2].as_of}")
    return "\n".join(filter(None, lines))


def _page(author: Author) -> list[str]:
    """What the author's own page says, in two lines."""
    f = author.figures
    if f is None:
        return []
    first = (
        f"h {f.h_index}" if f.h_index is not None else "",
        f.citations is not None and f"{f.citations:,} citations",
    )
    second = (f.novelty is not None and f"novelty {f.novelty}", f.ai_score is not None and f"AI score {f.ai_score}")
    return [" · ".join(part for part in line if part) for line in (first, second)]


class FiguresView(Line):
    """The figures of an author; drawn anew only where they differ."""

    DEFAULT_CSS = "FiguresView { color: $text-muted; }"
    text = reactive("")

    def lines(self) -> Sequence[Iterable[Piece]]:
        return text_pieces(self.text, self.size.width, self.size.height)

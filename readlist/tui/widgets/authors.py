"""The authors pane: groups, saved queries, every author, and the figures of the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.reactive import reactive

from readlist.library.library import Library
from readlist.library.listing import ALL, GROUPS, NEW, TAGGED, Group, author_group, query_group, tag_group
from readlist.library.marking import all_tags
from readlist.library.sequences import Spliced
from readlist.library.statistics import grown, papers_a_year, sparkline
from readlist.model.change import SavedQuery
from readlist.model.paper import Author
from readlist.model.text import fold
from readlist.tui.widgets.frame import Line, Piece, text_pieces
from readlist.tui.widgets.row_list import Part, RowList, fitted

_RULE = ":"  # the row between groups and authors
_TAGS, _MORE = "fold:tags", "fold:authors"  # rows that open: the tags, the authors of one paper


class AuthorList(RowList[str]):
    """Groups, saved queries, tags, then authors: ``group:NAME``, ``query:ID``, ``tag:NAME``, an author's id (no colon).

    Tags, and authors of one paper below those of more, are folded into a row each.
    """

    def __init__(self, library: Callable[[], Library], *, id: str) -> None:
        super().__init__(id=id)
        self._library = library
        self._several: Sequence[str] = ()  # authors who are followed, have a page, or have several papers
        self._single: Sequence[str] = ()  # the others
        self._counts: dict[str, int] = {}  # of groups and tags
        self._queries: dict[str, SavedQuery] = {}
        self._found: dict[str, int] = {}  # how many papers the saved queries find, of those that were counted
        self._unfolded: frozenset[str] = frozenset()

    def listing(self) -> Sequence[str]:
        """The rows to list, with counts."""
        authors = self._library().authors()
        self._several, self._single = authors.ids[: authors.several], authors.ids[authors.several :]
        self._counts = self.counted()
        queries = sorted(self._library().queries.values(), key=lambda q: fold(q.name))
        self._queries = {f"query:{q.id}": q for q in queries}
        return self._joined()

    def _joined(self) -> Sequence[str]:
        groups = [key for key in self._counts if not key.startswith("tag:")]
        tags = [key for key in self._counts if key.startswith("tag:")]
        tags = [_TAGS, *(tags if _TAGS in self._unfolded else ())] if tags else []
        rule = [_RULE] if self._several or self._single else []
        more = [_MORE] if self._several and self._single else []
        single = self._single if not more or _MORE in self._unfolded else ()
        return Spliced([(*groups, *self._queries, *tags, *rule), self._several, more, single])

    def counted(self) -> dict[str, int]:
        """The number of papers of each group and tag; the tag under the cursor stays, even with no papers left."""
        library = self._library()
        tags = {f"tag:{tag}": n for tag, n in all_tags(library).items()}
        if self.current is not None and self.current.startswith("tag:") and self.current not in tags:
            tags = dict(sorted({**tags, self.current: 0}.items(), key=lambda item: item[0].casefold()))
        groups = (g for g in GROUPS if g is not NEW or library.arrivals)
        return {f"group:{g.name}": g.size(library) for g in groups} | tags

    @property
    def fold(self) -> str:
        """What enter does to the row under the cursor: "show", "fold", or "" if it does not unfold."""
        return "" if self.current not in (_TAGS, _MORE) else "fold" if self.current in self._unfolded else "show"

    @property
    def on_author(self) -> bool:
        """Is the cursor on an author's row?"""
        return self.current is not None and ":" not in self.current

    def toggle_fold(self) -> bool:
        """Unfold or fold the row under the cursor; False if there is nothing to."""
        if not self.fold or self.current is None:
            return False
        self._unfolded ^= {self.current}
        self.show(self._joined())
        return True

    def selectable(self, key: str) -> bool:
        return key != _RULE

    def group_of(self, key: str) -> Group | None:
        """The papers of a row; None for a row that only unfolds others."""
        if author := self.author_of(key):
            return author_group(author.name)
        if key in self._queries:
            return query_group(self._queries[key])
        kind, _, name = key.partition(":")
        if kind == "tag":
            return tag_group(name)
        if kind == "fold":
            return TAGGED if key == _TAGS else None
        return next((g for g in GROUPS if g.name == name), ALL)

    def query_of(self, key: str) -> SavedQuery | None:
        return self._queries.get(key)

    def show_found(self, query: SavedQuery, papers: int) -> None:
        """Show how many papers a saved query finds."""
        key = f"query:{query.id}"
        if self._found.get(key) != papers:
            self._found[key] = papers
            self.redraw({key})

    def author_of(self, key: str) -> Author | None:
        """The author of a row, with present counts."""
        return None if ":" in key else self._library().author(key)

    def draw(self, key: str, width: int) -> list[Part]:
        if key == _RULE:
            return [Part("─" * (width - 1), "heading")]
        if key in self._queries:
            name = fitted(self._queries[key].name, width - 9)
            return [Part("/ ", "muted"), Part(name), Part(f"{self._found.get(key, ''):>6}", "muted")]
        if key == _MORE:
            return [Part(f"{self._sign(key)} {len(self._single):,} more, one paper each", "muted")]
        author = self.author_of(key)
        if author is None:
            group = self.group_of(key) or ALL
            name = f"{self._sign(key)} {group.name}" if key == _TAGS else group.name
            return [Part(fitted(name, width - 7)), Part(f"{group.size(self._library()):>6}", "muted")]
        figures = author.figures
        h = f" h{figures.h_index:>3}" if figures and figures.h_index is not None else ""
        star = Part("★" if author.followed else " ", "star")
        return [Part(fitted(author.name, width - 6 - len(h) - 1)), star, Part(f"{author.papers:>5}{h}", "muted")]

    def _sign(self, fold: str) -> str:
        return "▾" if fold in self._unfolded else "▸"

    def reload(self, at: str | None = None) -> None:
        """List all rows again. Work in proportion to the number of authors."""
        rows, wanted = self.listing(), at or self.current or ":"
        folded = _TAGS if wanted.startswith("tag:") else _MORE if ":" not in wanted and wanted in self._single else None
        if folded is not None and folded not in self._unfolded:  # the cursor's row is seen
            self._unfolded |= {folded}
            rows = self._joined()
        self.show(rows, at)

    def refigure(self) -> None:
        """Show changed profiles; rows keep their places, so that none jumps from under the cursor."""
        there = {key for key in self.rows if ":" not in key}
        self.listing()
        if there == {key for key in self._joined() if ":" not in key}:
            self.redraw(there)
        else:  # names came or went
            self.reload()

    def enter(self) -> None:
        """List all rows again, followed authors on top."""
        if self.rows != (rows := self._joined()):
            self.show(rows)

    def recount(self) -> None:
        """Show changed marks: repaint the groups whose count differs. Authors' rows count only papers."""
        before, self._counts = self._counts, self.counted()
        if before.keys() != self._counts.keys():  # a tag came or went
            self.enter()
        self.redraw({_TAGS, *(key for key, n in self._counts.items() if n != before.get(key))})


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
    """The figures of the author's own page, in two lines."""
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
    """The figures of an author; redrawn only if they differ."""

    DEFAULT_CSS = "FiguresView { color: $text-muted; }"
    text = reactive("")

    def lines(self) -> Sequence[Iterable[Piece]]:
        return text_pieces(self.text, self.size.width, self.size.height)

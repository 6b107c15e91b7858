"""The authors pane: the groups, then every author with counts."""

from __future__ import annotations

from collections.abc import Callable

from readlist.library.library import Library
from readlist.library.listing import ALL, GROUPS, Group, author_group
from readlist.models import Author, Figures
from readlist.text import fold
from readlist.tui.widgets.row_list import Part, RowList, fitted

_RULE = "rule"  # the row between groups and authors


class AuthorList(RowList[str]):
    """The groups, then the authors. Rows are keyed ``group:NAME`` or ``author:FOLDED NAME``."""

    def __init__(self, library: Callable[[], Library], *, id: str) -> None:
        super().__init__(id=id)
        self._library = library
        self._authors: dict[str, Author] = {}
        self._counts: dict[str, int] = {}

    def reload(self, at: str | None = None) -> None:
        """Count anew. Work in proportion to the number of authors."""
        self._authors = {f"author:{fold(a.name)}": a for a in self._library().authors()}
        self._counts = self._count_groups()
        self.show((*self._counts, *((_RULE, *self._authors) if self._authors else ())), at)

    def recount(self) -> None:
        """Marks changed: paint the groups again that have another count. Authors' rows count only papers."""
        counts = self._count_groups()
        self.redraw({key for key, n in counts.items() if n != self._counts.get(key)})
        self._counts = counts

    def _count_groups(self) -> dict[str, int]:
        return {f"group:{g.name}": self._library().count(g.state or "") for g in GROUPS}

    def selectable(self, key: str) -> bool:
        return key != _RULE

    def group_of(self, key: str) -> Group:
        """The papers that a row stands for."""
        kind, _, name = key.partition(":")
        if kind == "author" and key in self._authors:
            return author_group(self._authors[key].name)
        return next((g for g in GROUPS if g.name == name), ALL)

    def author_of(self, key: str) -> Author | None:
        return self._authors.get(key)

    def draw(self, key: str, width: int) -> list[Part]:
        if key == _RULE:
            return [Part("─" * (width - 1), "heading")]
        author = self._authors.get(key)
        if author is None:
            group = self.group_of(key)
            return [Part(fitted(group.name, width - 7)), Part(f"{self._counts[key]:>6}", "muted")]
        figures = author.profile.latest if author.profile else None
        h = f" h{figures.h_index:>3}" if figures and figures.h_index is not None else ""
        return [Part(fitted(author.name, width - 5 - len(h) - 1)), Part(f"{author.papers:>5}{h}", "muted")]


def figures_lines(figures: Figures) -> str:
    """An author page's figures in two lines: "h 10 · 2,816 citations", "novelty 45 · AI score 59"."""
    first = [
        f"h {figures.h_index}" if figures.h_index is not None else "",
        f"{figures.citations:,} citations" if figures.citations is not None else "",
    ]
    second = [
        f"novelty {figures.novelty}" if figures.novelty is not None else "",
        f"AI score {figures.ai_score}" if figures.ai_score is not None else "",
    ]
    return "\n".join(" · ".join(filter(None, line)) for line in (first, second))

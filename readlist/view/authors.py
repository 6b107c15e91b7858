"""The groups, the queries that are kept, then every author, those followed on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from readlist.library.library import Library
from readlist.library.listing import ALL, GROUPS, Group, author_group, query_group
from readlist.library.sequences import Spliced
from readlist.model.change import SavedQuery
from readlist.model.paper import Author
from readlist.model.text import fold
from readlist.view.rows import Part, Rows, fitted

_RULE = ":"  # the row between groups and authors


class AuthorRows(Rows[str]):
    """Rows are keyed ``group:NAME``, ``query:ID`` or with an author's id, which has no colon."""

    def __init__(self, library: Callable[[], Library]) -> None:
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

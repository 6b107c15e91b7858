"""The papers pane: a group, or what a search finds in it."""

from __future__ import annotations

from collections.abc import Callable

from readlist.library.library import Library
from readlist.library.listing import ALL, Group, listing
from readlist.search.index import Result
from readlist.tui.widgets.paper_list import PaperList


class GroupList(PaperList):
    """The papers of a group, or what a search finds among them."""

    def __init__(self, library: Callable[[], Library], *, id: str) -> None:
        super().__init__(library, id=id)
        self.group = ALL
        self.result: Result | None = None

    def belongs(self, id: int) -> bool:
        return self.group.holds(self.library, id)

    def enter(self, group: Group, at: int | None = None) -> None:
        """List a group anew; rows that stayed on though they no longer belong to it go."""
        self.group = group
        self.relist(at)

    def relist(self, at: int | None = None) -> None:
        """List anew, searched as before."""
        found = listing(self.library, self.group) if self.result is None else self._found(self.result)
        self.words = self.result.words if self.result else frozenset()
        self.show(found, at)

    def narrow(self, result: Result | None, at: int | None = None) -> None:
        """Show only what a search found, best first; None shows the whole group again."""
        self.result = result
        self.relist(result.ids[0] if result and result.ids and at is None else at)

    def _found(self, result: Result) -> tuple[int, ...]:
        return tuple(id for id in result.ids if self.belongs(id))

    def follow(self, papers: set[int], facts: set[int]) -> None:
        """Take in a change: its rows are painted again; papers that came or came back are listed."""
        listed = self.places.keys()
        came = any(id not in listed and self.belongs(id) for id in papers) and self.result is None
        went = any(id in listed and id not in self.library.papers for id in papers)
        if came or went or facts & listed:
            fresh = listing(self.library, self.group) if self.result is None else self.rows
            self.show(tuple(id for id in self.with_ghosts(fresh) if id in self.library.papers))
        else:
            self.redraw(papers)

"""The papers pane: a group, or what a search finds in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from readlist.library.library import Library
from readlist.library.listing import Group
from readlist.search.words import Highlights
from readlist.tui.widgets.paper_list import PaperList
from readlist.view.papers import GroupRows

if TYPE_CHECKING:
    from readlist.session.library_search import Answer


class GroupList(GroupRows, PaperList):
    """The papers of a group, or what a search finds among them."""

    def __init__(self, library: Callable[[], Library], *, id: str) -> None:
        GroupRows.__init__(self, library)
        PaperList.__init__(self, id=id)

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

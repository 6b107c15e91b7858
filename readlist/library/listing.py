"""Listings: what a pane shows, as an immutable sequence of ids, and the groups they are made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from readlist.library.indexes import states
from readlist.library.library import Library
from readlist.model.change import SavedQuery
from readlist.model.paper import Paper
from readlist.model.text import fold


@dataclass(frozen=True, slots=True)
class Group:
    """Papers that belong together: those in a state, or those of an author."""

    name: str  # shown
    state: str | None = "papers"  # one of ``library.states``
    author: str | None = None  # folded
    query: str | None = None  # a kept one: what it finds is for the search to say

    def size(self, library: Library) -> int:
        """How many papers belong to the group now."""
        if self.query is not None:
            return library.count("papers")
        return library.count(self.state or "") if self.author is None else len(library.papers_of(self.author))

    def holds(self, library: Library, id: int) -> bool:
        """Does the paper belong to the group now?"""
        if id not in library.papers:
            return False
        if self.query is not None:
            return True
        if self.author is not None:
            return library.author_id(self.author) in library.authors_of(library.papers[id])
        return self.state in states(library.mark(id), library.papers.is_to_check(id))


ALL = Group("All papers", "papers")
INBOX = Group("Inbox", "inbox")
GROUPS = (ALL, INBOX, Group("Starred", "starred"), Group("Unread", "unread"), Group("To check", "check"))
"""The groups above the authors."""


def query_group(kept: SavedQuery) -> Group:
    return Group(kept.name, None, query=kept.text)


def author_group(name: str) -> Group:
    return Group(name, None, fold(name))


def listing(library: Library, group: Group) -> tuple[int, ...]:
    """The group's papers, newest first."""
    if group == ALL or group.query is not None:
        return library.newest
    if group.author is not None:
        own = library.papers_of(group.author)
        return tuple(id for id in library.newest if id in own)
    return tuple(id for id in library.newest if group.holds(library, id))


SORTS = ("date", "added", "title", "author", "score", "key")
"""Fields that ``list --sort`` knows; figures and dates with the greatest first."""


def sort(library: Library, ids: Iterable[int], by: str, *, reverse: bool = False) -> tuple[int, ...]:
    """Ids in the order of a field; papers without the fact come last, equal ones keep their order."""

    def value(paper: Paper) -> Any:
        if by == "author":
            return fold(paper.authors[0]).split()[-1:] if paper.authors else None
        if by == "title":
            return fold(paper.title_text)
        return getattr(paper, by)

    there: list[tuple[Any, int]] = []
    absent: list[int] = []
    for id in ids:
        fact = value(library.papers[id])
        if fact in (None, "", []):
            absent.append(id)
        else:
            there.append((fact, id))
    there.sort(key=lambda pair: pair[0], reverse=(by in ("date", "added", "score")) is not reverse)
    return (*(id for _, id in there), *absent)

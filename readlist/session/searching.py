"""Searching an open library: the index, made or loaded when it is first needed, kept as the library is."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readlist.library.library import Library, Touched
from readlist.library.listing import ALL, Group, listing
from readlist.model.paper import Paper
from readlist.platform.cache_files import cache_file
from readlist.search.parsing import parse
from readlist.search.query import STATES, Query, State, both
from readlist.session.open_library import OpenLibrary

if TYPE_CHECKING:
    from readlist.search.index import Index
    from readlist.search.searcher import Result, Searcher

KEPT_FROM = 500
"""Papers: an index of fewer is made sooner than it is read."""
_FEW = 300  # papers that changed: so many are taken in at once, more by making the index anew


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found: the best first or, where nothing says which is better, the newest."""

    query: Query
    result: Result

    @property
    def first(self) -> tuple[int, ...]:
        """The first ids, there at once."""
        return self.result.first

    @property
    def ids(self) -> tuple[int, ...]:
        """All ids, in order."""
        return self.result.ids

    @property
    def count(self) -> int:
        return self.result.count

    def said(self) -> list[str]:
        """What a person should know: words that were taken for others, set aside, or not understood."""
        return [
            *(["no paper has all of it"] if self.result.nearly else []),
            *(f"{word} → {read_as}" for word, read_as in self.result.read_as),
            *(f"{word}: nowhere" for word in self.result.missed),
            *(remark.text for remark in self.query.remarks),
        ]


class EndedError(Exception):
    """The index that was being made is not wanted any more."""


class Searching:
    """Search in an open library.

    ``prepare`` makes the index and may run in a thread of its own, once at a time, between ``begin`` and ``adopt``;
    everything else belongs to the thread in which the library changes. What changes meanwhile is taken in when the
    index is adopted.
    """

    def __init__(self, opened: OpenLibrary) -> None:
        self._opened = opened
        self._searcher: Searcher | None = None
        self._pending: Touched | None = None  # what changed since ``begin``
        self._ended = False

    @property
    def ready(self) -> bool:
        return self._searcher is not None

    @property
    def preparing(self) -> bool:
        return self._pending is not None

    def begin(self) -> None:
        """From now on changes are remembered for the index that is being made."""
        self._pending = Touched()

    def prepare(self, *, anew: bool = False) -> Index:
        """The index of the library as it is: the kept one brought up to date, else (or ``anew``) a new one."""
        with _one_thread():
            from readlist.search.index import Index
            from readlist.search.index_columns import Columns
            from readlist.session import index_file

        library = self._opened.library
        known = _known(self._opened)
        keep = len(library.papers) >= KEPT_FROM
        file = cache_file(self._opened.folder, "index")
        kept = index_file.load(file) if keep and not anew else None
        if kept is not None:
            columns, of = kept
            stale = _stale(library, of, known)
            if stale is not None and len(stale) <= _FEW:
                index = Index(columns, dict(library.marks))
                for id in stale:
                    index.update(id, library.papers.get(id), library.mark(id))
                return index
        columns = Columns.make(self._papers(library))
        if keep:
            with contextlib.suppress(OSError):  # that it can't be kept is no reason to disturb anyone
                index_file.save(file, columns, known)
        return Index(columns, dict(library.marks))

    def _papers(self, library: Library) -> Iterator[Paper]:
        for id in tuple(library.papers):
            if self._ended:
                raise EndedError
            if paper := library.papers.get(id):
                yield paper

    def end(self) -> None:
        """Nobody waits for the index any more: who is making it stops."""
        self._ended = True

    def adopt(self, index: Index) -> None:
        """Search in this index from now on."""
        from readlist.search.searcher import Searcher

        pending, self._pending = self._pending, None
        self._searcher = Searcher(index, self._abstract_of)
        if pending is not None:
            self._update(pending.papers, pending.facts)

    def ensure(self) -> None:
        """Make the index now, if there is none."""
        if self._searcher is None:
            self.begin()
            self.adopt(self.prepare())

    def follow(self, touched: Touched) -> bool:
        """Take in a change of the library; False where so much changed that the index should be made anew."""
        if self._pending is not None:
            self._pending.papers |= touched.papers
            self._pending.facts |= touched.facts
            return True
        if self._searcher is None:
            return True
        if len(touched.facts) + self._searcher.index.changed > _FEW:
            return False
        self._update(touched.papers, touched.facts)
        return True

    def _update(self, papers: Iterable[int], facts: set[int]) -> None:
        assert self._searcher is not None
        library = self._opened.library
        for id in papers:
            self._searcher.index.update(id, library.papers.get(id), library.mark(id), facts=id in facts)

    def _abstract_of(self, id: int) -> str | None:
        paper = self._opened.library.papers.get(id)
        return paper.abstract_text if paper else None

    def ask(self, query: Query, group: Group = ALL) -> Found:
        """What a query finds in a group; a group that is a kept query is asked with it."""
        if group.query is not None:
            query, group = both(parse(group.query), query), ALL
        self.ensure()
        assert self._searcher is not None
        within: Iterable[int] | State | None = None
        if group.state in STATES:
            within = State(group.state)
        elif group != ALL:
            within = listing(self._opened.library, group)
        return Found(query, self._searcher.search(query, within))


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """numpy is imported in two thirds of the time if it need not start threads for the algebra nobody asks of it."""
    name = "OPENBLAS_NUM_THREADS"
    before = os.environ.get(name)
    os.environ.setdefault(name, "1")
    try:
        yield
    finally:
        if before is None:  # other programs that readlist starts may want theirs
            os.environ.pop(name, None)


def _known(opened: OpenLibrary) -> dict[str, Any]:
    """What says which state of a library columns were made from."""
    changes = [[change.id, change.undone] for change in tuple(opened.library.history.values())]
    return {"origin": opened.origin, "changes": changes}


def _stale(library: Library, known: Mapping[str, Any], now: Mapping[str, Any]) -> set[int] | None:
    """Papers that changed since an index was kept; None where that can't be told."""
    if known.get("origin") != now["origin"]:
        return None
    before, after = dict(known["changes"]), dict(now["changes"])
    toggled = [id for id, undone in after.items() if before.get(id) != undone]
    forgotten = before.keys() - after.keys()
    if forgotten and any(id in before for id in toggled):
        return None
    if before and not before.keys() & after.keys():
        return None
    return {e.id for id in toggled for e in library.edits_of(library.history[id]) if e.table == "papers"}

"""Finding a paper again: by arXiv id or DOI, by title, by abstract, exactly or nearly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from readlist.library.columns import Columns
from readlist.model.likeness import different_works, identities, same_abstract
from readlist.model.paper import Paper, id_of

Value = TypeVar("Value", str, int)

_CROWD = 20  # papers that share a number: more of them means a phrase of a group or a publisher
_COMPARED = 5  # of the papers that share most numbers


class Known(Protocol):
    """Papers that have columns: they need not be gone through."""

    @property
    def columns(self) -> Columns: ...
    def __getitem__(self, id: int, /) -> Paper: ...
    @property
    def changed(self) -> Mapping[int, Paper | None]: ...  # the columns say of these what was


class Finder:
    """An index of papers by what identifies them. ``add`` and ``drop`` keep it as the papers are.

    ``known`` are further papers, those that ``changed`` aside, which the index learns of from their columns.
    """

    def __init__(self, papers: Iterable[Paper] = (), known: Known | None = None) -> None:
        self._known = known
        self._exact: dict[str, tuple[int, ...]] = {}  # identity → ids
        self._sketches: dict[int, tuple[int, ...]] = {}  # number of a sketch → ids
        for paper in papers:
            self.add(paper)

    def add(self, paper: Paper, found: Iterable[str] | None = None) -> None:
        """Take a paper in; ``found`` are its identities, where they are known already."""
        for value in identities(paper) if found is None else found:
            _put(self._exact, value, paper.id)
        for number in paper.sketch:
            _put(self._sketches, number, paper.id)

    def drop(self, paper: Paper) -> None:
        for value in identities(paper):
            _take(self._exact, value, paper.id)
        for number in paper.sketch:
            _take(self._sketches, number, paper.id)

    def find(self, incoming: Paper, found: Iterable[str], paper_of: Callable[[int], Paper]) -> int | None:
        """The id of the same paper, or None. A title decides before a number, a number before an abstract.

        ``found`` are the incoming paper's identities. Many papers are called "Introduction": those whose authors or
        DOIs are others are not the same.
        """
        for value in found:
            for id in self._ids(value, paper_of):
                if value.startswith("number") or not different_works(paper_of(id), incoming):
                    return id
        shared = [id for number in incoming.sketch for id in self._sharing(number)]
        if not shared:
            return None
        for id, _ in Counter(shared).most_common(_COMPARED):
            if same_abstract(paper_of(id), incoming) and not different_works(paper_of(id), incoming):
                return id
        return None

    def _ids(self, value: str, paper_of: Callable[[int], Paper] | None = None) -> Sequence[int]:
        """The papers that have an identity."""
        own = self._exact.get(value, ())
        if self._known is None or not self._known.columns.ids:
            return own
        paper_of = paper_of or self._known.__getitem__
        hashed = self._unchanged(self._known.columns.by_identity.get(id_of(value), ()))
        return sorted((*own, *(id for id in hashed if value in identities(paper_of(id)))))

    def _sharing(self, number: int) -> tuple[int, ...]:
        """Papers that share a number of a sketch, not all where they are many."""
        own = self._sketches.get(number, ())[:_CROWD]
        if self._known is None or not (there := self._known.columns.by_sketch.get(number)):
            return own
        return (*own, *self._unchanged(there[:_CROWD]))

    def _unchanged(self, numbers: Iterable[int]) -> Iterator[int]:
        assert self._known is not None
        ids = (self._known.columns.ids[number] for number in numbers)
        return (id for id in ids if id not in self._known.changed)

    def numbered(self, number: str) -> Sequence[int]:
        """The ids of all papers with an arXiv id or DOI."""
        return self._ids(f"number {number.lower()}")


def _put(index: dict[Value, tuple[int, ...]], value: Value, id: int) -> None:
    there: tuple[int, ...] = index.get(value, ())
    if id not in there:
        index[value] = tuple(sorted((*there, id)))


def _take(index: dict[Value, tuple[int, ...]], value: Value, id: int) -> None:
    rest = tuple(other for other in index.get(value, ()) if other != id)
    if rest:
        index[value] = rest
    else:
        index.pop(value, None)

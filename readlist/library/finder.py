"""Finding a paper again: by arXiv id or DOI, by title, by abstract, exactly or nearly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from readlist.matching import near
from readlist.models import Paper
from readlist.text import identity

Value = TypeVar("Value", str, int)


_CROWD = 20  # papers that share a number: more of them means a phrase of a group or a publisher
_COMPARED = 5  # of the papers that share most numbers
_TELLING = 60  # letters: a shorter abstract ("Withdrawn.") says nothing about which paper it is of


class Finder:
    """An index of papers by what identifies them. ``add`` and ``drop`` keep it as the papers are."""

    def __init__(self, papers: Iterable[Paper] = ()) -> None:
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

        ``found`` are the incoming paper's identities.
        """
        for value in found:
            if value in self._exact:
                return self._exact[value][0]
        shared = Counter(id for number in incoming.sketch for id in self._sketches.get(number, ())[:_CROWD])
        for id, _ in shared.most_common(_COMPARED):
            if _nearly_same(paper_of(id), incoming):
                return id
        return None


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


def identities(paper: Paper) -> Iterator[str]:
    """What makes two records the same paper where they have any of it in common; the surest first."""
    if paper.title is not None:
        yield f"title {identity(paper.title_text)}"
    for title in paper.titles:
        yield f"title {identity(title)}"
    for number in (paper.arxiv, paper.doi):
        if number:
            yield f"number {number.lower()}"
    if paper.abstract and len(abstract := identity(paper.abstract)) >= _TELLING:
        yield f"abstract {abstract}"


def _nearly_same(one: Paper, other: Paper) -> bool:
    if not one.abstract or not other.abstract:
        return False
    both = one.title is not None and other.title is not None
    return near(one.abstract, other.abstract, (one.title_text, other.title_text) if both else None)

"""Finding a paper again: by arXiv id or DOI, by title, by abstract, exactly or nearly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from readlist.matching import near
from readlist.models import Paper
from readlist.text import identity


class Finder:
    """An index of papers by what identifies them. ``add`` and ``drop`` keep it as the papers are."""

    def __init__(self, papers: Iterable[Paper] = ()) -> None:
        self._exact: dict[str, int] = {}
        self._sketches: dict[int, tuple[int, ...]] = {}  # number → ids
        for paper in papers:
            self.add(paper)

    def add(self, paper: Paper) -> None:
        """Take a paper in; what another one has already stays with that one."""
        for value in identities(paper):
            self._exact.setdefault(value, paper.id)
        for number in paper.sketch:
            self._sketches[number] = (*self._sketches.get(number, ()), paper.id)

    def drop(self, paper: Paper) -> None:
        for value in identities(paper):
            if self._exact.get(value) == paper.id:
                del self._exact[value]
        for number in paper.sketch:
            rest = tuple(id for id in self._sketches[number] if id != paper.id)
            if rest:
                self._sketches[number] = rest
            else:
                del self._sketches[number]

    def find(self, incoming: Paper, paper_of: Callable[[int], Paper]) -> int | None:
        """The id of the same paper, or None. A title decides before a number, a number before an abstract."""
        for value in identities(incoming):
            if (id := self._exact.get(value)) is not None:
                return id
        for id in dict.fromkeys(id for number in incoming.sketch for id in self._sketches.get(number, ())):
            if _nearly_same(paper_of(id), incoming):
                return id
        return None


def identities(paper: Paper) -> Iterator[str]:
    """What makes two records the same paper where they have any of it in common; the surest first."""
    if paper.title is not None:
        yield f"title {identity(paper.title_text)}"
    for title in paper.titles:
        yield f"title {identity(title)}"
    for number in (paper.arxiv, paper.doi):
        if number:
            yield f"number {number.lower()}"
    if paper.abstract:
        yield f"abstract {identity(paper.abstract)}"


def _nearly_same(one: Paper, other: Paper) -> bool:
    if not one.abstract or not other.abstract:
        return False
    both = one.title is not None and other.title is not None
    return near(one.abstract, other.abstract, (one.title_text, other.title_text) if both else None)

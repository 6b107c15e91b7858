"""Indexes of the library: counts by state, the order of the queue, keys, and a finder of papers already known.

Each part takes in every change with work in proportion to it.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Protocol, TypeVar

from readlist.library.columns import Columns
from readlist.library.papers import Papers
from readlist.model.change import RetiredKeys
from readlist.model.likeness import different_works, family_names, identities, other_authors, same_abstract
from readlist.model.paper import Mark, Paper, id_of

NO_MARK = Mark()
"""Of papers about which nothing was decided."""


def states(mark: Mark, to_check: bool, fetched: bool = False) -> tuple[str, ...]:
    """The names of every state a paper is in, a tag as "#tag"; counts and groups are made of them."""
    names = ["papers"]
    if fetched and mark.inbox:
        names.append("new")
    if mark.read:
        names.append("read")
    elif not mark.skipped:
        names.append("unread")
    if mark.inbox:
        names.append("inbox")
    if mark.queued:
        names.append("queued")
    if mark.starred:
        names.append("starred")
    if mark.skipped:
        names.append("skipped")
    if to_check:
        names.append("check")
    if mark.tags:
        names += ("tagged", *(f"#{tag}" for tag in mark.tags))
    return tuple(names)


class StateCounts(Counter[str]):
    """State → how many papers are in it."""

    @classmethod
    def undecided(cls, papers: int, to_check: int) -> StateCounts:
        """The counts of papers about which nothing was decided."""
        return cls(papers=papers, unread=papers, inbox=papers, check=to_check)

    def add(self, names: Iterable[str], by: int = 1) -> None:
        """Add a paper to the counts of its states, or subtract it."""
        for state in names:
            self[state] += by


class Queue:
    """The papers of the queue in their order."""

    def __init__(self) -> None:
        self._places: list[tuple[float, int]] = []  # sorted

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(id for _, id in self._places)

    def position(self, id: int, place: float) -> int:
        """Where a paper with that place stands, from 1."""
        return bisect_left(self._places, (place, id)) + 1

    def fill(self, marks: Mapping[int, Mark], papers: Papers) -> None:
        """Fill the queue from all marks at once: sorting thousands is faster than inserting them."""
        self._places = sorted((m.place, id) for id, m in marks.items() if m.place is not None and id in papers)

    def move(self, id: int, old: Mark | None, new: Mark | None) -> None:
        """Take in a change of a paper's place."""
        before, after = old.place if old else None, new.place if new else None
        if before == after:
            return
        if before is not None:
            del self._places[bisect_left(self._places, (before, id))]
        if after is not None:
            insort(self._places, (after, id))


class KeyIndex:
    """The paper of every key and alias, of papers here and gone; made when it is first asked for."""

    def __init__(self, papers: Papers, retired: Mapping[int, RetiredKeys]) -> None:
        self._papers = papers
        self._retired = retired
        self._ids: dict[str, int] | None = None

    @property
    def ids(self) -> Mapping[str, int]:
        """Lower-case key or alias → paper id."""
        if self._ids is None:
            self._ids = self._all()
        return self._ids

    def _all(self) -> dict[str, int]:
        columns, changed = self._papers.columns, self._papers.changed
        now = [paper for paper in changed.values() if paper]
        keys = {key.lower(): id for id, gone in self._retired.items() for key in (gone.key, *gone.aliases)}
        for number, aliases in columns.aliases.items():
            if (id := columns.ids[number]) not in changed:
                keys |= {alias.lower(): id for alias in aliases}
        keys |= {alias.lower(): paper.id for paper in now for alias in paper.aliases}
        own = zip(map(str.lower, columns.keys), columns.ids, strict=True)
        keys |= ((key, id) for key, id in own if id not in changed) if changed else own
        keys |= {paper.key.lower(): paper.id for paper in now}  # before the older ones of others
        return keys

    def add(self, old: Paper | None, new: Paper) -> None:
        """Take in a paper that is new, or that changed from ``old``."""
        if old is not None and old.key != new.key:
            self._ids = None  # another paper may have the old key too
        if self._ids is not None:
            self._ids[new.key.lower()] = new.id
            for alias in new.aliases:
                self._ids.setdefault(alias.lower(), new.id)

    def retire(self, gone: RetiredKeys) -> None:
        """Take in the keys of a paper that left."""
        if self._ids is not None:
            for key in (gone.key, *gone.aliases):
                self._ids.setdefault(key.lower(), gone.id)

    def heir(self, id: int | None) -> int | None:
        """The paper of this id, or the one it was merged into; None if it is gone."""
        passed: set[int] = set()  # two devices may have merged the same papers into each other
        while id is not None and id not in self._papers:
            passed.add(id)
            id = self._retired[id].into if id in self._retired else None
            if id in passed:
                return None
        return id

    def named(self, key: str) -> int | None:
        """The id of the paper that has this key, or had it."""
        return self.heir(self.ids.get(key.strip().lower()))

    def find(self, key: str) -> tuple[int, ...]:
        """The ids that a key, an older key or a prefix names: one, several (ambiguous) or none."""
        wanted = key.strip().lower()
        if (exact := self.named(key)) is not None:
            return (exact,)
        hits = {self.heir(id) for k, id in self.ids.items() if k.startswith(wanted)} if wanted else set()
        return tuple(sorted((id for id in hits if id is not None), key=self._papers.key))


# Finding a paper again: by arXiv id or DOI, by title, by abstract, exactly or nearly.

Value = TypeVar("Value", str, int)

_CROWD = 20  # papers that share a number, titles of an abstract: more of them means a phrase of a group or a publisher
_COMPARED = 5  # of the papers that share most numbers
_ALIKE = 100  # compared of a crowd with one title and one family name: no real library has more


class Known(Protocol):
    """Papers that have columns, in which the finder can look them up."""

    @property
    def columns(self) -> Columns: ...
    def __getitem__(self, id: int, /) -> Paper: ...
    @property
    def changed(self) -> Mapping[int, Paper | None]: ...  # for these the columns have the old state


class Finder:
    """An index of papers by what identifies them. ``add`` and ``drop`` keep it as the papers are.

    ``known`` are further papers, except those that ``changed``; the index finds them in their columns.
    """

    def __init__(self, papers: Iterable[Paper] = (), known: Known | None = None) -> None:
        self._known = known
        self._exact: dict[str, list[int]] = {}  # identity → ids
        self._crowds: dict[str, dict[str, list[int]]] = {}  # identity that many have → family name → ids
        self._sketches: dict[int, list[int]] = {}  # number of a sketch → ids, of a crowd not all
        for paper in papers:
            self.add(paper)

    def prepare(self) -> None:
        """Make what finding needs of the columns, which are as they are: it takes a while, and may be in a thread."""
        if self._known is not None:
            _ = self._known.columns.by_identity, self._known.columns.by_sketch

    def add(self, paper: Paper, found: Iterable[str] | None = None) -> None:
        """Take a paper in; ``found`` are its identities, where they are known already."""
        for value in identities(paper) if found is None else found:
            _put(self._exact, value, paper.id)
            if value in self._crowds:
                _put_in_crowd(self._crowds[value], paper)
        for number in paper.sketch:
            if len(self._sketches.get(number, ())) < _ALIKE:
                _put(self._sketches, number, paper.id)

    def drop(self, paper: Paper) -> None:
        for value in identities(paper):
            _take(self._exact, value, paper.id)
            self._crowds.pop(value, None)
        for number in paper.sketch:
            _take(self._sketches, number, paper.id)

    def find(
        self,
        incoming: Paper,
        found: Iterable[str],
        paper_of: Callable[[int], Paper],
        apart: Callable[[int], bool] = lambda id: False,
    ) -> int | None:
        """The id of the same paper, or None. A title decides before a number, a number before an abstract.

        ``found`` are the incoming paper's identities. Many papers are called "Introduction", so papers with other
        authors or another DOI are not the same, nor are those that are to stay ``apart``. An abstract that came with
        many titles identifies no paper.
        """
        for value in found:
            kind = value.split(" ", 1)[0]
            for id in self._likely(value, incoming, paper_of):
                if apart(id) or (kind == "abstract" and len(paper_of(id).titles) >= _CROWD):
                    continue
                if kind == "number" or not different_works(paper_of(id), incoming):
                    return id
        shared = [id for number in incoming.sketch for id in self._sharing(number)]
        if not shared:
            return None
        for id, _ in Counter(shared).most_common(_COMPARED):
            if apart(id) or different_works(paper_of(id), incoming):
                continue
            if len(paper_of(id).titles) < _CROWD and same_abstract(paper_of(id), incoming):
                return id
        return None

    def look_alike(self, incoming: Paper, found: Iterable[str], paper_of: Callable[[int], Paper]) -> int | None:
        """A paper of the same title and authors that is nevertheless another work, according to its facts."""
        for value in found:
            if value.startswith("title "):
                for id in self._likely(value, incoming, paper_of):
                    if not other_authors(paper_of(id), incoming):
                        return id
        return None

    def _likely(self, value: str, incoming: Paper, paper_of: Callable[[int], Paper]) -> Iterable[int]:
        """The papers that have an identity; of very many only some that may share an author."""
        own = self._exact.get(value, ())
        known = self._known.columns.by_identity.get(id_of(value), ()) if self._known and self._known.columns.ids else ()
        if len(own) + len(known) <= _CROWD:
            return self._ids(value, paper_of)
        if value not in self._crowds:
            self._crowds[value] = {}
            for id in self._ids(value, paper_of):
                _put_in_crowd(self._crowds[value], paper_of(id))
        crowd = self._crowds[value]
        names = sorted(family_names(incoming)) or sorted(crowd)
        found = islice(chain.from_iterable(crowd.get(name, ()) for name in ("", *names)), _ALIKE)
        return sorted(dict.fromkeys(found))

    def _ids(self, value: str, paper_of: Callable[[int], Paper] | None = None, *, alone: bool = False) -> Sequence[int]:
        """The papers that have an identity."""
        own = self._exact.get(value, ())
        if self._known is None or not self._known.columns.ids:
            return own
        paper_of = paper_of or self._known.__getitem__
        columns, identity = self._known.columns, id_of(value)
        hashed = self._unchanged(columns.with_identity(identity) if alone else columns.by_identity.get(identity, ()))
        return sorted((*own, *(id for id in hashed if value in identities(paper_of(id)))))

    def _sharing(self, number: int) -> Sequence[int]:
        """Papers that share a number of a sketch; not all if there are many."""
        own = self._sketches.get(number, ())[:_CROWD]
        if self._known is None or not (there := self._known.columns.by_sketch.get(number)):
            return own
        return (*own, *self._unchanged(there[:_CROWD]))

    def _unchanged(self, numbers: Iterable[int]) -> Iterator[int]:
        assert self._known is not None
        ids = (self._known.columns.ids[number] for number in numbers)
        return (id for id in ids if id not in self._known.changed)

    def numbered(self, number: str, *, alone: bool = False) -> Sequence[int]:
        """The ids of all papers with an arXiv id or DOI; ``alone``, where no others are looked up."""
        return self._ids(f"number {number.lower()}", alone=alone)


def _put(index: dict[Value, list[int]], value: Value, id: int) -> None:
    ids = index.setdefault(value, [])
    place = bisect_left(ids, id)
    if ids[place : place + 1] != [id]:
        ids.insert(place, id)


def _put_in_crowd(crowd: dict[str, list[int]], paper: Paper) -> None:
    for name in family_names(paper) or ("",):
        crowd.setdefault(name, []).append(paper.id)


def _take(index: dict[Value, list[int]], value: Value, id: int) -> None:
    ids = index.get(value, [])
    place = bisect_left(ids, id)
    if ids[place : place + 1] == [id]:
        del ids[place]
    if not ids:
        index.pop(value, None)

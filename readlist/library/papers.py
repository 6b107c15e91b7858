"""The papers of a library, each decoded when it is first needed: opening 100,000 costs no more than their columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from math import isnan
from typing import Any, NamedTuple

from readlist.library.columns import Columns, byline
from readlist.model.paper import MALFORMED, Paper, PaperFile
from readlist.model.text import clean_values

_CACHED = 4096  # decoded papers

Documents = Mapping[int, Mapping[str, Any]]
Damage = Callable[[OSError | None], Exception]


class Line(NamedTuple):
    """What a row of a list shows of a paper; unknown texts are empty."""

    key: str
    date: str
    category: str
    title: str
    byline: str
    to_check: bool


class Papers(Mapping[int, Paper]):
    """Id → paper: documents of the snapshot, decoded one by one, and the papers that changed since.

    Iterating over the values decodes every paper (seconds at 100,000): use ``columns`` for what needs all of them.
    """

    def __init__(self, base: Documents, columns: Columns, damage: Damage) -> None:
        self.columns = columns
        self.changed: dict[int, Paper | None] = {}  # None: removed
        self._base = base
        self._damage = damage
        self._read: dict[int, Paper] = {}
        self._size = len(columns.ids)

    def __getitem__(self, id: int) -> Paper:
        paper = self._read.get(id)
        if paper is not None:
            return paper
        if id in self.changed:
            if (changed := self.changed[id]) is None:
                raise KeyError(id)
            return changed
        if id not in self.columns.numbers:
            raise KeyError(id)
        return self._decoded(id)

    def _decoded(self, id: int) -> Paper:
        try:
            paper = Paper.of(clean_values(dict(self._base[id])), id=id)
        except OSError as error:
            raise self._damage(error) from None
        except MALFORMED:
            raise self._damage(None) from None
        if len(self._read) >= _CACHED:
            self._read.clear()
        self._read[id] = paper
        return paper

    def __contains__(self, id: object) -> bool:
        if id in self.changed:
            return self.changed[id] is not None
        return id in self.columns.numbers

    def __iter__(self) -> Iterator[int]:
        yield from (id for id in self.columns.ids if id not in self.changed)
        yield from [id for id, paper in self.changed.items() if paper is not None]

    def __len__(self) -> int:
        return self._size

    def put(self, id: int, paper: Paper | None) -> None:
        """Add or replace a paper; None removes it."""
        self._size += (paper is not None) - (id in self)
        self._read.pop(id, None)
        if paper is None and id not in self.columns.numbers:
            self.changed.pop(id, None)
        else:
            self.changed[id] = paper

    def to_check(self) -> Iterator[int]:
        """Ids of the papers whose cut is unsure."""
        yield from (id for id in self._base_to_check if id not in self.changed)
        yield from [id for id, paper in self.changed.items() if paper is not None and paper.to_check]

    def is_to_check(self, id: int) -> bool:
        """Is the cut of a paper unsure?"""
        if id in self.changed:
            return self[id].to_check
        return id in self._base_to_check

    @cached_property
    def _base_to_check(self) -> frozenset[int]:
        return frozenset(self.columns.ids[number] for number in self.columns.to_check)

    def with_files(self) -> Iterator[tuple[int, tuple[PaperFile, ...]]]:
        """(id, files) of the papers that have files, without reading the papers."""
        if self.columns.parts["files"] != b"[]":
            ids = self.columns.ids
            yield from ((ids[n], files) for n, files in self.columns.files.items() if ids[n] not in self.changed)
        yield from [(id, paper.files) for id, paper in self.changed.items() if paper is not None and paper.files]

    @property
    def have_files(self) -> bool:
        """Has any paper a file? Asked at every letter of a search."""
        return self.columns.parts["files"] != b"[]" or any(paper and paper.files for paper in self.changed.values())

    def key(self, id: int) -> str:
        """A paper's citation key, without reading the paper."""
        if id in self.changed:
            return self[id].key
        return self.columns.keys[self.columns.numbers[id]]

    def date(self, id: int) -> str:
        """A paper's date, empty where it has none, without reading the paper."""
        if id in self.changed:
            return self[id].date or ""
        return self.columns.dates[self.columns.numbers[id]]

    def added(self, id: int) -> str:
        """When a paper was added, without reading the paper."""
        if id in self.changed:
            return self[id].added
        return self.columns.added[self.columns.numbers[id]]

    def added_last(self) -> frozenset[int]:
        """Ids of the papers that came with the newest import, without reading any."""
        times = list(self.columns.added)
        for id in self.changed.keys() & self.columns.numbers.keys():
            times[self.columns.numbers[id]] = ""
        changed = {id: paper.added for id, paper in self.changed.items() if paper is not None}
        latest = max(chain(times, changed.values()), default="")
        added = chain(zip(self.columns.ids, times, strict=True), changed.items())
        return frozenset(id for id, at in added if at and at == latest)

    def facts_of(self, ids: Iterable[int]) -> frozenset[str]:
        """Which of "date", "category" and "score" any of these papers has, without decoding them.

        It stops at the first papers that have them, and does not look for what no paper of the library has.
        """
        columns = self.columns
        changed = [paper for paper in self.changed.values() if paper is not None]
        wanted = {"date"}
        if columns.has_categories or any(paper.category for paper in changed):
            wanted.add("category")
        if columns.has_scores or any(paper.score is not None for paper in changed):
            wanted.add("score")
        found: set[str] = set()
        for id in ids:
            paper = self.changed.get(id)
            number = columns.numbers.get(id) if paper is None else None
            if paper.date if paper else number is not None and columns.dates[number]:
                found.add("date")
            if paper.category if paper else number is not None and columns.categories[number]:
                found.add("category")
            if paper.score is not None if paper else number is not None and not isnan(columns.scores[number]):
                found.add("score")
            if wanted <= found:
                break
        return frozenset(found)

    def line(self, id: int) -> Line:
        """What a row of a list shows of a paper, without reading the paper."""
        if id in self.changed:
            p = self[id]
            return Line(p.key, p.date or "", p.category or "", p.title_text, byline(p), p.to_check)
        c = self.columns
        n = c.numbers[id]
        return Line(c.keys[n], c.dates[n], c.categories[n], c.titles[n], c.bylines[n], id in self._base_to_check)

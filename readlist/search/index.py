"""The index of a library: columns made in one go, and beside them, in plain tables, what changed since.

A change of a paper's facts gives it a new slot behind those of the columns and leaves the old one dead; tags, notes and
states are never in the columns, so that deciding about papers makes nothing stale. When much has changed, columns are
made anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readlist.model.paper import Mark, Paper
from readlist.search.segment import PARTS, Segment, texts_of
from readlist.search.vocabulary import misspelt
from readlist.search.words import words_of

FIELDS = (*PARTS, "tags", "note")
READ, STARRED, SKIPPED, QUEUED, NOTE, TAG = (1 << k for k in range(8, 14))
"""Bits of a paper's mark, above those of its facts."""

_ROOM = 256  # slots by which the columns of changed papers grow


@dataclass(frozen=True, slots=True)
class Near:
    """Words at some edits from a token, the most frequent first, and (field, slots) where they stand."""

    edits: int
    words: tuple[str, ...]
    slots: tuple[tuple[int, NDArray[np.int32]], ...]


class Index:
    """The words and figures of a library's papers. ``update`` keeps it as the library is."""

    def __init__(self, segment: Segment, marks: Mapping[int, Mark] | None = None) -> None:
        n = len(segment.ids)
        self.segment = segment
        self.size = n  # slots in use, dead ones included
        self.ids = segment.ids.astype(np.int64)
        self.dates = segment.dates.astype(np.int32)
        self.scores = segment.scores.astype(np.float64)
        self.flags = segment.facts.astype(np.uint32)
        self.categories = segment.categories.astype(np.int16)
        self.category_names = list(segment.category_names)
        self.alive = np.ones(n, dtype=np.bool_)
        self.version = 0  # grows with every change: what was computed before is stale
        self.changed = 0  # papers whose facts are no longer those in the columns
        self._places: dict[int, int] = {}  # paper → slot, of those behind the columns
        self._gone: set[int] = set()  # papers in the columns that are there no more, or behind them
        self._by_id = np.argsort(self.ids)
        self._words: tuple[dict[str, list[int]], ...] = tuple({} for _ in FIELDS)
        self._heads: dict[int, str] = {}
        self._marked: dict[int, tuple[tuple[str, ...], str]] = {}  # slot → tags, note
        self._expansions: dict[str, str] = {}
        self._order: NDArray[np.int64] | None = None
        for id, mark in (marks or {}).items():
            if (slot := self.slot(id)) is not None:
                self._mark(slot, mark)

    @classmethod
    def of(cls, papers: Iterable[tuple[Paper, Mark]]) -> Index:
        """An index made of papers and what was decided about them."""
        marks: dict[int, Mark] = {}

        def facts() -> Iterator[Paper]:
            for paper, mark in papers:
                marks[paper.id] = mark
                yield paper

        segment = Segment.build(facts())
        return cls(segment, marks)

    def __len__(self) -> int:
        return int(np.count_nonzero(self.alive))

    # reading

    def slot(self, id: int) -> int | None:
        """Where a paper is, or None."""
        if id in self._places:
            return self._places[id]
        if id in self._gone or not len(self._by_id):
            return None
        at = int(np.searchsorted(self.segment.ids, id, sorter=self._by_id))
        if at == len(self._by_id):
            return None
        slot = int(self._by_id[at])
        return slot if self.segment.ids[slot] == id else None

    def slots_of(self, ids: Iterable[int]) -> NDArray[np.bool_]:
        """Which slots are those of the papers."""
        wanted = np.fromiter(ids, dtype=np.int64)
        found: NDArray[np.bool_] = np.isin(self.ids[: self.size], wanted) & self.alive[: self.size]
        return found

    def order(self) -> NDArray[np.int64]:
        """The rank of every slot: the newest paper has the greatest."""
        if self._order is None:
            newest = np.argsort(-self.dates[: self.size], kind="stable")
            self._order = np.empty(self.size, dtype=np.int64)
            self._order[newest] = np.arange(self.size)[::-1]
        return self._order

    def head(self, slot: int) -> str:
        """Folded title and authors, a line each."""
        return self._heads[slot] if slot >= len(self.segment.ids) else self.segment.head(slot)

    def marked(self, slot: int) -> tuple[tuple[str, ...], str]:
        """A paper's tags and note."""
        return self._marked.get(slot, ((), ""))

    def stands_for(self, form: str) -> str | None:
        """One of the things that a form stands for: "moe" is Mixture-of-Experts."""
        return self._expansions.get(form) or self.segment.expansions.get(form)

    def exact(self, word: str, fields: Iterable[int]) -> Iterator[tuple[int, NDArray[np.int32]]]:
        """(field, slots) where a word stands."""
        place = self.segment.vocabulary.place(word)
        for f in fields:
            if f < len(PARTS) and place is not None:
                yield f, self.segment.slots_of(f, place, place + 1)
            if slots := self._words[f].get(word):
                yield f, np.array(slots, dtype=np.int32)

    def starting(self, prefix: str, fields: Iterable[int]) -> Iterator[tuple[int, NDArray[np.int32]]]:
        """(field, slots) where a word begins so; perhaps some twice."""
        low, high = self.segment.vocabulary.starting(prefix)
        for f in fields:
            if f < len(PARTS) and low < high:
                yield f, self.segment.slots_of(f, low, high)
            begun = [slot for word, slots in self._words[f].items() if word.startswith(prefix) for slot in slots]
            if begun:
                yield f, np.array(begun, dtype=np.int32)

    def misspelt(self, token: str, fields: Sequence[int], *, typing: bool) -> Iterator[Near]:
        """Where words stand that a token may have been meant to be, those of fewer edits first."""
        near = self.segment.vocabulary.misspelt(token, typing=typing)
        other = [misspelt(token, list(self._words[f]), typing=typing) for f in fields]
        for edits in (1, 2):
            places = np.array([place for place, n in near if n == edits], dtype=np.int64)
            slots: list[tuple[int, NDArray[np.int32]]] = []
            stands: Counter[str] = Counter()  # word → how often it stands in a field of a paper that is there
            counts = np.zeros(len(places), dtype=np.int64)
            for f, table in zip(fields, other, strict=True):
                if f < len(PARTS) and len(places):
                    at = self.segment.slots_at(f, places)
                    slots.append((f, at))
                    each = self.segment.counts(f, places)
                    counts += self._alive_of(at, each) if self._gone else each
                for word in (word for word, n in table.items() if n == edits):
                    at = np.array(self._words[f][word], dtype=np.int32)
                    slots.append((f, at))
                    stands[word] += int(np.count_nonzero(self.alive[at]))
            for k in np.flatnonzero(counts).tolist():
                stands[self.segment.vocabulary.words[places[k]]] += int(counts[k])
            words = sorted((word for word, n in stands.items() if n), key=lambda word: (-stands[word], word))
            if words:
                yield Near(edits, tuple(words), tuple(slots))

    def _alive_of(self, slots: NDArray[np.int32], each: NDArray[np.int32]) -> NDArray[np.int64]:
        """Of slots that follow each other, so many for each word, how many are alive for each."""
        return np.bincount(np.repeat(np.arange(len(each)), each)[self.alive[slots]], minlength=len(each))

    # changing

    def update(self, id: int, paper: Paper | None, mark: Mark, *, facts: bool = True) -> None:
        """Take in a paper anew, or only its mark where no fact changed; None where it is gone."""
        self.version += 1
        slot = self.slot(id)
        if slot is not None and (facts or paper is None):
            self._drop(slot, id)
            slot = None
        if paper is not None:
            slot = self._add(paper) if slot is None else slot
            self._mark(slot, mark)

    def _drop(self, slot: int, id: int) -> None:
        self._unmark(slot)
        self.alive[slot] = False
        self._places.pop(id, None)
        self._gone.add(id)
        self._heads.pop(slot, None)  # its words stay in the tables: the slot is dead

    def _add(self, paper: Paper) -> int:
        slot = self.size
        if slot == len(self.ids):
            self._grow()
        self.size += 1
        self.changed += 1
        self._order = None
        texts = texts_of(paper)
        self.ids[slot], self.dates[slot], self.scores[slot] = paper.id, texts.date, texts.score
        self.flags[slot], self.alive[slot] = texts.facts, True
        if texts.category not in self.category_names:
            self.category_names.append(texts.category)
        self.categories[slot] = self.category_names.index(texts.category)
        for part, words in enumerate(texts.words):
            for word in words:
                self._words[part].setdefault(word, []).append(slot)
        self._heads[slot] = texts.head
        self._places[paper.id] = slot
        self._expansions.update(texts.expansions)
        return slot

    def _grow(self) -> None:
        more = max(_ROOM, len(self.ids) // 8)
        for name in ("ids", "dates", "scores", "flags", "categories", "alive"):
            column = getattr(self, name)
            setattr(self, name, np.concatenate([column, np.zeros(more, dtype=column.dtype)]))

    def _mark(self, slot: int, mark: Mark) -> None:
        bits = (
            (READ, mark.read), (STARRED, mark.starred), (SKIPPED, mark.skipped), (QUEUED, mark.queued),
            (NOTE, bool(mark.note)), (TAG, bool(mark.tags)),
        )  # fmt: skip
        self.flags[slot] = (int(self.flags[slot]) & 0xFF) | sum(bit for bit, has in bits if has)
        now = (mark.tags, mark.note or "")
        if now == self.marked(slot):
            return
        self._unmark(slot)
        if any(now):
            self._marked[slot] = now
        for f, text in ((FIELDS.index("tags"), " ".join(mark.tags)), (FIELDS.index("note"), now[1])):
            for word in dict.fromkeys(words_of(text)):
                self._words[f].setdefault(word, []).append(slot)

    def _unmark(self, slot: int) -> None:
        tags, note = self._marked.pop(slot, ((), ""))
        for f, text in ((FIELDS.index("tags"), " ".join(tags)), (FIELDS.index("note"), note)):
            table = self._words[f]
            for word in dict.fromkeys(words_of(text)):
                table[word].remove(slot)
                if not table[word]:
                    del table[word]

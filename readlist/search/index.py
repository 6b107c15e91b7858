"""The search index of a library: a segment built in one go, and dictionaries of what changed since.

A paper whose facts change gets a new slot after those of the segment, and its old slot is dead. Tags, notes and states
are never in the segment, so decisions leave it up to date. When much has changed, the segment is rebuilt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from readlist.model.paper import Mark, Paper
from readlist.search.field_types import DateField, NameField, NumberField, TextField
from readlist.search.fields import DOUBT, FIELDS, LABELS, NUMBERS, PAPER_MASK, PAPER_PARTS, PARTS, PDF_PARTS, mark_flags
from readlist.search.full_text import FullText
from readlist.search.segment import Codes, Segment, entry
from readlist.search.vocabulary import misspelt
from readlist.search.words import words_of

Number = TypeVar("Number", bound=np.generic)
MarkTexts = tuple[Sequence[str], ...]
_OF_MARK = tuple(
    part.field.of_mark for part in PARTS[PAPER_PARTS:] if isinstance(part.field, TextField) and part.field.of_mark
)
_MARK_PARTS = slice(PAPER_PARTS, PAPER_PARTS + len(_OF_MARK))
_NUMBER_PLACES = {field.name: place for place, field in enumerate(NUMBERS)}
LABEL_PLACES = {field.name: place for place, field in enumerate(LABELS)}
_MARK_TIMES = {field.name: field for field in FIELDS if isinstance(field, DateField) and field.of_mark}
_NO_TEXTS: MarkTexts = tuple(() for _ in _OF_MARK)
_UNMARKED = mark_flags(Mark())  # of papers about which nothing was decided
_ROOM = 256  # slots by which the arrays grow for changed papers


@dataclass(frozen=True, slots=True)
class Near:
    """Words within a number of edits of a token, the most frequent first, with their (part, slots)."""

    edits: int
    words: tuple[str, ...]
    slots: tuple[tuple[int, NDArray[np.int32]], ...]


class Index:
    """The words and figures of a library's papers; ``update`` keeps it in step with the library."""

    def __init__(self, segment: Segment, marks: Mapping[int, Mark] | None = None, doubts: Iterable[int] = ()) -> None:
        n = len(segment.ids)
        self.segment = segment
        self.size = n  # slots in use, dead ones included
        self.ids = segment.ids.astype(np.int64)
        self.dates = segment.dates.astype(np.int32)
        self.flags = segment.flags | np.uint32(_UNMARKED)
        self.numbers = [numbers.copy() for numbers in segment.numbers]  # of NUMBERS
        self.codes = [codes.copy() for codes in segment.codes]  # of LABELS: places in ``labels``
        self.labels = [Codes(zip(labels, range(len(labels)), strict=True)) for labels in segment.labels]
        self.alive = np.ones(n, dtype=np.bool_)
        self.version = 0  # grows with every change: what was computed before is stale
        self.changed = 0  # papers whose facts are no longer those in the segment
        self._places: dict[int, int] = {}  # paper → slot, of those behind the segment
        self._gone: set[int] = set()  # papers of the segment that were removed, or have a new slot
        self._by_id = np.argsort(self.ids)
        self._words: tuple[dict[str, list[int]], ...] = tuple({} for _ in PARTS)
        self._heads: dict[int, str] = {}
        self._marks: dict[int, Mark] = {}  # by slot
        self._names: dict[str, tuple[int, dict[str, list[int]]]] = {}  # of name fields, and of how many labels
        self._times: dict[str, NDArray[np.float64]] = {}  # of marks, by the fields that were asked for
        self._mark_texts: dict[int, MarkTexts] = {}
        self._expansions: dict[str, str] = {}
        self._order: NDArray[np.int64] | None = None
        self._texts: FullText | None = None
        for id, mark in (marks or {}).items():
            if (slot := self.slot(id)) is not None:
                self._mark(slot, mark)
        for id in doubts:
            if (slot := self.slot(id)) is not None:
                self.flags[slot] |= np.uint32(DOUBT)

    @classmethod
    def of(cls, papers: Iterable[tuple[Paper, Mark]]) -> Index:
        """An index of papers with their marks."""
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
        """The slot of a paper, or None."""
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
        """A mask of the slots of some papers."""
        wanted = np.fromiter(ids, dtype=np.int64)
        slots: NDArray[np.bool_] = np.isin(self.ids[: self.size], wanted) & self.alive[: self.size]
        return slots

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

    def mark_texts(self, slot: int) -> MarkTexts:
        """The texts that the user wrote about a paper, by the parts that belong to its mark."""
        return self._mark_texts.get(slot, _NO_TEXTS)

    def column(self, field: NumberField | DateField) -> NDArray[np.float64]:
        """The numbers of a field by slot; NaN if a paper has none.

        Times of marks are collected when first asked for, and updated from then on.
        """
        if (place := _NUMBER_PLACES.get(field.name)) is not None:
            return self.numbers[place]
        assert isinstance(field, DateField)
        if field.name not in self._times:
            self._times[field.name] = np.full(len(self.ids), np.nan)
            for slot, mark in self._marks.items():
                self._put_time(field, slot, mark)
        return self._times[field.name]

    def _put_time(self, field: DateField, slot: int, mark: Mark) -> None:
        assert field.of_mark is not None
        number = field.number_of(field.of_mark(mark))
        self._times[field.name][slot] = np.nan if number is None else number

    def names(self, field: NameField) -> Mapping[str, list[int]]:
        """Every name in a field, in the form that is compared, with its codes."""
        labels = self.labels[LABEL_PLACES[field.name]]
        if self._names.get(field.name, (-1,))[0] != len(labels):
            names: dict[str, list[int]] = {}
            for label, code in labels.items():
                names.setdefault(field.normal(label), []).append(code)
            self._names[field.name] = len(labels), names
        return self._names[field.name][1]

    def labels_of(self, field: str) -> list[str]:
        """The labels that papers have in a field, the most frequent first."""
        place = LABEL_PLACES[field]
        counts = np.bincount(self.codes[place][: self.size][self.alive[: self.size]], minlength=1)
        labels = [(-int(n), label) for n, label in zip(counts, self.labels[place], strict=False) if n and label]
        return [label for _, label in sorted(labels)]

    def stands_for(self, form: str) -> str | None:
        """A text that a form stands for: "moe" is Mixture-of-Experts."""
        return self._expansions.get(form) or self.segment.expansions.get(form)

    @property
    def texts(self) -> FullText | None:
        """The whole texts of papers, where they are searched too, with the slots that papers have now."""
        if self._texts is not None:
            self._texts.bind(self.slot, (id(self), self.size, len(self._gone)))
        return self._texts

    def use_texts(self, texts: FullText | None) -> None:
        """Search these whole texts from now on."""
        self.version += 1
        self._texts = texts

    def exact(self, word: str, fields: Iterable[int]) -> Iterator[tuple[int, NDArray[np.int32]]]:
        """(part, slots) of the papers that have a word."""
        place = self.segment.vocabulary.place(word)
        for f in fields:
            if f < PAPER_PARTS and place is not None:
                yield f, self.segment.slots_of(f, place, place + 1)
            if slots := self._words[f].get(word):
                yield f, np.array(slots, dtype=np.int32)
            if f in PDF_PARTS and (texts := self.texts):
                yield from ((f, slots) for slots in texts.exact(word))

    def starting(self, prefix: str, fields: Iterable[int]) -> Iterator[tuple[int, NDArray[np.int32]]]:
        """(part, slots) of the papers with a word that begins so; some slots may come twice."""
        low, high = self.segment.vocabulary.starting(prefix)
        for f in fields:
            if f < PAPER_PARTS and low < high:
                yield f, self.segment.slots_of(f, low, high)
            begun = [slot for word, slots in self._words[f].items() if word.startswith(prefix) for slot in slots]
            if begun:
                yield f, np.array(begun, dtype=np.int32)
            if f in PDF_PARTS and (texts := self.texts):
                yield from ((f, slots) for slots in texts.starting(prefix))

    def misspelt(self, token: str, fields: Sequence[int], *, typing: bool) -> Iterator[Near]:
        """The words of which a token may be a misspelling, those with fewer edits first."""
        near = self.segment.vocabulary.misspelt(token, typing=typing)
        other = [misspelt(token, list(self._words[f]), typing=typing) for f in fields]
        whole = [
            (f, *found)
            for f in PDF_PARTS.intersection(fields)
            if (texts := self.texts)
            for found in texts.misspelt(token, typing=typing)
        ]
        for edits in (1, 2):
            places = np.array([place for place, n in near if n == edits], dtype=np.int64)
            slots: list[tuple[int, NDArray[np.int32]]] = []
            counter: Counter[str] = Counter()  # word → in how many parts of papers it occurs
            counts = np.zeros(len(places), dtype=np.int64)
            for f, table in zip(fields, other, strict=True):
                if f < PAPER_PARTS and len(places):
                    at = self.segment.slots_at(f, places)
                    slots.append((f, at))
                    each = self.segment.counts(f, places)
                    counts += self._alive_of(at, each) if self._gone else each
                for word in (word for word, n in table.items() if n == edits):
                    at = np.array(self._words[f][word], dtype=np.int32)
                    slots.append((f, at))
                    counter[word] += int(np.count_nonzero(self.alive[at]))
            for f, _, word, at in (found for found in whole if found[1] == edits):
                slots.append((f, at))
                counter[word] += int(np.count_nonzero(self.alive[at]))
            for k in np.flatnonzero(counts).tolist():
                counter[self.segment.vocabulary.words[places[k]]] += int(counts[k])
            words = sorted((word for word, n in counter.items() if n), key=lambda word: (-counter[word], word))
            if words:
                yield Near(edits, tuple(words), tuple(slots))

    def _alive_of(self, slots: NDArray[np.int32], each: NDArray[np.int32]) -> NDArray[np.int64]:
        """How many slots of each word are alive, given the slots of all words in a row and the number of each."""
        return np.bincount(np.repeat(np.arange(len(each)), each)[self.alive[slots]], minlength=len(each))

    # changing

    def update(self, id: int, paper: Paper | None, mark: Mark, *, facts: bool = True, doubt: bool = False) -> None:
        """Add or replace a paper, or only its mark if no fact changed; None removes it. Is it in doubt whose it is?"""
        self.version += 1
        slot = self.slot(id)
        if slot is not None and (facts or paper is None):
            self._drop(slot, id)
            slot = None
        if paper is not None:
            slot = self._add(paper) if slot is None else slot
            self._mark(slot, mark)
            self.flags[slot] |= np.uint32(DOUBT * doubt)

    def _drop(self, slot: int, id: int) -> None:
        self._unmark(slot)
        self.alive[slot] = False
        self._marks.pop(slot, None)
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
        taken = entry(paper)
        self.ids[slot], self.dates[slot], self.flags[slot], self.alive[slot] = paper.id, taken.date, taken.flags, True
        for column, number in zip(self.numbers, taken.numbers, strict=True):
            column[slot] = number
        for codes, known, label in zip(self.codes, self.labels, taken.labels, strict=True):
            codes[slot] = known[label]
        for part, words in enumerate(taken.words):
            for word in words:
                self._words[part].setdefault(word, []).append(slot)
        self._heads[slot] = taken.head
        self._places[paper.id] = slot
        self._expansions.update(taken.expansions)
        return slot

    def _grow(self) -> None:
        more = max(_ROOM, len(self.ids) // 8)

        def longer(column: NDArray[Number]) -> NDArray[Number]:
            return np.concatenate([column, np.zeros(more, dtype=column.dtype)])

        self.ids, self.dates, self.flags = longer(self.ids), longer(self.dates), longer(self.flags)
        self.alive = longer(self.alive)
        self.numbers, self.codes = list(map(longer, self.numbers)), list(map(longer, self.codes))
        self._times = {name: longer(column) for name, column in self._times.items()}

    def _mark(self, slot: int, mark: Mark) -> None:
        self.flags[slot] = (int(self.flags[slot]) & PAPER_MASK) | mark_flags(mark)
        self._marks[slot] = mark
        for name in self._times:
            self._put_time(_MARK_TIMES[name], slot, mark)
        texts = tuple(of_mark(mark) for of_mark in _OF_MARK)
        if texts == self.mark_texts(slot):
            return
        self._unmark(slot)
        if any(texts):
            self._mark_texts[slot] = texts
        for part, table in zip(texts, self._words[_MARK_PARTS], strict=True):
            for word in dict.fromkeys(words_of(" ".join(part))):
                table.setdefault(word, []).append(slot)

    def _unmark(self, slot: int) -> None:
        texts = self._mark_texts.pop(slot, _NO_TEXTS)
        for part, table in zip(texts, self._words[_MARK_PARTS], strict=True):
            for word in dict.fromkeys(words_of(" ".join(part))):
                table[word].remove(slot)
                if not table[word]:
                    del table[word]

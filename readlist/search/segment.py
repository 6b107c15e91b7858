"""A segment of the search index: the words and figures of many papers as arrays, written once and never changed.

A paper's place in every array is its *slot*. Slots are ordered by date, newest first, so that of two equally good
papers the newer comes first without a comparison. Each part of a paper has postings, from word to slots: those of word
``w`` are ``slots[starts[w] : starts[w + 1]]``. Words are sorted, so those with one prefix have adjacent postings.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import merge
from math import nan
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from readlist.model.paper import Paper
from readlist.search.field_types import TextField
from readlist.search.fields import LABELS, NUMBERS, PAPER_PARTS, PARTS, paper_flags
from readlist.search.spans import date_number
from readlist.search.vocabulary import Pairs, Vocabulary
from readlist.search.words import forms, words_of

Item = TypeVar("Item", bound=tuple[Any, ...])
_ARRAYS = {"ids": np.int64, "dates": np.int32, "flags": np.uint32, "heads": np.uint8, "head_starts": np.int64}
"""Arrays that every index has, with their types in a file."""
_PIECE = 4096


@dataclass(frozen=True, slots=True)
class Entry:
    """The data of one paper for the index."""

    words: tuple[Iterable[str], ...]  # of each of PARTS that is a paper's
    head: str  # what a query is compared with as a whole: texts of fields with ``in_head``, folded, a line each
    date: int
    flags: int
    numbers: tuple[float, ...]  # of NUMBERS, not a number where there is none
    labels: tuple[str, ...]  # of LABELS, as they are written
    expansions: list[tuple[str, str]]  # form → what it stands for


def entry(paper: Paper) -> Entry:
    """The data of a paper for the index."""
    words: list[Iterable[str]] = []
    head: list[str] = []
    expansions: list[tuple[str, str]] = []
    for part in PARTS[:PAPER_PARTS]:
        field = part.field
        if not isinstance(field, TextField):
            words.append((paper.date[:4],) if paper.date else ())
            continue
        assert field.of_paper is not None
        texts = field.of_paper(paper)
        if part.forms:
            found = [form for text in texts for form in forms(text, humps=field.humps)]
            words.append({form for form, _ in found})
            expansions += found
        else:
            folded = [words_of(text) for text in texts]
            words.append({word for text in folded for word in text})
            if field.in_head:
                head += dict.fromkeys(map(" ".join, folded))
    numbers = (field.number(paper) for field in NUMBERS)
    return Entry(
        tuple(words),
        "\n".join(head),
        date_number(paper.date),
        paper_flags(paper),
        tuple(nan if number is None else number for number in numbers),
        tuple((field.label and field.label(paper)) or "" for field in LABELS),
        expansions,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """The index of many papers. All arrays but the postings are by slot."""

    ids: NDArray[np.int64]
    dates: NDArray[np.int32]
    flags: NDArray[np.uint32]  # those of papers; those of marks are zero
    numbers: tuple[NDArray[np.float64], ...]  # of NUMBERS
    codes: tuple[NDArray[np.int32], ...]  # of LABELS: places in ``labels``
    labels: tuple[tuple[str, ...], ...]
    vocabulary: Vocabulary
    starts: tuple[NDArray[np.int32], ...]  # of each part, by place in the vocabulary, and one more
    slots: tuple[NDArray[np.int32], ...]  # of each part
    heads: NDArray[np.uint8]  # UTF-8
    head_starts: NDArray[np.int64]
    expansions: Mapping[str, str]  # form → one of the things it stands for

    def head(self, slot: int) -> str:
        return self.heads[self.head_starts[slot] : self.head_starts[slot + 1]].tobytes().decode()

    def slots_of(self, part: int, low: int, high: int) -> NDArray[np.int32]:
        """Slots of the papers with a word from place ``low`` up to ``high`` in a part; perhaps some twice."""
        starts = self.starts[part]
        return self.slots[part][starts[low] : starts[high]]

    def counts(self, part: int, places: NDArray[np.int64]) -> NDArray[np.int32]:
        """In how many papers each of some words occurs."""
        starts = self.starts[part]
        counts: NDArray[np.int32] = starts[places + 1] - starts[places]
        return counts

    def slots_at(self, part: int, places: NDArray[np.int64]) -> NDArray[np.int32]:
        """Slots of the papers with any of some words in a part; perhaps some twice."""
        counts = self.counts(part, places)
        ends = np.cumsum(counts)
        begins = np.repeat(self.starts[part][places] - ends + counts, counts)
        return self.slots[part][begins + np.arange(len(begins))]

    def parts(self) -> dict[str, memoryview]:
        """Everything as named bytes for a file; ``of_parts`` takes them back."""
        arrays: dict[str, NDArray[Any]] = {name: getattr(self, name) for name in _ARRAYS}
        arrays |= {f"starts {k}": starts for k, starts in enumerate(self.starts)}
        arrays |= {f"slots {k}": slots for k, slots in enumerate(self.slots)}
        arrays |= {f"pairs {k}": array for k, array in enumerate(self.vocabulary.pairs)}
        arrays |= {f"number {k}": numbers for k, numbers in enumerate(self.numbers)}
        arrays |= {f"codes {k}": codes for k, codes in enumerate(self.codes)}
        arrays |= {f"labels {k}": _blob(labels) for k, labels in enumerate(self.labels)}
        arrays |= {"words": _blob(self.vocabulary.words)}
        arrays |= {"forms": _blob(self.expansions), "expansions": _blob(self.expansions.values())}
        return {name: np.ascontiguousarray(array).data for name, array in arrays.items()}

    @classmethod
    def of_parts(cls, parts: Mapping[str, memoryview]) -> Segment:
        """The segment of what ``parts`` returned, only words copied. Raises KeyError, ValueError on other parts."""

        def numbers(name: str) -> NDArray[np.int32]:
            return np.frombuffer(parts[name], np.int32)

        segment = cls(
            **{name: np.frombuffer(parts[name], dtype) for name, dtype in _ARRAYS.items()},
            numbers=tuple(np.frombuffer(parts[f"number {k}"], np.float64) for k in range(len(NUMBERS))),
            codes=tuple(numbers(f"codes {k}") for k in range(len(LABELS))),
            labels=tuple(tuple(_texts(parts[f"labels {k}"])) for k in range(len(LABELS))),
            vocabulary=Vocabulary(_texts(parts["words"]), Pairs(*(numbers(f"pairs {k}") for k in range(3)))),
            starts=tuple(numbers(f"starts {k}") for k in range(PAPER_PARTS)),
            slots=tuple(numbers(f"slots {k}") for k in range(PAPER_PARTS)),
            expansions=dict(zip(_texts(parts["forms"]), _texts(parts["expansions"]), strict=True)),
        )
        n, words = len(segment.ids), len(segment.vocabulary.words)
        by_slot: tuple[NDArray[Any], ...] = (
            segment.dates,
            segment.flags,
            *segment.numbers,
            *segment.codes,
            segment.head_starts[1:],
        )
        postings = zip(segment.starts, segment.slots, strict=True)
        if (
            len(segment.vocabulary.pairs.lengths) != words
            or any(len(starts) != words + 1 or starts[-1] != len(slots) for starts, slots in postings)
            or any(len(column) != n for column in by_slot)
            or segment.head_starts[-1] != len(segment.heads)
        ):
            raise ValueError("arrays of different papers")
        return segment

    @classmethod
    def build(cls, papers: Iterable[Paper]) -> Segment:
        """The segment of some papers. May run in a thread of its own; 1.8 s for 10,000 papers with abstracts."""
        return _Builder().build(papers)


class Codes(dict[str, int]):
    """Word → number, in the order in which words first occur."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


class _Builder:
    def __init__(self) -> None:
        self.codes = Codes()
        self.words = [array("i") for _ in range(PAPER_PARTS)]
        self.lengths = [array("i") for _ in range(PAPER_PARTS)]
        self.heads: list[bytes] = []
        self.expansions: dict[str, str] = {}

    def build(self, papers: Iterable[Paper]) -> Segment:
        code = self.codes.__getitem__
        ids, keys, dates, flags = array("q"), list[str](), array("i"), array("I")
        numbers, codes = [array("d") for _ in NUMBERS], [array("i") for _ in LABELS]
        labels = [Codes() for _ in LABELS]
        for paper in papers:
            taken = entry(paper)
            for part, words in enumerate(taken.words):
                before = len(self.words[part])
                self.words[part].extend(map(code, words))
                self.lengths[part].append(len(self.words[part]) - before)
            self.heads.append(taken.head.encode())
            for form, meaning in taken.expansions:
                self.expansions.setdefault(form, meaning)
            ids.append(paper.id)
            keys.append(paper.key)
            dates.append(taken.date)
            flags.append(taken.flags)
            for column, number in zip(numbers, taken.numbers, strict=True):
                column.append(number)
            for labelled, known, label in zip(codes, labels, taken.labels, strict=True):
                labelled.append(known[label])
        n = len(keys)
        order = np.array([i for _, _, i in _ordered([(-dates[i], keys[i], i) for i in range(n)])], dtype=np.int64)
        slot = np.empty(n, dtype=np.int64)
        slot[order] = np.arange(n)
        words_in_order = _ordered(list(self.codes.items()))
        place = np.empty(len(words_in_order), dtype=np.int64)
        place[[number for _, number in words_in_order]] = np.arange(len(words_in_order))
        postings = [self._postings(part, place, slot) for part in range(PAPER_PARTS)]
        heads = [self.heads[i] for i in order.tolist()]
        return Segment(
            ids=np.array(ids)[order],
            dates=np.array(dates)[order],
            flags=np.array(flags, dtype=np.uint32)[order],
            numbers=tuple(np.array(column)[order] for column in numbers),
            codes=tuple(np.array(column)[order] for column in codes),
            labels=tuple(map(tuple, labels)),
            vocabulary=Vocabulary([word for word, _ in words_in_order]),
            starts=tuple(starts for starts, _ in postings),
            slots=tuple(slots for _, slots in postings),
            heads=np.frombuffer(b"".join(heads), dtype=np.uint8),
            head_starts=np.cumsum([0, *map(len, heads)], dtype=np.int64),
            expansions=self.expansions,
        )

    def _postings(self, part: int, place: NDArray[Any], slot: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Starts and slots of a part. The data collected for it is freed: all parts at once would need much memory."""
        keys = place[np.array(self.words[part])] << 32
        keys |= np.repeat(slot, np.array(self.lengths[part]))
        self.words[part], self.lengths[part] = array("i"), array("i")
        keys.sort()
        slots = (keys & 0xFFFFFFFF).astype(np.int32)
        keys >>= 32
        starts = np.zeros(len(place) + 1, dtype=np.int32)
        np.cumsum(np.bincount(keys, minlength=len(place)), out=starts[1:])
        return starts, slots


def _ordered(items: list[Item]) -> list[Item]:
    """Items in order, sorted in pieces: one long sort in a thread would block the other threads."""
    return list(merge(*(sorted(items[at : at + _PIECE]) for at in range(0, len(items), _PIECE))))


def _blob(texts: Iterable[str]) -> NDArray[np.uint8]:
    """Texts without line ends as one array."""
    return np.frombuffer("".join(f"{t}\n" for t in texts).encode(), dtype=np.uint8)


def _texts(blob: memoryview) -> list[str]:
    return bytes(blob).decode().split("\n")[:-1]

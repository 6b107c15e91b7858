"""A segment of the search index: the words and figures of many papers as arrays, written once and never changed.

A paper's place in every array is its *slot*; slots are in the order of dates, newest first, so that of two equally good
papers the newer comes first without a comparison. For each part of a paper there are postings, from word to slots:
those of word ``w`` are ``slots[starts[w] : starts[w + 1]]``, and so are those of all words with one beginning, because
words are sorted.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import merge
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from readlist.model.paper import Paper
from readlist.model.text import fold
from readlist.search.vocabulary import Pairs, Vocabulary
from readlist.search.words import forms, words_of

PARTS = ("title", "authors", "abstract", "title forms", "abstract forms", "year")
"""What of a paper's facts is searched. Forms are the other ways in which people type a part's words."""

Item = TypeVar("Item", bound=tuple[Any, ...])
_ARRAYS = {
    "ids": np.int64, "dates": np.int32, "scores": np.float64, "facts": np.uint8, "categories": np.int16,
    "heads": np.uint8, "head_starts": np.int64,
}  # fmt: skip
"""Arrays by slot, with their types in a file."""
_PIECE = 4096

CODE, URL, DOI, ARXIV, ABSTRACT, CHECK, PLACEHOLDER = (1 << k for k in range(7))
"""Bits of a paper's facts."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What the index takes of one paper: the words of each of PARTS, the head (what a query is compared with as a
    whole: folded title and authors, a line each), and the figures."""

    words: tuple[Iterable[str], ...]
    head: str
    date: int
    score: float
    facts: int
    category: str
    expansions: tuple[tuple[str, str], ...]  # form → what it stands for


def texts_of(paper: Paper) -> Texts:
    """What the index takes of a paper."""
    title, abstract = words_of(paper.title_text), words_of(paper.abstract_text or "")
    authors = dict.fromkeys(" ".join(words_of(name)) for name in (*paper.authors, *paper.listed_under))
    title_forms = tuple(forms(paper.title_text, humps=True))
    abstract_forms = tuple(forms(paper.abstract_text or ""))
    return Texts(
        words=(
            set(title),
            {word for name in authors for word in name.split()},
            set(abstract),
            {form for form, _ in title_forms},
            {form for form, _ in abstract_forms},
            (paper.date[:4],) if paper.date else (),
        ),
        head="\n".join((" ".join(title), *authors)),
        date=_day(paper.date),
        score=float("nan") if paper.score is None else paper.score,
        facts=sum(
            bit
            for bit, has in (
                (CODE, paper.code),
                (URL, bool(paper.urls)),
                (DOI, bool(paper.doi)),
                (ARXIV, bool(paper.arxiv)),
                (ABSTRACT, bool(paper.abstract_text)),
                (CHECK, paper.to_check),
                (PLACEHOLDER, paper.placeholder),
            )
            if has
        ),
        category=category_of(paper.category),
        expansions=title_forms + abstract_forms,
    )


def category_of(name: str | None) -> str:
    """A category as it is compared: "cs.CL" is "cl"."""
    return fold((name or "").rpartition(".")[2])


def _day(date: str | None) -> int:
    """A date as a number that sorts as the text does: 20240200 is February 2024; 0 is none."""
    digits = "".join(c for c in date or "" if c in "0123456789")[:8]
    return int(digits.ljust(8, "0")) if digits else 0


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """What the index knows of many papers. Arrays are by slot, but for the postings."""

    ids: NDArray[np.int64]
    dates: NDArray[np.int32]
    scores: NDArray[np.float64]
    facts: NDArray[np.uint8]
    categories: NDArray[np.int16]  # places in ``category_names``
    category_names: tuple[str, ...]
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
        """In how many papers each of some words stands."""
        starts = self.starts[part]
        found: NDArray[np.int32] = starts[places + 1] - starts[places]
        return found

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
        arrays |= {"words": _blob(self.vocabulary.words), "category_names": _blob(self.category_names)}
        arrays |= {"forms": _blob(self.expansions), "expansions": _blob(self.expansions.values())}
        return {name: np.ascontiguousarray(array).data for name, array in arrays.items()}

    @classmethod
    def of_parts(cls, parts: Mapping[str, memoryview]) -> Segment:
        """The segment of what ``parts`` gave, nothing copied but words. Raises KeyError, ValueError on others."""

        def numbers(name: str) -> NDArray[np.int32]:
            return np.frombuffer(parts[name], np.int32)

        segment = cls(
            **{name: np.frombuffer(parts[name], dtype) for name, dtype in _ARRAYS.items()},
            category_names=tuple(_texts(parts["category_names"])),
            vocabulary=Vocabulary(_texts(parts["words"]), Pairs(*(numbers(f"pairs {k}") for k in range(3)))),
            starts=tuple(numbers(f"starts {k}") for k in range(len(PARTS))),
            slots=tuple(numbers(f"slots {k}") for k in range(len(PARTS))),
            expansions=dict(zip(_texts(parts["forms"]), _texts(parts["expansions"]), strict=True)),
        )
        n, words = len(segment.ids), len(segment.vocabulary.words)
        by_slot = (segment.dates, segment.scores, segment.facts, segment.categories, segment.head_starts[1:])
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
        """The segment of some papers. May run in a thread of its own; 2.3 s for 10,000 papers with abstracts."""
        return _Builder().build(papers)


class _Codes(dict[str, int]):
    """Word → a number of its own, in the order in which words are first seen."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


class _Builder:
    def __init__(self) -> None:
        self.codes, self.categories = _Codes(), _Codes()
        self.words = [array("i") for _ in PARTS]
        self.lengths = [array("i") for _ in PARTS]
        self.heads: list[bytes] = []
        self.expansions: dict[str, str] = {}

    def build(self, papers: Iterable[Paper]) -> Segment:
        code = self.codes.__getitem__
        ids, keys, dates, scores, facts, categories = (
            array("q"),
            list[str](),
            array("i"),
            array("d"),
            array("B"),
            array("h"),
        )
        for paper in papers:
            texts = texts_of(paper)
            for part, words in enumerate(texts.words):
                before = len(self.words[part])
                self.words[part].extend(map(code, words))
                self.lengths[part].append(len(self.words[part]) - before)
            self.heads.append(texts.head.encode())
            for form, name in texts.expansions:
                self.expansions.setdefault(form, name)
            ids.append(paper.id)
            keys.append(paper.key)
            dates.append(texts.date)
            scores.append(texts.score)
            facts.append(texts.facts)
            categories.append(self.categories[texts.category])
        return self._sorted(ids, keys, dates, scores, facts, categories)

    def _sorted(self, ids: Any, keys: list[str], dates: Any, *figures: Any) -> Segment:
        n = len(keys)
        order = np.array([i for _, _, i in _ordered([(-dates[i], keys[i], i) for i in range(n)])], dtype=np.int64)
        slot = np.empty(n, dtype=np.int64)
        slot[order] = np.arange(n)
        words = _ordered(list(self.codes.items()))
        place = np.empty(len(words), dtype=np.int64)
        place[[number for _, number in words]] = np.arange(len(words))
        tables = [self._table(part, place, slot) for part in range(len(PARTS))]
        heads = [self.heads[i] for i in order.tolist()]
        ends = np.cumsum([0, *map(len, heads)], dtype=np.int64)
        scores, facts, categories = (np.array(column)[order] if n else np.array(column) for column in figures)
        return Segment(
            ids=np.array(ids)[order],
            dates=np.array(dates)[order],
            scores=scores,
            facts=facts,
            categories=categories,
            category_names=tuple(self.categories),
            vocabulary=Vocabulary([word for word, _ in words]),
            starts=tuple(starts for starts, _ in tables),
            slots=tuple(slots for _, slots in tables),
            heads=np.frombuffer(b"".join(heads), dtype=np.uint8),
            head_starts=ends,
            expansions=self.expansions,
        )

    def _table(self, part: int, place: NDArray[Any], slot: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Starts and slots of a part. What was gathered for it is let go: all parts at once would be much."""
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
    """Items in order, sorted in pieces: one long sort in a thread would keep all others waiting."""
    return list(merge(*(sorted(items[at : at + _PIECE]) for at in range(0, len(items), _PIECE))))


def _blob(texts: Iterable[str]) -> NDArray[np.uint8]:
    """Texts without line ends as one array."""
    return np.frombuffer("".join(f"{t}\n" for t in texts).encode(), dtype=np.uint8)


def _texts(blob: memoryview) -> list[str]:
    return bytes(blob).decode().split("\n")[:-1]

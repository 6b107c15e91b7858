"""Turns a paper into features, hashed to numbers: words and word pairs of title and abstract, and facts.

A feature's number depends on nothing but its text, so papers are read once, in any order and on any machine. Names
are not kept: who wants to know what a number stands for reads the paper again (``named_features``).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from readlist.library.columns import author_id
from readlist.model.paper import Paper
from readlist.model.text import fold
from readlist.search.words import words_of

FORM = 2
"""Grows when rows are made in another way: files of another form are not read."""

_OF_TITLE = 2  # a word of the title counts as two of the abstract: 0.234 against 0.239 of pairs in the wrong order
_MOST = 255  # times that a word counts in one paper
_CHUNK = 512  # papers whose words are counted at once
_PAIR = 0x9E3779B1  # makes "model language" another pair than "language model"
_LINK = "of"  # goes between the words of a pair: "mixture of experts"
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_SURFACE = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\s\w‐-–-]+")  # words of a pair, where they are told as they stand
_COMMON = frozenset(
    "about above after again against all also although am among an and any are as at be because been before being "
    "below between both but by can could did do does doing down due during each either et al etc few for from further "
    "had has have having he her here hers him his how however if in into is it its itself just let may me might more "
    "most must my nor not now off on once only onto or other our ours out over own per same shall she should since "
    "so some such than that the their theirs them then there these they this those through thus to too under until up "
    "upon us using use used uses very via was we were what when where whether which while who whom whose why will with "
    "within without would yet you your".split()
)


class Feature(NamedTuple):
    """Something that a paper has, in the paper's own words."""

    number: int  # what its text is hashed to
    times: int  # how often, a title's words twice; 0 for a fact
    name: str  # as people read it: "mixture of experts", "Kunlong Chen", "CL"
    words: tuple[int, ...] = ()  # of a pair, the numbers of its two words


def stem(word: str) -> str:
    """A folded word in the singular, as far as its ending says: "models" and "model", "queries" and "query"."""
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and word[-2] not in "sui":
        return word[:-1]
    return word


class _Numbers(dict[str, int]):
    """Folded word → its number, the same for its singular and plural; 0 for a word that says nothing of a subject."""

    def __missing__(self, word: str) -> int:
        self[word] = number = _number(word)
        return number


@lru_cache(1 << 14)  # of the papers whose reasons are told, most have the same words
def _number(word: str) -> int:
    if len(word) < 2 or word in _COMMON or word.isdigit():
        return 0
    return crc32(stem(word).encode()) or 1


def _texts(paper: Paper) -> tuple[str, str]:
    """What a paper's features are read in: title, unless it is only the beginning of the abstract, and abstract.

    Addresses are left out: that two papers have code on one site says nothing about their subjects.
    """
    abstract = paper.abstract_text or ""
    if "://" in abstract or "www." in abstract:
        abstract = _ADDRESS.sub(" ", abstract)
    return "" if paper.placeholder else paper.title_text, abstract


def facts_of(paper: Paper) -> dict[str, str]:
    """Facts beside the text that interest may depend on, each as it is compared → as people read it."""
    facts = {f"author {author_id(name)}": name for name in paper.authors}
    if paper.category:
        facts[f"category {paper.category}"] = paper.category
    if paper.venue:
        facts[f"venue {fold(paper.venue)}"] = paper.venue
    if paper.date:
        facts[f"year {paper.date[:4]}"] = paper.date[:4]
    for source in paper.sources[:1]:
        facts[f"source {source}"] = f"from {source}"
    return facts


def fact_number(fact: str) -> int:
    """The number of a fact as it is compared; those of authors are odd."""
    number = crc32(fact.encode("utf-8", "surrogatepass"))
    return number | 1 if fact.startswith("author ") else number & ~1


def _pairs(left: NDArray[Any], right: NDArray[Any]) -> NDArray[np.uint32]:
    """The numbers of pairs of words."""
    mixed = (left.astype(np.uint64) * np.uint64(_PAIR) + right.astype(np.uint64)) & np.uint64(0xFFFFFFFF)
    return mixed.astype(np.uint32)


def named_features(paper: Paper) -> tuple[list[Feature], list[Feature]]:
    """The features of a paper's text and those of its facts, with their names; each number once."""
    times, names = dict[int, int](), dict[int, tuple[str, tuple[int, ...]]]()
    for text, weight in zip(_texts(paper), (_OF_TITLE, 1), strict=True):
        occurrences = [(_number(word), start, end) for word, start, end in _shown_words(text) if word != _LINK]
        for number, start, end in occurrences:
            if number:
                times[number] = times.get(number, 0) + weight
                if number not in names:
                    names[number] = text[start:end], ()
        for (left, start, stop), (right, begin, end) in pairwise(occurrences):
            if left and right:
                pair = (left * _PAIR + right) & 0xFFFFFFFF  # as ``_pairs`` has it
                times[pair] = times.get(pair, 0) + weight
                if pair not in names:
                    between = text[stop:begin] if _BETWEEN.fullmatch(text, stop, begin) else " "
                    names[pair] = text[start:stop] + between + text[begin:end], (left, right)
    text_features = [Feature(n, min(times[n], _MOST), *names[n]) for n in sorted(names)]
    facts = {fact_number(fact): name for fact, name in facts_of(paper).items()}
    return text_features, [Feature(number, 0, name) for number, name in sorted(facts.items())]


def _shown_words(text: str) -> list[tuple[str, int, int]]:
    """The folded words of a text, each with where it stands there."""
    if text.isascii():
        return [(m[0].lower(), *m.span()) for m in _SURFACE.finditer(text)]
    words, found, at = words_of(text), [], 0
    spans = [(word, *m.span()) for m in _SURFACE.finditer(text) for word in words_of(m[0])]
    if [word for word, _, _ in spans] == words:
        return spans
    for word in words:  # scripts in which a word is folded to other pieces than it is written in
        at = max(text.find(word, at), at)
        found.append((word, at, at + len(word)))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The features of many papers: those of paper ``n`` are ``numbers[ends[n] : ends[n + 1]]``, in their order.

    Papers are in the order of their ids, which are hashes of their titles: the first thousand are a fair sample.
    """

    ids: NDArray[np.int64]
    ends: NDArray[np.int64]  # one more than papers, the first is 0
    numbers: NDArray[np.uint32]
    counts: NDArray[np.uint8]
    fact_ends: NDArray[np.int64]
    facts: NDArray[np.uint32]

    @classmethod
    def of(cls, papers: Iterable[Paper]) -> Rows:
        """Read papers. May run in a thread of its own; about 2 s for 10,000 papers with abstracts."""
        numbers, papers = _Numbers(), iter(papers)
        parts = [_chunk(chunk, numbers) for chunk in iter(lambda: list(islice(papers, _CHUNK)), [])]
        return _joined(parts or [_chunk([], numbers)]).ordered()

    def with_changes(self, gone: Container[int], papers: Iterable[Paper]) -> Rows:
        """The rows without some papers, and with others, which may be these as they are now."""
        stay = np.array([n for n, id in enumerate(self.ids.tolist()) if id not in gone], dtype=np.int64)
        return _joined([self.taken(stay), Rows.of(papers)]).ordered()

    def ordered(self) -> Rows:
        order = np.argsort(self.ids, kind="stable")
        return self if np.array_equal(order, np.arange(len(order))) else self.taken(order)

    def taken(self, places: NDArray[np.int64]) -> Rows:
        """The rows at some places, in that order."""
        at, ends = gathered(self.ends, places)
        facts, fact_ends = gathered(self.fact_ends, places)
        return Rows(self.ids[places], ends, self.numbers[at], self.counts[at], fact_ends, self.facts[facts])

    def parts(self) -> dict[str, memoryview]:
        """Everything as named bytes for a file; ``of_parts`` takes them back."""
        return {name: np.ascontiguousarray(getattr(self, name)).data for name in _TYPES}

    @classmethod
    def of_parts(cls, parts: Mapping[str, memoryview]) -> Rows:
        """The rows of what ``parts`` gave, nothing copied. Raises KeyError, ValueError on others."""
        rows = cls(**{name: np.frombuffer(parts[name], kind) for name, kind in _TYPES.items()})
        for ends, values in ((rows.ends, rows.numbers), (rows.fact_ends, rows.facts)):
            if len(ends) != len(rows.ids) + 1 or ends[-1] != len(values):
                raise ValueError("rows of different papers")
        if len(rows.counts) != len(rows.numbers):
            raise ValueError("counts of different rows")
        return rows


_TYPES: Mapping[str, Any] = {
    "ids": np.int64,
    "ends": np.int64,
    "numbers": np.uint32,
    "counts": np.uint8,
    "fact_ends": np.int64,
    "facts": np.uint32,
}


def gathered(ends: NDArray[np.int64], places: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the values of some rows are, one row after the other, and the ends of these rows there."""
    starts, lengths = ends[places], np.diff(ends)[places]
    new_ends = np.concatenate([[0], np.cumsum(lengths)])
    return np.arange(new_ends[-1]) + np.repeat(starts - new_ends[:-1], lengths), new_ends


def _joined(parts: Sequence[Rows]) -> Rows:
    def ends(arrays: Iterator[NDArray[np.int64]]) -> NDArray[np.int64]:
        lengths = [np.diff(array) for array in arrays]
        return np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int64)

    return Rows(
        np.concatenate([part.ids for part in parts]),
        ends(part.ends for part in parts),
        np.concatenate([part.numbers for part in parts]),
        np.concatenate([part.counts for part in parts]),
        ends(part.fact_ends for part in parts),
        np.concatenate([part.facts for part in parts]),
    )


def _chunk(papers: Sequence[Paper], numbers: _Numbers) -> Rows:
    """The rows of a few papers, in the order given."""
    words, weights, owners = array("I"), array("B"), array("i")
    facts, fact_ends = array("I"), array("q", [0])
    for place, paper in enumerate(papers):
        for text, weight in zip(_texts(paper), (_OF_TITLE, 1), strict=True):
            numbered = [numbers[word] for word in words_of(text) if word != _LINK]
            numbered.append(0)  # no pair goes on into the next text
            words.extend(numbered)
            weights.extend([weight] * len(numbered))
            owners.extend([place] * len(numbered))
        facts.extend(sorted({fact_number(fact) for fact in facts_of(paper)}))
        fact_ends.append(len(facts))
    said_words = np.array(words, dtype=np.uint32)
    owner, weight_of = np.array(owners, dtype=np.int64), np.array(weights, dtype=np.int64)
    meaningful = said_words > 0
    paired = np.flatnonzero(meaningful[:-1] & meaningful[1:])
    pairs = _pairs(said_words[paired], said_words[paired + 1])
    keys = np.concatenate([(owner << 32 | said_words)[meaningful], owner[paired] << 32 | pairs])
    weight_of = np.concatenate([weight_of[meaningful], weight_of[paired]])
    each, inverse = np.unique(keys, return_inverse=True)
    counts = np.bincount(inverse, weight_of, minlength=len(each))
    ends = np.searchsorted(each, np.arange(len(papers) + 1, dtype=np.int64) << 32)
    return Rows(
        np.array([paper.id for paper in papers], dtype=np.int64),
        ends.astype(np.int64),
        (each & 0xFFFFFFFF).astype(np.uint32),
        np.minimum(counts, _MOST).astype(np.uint8),
        np.array(fact_ends, dtype=np.int64),
        np.array(facts, dtype=np.uint32),
    )

"""Finding papers by words: ranked, forgiving, in the order of a reader's intent.

Every word of a query must match (those found nowhere are set aside): exactly, as a prefix, as the initials of a
compound ("moe" is mixture-of-experts) or with a typo (one edit from four letters on, two from eight). A paper's
score sums, over the words of the query, the best of *how close × where × how rare*; of equal ones the newer paper is
first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from readlist.models import Mark, Paper
from readlist.text import fold

_WEIGHTS = (("title", 4.0), ("authors", 3.5), ("tags", 3.0), ("note", 2.0), ("abstract", 1.0))
_BITS = {name: 1 << k for k, (name, _) in enumerate(_WEIGHTS)}
_BEST = [0.0] + [max(w for k, (_, w) in enumerate(_WEIGHTS) if mask >> k & 1) for mask in range(1, 1 << len(_WEIGHTS))]
"""Field mask → weight of its best field."""

_EXACT, _PREFIX, _INITIALS, _TYPO, _TWO_TYPOS = 1.0, 0.85, 0.8, 0.7, 0.5
_TYPO_LETTERS, _TWO_TYPOS_LETTERS = 4, 8
_ASKED_LETTERS = 3  # shorter words ("is", "al") better a score, but no paper is left out for want of them
_RERANKED = 100  # how many of the best are compared with the query as a whole
_WORD = re.compile(r"[^\W_]+")
_COMPOUND = re.compile(r"(?<![^\W_])[^\W_]++(?:-[^\W_]++)+")  # possessive: a long word costs one look


@dataclass(frozen=True, slots=True)
class Result:
    """Papers that match, best first, with what the query's words were taken for."""

    ids: tuple[int, ...]
    words: frozenset[str] = frozenset()  # folded words of the library that matched, to be lit
    read_as: tuple[tuple[str, str], ...] = ()  # ("scalng", "scaling"): words found only by forgiving
    missed: tuple[str, ...] = ()  # words found nowhere, set aside


@dataclass(slots=True)
class _Indexed:
    """What the index keeps of one paper."""

    words: tuple[str, ...]
    initials: tuple[str, ...]
    title: str  # folded, with the authors: what a query is compared with as a whole
    date: str


@dataclass(slots=True)
class _Taken:
    """What one word of the query was taken for."""

    scores: dict[int, float] = field(default_factory=dict)  # paper id → best score
    words: set[str] = field(default_factory=set)
    read_as: str | None = None


class Index:
    """The words of every paper. ``update`` keeps it as the library is; ``search`` asks it."""

    def __init__(self, papers: Iterable[tuple[Paper, Mark]] = ()) -> None:
        self._papers: dict[int, _Indexed] = {}
        self._postings: dict[str, dict[int, int]] = {}  # word → paper id → field mask
        self._initials: dict[str, dict[int, tuple[str, int]]] = {}  # initials → paper id → compound, field mask
        self._vocabulary: list[str] | None = None
        for paper, mark in papers:
            self.update(paper.id, paper, mark)

    def update(self, id: int, paper: Paper | None, mark: Mark) -> None:
        """Take in a paper's facts, tags and note anew; None where the paper is gone."""
        if old := self._papers.pop(id, None):
            _forget(self._postings, old.words, id)
            _forget(self._initials, old.initials, id)
            self._vocabulary = None
        if paper is None:
            return
        masks: dict[str, int] = {}
        for name, text in _texts(paper, mark):
            for word in fold(text).split():
                masks[word] = masks.get(word, 0) | _BITS[name]
        for word, mask in masks.items():
            self._postings.setdefault(word, {})[id] = mask
        initials = {short: (compound, _BITS["abstract"]) for short, compound in _compounds(paper.abstract_text or "")}
        initials |= {short: (compound, _BITS["title"]) for short, compound in _compounds(paper.title_text)}
        for short, found in initials.items():
            self._initials.setdefault(short, {})[id] = found
        whole = fold(f"{paper.title_text} {' '.join(paper.authors)}")
        self._papers[id] = _Indexed(tuple(masks), tuple(initials), whole, paper.date or "")
        self._vocabulary = None

    def search(self, text: str) -> Result:
        """The papers that match the text; of an empty text none."""
        tokens = list(dict.fromkeys(fold(text).split()))
        if not tokens or not self._papers:
            return Result(())
        taken = [self._take(token, last=token == tokens[-1]) for token in tokens]
        found = [(token, t) for token, t in zip(tokens, taken, strict=True) if t.scores]
        asked = [t for token, t in found if len(token) >= _ASKED_LETTERS] or [t for _, t in found]
        ids = set.intersection(*(set(t.scores) for t in asked)) if asked else set()
        totals = {id: sum(t.scores.get(id, 0.0) for _, t in found) for id in ids}
        return Result(
            tuple(self._ranked(totals, " ".join(token for token, _ in found))),
            frozenset(w for t in taken for w in t.words),
            tuple((token, t.read_as) for token, t in zip(tokens, taken, strict=True) if t.read_as),
            tuple(token for token, t in zip(tokens, taken, strict=True) if not t.scores),
        )

    def _ranked(self, totals: dict[int, float], query: str) -> Iterator[int]:
        """Best first; the very best are told apart by how well the query fits title and authors as a whole."""
        order = sorted(totals, key=lambda id: (totals[id], self._papers[id].date), reverse=True)
        head = order[:_RERANKED]

        def close(id: int) -> float:
            return totals[id] * (1.0 + fuzz.partial_ratio(query, self._papers[id].title) / 400)

        yield from sorted(head, key=lambda id: (close(id), self._papers[id].date), reverse=True)
        yield from order[_RERANKED:]

    def _take(self, token: str, last: bool) -> _Taken:
        """Everything a word may mean: what it says, else what it may have been meant to say, and initials."""
        taken = _Taken()
        for word, quality in self._meant(token, last):
            self._score(taken, word, quality)
        if not taken.scores:
            misspelt = self._misspelt(token)
            for word, edits in misspelt:
                self._score(taken, word, _TYPO if edits == 1 else _TWO_TYPOS)
            if misspelt:
                taken.read_as = min(misspelt, key=lambda w: (w[1], -len(self._postings[w[0]])))[0]
        if compounds := self._initials.get(token):
            rare = self._rare(len(compounds))
            for id, (compound, mask) in compounds.items():
                taken.scores[id] = max(taken.scores.get(id, 0.0), _INITIALS * _BEST[mask] * rare)
                taken.words.update(fold(compound).split())
            taken.read_as = taken.read_as or next(iter(compounds.values()))[0]
        return taken

    def _score(self, taken: _Taken, word: str, quality: float) -> None:
        found = self._postings[word]
        worth = quality * self._rare(len(found))
        taken.words.add(word)
        for id, mask in found.items():
            taken.scores[id] = max(taken.scores.get(id, 0.0), worth * _BEST[mask])

    def _rare(self, found: int) -> float:
        return math.log(1 + len(self._papers) / found)

    def _meant(self, token: str, last: bool) -> Iterator[tuple[str, float]]:
        """Words that are the token or start with it, with how close they are."""
        if token in self._postings:
            yield token, _EXACT
        if len(token) >= (1 if last else 3):
            for word in self._words():
                if word != token and word.startswith(token):
                    yield word, _PREFIX * (0.7 + 0.3 * len(token) / len(word))

    def _misspelt(self, token: str) -> list[tuple[str, int]]:
        """Words within the edits that the token's length allows, with their number."""
        edits = 2 if len(token) >= _TWO_TYPOS_LETTERS else 1 if len(token) >= _TYPO_LETTERS else 0
        if not edits:
            return []
        hits = process.extract(token, self._words(), scorer=OSA.distance, score_cutoff=edits, limit=None)
        return [(word, int(distance)) for word, distance, _ in hits]

    def _words(self) -> list[str]:
        if self._vocabulary is None:
            self._vocabulary = list(self._postings)
        return self._vocabulary


def _texts(paper: Paper, mark: Mark) -> Iterator[tuple[str, str]]:
    yield "title", paper.title_text
    yield "authors", " ".join((*paper.authors, *paper.listed_under))
    yield "tags", " ".join(mark.tags)
    yield "note", mark.note or ""
    yield "abstract", paper.abstract_text or ""


def _compounds(text: str) -> Iterator[tuple[str, str]]:
    """(initials, compound) of every hyphenated compound: ("moe", "Mixture-of-Experts")."""
    for m in _COMPOUND.finditer(text):
        short = "".join(part[0] for part in fold(m[0]).split())
        if len(short) > 1:
            yield short, m[0]


def _forget(table: dict[str, dict[int, Any]], words: Iterable[str], id: int) -> None:
    for word in words:
        found = table[word]
        del found[id]
        if not found:
            del table[word]


def spans(text: str, words: frozenset[str]) -> list[tuple[int, int]]:
    """(start, end) of the words of a text that are among the folded words."""
    return [m.span() for m in _WORD.finditer(text) if fold(m[0]) in words] if words else []

"""What one word or phrase of a query finds, and how well: as it stands, as the start of a word, as a form, misspelt."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from readlist.search.index import FIELDS, Index
from readlist.search.query import Phrase, Word
from readlist.search.words import words_of

_WEIGHTS = {
    "title": 4.0, "authors": 3.5, "tags": 3.0, "note": 2.0, "abstract": 1.0, "title forms": 3.6, "abstract forms": 0.9,
    "year": 1.5,
}  # fmt: skip
_EXACT, _PREFIX, _TYPO, _TWO_TYPOS = 1.0, 0.8, 0.7, 0.5
_IN = {
    None: FIELDS,
    "title": ("title", "title forms"),
    "authors": ("authors",),
    "abstract": ("abstract", "abstract forms"),
    "tags": ("tags",),
    "note": ("note",),
}
_FORMS = frozenset({FIELDS.index("title forms"), FIELDS.index("abstract forms")})
_SAID = frozenset({"title", "authors", "abstract", "tags", "note"})  # texts, in which words follow each other
ASKED_LETTERS = 3  # shorter words ("is", "al") better a score, but no paper is left out for want of them
_KEPT = 48  # words whose papers are remembered: with the next letter typed only one is new

Slots = NDArray[np.bool_]
Scores = NDArray[np.float32]
AbstractOf = Callable[[int], str | None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What one word was taken for: its score by slot, how rare it is, and what it was read as."""

    scores: Scores
    found: int
    worth: float
    exact: bool
    read_as: str | None = None
    words: tuple[str, ...] = ()  # misspelt ones it was taken for


class Terms:
    """Asks an index for words. Remembers the last words' papers, so that a letter typed costs one word."""

    def __init__(self, index: Index, abstract_of: AbstractOf) -> None:
        self.index = index
        self._abstract_of = abstract_of
        self._version = index.version
        self._kept: dict[tuple[Word, bool], Taken] = {}

    def forget(self) -> None:
        """Forget what the index does not say any more, or is too much. Call it before every query."""
        if self._version != self.index.version or len(self._kept) > _KEPT:
            self._version = self.index.version
            self._kept.clear()

    def take(self, word: Word, wide: bool) -> Taken:
        """Everything a word may mean; ``wide`` also what it may have been meant to say though it is found."""
        if (known := self._kept.get((word, wide))) is None:
            self._kept[word, wide] = known = self._take(word, wide)
        return known

    def _take(self, word: Word, wide: bool) -> Taken:
        fields = [FIELDS.index(name) for name in _IN[word.field]]
        parts: list[tuple[float, NDArray[np.int32]]] = []
        text = word.text
        exact = self._at(parts, self.index.exact(text, fields), _EXACT)
        if not word.literal and (word.typing or len(text) >= ASKED_LETTERS):
            self._at(parts, self.index.starting(text, [f for f in fields if f not in _FORMS]), _PREFIX)
        taken = self._scored(parts, exact)
        if word.literal or (taken.found and not wide):
            return taken if word.literal else self._as_form(taken, text)
        words: list[str] = []
        for near in self.index.misspelt(text, fields, typing=word.typing and not taken.found):
            self._at(parts, near.slots, _TYPO if near.edits == 1 else _TWO_TYPOS)
            words += near.words
        wider = self._scored(parts, exact)
        if not wider.found:
            return taken
        return Taken(wider.scores, wider.found, wider.worth, exact, None if taken.found else words[0], tuple(words))

    def _as_form(self, taken: Taken, text: str) -> Taken:
        """Initials say what they stand for even where they stand in a text themselves."""
        stands_for = self.index.stands_for(text)
        if not stands_for or len(text) < ASKED_LETTERS or (taken.exact and len(stands_for) < 2 * len(text)):
            return taken
        return replace(taken, read_as=stands_for)

    def _at(
        self, parts: list[tuple[float, NDArray[np.int32]]], found: Iterable[tuple[int, NDArray[np.int32]]], q: float
    ) -> bool:
        plain = False
        for f, slots in found:
            parts.append((q * _WEIGHTS[FIELDS[f]], slots))
            plain = plain or (f not in _FORMS and bool(self.index.alive[slots].any()))
        return plain

    def _scored(self, parts: list[tuple[float, NDArray[np.int32]]], exact: bool) -> Taken:
        """The best value by slot, made by writing greater values over smaller ones."""
        scores = np.zeros(self.index.size, dtype=np.float32)
        for value, slots in sorted(parts, key=lambda part: part[0]):
            scores[slots] = value
        scores *= self.index.alive[: self.index.size]
        found = int(np.count_nonzero(scores))
        worth = math.log(1 + len(self.index) / found) if found else 0.0
        scores *= np.float32(worth)
        return Taken(scores, found, worth, exact)

    def phrase(self, phrase: Phrase) -> tuple[Slots, Scores]:
        """The papers in one of whose fields the words follow each other."""
        scores = np.zeros(self.index.size, dtype=np.float32)
        for name in _IN[phrase.field]:
            f = FIELDS.index(name)
            if name not in _SAID:
                continue
            there: Slots | None = None
            for n, word in enumerate(phrase.words):
                begun = phrase.typing and n == len(phrase.words) - 1
                slots = np.zeros(self.index.size, dtype=np.bool_)
                for _, found in self.index.starting(word, (f,)) if begun else self.index.exact(word, (f,)):
                    slots[found] = True
                there = slots if there is None else there & slots
            assert there is not None
            for slot in np.flatnonzero(there & self.index.alive[: self.index.size]).tolist():
                if len(phrase.words) == 1 or self._holds_phrase(slot, name, phrase):
                    scores[slot] = max(scores[slot], _WEIGHTS[name])
        if count := int(np.count_nonzero(scores)):
            scores *= np.float32(math.log(1 + len(self.index) / count))
        return scores > 0, scores

    def _holds_phrase(self, slot: int, field: str, phrase: Phrase) -> bool:
        wanted = " " + " ".join(phrase.words) + ("" if phrase.typing else " ")
        return any(wanted in f" {text} " for text in self._texts(slot, field))

    def _texts(self, slot: int, field: str) -> Sequence[str]:
        if field in ("title", "authors"):
            title, *authors = self.index.head(slot).split("\n")
            return (title,) if field == "title" else authors
        if field == "abstract":
            return (" ".join(words_of(self._abstract_of(int(self.index.ids[slot])) or "")),)
        tags, note = self.index.marked(slot)
        return [" ".join(words_of(text)) for text in (tags if field == "tags" else (note,))]

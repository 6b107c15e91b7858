"""Matches one word or phrase of a query with papers: exactly, as a prefix, as another form, or misspelt."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from readlist.model.paper import Paper
from readlist.search.field_types import TextField
from readlist.search.fields import PAPER_PARTS, PARTS, PDF_PARTS, places_of
from readlist.search.index import Index
from readlist.search.query import Phrase, Word
from readlist.search.words import words_of

_EXACT, _PREFIX, _TYPO, _TWO_TYPOS = 1.0, 0.8, 0.7, 0.5
_FORMS = frozenset(place for place, part in enumerate(PARTS) if part.forms)
ASKED_LETTERS = 3  # shorter words ("is", "al") improve a score, but papers need not have them
_WIDE_LETTERS = 4  # shorter words with matches are not taken for misspelt: too many words are near
_CACHED = 48  # matches: with the next letter typed only one is new

Slots = NDArray[np.bool_]
Scores = NDArray[np.float32]
PaperOf = Callable[[int], Paper | None]


@dataclass(frozen=True, slots=True)
class Match:
    """The matches of one word: a score by slot, how rare the word is, and its correction if it was misspelt."""

    scores: Scores
    count: int  # papers
    worth: float
    exact: bool
    correction: str | None = None
    words: tuple[str, ...] = ()  # those it may be a misspelling of


class Terms:
    """Looks words up in an index. The last matches are cached, so that a letter typed costs the look-up of one word."""

    def __init__(self, index: Index, paper_of: PaperOf) -> None:
        self.index = index
        self._paper_of = paper_of
        self._version = index.version
        self._cache: dict[tuple[Word, bool], Match] = {}

    def refresh(self) -> None:
        """Drop cached matches that are out of date or too many. Call it before every query."""
        if self._version != self.index.version or len(self._cache) > _CACHED:
            self._version = self.index.version
            self._cache.clear()

    def match(self, word: Word, wide: bool) -> Match:
        """The matches of a word; with ``wide`` misspellings too, even if it matches as it is."""
        if (known := self._cache.get((word, wide))) is None:
            self._cache[word, wide] = known = self._match(word, wide)
        return known

    def _match(self, word: Word, wide: bool) -> Match:
        places = places_of(word.field)
        parts: list[tuple[float, NDArray[np.int32]]] = []
        text = word.text
        exact = self._at(parts, self.index.exact(text, places), _EXACT)
        if not word.literal and (word.typing or len(text) >= ASKED_LETTERS):
            self._at(parts, self.index.starting(text, [place for place in places if place not in _FORMS]), _PREFIX)
        match = self._scored(parts, exact)
        if word.literal or (match.count and (not wide or len(text) < _WIDE_LETTERS)):
            return match if word.literal else self._as_form(match, text, places)
        words: list[str] = []
        for near in self.index.misspelt(text, places, typing=word.typing and not match.count):
            self._at(parts, near.slots, _TYPO if near.edits == 1 else _TWO_TYPOS)
            words += near.words
        wider = self._scored(parts, exact)
        if not wider.count:
            return match
        return Match(wider.scores, wider.count, wider.worth, exact, None if match.count else words[0], tuple(words))

    def _as_form(self, match: Match, text: str, places: Iterable[int]) -> Match:
        """Show what initials stand for, even if a text has the initials themselves."""
        expansion = self.index.stands_for(text)
        if not expansion or len(text) < ASKED_LETTERS or (match.exact and len(expansion) < 2 * len(text)):
            return match
        forms = self.index.exact(text, _FORMS.intersection(places))
        there = any(self.index.alive[slots].any() for _, slots in forms)  # not only in papers that are gone
        return replace(match, correction=expansion) if there else match

    def _at(
        self,
        parts: list[tuple[float, NDArray[np.int32]]],
        postings: Iterable[tuple[int, NDArray[np.int32]]],
        closeness: float,
    ) -> bool:
        plain = False
        for place, slots in postings:
            parts.append((closeness * PARTS[place].weight, slots))
            plain = plain or (place not in _FORMS and bool(self.index.alive[slots].any()))
        return plain

    def _scored(self, parts: list[tuple[float, NDArray[np.int32]]], exact: bool) -> Match:
        """The best value of each slot: greater values overwrite smaller ones."""
        scores = np.zeros(self.index.size, dtype=np.float32)
        for value, slots in sorted(parts, key=lambda part: part[0]):
            scores[slots] = value
        scores *= self.index.alive[: self.index.size]
        count = int(np.count_nonzero(scores))
        worth = math.log(1 + len(self.index) / count) if count else 0.0
        scores *= np.float32(worth)
        return Match(scores, count, worth, exact)

    def phrase(self, phrase: Phrase) -> tuple[Slots, Scores]:
        """The papers with the words adjacent in one of their texts."""
        scores = np.zeros(self.index.size, dtype=np.float32)
        for part in places_of(phrase.field):
            field = PARTS[part].field
            if part in _FORMS or not isinstance(field, TextField):
                continue
            slots = self.index.alive[: self.index.size].copy()
            for n, word in enumerate(phrase.words):
                begun = phrase.typing and n == len(phrase.words) - 1
                with_word = np.zeros(self.index.size, dtype=np.bool_)
                for _, found in self.index.starting(word, (part,)) if begun else self.index.exact(word, (part,)):
                    with_word[found] = True
                slots &= with_word
            for slot in np.flatnonzero(slots).tolist():
                if len(phrase.words) == 1 or self._has_phrase(slot, part, field, phrase):
                    scores[slot] = max(scores[slot], field.weight)
        if count := int(np.count_nonzero(scores)):
            scores *= np.float32(math.log(1 + len(self.index) / count))
        return scores > 0, scores

    def _has_phrase(self, slot: int, part: int, field: TextField, phrase: Phrase) -> bool:
        wanted = " " + " ".join(phrase.words) + ("" if phrase.typing else " ")
        if field.in_head and not any(wanted in f" {line} " for line in self.index.head(slot).split("\n")):
            return False  # spares reading the paper
        if part in PDF_PARTS:
            whole = self.index.texts
            return whole is not None and whole.has_phrase(int(self.index.ids[slot]), wanted)
        if part >= PAPER_PARTS:
            texts = self.index.mark_texts(slot)[part - PAPER_PARTS]
        else:
            paper = self._paper_of(int(self.index.ids[slot]))
            texts = field.of_paper(paper) if paper and field.of_paper else ()
        return any(wanted in f" {' '.join(words_of(text))} " for text in texts)

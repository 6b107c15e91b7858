"""The sorted words of a library: finds those with a prefix, and those a misspelt word may mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

TYPO_LETTERS, TWO_TYPOS_LETTERS = 3, 8
"""From how many letters on one typing error is forgiven, and two; fewer letters are no misspelt word's either."""
_BEGUN_LETTERS = 5  # the least letters for an error in a word still being typed: with four, too many words are near

_LETTERS = np.full(256, 37, dtype=np.int32)  # 0: between words, 1–26, 27–36: digits, 37: all that is not ASCII
_LETTERS[ord("\n")] = 0
_LETTERS[ord("a") : ord("z") + 1] = np.arange(1, 27)
_LETTERS[ord("0") : ord("9") + 1] = np.arange(27, 37)
_BASE = 38
_TORN = 3  # pairs of letters that one edit can take away: a transposition, "ab" for "ba" within "xaby"


def allowed(word: str) -> int:
    """How many typing errors a word of this length may have."""
    return 2 if len(word) >= TWO_TYPOS_LETTERS else 1 if len(word) >= TYPO_LETTERS else 0


def misspelt(token: str, words: Sequence[str], *, typing: bool) -> dict[str, int]:
    """Word → edits, of the words within the edits that a token's length allows; of a token still being typed also
    words that begin with something so near."""
    found = {words[place]: edits for place, edits in _near(token, words, allowed(token))}
    if typing and len(token) >= _BEGUN_LETTERS:
        for place, edits in _begun(token, words):
            found.setdefault(words[place], edits)
    return found


def _near(token: str, words: Sequence[str], edits: int) -> Iterator[tuple[int, int]]:
    """(place, edits) of words within some edits."""
    if edits and words:
        for word, distance, place in process.extract(token, words, scorer=OSA.distance, score_cutoff=edits, limit=None):
            if len(word) >= TYPO_LETTERS:
                yield place, int(distance)


def _begun(token: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(place, edits) of words with a beginning that is one edit away."""
    for length in range(len(token) - 1, len(token) + 2):
        longer = [place for place, word in enumerate(words) if len(word) > length]
        for place, edits in _near(token, [words[place][:length] for place in longer], 1):
            yield longer[place], edits


class Pairs(NamedTuple):
    """The words that have each pair of letters, ``places[starts[pair] : starts[pair + 1]]``; and each word's length."""

    starts: NDArray[np.int32]
    places: NDArray[np.int32]
    lengths: NDArray[np.int32]


class Vocabulary:
    """Sorted words. Corrections of a misspelt word are found by the pairs of letters they share with it."""

    def __init__(self, words: Sequence[str], pairs: Pairs | None = None) -> None:
        self.words = list(words)
        self._pairs = pairs

    @property
    def pairs(self) -> Pairs:
        """The index of pairs, made when first needed."""
        if self._pairs is None:
            self._pairs = _paired(self.words)
        return self._pairs

    def place(self, word: str) -> int | None:
        at = bisect_left(self.words, word)
        return at if at < len(self.words) and self.words[at] == word else None

    def starting(self, prefix: str) -> tuple[int, int]:
        """The range of places of the words that begin so."""
        low = bisect_left(self.words, prefix)
        return low, bisect_left(self.words, prefix + "\U0010ffff", low)

    def misspelt(self, token: str, *, typing: bool) -> list[tuple[int, int]]:
        """(place, edits) of the words of which a token may be a misspelling."""
        edits = allowed(token)
        if not edits or not self.words:
            return []
        open_end = typing and len(token) > TYPO_LETTERS  # three letters have too few pairs to spare one
        codes = _pairs_of(f"\n{token}" if open_end else f"\n{token}\n")
        shared, lengths = self._sharing(codes), self.pairs.lengths
        places = np.flatnonzero((shared >= max(len(codes) - _TORN * edits, 1)) & (abs(lengths - len(token)) <= edits))
        found = self._confirmed(places, lambda words: _near(token, words, edits))
        if typing and len(token) >= _BEGUN_LETTERS:
            places = np.flatnonzero((shared >= len(codes) - _TORN) & (lengths >= len(token)))
            found = self._confirmed(places, lambda words: _begun(token, words)) | found
        return list(found.items())

    def _confirmed(
        self, places: NDArray[np.int64], near: Callable[[list[str]], Iterable[tuple[int, int]]]
    ) -> dict[int, int]:
        """Place → edits, for those of some places whose words are near enough."""
        some = places.tolist()
        return {some[k]: edits for k, edits in near([self.words[place] for place in some])}

    def _sharing(self, codes: NDArray[np.int32]) -> NDArray[np.int64]:
        """How many of some pairs of letters each word has."""
        starts = self.pairs.starts
        shared = [self.pairs.places[starts[c] : starts[c + 1]] for c in codes.tolist()]
        return np.bincount(np.concatenate(shared), minlength=len(self.words))


def _paired(words: Sequence[str]) -> Pairs:
    letters = np.frombuffer(("\n" + "\n".join(words) + "\n").encode(), dtype=np.uint8)
    codes = _LETTERS[letters]
    pairs = codes[:-1] * _BASE + codes[1:]
    of = np.cumsum(codes[:-1] == 0, dtype=np.int32) - 1
    keys = (pairs.astype(np.int64) << 32) | of
    keys.sort()
    keys = keys[np.flatnonzero(np.diff(keys, prepend=-1))]  # each word once a pair
    starts = np.searchsorted(keys, np.arange(_BASE * _BASE + 1, dtype=np.int64) << 32).astype(np.int32)
    lengths = np.fromiter(map(len, words), dtype=np.int32, count=len(words))
    return Pairs(starts, (keys & 0xFFFFFFFF).astype(np.int32), lengths)


def _pairs_of(text: str) -> NDArray[np.int32]:
    codes = _LETTERS[np.frombuffer(text.encode(), dtype=np.uint8)]
    found: NDArray[np.int32] = np.unique(codes[:-1] * _BASE + codes[1:])
    return found

"""The index of full texts, in segments that are written once: finds exact words, prefixes and near words.

A segment has the words of its texts in order and for each the texts that have it, as the segments of papers do. A
few segments are better than one: what was read last is added without writing all of it anew.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from readlist.search.segment import Codes
from readlist.search.vocabulary import Pairs, Vocabulary

WordsOf = Callable[[str], str | None]
"""The folded words of a text, by its name, with a space between them."""

_NUMBERS = ("starts", "texts", "pair starts", "pair places", "lengths")
"""Arrays of 32-bit numbers, with which a file has a segment."""


class TextSegment:
    """The words of some texts. ``names`` are those of the texts, in the order of their numbers."""

    def __init__(
        self, names: Sequence[str], vocabulary: Vocabulary, starts: NDArray[np.int32], texts: NDArray[np.int32]
    ) -> None:
        self.names = tuple(names)
        self.vocabulary = vocabulary
        self._starts = starts
        self._texts = texts

    @classmethod
    def build(cls, texts: Iterable[tuple[str, str]]) -> TextSegment:
        """The segment of texts: (name, folded words). A second and a half for 1,000 papers of 12 pages."""
        codes = Codes()
        code = codes.__getitem__
        names: list[str] = []
        found, lengths = array("i"), array("i")
        for name, words in texts:
            before = len(found)
            found.extend(map(code, set(words.split())))
            lengths.append(len(found) - before)
            names.append(name)
        ordered = sorted(codes.items())
        place = np.empty(len(ordered), dtype=np.int64)
        place[[number for _, number in ordered]] = np.arange(len(ordered))
        keys = place[np.array(found, dtype=np.int64)] << 32
        keys |= np.repeat(np.arange(len(names)), np.array(lengths, dtype=np.int64))
        keys.sort()
        starts = np.zeros(len(ordered) + 1, dtype=np.int32)
        np.cumsum(np.bincount(keys >> 32, minlength=len(ordered)), out=starts[1:])
        numbers = (keys & 0xFFFFFFFF).astype(np.int32)
        return cls(names, Vocabulary([word for word, _ in ordered]), starts, numbers)

    def parts(self) -> dict[str, bytes | memoryview]:
        """The segment as the parts of a file."""
        pairs = self.vocabulary.pairs
        arrays = (self._starts, self._texts, *pairs)
        return {
            "names": "\n".join(self.names).encode(),
            "words": "\n".join(self.vocabulary.words).encode(),
            **{name: values.astype(np.int32).tobytes() for name, values in zip(_NUMBERS, arrays, strict=True)},
        }

    @classmethod
    def of_parts(cls, parts: Mapping[str, memoryview]) -> TextSegment:
        """The segment of a file. Raises ValueError, KeyError."""

        def lines(name: str) -> list[str]:
            text = bytes(parts[name]).decode()
            return text.split("\n") if text else []

        starts, texts, *pairs = (np.frombuffer(parts[name], dtype=np.int32) for name in _NUMBERS)
        names, words = lines("names"), lines("words")
        if len(starts) != len(words) + 1 or starts[-1] != len(texts) or len(pairs[2]) != len(words):
            raise ValueError("arrays of different texts")
        if len(texts) and not 0 <= int(texts.min()) <= int(texts.max()) < len(names):
            raise ValueError("numbers of texts that are not there")
        return cls(names, Vocabulary(words, Pairs(*pairs)), starts, texts)

    def with_word(self, word: str) -> NDArray[np.int32]:
        place = self.vocabulary.place(word)
        return self._between(place, place + 1) if place is not None else self._texts[:0]

    def with_beginning(self, prefix: str) -> NDArray[np.int32]:
        return self._between(*self.vocabulary.starting(prefix))

    def near(self, token: str, *, typing: bool) -> Iterator[tuple[int, str, NDArray[np.int32]]]:
        """(edits, word, texts) of the words that a token may be a misspelling of."""
        for place, edits in self.vocabulary.misspelt(token, typing=typing):
            yield edits, self.vocabulary.words[place], self._between(place, place + 1)

    def _between(self, low: int, high: int) -> NDArray[np.int32]:
        return self._texts[self._starts[low] : self._starts[high]]


class FullText:
    """Segments of texts, and whose texts they are: name → ids of papers."""

    def __init__(self, segments: Sequence[TextSegment], owners: Mapping[str, Sequence[int]], words_of: WordsOf) -> None:
        self.segments = tuple(segment for segment in segments if segment.names)
        self.owners = owners
        self.words_of = words_of
        self._layers: list[list[NDArray[np.int64]]] = []  # of each segment: text → slot of its first owner, second …
        self._known: Any = None  # of which index, in which state, the layers are

    def bind(self, slot: Callable[[int], int | None], state: Any) -> None:
        """Find the slots of the papers anew where an index is in another state."""
        if state == self._known:
            return
        self._known, self._layers = state, []
        for segment in self.segments:
            most = max((len(self.owners.get(name, ())) for name in segment.names), default=0)
            layers = [np.full(len(segment.names), -1, dtype=np.int64) for _ in range(most)]
            for number, name in enumerate(segment.names):
                for layer, id in zip(layers, self.owners.get(name, ()), strict=False):
                    found = slot(id)
                    layer[number] = -1 if found is None else found
            self._layers.append(layers)

    def exact(self, word: str) -> Iterator[NDArray[np.int32]]:
        """Slots of the papers whose texts have a word; so do the next two, some slots may come twice."""
        for n, segment in enumerate(self.segments):
            yield from self._slots(n, segment.with_word(word))

    def starting(self, prefix: str) -> Iterator[NDArray[np.int32]]:
        for n, segment in enumerate(self.segments):
            yield from self._slots(n, segment.with_beginning(prefix))

    def misspelt(self, token: str, *, typing: bool) -> Iterator[tuple[int, str, NDArray[np.int32]]]:
        """(edits, word, slots) of the words that a token may be a misspelling of."""
        for n, segment in enumerate(self.segments):
            for edits, word, texts in segment.near(token, typing=typing):
                for slots in self._slots(n, texts):
                    yield edits, word, slots

    def _slots(self, segment: int, texts: NDArray[np.int32]) -> Iterator[NDArray[np.int32]]:
        if len(texts):
            for layer in self._layers[segment]:
                slots = layer[texts]
                yield slots[slots >= 0].astype(np.int32)

    @cached_property
    def _texts_of(self) -> dict[int, list[str]]:
        texts: dict[int, list[str]] = {}
        for name, ids in self.owners.items():
            for id in ids:
                texts.setdefault(id, []).append(name)
        return texts

    def has_phrase(self, id: int, wanted: str) -> bool:
        """Has one of a paper's texts these words, with spaces around them, behind each other?"""
        return any(wanted in f" {self.words_of(name) or ''} " for name in self._texts_of.get(id, ()))

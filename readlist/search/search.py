"""Answering a query: which papers, best first, and what its words were taken for.

Every plain word must be found (those found nowhere are set aside): as it stands, as the start of a word, as a form (see
``words``), and, where none of these finds anything, misspelt. A paper's score sums over the words the best of *how
close × where*, times *how rare* the word is; the best papers are then told apart by how well the whole query fits
title and authors; of equal ones the newer is first. If no paper has all the words, those are found that have most of
them, misspelt or not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from readlist.search import columns, index
from readlist.search.index import FIELDS, Index
from readlist.search.lights import Lights
from readlist.search.query import And, Category, Has, Node, Not, Or, Phrase, Query, Range, State, Word
from readlist.search.words import spoken

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
_ASKED_LETTERS = 3  # shorter words ("is", "al") better a score, but no paper is left out for want of them
_MOST = 0.55  # the share of a query, in worth, that a paper has to have where none has all
_RERANKED = 100  # how many of the best are compared with the query as a whole
_FIRST = 200  # how many are in order at once; the rest when they are asked for
_KEPT = 48  # words whose papers are remembered: with the next letter typed only one is new

Slots = NDArray[np.bool_]
Scores = NDArray[np.float32]
AbstractOf = Callable[[int], str | None]


class Result:
    """What a query found. ``first`` are the ids of the best, in order; ``ids`` are all, sorted when asked for."""

    def __init__(
        self,
        first: tuple[int, ...],
        count: int,
        rest: Callable[[], tuple[int, ...]],
        *,
        lights: Lights,
        read_as: tuple[tuple[str, str], ...] = (),
        missed: tuple[str, ...] = (),
        nearly: bool = False,
    ) -> None:
        self.first, self.count = first, count
        self.lights = lights
        self.read_as = read_as  # ("scalng", "scaling"): words found only by forgiving
        self.missed = missed  # words found nowhere, set aside
        self.nearly = nearly  # no paper has all words: these have most of them
        self._rest = rest
        self._ids: tuple[int, ...] | None = None if count > len(first) else first

    @property
    def ids(self) -> tuple[int, ...]:
        if self._ids is None:
            self._ids = self.first + self._rest()
        return self._ids


@dataclass(frozen=True, slots=True)
class _Taken:
    """What one word was taken for: its score by slot, how rare it is, and what it was read as."""

    scores: Scores
    found: int
    worth: float
    exact: bool
    read_as: str | None = None
    words: tuple[str, ...] = ()  # misspelt ones it was taken for


class Searcher:
    """Asks an index. Remembers the last words' papers, so that a letter typed costs one word."""

    def __init__(self, index: Index, abstract_of: AbstractOf = lambda id: None) -> None:
        self.index = index
        self._abstract_of = abstract_of
        self._version = index.version
        self._kept: dict[tuple[Word, bool], _Taken] = {}

    def search(self, query: Query, within: Iterable[int] | State | None = None) -> Result:
        """The papers that match, of those within some ids, or in a state, where that is given."""
        if self._version != self.index.version or len(self._kept) > _KEPT:
            self._version = self.index.version
            self._kept.clear()
        if query.node is None:
            return Result((), 0, tuple, lights=Lights())
        alive = self.index.alive[: self.index.size]
        if isinstance(within, State):
            alive = alive & _Asked(self, wide=False).node(within)[0]
        elif within is not None:
            alive = alive & self.index.slots_of(within)
        asked = _Asked(self, wide=False)
        slots, scores = asked.node(query.node)
        slots = slots & alive
        if nearly := not slots.any() and any(isinstance(w, Word) for w in query.words()):
            asked = _Asked(self, wide=True)
            slots, scores = asked.node(query.node)
            slots = slots & alive
            nearly = bool(slots.any())
        return self._result(query, asked, np.flatnonzero(slots), scores, nearly)

    # ranking

    def _result(
        self, query: Query, asked: _Asked, hits: NDArray[np.int64], scores: Scores | None, nearly: bool
    ) -> Result:
        rank = self.index.order()
        n = len(hits)
        keys = rank[hits]
        if scores is not None:  # one number that no two papers share: partitioning is slow where many are equal
            keys = keys + ((scores[hits] * 1024).astype(np.int64) << 32)
        keep = min(n, _FIRST)
        by_rank = np.empty(self.index.size, dtype=np.int64)
        by_rank[rank] = np.arange(self.index.size)

        def slots_of(some: NDArray[np.int64]) -> list[int]:
            some = np.sort(some)[::-1]
            found: list[int] = by_rank[some & 0xFFFFFFFF].tolist()
            return found

        if keep < n:
            keys = np.partition(keys, n - keep)
        first = slots_of(keys[n - keep :])
        if scores is not None:
            first = self._closest(asked.text(query), first, scores)
        ids = self.index.ids
        return Result(
            tuple(ids[first].tolist()),
            n,
            lambda: tuple(ids[slots_of(keys[: n - keep])].tolist()),
            lights=asked.lights(query),
            read_as=asked.read_as(query),
            missed=asked.missed(query),
            nearly=nearly,
        )

    def _closest(self, text: str, slots: list[int], scores: Scores) -> list[int]:
        """The very best are told apart by how well the query fits title and authors as a whole."""
        if " " not in text:  # of one word everything is said already
            return slots
        best, rest = slots[:_RERANKED], slots[_RERANKED:]
        heads = [self.index.head(slot) for slot in best]
        fit = np.maximum(
            *(process.cdist([text], heads, scorer=s)[0] for s in (fuzz.partial_ratio, fuzz.token_set_ratio))
        )
        order = np.argsort(-scores[best] * (1.0 + fit / 150), kind="stable")
        return [*(best[k] for k in order.tolist()), *rest]

    # words

    def take(self, word: Word, wide: bool) -> _Taken:
        """Everything a word may mean; ``wide`` also what it may have been meant to say though it is found."""
        if (known := self._kept.get((word, wide))) is None:
            self._kept[word, wide] = known = self._take(word, wide)
        return known

    def _take(self, word: Word, wide: bool) -> _Taken:
        fields = [FIELDS.index(name) for name in _IN[word.field]]
        parts: list[tuple[float, NDArray[np.int32]]] = []
        text = word.text
        exact = self._at(parts, self.index.exact(text, fields), _EXACT)
        if not word.literal and (word.typing or len(text) >= _ASKED_LETTERS):
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
        return _Taken(wider.scores, wider.found, wider.worth, exact, None if taken.found else words[0], tuple(words))

    def _as_form(self, taken: _Taken, text: str) -> _Taken:
        """Initials say what they stand for even where they stand in a text themselves."""
        stands_for = self.index.stands_for(text)
        if not stands_for or (taken.exact and len(stands_for) < 2 * len(text)):
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

    def _scored(self, parts: list[tuple[float, NDArray[np.int32]]], exact: bool) -> _Taken:
        """The best value by slot, made by writing greater values over smaller ones."""
        scores = np.zeros(self.index.size, dtype=np.float32)
        for value, slots in sorted(parts, key=lambda part: part[0]):
            scores[slots] = value
        scores *= self.index.alive[: self.index.size]
        found = int(np.count_nonzero(scores))
        worth = math.log(1 + len(self.index) / found) if found else 0.0
        scores *= np.float32(worth)
        return _Taken(scores, found, worth, exact)

    # phrases

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
                if len(phrase.words) == 1 or self._says(slot, name, phrase):
                    scores[slot] = max(scores[slot], _WEIGHTS[name])
        if count := int(np.count_nonzero(scores)):
            scores *= np.float32(math.log(1 + len(self.index) / count))
        return scores > 0, scores

    def _says(self, slot: int, field: str, phrase: Phrase) -> bool:
        wanted = " " + " ".join(phrase.words) + ("" if phrase.typing else " ")
        return any(wanted in f" {text} " for text in self._texts(slot, field))

    def _texts(self, slot: int, field: str) -> Sequence[str]:
        if field in ("title", "authors"):
            title, *authors = self.index.head(slot).split("\n")
            return (title,) if field == "title" else authors
        if field == "abstract":
            return (" ".join(spoken(self._abstract_of(int(self.index.ids[slot])) or "")),)
        tags, note = self.index.marked(slot)
        return [" ".join(spoken(text)) for text in (tags if field == "tags" else (note,))]


class _Asked:
    """One walk through a query's tree."""

    def __init__(self, searcher: Searcher, *, wide: bool) -> None:
        self._searcher = searcher
        self._index = searcher.index
        self._wide = wide

    def node(self, node: Node) -> tuple[Slots, Scores | None]:
        """Which slots match, and how well where that is a matter of degree."""
        if isinstance(node, Word | And):
            return self._all(node.nodes if isinstance(node, And) else (node,))
        if isinstance(node, Or):
            return self._any(node.nodes)
        if isinstance(node, Not):
            slots, _ = _Asked(self._searcher, wide=False).node(node.node)
            return ~slots, None
        if isinstance(node, Phrase):
            return self._searcher.phrase(node)
        return self._filter(node), None

    def _all(self, nodes: Sequence[Node]) -> tuple[Slots, Scores | None]:
        words = [node for node in nodes if isinstance(node, Word)]
        others = [node for node in nodes if not isinstance(node, Word)]
        slots = np.ones(self._index.size, dtype=np.bool_)
        scores: Scores | None = None
        if words and (not others or any(self._counts(word) for word in words)):
            slots, scores = self._words(words)
        for node in others:
            some, score = self.node(node)
            slots = slots & some
            if score is not None:
                scores = score if scores is None else scores + score
        return slots, scores

    def _counts(self, word: Word) -> bool:
        """Has the word a say? A plain one found nowhere is set aside; one asked for in a field, or ruled out, never."""
        return bool(word.field or word.literal or self._searcher.take(word, self._wide).found)

    def _words(self, words: Sequence[Word]) -> tuple[Slots, Scores]:
        taken = [(word, self._searcher.take(word, self._wide)) for word in words]
        found = [(w, t) for w, t in taken if self._counts(w)]
        asked = [t for w, t in found if len(w.text) >= _ASKED_LETTERS or w.field or w.literal] or [t for _, t in found]
        scores = np.zeros(self._index.size, dtype=np.float32)
        if not asked:
            return scores > 0, scores
        for _, t in found:
            scores += t.scores
        if self._wide and all(t.found for t in asked):
            share = np.zeros(self._index.size, dtype=np.float32)
            for t in asked:
                share += (t.scores > 0) * np.float32(t.worth)
            return share >= _MOST * sum(t.worth for t in asked), scores * share
        slots = asked[0].scores > 0
        for t in asked[1:]:
            slots &= t.scores > 0
        return slots, scores

    def _any(self, nodes: Sequence[Node]) -> tuple[Slots, Scores | None]:
        slots = np.zeros(self._index.size, dtype=np.bool_)
        best: Scores | None = None
        for node in nodes:
            some, scores = self.node(node)
            slots |= some
            if scores is not None:
                scores = np.where(some, scores, np.float32(0))
                best = scores if best is None else np.maximum(best, scores)
        return slots, best

    def _filter(self, node: Range | Category | State | Has) -> Slots:
        size = self._index.size
        flags = self._index.flags[:size]
        if isinstance(node, Range):
            figures = self._index.scores[:size] if node.figure == "score" else self._index.dates[:size] // 10000
            slots = ~np.isnan(figures) if node.figure == "score" else figures > 0
            if node.low is not None:
                slots &= figures > node.low if node.above else figures >= node.low
            if node.high is not None:
                slots &= figures < node.high if node.below else figures <= node.high
            return slots
        if isinstance(node, Category):
            names = self._index.category_names
            wanted = [n for n, name in enumerate(names) if name == node.name]
            wanted = wanted or [n for n, name in enumerate(names) if name.startswith(node.name)]
            return np.isin(self._index.categories[:size], wanted)
        if isinstance(node, Has):
            return np.asarray(flags & _FACTS[node.fact] > 0)
        bits, has = _STATES[node.name]
        return np.asarray((flags & bits > 0) == has)

    # what is said about it

    def _plain(self, query: Query) -> list[tuple[Word, _Taken]]:
        words = [w for w in query.words() if isinstance(w, Word)]
        return [(w, self._searcher.take(w, self._wide)) for w in words]

    def text(self, query: Query) -> str:
        """The query's words as one text, to be compared with titles and authors."""
        words = [w for w in query.words() if isinstance(w, Phrase) or self._searcher.take(w, self._wide).found]
        return " ".join(" ".join(w.words) if isinstance(w, Phrase) else w.text for w in words)

    def read_as(self, query: Query) -> tuple[tuple[str, str], ...]:
        return tuple(dict.fromkeys((w.text, t.read_as) for w, t in self._plain(query) if t.read_as and t.found))

    def missed(self, query: Query) -> tuple[str, ...]:
        return tuple(dict.fromkeys(w.text for w, t in self._plain(query) if not t.found))

    def lights(self, query: Query) -> Lights:
        plain = self._plain(query)
        phrases = [w for w in query.words() if isinstance(w, Phrase)]
        return Lights(
            words=frozenset(w.text for w, _ in plain) | {word for _, t in plain for word in t.words},
            starts=tuple(w.text for w, _ in plain if w.typing or len(w.text) >= _ASKED_LETTERS),
            phrases=tuple(p.words for p in phrases),
        )


_FACTS = {
    "code": columns.CODE, "url": columns.URL, "doi": columns.DOI, "arxiv": columns.ARXIV, "abstract": columns.ABSTRACT,
    "note": index.NOTE, "tag": index.TAG,
}  # fmt: skip
_STATES = {  # any of these bits, or none of them
    "read": (index.READ, True), "unread": (index.READ, False), "starred": (index.STARRED, True),
    "skipped": (index.SKIPPED, True), "queued": (index.QUEUED, True), "check": (columns.CHECK, True),
    "placeholder": (columns.PLACEHOLDER, True), "inbox": (index.READ | index.QUEUED | index.SKIPPED, False),
}  # fmt: skip

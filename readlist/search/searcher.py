"""Answers queries: which papers match, best first, and how misspelt words were corrected.

Every plain word must match (those without any match are ignored): exactly, as a prefix, as a form (see ``words``), and,
if none of these finds anything, misspelt. A paper's score is the sum over the words of the best *how close × where*,
times *how rare* the word is; the best papers are then ranked by how well the whole query fits title and authors, equal
ones by date, newest first. If no paper has all the words, those with most of them are found, misspelt or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from readlist.search.field_types import DateField, NameField, NumberField
from readlist.search.fields import FLAGS, field_by_name
from readlist.search.index import LABEL_PLACES, Index
from readlist.search.query import And, Choice, Node, Not, Or, Phrase, Query, Range, Word, in_full_text
from readlist.search.terms import ASKED_LETTERS, Match, PaperOf, Scores, Slots, Terms
from readlist.search.vocabulary import misspelt
from readlist.search.words import Highlights

_MOST = 0.55  # the share of a query, in worth, that a paper has to have where none has all
_RERANKED = 100  # how many of the best are compared with the query as a whole
_FIRST = 200  # how many are in order at once; the rest when they are asked for


class Result:
    """The result of a query. ``first`` are the ids of the best, in order; ``ids`` are all, sorted when asked for."""

    def __init__(
        self,
        first: tuple[int, ...],
        count: int,
        rest: Callable[[], tuple[int, ...]],
        *,
        highlights: Highlights,
        corrections: tuple[tuple[str, str], ...] = (),
        unmatched: tuple[str, ...] = (),
        partial: bool = False,
        in_text: int = 0,
    ) -> None:
        self.first, self.count = first, count
        self.highlights = highlights
        self.corrections = corrections  # ("scalng", "scaling"): misspelt words, as they were corrected
        self.unmatched = unmatched  # words without any match, ignored
        self.partial = partial  # no paper has all words: these have most of them
        self.in_text = in_text  # how many of them, at the end, have all words only in their whole text
        self._rest = rest
        self._ids: tuple[int, ...] | None = None if count > len(first) else first

    @property
    def ids(self) -> tuple[int, ...]:
        if self._ids is None:
            self._ids = self.first + self._rest()
        return self._ids


class Searcher:
    """Answers queries from an index."""

    def __init__(self, index: Index, paper_of: PaperOf = lambda id: None) -> None:
        self.index = index
        self.terms = Terms(index, paper_of)

    def search(self, query: Query, within: Iterable[int] | Choice | None = None) -> Result:
        """The papers that match, limited to some ids or to a flag if given."""
        self.terms.refresh()
        if query.node is None:
            return Result((), 0, tuple, highlights=Highlights())
        alive = self._within(within)
        asked = _Walk(self.terms, wide=False)
        slots, scores = asked.node(query.node)
        slots = slots & alive
        if partial := not slots.any() and any(isinstance(w, Word) for w in query.words()):
            asked = _Walk(self.terms, wide=True)
            slots, scores = asked.node(query.node)
            slots = slots & alive
            partial = bool(slots.any())
        return self._result(query, asked, np.flatnonzero(slots), scores, partial)

    def _within(self, within: Iterable[int] | Choice | None) -> Slots:
        alive = self.index.alive[: self.index.size]
        if isinstance(within, Choice):
            return alive & _Walk(self.terms, wide=False).node(within)[0]
        return alive if within is None else alive & self.index.slots_of(within)

    def with_texts(self, query: Query, result: Result, within: Iterable[int] | Choice | None = None) -> Result:
        """The last stage of a search: behind what was found, the papers that have all words where their whole text
        counts too; in the place of what was found, where no paper had all words.
        """
        wide = in_full_text(query.node) if query.node and self.index.texts else None
        if wide is None:
            return result
        walk = _Walk(self.terms, wide=False)
        slots, scores = walk.node(wide)
        slots = slots & self._within(within)
        if not result.partial and result.count:
            slots = slots & ~self.index.slots_of(result.ids)
        more = self._result(Query(wide), walk, np.flatnonzero(slots), scores, False)
        if not more.count:
            return result
        here = 0 if result.partial else result.count
        before = result.ids if here else ()
        return Result(
            (*before, *more.first),
            here + more.count,
            lambda: more.ids[len(more.first) :],
            highlights=result.highlights if here else more.highlights,
            corrections=tuple(dict.fromkeys((*(result.corrections if here else ()), *more.corrections))),
            unmatched=() if not here else result.unmatched,
            in_text=more.count,
        )

    # ranking

    def _result(
        self, query: Query, asked: _Walk, hits: NDArray[np.int64], scores: Scores | None, partial: bool
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
            slots: list[int] = by_rank[some & 0xFFFFFFFF].tolist()
            return slots

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
            highlights=asked.highlights(query),
            corrections=asked.corrections(query),
            unmatched=asked.unmatched(query),
            partial=partial,
        )

    def _closest(self, text: str, slots: list[int], scores: Scores) -> list[int]:
        """Reorder the best papers by how well the whole query fits title and authors."""
        if " " not in text:  # a single word has its whole score already
            return slots
        best, rest = slots[:_RERANKED], slots[_RERANKED:]
        heads = [self.index.head(slot) for slot in best]
        fit = np.maximum(
            *(process.cdist([text], heads, scorer=s)[0] for s in (fuzz.partial_ratio, fuzz.token_set_ratio))
        )
        order = np.argsort(-scores[best] * (1.0 + fit / 150), kind="stable")
        return [*(best[k] for k in order.tolist()), *rest]


class _Walk:
    """A walk through the tree of a query."""

    def __init__(self, terms: Terms, *, wide: bool, literal: bool = False) -> None:
        self._terms = terms
        self._index = terms.index
        self._wide = wide
        self._literal = literal  # what is ruled out is meant as it stands
        self._names: dict[str, str | None] = {}  # of fields that take one: corrected, or None where none is near

    def node(self, node: Node) -> tuple[Slots, Scores | None]:
        """Which slots match, and how well, if that is a matter of degree."""
        if isinstance(node, Word | And):
            return self._all(node.nodes if isinstance(node, And) else (node,))
        if isinstance(node, Or):
            return self._any(node.nodes)
        if isinstance(node, Not):
            slots, _ = _Walk(self._terms, wide=False, literal=True).node(node.node)
            return ~slots, None
        if isinstance(node, Phrase):
            return self._terms.phrase(node)
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
        """Does the word count? A plain word without a match is ignored; a field's word or an excluded one never is."""
        return bool(word.field or word.literal or self._terms.match(word, self._wide).count)

    def _words(self, words: Sequence[Word]) -> tuple[Slots, Scores]:
        matches = [(word, self._terms.match(word, self._wide)) for word in words]
        counting = [(w, t) for w, t in matches if self._counts(w)]
        asked = [t for w, t in counting if len(w.text) >= ASKED_LETTERS or w.field or w.literal] or [
            t for _, t in counting
        ]
        scores = np.zeros(self._index.size, dtype=np.float32)
        if not asked:
            return scores > 0, scores
        for _, t in counting:
            scores += t.scores
        if self._wide and all(t.count for t in asked):
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

    def _filter(self, node: Range | Choice) -> Slots:
        size, field = self._index.size, field_by_name(node.field)
        if isinstance(node, Choice):
            if isinstance(field, NameField):
                return self._named(field, node.value)
            return np.asarray(self._index.flags[:size] & np.uint32(FLAGS[node.field, node.value][0]) > 0)
        assert isinstance(field, NumberField | DateField)
        numbers = self._index.column(field)[:size]
        low, high = field.bounds(node)
        slots = ~np.isnan(numbers)
        if low is not None:
            slots &= numbers > low if node.above else numbers >= low
        if high is not None:
            slots &= numbers < high if node.below else numbers <= high
        return slots

    def _named(self, field: NameField, value: str) -> Slots:
        """Papers with that name, else with one that begins so, else with one of which it may be a misspelling."""
        names, codes = self._index.names(field), self._index.codes[LABEL_PLACES[field.name]][: self._index.size]
        alive = self._index.alive[: self._index.size]  # a name that only removed papers had counts no more

        def slots_of(some: Iterable[str]) -> Slots:
            return np.asarray(np.isin(codes, [code for name in some for code in names[name]]) & alive)

        for meant in ({value} & names.keys(), [name for name in names if name.startswith(value)]):
            if (slots := slots_of(meant)).any():
                return slots
        near = {} if self._literal else misspelt(value, [name for name in names if name], typing=False)
        near = {name: edits for name, edits in near.items() if slots_of([name]).any()}
        self._names[value] = min(near, key=lambda name: (near[name], name)) if near else None
        return slots_of(near)

    # what a person is told about it

    def _plain(self, query: Query) -> list[tuple[Word, Match]]:
        words = [w for w in query.words() if isinstance(w, Word)]
        return [(w, self._terms.match(w, self._wide)) for w in words]

    def text(self, query: Query) -> str:
        """The query's words as one text, to be compared with titles and authors."""
        words = [w for w in query.words() if isinstance(w, Phrase) or self._terms.match(w, self._wide).count]
        return " ".join(" ".join(w.words) if isinstance(w, Phrase) else w.text for w in words)

    def corrections(self, query: Query) -> tuple[tuple[str, str], ...]:
        words = dict.fromkeys((w.text, t.correction) for w, t in self._plain(query) if t.correction and t.count)
        return (*words, *((name, correction) for name, correction in self._names.items() if correction))

    def unmatched(self, query: Query) -> tuple[str, ...]:
        words = dict.fromkeys(w.text for w, t in self._plain(query) if not t.count)
        return (*words, *(name for name, correction in self._names.items() if not correction))

    def highlights(self, query: Query) -> Highlights:
        plain = self._plain(query)
        phrases = [w for w in query.words() if isinstance(w, Phrase)]
        return Highlights(
            words=frozenset(w.text for w, _ in plain) | {word for _, t in plain for word in t.words},
            starts=tuple(w.text for w, _ in plain if w.typing or len(w.text) >= ASKED_LETTERS),
            phrases=tuple(p.words for p in phrases),
        )

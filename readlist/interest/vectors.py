"""Weighted vectors of the features of a library's papers, and the topics into which the papers fall.

A paper's vector has its words and pairs, rare ones more (sublinear counts, idf over the library), and length 1. Topics
are the directions in which a sample of the papers differs most (latent semantic analysis): papers that share a topic
are near each other even where they share few words. Everything follows from the set of papers alone, by way of sums
in a fixed order, so that two machines with the same papers have the same vectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from readlist.interest.features import Feature, Rows, gathered

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

TOPICS = 24
"""Of 16, 24, 32 and 50 the number that orders held-out papers best in worlds of 250 to 3,000 papers."""
FORM = 2
"""Grows when vectors are made in another way: files of another form are not read."""

_LEAST = 12  # papers: of fewer no topics are made
_SAMPLE = 2000  # papers that topics are made of
_ROUNDS = 6  # of subspace iteration
_AT_ONCE = 1 << 15  # values that are worked on at once: they stay in the processor's cache, three times as fast
_ROWS_AT_ONCE = 4096  # rows that are gathered at once
_BY_COUNT = np.concatenate([[0.0], 1 + np.log(np.arange(1, 256))])


class Part(NamedTuple):
    """Some rows of features: those of row ``n`` are ``columns[ends[n] : ends[n + 1]]``, with their values."""

    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    ends: Places
    width: int  # columns that there may be

    def times(self, weights: Floats) -> Floats:
        """For each row the sum of its features' weights."""
        sums, buffer = np.zeros(len(self.ends) - 1), np.empty(_AT_ONCE)
        for rows, at in _pieces(self.ends):
            length = at.stop - at.start
            piece = buffer[:length] if length <= _AT_ONCE else np.empty(length)
            np.take(weights, self.columns[at], out=piece, mode="clip")  # "raise" would work on a copy
            piece *= self.values[at]
            sums[rows] = _row_sums(piece, self.ends, rows)
        return sums

    def transposed_times(self, weights: Floats) -> Floats:
        """For each feature its sum over the rows, each row times its weight."""
        weighed = self.values * np.repeat(weights, np.diff(self.ends))
        return np.bincount(self.columns, weighed, minlength=self.width).astype(np.float64, copy=False)


class Vectors:
    """The vectors of papers in the order of their ids.

    A feature that no two papers have says nothing: columns are the others, by their numbers in order; one more, the
    last, is for all that have none. The columns and values of paper ``n`` are ``columns[ends[n] : ends[n + 1]]`` and so
    on, its facts ``facts[fact_ends[n] : fact_ends[n + 1]]``, places in ``fact_numbers``. ``common`` is how near each
    paper is to the ``mean`` paper. A paper's place along a topic is the sum of the loadings of its features, less that
    of the mean paper (``middle``); ``topics`` has (papers, topics) of them, cut to length 1.
    """

    ids: NDArray[np.int64]
    ends: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    fact_ends: NDArray[np.int64]
    facts: NDArray[np.int32]
    fact_numbers: NDArray[np.uint32]
    numbers: NDArray[np.uint32]  # by column
    rarity: Floats  # by column
    mean: Floats  # by column
    common: Floats  # by paper
    loading_of: NDArray[np.int32]  # column → row of ``loadings``, of which the last is of those in no topic
    loadings: NDArray[np.float32]  # (rows, topics)
    middle: Floats
    topics: NDArray[np.float32]

    @classmethod
    def of(cls, rows: Rows) -> Vectors:
        """The vectors of rows. May run in a thread of its own; 0.6 s for 10,000 papers with abstracts."""
        made, n = cls(), len(rows.ids)
        made.ids, made.fact_ends = rows.ids, rows.fact_ends
        made.fact_numbers, facts = np.unique(rows.facts, return_inverse=True)
        made.facts = facts.astype(np.int32)
        numbers, frequency = _counted(rows.numbers)
        made.numbers, frequency = numbers[frequency > 1], frequency[frequency > 1]
        made.rarity = np.append(np.log((n + 1) / (frequency + 1)) + 1, 0.0)
        columns = np.empty(len(rows.numbers), dtype=np.int32)
        for start in range(0, len(columns), _AT_ONCE):
            at = slice(start, start + _AT_ONCE)
            columns[at] = made._columns_of(rows.numbers[at])
        there = columns < len(made.numbers)
        made.ends = np.concatenate([[0], np.cumsum(there, dtype=np.int64)])[rows.ends]
        made.columns = columns[there]
        del columns  # 60 MB at 100,000 papers
        made.values = made._normalized(rows.counts[there])
        made.mean = made.feature_sums(np.arange(n), np.full(n, 1 / max(n, 1)))
        made.common = np.sqrt(np.maximum(made.along(made.mean), 1e-4))
        made._find_topics()
        made.topics = made._in_topics()
        return made

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def sample(self) -> Part:
        """Some papers that stand for all, the first: ids are hashes."""
        size = min(len(self), _SAMPLE)
        end = int(self.ends[size])
        return Part(self.columns[:end], self.values[:end], self.ends[: size + 1], len(self.rarity))

    def parts(self) -> dict[str, memoryview]:
        """Everything as named bytes for a file; ``of_parts`` takes them back."""
        return {name: np.ascontiguousarray(getattr(self, name)).data for name in _TYPES if getattr(self, name).size}

    @classmethod
    def of_parts(cls, parts: Mapping[str, memoryview]) -> Vectors:
        """The vectors of what ``parts`` gave, nothing copied. Raises ValueError on others."""
        made = cls()
        for name, (kind, *widths) in _TYPES.items():
            array = np.frombuffer(parts[name], kind) if name in parts else np.zeros(0, kind)
            setattr(made, name, array)
            if widths:
                setattr(made, name, array.reshape(-1, len(made.middle)) if len(array) else np.zeros((1, 0), kind))
        if not len(made.middle):
            made.topics = np.zeros((len(made), 0), dtype=np.float32)
        sizes = (len(made.ends) - 1, len(made.common), len(made.topics), len(made.fact_ends) - 1)
        if set(sizes) != {len(made)} or made.ends[-1] != len(made.columns) or len(made.columns) != len(made.values):
            raise ValueError("vectors of different papers")
        if len(made.mean) != len(made.rarity) or made.fact_ends[-1] != len(made.facts):
            raise ValueError("vectors of different features")
        return made

    # words

    def _normalized(self, counts: NDArray[np.uint8]) -> NDArray[np.float32]:
        values = np.empty(len(counts), dtype=np.float32)
        for rows, at in _pieces(self.ends):
            piece = _BY_COUNT[counts[at]] * self.rarity[self.columns[at]]
            lengths = np.sqrt(_row_sums(piece * piece, self.ends, rows))
            values[at] = piece / np.repeat(np.maximum(lengths, 1e-9), np.diff(self.ends[rows.start : rows.stop + 1]))
        return values

    def _columns_of(self, numbers: NDArray[np.uint32]) -> Places:
        """The columns of features; the last one of those that have none."""
        columns = np.searchsorted(self.numbers, numbers)
        known = columns < len(self.numbers)
        known[known] = self.numbers[columns[known]] == numbers[known]
        return np.where(known, columns, len(self.numbers))

    def weighed(self, features: Sequence[Feature]) -> tuple[Places, Floats]:
        """The columns and values of the features of one text."""
        columns = self._columns_of(np.array([f.number for f in features], dtype=np.uint32))
        values = _BY_COUNT[np.array([f.times for f in features], dtype=np.int64)] * self.rarity[columns]
        return columns, values / max(float(np.sqrt(np.sum(values * values))), 1e-9)

    def worth_of_facts(self, worth: Floats, numbers: Sequence[int]) -> list[float]:
        """What facts of these numbers are worth, by what each in ``fact_numbers`` is; 0 for others."""
        wanted = np.array(numbers, dtype=np.uint32)
        places = np.searchsorted(self.fact_numbers, wanted)
        known = places < len(worth)
        known[known] = self.fact_numbers[places[known]] == wanted[known]
        return [float(worth[place]) if there else 0.0 for place, there in zip(places, known, strict=True)]

    def part(self, places: Places) -> Part:
        """The rows at some places, in that order."""
        taken, ends = gathered(self.ends, places)
        return Part(self.columns[taken], self.values[taken], ends, len(self.rarity))

    def along(self, weights: Floats, rows: slice = slice(None)) -> Floats:
        """For each paper, or each of some in a row, the sum of its features' weights."""
        start, stop, _ = rows.indices(len(self))
        return Part(self.columns, self.values, self.ends[start : stop + 1], len(self.rarity)).times(weights)

    def feature_sums(self, places: Places, weights: Floats) -> Floats:
        """For each feature its sum over some papers, each paper times its weight."""
        sums = np.zeros(len(self.rarity))
        for start in range(0, len(places), _ROWS_AT_ONCE):
            some = slice(start, start + _ROWS_AT_ONCE)
            sums += self.part(places[some]).transposed_times(weights[some])
        return sums

    # topics

    def _find_topics(self) -> None:
        """Topics of the sample, by subspace iteration on the features that two of its papers have."""
        sample, width = self.sample, len(self.rarity)
        size = len(sample.ends) - 1
        self.loading_of, self.middle = np.zeros(width, dtype=np.int32), np.zeros(0)
        self.loadings = np.zeros((1, 0), dtype=np.float32)
        shared = np.flatnonzero(np.bincount(sample.columns, minlength=width) > 1)
        if size < _LEAST or len(shared) < TOPICS:
            return
        self.loading_of = np.full(width, len(shared), dtype=np.int32)
        self.loading_of[shared] = np.arange(len(shared))
        columns = self.loading_of[sample.columns]
        there = columns < len(shared)
        ends = np.concatenate([[0], np.cumsum(there)])[sample.ends]
        matrix = Part(columns[there], sample.values[there], ends, len(shared))
        mean = matrix.transposed_times(np.full(size, 1 / size))
        # RandomState is the one generator of numpy whose numbers are promised never to change
        basis = np.random.RandomState(0).standard_normal((len(shared), min(TOPICS, size // 3)))
        for _ in range(_ROUNDS):
            basis = np.linalg.qr(basis)[0]
            for n, direction in enumerate(basis.T.copy()):
                along = matrix.times(direction) - mean @ direction
                basis[:, n] = matrix.transposed_times(along) - mean * along.sum()
        basis = np.linalg.qr(basis)[0]
        self.loadings = np.vstack([basis, np.zeros(basis.shape[1])]).astype(np.float32)
        self.middle = mean @ self.loadings[:-1]

    def loadings_of(self, columns: NDArray[np.integer[Any]]) -> Floats:
        """(columns, topics)"""
        loadings: Floats = self.loadings[self.loading_of[columns]].astype(np.float64)
        return loadings

    def _in_topics(self) -> NDArray[np.float32]:
        topics = np.zeros((len(self), len(self.middle)), dtype=np.float32)
        for n, middle in enumerate(self.middle.tolist()):
            topics[:, n] = self.along(self.loadings[:, n][self.loading_of].astype(np.float64)) - middle
        topics /= np.maximum(np.sqrt(np.sum(topics * topics, axis=1, keepdims=True)), np.float32(1e-9))
        return topics


_TYPES: Mapping[str, tuple[Any, ...]] = {
    "ids": (np.int64,),
    "ends": (np.int64,),
    "columns": (np.int32,),
    "values": (np.float32,),
    "fact_ends": (np.int64,),
    "facts": (np.int32,),
    "fact_numbers": (np.uint32,),
    "numbers": (np.uint32,),
    "rarity": (np.float64,),
    "mean": (np.float64,),
    "common": (np.float64,),
    "loading_of": (np.int32,),
    "middle": (np.float64,),
    "loadings": (np.float32, "topics"),
    "topics": (np.float32, "topics"),
}


def _counted(numbers: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], Places]:
    """Each number once, in order, and how often it is there."""
    ordered = np.sort(numbers)
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(ordered) else np.zeros(0, np.int64)
    return ordered[starts], np.diff(np.append(starts, len(ordered)))


def _pieces(ends: Places) -> Iterator[tuple[slice, slice]]:
    """Rows in pieces of so many values as are worked on at once, or one row: (rows, their values)."""
    start, count = 0, len(ends) - 1
    while start < count:
        stop = int(np.searchsorted(ends, ends[start] + _AT_ONCE, side="right")) - 1
        stop = min(max(stop, start + 1), count)
        yield slice(start, stop), slice(int(ends[start]), int(ends[stop]))
        start = stop


def _row_sums(values: Floats, ends: Places, rows: slice) -> Floats:
    """The sums of the values of each of some rows; ``values`` begins with the first of them."""
    bounds = ends[rows.start : rows.stop + 1] - ends[rows.start]
    sums = np.zeros(len(bounds) - 1)
    there = np.diff(bounds) > 0  # an empty row has no first value to begin at
    if there.any():
        sums[there] = np.add.reduceat(values, bounds[:-1][there])
    return sums

"""Weighted vectors of the features of a library's papers, and the topics into which the papers fall.

A paper's vector has its words and pairs, rare ones more (sublinear counts, idf over the library), and length 1. Topics
are the directions in which a sample of the papers differs most (latent semantic analysis): papers that share a topic
are near each other even where they share few words. Everything follows from the set of papers alone, by way of sums
in a fixed order, so that two machines with the same papers have the same vectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from readlist.interest.features import Feature, Rows, gathered

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Number = TypeVar("Number", bound=np.generic)

TOPICS = 24
"""Of 16, 24, 32 and 50 the number that orders held-out papers best in worlds of 250 to 3,000 papers."""
FORM = 1
"""Grows when vectors are made in another way: files of another form are not read."""

_LEAST = 12  # papers: of fewer no topics are made
_SAMPLE = 2000  # papers that topics are made of
_ROUNDS = 6  # of subspace iteration
_BITS = (16, 22)  # of a feature's number that count, at least and at most: memory grows with them
_AT_ONCE, _ROWS_AT_ONCE = 1 << 21, 4096  # values, or rows, that are worked on at once
_BY_COUNT = np.concatenate([[0.0], 1 + np.log(np.arange(1, 256))])


class Vectors:
    """The vectors of papers in the order of their ids.

    A feature that no two papers have says nothing: columns are the others, found by their numbers cut to as many bits
    as the library's size asks for; the last column is for all that have none. The columns and values of paper ``n``
    are ``columns[ends[n] : ends[n + 1]]`` and so on. ``common`` is how near each paper is to the ``mean`` paper.
    A paper's place along a topic is the sum of the loadings of its features, less that of the mean paper (``middle``);
    ``topics`` has (papers, topics) of them, cut to length 1.
    """

    ids: NDArray[np.int64]
    ends: NDArray[np.int64]
    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    fact_ends: NDArray[np.int64]  # those of ``rows``, as are the facts
    facts: NDArray[np.uint32]
    column_of: NDArray[np.int32]  # by a feature's number, cut
    rarity: Floats  # by column
    mean: Floats  # by column
    common: Floats  # by paper
    loading_of: NDArray[np.int32]  # column → row of ``loadings``, of which the last is of those in no topic
    loadings: Floats  # (rows, topics)
    middle: Floats
    topics: NDArray[np.float32]

    @classmethod
    def of(cls, rows: Rows) -> Vectors:
        """The vectors of rows. May run in a thread of its own; 0.6 s for 10,000 papers with abstracts."""
        made, n = cls(), len(rows.ids)
        made.ids, made.fact_ends, made.facts = rows.ids, rows.fact_ends, rows.facts
        size = 1 << int(np.clip(11 + np.ceil(np.log2(max(n, 1))), *_BITS))
        numbers = (rows.numbers & np.uint32(size - 1)).astype(np.int32)
        frequency = np.bincount(numbers, minlength=size)
        shared = np.flatnonzero(frequency > 1)
        made.column_of = np.full(size, len(shared), dtype=np.int32)
        made.column_of[shared] = np.arange(len(shared))
        made.rarity = np.append(np.log((n + 1) / (frequency[shared] + 1)) + 1, 0.0)
        columns = made.column_of[numbers]
        there = columns < len(shared)
        made.ends = np.concatenate([[0], np.cumsum(there, dtype=np.int32)])[rows.ends].astype(np.int64)
        made.columns = columns[there]
        del numbers, columns  # 60 MB each at 100,000 papers
        made.values = made._normalized(rows.counts[there])
        made.mean = made.feature_sums(np.arange(n), np.full(n, 1 / max(n, 1)))
        made.common = np.sqrt(np.maximum(made.along(made.mean), 1e-4))
        made._find_topics()
        made.topics = made._in_topics()
        return made

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def sample(self) -> Places:
        """Some papers that stand for all: ids are hashes."""
        return np.arange(min(len(self), _SAMPLE))

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
        for rows, at in self._pieces():
            piece = _BY_COUNT[counts[at]] * self.rarity[self.columns[at]]
            lengths = np.sqrt(_row_sums(piece * piece, self.ends, rows))
            values[at] = piece / np.repeat(np.maximum(lengths, 1e-9), np.diff(self.ends[rows.start : rows.stop + 1]))
        return values

    def weighed(self, features: Sequence[Feature]) -> tuple[Places, Floats]:
        """The columns and values of the features of one text."""
        columns = self.column_of[np.array([f.number & (len(self.column_of) - 1) for f in features], dtype=np.int64)]
        values = _BY_COUNT[np.array([f.times for f in features], dtype=np.int64)] * self.rarity[columns]
        return columns.astype(np.int64), values / max(float(np.sqrt(np.sum(values * values))), 1e-9)

    def along(self, weights: Floats, places: Places | None = None) -> Floats:
        """For each paper, or those at some places, the sum of its features' weights."""
        if places is not None:
            taken, ends = gathered(self.ends, places)
            return _row_sums(self.values[taken] * weights[self.columns[taken]], ends, slice(0, len(places)))
        sums = np.zeros(len(self))
        for rows, at in self._pieces():
            sums[rows] = _row_sums(self.values[at] * weights[self.columns[at]], self.ends, rows)
        return sums

    def feature_sums(self, places: Places, weights: Floats) -> Floats:
        """For each feature its sum over some papers, each paper times its weight."""
        sums = np.zeros(len(self.rarity))
        for start in range(0, len(places), _ROWS_AT_ONCE):
            some = slice(start, start + _ROWS_AT_ONCE)
            taken, ends = gathered(self.ends, places[some])
            weighed = self.values[taken] * np.repeat(weights[some], np.diff(ends))
            sums += np.bincount(self.columns[taken], weighed, minlength=len(sums))
        return sums

    def _pieces(self) -> Iterator[tuple[slice, slice]]:
        """Rows in pieces of some million values: (rows, their values)."""
        start = 0
        while start < len(self):
            stop = int(np.searchsorted(self.ends, self.ends[start] + _AT_ONCE, side="right")) - 1
            stop = min(max(stop, start + 1), len(self))
            yield slice(start, stop), slice(int(self.ends[start]), int(self.ends[stop]))
            start = stop

    # topics

    def _find_topics(self) -> None:
        """Topics of the sample, by subspace iteration on the features that two of its papers have."""
        sample, width = len(self.sample), len(self.rarity)
        self.loading_of, self.loadings, self.middle = np.full(width, 0, dtype=np.int32), np.zeros((1, 0)), np.zeros(0)
        columns = self.columns[: self.ends[sample]]
        shared = np.flatnonzero(np.bincount(columns, minlength=width) > 1)
        if sample < _LEAST or len(shared) < TOPICS:
            return
        self.loading_of = np.full(width, len(shared), dtype=np.int32)
        self.loading_of[shared] = np.arange(len(shared))
        places = self.loading_of[columns].astype(np.int64)
        there = places < len(shared)
        papers = np.repeat(self.sample, np.diff(self.ends[: sample + 1]))[there]
        values = self.values[: self.ends[sample]][there].astype(np.float64)
        matrix = _Matrix(papers, places[there], values, (sample, len(shared)))
        mean = np.bincount(places[there], values, minlength=len(shared)) / sample
        # RandomState is the one generator of numpy whose numbers are promised never to change
        basis = np.random.RandomState(0).standard_normal((len(shared), min(TOPICS, sample // 3)))
        for _ in range(_ROUNDS):
            basis = np.linalg.qr(basis)[0]
            along = matrix.times(basis) - mean @ basis
            basis = matrix.transposed_times(along) - np.outer(mean, along.sum(axis=0))
        basis = np.linalg.qr(basis)[0]
        self.loadings = np.vstack([basis, np.zeros(basis.shape[1])])
        self.middle = mean @ basis

    def loadings_of(self, columns: NDArray[np.integer[Any]]) -> Floats:
        """(columns, topics)"""
        loadings: Floats = self.loadings[self.loading_of[columns]]
        return loadings

    def _in_topics(self) -> NDArray[np.float32]:
        found = np.zeros((len(self), len(self.middle)), dtype=np.float32)
        if not len(self.middle):
            return found
        loadings = self.loadings.astype(np.float32)
        step = max(_AT_ONCE // 16 * len(self) // max(int(self.ends[-1]), 1), 1)
        for start in range(0, len(self), step):
            rows = slice(start, min(start + step, len(self)))
            at = slice(int(self.ends[rows.start]), int(self.ends[rows.stop]))
            weighed = loadings[self.loading_of[self.columns[at]]] * self.values[at, None]
            found[rows] = _row_sums(weighed, self.ends, rows) - self.middle
        found /= np.maximum(np.sqrt(np.sum(found * found, axis=1, keepdims=True)), np.float32(1e-9))
        return found


_TYPES: Mapping[str, tuple[Any, ...]] = {
    "ids": (np.int64,),
    "ends": (np.int64,),
    "columns": (np.int32,),
    "values": (np.float32,),
    "fact_ends": (np.int64,),
    "facts": (np.uint32,),
    "column_of": (np.int32,),
    "rarity": (np.float64,),
    "mean": (np.float64,),
    "common": (np.float64,),
    "loading_of": (np.int32,),
    "middle": (np.float64,),
    "loadings": (np.float64, "topics"),
    "topics": (np.float32, "topics"),
}


class _Matrix:
    """A matrix by its values, of which each is at a row and a column; rows in order."""

    def __init__(self, rows: Places, columns: Places, values: Floats, shape: tuple[int, int]) -> None:
        order = np.argsort(columns, kind="stable")
        self._by_row = columns, values, np.searchsorted(rows, np.arange(shape[0] + 1))
        self._by_column = rows[order], values[order], np.searchsorted(columns[order], np.arange(shape[1] + 1))

    def times(self, right: Floats) -> Floats:
        return _product(*self._by_row, right)

    def transposed_times(self, right: Floats) -> Floats:
        return _product(*self._by_column, right)


def _product(places: Places, values: Floats, ends: Places, right: Floats) -> Floats:
    return _row_sums(right[places] * values[:, None], ends, slice(0, len(ends) - 1))


def _row_sums(values: NDArray[Any], ends: NDArray[np.int64], rows: slice) -> Floats:
    """The sums of the values of each of some rows; ``values`` begins with the first of them."""
    bounds = ends[rows.start : rows.stop + 1] - ends[rows.start]
    sums = np.zeros((len(bounds) - 1, *values.shape[1:]))
    there = np.diff(bounds) > 0  # an empty row has no first value to begin at
    if there.any():
        sums[there] = np.add.reduceat(values, bounds[:-1][there], axis=0)
    return sums

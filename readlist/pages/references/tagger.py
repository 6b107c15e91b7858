"""The tagger of references: a chain of labels over the words of an entry, with learned weights.

A linear-chain conditional random field. Its weights (``pages/data/references.bin``) are trained elsewhere
(``tests/training/references.py``); here they are added up and the best chain is searched for, with numpy, for many
entries at once. An entry has one title and one list of authors, each in one piece: the states remember whether they
have ended. The confidence of a chain is the probability that its title and authors are right to the word, whatever
the rest is.
"""

from __future__ import annotations

import pkgutil
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple

import msgspec
import numpy as np

from readlist.pages.references.reference_traits import LABELS, OFFSETS, Look, look, place_traits

_BATCH: Final = 256  # entries that are worked on at a time
_NEVER: Final = -1e4  # nats
_AUTHOR, _TITLE = LABELS.index("author"), LABELS.index("title")


class Model(msgspec.Struct, frozen=True):
    """The weights of a chain: signed bytes, in nats times ``scale``."""

    scale: float
    transitions: list[float]  # from label to label, row by row
    word_traits: str  # one a line
    place_traits: str
    word_weights: bytes  # a trait × an offset × a label
    place_weights: bytes  # a trait × a label

    def packed(self) -> bytes:
        return zlib.compress(msgspec.msgpack.encode(self), 9)


class _Weights(NamedTuple):
    """A model, ready for adding up. Row 0 of each table is empty."""

    words: dict[str, int]
    places: dict[str, int]
    word_table: np.ndarray  # (traits, offsets, labels), float32
    place_table: np.ndarray  # (traits, labels), float32
    start: np.ndarray  # (states,): 0 or never
    steps: np.ndarray  # (states, states)
    label_of: np.ndarray  # (states,): the label of each state


class Tagged(NamedTuple):
    """The label of every word, and the probability that title and authors are right."""

    labels: list[str]
    confidence: float


@lru_cache(1)
def read_model() -> _Weights:
    data = pkgutil.get_data("readlist.pages", "data/references.bin") or b""
    model = msgspec.msgpack.decode(zlib.decompress(data), type=Model)
    words, places = ({trait: i for i, trait in enumerate(text.split("\n"), 1)} for text in (model.word_traits, model.place_traits))
    of_words = np.frombuffer(model.word_weights, np.int8).reshape(-1, len(OFFSETS), len(LABELS)) / np.float32(model.scale)
    of_places = np.frombuffer(model.place_weights, np.int8).reshape(-1, len(LABELS)) / np.float32(model.scale)
    return _Weights(
        words,
        places,
        np.concatenate([np.zeros_like(of_words[:1]), of_words]),
        np.concatenate([np.zeros_like(of_places[:1]), of_places]),
        *_states(np.array(model.transitions, np.float32).reshape(len(LABELS), len(LABELS))),
    )


def is_known_word(word: str) -> bool:
    """Did the word occur in the references that the weights were learned from?"""
    return f"w={word}" in read_model().words


def _states(transitions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The states of a chain in which title and authors stand in one piece: a label, and which of the two have ended."""
    states = [
        (label, title, authors)
        for label, title, authors in product(range(len(LABELS)), (False, True), (False, True))
        if not (label == _TITLE and title) and not (label == _AUTHOR and authors)
    ]
    steps = np.full((len(states), len(states)), _NEVER, np.float32)
    for (i, (label, title, authors)), (k, (after, then_title, then_authors)) in product(enumerate(states), enumerate(states)):
        title_ends, authors_end = label == _TITLE != after, label == _AUTHOR != after
        if then_title == (title or title_ends) and then_authors == (authors or authors_end):
            steps[i, k] = transitions[label, after]
    start = np.array([_NEVER if title or authors else 0 for _, title, authors in states], np.float32)
    return start, steps, np.array([label for label, _, _ in states])


def tag_words(entries: Sequence[Sequence[str]]) -> list[Tagged]:
    """The labels of each entry's words. Takes time linear in the number of words."""
    weights = read_model()
    scores = _scores(weights, entries)
    tagged: list[Tagged] = [Tagged([], 0.0)] * len(entries)
    order = sorted((i for i, entry in enumerate(entries) if entry), key=lambda i: len(entries[i]))
    for at in range(0, len(order), _BATCH):
        batch = order[at : at + _BATCH]
        lengths = np.array([len(entries[i]) for i in batch])
        padded = np.zeros((len(batch), lengths.max(), len(LABELS)), np.float32)
        for row, i in enumerate(batch):
            padded[row, : lengths[row]] = scores[i]
        chains = _best_chains(weights, padded, lengths)
        sure = _confidence(weights, padded, lengths, chains)
        for row, i in enumerate(batch):
            tagged[i] = Tagged([LABELS[label] for label in chains[row, : lengths[row]]], float(sure[row]))
    return tagged


def _scores(weights: _Weights, entries: Sequence[Sequence[str]]) -> list[np.ndarray]:
    """What the traits say for each label: an array (words, labels) for each entry."""
    rows: dict[str, int] = {}
    at = np.array([rows.setdefault(word, len(rows)) for entry in entries for word in entry], np.intp)
    looks = {word: look(word) for word in rows}
    table = _sums(weights.word_table, ([weights.words.get(t, 0) for t in each.traits] for each in looks.values()))
    get = weights.places.get
    all_looks: Iterator[list[Look]] = ([looks[word] for word in entry] for entry in entries)
    sums = _sums(weights.place_table, ([get(t, 0) for t in traits] for each in all_looks for traits in place_traits(each)))
    lengths = [len(entry) for entry in entries]
    entry_of = np.repeat(np.arange(len(entries)), lengths)
    for k, offset in enumerate(OFFSETS):
        inside = slice(max(0, -offset), len(at) - max(0, offset))
        around = slice(max(0, offset), len(at) + min(0, offset))
        same = (entry_of[inside] == entry_of[around])[:, None]
        sums[inside] += table[at[around], k] * same
    return np.split(sums, np.cumsum(lengths)[:-1])


def _sums(table: np.ndarray, rows: Iterable[list[int]]) -> np.ndarray:
    """The sum of some rows of a table, for each list of their numbers."""
    numbers: list[int] = []
    starts: list[int] = []
    for each in rows:
        starts.append(len(numbers))
        numbers += each
    if not starts:
        return np.zeros((0, *table.shape[1:]), np.float32)
    return np.concatenate([np.add.reduceat(table[numbers[a:b]], np.array(part) - a) for a, b, part in _parts(starts, len(numbers))])


def _parts(starts: list[int], end: int) -> Iterator[tuple[int, int, list[int]]]:
    """The starts in parts of some thousands, so that no huge table is made."""
    for i in range(0, len(starts), 4096):
        part = starts[i : i + 4096]
        yield part[0], starts[i + 4096] if i + 4096 < len(starts) else end, part


def _best_chains(weights: _Weights, scores: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """The best label of every word (Viterbi): an array (entries, words)."""
    n, longest, _ = scores.shape
    emissions = scores[:, :, weights.label_of]
    best = emissions[:, 0] + weights.start
    came_from = np.zeros((longest, n, len(weights.label_of)), np.int8)
    ends = np.zeros_like(best)
    for t in range(1, longest + 1):
        ends[lengths == t] = best[lengths == t]
        if t < longest:
            ways = best[:, :, None] + weights.steps
            came_from[t] = ways.argmax(1)
            best = ways.max(1) + emissions[:, t]
    states = np.zeros((n, longest), np.intp)
    rows = np.arange(n)
    state = ends.argmax(1)
    for t in range(longest - 1, -1, -1):
        states[:, t] = state
        state = np.where(t < lengths, came_from[t, rows, state], state)
    return weights.label_of[states]


def _confidence(weights: _Weights, scores: np.ndarray, lengths: np.ndarray, chains: np.ndarray) -> np.ndarray:
    """The share that the chains with this very title and these authors have of all chains."""
    only = np.where((chains == _AUTHOR) | (chains == _TITLE), chains, -1)[:, :, None]
    labels = np.arange(len(LABELS))
    allowed = np.where(only >= 0, labels == only, (labels != _AUTHOR) & (labels != _TITLE))
    return np.exp(np.minimum(_log_sum(weights, np.where(allowed, scores, _NEVER), lengths) - _log_sum(weights, scores, lengths), 0))


def _log_sum(weights: _Weights, scores: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """The logarithm of the sum over all chains of their likelihoods (forward)."""
    top = scores.max(2, keepdims=True)
    emissions = np.exp(np.maximum(scores - top, -80.0)).astype(np.float64)[:, :, weights.label_of]
    emissions[:, :, :] *= (scores > _NEVER / 2)[:, :, weights.label_of]
    steps = np.exp(weights.steps.astype(np.float64))
    forward = emissions[:, 0] * np.exp(weights.start)
    total = np.zeros(len(lengths))
    result = np.zeros(len(lengths))
    for t in range(1, scores.shape[1] + 1):
        size = forward.sum(1)
        size[size == 0] = 1e-300
        total += np.log(size) + top[:, t - 1, 0]
        result[lengths == t] = total[lengths == t]
        if t < scores.shape[1]:
            forward = (forward / size[:, None]) @ steps * emissions[:, t]
    return result

"""The tagger of references: a chain of labels over the words of an entry, with learned weights.

It is a linear-chain conditional random field. Its weights (``pages/data/references.bin``) are trained elsewhere
(``tests/training/references.py``); here they are added up and the best chain is found, with numpy, for many entries at
once. An entry has one title and one list of authors, each in one piece, so the states record whether they have ended.
The confidence of a chain is the probability that its title and authors are exactly right, whatever the other labels.
"""

from __future__ import annotations

import pkgutil
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple

import msgspec
import numpy as np

from readlist.pages.references.reference_traits import LABELS, OFFSETS, Look, look, place_traits

_BATCH: Final = 256  # entries of like length that are decoded at a time
_SCORED: Final = 500  # entries whose traits are added up at a time
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
    """A model as arrays, ready to be summed. Row 0 of each table is empty."""

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
    words, places = (
        {trait: i for i, trait in enumerate(text.split("\n"), 1)} for text in (model.word_traits, model.place_traits)
    )
    of_words = np.frombuffer(model.word_weights, np.int8).reshape(-1, len(OFFSETS), len(LABELS)) / np.float32(
        model.scale
    )
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
    """The states of a chain with title and authors in one piece each: a label, and which of the two have ended."""
    states = [
        (label, title, authors)
        for label, title, authors in product(range(len(LABELS)), (False, True), (False, True))
        if not (label == _TITLE and title) and not (label == _AUTHOR and authors)
    ]
    steps = np.full((len(states), len(states)), _NEVER, np.float32)
    for (i, (label, title, authors)), (k, (after, then_title, then_authors)) in product(
        enumerate(states), enumerate(states)
    ):
        title_ends, authors_end = label == _TITLE != after, label == _AUTHOR != after
        if then_title == (title or title_ends) and then_authors == (authors or authors_end):
            steps[i, k] = transitions[label, after]
    start = np.array([_NEVER if title or authors else 0 for _, title, authors in states], np.float32)
    return start, steps, np.array([label for label, _, _ in states])


def tag_words(
    entries: Sequence[Sequence[str]], step: Callable[[int], None] = lambda more: None, *, one_style: bool = False
) -> list[Tagged]:
    """The labels of each entry's words. Takes time linear in the number of words.

    ``step`` is called with the number of entries examined, and again with the number labelled.

    In a list of ``one_style``, the signs around the authors and titles of its sure entries are evidence for the same
    signs in the others: in lists of twelve, of a hundred styles, that corrects an eighth of the wrong titles.
    """
    weights = read_model()
    scores: list[np.ndarray] = []
    signs: list[np.ndarray] = []
    for at in range(0, len(entries), _SCORED):
        step(len(entries[at : at + _SCORED]))
        more_scores, more_signs = _scores(weights, entries[at : at + _SCORED])
        scores += more_scores
        signs += more_signs
    chains = _decode(weights, weights.steps[None].repeat(_SIGNS, 0), scores, signs, step)
    if one_style and (bonus := _style_of(chains, signs)) is not None:
        chains = _decode(weights, weights.steps + bonus[:, weights.label_of][:, :, weights.label_of], scores, signs)
    return [Tagged([LABELS[label] for label in labels], sure) for labels, sure in chains]


def _decode(
    weights: _Weights,
    steps: np.ndarray,
    scores: Sequence[np.ndarray],
    signs: Sequence[np.ndarray],
    step: Callable[[int], None] = lambda more: None,
) -> list[tuple[np.ndarray, float]]:
    """The best chain of every entry and its confidence; entries of similar length are computed together."""
    chains: list[tuple[np.ndarray, float]] = [(np.zeros(0, np.intp), 0.0)] * len(scores)
    order = sorted((i for i, each in enumerate(scores) if len(each)), key=lambda i: len(scores[i]))
    for at in range(0, len(order), _BATCH):
        batch = order[at : at + _BATCH]
        step(len(batch))
        lengths = np.array([len(scores[i]) for i in batch])
        padded = np.zeros((len(batch), lengths.max(), len(LABELS)), np.float32)
        padded_signs = np.zeros((len(batch), lengths.max()), np.intp)
        for row, i in enumerate(batch):
            padded[row, : lengths[row]] = scores[i]
            padded_signs[row, : lengths[row]] = signs[i]
        best = _best_chains(weights, steps, padded, padded_signs, lengths)
        sure = _confidence(weights, steps, padded, padded_signs, lengths, best)
        for row, i in enumerate(batch):
            chains[i] = best[row, : lengths[row]], float(sure[row])
    return chains


# the style of a list

_ENDS: Final = {sign: n for n, signs in enumerate(("", ".", ",", ":", ";", ")]", "”»\"’'›“", "?!")) for sign in signs}
_WILD: Final = 7  # a title of any style may end in "?"
_QUOTED: Final = 8
_SIGNS: Final = 16
"""What stands between two words: the last sign behind the first, and whether the second begins with a quote."""
_FEWEST_SURE: Final = 2
_SURE: Final = 0.8


def _sign_behind(word: Look) -> int:
    return _ENDS.get(word.end[-1:], 0)


def _sign_before(word: Look) -> int:
    return _QUOTED if word.start and word.start in "“«„\"‹‘'" else 0


def _style_of(chains: Sequence[tuple[np.ndarray, float]], signs: Sequence[np.ndarray]) -> np.ndarray | None:
    """The evidence of a list's sure entries for each step: an array (signs, labels, labels) in nats; None if few."""
    sure = [(labels, own) for (labels, sure), own in zip(chains, signs, strict=True) if sure >= _SURE]
    if len(sure) < _FEWEST_SURE:
        return None
    title_ends, author_ends = np.zeros(_QUOTED), np.zeros(_QUOTED)
    after_authors, title_starts = np.zeros(len(LABELS)), np.zeros(2)
    for labels, own in sure:
        before, after, between = labels[:-1], labels[1:], own[1:]
        np.add.at(title_ends, between[(before == _TITLE) & (after != _TITLE)] % _QUOTED, 1)
        np.add.at(author_ends, between[(before == _AUTHOR) & (after != _AUTHOR)] % _QUOTED, 1)
        np.add.at(after_authors, after[(before == _AUTHOR) & (after != _AUTHOR)], 1)
        np.add.at(title_starts, between[(before != _TITLE) & (after == _TITLE)] // _QUOTED, 1)
    bonus = np.zeros((_SIGNS, len(LABELS), len(LABELS)), np.float32)
    others = np.arange(len(LABELS))
    for sign in range(_SIGNS):
        end = sign % _QUOTED
        bonus[sign, _TITLE, others != _TITLE] += _gain(title_ends, end)
        bonus[sign, _AUTHOR, others != _AUTHOR] += _gain(author_ends, end)
        bonus[sign, others != _TITLE, _TITLE] += _gain(title_starts, sign // _QUOTED)
    for label in others[others != _AUTHOR]:
        bonus[:, _AUTHOR, label] += _gain(after_authors, label)
    return bonus


def _gain(counts: np.ndarray, which: int) -> float:
    """The weight of a sign, by how many of the sure entries have it."""
    gain = float(np.clip(np.log((counts[which] + 0.5) / (counts.sum() * 0.25 + 0.5)), -2.5, 1.0))
    return max(gain, 0.0) if len(counts) == _QUOTED and which == _WILD else gain


def _scores(weights: _Weights, entries: Sequence[Sequence[str]]) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Each label's score by the traits, an array (words, labels) for each entry, and the signs before its words."""
    lengths = [len(entry) for entry in entries]
    if not any(lengths):
        return [np.zeros((0, len(LABELS)), np.float32)] * len(entries), [np.zeros(0, np.intp)] * len(entries)
    rows: dict[str, int] = {}
    at = np.array([rows.setdefault(word, len(rows)) for entry in entries for word in entry], np.intp)
    looks = {word: look(word) for word in rows}
    table = _sums(weights.word_table, ([weights.words.get(t, 0) for t in each.traits] for each in looks.values()))
    get = weights.places.get
    all_looks: Iterator[list[Look]] = ([looks[word] for word in entry] for entry in entries)
    sums = _sums(
        weights.place_table, ([get(t, 0) for t in traits] for each in all_looks for traits in place_traits(each))
    )
    entry_of = np.repeat(np.arange(len(entries)), lengths)
    for k, offset in enumerate(OFFSETS):
        inside = slice(max(0, -offset), len(at) - max(0, offset))
        around = slice(max(0, offset), len(at) + min(0, offset))
        same = (entry_of[inside] == entry_of[around])[:, None]
        sums[inside] += table[at[around], k] * same
    behind, before = (np.array([sign(each) for each in looks.values()]) for sign in (_sign_behind, _sign_before))
    signs = before[at] + np.roll(behind[at], 1)  # that of an entry's first word is never asked for
    ends = np.cumsum(lengths)[:-1]
    return np.split(sums, ends), np.split(signs, ends)


def _sums(table: np.ndarray, rows: Iterable[list[int]]) -> np.ndarray:
    """The sum of some rows of a table, for each list of their numbers; no list is empty."""
    numbers: list[int] = []
    starts: list[int] = []
    for each in rows:
        starts.append(len(numbers))
        numbers += each
    return np.add.reduceat(table[numbers], starts)


def _best_chains(
    weights: _Weights, steps: np.ndarray, scores: np.ndarray, signs: np.ndarray, lengths: np.ndarray
) -> np.ndarray:
    """The best label of every word (Viterbi): an array (entries, words)."""
    n, longest, _ = scores.shape
    emissions = scores[:, :, weights.label_of]
    best = emissions[:, 0] + weights.start
    came_from = np.zeros((longest, n, len(weights.label_of)), np.int8)
    ends = np.zeros_like(best)
    for t in range(1, longest + 1):
        ends[lengths == t] = best[lengths == t]
        if t < longest:
            ways = best[:, :, None] + steps[signs[:, t]]
            came_from[t] = ways.argmax(1)
            best = ways.max(1) + emissions[:, t]
    states = np.zeros((n, longest), np.intp)
    rows = np.arange(n)
    state = ends.argmax(1)
    for t in range(longest - 1, -1, -1):
        states[:, t] = state
        state = np.where(t < lengths, came_from[t, rows, state], state)
    return weights.label_of[states]


def _confidence(
    weights: _Weights, steps: np.ndarray, scores: np.ndarray, signs: np.ndarray, lengths: np.ndarray, chains: np.ndarray
) -> np.ndarray:
    """The share of the chains with exactly this title and these authors among all chains."""
    only = np.where((chains == _AUTHOR) | (chains == _TITLE), chains, -1)[:, :, None]
    labels = np.arange(len(LABELS))
    allowed = np.where(only >= 0, labels == only, (labels != _AUTHOR) & (labels != _TITLE))
    every = np.ones_like(allowed)
    own, whole = (_log_sum(weights, steps, scores, signs, lengths, which) for which in (allowed, every))
    share: np.ndarray = np.exp(np.minimum(own - whole, 0))
    return share


def _log_sum(
    weights: _Weights,
    steps: np.ndarray,
    scores: np.ndarray,
    signs: np.ndarray,
    lengths: np.ndarray,
    allowed: np.ndarray,
) -> np.ndarray:
    """The logarithm of the sum over all chains of allowed labels of their likelihoods (forward)."""
    top = scores.max(2, keepdims=True)
    emissions = (np.exp(scores - top) * allowed)[:, :, weights.label_of]
    likely = np.exp(steps)
    forward = emissions[:, 0] * np.exp(weights.start)
    total = np.zeros(len(lengths))
    result = np.zeros(len(lengths))
    for t in range(1, scores.shape[1] + 1):
        size = np.maximum(forward.sum(1), 1e-30)
        total += np.log(size) + top[:, t - 1, 0]
        result[lengths == t] = total[lengths == t]
        if t < scores.shape[1]:
            forward = np.matmul((forward / size[:, None])[:, None], likely[signs[:, t]])[:, 0] * emissions[:, t]
    return result

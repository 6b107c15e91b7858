"""Learns from the papers kept and skipped what interests the user, by sums in a fixed order, fast and exact.

The interest in a paper is the sum of three parts, in log-odds. *Words*: how much nearer the paper's words are to the
mean of the kept papers than to the mean of the library, less the same for skipped ones; and the more papers of both
kinds there are, the more a regression counts that finds which words set them apart. *Topics*: the mean of the
squared nearness to each kept paper in the space of topics, which no topic of few papers is lost in. *Facts*: how much
more often papers by these authors, of this venue, category, year and source were kept than others.

Each part is linear in the features of the paper at hand, so it can be told what each feature is worth
(``explaining``). The same decisions give the same numbers, in whatever order they were made, undone or redone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from readlist.interest.features import gathered
from readlist.interest.vectors import Floats, Part, Places, Vectors
from readlist.library.interests import Decision, HeldOut

HALVING = 730.0  # days after which a decision counts half
_MOST_HALVINGS = 6.0  # a clock that was set to a far year once must not make the rest count for nothing
DIGITS = 3  # to which interest is rounded, so that the last digits of a machine's sums order nothing

_BASE = -1.0  # log-odds of a paper of which nothing is known
_TOPICS, _SKIPPED = 0.5, 0.5  # weights beside that of the words of kept papers, which is 1
_REGRESSION, _MANY = 1.0, 100.0  # its weight, and papers of each kind with which it has half of that
_STEPS, _PENALTY = 4, 0.01  # of conjugate gradients; more steps order no better, at 1,000 decisions
_AT_ONCE = 1 << 14  # papers
_FEW = 3.0  # kept or skipped papers with which half is believed of what they say
_NEARNESS = 0.1  # added to a cosine before it is squared: papers of opposite topics are not near
_KEPT_BY, _SKIPPED_BY, _FOLLOWED, _MOST_BY = 0.5, 0.3, 1.0, 1.5  # of authors
_RATES, _DOUBT = 0.4, 16.0  # weight of other facts, and decisions by which their rates are held to be as usual


@dataclass(frozen=True, slots=True, eq=False)
class Interest:
    """What was learned. ``words`` and ``facts`` are weights of features by number, ``nearness`` is a quadratic form of
    a paper's topics with a constant behind them; ``base`` is what every paper has.
    """

    base: float
    words: Floats  # (features,)
    nearness: Floats  # (topics + 1, topics + 1)
    facts: Floats  # (facts,)
    kept: int
    skipped: int


def learn(vectors: Vectors, decisions: Mapping[int, Decision], followed: Iterable[int] = ()) -> Interest | None:
    """Learn from decisions, by the ids of their papers; None where nothing was kept. ``followed`` are the numbers of
    the authors who are followed.
    """
    ids = np.array(sorted(decisions), dtype=np.int64)
    places = np.searchsorted(vectors.ids, ids)
    there = np.isin(ids, vectors.ids)
    ids, places = ids[there], places[there]
    of_ids = [decisions[id] for id in ids.tolist()]
    kept = np.array([d.kept for d in of_ids], dtype=bool)
    if not kept.any():
        return None
    weights = _weights([d.at for d in of_ids])
    part, size = vectors.part(places), len(vectors.sample.ends) - 1
    words, nearness, base = np.zeros(len(vectors.rarity)), np.zeros((len(vectors.middle) + 1,) * 2), _BASE
    for chosen, sign in ((kept, 1.0), (~kept, -_SKIPPED)):
        if chosen.any():
            total = float(weights[chosen].sum())
            share = sign * total / (total + _FEW)
            like = part.transposed_times(np.where(chosen, weights / total, 0.0))
            mean, spread = _middle(vectors.sample.times(like) / vectors.common[:size])
            words += like * (share / spread)
            base -= share * mean / spread
            near = nearness_of(vectors, places[chosen], weights[chosen] / total)
            mean, spread = _middle(topic_scores(vectors, near, slice(size)))
            nearness += near * (share * _TOPICS / spread)
            base -= share * _TOPICS * mean / spread
    if not kept.all():
        separating = _regression(part, vectors.common[places], kept, weights)
        mean, spread = _middle(vectors.sample.times(separating) / vectors.common[:size])
        fewer = min(float(weights[kept].sum()), float(weights[~kept].sum()))
        share = _REGRESSION * fewer / (fewer + _MANY)
        words += separating * (share / spread)
        base -= share * mean / spread
    facts = _facts(vectors, places, kept, weights, followed)
    return Interest(base, words, nearness, facts, int(kept.sum()), int((~kept).sum()))


def _regression(part: Part, common: Floats, kept: NDArray[np.bool_], weights: Floats) -> Floats:
    """The weights of words that tell kept from skipped papers best: least squares, both kinds counting the same.

    Few steps of conjugate gradients: the first gives the difference of the means, each further one takes from it what
    words that go together were counted for twice, and many would learn chance by heart.
    """
    each = np.where(kept, weights / weights[kept].sum(), weights / weights[~kept].sum())
    target = np.where(kept, 1.0, -1.0)
    mean = part.transposed_times(each / common) / 2

    def times(direction: Floats) -> Floats:
        return np.asarray(part.times(direction) / common - mean @ direction)

    def transposed(along: Floats) -> Floats:
        return np.asarray(part.transposed_times(along / common) - mean * along.sum())

    found = np.zeros(part.width)
    left = transposed(each * target)
    direction, size = left, float(left @ left)
    for _ in range(_STEPS):
        if size < 1e-18:
            break
        change = transposed(each * times(direction)) + _PENALTY * direction
        step = size / float(direction @ change)
        found += step * direction
        left = left - step * change
        size, before = float(left @ left), size
        direction = left + (size / before) * direction
    return found


def _weights(times: Sequence[str]) -> Floats:
    """How much decisions of these times count; the newest one is the clock, and what has no time is of today."""
    days = np.array([_day(at) for at in times], dtype=np.float64)
    newest = days.max(initial=0.0)
    days[days == 0] = newest
    return np.asarray(0.5 ** np.minimum((newest - days) / HALVING, _MOST_HALVINGS))


def _day(at: str) -> int:
    try:
        return date.fromisoformat(at[:10]).toordinal() if at else 0
    except ValueError:  # a library edited by hand
        return 0


def _middle(scores: Floats) -> tuple[float, float]:
    """Mean and spread of scores."""
    return float(scores.mean()), max(float(scores.std()), 1e-6)


def nearness_of(vectors: Vectors, places: Places, weights: Floats) -> Floats:
    """The quadratic form that gives the weighted mean of (cosine + a constant) squared to some papers."""
    topics = with_constant(vectors.topics[places])
    return np.asarray(topics.T @ (topics * weights[:, None]))


def with_constant(topics: NDArray[np.floating]) -> Floats:
    """Topics with the constant behind them, so that products of two rows are cosines and its square."""
    rows = np.atleast_2d(topics).astype(np.float64)
    return np.hstack([rows, np.full((len(rows), 1), np.sqrt(_NEARNESS))])


def topic_scores(vectors: Vectors, nearness: Floats, rows: slice = slice(None)) -> Floats:
    """The part of the topics."""
    topics = with_constant(vectors.topics[rows])
    return np.asarray(np.einsum("nt,nt->n", topics @ nearness, topics))


def _facts(
    vectors: Vectors,
    places: Places,
    kept: NDArray[np.bool_],
    weights: Floats,
    followed: Iterable[int],
) -> Floats:
    """What facts are worth: authors by how many of their papers were kept, others by their share of kept papers."""
    at, ends = gathered(vectors.fact_ends, places)
    facts, inverse = np.unique(vectors.facts[at], return_inverse=True)
    numbers = vectors.fact_numbers[facts]
    each = np.repeat(weights, np.diff(ends))
    was_kept = np.repeat(kept, np.diff(ends))
    yes = np.bincount(inverse, each * was_kept, minlength=len(numbers))
    no = np.bincount(inverse, each * ~was_kept, minlength=len(numbers))
    all_yes, all_no = float(weights[kept].sum()), float(weights[~kept].sum())
    usual = all_yes / (all_yes + all_no)
    rates = np.log((yes + _DOUBT * usual + 1e-9) / (no + _DOUBT * (1 - usual) + 1e-9)) if all_no else np.zeros(len(yes))
    by_rate = _RATES * (rates - (np.log(usual / (1 - usual)) if all_no else 0))
    believed = all_yes / (all_yes + _FEW)
    by_author = believed * (np.minimum(_KEPT_BY * np.log1p(yes), _MOST_BY) - _SKIPPED_BY * np.log1p(no))
    values = np.zeros(len(vectors.fact_numbers))
    values[np.isin(vectors.fact_numbers, np.fromiter(followed, dtype=np.uint32))] = _FOLLOWED
    values[facts] += np.where(numbers & 1, by_author, by_rate)
    return values


def fact_scores(vectors: Vectors, interest: Interest) -> Floats:
    """The part of the facts. Authors share: of many that make a difference, each counts less."""
    written, worth = (vectors.fact_numbers & 1).astype(bool), interest.facts

    def sums(values: Floats) -> Floats:
        return np.diff(np.concatenate([[0.0], np.cumsum(values[vectors.facts])])[vectors.fact_ends])

    authors = sums(np.where(written, worth, 0.0))
    known = sums(np.where(written & (worth != 0), 1.0, 0.0))
    return np.asarray(sums(np.where(written, 0.0, worth)) + authors / np.sqrt(np.maximum(known, 1.0)))


def scores(vectors: Vectors, interest: Interest, rest: Callable[[], None] = lambda: None) -> Floats:
    """The log-odds of every paper, rounded. ``rest`` is called after so many papers as fill some 40 MB."""
    sums = interest.base + fact_scores(vectors, interest)
    for start in range(0, len(vectors), _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        sums[rows] += vectors.along(interest.words, rows) / vectors.common[rows]
        sums[rows] += topic_scores(vectors, interest.nearness, rows)
        rest()
    return np.round(sums, DIGITS)


_LAST, _FROM = (50, 20, 10), 10  # papers kept last, and decisions that must have been made before them


def held_out(
    vectors: Vectors,
    decisions: Mapping[int, Decision],
    waiting: Iterable[int],
    learned: Callable[[Mapping[int, Decision]], Interest | None],
) -> HeldOut | None:
    """Learn from all decisions but those since the last fifty were kept, and see where these would have been among
    what was undecided then: decided since, or still ``waiting``. None where too little was decided.
    """
    ordered = sorted(decisions, key=lambda id: (decisions[id].at, id))
    kept = [id for id in ordered if decisions[id].kept]
    for last in _LAST:
        first = ordered.index(kept[-last]) if len(kept) > last else 0
        if first >= _FROM:
            break
    else:
        return None
    interest = learned({id: decisions[id] for id in ordered[:first]})
    if interest is None:
        return None
    values = dict(zip(vectors.ids.tolist(), scores(vectors, interest).tolist(), strict=True))
    then = [values[id] for id in {*ordered[first:], *waiting} if id in values]
    if not then:
        return None
    middle = float(np.median(then))
    return HeldOut(last, sum(values.get(id, middle) > middle for id in kept[-last:]))

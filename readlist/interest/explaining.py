"""Explains why a paper is of interest: what each of its words, pairs of words and facts adds to the sum.

A pair that counts takes its two words with it ("mixture of experts" for "mixture", "experts" and both together), so
that people read phrases. Nothing is left out: all reasons together are the score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from readlist.interest.features import Feature, named_features
from readlist.interest.learning import Interest, learn, scores, with_constant
from readlist.interest.vectors import Vectors
from readlist.library.interests import BASE, REST, Decision
from readlist.model.paper import Paper

_LEAST = 0.005  # points: smaller ones are added up


class Share(NamedTuple):
    """What a feature adds to the log-odds of a paper."""

    text: str
    points: float


def explain(vectors: Vectors, interest: Interest, paper: Paper) -> list[Share]:
    """Why the paper has its interest, the strongest reason first, for or against. The points sum to its score."""
    features, facts = named_features(paper)
    columns, values = vectors.weighed(features)
    common = max(float(np.sum(values * vectors.mean[columns])), 1e-4) ** 0.5
    worth = values * interest.words[columns] / common
    loadings = vectors.loadings_of(columns)
    direction = values @ loadings - vectors.middle
    length = max(float(np.sqrt(np.sum(direction * direction))), 1e-9)
    pull = with_constant(direction / length)[0] @ interest.nearness
    worth = worth + values * (loadings @ pull[:-1]) / length
    base = interest.base + float(with_constant(-vectors.middle / length)[0] @ pull)
    each = dict(zip((f.number for f in features), worth.tolist(), strict=True))
    shares = [Share(BASE, base), *_phrases(features, each), *_of_facts(vectors, interest, facts)]
    small = sum(share.points for share in shares if abs(share.points) < _LEAST)
    shares = [share for share in shares if abs(share.points) >= _LEAST]
    if small:
        shares.append(Share(REST, small))
    return sorted(shares, key=lambda share: (-abs(share.points), share.text))


def _phrases(features: Sequence[Feature], worth: Mapping[int, float]) -> list[Share]:
    """Words and pairs with what they add; a word goes with the strongest pair that speaks for the same."""
    left = dict(worth)
    shares = []
    pairs = [f for f in features if f.words]
    for pair in sorted(pairs, key=lambda f: (-abs(worth[f.number]), f.name)):
        words = dict.fromkeys(pair.words)
        points = left.pop(pair.number)
        if all(word in left and left[word] * points > 0 for word in words):
            points += sum(left.pop(word) for word in words)
        shares.append(Share(pair.name, points))
    return shares + [Share(f.name, left[f.number]) for f in features if not f.words and f.number in left]


def _of_facts(vectors: Vectors, interest: Interest, facts: Sequence[Feature]) -> list[Share]:
    worth = vectors.worth_of_facts(interest.facts, [fact.number for fact in facts])
    known = sum(1 for fact, points in zip(facts, worth, strict=True) if fact.number & 1 and points)
    return [
        Share(fact.name, points / (known**0.5 if fact.number & 1 else 1))
        for fact, points in zip(facts, worth, strict=True)
        if points
    ]


class Related(NamedTuple):
    """A paper that is like another one, and what they have in common."""

    id: int
    log_odds: float


def related(vectors: Vectors, id: int, most: int) -> tuple[Interest | None, list[Related]]:
    """The papers that would interest somebody who kept this one alone, the nearest first, and that interest."""
    interest = learn(vectors, {id: Decision(True, "")})
    if interest is None:
        return None, []
    values = scores(vectors, interest)
    best = [n for n in np.lexsort((vectors.ids, -values))[: most + 1].tolist() if vectors.ids[n] != id]
    return interest, [Related(int(vectors.ids[n]), float(values[n])) for n in best[:most]]

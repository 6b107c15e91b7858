"""How well interest is learned, beside other ways to order an inbox, and how long that takes.

Readers are made (``readers``): of what each would keep of the papers that were not decided, AUC says how often one to
keep stands before one to skip, and precision how many of the first ten are to keep. Beside it stand the logistic
regression of scikit-learn on the same vectors (where it is installed), cosine to the mean of the kept, and date. Every
comparison has the mean difference from reader to reader and its standard error, over the readers of several fields.
"""

from __future__ import annotations

import importlib.util
import random
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from readlist.interest import learning
from readlist.interest.features import Rows
from readlist.interest.vectors import Vectors
from readlist.library.interests import Decision
from readlist.model.paper import Paper
from tests.benchmarks.figures import Figure, seconds
from tests.benchmarks.libraries import made
from tests.benchmarks.readers import WORLDS, Reader, changed, readers

DECIDED, KEPT = (20, 100, 1_000), (5, 20)
SEEDS = (1, 2, 3, 4)  # of fields: what is measured of one depends on its topics
_PAPERS, _READERS = 2_500, 32  # of each world, in each field
_MEASURES = ("AUC", "precision at 10")

Scores = NDArray[np.float64]
Order = Callable[[Vectors, Mapping[int, Decision], Sequence[Paper]], Scores]
Decide = Callable[[random.Random, Sequence[Paper], Reader, int], dict[int, Decision]]
Measured = dict[str, list[tuple[float, float]]]
"""Way to order → AUC and precision at 10, reader by reader."""


def figures(size: int) -> Iterator[Figure]:
    yield from _times(size)
    if size <= 10_000:
        yield from quality()


def ours(vectors: Vectors, decisions: Mapping[int, Decision], papers: Sequence[Paper]) -> Scores:
    interest = learning.learn(vectors, decisions)
    return np.zeros(len(vectors)) if interest is None else learning.scores(vectors, interest)


def cosine(vectors: Vectors, decisions: Mapping[int, Decision], papers: Sequence[Paper]) -> Scores:
    kept = np.flatnonzero([id in decisions and decisions[id].kept for id in vectors.ids.tolist()])
    return vectors.along(vectors.feature_sums(kept, np.ones(len(kept))))


def newest(vectors: Vectors, decisions: Mapping[int, Decision], papers: Sequence[Paper]) -> Scores:
    dates = {paper.id: paper.date or "" for paper in papers}
    order = sorted(vectors.ids.tolist(), key=lambda id: dates[id])
    places = {id: n for n, id in enumerate(order)}
    return np.array([places[id] for id in vectors.ids.tolist()], dtype=np.float64)


def regression(vectors: Vectors, decisions: Mapping[int, Decision], papers: Sequence[Paper]) -> Scores:
    """scikit-learn's, of the vectors and the facts that interest has too."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    n = len(vectors)
    words = csr_matrix((vectors.values, vectors.columns, vectors.ends), shape=(n, len(vectors.rarity)))
    known, places = np.unique(vectors.facts, return_inverse=True)
    facts = csr_matrix((np.full(len(places), 0.3), places, vectors.fact_ends), shape=(n, len(known)))
    both = hstack([words, facts]).tocsr()
    chosen = np.flatnonzero([id in decisions for id in vectors.ids.tolist()])
    labels = [decisions[id].kept for id in vectors.ids[chosen].tolist()]
    if len(set(labels)) < 2:
        return cosine(vectors, decisions, papers)
    used = np.flatnonzero(both[chosen].getnnz(axis=0))  # the others' weights stay 0
    model = LogisticRegression(C=10, class_weight="balanced", max_iter=500).fit(both[chosen][:, used], labels)
    return np.asarray(both[:, used] @ model.coef_[0])


def orders() -> dict[str, Order]:
    """Ways to order papers, by name, readlist's first."""
    found: dict[str, Order] = {"readlist": ours, "cosine": cosine, "date": newest}
    if importlib.util.find_spec("sklearn"):
        found["scikit-learn"] = regression
    return found


def auc(scores: Scores, wanted: NDArray[np.bool_]) -> float:
    """How often a wanted one has the higher score of two; equal ones half."""
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    n, m = int(wanted.sum()), int((~wanted).sum())
    return float((ranks[wanted].sum() - n * (n + 1) / 2) / (n * m))


def precision(scores: Scores, wanted: NDArray[np.bool_], first: int = 10) -> float:
    return float(wanted[np.argsort(-scores, kind="stable")[:first]].mean())


def decided(rng: random.Random, papers: Sequence[Paper], reader: Reader, number: int) -> dict[int, Decision]:
    """The first decisions of a reader: what is shown at the beginning is chosen, later it is what comes."""
    places = list(range(len(papers)))
    rng.shuffle(places)
    if number <= 20:  # one begins with a few of both kinds
        kept = [n for n in places if reader.likes[n]][: number // 2]
        places = kept + [n for n in places if not reader.likes[n]][: number - len(kept)]
    return {papers[n].id: Decision(reader.likes[n], "2024-01-01T00:00:00Z") for n in places[:number]}


def kept_alone(rng: random.Random, papers: Sequence[Paper], reader: Reader, number: int) -> dict[int, Decision]:
    """So many kept papers, and nothing skipped."""
    liked = [paper.id for paper, liked in zip(papers, reader.likes, strict=True) if liked]
    return dict.fromkeys(rng.sample(liked, number), Decision(True, "2024-01-01T00:00:00Z"))


def measured(world: str, number: int, decide: Decide = decided, seeds: Sequence[int] = SEEDS) -> Measured:
    """How readers of a world are served after so many decisions."""
    found: Measured = {}
    for seed in seeds:
        papers, vectors, people = _field(seed, world)
        rng = random.Random(f"{world} {number}")
        for reader in people:
            _score(found, vectors, papers, reader, decide(rng, papers, reader, number))
    return found


def measured_change(number: int = 400, seeds: Sequence[int] = SEEDS) -> Measured:
    """The same of readers whose taste was another one eight years ago."""
    found: Measured = {}
    for seed in seeds:
        papers, vectors, people = _field(seed, "topics")
        for before, after in zip(people, people[1:] + people[:1], strict=True):
            reader = changed(random.Random(0), before, after, number // 2)
            decisions = {}
            for n, paper in enumerate(papers[:number]):
                year = 2016 if n < number // 2 else 2024
                decisions[paper.id] = Decision(reader.likes[n], f"{year}-01-01T00:00:00Z")
            _score(found, vectors, papers, after, decisions)
    return found


@cache
def _field(seed: int, world: str) -> tuple[list[Paper], Vectors, list[Reader]]:
    papers, people = readers(seed, _PAPERS, world, _READERS)
    return papers, Vectors.of(Rows.of(papers)), people


def _score(
    found: Measured,
    vectors: Vectors,
    papers: Sequence[Paper],
    reader: Reader,
    decisions: Mapping[int, Decision],
) -> None:
    likes = {paper.id: liked for paper, liked in zip(papers, reader.likes, strict=True)}
    ids = vectors.ids.tolist()
    left = np.array([id not in decisions for id in ids])
    wanted = np.array([likes[id] for id in ids])[left]
    for name, order in orders().items():
        scores = order(vectors, decisions, papers)[left]
        found.setdefault(name, []).append((auc(scores, wanted), precision(scores, wanted)))


def quality() -> Iterator[Figure]:
    for world in WORLDS:
        for number in DECIDED:
            yield from _beside(f"{world}, {number} decisions", measured(world, number))
        for number in KEPT:
            yield from _beside(f"{world}, {number} kept alone", measured(world, number, kept_alone))
    yield from _beside("taste that changed, 400 decisions", measured_change())


def _beside(what: str, found: Measured) -> Iterator[Figure]:
    for n, measure in enumerate(_MEASURES):
        own = [values[n] for values in found["readlist"]]
        for name, others in found.items():
            if name != "readlist":
                other = [values[n] for values in others]
                more = [a - b for a, b in zip(own, other, strict=True)]
                error = statistics.stdev(more) / len(more) ** 0.5
                title = f"{measure}: {what} ({statistics.fmean(more):+.3f} ± {error:.3f})"
                yield Figure(title, statistics.fmean(own), "", name, statistics.fmean(other), 1.0, least=True)


def _times(size: int) -> Iterator[Figure]:
    papers = made(size)
    yield Figure("reading the words", seconds(lambda: Rows.of(papers), 1), "s")
    rows = Rows.of(papers)
    yield Figure("weighing them, and topics", seconds(lambda: Vectors.of(rows), 1), "s")
    vectors = Vectors.of(rows)
    rng = random.Random(1)
    thousand = {}
    for number in (100, 1_000, 10_000):
        chosen = rng.sample(papers, min(number, len(papers)))
        decisions = {p.id: Decision(rng.random() < 0.3, "2024-01-01T00:00:00Z") for p in chosen}
        thousand = decisions if number == 1_000 else thousand
        once = seconds(lambda d=decisions: learning.learn(vectors, d), 3)  # type: ignore[misc]
        yield Figure(f"learning from {len(decisions):,} decisions", once * 1000, "ms", target=1000)

    def after_a_key() -> None:
        interest = learning.learn(vectors, thousand)
        assert interest is not None
        learning.scores(vectors, interest)

    once = seconds(after_a_key, 5)
    target = 20 if size <= 10_000 else 1000
    yield Figure(f"after a key: the interest in {size:,} papers, learned anew", once * 1000, "ms", target=target)

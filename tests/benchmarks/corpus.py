"""Libraries of any size, made of nothing but a seed: the same papers on every machine.

What matters to a search and a store is as in real libraries: words as frequent as in prose (a few everywhere, most of
them rare), titles of about 66 characters, three authors from a population in which some names are common, abstracts of
about 1,200 characters that take up their title's words, compounds, initials, accents, dates of thirty years.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from readlist.model.likeness import sketch
from readlist.model.paper import Paper
from readlist.model.text import fold

SIZES = (100, 1_000, 10_000, 100_000)

_SMALL = (
    "the of and a in to for we is with that on this are by our as from an be which can it at or these has not have "
    "show such using between than also more their results both two into its where all when one only but under most "
    "over each while other however several new based propose method approach study present"
).split()
_TOPICAL = (
    "learning neural network networks model models deep language graph data optimal quantum dynamics training "
    "efficient stochastic analysis systems robust sparse adaptive detection estimation inference generative attention "
    "transformer transformers representation representations recognition reinforcement policy image video speech "
    "translation retrieval reasoning knowledge scaling laws mixture experts spectral random matrix operators manifold "
    "geometry topology symmetry gauge lattice phase transition transitions galaxies neutrino gravitational stellar "
    "plasma turbulence diffusion convex gradient descent convergence bounds entropy kernel bayesian causal federated "
    "privacy adversarial segmentation classification regression clustering embedding embeddings alignment agents "
    "planning control robotics perception benchmark evaluation dataset pretraining distillation compression "
    "quantization pruning decoding prompting multimodal multilingual cross domain zero shot few self supervised "
    "unsupervised contrastive variational autoencoder convolutional recurrent hierarchical temporal spatial linear "
    "nonlinear discrete continuous finite infinite local global structure dimension boundary equation equations "
    "perturbation approximation simulation measurement observation experiment theory framework algorithm algorithms"
).split()
_COMPOUNDS = (
    "mixture-of-experts chain-of-thought end-to-end state-of-the-art fine-tuning low-rank long-range large-scale "
    "high-dimensional real-time multi-agent multi-task cross-lingual self-supervised zero-shot few-shot post-training "
    "graph-based model-free non-linear quasi-static semi-supervised time-series out-of-distribution in-context"
).split()
_GIVEN = (
    "Wei Jing Yun Hao Lin Xin Jun Min Anna Maria Ivan Olga Pavel Jan Piotr Ewa Lars Ingrid Björn Søren Åsa João José "
    "Lucía Martín Inés François Chloé Zoë Jürgen Günther Ömer Ayşe Kenji Yuki Haruto Sana Priya Rahul Anil Meera Amir "
    "Leila Omar Fatima Kwame Ada Grace Alan David Sarah James Emily Michael Laura Peter Julia Thomas Daniel Elena "
    "Marco Giulia Andrea Nina Viktor Sofia Max Eva Noah Ruth Samuel Esther Minh Linh Tuan Jisoo Minjun Seo"
).split()
_COMMON = (
    "Wang Li Zhang Chen Liu Yang Huang Zhao Wu Zhou Xu Sun Kim Lee Park Nguyen Tran Singh Kumar Gupta Müller Schmidt "
    "García Rossi Silva Novak Ivanov Smith Johnson Brown Tanaka Suzuki Sato Cohen Levy Hansen Johansson Dubois Moreau"
).split()
_CATEGORIES = ("LG", "CL", "CV", "AI", "NE", "RO", "IT", "ML", "GT", "DS", "QM", "HE", "CO", "AP", "PR")
_ENDINGS = ("", "", "", "ing", "ed", "ion", "ity", "al", "ive", "ic", "ous", "ism", "er", "s", "able", "ness")
_ONSETS = "b c d f g h k l m n p r s t v br cr dr fl gr pl pr sp st tr th ch sh qu".split()
_CORES = "a e i o u ai ea io ou".split()
_CODAS = ("", "", "", "", "n", "r", "l", "s", "t", "m", "x")
_VOCABULARY, _SURNAMES = 80_000, 12_000


def _made_up(dice: random.Random, least: int, most: int) -> str:
    parts = [dice.choice(_ONSETS) + dice.choice(_CORES) + dice.choice(_CODAS) for _ in range(dice.randint(least, most))]
    return "".join(parts)


def _words(dice: random.Random) -> list[str]:
    """Content words, the most frequent first: those of the field, then made-up ones."""
    words = dict.fromkeys((*_TOPICAL, *_COMPOUNDS))
    while len(words) < _VOCABULARY:
        words.setdefault(_made_up(dice, 1, 2) + dice.choice(_ENDINGS))
    return list(words)


def _surnames(dice: random.Random) -> list[str]:
    names = dict.fromkeys(_COMMON)
    while len(names) < _SURNAMES:
        names.setdefault(_made_up(dice, 1, 2).capitalize())
    return list(names)


def _zipf(n: int, flat: float) -> list[float]:
    """Cumulative weights of n things, each rarer than the one before; ``flat`` evens out the first ones."""
    return list(accumulate(1.0 / (rank + flat) for rank in range(n)))


@cache
def _material() -> tuple[list[str], list[float], list[str], list[float], list[str], list[float]]:
    dice = random.Random("vocabulary")
    words, surnames = _words(dice), _surnames(dice)
    prose = [*_SMALL, *words]
    weights = [0.55 * w for w in _shares(len(_SMALL), 2.0)] + [0.45 * w for w in _shares(len(words), 30.0)]
    return words, _zipf(len(words), 15.0), surnames, _zipf(len(surnames), 40.0), prose, list(accumulate(weights))


def _shares(n: int, flat: float) -> list[float]:
    parts = [1.0 / (rank + flat) for rank in range(n)]
    whole = sum(parts)
    return [p / whole for p in parts]


def _title(dice: random.Random, own: list[str]) -> str:
    """A title of the paper's own words, with the small words that titles have."""
    shown = [w if "-" not in w else "-".join(p if len(p) < 3 else p.capitalize() for p in w.split("-")) for w in own]
    shown = [w[0].upper() + w[1:] for w in shown]
    if len(shown) > 4:
        shown.insert(len(shown) - 2, dice.choice(("for", "of", "in", "with", "via", "under", "and")))
    title = " ".join(shown)
    if dice.random() < 0.25:  # a name of its own in front, as methods have
        name = _made_up(dice, 1, 2).capitalize() + dice.choice(("", "", "Net", "GPT", "Former", "Bench", "-2", "LM"))
        title = f"{name}: {title}"
    elif dice.random() < 0.2:
        at = title.find(" ", len(title) // 3)
        title = f"{title[:at]}:{title[at:]}" if at > 0 else title
    return title


def _abstract(dice: random.Random, prose: list[str], weights: list[float], own: list[str]) -> str:
    """Sentences of common prose in which the words of the title come up again."""
    words = dice.choices(prose, cum_weights=weights, k=dice.randint(140, 235))
    for word in own:
        words[dice.randrange(len(words))] = word
    for at in range(0, len(words), 19):
        words[at] = words[at][0].upper() + words[at][1:]
        if at:
            words[at - 1] += "."
            words[at - 8] += ","
    return " ".join(words).rstrip(".,") + "."


def prose(dice: random.Random, count: int) -> list[str]:
    """So many words of prose, as frequent as in abstracts."""
    *_, words, weights = _material()
    return dice.choices(words, cum_weights=weights, k=count)


def papers(n: int, seed: int = 1) -> Iterator[Paper]:
    """``n`` papers with ids and keys of their own, as an import makes them; the first k of any n are alike."""
    dice = random.Random(seed)
    words, word_weights, surnames, name_weights, prose, prose_weights = _material()
    used: dict[str, int] = {}
    for id in range(1, n + 1):
        own = list(dict.fromkeys(dice.choices(words, cum_weights=word_weights, k=dice.randint(5, 8))))
        title = _title(dice, own)
        count = dice.choices((1, 2, 3, 4, 5, 8), weights=(8, 26, 32, 20, 10, 4))[0]
        family = dice.choices(surnames, cum_weights=name_weights, k=count)
        authors = tuple(f"{dice.choice(_GIVEN)} {name}" for name in family)
        year, month, day = dice.randint(1996, 2025), dice.randint(1, 12), dice.randint(1, 28)
        abstract = _abstract(dice, prose, prose_weights, own)
        stem = f"{fold(family[0])}{year}{fold(own[0]).split()[0]}"
        used[stem] = twin = used.get(stem, 0) + 1
        yield Paper(
            id=id,
            key=stem if twin == 1 else f"{stem}{twin}",
            title=title,
            title_text=title,
            authors=authors,
            category=dice.choice(_CATEGORIES),
            date=f"{year}-{month:02}-{day:02}",
            date_text=f"{day} {month} {year}",
            score=round(dice.random() * 100, 1) if dice.random() < 0.7 else None,
            code=dice.random() < 0.2,
            abstract=abstract,
            abstract_text=abstract,
            sketch=sketch(abstract),
            arxiv=f"{year % 100:02}{month:02}.{id % 100_000:05}",
            listed_under=(authors[0],),
            sources=("a page",),
            added="2026-01-01T00:00:00Z",
        )

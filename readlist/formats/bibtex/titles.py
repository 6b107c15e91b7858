"""Titles that keep their capitals.

The usual styles lower-case every letter of a title that is not in braces (btxdoc: ``change.case$``),
formulas included. Only what would be wrong in lower case is put in braces: a style that wants "Deep
learning for {LLMs}" gets it, which braces around the whole title would prevent.
"""

from __future__ import annotations

import re

from readlist.formats import Protection
from readlist.latex.escape import Piece, Profile, join_parts, split_pieces

_CHARACTERS = re.compile("[a-z]+|[^a-z]", re.DOTALL)
_JOINTS = frozenset("-/–—‐‑&")
_PROPER = frozenset(
    {"adam", "africa", "african", "amazon", "america", "american", "arabic", "asia", "asian", "australian",
     "bayes", "bayesian", "bellman", "bengali", "berkeley", "bernoulli", "boltzmann", "boolean",
     "brazilian", "bregman", "britain", "british", "brownian", "canadian", "cantonese", "carlo", "cauchy",
     "chebyshev", "china", "chinese", "claude", "danish", "dirichlet", "dutch", "einstein", "elo",
     "english", "euclid", "euclidean", "euler", "europe", "european", "facebook", "fermi", "finnish",
     "fisher", "fourier", "french", "frobenius", "galerkin", "gauss", "gaussian", "gemini", "gemma",
     "german", "germany", "gibbs", "github", "google", "greek", "hamilton", "hamiltonian", "hebrew",
     "hermite", "hessian", "hilbert", "hindi", "hoeffding", "huber", "hungarian", "india", "indian",
     "indonesian", "instagram", "italian", "jacobian", "japan", "japanese", "java", "javascript", "kalman",
     "kolmogorov", "korean", "kubernetes", "lagrange", "lagrangian", "langevin", "laplace", "laplacian",
     "latin", "lebesgue", "levenshtein", "linux", "lipschitz", "llama", "lyapunov", "mandarin", "markov",
     "markovian", "mercer", "minecraft", "minkowski", "mistral", "monte", "moore", "nash", "newton",
     "newtonian", "nyquist", "pareto", "parisian", "persian", "pinsker", "plackett", "poincaré", "poisson",
     "polish", "portuguese", "pubmed", "python", "qwen", "rademacher", "reddit", "riemann", "riemannian",
     "russia", "russian", "rust", "rényi", "sanskrit", "schrödinger", "shannon", "shapley", "sinkhorn",
     "sobolev", "socratic", "spanish", "spearman", "stein", "stiefel", "stokes", "swahili", "swedish",
     "swiss", "taylor", "thompson", "tibetan", "tikhonov", "tsallis", "turing", "turkish", "twitter",
     "ukrainian", "urdu", "vapnik", "venn", "vietnamese", "voronoi", "wasserstein", "weibull", "wikidata",
     "wikipedia", "windows", "youtube", "zipf"}
)  # fmt: skip


def title(text: str, profile: Profile, protect: Protection) -> str:
    """The title as the value of a title field."""
    parts = [small for piece in split_pieces(text, profile) for small in _characters(piece)]
    if protect == "all":
        whole = join_parts(p.latex for p in parts)
        return f"{{{whole}}}" if whole else ""
    out: list[str] = []
    word: list[Piece] = []
    for piece in parts:
        if piece.plain == " " or (piece.plain in _JOINTS and not piece.group and not piece.math):
            out += [_word(word, protect), piece.latex]
            word = []
        else:
            word.append(piece)
    out.append(_word(word, protect))
    return join_parts(out)


def _characters(piece: Piece) -> list[Piece]:
    """Plain runs by character, but for small letters in a row: so words can be cut out of them."""
    if piece.plain == piece.latex and not piece.group:
        return [Piece(part, part) for part in _CHARACTERS.findall(piece.plain)]
    return [piece]


def _word(word: list[Piece], protect: Protection) -> str:
    """One part of a word, between spaces and hyphens, in braces where it needs them."""
    formula = any(p.math or p.latex.startswith("$") for p in word)
    start, end = 0, len(word)
    while start < end and not _core(word[start]):
        start += 1
    while end > start and not _core(word[end - 1]):
        end -= 1
    if end - start > 2 and word[end - 1].plain == "s" and word[end - 2].plain in ("'", "’"):
        end -= 2
    core = word[start:end]
    plain = "".join(p.plain if not p.math else "$" for p in core)
    behind = word[end].plain if end < len(word) else ""
    whole = len(core) == 1 and core[0].group
    if formula or (protect == "words" and not whole and needs_braces(plain, behind)):
        latex = "".join(p.latex for p in core)
        latex = f"{{{{{latex}}}}}" if latex.startswith("\\") else f"{{{latex}}}"
    else:
        latex = "".join(p.latex for p in core)
    return "".join(p.latex for p in word[:start]) + latex + "".join(p.latex for p in word[end:])


def _core(piece: Piece) -> bool:
    return piece.math or piece.group or piece.latex.startswith("$") or any(c.isalnum() for c in piece.plain)


def needs_braces(part: str, behind: str = "") -> bool:
    """Whether a part of a word is wrong in lower case: LLMs, nanoLM, 100K, the Q of Q-Learning, Bayesian."""
    capitals = [i for i, c in enumerate(part) if c.isupper()]
    if not capitals:
        return False
    if capitals[-1] > 0 or re.search(r"\d", part):
        return True
    letters = [c for c in part if c.isalpha()]
    if len(letters) == 1:
        return part not in ("A", "I") or behind in ("*", "+", "#")
    return part.casefold() in _PROPER

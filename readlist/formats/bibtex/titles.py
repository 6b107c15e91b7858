"""Protects capitals in titles with braces, where BibTeX styles would wrongly write them in lower case.

The usual styles lower-case every letter of a title that is not in braces (btxdoc: ``change.case$``),
formulas included. Only what would be wrong in lower case is put in braces: a style that wants "Deep
learning for {LLMs}" gets it, which braces around the whole title would prevent.
"""

from __future__ import annotations

import re
from functools import lru_cache

from readlist.formats import Protection
from readlist.latex.escape import Piece, Profile, join_parts, split_pieces
from readlist.latex.syntax import is_balanced, is_one_group, match_braces

_CHARACTERS = re.compile("[a-z]+|[^a-z]", re.DOTALL)
_JOINTS = frozenset("-/–—‐‑&")
_PUNCTUATION = "\"'`().,:;!?[]"
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
    """The pieces, plain ones split into characters and runs of small letters, so that words can be cut out of them."""
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


# Titles of a file, whose own braces stay.

_TOKEN = re.compile(r"\\[A-Za-z@]+\*?|\\.|\$\$?|[{}\s/–—‐‑-]|[^\\{}$\s/–—‐‑-]+|.", re.DOTALL)


def is_title(text: str) -> bool:
    """Has the text any letters or digits by which a paper could be called?"""
    return any(c.isalnum() for c in text)


def protected(text: str, protect: Protection) -> str:
    """A user's TeX, with braces around those words that styles would spoil and that have none yet."""
    if protect == "all":
        return text if is_one_group(text) else f"{{{text}}}"
    groups, _ = match_braces(text, raw=True)
    out: list[str] = []
    start = at = 0
    plain: list[str] = []  # of the word that begins at ``start``: what stands in no braces
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match
        part = match[0]
        if part.isspace() or part in _JOINTS:
            out += [_shielded(text[start:at], "".join(plain), protect), part]
            at = start = match.end()
            plain = []
        elif part == "{":
            at = groups[at] + 1
            plain.append("\0")  # neither a letter nor the end of a word
        elif part[0] == "$":
            closing = text.find(part, match.end())
            while closing > 0 and text[closing - 1] == "\\":
                closing = text.find(part, closing + 1)
            at = closing + len(part) if closing > 0 else match.end()
            plain.append("$")
        else:
            at = match.end()
            plain.append(part)
    out.append(_shielded(text[start:], "".join(plain), protect))
    return "".join(out)


@lru_cache(8192)  # titles share their words
def _shielded(word: str, plain: str, protect: Protection) -> str:
    """A word of a title, in braces where a style would change it. ``plain`` is what of it stands in none."""
    if plain.islower() and "$" not in plain:
        return word
    capital = any(c.isupper() for c in re.sub(r"\\(?![A-Za-z])", "", plain)) and "\\" in plain
    letters = plain.replace("\0", "")
    inner = any(re.search(r"\w[A-Z]", part) for part in plain.split("\0"))
    if not ("$" in plain or capital or (protect == "words" and (inner or needs_braces(letters.strip(_PUNCTUATION))))):
        return word
    core = word.strip(_PUNCTUATION)
    before = word[: word.index(core)]
    behind = word[len(before) + len(core) :]
    if not is_balanced(core):
        core, before, behind = word, "", ""
    return f"{before}{{{{{core}}}}}{behind}" if core.startswith("\\") else f"{before}{{{core}}}{behind}"

"""Decides whether two records are the same paper: by title, id or abstract, near-equal abstracts included.

Near-equal abstracts are found by a sketch of a few numbers (MinHash) and confirmed by comparing the texts. A sketch has
the smallest hashes of four-word runs that begin with certain letters. Abstracts that differ in a few words share most
of those runs, and therefore a number; unrelated ones practically never do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from zlib import crc32

from readlist.model.names import parse_names, surname
from readlist.model.paper import Paper, Rank
from readlist.model.text import fold, folded_words, identity

_RUN = 4  # words
_OPENING = frozenset("bdmr")  # letters of the words that begin a run: about one in six
_SKETCH_SIZE = 6  # numbers of a sketch
_NEAR = 92.0  # rapidfuzz ratio of near-equal abstracts
_NEAR_RETITLED = 97.0  # the same where the titles differ: look-alikes of one group share whole sentences
_SHORTEST = 150  # letters: shorter abstracts, or beginnings of them, must be equal to be the same
_SIMILAR = 60.0  # rapidfuzz ratio of two titles that may be one title in two states
_NUMERAL = re.compile(r"\d+|\b[ivx]+\b")


def sketch(abstract: str) -> tuple[int, ...]:
    """Up to six numbers, of which near-equal abstracts share some; () if there are too few words."""
    words = folded_words(abstract)
    starts = [i for i, word in enumerate(words[: len(words) - _RUN + 1]) if word[0] in _OPENING]
    if len(starts) < _SKETCH_SIZE:
        starts = list(range(len(words) - _RUN + 1))
    return tuple(sorted({crc32(" ".join(words[i : i + _RUN]).encode()) for i in starts})[:_SKETCH_SIZE])


def near_abstracts(one: str, other: str, titles: tuple[str, str] | None) -> bool:
    """Are the abstracts equal, apart from small changes or a missing end?

    ``titles`` are given if both papers have one and they differ: then less may differ, and "Part I" is not
    "Part II".
    """
    a, b = identity(one), identity(other)
    if min(len(a), len(b)) < _SHORTEST:
        return False
    if titles is None and (a.startswith(b) or b.startswith(a)):
        return True
    if titles and len({tuple(_NUMERAL.findall(fold(title))) for title in titles}) > 1:
        return False
    return _is_alike(a, b, _NEAR_RETITLED if titles else _NEAR)


def similar_titles(one: str, other: str) -> bool:
    """Could these titles, reduced to their identity, be two states of one?"""
    return _is_alike(one, other, _SIMILAR)


def near_keys(key: str, keys: Sequence[str], least: float) -> list[tuple[int, float]]:
    """Which keys are nearly spelt as one: the place of each, and how alike it is, from ``least`` to 1."""
    from rapidfuzz import fuzz, process

    found = process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=100 * least, limit=None)
    return [(place, score / 100) for _, score, place in found]


def _is_alike(one: str, other: str, least: float) -> bool:
    from rapidfuzz import fuzz  # late: most commands compare nothing

    return fuzz.ratio(one, other, score_cutoff=least) >= least


_PREPRINT_DOIS = (
    "10.48550/",
    *(f"10.1101/{digit}" for digit in "0123456789"),  # journals of the same publisher have letters there
    "10.2139/ssrn",
    "10.26434/",
    "10.21203/rs",
    "10.20944/preprints",
    "10.31234/",
)
"""How the DOIs of arXiv, bioRxiv, SSRN, ChemRxiv and others begin: the published paper has another one."""

_KINDS = {
    "article": "journal",
    **dict.fromkeys(("inproceedings", "incollection", "inbook"), "part"),
    **dict.fromkeys(("book", "mvbook", "collection", "proceedings"), "book"),
    **dict.fromkeys(("thesis", "phdthesis", "mastersthesis"), "thesis"),
    **dict.fromkeys(("report", "techreport"), "report"),
}
"""Types whose works are never one: the conference paper and the journal article of it are two."""

_LONG_ENOUGH = 60  # letters: a shorter abstract ("Withdrawn.") says nothing about which paper it is of


_SITES = ("openreview.net/", "aclanthology.org/", "aclweb.org/")
"""Whose addresses hold a number that is not kept as a fact of its own."""


def identities(paper: Paper) -> Iterator[str]:
    """A paper's identities, the surest first: records that share one may be the same paper."""
    if paper.title is not None:
        yield f"title {identity(paper.title_text)}"
    for title in paper.titles:
        yield f"title {identity(title)}"
    for number in (paper.arxiv, paper.doi):
        if number:
            yield f"number {number.lower()}"
    if pmid := paper.fields.get("pmid"):
        yield f"number pmid {pmid}"
    if sites := [url for url in paper.urls if any(site in url for site in _SITES)]:
        from readlist.model.addresses import paper_id_of  # late: its patterns cost the app's start a millisecond

        for id in filter(None, map(paper_id_of, sites)):
            if id.site in ("acl", "openreview"):
                yield f"number {id.site} {id.value}"
    if paper.abstract and len(abstract := identity(paper.abstract)) >= _LONG_ENOUGH:
        yield f"abstract {abstract}"


def is_preprint_doi(doi: str) -> bool:
    """Is this the DOI of a preprint, whose publication has another?"""
    return doi.lower().startswith(_PREPRINT_DOIS)


def different_works(one: Paper, other: Paper) -> bool:
    """Are these two papers, whatever title or abstract they share? By their authors, or as publications."""
    dois = [p.doi.lower() for p in (one, other) if p.doi and not is_preprint_doi(p.doi)]
    if len(dois) == 2:
        return dois[0] != dois[1] or other_authors(one, other)
    return _other_publication(one, other) or other_authors(one, other)


def _other_publication(one: Paper, other: Paper) -> bool:
    """Do two records of publications name another kind of venue, volume, edition, or years more than one apart?"""
    if min(one.rank, other.rank) < Rank.RECORD:
        return False
    kinds = {_KINDS[p.type] for p in (one, other) if p.type in _KINDS}
    facts = [(one.fields.get(n), other.fields.get(n)) for n in ("volume", "edition")]
    years = [int((p.fields.get("published") or p.date or "0")[:4]) for p in (one, other)]
    return (
        len(kinds) > 1
        or any(a and b and identity(a) != identity(b) for a, b in facts)
        or (all(years) and abs(years[0] - years[1]) > 1)
    )


def other_authors(one: Paper, other: Paper) -> bool:
    """Have two papers no author in common? "Y. Li" may be Li Yang; Li Wei is somebody else."""
    if one.authors == other.authors or not (one.authors and other.authors) or one.to_check or other.to_check:
        return False
    given: dict[str, list[str]] = {}
    for author in one.authors:
        family, name = _family_and_given(author)
        given.setdefault(family, []).append(name)
    names = map(_family_and_given, other.authors)
    return not any(_may_be_one(a, b) for family, b in names for a in given.get(family, ()))


def lists_most(authors: Sequence[str], others: Iterable[str]) -> bool:
    """Are at least two thirds of the others among the authors? Some names are spelt too differently to match."""
    given: dict[str, list[str]] = {}
    for author in authors:
        family, name = _family_and_given(author)
        given.setdefault(family, []).append(name)
    names = list(map(_family_and_given, others))
    missing = [name for family, name in names if not any(_may_be_one(name, own) for own in given.get(family, ()))]
    return len(missing) <= len(names) // 3


def family_names(paper: Paper) -> frozenset[str]:
    """The authors' folded family names, one of which every record of the paper must have; empty if that is unsure."""
    return frozenset() if paper.to_check else frozenset(_family_and_given(author)[0] for author in paper.authors)


def full_names(authors: tuple[str, ...], others: tuple[str, ...], *, theirs: bool = False) -> tuple[str, ...]:
    """The authors, each by the fuller form that another list of the same paper's authors has: with its given names for
    initials, with its accents. Of two full forms the own stays, or ``theirs``.

    Where two of a list may be meant ("W. Li" of Wei Li and Wen Li) the name stays as it is; nobody is used twice.
    """
    if authors == others or not others:
        return authors
    known: dict[str, list[str]] = {}
    for other in others:
        known.setdefault(_family_and_words(other)[0], []).append(other)
    names = list(authors)
    left = dict.fromkeys(range(len(names)))
    for fits, fullness in ((_is_spelt_alike, _accents), (_stands_for, _given_names)):
        for n in list(left):
            candidates = known.get(_family_and_words(names[n])[0], [])
            found = {other for other in candidates if fits(names[n], other)}
            if len(found) == 1:
                other = found.pop()
                candidates.remove(other)
                del left[n]
                first, second = (other, names[n]) if theirs else (names[n], other)
                names[n] = second if fullness(second) > fullness(first) else first
    return tuple(names)


def _is_spelt_alike(one: str, other: str) -> bool:
    return fold(one) == fold(other)


def _stands_for(one: str, other: str) -> bool:
    """May one name stand for the other, with initials for given names or without later ones?"""
    words = _family_and_words(one)[1], _family_and_words(other)[1]
    pairs = zip(*words, strict=False)
    return all(words) and all(long.startswith(short) for short, long in (sorted(p, key=len) for p in pairs))


def _accents(name: str) -> tuple[int, int]:
    return sum(c > "\x7f" for c in name), 0


def _given_names(name: str) -> tuple[int, int]:
    """Whether a name has a full given name; if not, how many initials."""
    words = _family_and_words(name)[1]
    full = any(len(word) > 1 for word in words)
    return int(full), 0 if full else len(words)


def _family_and_words(author: str) -> tuple[str, list[str]]:
    """The family name and the given names of an author, folded; "KJ" is two of them."""
    names, _ = parse_names([author])
    words = names[0].first.replace("-", " ").split() if names else []
    parts = [list(word) if word.isupper() and 1 < len(word) < 5 else [word] for word in words]
    return fold(surname(author)), [fold(part) for each in parts for part in each if fold(part)]


def _may_be_one(given: str, other: str) -> bool:
    """May two given names with one family name be the same person's? Initials and short forms stand for names."""
    short, long = sorted((given, other), key=len)
    return long.startswith(short) or (len(short) > 3 and long[:3] == short[:3])


@lru_cache(8192)
def _family_and_given(author: str) -> tuple[str, str]:
    """The family name and first given name of an author, folded; for a group its name and ""."""
    names, _ = parse_names([author])
    words = folded_words(names[0].first) if names else []
    return fold(surname(author)), words[0] if words else ""


def same_abstract(one: Paper, other: Paper) -> bool:
    """Are the abstracts nearly equal, and the titles compatible?"""
    if not one.abstract or not other.abstract:
        return False
    both = one.title is not None and other.title is not None
    return near_abstracts(one.abstract, other.abstract, (one.title_text, other.title_text) if both else None)

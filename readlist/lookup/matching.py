"""Judges whether a service's record is the paper asked for: surely, probably (the user is asked), or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from readlist.latex.readable import readable
from readlist.model.identifiers import parse_arxiv
from readlist.model.likeness import is_preprint_doi
from readlist.model.names import Name, parse_names
from readlist.model.paper import Candidate, Paper
from readlist.model.text import fold, folded_words, identity

Verdict = Literal["sure", "unsure", "other"]

YEARS_DIFFER = "the years differ"
TITLE_DIFFERS = "the title differs"

_NEAR = 90.0  # rapidfuzz ratio of folded titles that may be one
_FAR = 50.0  # of titles that have nothing to do with each other
_LONG = 24  # letters: of titles that go on differently, the part in common
_SLOWEST = 4  # years from a preprint to its publication
_MOST = 2 / 3  # of the authors that the page lists
_OTHER_WORK = frozenset(  # what tells a work from the one it is about
    """addendum appendix comment comments commentary companion correction corrections corrigendum discussion erratum
    errata extended overview part primer rejoinder remark remarks reply response retracted retraction revisited review
    sequel summary supplement supplementary supplemental survey tutorial volume withdrawn""".split()
)
_NUMERAL = re.compile(r"\b(?:\d+|[ivx]+)\b")


@dataclass(frozen=True, slots=True)
class Match:
    """The comparison of a record with a paper."""

    found: Candidate
    verdict: Verdict
    score: int  # 0 to 100: titles 60, authors 30, years 10
    why: str  # what speaks against it, if anything


def judge(paper: Paper, found: Candidate) -> Match:
    """How well a record fits a paper."""
    if paper.placeholder and not paper.abstract:  # it is known by its number alone
        return (
            Match(found, "sure", 100, "") if _same_number(paper, found) else Match(found, "other", 0, "another number")
        )
    wanted, given = paper.title_text, readable(found.title or "")
    same_line = _same_line(paper, found)
    exact = same_line or identity(given) in {identity(t) for t in (wanted, *paper.titles)}
    likeness = 100.0 if exact else fuzz.ratio(fold(wanted), fold(given))
    if likeness < _FAR and not _same_number(paper, found):
        return Match(found, "other", round(0.6 * likeness), "another title")
    share = 1.0 if same_line else overlap(paper.authors, found.authors)
    gap = abs(paper.year - found.year) if paper.year and found.year else None
    close = gap is None or gap <= 1
    score = round(0.6 * likeness + 30 * share + (10 if close and gap is not None else 5 if gap is None else 0))

    def match(verdict: Verdict, why: str = "") -> Match:
        return Match(found, verdict, min(score, 100), why)

    if not exact and _another_work(wanted, given):
        return match("other", "another work of that title")
    if _same_number(paper, found):
        return match("sure") if exact or (likeness >= _NEAR and share >= _MOST) else match("unsure", "another title")
    if not exact:
        near = likeness >= _NEAR or _goes_on(wanted, given)
        if not near or share < _MOST or (gap or 0) > 3:
            return match("other", "another title")
        return match("unsure", TITLE_DIFFERS)
    if _contradicts(paper, found):
        return match("unsure", "another arXiv id")
    if _other_doi(paper, found):
        return match("unsure", "another DOI")
    if not paper.authors or not found.authors:
        return match("unsure", "no authors to compare")
    if share < _MOST or not (same_line or _first_is_there(paper, found)):
        return match("unsure", "the authors differ") if share and close else match("other", "other authors")
    if not same_line and len(paper.authors) == 1 < len(found.authors) and not paper.et_al:
        return match("unsure", "more authors")  # a name and a common title say too little
    if not close and _is_later_print(paper, found, share):
        return match("sure")
    if not close:
        return match("unsure", f"{YEARS_DIFFER} by {gap}") if (gap or 0) <= 5 else match("other", "another year")
    return match("sure")


def best(paper: Paper, records: Sequence[Candidate]) -> list[Match]:
    """The records judged, the best first; of equals the service's own order."""
    order = {"sure": 0, "unsure": 1, "other": 2}
    return sorted((judge(paper, found) for found in records), key=lambda m: (order[m.verdict], -m.score))


def overlap(listed: Sequence[str], record: Sequence[str]) -> float:
    """The share of a page's authors that a record has, 0 to 1."""
    if not listed or not record:
        return 0.0
    there = [parsed(name) for name in record]
    return sum(any(same_person(parsed(name), other) for other in there) for name in listed) / len(listed)


def _is_later_print(paper: Paper, found: Candidate, share: float) -> bool:
    """Is the record the publication of a preprint, some years later, by all of its authors?"""
    later = (found.year or 0) - (paper.year or 0)
    whole = share == 1.0 and len(paper.authors) > 1 and (paper.et_al or len(paper.authors) == len(found.authors))
    return whole and found.published and not paper.published and 0 < later <= _SLOWEST


def _first_is_there(paper: Paper, found: Candidate) -> bool:
    first = parsed(paper.authors[0])
    return any(same_person(first, parsed(name)) for name in found.authors)


@lru_cache(4096)
def parsed(name: str) -> Name:
    """A name of an author list, taken apart."""
    names, _ = parse_names([name])
    return names[0] if names else Name(name, group=True)


def same_person(one: Name, other: Name) -> bool:
    """May two names be the same person's? Initials stand for given names, and family names may come first."""
    words = [sorted(folded_words(f"{n.first} {n.von} {n.last}")) for n in (one, other)]
    if words[0] == words[1] and words[0]:
        return True
    if one.group or other.group:
        return False
    if fold(one.last) != fold(other.last) and fold(f"{one.von} {one.last}") != fold(f"{other.von} {other.last}"):
        return False
    a, b = folded_words(one.first), folded_words(other.first)
    if not a or not b:
        return False
    short, long = sorted((a[0], b[0]), key=len)
    return long.startswith(short) if len(short) == 1 else short == long


def _same_line(paper: Paper, found: Candidate) -> bool:
    """Is a line whose cut is in doubt the record's title and authors, run together?"""
    if not paper.to_check or not paper.authors:
        return False
    line = identity(paper.title_text + "".join(paper.authors))
    return any(line == identity(readable(found.title or "") + "".join(found.authors[:n])) for n in range(1, 6))


def _same_number(paper: Paper, found: Candidate) -> bool:
    if paper.arxiv and paper.arxiv == found.arxiv:
        return True
    return bool(paper.doi and found.doi and paper.doi.lower() == found.doi.lower())


def _contradicts(paper: Paper, found: Candidate) -> bool:
    """Have they different arXiv ids? Then they are two papers, whatever their titles."""
    known = paper.arxiv or parse_arxiv(paper.doi)
    return bool(known and found.arxiv and known != found.arxiv)


def _other_doi(paper: Paper, found: Candidate) -> bool:
    """Have they different DOIs of publications? Then they are two papers: the conference's and the journal's."""
    dois = {d.lower() for d in (paper.doi, found.doi) if d and not is_preprint_doi(d)}
    return len(dois) > 1


def _another_work(one: str, other: str) -> bool:
    """Are they different works? Part II is not part I, and a survey, reply or erratum is not its subject."""
    a, b = fold(one), fold(other)
    if _NUMERAL.findall(a) != _NUMERAL.findall(b):
        return True
    return bool((set(a.split()) ^ set(b.split())) & _OTHER_WORK)


def _goes_on(one: str, other: str) -> bool:
    """Is one title the other with more before or after it, such as a name and a colon?"""
    short, long = sorted((identity(one), identity(other)), key=len)
    return len(short) >= _LONG and (long.startswith(short) or long.endswith(short))

"""What makes two records the same paper, and what makes them two."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from readlist.matching import near
from readlist.models import Paper
from readlist.names import surname
from readlist.text import fold, identity

_PREPRINT = "10.48550/"  # arXiv's own DOIs: the published paper has another one
_TELLING = 60  # letters: a shorter abstract ("Withdrawn.") says nothing about which paper it is of


def identities(paper: Paper) -> Iterator[str]:
    """What makes two records the same paper where they have any of it in common; the surest first."""
    if paper.title is not None:
        yield f"title {identity(paper.title_text)}"
    for title in paper.titles:
        yield f"title {identity(title)}"
    for number in (paper.arxiv, paper.doi):
        if number:
            yield f"number {number.lower()}"
    if paper.abstract and len(abstract := identity(paper.abstract)) >= _TELLING:
        yield f"abstract {abstract}"


def others(one: Paper, other: Paper) -> bool:
    """Are these two papers, whatever title or abstract they share? By their authors, or as publications."""
    dois = [p.doi.lower() for p in (one, other) if p.doi and not p.doi.lower().startswith(_PREPRINT)]
    if len(dois) == 2 and dois[0] != dois[1]:
        return True
    if one.authors == other.authors or not (one.authors and other.authors) or one.to_check or other.to_check:
        return False
    return not {_family(a) for a in one.authors} & {_family(a) for a in other.authors}


@lru_cache(8192)
def _family(author: str) -> str:
    return fold(surname(author))


def nearly_same(one: Paper, other: Paper) -> bool:
    """Are the abstracts nearly equal, and the titles not against it?"""
    if not one.abstract or not other.abstract:
        return False
    both = one.title is not None and other.title is not None
    return near(one.abstract, other.abstract, (one.title_text, other.title_text) if both else None)

"""Recognises what names a paper to look up: an arXiv id, a DOI, or a URL that contains one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from readlist.model.addresses import anthology_doi, paper_id_of
from readlist.model.identifiers import parse_arxiv, parse_doi
from readlist.model.text import clean

_ACL_DOI = "10.18653/v1/"
_SCHOLAR = re.compile(r"(?:https?://)?(?:www\.)?semanticscholar\.org/(?:[^?#]*/)?([0-9a-f]{40})(?:[/?#].*)?")


class TargetError(Exception):
    """The text names no paper that a service can look up; the message says what would."""


@dataclass(frozen=True, slots=True)
class Target:
    """A paper to look up, by its arXiv id or DOI."""

    kind: Literal["arxiv", "doi", "s2"]
    value: str
    given: str  # as the user wrote it
    acl: str | None = None  # id in the ACL Anthology, whose DOIs follow from it


def target_of(text: str) -> Target:
    """The paper that an arXiv id, a DOI or an address names. Raises TargetError."""
    given = clean(text)
    bare = re.sub(r"^(?:arxiv|doi)\s*:\s*", "", given, flags=re.IGNORECASE)
    if pmid := re.fullmatch(r"pmid\s*:?\s*(\d{1,9})", given, re.IGNORECASE):
        return Target("s2", f"PMID:{pmid[1]}", given)
    if found := _number(bare, given):
        return found
    if re.match(r"(?:https?://)?[\w.-]+\.[a-z]{2,}/", bare, re.IGNORECASE):
        return _of_address(bare, given)
    raise TargetError(f"“{given[:100]}” is not an arXiv id (2402.13718), a DOI (10.1145/…) or a URL of one")


def _number(text: str, given: str) -> Target | None:
    if id := parse_arxiv(text):
        return Target("arxiv", id, given)
    return Target("doi", doi, given) if (doi := parse_doi(text)) else None


def _of_address(address: str, given: str) -> Target:
    if scholar := _SCHOLAR.fullmatch(address):
        return Target("s2", scholar[1], given)
    id = paper_id_of(address)
    if id is None:
        raise TargetError(f"{given[:100]}: there is no arXiv id or DOI in that URL; give one of these")
    if id.site == "openreview":
        raise TargetError(
            f"{given[:100]}: no service knows OpenReview URLs; "
            "add the paper by its arXiv id or DOI, or `import` its BibTeX"
        )
    if id.site == "acl":
        return Target("doi", anthology_doi(id.value) or f"{_ACL_DOI}{id.value}", given, acl=id.value)
    if id.site == "pmid":
        return Target("s2", f"PMID:{id.value}", given)
    return Target(id.site, id.value, given)

"""What a user may name a paper by: an arXiv id, a DOI, or a URL that contains one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

from readlist.model.addresses import anthology_doi, paper_id_of
from readlist.model.identifiers import parse_arxiv, parse_doi
from readlist.model.text import clean

_ACL_DOI = "10.18653/v1/"
_DOI_IN_PATH = re.compile(r"/(10\.\d{4,9}/[^?#&\s]+)")
_BEHIND_DOI = re.compile(
    r"(?:v\d{1,2})?(?:\.(?:full|abstract|short|figures|pdf|html?|epub|full-text))*/?$"
    r"|/(?:full|abstract|pdf|html|xml|epub|fulltext|meta|summary|references|figures|tab-[a-z-]+)/?$"
)
_OWN_NUMBERS = (  # hosts whose addresses have a number of their own, from which the DOI follows
    (re.compile(r"nature\.com/articles/([a-z0-9.-]+?)(?:\.pdf|_reference\.pdf)?/?$"), "10.1038/{}"),
    (re.compile(r"peerj\.com/articles/(cs-\d+|\d+)(?:\.pdf|/.*)?/?$"), "10.7717/peerj.{}"),
    (re.compile(r"(?:hindawi\.com|onlinelibrary\.wiley\.com)/journals/[a-z]+/(\d{4}/\d{4,9})/?$"), "10.1155/{}"),
)


class TargetError(Exception):
    """The text names no paper that a service can be asked for; the message says what would."""


@dataclass(frozen=True, slots=True)
class Target:
    """A paper by its number."""

    kind: Literal["arxiv", "doi", "s2"]
    value: str
    given: str  # as the user wrote it
    acl: str | None = None  # id in the ACL Anthology, whose DOIs follow from it


def _of_publisher(address: str, query: str, given: str) -> Target | None:
    """Publishers have the DOI in their addresses, with more behind it, or a number of their own."""
    for text in (address, query):
        if m := _DOI_IN_PATH.search(text):
            doi = _BEHIND_DOI.sub("", m[1])
            if found := _number(_BEHIND_DOI.sub("", doi), given):
                return found
    for pattern, form in _OWN_NUMBERS:
        if m := pattern.search(address):
            return _number(form.format(m[1]), given)
    return None


def target_of(text: str) -> Target:
    """What an arXiv id, a DOI or an address names. Raises TargetError."""
    given = clean(text)
    bare = re.sub(r"^(?:arxiv|doi)\s*:\s*", "", given, flags=re.IGNORECASE)
    if pmid := re.fullmatch(r"pmid\s*:?\s*(\d{1,9})", given, re.IGNORECASE):
        return Target("s2", f"PMID:{pmid[1]}", given)
    if found := _number(bare, given):
        return found
    if re.match(r"(?:https?://)?[\w.-]+\.[a-z]{2,}/", bare, re.IGNORECASE):
        return _of_address(bare if "://" in bare else f"https://{bare}", given)
    raise TargetError(f"“{given[:100]}” is not an arXiv id (2402.13718), a DOI (10.1145/…) or a URL of one")


def _number(text: str, given: str) -> Target | None:
    if id := parse_arxiv(text):
        return Target("arxiv", id, given)
    return Target("doi", doi, given) if (doi := parse_doi(text)) else None


def _of_address(url: str, given: str) -> Target:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower().removeprefix("www.")
    except ValueError:
        raise TargetError(f"not a URL: “{given[:100]}”") from None
    path = unquote(parts.path)
    id = paper_id_of(url)
    if id is not None and id.site == "openreview":
        raise TargetError(
            f"{given[:100]}: no service knows OpenReview URLs; "
            "add the paper by its arXiv id or DOI, or `import` its BibTeX"
        )
    if id is not None and id.site == "acl":
        return Target("doi", anthology_doi(id.value) or f"{_ACL_DOI}{id.value}", given, acl=id.value)
    if id is not None and id.site == "pmid":
        return Target("s2", f"PMID:{id.value}", given)
    if host == "semanticscholar.org" and (m := re.search(r"/([0-9a-f]{40})(?:/|$)", path)):
        return Target("s2", m[1], given)
    if id is not None and id.site == "arxiv":
        return Target("arxiv", id.value, given)
    if found := _of_publisher(f"{host}{path}", f"/{unquote(parts.query).partition('=')[2]}", given):
        return found
    if id is not None:
        return Target("doi", id.value, given)
    raise TargetError(f"{given[:100]}: there is no arXiv id or DOI in that URL; give one of these")

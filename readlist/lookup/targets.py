"""What a user may name a paper by: an arXiv id, a DOI, or a URL that contains one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

from readlist.model.identifiers import parse_arxiv, parse_doi
from readlist.model.text import clean

_ACL = re.compile(r"/(?:anthology/|papers/)?([A-Z]\d{2}-\d{4}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)(?:v\d+)?(?:\.pdf)?/?")
_ACL_DOI = "10.18653/v1/"
_DOI_IN_PATH = re.compile(r"/(?:doi|abs|full|pdf|epdf|article|chapter|book)/(?:[a-z]+/)?(10\.\d{4,9}/[^?#]+)")


class TargetError(Exception):
    """The text names no paper that a service can be asked for; the message says what would."""


@dataclass(frozen=True, slots=True)
class Target:
    """A paper by its number."""

    kind: Literal["arxiv", "doi"]
    value: str
    given: str  # as the user wrote it
    acl: str | None = None  # id in the ACL Anthology, whose DOIs follow from it


def target_of(text: str) -> Target:
    """What an arXiv id, a DOI or an address names. Raises TargetError."""
    given = clean(text)
    bare = re.sub(r"^(?:arxiv|doi)\s*:\s*", "", given, flags=re.IGNORECASE)
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
        host = (parts.hostname or "").lower().removeprefix("www.").removeprefix("dx.").removeprefix("export.")
    except ValueError:
        raise TargetError(f"not a URL: “{given[:100]}”") from None
    path = unquote(parts.path)
    if host in ("arxiv.org", "alphaxiv.org") or (host == "huggingface.co" and path.startswith("/papers/")):
        m = re.fullmatch(r"/(?:abs|pdf|html|format|papers)/(.+?)(?:\.pdf)?/?", path)
        if m and (id := parse_arxiv(m[1])):
            return Target("arxiv", id, given)
    elif host == "doi.org" and (found := _number(path.strip("/"), given)):
        return found
    elif host in ("aclanthology.org", "aclweb.org"):
        if m := _ACL.fullmatch(path):
            return Target("doi", f"{_ACL_DOI}{m[1]}", given, acl=m[1])
    elif host == "openreview.net":
        raise TargetError(
            f"{given[:100]}: no service knows OpenReview URLs; "
            "add the paper by its arXiv id or DOI, or `import` its BibTeX"
        )
    elif (m := _DOI_IN_PATH.search(path)) and (found := _number(re.sub(r"(?:\.pdf)?/?$", "", m[1]), given)):
        return found  # publishers have the DOI in their addresses
    raise TargetError(f"{given[:100]}: there is no arXiv id or DOI in that URL; give one of these")

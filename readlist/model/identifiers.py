"""arXiv ids, DOIs and links, found in the places where other programs put them. Nothing is taken from an abstract."""

from __future__ import annotations

import re

_ID = r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?"
_ARXIV = re.compile(_ID)
_IN_TEXT = re.compile(
    rf"(?:arxiv[.:\s]\s*|arxiv\}}?:\s*|arxiv\.org/(?:abs|pdf|html)/|10\.48550/arxiv\.){_ID}(?![\d/])", re.IGNORECASE
)
_ABS = re.compile(rf"abs/{_ID}", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_LINK = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/(.+)", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)


def arxiv_of(text: str) -> str | None:
    """The id, without version, that a text names as arXiv's: "arXiv:2402.13718v2 [cs.CL]", a link, a DOI."""
    found = _IN_TEXT.search(text)
    return found[1] if found else None


def bare_arxiv(text: str) -> str | None:
    """The id of a field that holds nothing else, whether or not it says that it is arXiv's."""
    found = _ARXIV.fullmatch(text.strip()) or _ABS.fullmatch(text.strip())
    return found[1] if found else arxiv_of(text)


def doi_of(text: str) -> str | None:
    """The DOI of a field or a link, without what programs put before it."""
    text = text.strip().replace("\\", "")
    link = _LINK.fullmatch(text)
    text = re.sub(r"^doi:?\s*", "", link[1] if link else text, flags=re.IGNORECASE)
    found = _DOI.fullmatch(text)
    return found[0].rstrip(".,;") if found else None


def urls_of(text: str) -> tuple[str, ...]:
    """The links in a field, TeX's escapes undone; other schemes than http are none."""
    text = re.sub(r"\\([_%#&~$])(?:\{\})?|\{\\?([_%#&~$])\}", lambda m: m[1] or m[2], text)
    return tuple(dict.fromkeys(url.rstrip(".,;") for url in _URL.findall(text.replace("\\url{", " "))))

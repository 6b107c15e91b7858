"""Crossref: https://api.crossref.org. Knows what publishers registered: DOI, venue, volume, pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from readlist.lookup.answer_fields import (
    Found,
    abstract_of,
    authors_of,
    date_of,
    number_of,
    text_of,
    title_of,
)
from readlist.lookup.questions import Request, details_of, first, items, part, read_json
from readlist.model.identifiers import parse_arxiv, parse_doi
from readlist.model.names import surname
from readlist.model.paper import Paper

SERVICE = "crossref"
_ROWS = 20  # look-alikes may stand before it
_FIELDS = "DOI,title,subtitle,author,issued,container-title,type,volume,issue,page,publisher,update-to,relation"
_TYPES = {
    "journal-article": "article",
    "proceedings-article": "inproceedings",
    "book-chapter": "inproceedings",  # series such as LNCS register the papers of a conference so
    "posted-content": None,  # a preprint
}


def by_title(paper: Paper, mailto: str | None = None) -> Request:
    parameters = {"query.bibliographic": paper.title_text[:400], "rows": str(_ROWS), "select": _FIELDS}
    if paper.authors:
        parameters["query.author"] = surname(paper.authors[0])[:100]
    return Request(SERVICE, "/works", parameters | ({"mailto": mailto} if mailto else {}))


def by_doi(doi: str, mailto: str | None = None) -> Request:
    return Request(SERVICE, f"/works/{quote(doi, safe='')}", {"mailto": mailto} if mailto else {})


def read(body: bytes) -> tuple[Found, ...]:
    """The papers of an answer, whether it lists several or is one. Raises AnswerError."""
    message = part(read_json(body), "message")
    works = items(message.get("items")) if "items" in message else [message]
    return tuple(record for work in works if (record := _record(work)))


def _record(work: dict[str, Any]) -> Found | None:
    kind = work.get("type")
    doi = parse_doi(number_of(work.get("DOI")))
    title = title_of(first(work.get("title")), tagged=True)
    if kind not in _TYPES or not doi or not title:
        return None
    if work.get("update-to") or "is-review-of" in part(work, "relation"):  # an erratum, a retraction, a review
        return None
    if subtitle := title_of(first(work.get("subtitle")), tagged=True):
        title = title if subtitle.casefold() in title.casefold() else f"{title}: {subtitle}"
    authors, whole = authors_of(_name(author) for author in items(work.get("author")))
    dates = part(work, "issued").get("date-parts")
    day = first(dates)
    names = work.get("container-title")
    venue = text_of(names[-1] if isinstance(names, list) and names else None, tagged=True)
    return Found(
        service=SERVICE,
        number=doi,
        title=title,
        authors=authors,
        whole=whole,
        date=date_of(*day) if isinstance(day, list) else None,
        arxiv=parse_arxiv(doi),
        doi=doi,
        venue=venue or None if _TYPES[kind] else None,
        type=_TYPES[kind] if venue else None,
        abstract=abstract_of(work.get("abstract"), tagged=True),
        details=details_of(
            volume=text_of(work.get("volume"), 40),
            number=text_of(work.get("issue"), 40),
            pages=text_of(work.get("page"), 40),
            publisher=text_of(work.get("publisher"), 200, tagged=True),
        )
        if _TYPES[kind]
        else {},
    )


def _name(author: dict[str, Any]) -> str:
    """ "Given Family Suffix", or the name of a group."""
    parts = (text_of(author.get(name), 160, tagged=True) for name in ("given", "family", "suffix"))
    return " ".join(filter(None, parts)) or text_of(author.get("name"), 160, tagged=True)

"""Semantic Scholar: https://api.semanticscholar.org/api-docs/graph. Knows conferences that register no DOI."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from readlist.lookup.answer_fields import Found, authors_of, date_of, number_of, text_of, title_of
from readlist.lookup.questions import Request, details_of, items, part, read_json
from readlist.model.identifiers import parse_arxiv, parse_doi
from readlist.model.paper import Paper

SERVICE = "semantic_scholar"
_FIELDS = "title,authors,year,publicationDate,externalIds,venue,publicationVenue,journal,publicationTypes"
_PREPRINTS = ("arxiv", "corr", "biorxiv", "medrxiv", "ssrn", "openreview", "techrxiv", "research square")


def by_title(paper: Paper) -> Request:
    return Request(SERVICE, "/paper/search/match", {"query": paper.title_text[:400], "fields": _FIELDS})


def by_number(number: str) -> Request:
    """By "ARXIV:2402.13718", "DOI:10.…" or "ACL:2024.acl-long.814"."""
    return Request(SERVICE, f"/paper/{quote(number, safe=':')}", {"fields": _FIELDS})


def read(body: bytes) -> tuple[Found, ...]:
    """The papers of an answer, whether it lists several or is one. Raises AnswerError."""
    answer = read_json(body)
    papers = items(answer.get("data")) if "data" in answer else [answer]
    return tuple(record for paper in papers if (record := _record(paper)))


def _record(paper: dict[str, Any]) -> Found | None:
    title, number = title_of(paper.get("title")), number_of(paper.get("paperId"))
    if not title or not number:
        return None
    authors, whole = authors_of(author.get("name") for author in items(paper.get("authors")))
    numbers, journal = part(paper, "externalIds"), part(paper, "journal")
    year = paper.get("year")
    venue = text_of(part(paper, "publicationVenue").get("name")) or text_of(paper.get("venue"))
    if venue.casefold().startswith(_PREPRINTS):
        venue = ""
    kind = "inproceedings" if part(paper, "publicationVenue").get("type") == "conference" else "article"
    types = paper.get("publicationTypes")
    if isinstance(types, list) and "Conference" in types:
        kind = "inproceedings"
    return Found(
        service=SERVICE,
        number=number,
        title=title,
        authors=authors,
        whole=whole,
        date=date_of(paper.get("publicationDate")) or date_of(year),
        arxiv=parse_arxiv(number_of(numbers.get("ArXiv"))),
        doi=parse_doi(number_of(numbers.get("DOI"))),
        venue=venue or None,
        type=kind if venue else None,
        details=details_of(volume=text_of(journal.get("volume"), 40), pages=text_of(journal.get("pages"), 40))
        if venue
        else {},
    )

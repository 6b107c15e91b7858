"""OpenAlex: https://developers.openalex.org. Asked last, and only with a key: without one it answers few a day."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from readlist.lookup.answer_fields import (
    Found,
    authors_of,
    date_of,
    number_of,
    text_of,
    title_of,
)
from readlist.lookup.questions import Request, details_of, items, part, read_json
from readlist.model.identifiers import parse_arxiv, parse_doi
from readlist.model.paper import Paper
from readlist.model.text import folded_words

SERVICE = "openalex"
_ROWS = 20  # look-alikes may stand before it
_WORDS = 20
_FIELDS = "id,doi,display_name,publication_date,authorships,is_authors_truncated,type,primary_location,locations,biblio"
_VENUES = {"journal": "article", "conference": "inproceedings", "book series": "inproceedings"}
_KINDS = frozenset({"article", "preprint", "book-chapter", "review", "letter"})


def by_title(paper: Paper) -> Request:
    words = " ".join(folded_words(paper.title_text)[:_WORDS])  # it leaves out itself what tells nothing
    return Request(SERVICE, "/works", {"filter": f"title.search:{words}", "per-page": str(_ROWS), "select": _FIELDS})


def by_doi(doi: str) -> Request:
    return Request(SERVICE, f"/works/doi:{quote(doi, safe='')}", {"select": _FIELDS})


def read(body: bytes) -> tuple[Found, ...]:
    """The papers of an answer, whether it lists several or is one. Raises AnswerError."""
    answer = read_json(body)
    works = items(answer.get("results")) if "results" in answer else [answer]
    return tuple(record for work in works if (record := _record(work)))


def _record(work: dict[str, Any]) -> Found | None:
    title = title_of(work.get("display_name"), tagged=True)
    number = number_of(work.get("id")).rpartition("/")[2]
    if not title or not number or work.get("type") not in _KINDS:
        return None
    authors, whole = authors_of(part(a, "author").get("display_name") for a in items(work.get("authorships")))
    source = part(part(work, "primary_location"), "source")
    kind = _VENUES.get(str(source.get("type")))
    venue = text_of(source.get("display_name"), tagged=True) if kind else ""
    doi = parse_doi(number_of(work.get("doi")))
    pages = part(work, "biblio")
    ends = [text_of(pages.get(name), 20) for name in ("first_page", "last_page")]
    return Found(
        service=SERVICE,
        number=number,
        title=title,
        authors=authors,
        whole=whole and work.get("is_authors_truncated") is not True,
        date=date_of(work.get("publication_date")),
        arxiv=parse_arxiv(doi) or _arxiv(work),
        doi=doi,
        venue=venue or None,
        type=kind if venue else None,
        details=details_of(
            volume=text_of(pages.get("volume"), 40),
            number=text_of(pages.get("issue"), 40),
            pages="-".join(dict.fromkeys(filter(None, ends))),
        )
        if venue
        else {},
    )


def _arxiv(work: dict[str, Any]) -> str | None:
    """The id in an address of the paper at arXiv."""
    for place in items(work.get("locations")):
        address = number_of(place.get("landing_page_url"))
        if "arxiv.org/" in address and (id := parse_arxiv(address)):
            return id
    return None

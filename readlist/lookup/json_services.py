"""The services that answer in JSON: Crossref, Semantic Scholar and OpenAlex."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from readlist.lookup.answer_fields import (
    abstract_of,
    authors_of,
    date_of,
    details_of,
    first,
    items,
    number_of,
    part,
    read_json,
    text_of,
    title_of,
)
from readlist.lookup.services import Request
from readlist.model.identifiers import parse_arxiv, parse_doi
from readlist.model.names import surname
from readlist.model.paper import Candidate, Paper, Rank
from readlist.model.text import folded_words

_ROWS = 20  # records asked for: similar titles may stand before the right one


# Crossref, https://api.crossref.org: what publishers registered: DOI, venue, volume, pages

_CROSSREF_FIELDS = (
    "DOI,title,subtitle,author,issued,container-title,type,volume,issue,page,publisher,update-to,relation"
)
_CROSSREF_TYPES = {
    "journal-article": "article",
    "proceedings-article": "inproceedings",
    "book-chapter": "inproceedings",  # series such as LNCS register the papers of a conference so
    "posted-content": None,  # a preprint
}


def crossref_by_title(paper: Paper, mailto: str | None = None) -> Request:
    parameters = {"query.bibliographic": paper.title_text[:400], "rows": str(_ROWS), "select": _CROSSREF_FIELDS}
    if paper.authors:
        parameters["query.author"] = surname(paper.authors[0])[:100]
    return Request("crossref", "/works", parameters | ({"mailto": mailto} if mailto else {}))


def crossref_by_doi(doi: str, mailto: str | None = None) -> Request:
    return Request("crossref", f"/works/{quote(doi, safe='')}", {"mailto": mailto} if mailto else {})


def read_crossref(body: bytes) -> tuple[Candidate, ...]:
    """The papers of an answer, whether it lists several or is one. Raises AnswerError."""
    message = part(read_json(body), "message")
    works = items(message.get("items")) if "items" in message else [message]
    return tuple(record for work in works if (record := _crossref_record(work)))


def _crossref_record(work: dict[str, Any]) -> Candidate | None:
    kind = work.get("type")
    doi = parse_doi(number_of(work.get("DOI")))
    title = title_of(first(work.get("title")), tagged=True)
    if kind not in _CROSSREF_TYPES or not doi or not title:
        return None
    if work.get("update-to") or "is-review-of" in part(work, "relation"):  # an erratum, a retraction, a review
        return None
    if subtitle := title_of(first(work.get("subtitle")), tagged=True):
        title = title if subtitle.casefold() in title.casefold() else f"{title}: {subtitle}"
    authors, whole = authors_of(_crossref_name(author) for author in items(work.get("author")))
    dates = part(work, "issued").get("date-parts")
    day = first(dates)
    names = work.get("container-title")
    venue = text_of(names[-1] if isinstance(names, list) and names else None, tagged=True)
    return Candidate(
        source="crossref",
        number=doi,
        title=title,
        authors=authors,
        et_al=not whole,
        date=date_of(*day) if isinstance(day, list) else None,
        arxiv=parse_arxiv(doi),
        doi=doi,
        venue=venue or None if _CROSSREF_TYPES[kind] else None,
        type=_CROSSREF_TYPES[kind] if venue else None,
        rank=Rank.RECORD if venue and _CROSSREF_TYPES[kind] else Rank.PREPRINT,
        abstract=abstract_of(work.get("abstract"), tagged=True),
        fields=details_of(
            volume=text_of(work.get("volume"), 40),
            number=text_of(work.get("issue"), 40),
            pages=text_of(work.get("page"), 40),
            publisher=text_of(work.get("publisher"), 200, tagged=True),
        )
        if _CROSSREF_TYPES[kind]
        else {},
    )


def _crossref_name(author: dict[str, Any]) -> str:
    """ "Given Family Suffix", or the name of a group."""
    parts = (text_of(author.get(name), 160, tagged=True) for name in ("given", "family", "suffix"))
    return " ".join(filter(None, parts)) or text_of(author.get("name"), 160, tagged=True)


# Semantic Scholar, https://api.semanticscholar.org/api-docs/graph: has conferences that register no DOI

_SCHOLAR_FIELDS = "title,authors,year,publicationDate,externalIds,venue,publicationVenue,journal,publicationTypes"
_SCHOLAR_PREPRINTS = ("arxiv", "corr", "biorxiv", "medrxiv", "ssrn", "openreview", "techrxiv", "research square")


def semantic_scholar_by_title(paper: Paper) -> Request:
    return Request(
        "semantic_scholar", "/paper/search/match", {"query": paper.title_text[:400], "fields": _SCHOLAR_FIELDS}
    )


def semantic_scholar_by_number(number: str) -> Request:
    """By "ARXIV:2402.13718", "DOI:10.…" or "ACL:2024.acl-long.814"."""
    return Request("semantic_scholar", f"/paper/{quote(number, safe=':')}", {"fields": _SCHOLAR_FIELDS})


def read_semantic_scholar(body: bytes) -> tuple[Candidate, ...]:
    """The papers of an answer, whether it lists several or is one. Raises AnswerError."""
    answer = read_json(body)
    papers = items(answer.get("data")) if "data" in answer else [answer]
    return tuple(record for paper in papers if (record := _semantic_scholar_record(paper)))


def _semantic_scholar_record(paper: dict[str, Any]) -> Candidate | None:
    title, number = title_of(paper.get("title")), number_of(paper.get("paperId"))
    if not title or not number:
        return None
    authors, whole = authors_of(author.get("name") for author in items(paper.get("authors")))
    numbers, journal = part(paper, "externalIds"), part(paper, "journal")
    year = paper.get("year")
    venue = text_of(part(paper, "publicationVenue").get("name")) or text_of(paper.get("venue"))
    if venue.casefold().startswith(_SCHOLAR_PREPRINTS):
        venue = ""
    kind = "inproceedings" if part(paper, "publicationVenue").get("type") == "conference" else "article"
    types = paper.get("publicationTypes")
    if isinstance(types, list) and "Conference" in types:
        kind = "inproceedings"
    return Candidate(
        source="semantic_scholar",
        number=number,
        title=title,
        authors=authors,
        et_al=not whole,
        date=date_of(paper.get("publicationDate")) or date_of(year),
        arxiv=parse_arxiv(number_of(numbers.get("ArXiv"))),
        doi=parse_doi(number_of(numbers.get("DOI"))),
        venue=venue or None,
        type=kind if venue else None,
        fields=details_of(volume=text_of(journal.get("volume"), 40), pages=text_of(journal.get("pages"), 40))
        if venue
        else {},
    )


# OpenAlex, https://developers.openalex.org: asked last, and only with a key, since it answers few requests without

_OPENALEX_WORDS = 20
_OPENALEX_FIELDS = (
    "id,doi,display_name,publication_date,authorships,is_authors_truncated,type,primary_location,locations,biblio"
)
_OPENALEX_VENUES = {"journal": "article", "conference": "inproceedings", "book series": "inproceedings"}
_OPENALEX_KINDS = frozenset({"article", "preprint", "book-chapter", "review", "letter"})


def openalex_by_title(paper: Paper) -> Request:
    words = " ".join(folded_words(paper.title_text)[:_OPENALEX_WORDS])  # it ignores common words itself
    return Request(
        "openalex", "/works", {"filter": f"title.search:{words}", "per-page": str(_ROWS), "select": _OPENALEX_FIELDS}
    )


def openalex_by_doi(doi: str) -> Request:
    return Request("openalex", f"/works/doi:{quote(doi, safe='')}", {"select": _OPENALEX_FIELDS})


def read_openalex(body: bytes) -> tuple[Candidate, ...]:
    """The papers of an answer, whether it lists several or is one. Raises AnswerError."""
    answer = read_json(body)
    works = items(answer.get("results")) if "results" in answer else [answer]
    return tuple(record for work in works if (record := _openalex_record(work)))


def _openalex_record(work: dict[str, Any]) -> Candidate | None:
    title = title_of(work.get("display_name"), tagged=True)
    number = number_of(work.get("id")).rpartition("/")[2]
    if not title or not number or work.get("type") not in _OPENALEX_KINDS:
        return None
    authors, whole = authors_of(part(a, "author").get("display_name") for a in items(work.get("authorships")))
    source = part(part(work, "primary_location"), "source")
    kind = _OPENALEX_VENUES.get(str(source.get("type")))
    venue = text_of(source.get("display_name"), tagged=True) if kind else ""
    doi = parse_doi(number_of(work.get("doi")))
    pages = part(work, "biblio")
    ends = [text_of(pages.get(name), 20) for name in ("first_page", "last_page")]
    return Candidate(
        source="openalex",
        number=number,
        title=title,
        authors=authors,
        et_al=not whole or work.get("is_authors_truncated") is True,
        date=date_of(work.get("publication_date")),
        arxiv=parse_arxiv(doi) or _openalex_arxiv(work),
        doi=doi,
        venue=venue or None,
        type=kind if venue else None,
        fields=details_of(
            volume=text_of(pages.get("volume"), 40),
            number=text_of(pages.get("issue"), 40),
            pages="-".join(dict.fromkeys(filter(None, ends))),
        )
        if venue
        else {},
    )


def _openalex_arxiv(work: dict[str, Any]) -> str | None:
    """The id in an address of the paper at arXiv."""
    for place in items(work.get("locations")):
        address = number_of(place.get("landing_page_url"))
        if "arxiv.org/" in address and (id := parse_arxiv(address)):
            return id
    return None

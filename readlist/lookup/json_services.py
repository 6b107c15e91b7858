"""Requests to Crossref, Semantic Scholar and OpenAlex, and the readers of their answers (JSON)."""

from __future__ import annotations

import re
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
from readlist.model.likeness import is_preprint_doi
from readlist.model.names import Name, author_text, bibtex_name, parse_names, surname
from readlist.model.paper import Candidate, Paper, Rank
from readlist.model.text import folded_words

_ROWS = 20  # records asked for: similar titles may stand before the right one


# Crossref, https://api.crossref.org: what publishers registered: DOI, venue, volume, pages

_CROSSREF_FIELDS = (
    "DOI,title,subtitle,author,editor,issued,published-print,published-online,container-title,type,volume,issue,page,"
    "article-number,publisher,publisher-location,ISSN,ISBN,update-to,relation"
)
_CROSSREF_TYPES = {
    "journal-article": "article",
    "proceedings-article": "inproceedings",
    "book-chapter": "incollection",
    "book-section": "incollection",
    "book-part": "incollection",
    "reference-entry": "inreference",
    "book": "book",
    "monograph": "book",
    "edited-book": "collection",
    "reference-book": "reference",
    "proceedings": "proceedings",
    "report": "report",
    "dissertation": "thesis",
    "dataset": "dataset",
    "standard": "standard",
    "posted-content": None,  # a preprint
    "other": None,
}
_NEED_VENUE = frozenset({"article", "inproceedings", "incollection"})
_HOUSES = {"report": "institution", "thesis": "school"}  # what the publisher is called there
_SERIES = re.compile(
    r"lecture notes|\bseries\b|\bstudies in\b|communications in|advances in|ifip |springer|proceedings of spie|"
    r"graduate texts|contributions to|understanding complex|methods in|progress in|topics in|synthesis lectures",
    re.IGNORECASE,
)
_MEETING = re.compile(r"proceedings|conference|workshop|symposium|lecture notes", re.IGNORECASE)


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
    return tuple(record for work in works if (record := read_crossref_work(work)))


def read_crossref_work(work: dict[str, Any]) -> Candidate | None:
    """What a work of an answer says of a paper; None where it is none."""
    doi = parse_doi(number_of(work.get("DOI")))
    title = title_of(first(work.get("title")), tagged=True)
    if not doi or not title or work.get("type") not in _CROSSREF_TYPES:
        return None
    others = [update for update in items(work.get("update-to")) if number_of(update.get("DOI")).lower() != doi.lower()]
    if others or "is-review-of" in part(work, "relation"):  # an erratum, a retraction, a review
        return None
    if subtitle := title_of(first(work.get("subtitle")), tagged=True):
        title = title if subtitle.casefold() in title.casefold() else f"{title}: {subtitle}"
    authors, whole = authors_of(map(_crossref_name, items(work.get("author"))))
    venue, series = _crossref_venue(work)
    kind = None if is_preprint_doi(doi) else _CROSSREF_TYPES.get(str(work.get("type")))
    if kind == "incollection" and _MEETING.search(f"{venue} {series}"):
        kind = "inproceedings"  # series such as LNCS register the papers of a conference so
    kind = None if kind in _NEED_VENUE and not venue else kind
    dates = (first(part(work, name).get("date-parts")) for name in ("published-print", "published-online", "issued"))
    day = next((d for d in dates if isinstance(d, list) and date_of(*d)), None)
    editors, _ = authors_of(map(_crossref_name, items(work.get("editor"))))
    pages = text_of(work.get("page"), 40) or text_of(work.get("article-number"), 40)
    details = details_of(
        editor=" and ".join(bibtex_name(name, str) for name in parse_names(editors)[0]),
        volume=text_of(work.get("volume"), 40),
        number=text_of(work.get("issue"), 40),
        pages=_dashed(pages),
        series=series,
        **{_HOUSES.get(kind or "", "publisher"): text_of(work.get("publisher"), 200, tagged=True)},
        address=text_of(work.get("publisher-location"), 100),
        isbn=number_of(first(work.get("ISBN"))).rpartition("/")[2],
        issn=number_of(first(work.get("ISSN"))),
    )
    return Candidate(
        source="crossref",
        number=doi,
        title=title,
        authors=authors,
        et_al=not whole,
        date=date_of(*day) if day else None,
        arxiv=parse_arxiv(doi),
        doi=doi,
        venue=venue if kind and venue else None,
        type=kind,
        rank=Rank.RECORD if kind else Rank.PREPRINT,
        abstract=abstract_of(work.get("abstract"), tagged=True),
        fields={**(details if kind else {}), **_updates(work)},
    )


_RETRACTIONS = frozenset({"retraction", "removal", "withdrawal"})


def _updates(work: dict[str, Any]) -> dict[str, str]:
    """The notices about a work that its record names."""
    found: dict[str, list[str]] = {}
    for update in items(work.get("updated-by")):
        notice, kind = parse_doi(number_of(update.get("DOI"))), text_of(update.get("type"), 40).lower()
        if notice and not kind.startswith("new_"):
            found.setdefault("retracted" if kind in _RETRACTIONS else "corrected", []).append(notice)
    return {name: " ".join(dict.fromkeys(notices)) for name, notices in found.items()}


def _crossref_venue(work: dict[str, Any]) -> tuple[str, str]:
    """The journal or book, and its series: of two container titles, one may be the name of a series."""
    names = work.get("container-title")
    found = [name for n in (names if isinstance(names, list) else []) if (name := text_of(n, tagged=True))]
    if len(found) < 2:
        return (found[0] if found else ""), ""
    series = next((name for name in found if _SERIES.search(name)), found[-1])
    return next((name for name in found if name != series), series), series


def _crossref_name(author: dict[str, Any]) -> str:
    """A person's name with its parts as they are registered, or the name of a group."""
    given, family, suffix, name = (
        text_of(author.get(part), 160, tagged=True) for part in ("given", "family", "suffix", "name")
    )
    if not family:
        return author_text(Name(name, group=True)) if name else given
    if not given:
        return family
    if family.isupper() and len(family) > 3 and not given.isupper():
        family = family.title()
    von = re.match(r"(?:(?:van|von|de|der|den|del|della|di|da|du|dos|la|le|ter|ten|zu|zur) )+(?=\S)", family)
    return author_text(Name(family[von.end() :] if von else family, given, von[0].strip() if von else "", suffix))


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
    printed = text_of(journal.get("name"))
    venue = text_of(part(paper, "publicationVenue").get("name")) or text_of(paper.get("venue"))
    kind = "inproceedings" if part(paper, "publicationVenue").get("type") == "conference" else "article"
    types = paper.get("publicationTypes")
    types = types if isinstance(types, list) else []
    if "Conference" in types:
        kind = "inproceedings"
    elif not venue or (kind == "inproceedings" and "JournalArticle" in types and printed):
        venue, kind = re.sub(r" \([^()]*\)$", "", printed), "article"  # "Sensors (Basel, Switzerland)"
    if venue.casefold().startswith(_SCHOLAR_PREPRINTS):
        venue = ""
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
        fields=details_of(volume=text_of(journal.get("volume"), 40), pages=_dashed(text_of(journal.get("pages"), 40)))
        if venue
        else {},
    )


def _dashed(pages: str) -> str:
    return re.sub(r"(?<=\w)\s*[-–]\s*(?=\w)", "--", pages) if pages.count("-") + pages.count("–") == 1 else pages


# OpenAlex, https://developers.openalex.org: asked last, and only with a key, since it answers few requests without

_OPENALEX_WORDS = 20
_MOST_WORDS = 4_000  # of an abstract
_OPENALEX_FIELDS = (
    "id,doi,display_name,publication_date,authorships,is_authors_truncated,type,primary_location,locations,biblio,"
    "is_retracted"
)
_OPENALEX_VENUES = {"journal": "article", "conference": "inproceedings", "book series": "incollection"}
_OPENALEX_TYPES = {"book": "book", "dissertation": "thesis", "report": "report", "dataset": "dataset",
                   "conference-paper": "inproceedings", "book-chapter": "incollection", "standard": "standard",
                   "reference-entry": "inreference", "software": "software"}  # fmt: skip
_OPENALEX_NO_WORKS = frozenset({"paratext", "erratum", "retraction", "peer-review", "grant", "supplementary-materials"})


def openalex_by_title(paper: Paper) -> Request:
    words = " ".join(folded_words(paper.title_text)[:_OPENALEX_WORDS])  # it ignores common words itself
    return Request("openalex", "/works", {"search.title": words, "per_page": str(_ROWS), "select": _OPENALEX_FIELDS})


def openalex_by_doi(doi: str) -> Request:
    return Request("openalex", f"/works/doi:{quote(doi, safe='')}", {"select": _OPENALEX_FIELDS})


def read_openalex(body: bytes) -> tuple[Candidate, ...]:
    """The papers of an answer, whether it lists several or is one. Raises AnswerError."""
    answer = read_json(body)
    works = items(answer.get("results")) if "results" in answer else [answer]
    return tuple(record for work in works if (record := read_openalex_work(work)))


def read_openalex_work(work: dict[str, Any]) -> Candidate | None:
    """What a work of an answer says of a paper; None where it is none."""
    title = title_of(work.get("display_name"), tagged=True)
    number = number_of(work.get("id")).rpartition("/")[2]
    if not title or not number or work.get("type") in _OPENALEX_NO_WORKS:
        return None
    authors, whole = authors_of(
        number_of(a.get("raw_author_name")) or part(a, "author").get("display_name")
        for a in items(work.get("authorships"))
    )
    place = part(work, "primary_location")
    source = part(place, "source")
    venue = text_of(source.get("display_name"), tagged=True) or text_of(place.get("raw_source_name"), tagged=True)
    kind = _OPENALEX_TYPES.get(str(work.get("type"))) or _OPENALEX_VENUES.get(str(source.get("type")))
    if place.get("raw_type") == "proceedings-article" or (kind == "incollection" and _MEETING.search(venue)):
        kind = "inproceedings"
    if work.get("type") == "preprint" or source.get("type") == "repository" or (kind in _NEED_VENUE and not venue):
        kind = None
    kind = kind or ("article" if venue and not source and work.get("type") == "article" else None)
    venue = venue if kind else ""
    doi = parse_doi(number_of(work.get("doi")))
    pages = part(work, "biblio")
    ends = [text_of(pages.get(name), 20) for name in ("first_page", "last_page")]
    details = details_of(
        volume=text_of(pages.get("volume"), 40),
        number=text_of(pages.get("issue"), 40),
        pages="--".join(dict.fromkeys(filter(None, ends))),
    )
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
        type=kind,
        abstract=abstract_of(_in_order(part(work, "abstract_inverted_index")), tagged=True),
        fields={**(details if kind else {}), **({"retracted": "yes"} if work.get("is_retracted") is True else {})},
    )


def _in_order(places: dict[str, Any]) -> str:
    """The text of an abstract, which OpenAlex has as word → its places."""
    words = [
        (n, word) for word, ns in places.items() if isinstance(ns, list) for n in ns[:_MOST_WORDS] if type(n) is int
    ]
    return " ".join(word for _, word in sorted(words)[:_MOST_WORDS])


def _openalex_arxiv(work: dict[str, Any]) -> str | None:
    """The id in an address of the paper at arXiv."""
    for place in items(work.get("locations")):
        address = number_of(place.get("landing_page_url"))
        if "arxiv.org/" in address and (id := parse_arxiv(address)):
            return id
    return None

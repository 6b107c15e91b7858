"""Translates other programs' JSON into CSL-JSON: Zotero, Mendeley, Paperpile, OpenAlex and more."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from readlist.model.text import clean, shorten
from readlist.pages.page import Problem

Item = Mapping[str, Any]

_GAP = re.compile(r"[\s,;]*")
_NEXT = re.compile(r"\{\s*\"(?:id|type|title|citation-key|itemType|DOI)\"\s*:\s*\"")
_ID = re.compile(r"\"(?:id|citation-key|key)\"\s*:\s*\"([^\"]{1,80})\"")
_MOST_BROKEN = 200  # broken items, after which a text is given up
_LISTS = ("items", "results", "data", "papers", "references")


def items_of(text: str) -> tuple[list[tuple[int, Any]], list[Problem]]:
    """The references in a text with their lines, and problems where it is no JSON."""
    found: list[tuple[int, Any]] = []
    problems: list[Problem] = []
    line, counted = 1, 0
    for at, item in _elements(text):
        line += text.count("\n", counted, at)
        counted = at
        if isinstance(item, _Broken):
            problems.append(Problem(line, "broken entry", item.text, f"left out: {item.reason}"))
        else:
            found += ((line, one) for one in _references(item))
    return found, problems


class _Broken:
    """Where the text is no JSON."""

    def __init__(self, reason: str, text: str) -> None:
        self.reason = reason
        id = _ID.search(text)
        self.text = id[1] if id else shorten(clean(text[:400]), 12)


def _elements(text: str) -> Iterator[tuple[int, Any]]:
    """(offset, value) of every element of the arrays, and of every document beside them."""
    decoder = json.JSONDecoder()
    at, opened, broken = 0, 0, 0
    while True:
        at = gap.end() if (gap := _GAP.match(text, at)) else at
        if at >= len(text):
            break
        if text[at] in "[]":
            opened = text[at] == "["
            at += 1
            continue
        try:
            value, end = decoder.raw_decode(text, at)
        except RecursionError:
            yield at, _Broken("nested too deep", text[at : at + 400])
            return
        except ValueError:  # the next reference begins behind a brace, where an id or a type tells one
            following = _NEXT.search(text, at + 1)
            yield at, _Broken("no JSON", text[at : following.start() if following else at + 400][:400])
            broken += 1
            if not following or broken > _MOST_BROKEN:
                return
            at = following.start()
            continue
        yield at, value
        at = end
    if opened:
        yield at, _Broken("the text ends before its list does", "")


def _references(document: Any) -> Iterator[Any]:
    """The references of a document: of a list, of a service's answer with a list in it, or itself."""
    if isinstance(document, list):
        for one in document:
            yield from _references(one) if isinstance(one, list) else (one,)
        return
    if isinstance(document, dict):
        inner = document.get("message", document)
        inner = inner if isinstance(inner, dict) else document
        for name in _LISTS:
            if isinstance(inner.get(name), list) and not (inner.keys() & {"title", "itemType", "display_name"}):
                yield from inner[name]
                return
        document = inner
    yield document


def as_csl(item: Item) -> Item:
    """The reference as CSL-JSON; unchanged if it is not of a program known here."""
    return next((read(item) for knows, read in _KINDS if knows(item)), item)


def _people(values: Any, *names: tuple[str, str]) -> list[dict[str, str]]:
    """Names under any of the pairs of (family, given); a name alone is a literal that CSL's reader takes apart."""
    found = []
    for one in values if isinstance(values, list) else []:
        if not isinstance(one, dict):
            continue
        for family, given in names:
            if isinstance(one.get(family), str) and one[family]:
                found.append({"family": one[family], "given": str(one.get(given) or "")})
                break
        else:
            if isinstance(name := one.get("name") or one.get("formatted"), str):
                found.append({"given": name})
    return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _at(item: Any, *path: str) -> Any:
    for name in path:
        item = item.get(name) if isinstance(item, dict) else None
    return item


def _raw(date: Any) -> dict[str, str]:
    return {"raw": _text(date)}


def _named(item: Item, names: Mapping[str, str]) -> dict[str, Any]:
    return {ours: item[theirs] for theirs, ours in names.items() if item.get(theirs) not in (None, "", [], {})}


_ZOTERO = {
    "title": "title", "publicationTitle": "container-title", "bookTitle": "container-title", "volume": "volume",
    "proceedingsTitle": "container-title", "encyclopediaTitle": "container-title", "issue": "issue", "pages": "page",
    "series": "collection-title", "publisher": "publisher", "university": "publisher", "institution": "publisher",
    "place": "publisher-place", "edition": "edition", "DOI": "DOI", "url": "URL", "ISBN": "ISBN", "ISSN": "ISSN",
    "abstractNote": "abstract", "language": "language", "shortTitle": "title-short", "reportNumber": "number",
    "extra": "note", "conferenceName": "event-title", "thesisType": "genre", "numPages": "number-of-pages",
    "citationKey": "citation-key", "citekey": "citation-key", "versionNumber": "version", "archiveID": "number",
    "patentNumber": "number", "numberOfVolumes": "number-of-volumes",
}  # fmt: skip
_ZOTERO_TYPES = {
    "journalArticle": "article-journal", "magazineArticle": "article-magazine", "newspaperArticle": "article-newspaper",
    "conferencePaper": "paper-conference", "bookSection": "chapter", "book": "book", "thesis": "thesis",
    "report": "report", "webpage": "webpage", "blogPost": "webpage", "patent": "patent", "dataset": "dataset",
    "computerProgram": "software", "manuscript": "manuscript", "preprint": "article", "standard": "standard",
    "encyclopediaArticle": "entry-encyclopedia", "document": "document",
}  # fmt: skip


def _zotero(item: Item) -> Item:
    item = item["data"] if isinstance(item.get("data"), dict) else item
    creators = [c for c in item.get("creators") or [] if isinstance(c, dict)]
    people: dict[str, list[dict[str, str]]] = {}
    for role in ("author", "editor", "translator", "inventor", "programmer"):
        chosen = [c for c in creators if c.get("creatorType", "author") == role]
        if names := _people(chosen, ("lastName", "firstName")):
            people.setdefault("author" if role in ("inventor", "programmer") else role, []).extend(names)
    tags = [t.get("tag") if isinstance(t, dict) else t for t in item.get("tags") or []]
    return {
        **_named(item, _ZOTERO),
        **people,
        "type": _ZOTERO_TYPES.get(_text(item.get("itemType")), "document"),
        "issued": _raw(item.get("date")),
        "keyword": [t for t in tags if isinstance(t, str)],
    }


_MENDELEY_TYPES = {"journal": "article-journal", "conference_proceedings": "paper-conference", "book": "book",
                   "book_section": "chapter", "thesis": "thesis", "report": "report", "web_page": "webpage",
                   "patent": "patent", "working_paper": "report"}  # fmt: skip


def _mendeley(item: Item) -> Item:
    known = {"title": "title", "source": "container-title", "volume": "volume", "issue": "issue", "pages": "page",
             "publisher": "publisher", "institution": "publisher", "city": "publisher-place", "edition": "edition",
             "abstract": "abstract", "citation_key": "citation-key", "series": "collection-title",
             "venue": "container-title"}  # fmt: skip
    ids = {"doi": "DOI", "isbn": "ISBN", "issn": "ISSN", "pmid": "PMID"}
    numbers = item.get("identifiers")
    date = [item.get(n) for n in ("year", "month", "day") if isinstance(item.get(n), int)]
    links = item.get("websites")
    return {
        **_named(item, known | ids),
        **_named(numbers if isinstance(numbers, dict) else {}, ids),
        "arxiv": _at(item, "identifiers", "arxiv"),
        "type": _MENDELEY_TYPES.get(_text(item.get("type")), "document"),
        "author": _people(item.get("authors"), ("last_name", "first_name")),
        "editor": _people(item.get("editors"), ("last_name", "first_name")),
        "issued": {"date-parts": [date]} if date else None,
        "keyword": item.get("keywords") or [],
        "URL": links[0] if isinstance(links, list) and links else item.get("url"),
    }


def _paperpile(item: Item) -> Item:
    types = {"ARTICLE": "article-journal", "PP_PREPRINT": "article", "INPROCEEDINGS": "paper-conference",
             "CONFERENCE": "paper-conference", "BOOK": "book", "INCOLLECTION": "chapter", "INBOOK": "chapter",
             "PHDTHESIS": "thesis", "PP_THESIS": "thesis", "TECHREPORT": "report", "PP_DATASET": "dataset"}  # fmt: skip
    known = {"title": "title", "volume": "volume", "issue": "issue", "pages": "page", "publisher": "publisher",
             "address": "publisher-place", "doi": "DOI", "isbn": "ISBN", "issn": "ISSN", "pmid": "PMID",
             "abstract": "abstract", "citekey": "citation-key", "edition": "edition"}  # fmt: skip
    place = item.get("journalfull") or item.get("journal") or item.get("booktitle") or item.get("proceedings_title")
    dates = [_at(item, "published", n) for n in ("year", "month", "day")]
    links = item.get("url")
    return {
        **_named(item, known),
        "container-title": place,
        "type": types.get(_text(item.get("pubtype")), "document"),
        "author": _people(item.get("author"), ("last", "first")),
        "editor": _people(item.get("editor"), ("last", "first")),
        "issued": _raw("-".join(_text(d).zfill(2) for d in dates if d)),
        "keyword": item.get("keywords") or [],
        "URL": links[0] if isinstance(links, list) and links else links,
        "arxiv": item.get("arxivid"),
    }


def _semantic_scholar(item: Item) -> Item:
    ids = item.get("externalIds") if isinstance(item.get("externalIds"), dict) else {}
    kinds = item.get("publicationTypes") or ()
    venue = _at(item, "journal", "name") or item.get("venue") or _at(item, "publicationVenue", "name")
    kind = "paper-conference" if "Conference" in kinds or _at(item, "publicationVenue", "type") == "conference" else ""
    preprint = not venue or "arxiv" in _text(venue).lower()
    return {
        "type": "article" if preprint else kind or "article-journal",
        "title": item.get("title"),
        "author": _people(item.get("authors")),
        "container-title": None if preprint else item.get("venue") if kind and item.get("venue") else venue,
        "volume": None if preprint else _at(item, "journal", "volume"),
        "page": _at(item, "journal", "pages"),
        "issued": _raw(item.get("publicationDate") or item.get("year")),
        "DOI": _at(ids, "DOI"),
        "PMID": _at(ids, "PubMed"),
        "abstract": item.get("abstract"),
        "URL": item.get("url"),
        "arxiv": _at(ids, "ArXiv"),
    }


_OPENALEX_TYPES = {"article": "article-journal", "conference-paper": "paper-conference", "book": "book",
                   "book-chapter": "chapter", "dissertation": "thesis", "dataset": "dataset", "report": "report",
                   "preprint": "article", "review": "article-journal", "letter": "article-journal",
                   "editorial": "article-journal", "reference-entry": "entry-encyclopedia", "standard": "standard",
                   "data-paper": "article-journal", "software-paper": "article-journal"}  # fmt: skip


def _openalex(item: Item) -> Item:
    biblio = item.get("biblio") if isinstance(item.get("biblio"), dict) else {}
    pages = [_text(_at(biblio, n)) for n in ("first_page", "last_page")]
    place = item.get("primary_location")
    source = _at(place, "source", "display_name") or _at(place, "raw_source_name")
    kind = _OPENALEX_TYPES.get(_text(item.get("type")), "document")
    if _at(place, "raw_type") == "proceedings-article" or _at(place, "source", "type") == "conference":
        kind = "paper-conference" if kind == "article-journal" else kind
    authors = [
        {"name": a.get("raw_author_name") or _at(a, "author", "display_name")}
        for a in item.get("authorships") or []
        if isinstance(a, dict)
    ]
    repository = _at(place, "source", "type") == "repository" or kind == "article"
    return {
        "type": kind,
        "title": item.get("title") or item.get("display_name"),
        "author": _people(authors),
        "container-title": None if repository else source,
        "volume": _at(biblio, "volume"),
        "issue": _at(biblio, "issue"),
        "page": "-".join(dict.fromkeys(filter(None, pages))),
        "issued": _raw(item.get("publication_date") or item.get("publication_year")),
        "DOI": item.get("doi"),
        "URL": _at(place, "landing_page_url"),
    }


def _knows(*names: str) -> Callable[[Item], bool]:
    return lambda item: all(name in item for name in names)


_KINDS: tuple[tuple[Callable[[Item], bool], Callable[[Item], Item]], ...] = (
    (_knows("itemType"), _zotero),
    (lambda item: isinstance(item.get("data"), dict) and "itemType" in item["data"], _zotero),
    (_knows("pubtype"), _paperpile),
    (_knows("paperId"), _semantic_scholar),
    (_knows("authorships"), _openalex),
    (lambda item: isinstance(item.get("authors"), list) and "title" in item and "id" in item, _mendeley),
)
"""What tells another program's reference, and what brings it into CSL's words."""

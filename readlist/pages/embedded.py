"""Reads the metadata that saved web pages have of their papers: ``citation_*`` tags, JSON-LD, COinS."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from msgspec import structs

from readlist.model.dates import read_date, read_worded_date
from readlist.model.identifiers import parse_arxiv, parse_doi
from readlist.model.names import author_text, parse_name
from readlist.model.paper import Candidate
from readlist.model.text import clean, identity

_MOST = 500  # papers of one page
_ARTICLES = frozenset({"ScholarlyArticle", "MedicalScholarlyArticle"})
_DATES = ("citation_publication_date", "citation_date", "citation_online_date")
_VENUES = ("citation_journal_title", "citation_conference_title", "citation_inbook_title")
_FIELDS = {"volume": "citation_volume", "number": "citation_issue", "publisher": "citation_publisher",
           "pmid": "citation_pmid", "isbn": "citation_isbn"}  # fmt: skip


def embedded_papers(root: Any) -> tuple[Candidate, ...]:
    """The papers in a page's metadata, from the root of its tree; each title once."""
    found: dict[str, Candidate] = {}
    for paper in (*_of_metas(root), *_of_scripts(root), *_of_spans(root)):
        if paper.title and paper.authors and len(found) < _MOST:
            found.setdefault(identity(paper.title), paper)
    return tuple(found.values())


def completed(entries: Sequence[Candidate], papers: Sequence[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """The entries read from the text, completed by the page's metadata; and the papers that only the metadata has."""
    by_title = {identity(paper.title or ""): paper for paper in papers}
    entries = [_with(entry, by_title.pop(identity(entry.title or ""), None)) for entry in entries]
    return entries, list(by_title.values())


def _with(entry: Candidate, data: Candidate | None) -> Candidate:
    if data is None:
        return entry
    missing = {name: getattr(data, name) for name in ("doi", "arxiv", "date", "date_text", "venue", "abstract")}
    facts: dict[str, Any] = {name: value for name, value in missing.items() if value and not getattr(entry, name)}
    if entry.et_al and len(data.authors) > len(entry.authors):
        facts |= {"authors": data.authors, "et_al": False}
    return structs.replace(entry, **facts, fields={**data.fields, **entry.fields})


def _date(text: str) -> str | None:
    return read_date(text).iso or read_worded_date(text).iso or None


def _names(texts: Sequence[str]) -> tuple[str, ...]:
    names = (clean(text) for text in texts)
    return tuple(author_text(parse_name(name)) if "," in name else name for name in names if name)


def _of_metas(root: Any) -> Iterator[Candidate]:
    metas: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").lower()
        if name.startswith("citation_") and element.get("content"):
            metas.setdefault(name, []).append(element.get("content"))
    first = {name: clean(values[0]) for name, values in metas.items()}
    if "citation_title" not in first:
        return
    names = metas.get("citation_author") or [n for text in metas.get("citation_authors", []) for n in text.split(";")]
    pages = [first[name] for name in ("citation_firstpage", "citation_lastpage") if name in first]
    fields = {name: first[meta] for name, meta in _FIELDS.items() if meta in first}
    yield Candidate(
        line=1,
        title=first["citation_title"],
        authors=_names(names),
        date=next((date for name in _DATES if (date := _date(first.get(name, "")))), None),
        venue=next((first[name] for name in _VENUES if name in first), None),
        doi=parse_doi(first.get("citation_doi")),
        arxiv=parse_arxiv(first.get("citation_arxiv_id")),
        abstract=first.get("citation_abstract"),
        fields={**fields, "pages": "-".join(pages)} if pages else fields,
    )


def _of_scripts(root: Any) -> Iterator[Candidate]:
    for element in root.iter("script"):
        if element.get("type", "").lower() == "application/ld+json":
            try:
                data = json.loads(element.text or "")
            except (ValueError, RecursionError):
                continue
            yield from filter(None, map(_of_object, _objects(data)))


def _objects(data: Any) -> Iterator[Mapping[str, Any]]:
    """The objects in JSON-LD, those in lists and graphs too."""
    waiting = deque([data])
    while waiting:
        one = waiting.popleft()
        if isinstance(one, list):
            waiting += one[:_MOST]
        elif isinstance(one, dict):
            yield one
            waiting += [one[name] for name in ("@graph", "mainEntity", "itemListElement", "item") if name in one]


def _of_object(data: Mapping[str, Any]) -> Candidate | None:
    kinds = data.get("@type")
    if not any(_text(kind) in _ARTICLES for kind in (kinds if isinstance(kinds, list) else [kinds])):
        return None
    people = data.get("author") or data.get("creator") or []
    people = people if isinstance(people, list) else [people]
    names = [_text(person.get("name") if isinstance(person, dict) else person) for person in people]
    part = data.get("isPartOf")
    ids = [_text(data.get(name)) for name in ("doi", "identifier", "sameAs", "@id", "url")]
    return Candidate(
        line=1,
        title=clean(_text(data.get("headline") or data.get("name"))) or None,
        authors=_names(names),
        date=_date(_text(data.get("datePublished"))),
        venue=clean(_text(part.get("name"))) or None if isinstance(part, dict) else None,
        doi=next(filter(None, map(parse_doi, ids)), None),
        arxiv=next(filter(None, map(parse_arxiv, ids)), None),
        abstract=clean(_text(data.get("abstract"))) or None,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _of_spans(root: Any) -> Iterator[Candidate]:
    for element in root.iter("span"):
        if "Z3988" not in element.get("class", ""):
            continue
        values = parse_qs(element.get("title", "")[:10_000])
        first = {name: clean(value[0]) for name, value in values.items()}
        names = values.get("rft.au") or [f"{first.get('rft.aulast', '')}, {first.get('rft.aufirst', '')}".strip(", ")]
        title = first.get("rft.atitle") or first.get("rft.btitle") or first.get("rft.title")
        ids = [value.removeprefix("info:doi/").removeprefix("info:arxiv/") for value in values.get("rft_id", [])]
        facts = {"volume": "rft.volume", "number": "rft.issue", "pages": "rft.pages", "isbn": "rft.isbn"}
        yield Candidate(
            line=1,
            title=title,
            authors=_names(names),
            date=_date(first.get("rft.date", "")),
            venue=first.get("rft.jtitle") or (first.get("rft.title") if first.get("rft.atitle") else None),
            doi=next(filter(None, map(parse_doi, ids)), None),
            arxiv=next(filter(None, map(parse_arxiv, ids)), None),
            fields={name: first[key] for name, key in facts.items() if first.get(key)},
        )

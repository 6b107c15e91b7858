"""Reads Atom and RSS feeds of arXiv and of journals, and saved answers of arXiv's API (with feedparser)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from readlist.formats import Contents
from readlist.formats.source_record import SourceRecord, contents_of, from_html
from readlist.model.identifiers import find_arxiv
from readlist.model.names import Name, parse_name
from readlist.model.paper import Progress
from readlist.model.text import clean, shorten
from readlist.pages.page import PageError, Problem

_START = re.compile(r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*|<!DOCTYPE\s+(?:feed|rss)\b[^<]{0,4000}?)*"
                     r"(?:<!ENTITY|<(?:[a-z]+:)?(?:feed|rss|RDF)\b)", re.DOTALL)  # fmt: skip
_DECLARED = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_ENTRY = re.compile(r"<(?:[a-z]+:)?(?:entry|item)[\s>]")
_ANNOUNCED = re.compile(r"arXiv:[\w./-]{1,40}\s{1,9}Announce Type:\s{0,9}[\w-]{1,20}\s{1,9}Abstract:", re.IGNORECASE)
_TITLE_END = re.compile(r" ?\(arXiv:[^()]{,80}(?:\([^()]{,80}\))?[^()]{,80}\)$")


def recognizes(text: str) -> bool:
    """Is it an Atom or RSS feed?"""
    return "zotero.org/namespaces" not in text[:4000] and bool(_START.match(text))


def read(text: str, progress: Progress | None = None) -> Contents:
    """The entries of a feed. Raises PageError for one that declares entities, or an answer that is an error."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise PageError("it is a feed that declares entities of its own: arXiv's do not, so it is not read")
    declared = _DECLARED.match(text)
    feed = _parsed(text[declared.end() :] if declared else text)
    starts = [m.start() for m in _ENTRY.finditer(text)]
    lines = _lines(text, starts) if len(starts) == len(feed.entries) else [1] * len(feed.entries)
    problems: list[Problem] = []
    if feed.bozo and (fault := feed.get("bozo_exception")) is not None:
        line = fault.getLineNumber() if hasattr(fault, "getLineNumber") else 1
        reason = fault.getMessage() if hasattr(fault, "getMessage") else str(fault)
        done = "what could be read before and after it was taken"
        problems.append(Problem(line or 1, "broken entry", shorten(clean(str(reason)), 12), done))
    for item in feed.entries:
        if "api/errors" in _text(item, "id"):
            raise PageError(f"it is an answer of arXiv that says “{clean(_text(item, 'summary'))[:200]}”")
    records = (_record(line, item) for line, item in zip(lines, feed.entries, strict=True))
    return contents_of(records, len(feed.entries), progress, problems)


class _InMemory:
    """A text as a file for feedparser, which might take a bare text for an address."""

    def __init__(self, text: str) -> None:
        self._data = text.encode("utf-8", "replace")

    def read(self) -> bytes:
        return self._data


def _parsed(text: str) -> Any:
    import feedparser  # type: ignore[import-untyped]

    headers = {"content-type": "application/atom+xml; charset=utf-8"}
    try:
        return feedparser.parse(
            _InMemory(text), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    except Exception as error:  # its parser for broken feeds raises what it likes
        raise PageError(f"it is a feed that feedparser can't read: {clean(str(error))[:200]}") from None


def _lines(text: str, starts: Sequence[int]) -> list[int]:
    lines, line, counted = [], 1, 0
    for at in starts:
        line += text.count("\n", counted, at)
        counted = at
        lines.append(line)
    return lines


def _text(item: Mapping[str, Any], name: str) -> str:
    """A value as text; feedparser has the attributes where an element is empty."""
    value = _value(item, name)
    return value if isinstance(value, str) else ""


def _value(item: Mapping[str, Any], name: str) -> Any:
    """A value, if present: asked for a missing one, feedparser may answer with another, and warn."""
    if name not in item:
        return None
    return item[name]


def _record(line: int, item: Mapping[str, Any]) -> SourceRecord:
    link, id = _text(item, "link"), _text(item, "id")
    number = find_arxiv(id) or find_arxiv(link) or (find_arxiv(id.replace("oai:arXiv.org:", "arXiv:")) if id else None)
    abstract = from_html(_ANNOUNCED.sub("", _text(item, "summary")))
    fields = {
        "title": _TITLE_END.sub("", clean(from_html(_text(item, "title")))),
        "abstract": abstract,
        "arxiv": number or "",
        "date": (_text(item, "published") or _text(item, "updated") or "")[:10],
        "doi": _text(item, "arxiv_doi") or _text(item, "prism_doi"),
        "primaryclass": _class(item),
        "url": link if link.startswith("http") else "",
        "journal": _text(item, "prism_publicationname"),
        "comments": _text(item, "arxiv_comment"),
        "journal-ref": _text(item, "arxiv_journal_ref"),
    }
    if parsed := _value(item, "published_parsed") or _value(item, "updated_parsed"):
        fields["date"] = f"{parsed.tm_year:04}-{parsed.tm_mon:02}-{parsed.tm_mday:02}"
    affiliation = clean(_text(item, "arxiv_affiliation"))
    return SourceRecord(
        line,
        "article" if fields["journal"] else "misc",
        (),
        fields,
        _authors(item),
        affiliations=(affiliation,) if affiliation else (),
    )


def _class(item: Mapping[str, Any]) -> str:
    primary: Mapping[str, Any] = item.get("arxiv_primary_category") or next(iter(item.get("tags") or []), {})
    term = primary.get("term") or ""
    return term if re.fullmatch(r"[a-z-]+(\.[A-Za-z-]+)?", term) else ""


def _authors(item: Mapping[str, Any]) -> list[Name]:
    """Each author of Atom; RSS has all in one, with commas between."""
    from readlist.latex.characters import decode_accents

    stated = [clean(from_html(_text(author, "name"))) for author in item.get("authors") or []]
    if len(stated) == 1 and stated[0].count(",") > 1:
        stated = stated[0].split(",")
    return [parse_name(clean(decode_accents(name))) for name in stated if any(c.isalnum() for c in name)]

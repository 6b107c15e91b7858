"""CSL-JSON: Zotero, Better BibTeX, Mendeley, pandoc, and Crossref, whose answers are nearly that."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from readlist.formats.decisions import joined
from readlist.formats.reader import STEP, Progress, Records
from readlist.formats.record import Record, entry_of, from_html, without_entities
from readlist.model.identifiers import find_arxiv
from readlist.model.names import Name, parse
from readlist.model.text import clean, shorten
from readlist.pages.page import Entry, Problem

_STARTS = re.compile(r"\s*(?:\[\s*[{\]]|\{\s*[\"}])")
_GAP = re.compile(r"[\s,]*")
_TYPES = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "journal-article": "article", "paper-conference": "inproceedings", "proceedings-article": "inproceedings",
    "chapter": "incollection", "entry-encyclopedia": "incollection", "book-chapter": "incollection",
    "book": "book", "monograph": "book", "thesis": "phdthesis", "dissertation": "phdthesis",
    "report": "techreport", "manuscript": "unpublished",
}  # fmt: skip
_FIELDS = {  # CSL's name → BibTeX's
    "abstract": "abstract", "DOI": "doi", "URL": "url", "volume": "volume", "issue": "number", "page": "pages",
    "ISSN": "issn", "ISBN": "isbn", "language": "language", "edition": "edition", "publisher": "publisher",
    "publisher-place": "address", "collection-title": "series", "title-short": "shorttitle",
    "shortTitle": "shorttitle", "event-title": "eventtitle", "event": "eventtitle", "event-place": "venue",
    "annote": "annote",
}  # fmt: skip
_READ_HERE = frozenset({"id", "citation-key", "type", "title", "author", "issued", "container-title", "keyword", "note",
                        "number", "archive", "archive_location", "archive-place", "editor", "accessed",
                        "genre", "subtitle"})  # fmt: skip
_KEY = re.compile(r"(?!ITEM-\d)[A-Za-z][^\s,{}()\"#%~'=\\/]*")
_LINE = re.compile(r"\s*(citation key|doi|arxiv|pmid|pmcid|read_status|tex\.[a-z]+)\s*:\s*(.+)", re.IGNORECASE)
_NOT_READ = frozenset({"indexed", "reference", "reference-count", "references-count", "is-referenced-by-count",
                       "content-domain", "relation", "deposited", "created", "license", "link", "score", "resource",
                       "source", "prefix", "member", "original-title", "short-title", "journal-issue",
                       "alternative-id", "issn-type", "isbn-type", "published", "published-print",
                       "published-online", "subject", "assertion", "update-policy"})  # fmt: skip
"""What Crossref says about its own record, not about the paper."""


class _CSL:
    name = "csl-json"

    def starts(self, text: str) -> bool:
        return bool(_STARTS.match(text))

    def read(self, text: str, progress: Progress | None = None) -> Records:
        items, problems = _items(text)
        entries: list[Entry] = []
        for n, (line, item) in enumerate(items):
            if progress and n % STEP == 0:
                progress(n, len(items))
            if not isinstance(item, dict) or not (item.keys() & _READ_HERE):
                said = shorten(clean(json.dumps(item, ensure_ascii=False)[:400]), 12)
                problems.append(Problem(line, "broken entry", said, "left out: it is no reference"))
                continue
            entry, doubts = entry_of(_record(line, item))
            problems += doubts
            if entry:
                entries.append(entry)
        return Records(tuple(entries), tuple(problems))


READER = _CSL()


def _items(text: str) -> tuple[list[tuple[int, Any]], list[Problem]]:
    """The items with their lines; where the text breaks off, or is broken, those before."""
    found: list[tuple[int, Any]] = []
    problems: list[Problem] = []
    line, counted = 1, 0
    for at, item in _elements(text):
        line += text.count("\n", counted, at)
        counted = at
        if isinstance(item, _Broken):
            problems.append(Problem(line, "broken entry", item.text, f"{item.reason}; what follows was not read"))
        elif isinstance(item, dict) and isinstance(inner := item.get("message", item), dict) and "items" in inner:
            inner = inner["items"] if isinstance(inner["items"], list) else [inner["items"]]
            found += ((line, one) for one in inner)
        elif isinstance(item, dict) and isinstance(item.get("message"), dict):
            found.append((line, item["message"]))
        else:
            found.append((line, item))
    return found, problems


class _Broken:
    """Where the text is no JSON any more."""

    def __init__(self, reason: str, text: str) -> None:
        self.reason = reason
        self.text = shorten(clean(text[:400]), 12)


def _elements(text: str) -> Iterator[tuple[int, Any]]:
    """(offset, value) of every element of the array; of an object, itself."""
    decoder = json.JSONDecoder()
    at = len(text) - len(text.lstrip())
    array = text.startswith("[", at)
    at = _GAP.match(text, at + array).end()  # type: ignore[union-attr]
    while at < len(text) and not (array and text[at] == "]"):
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            reason = "nested too deep" if isinstance(error, RecursionError) else "no JSON"
            yield at, _Broken(reason, text[at : at + 400])
            return
        yield at, value
        if not array:
            return
        at = _GAP.match(text, end).end()  # type: ignore[union-attr]
    if array and at >= len(text):
        yield at, _Broken("the text ends before its list does", "")


def _text(value: Any) -> str:
    """A value as text; Crossref has lists of one where CSL has the one."""
    if isinstance(value, list):
        return next((text for v in value if (text := _text(v))), "")
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value) if abs(value) < 10**18 else ""
    return from_html(value) if isinstance(value, str) else ""


def _record(line: int, item: Mapping[str, Any]) -> Record:
    kind = _TYPES.get(_text(item.get("type")), "misc")
    fields = {ours: text for name, ours in _FIELDS.items() if (text := _text(item.get(name)))}
    fields["title"] = ": ".join(t for t in (_text(item.get("title")), _text(item.get("subtitle"))) if t)
    if place := _text(item.get("container-title")):
        fields["journal" if kind in ("article", "misc") else "booktitle"] = place
    fields["date"] = _date(item.get("issued"))
    fields["urldate"] = _date(item.get("accessed"))
    keywords = item.get("keyword")
    words = keywords if isinstance(keywords, list) else re.split(r"[;\n]|,(?!.*;)", _text(keywords))
    fields["keywords"] = joined(_text(w) for w in words)
    keys = [_text(item.get("citation-key"))]
    _notes(item, fields, keys)
    id = _text(item.get("id"))
    keys.append(id if _KEY.fullmatch(id) else "")
    _numbers(item, fields, kind)
    names, et_al = _names(item.get("author"))
    if editors := [" ".join(p for p in (n.first, n.von, n.last, n.suffix) if p) for n in _names(item.get("editor"))[0]]:
        fields["editor"] = " and ".join(editors)
    for name, value in item.items():
        if name not in _FIELDS and name not in _READ_HERE and name not in _NOT_READ:
            fields.setdefault(clean(name), _kept(value))
    return Record(line, kind, tuple(filter(None, keys)), fields, names, et_al)


def _kept(value: Any) -> str:
    """A value that readlist has no use for, as text."""
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return "; ".join(value)
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False) if value not in (None, {}, []) else ""


def _date(value: Any) -> str:
    """ISO of date-parts, or the text that a program had instead of them."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return _text(value)
    parts = value.get("date-parts")
    while isinstance(parts, list) and parts and isinstance(parts[0], list):
        parts = parts[0]
    if isinstance(parts, list) and parts and (found := [_text(p) for p in parts[:3]])[0]:
        return "-".join(part.zfill(2) for part in found if part)
    return _text(value.get("raw")) or _text(value.get("literal")) or _text(value.get("date-time"))[:10]


def _names(value: Any) -> tuple[list[Name], bool]:
    names: list[Name] = []
    et_al = False
    for one in value if isinstance(value, list) else []:
        if not isinstance(one, dict):
            one = {"literal": _text(one)}
        part = {name: clean(without_entities(_text(text))) for name, text in one.items()}
        whole = part.get("literal") or part.get("name") or ""
        if whole.lower() in ("others", "et al.", "et al"):
            et_al = True
        elif any(c.isalnum() for c in whole):
            names.append(Name(whole, group=True))
        elif part.get("family") and not part.get("given"):
            names.append(Name(f"{part.get('non-dropping-particle', '')} {part['family']}".strip(), group=True))
        elif part.get("family"):
            von = part.get("non-dropping-particle") or part.get("dropping-particle") or ""
            names.append(Name(part["family"], part["given"], von, part.get("suffix", "")))
        elif part.get("given"):
            names.append(parse(part["given"]))
    return names, et_al


def _notes(item: Mapping[str, Any], fields: dict[str, str], keys: list[str]) -> None:
    """``note``: Zotero's "Extra" has facts in lines of their own; the rest is the user's note."""
    value = item.get("note")
    own = []
    for line in from_html(value).split("\n") if isinstance(value, str) else []:
        fact = _LINE.fullmatch(line)
        name = fact[1].lower() if fact else ""
        if fact and name == "citation key":
            keys.append(fact[2].strip())
        elif fact and name in ("doi", "pmid", "pmcid"):
            fields.setdefault(name, fact[2])
        elif fact and name == "read_status":
            fields["readstatus"] = fact[2].strip().lower()
        elif fact and name.startswith("tex."):
            fields.setdefault(name.removeprefix("tex."), fact[2])
        elif find_arxiv(line) and len(line.split()) <= 3:
            fields.setdefault("note", line)
        elif line.strip():
            own.append(line.strip())
    if own:
        fields["annote"] = "\n".join(filter(None, [fields.get("annote", ""), *own]))


def _numbers(item: Mapping[str, Any], fields: dict[str, str], kind: str) -> None:
    """``number`` is an arXiv number, or that of a report; archives have theirs in archive_location."""
    number, place, archive = (_text(item.get(name)) for name in ("number", "archive_location", "archive"))
    if number:
        name = "arxiv" if find_arxiv(number) else "number"
        fields[name if name not in fields else "collection-number"] = number
    if place:
        fields["arxiv" if "arxiv" in (archive + place).lower() and "arxiv" not in fields else "archive_location"] = (
            place
        )
    if archive and archive.lower() != "arxiv":
        fields["archive"] = archive
    genre = _text(item.get("genre"))
    if genre and not (kind == "misc" and genre.lower() == "preprint"):
        fields["type"] = genre

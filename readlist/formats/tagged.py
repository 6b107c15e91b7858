"""Reads tagged formats other than RIS: EndNote's ``.enw`` (``%A Name``) and Web of Science (``AU Name``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from readlist.formats import Contents
from readlist.formats.bibtex.people import names_text
from readlist.formats.facts import NAME_FIELDS
from readlist.formats.source_record import SourceRecord, contents_of, from_html, sort_serial_numbers, without_entities
from readlist.model.names import Name, parse_name
from readlist.model.paper import Progress
from readlist.model.text import clean
from readlist.pages.page import Problem


class Dialect(NamedTuple):
    """A tagged format: its lines, where a record begins and ends, and which tag is which BibTeX field."""

    line: re.Pattern[str]  # (tag, value)
    opens: str  # the tag that begins a record; its value is the type
    types: Mapping[str, str]
    fields: Mapping[str, str]
    authors: tuple[str, ...]  # tags of names; the first that is there counts
    ends: str = ""  # the tag that ends a record


ENDNOTE = Dialect(
    re.compile(r"%([0-9A-Z@?!#$~^&*<>(){}\[\]+-])[ \t]+(.*)"),
    "0",
    {
        "journal article": "article", "magazine article": "article", "newspaper article": "article",
        "electronic article": "article", "conference paper": "inproceedings", "conference proceedings": "inproceedings",
        "book": "book", "edited book": "collection", "electronic book": "book", "book section": "incollection",
        "thesis": "thesis", "report": "report", "patent": "patent", "dataset": "dataset", "web page": "online",
        "computer program": "software", "unpublished work": "unpublished", "manuscript": "unpublished",
        "standard": "standard", "encyclopedia": "inreference", "blog": "online",
    },
    {
        "T": "title", "J": "journal", "B": "booktitle", "D": "year", "8": "date", "V": "volume", "N": "number",
        "P": "pages", "I": "publisher", "C": "address", "@": "isbn", "R": "doi", "U": "url", "X": "abstract",
        "S": "series", "7": "edition", "9": "type", "G": "language", "Z": "annote", "E": "editor", "Y": "editor",
        "?": "translator", "K": "keywords", "F": "key",
    },
    ("A",),
)  # fmt: skip
_WEB_OF_SCIENCE = Dialect(
    re.compile(r"([A-Z][A-Z0-9])(?: (.*)|$)"),
    "PT",
    {"J": "article", "S": "incollection", "B": "book", "C": "inproceedings", "P": "patent"},
    {
        "TI": "title", "SO": "journal", "VL": "volume", "IS": "number", "PY": "year", "PD": "month", "DI": "doi",
        "SN": "issn", "BN": "isbn", "PU": "publisher", "PI": "address", "AB": "abstract", "LA": "language",
        "SE": "series", "BP": "pages", "AR": "pages", "DE": "keywords", "UT": "wos", "BE": "editor", "ED": "editor",
        "CT": "eventtitle", "PM": "pmid",
    },
    ("AF", "AU"),
    "ER",
)  # fmt: skip
_LISTS = frozenset({"keywords", "annote"})


def recognizes_endnote(text: str) -> bool:
    """Does some line begin a record of EndNote's, with a fact on the next line?"""
    return "%0 " in text and bool(re.search(r"^%0 [A-Z][A-Za-z ]+\n%[A-Z0-9@] ", text, re.MULTILINE))


def recognizes_web_of_science(text: str) -> bool:
    return text.lstrip("\ufeff \n").startswith("FN ") and bool(re.search(r"^PT [A-Z]", text[:4000], re.MULTILINE))


def read_endnote(text: str, progress: Progress | None = None) -> Contents:
    """The records of an ``.enw`` file."""
    return _read(text, ENDNOTE, progress)


def read_web_of_science(text: str, progress: Progress | None = None) -> Contents:
    """The records of a tagged file of Web of Science."""
    return _read(text, _WEB_OF_SCIENCE, progress)


def _read(text: str, dialect: Dialect, progress: Progress | None) -> Contents:
    records = list(_records(text, dialect))

    def each() -> Iterator[SourceRecord | Problem]:
        for line, tags in records:
            yield tagged_record(line, tags, dialect)

    return contents_of(each(), len(records), progress)


def _records(text: str, dialect: Dialect) -> Iterator[tuple[int, dict[str, list[str]]]]:
    """(line, tag → its values) of each record; a line without a tag goes on with the value above."""
    tags: dict[str, list[str]] = {}
    start, last = 0, ""
    for number, raw in enumerate(text.split("\n"), 1):
        match = dialect.line.match(raw)
        tag, value = (match[1], (match[2] or "").strip()) if match else ("", raw.strip())
        if tag == dialect.opens:
            if tags:
                yield start, tags
            tags, start = {}, number
        elif tag and tag == dialect.ends:
            if tags:
                yield start, tags
            tags = {}
            continue
        if tag:
            last = tag
            if tags or tag == dialect.opens:
                tags.setdefault(tag, []).append(value)
        elif value and tags.get(last):
            one_each = last in dialect.authors or dialect.fields.get(last) in NAME_FIELDS
            if one_each or (not dialect.ends and dialect.fields.get(last) in _LISTS):
                tags[last].append(value)
            else:
                tags[last][-1] += f" {value}"
    if tags:
        yield start, tags


def tagged_record(line: int, tags: Mapping[str, list[str]], dialect: Dialect) -> SourceRecord:
    """A record of its tags' values."""
    kind = dialect.types.get(tags.get(dialect.opens, [""])[0].lower()) or dialect.types.get(
        tags.get(dialect.opens, [""])[0], "misc"
    )
    fields: dict[str, str] = {}
    for tag, values in tags.items():
        name = dialect.fields.get(tag, "")
        texts = [from_html(value) for value in values if value]
        if not name or not texts:
            continue
        if name in NAME_FIELDS:
            fields.setdefault(name, names_text(map(_name, texts)))
        elif name in _LISTS:
            fields[name] = "; ".join(filter(None, [fields.get(name, ""), *texts]))
        else:
            fields.setdefault(name, texts[0])
    if ends := [value for value in tags.get("EP", ()) if value]:
        fields["pages"] = f"{fields['pages']}--{ends[0]}" if "pages" in fields else ends[0]
    if kind in ("inproceedings", "incollection") and "booktitle" not in fields and "journal" in fields:
        fields["booktitle"] = fields.pop("journal")
    if kind == "thesis" and "publisher" in fields:
        fields["school"] = fields.pop("publisher")
    sort_serial_numbers(fields)
    keys = (key,) if (key := fields.pop("key", "")) else ()
    listed = next((tags[tag] for tag in dialect.authors if tags.get(tag)), [])
    authors = [_name(value) for value in listed if any(c.isalnum() for c in value)]
    return SourceRecord(line, kind, keys, fields, authors)


def _name(text: str) -> Name:
    text = clean(without_entities(text)).strip()
    if text.endswith(","):  # EndNote's way of a group
        return Name(text[:-1], group=True)
    return parse_name(text)

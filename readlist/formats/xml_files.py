"""Reads EndNote's XML and Zotero's RDF; defusedxml refuses entities and external references."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from readlist.formats import Contents
from readlist.formats.csl import csl_record
from readlist.formats.json_kinds import as_csl
from readlist.formats.source_record import SourceRecord, contents_of
from readlist.formats.tagged import ENDNOTE, tagged_record
from readlist.model.paper import Progress
from readlist.model.text import clean
from readlist.pages.page import PageError, Problem

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SEPARATE = {"A": "contributors/authors/author", "E": "contributors/secondary-authors/author", "K": "keywords/keyword"}
_PLACES = {
    "T": "titles/title", "J": "titles/secondary-title", "S": "titles/tertiary-title", "D": "dates/year",
    "V": "volume", "N": "number", "P": "pages", "I": "publisher", "C": "pub-location", "@": "isbn",
    "R": "electronic-resource-num", "X": "abstract", "7": "edition", "9": "work-type", "G": "language",
    "U": "urls/related-urls/url", "Z": "research-notes", "F": "label",
}  # fmt: skip
"""EndNote's tags → where its XML has them."""

_RECORD = re.compile(r"<record[\s>]")
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_ZOTERO_TYPES = {"Article": "journalArticle", "Book": "book", "BookSection": "bookSection", "Thesis": "thesis",
                 "Report": "report", "Patent": "patent", "Document": "document"}  # fmt: skip


def recognizes_endnote(text: str) -> bool:
    return bool(_RECORD.search(text[:4000])) and "<ref-type" in text[:20000]


def recognizes_rdf(text: str) -> bool:
    return "<rdf:RDF" in text[:2000] and "zotero.org/namespaces" in text[:4000]


def read_endnote(text: str, progress: Progress | None = None) -> Contents:
    """The records of an XML file of EndNote. Raises PageError."""
    records = list(_parsed(text).iter("record"))

    def each() -> Iterator[SourceRecord | Problem]:
        for line, record in zip(chain(_lines(text), repeat(1)), records, strict=False):
            kind = record.find("ref-type")
            tags = {tag: [_words(e) for e in record.findall(place)] for tag, place in _SEPARATE.items()}
            tags |= {tag: [_words(e) for e in record.findall(place)][:1] for tag, place in _PLACES.items()}
            tags["0"] = [kind.get("name") or "" if kind is not None else ""]
            if not any(tags["J"]):
                tags["J"] = [_words(e) for e in record.findall("periodical/full-title")][:1]
            full = {tag: [value for value in values if value] for tag, values in tags.items()}
            yield tagged_record(line, {tag: values for tag, values in full.items() if values}, ENDNOTE)

    return contents_of(each(), len(records), progress)


def read_rdf(text: str, progress: Progress | None = None) -> Contents:
    """The items of a library that Zotero exported as RDF. Raises PageError."""
    root = _parsed(text)
    by_name = {about: e for e in root if (about := e.get(f"{_RDF}about"))}
    parts = {r.get(f"{_RDF}resource") for r in root.iter() if r.tag.endswith("isPartOf")}
    items = [
        e
        for e in root
        if (_text(e, "itemType") or (e.get(f"{_RDF}about") not in parts and _text(e, "title")))
        and _text(e, "itemType") not in ("attachment", "note")
        and _local(e) != "Attachment"
    ]

    lines: dict[str, int] = {}
    for number, row in enumerate(text.split("\n"), 1):
        for about in re.findall(r'about="([^"]*)"', row):
            lines.setdefault(unescape(about), number)

    def each() -> Iterator[SourceRecord | Problem]:
        for element in items:
            line = lines.get(element.get(f"{_RDF}about") or "", 1)
            yield csl_record(line, as_csl(_zotero_item(element, by_name)))

    return contents_of(each(), len(items), progress)


def _zotero_item(element: Element, by_name: dict[str, Element]) -> dict[str, Any]:
    """An item as Zotero's JSON has it."""
    item: dict[str, Any] = {"itemType": _text(element, "itemType") or _ZOTERO_TYPES.get(_local(element), "document")}
    places = [element]
    for part in element:
        if _local(part) == "isPartOf":
            resource = part.get(f"{_RDF}resource")
            places += [by_name[resource]] if resource in by_name else list(part)
    container = next((place for place in places[1:] if _text(place, "title")), None)
    item["title"] = _text(element, "title")
    if container is not None:
        item["publicationTitle"] = _text(container, "title")
    for ours, theirs in (("volume", "volume"), ("issue", "number"), ("pages", "pages"), ("date", "date"),
                         ("abstractNote", "abstract"), ("language", "language"), ("edition", "edition")):  # fmt: skip
        item[ours] = next((text for place in places if (text := _text(place, theirs))), "")
    item["creators"] = [
        {"creatorType": role.removesuffix("s"), "lastName": _text(person, "surname"),
         "firstName": _text(person, "givenName") or _text(person, "givenname")}
        for role in ("authors", "editors", "translators")
        for people in element if _local(people) == role
        for person in people.iter() if _local(person) == "Person"
    ]  # fmt: skip
    for place in places:
        for number in (_words(e) for e in place.iter() if _local(e) in ("identifier", "value")):
            kind, _, value = number.partition(" ")
            if kind in ("DOI", "ISSN", "ISBN"):
                item.setdefault(kind, value)
            elif re.match("https?://", number):
                item.setdefault("url", number)
    publisher = next((e for e in element if _local(e) == "publisher"), None)
    if publisher is not None:
        item["publisher"] = next((_words(e) for e in publisher.iter() if _local(e) == "name"), "")
        item["place"] = next((_words(e) for e in publisher.iter() if _local(e) == "locality"), "")
    item["tags"] = [{"tag": _words(e)} for e in element if _local(e) == "subject"]
    return item


def _lines(text: str) -> Iterator[int]:
    """The lines in which records of EndNote begin."""
    line, counted = 1, 0
    for match in _RECORD.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        yield line


def _parsed(text: str) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root: Element = fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise PageError(f"it is XML that can't be read: {clean(str(error))[:200]}") from None
    return root


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _child(element: Element, name: str) -> Element | None:
    return next((e for e in element if _local(e) == name), None)


def _text(element: Element, name: str) -> str:
    child = _child(element, name)
    return _words(child) if child is not None else ""


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())

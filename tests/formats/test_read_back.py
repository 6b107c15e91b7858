"""Hostile records, written and read again: the same titles, authors, years."""

from __future__ import annotations

import html
import re
from datetime import date
from unicodedata import normalize

import pytest
from anyascii import anyascii

from readlist.formats import ExportOptions, format_of, read_file, render
from readlist.latex.characters import decode_accents
from readlist.latex.readable import readable, readable_field
from readlist.model.names import natural_order
from readlist.model.paper import Paper
from readlist.model.text import clean, identity
from tests.hostile import records

BIBTEX = ("bibtex", "biblatex")
_GOES = re.compile(  # what BibTeX's formats leave out: citations, references, footnotes, where a link leads
    r"(?<!\\)\\(?:cite[a-z]*(?:\[[^\[\]]*\])?|ref|footnote|href(?=\{[^{}]*\}\{))\{(?:[^{}]|\{[^{}]*\})*\}"
)
_TAGS = re.compile(r"</?[bi]>")  # RIS has no type of its own: its readers take the web's


def letters(text: str) -> str:
    """The letters and digits of a text, accents aside."""
    return "".join(c for c in identity(text.replace("ŉ", "n").replace("ʼ", "")) if c.isalnum())


def without_entities(text: str) -> str:
    for _ in range(3):
        text = html.unescape(text)
    return text


def meant(title: str, format: str) -> str:
    """What a title says, and so has to say again."""
    title = without_entities(clean(title))
    if format in BIBTEX:
        title = _GOES.sub("", title).replace("\\v s", "\\v{s}").replace("{\\it ", "{")
    elif format == "ris":
        title = _TAGS.sub("", title)
    return letters(readable(title))


def named(authors: tuple[str, ...], format: str) -> list[str]:
    """What the names of an author list say; that there are more is no name."""
    found = []
    for author in authors:
        name = natural_order(re.sub(r",?\s*\bet al\.?$", "", without_entities(decode_accents(clean(author)))))
        found.append(letters(anyascii(normalize("NFKC", name)) if format == "bibtex" else name))
    return [name for name in dict.fromkeys(found) if name not in ("", "others")]


@pytest.mark.parametrize("format", [*BIBTEX, "csl-json", "ris"])
@pytest.mark.parametrize("number", [200, pytest.param(2000, marks=pytest.mark.long)])
def test_hostile_records_say_the_same_when_they_are_read_again(number: int, format: str) -> None:
    papers = {paper.id: (paper, mark) for paper, mark in records(number)}
    exported = render(format, list(papers.values()), ExportOptions(notes=True))
    reader = format_of(exported.text)
    assert reader
    page = read_file(reader, exported.text, "x", date(2026, 6, 1))
    read = {entry.keys[0]: entry for entry in page.entries}
    assert len(read) == len(exported.written) > 0.98 * number
    for id in exported.written:
        paper: Paper = papers[id][0]
        entry = read[paper.key]
        title = readable_field(entry.title or "") if format in BIBTEX else readable(entry.title or "")
        assert letters(title) == meant(paper.title or "", format), paper.title
        ascii_only = anyascii if format == "bibtex" else str
        authors = list(dict.fromkeys(letters(ascii_only(natural_order(name))) for name in entry.authors))
        assert authors == named(paper.authors, format)
        assert (entry.date or "")[:4] == (paper.date or "")[:4]

"""Finds the arXiv id and the DOI that a paper says are its own.

Only what stands apart counts: a header, a footer, a stamp at the edge, a line of its own, "cite as". What the text or
the list of references names is of other papers, and so are the DOIs of data sets.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import PurePath
from typing import NamedTuple

from readlist.model.identifiers import find_arxiv, parse_arxiv, parse_doi
from readlist.pdf.extracted import Extracted, TextLine

_PAGES = 2  # in which identifiers are looked for
_DOI = re.compile(
    r"(?:(?P<label>doi\s*[:=.⟨]?\s*(?:https?://)?(?:dx\.)?(?:doi\.org/)?|(?:dx\.)?doi\.org/|"
    r"digital object identifier\W*)"
    r"|(?<![\w./]))(?P<id>10\.\d{4,9}/\S+)",
    re.I,
)
_ARXIV = re.compile(
    r"arxiv(?:\.org/(?:abs|pdf)/|\s*[:.]\s*|\s+(?=\d{4}\.))"
    r"(?P<id>(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?)\s*(?P<class>\[[\w.-]+\])?",
    re.I,
)
_OLD = re.compile(
    r"(?<![\w./-])(?P<id>(?:hep-(?:th|ph|ex|lat)|gr-qc|astro-ph|cond-mat|quant-ph|math-ph|nucl-(?:th|ex)|math(?:\.[A-Z]{2})?"
    r"|nlin|physics|cs|q-bio|q-alg|alg-geom|chao-dyn|solv-int)/\d{7})(?:v\d+)?(?![\w/])"
)
_REFERENCES = re.compile(
    r"^(?:[^\w\n]|\d|[IVX]+\.)*(?:references(?: and notes| cited)?|bibliograph(?:y|ie)|literature(?: cited)?|"
    r"literatur|works cited|r[ée]f[ée]rences|referencias|参考文献)\W*$",
    re.I | re.M,
)
_BODY = re.compile(
    r"\W*(?:[\dIVX]{0,4}[\W_]{0,3})?(?:abstract|a b s t r a c t|summary|introduction)(?:\W*$|\s*[—–:.-])", re.I
)
_OWN = re.compile(
    r"\b(?:(?:how to )?cite (?:this|as)|to cite|citation|reference format|preprint doi|article doi|version of record|"
    r"published (?:version|online|in|at|as|by)|to appear (?:in|at)|accepted (?:for|by|in|at)|"
    r"the (?:published|final) (?:version|publication))\b",
    re.I,
)
_OTHER = re.compile(r"\b(?:earlier|preliminary|previous|conference|extended|short) version\b", re.I)
_DATA = re.compile(r"10\.(?:5281|6084|5061|7910|17632|1594|3886|5066|17605)/|10\.1371/journal\.\w+\.\d+\.[gst]\d+")
_MOST = 20_000  # characters of a page
_EDGE = 0.1  # share of a page that its header has, and its footer
_FOOTNOTES = 0.7  # share of a page above its footnotes, at least
_PROSE = 5  # words without a capital in a line of text
_SMALL_WORD = re.compile(r"(?<![\w/.-])[a-z]{2,}(?![\w/])")
_ENTRY = re.compile(r"\s*(?:\[\d+\]|\(\d+\)|\d{1,3}\.\s)")  # of a list of references
_FILE_DOI = re.compile(r"(10\.\d{4,9})[_/@](.+)")
_FILE_ARXIV = re.compile(r"(?:arxiv[-_. ]?)?(\d{4}\.\d{4,5})(?:v\d+)?(?!\d)", re.I)


class _Text(NamedTuple):
    """The text of a page up to the list of references, with its lines, where they are known."""

    text: str
    lines: tuple[TextLine, ...]
    starts: tuple[int, ...]
    page: int
    body: float  # share of the page above its abstract or introduction

    def line(self, at: int) -> tuple[str, TextLine | None]:
        """The line at a place of the text."""
        begin, end = self.text.rfind("\n", 0, at) + 1, self.text.find("\n", at)
        found = self.lines[bisect_right(self.starts, at) - 1] if self.lines else None
        return self.text[begin : end if end >= 0 else None], found


def own_arxiv(extracted: Extracted, name: str) -> str | None:
    """By the stamp at the edge of the first page, the file's own facts, its name, else where a page calls it so."""
    texts = list(_texts(extracted))
    stamps = {parse_arxiv(m["id"]) for m in _ARXIV.finditer(texts[0].text) if m["class"]} if texts else set()
    if len(stamps) == 1:
        return stamps.pop()
    if found := find_arxiv(_about(extracted)):
        return found
    if match := _FILE_ARXIV.match(PurePath(name).stem):
        return parse_arxiv(match[1])
    for text in texts:
        marked = {m["id"] for m in _ARXIV.finditer(text.text) if _standing(text, m) is not None}
        old = {m["id"] for m in _OLD.finditer(text.text) if _standing(text, m) == 0}
        named = {id for some in (marked, old) for id in map(parse_arxiv, some) if id}
        if named:
            return named.pop() if len(named) == 1 else None
    doi = _doi(extracted, texts)
    return parse_arxiv(doi) if doi else None


def own_doi(extracted: Extracted, name: str) -> str | None:
    """From the file's own facts, else what the first page that has any prints as its own, else the file's name."""
    doi = _doi(extracted, list(_texts(extracted)))
    if doi is not None:
        return None if parse_arxiv(doi) else doi
    match = _FILE_DOI.match(PurePath(name).stem)
    return parse_doi(f"{match[1]}/{match[2]}") if match else None


def _doi(extracted: Extracted, texts: list[_Text]) -> str | None:
    stated = {doi.lower() for m in _DOI.finditer(_about(extracted)) if (doi := parse_doi(m["id"]))}
    if len(stated) == 1:
        return stated.pop()
    for text in texts:
        found: dict[str, int] = {}  # DOI → how much it stands apart, least is most
        for m in _DOI.finditer(text.text):
            standing, doi = _standing(text, m), parse_doi(_whole(text.text, m))
            if (
                doi
                and standing is not None
                and (m["label"] or standing == 0)
                and re.search(r"\d", doi.partition("/")[2])
            ):
                found[doi.lower()] = min(standing, found.get(doi.lower(), standing))
        own = {doi: standing for doi, standing in found.items() if not _DATA.match(doi)} or {
            doi: standing for doi, standing in found.items() if standing == 0
        }
        if own:
            best = [doi for doi, standing in own.items() if standing == min(own.values())]
            return best[0] if len(best) == 1 or min(own.values()) == 0 else None
    return None


def _about(extracted: Extracted) -> str:
    return " ".join((*extracted.facts.values(), extracted.labelled))


def _texts(extracted: Extracted) -> Iterator[_Text]:
    """The text of the first pages, up to the list of what the paper cites."""
    for number in range(1, _PAGES + 1):
        lines = tuple(line for line in extracted.lines if line.page == number)
        text = "\n".join(line.text for line in lines)
        if not lines and number <= len(extracted.pages):
            text = extracted.pages[number - 1][:_MOST]
        starts, at = [], 0
        for line in lines:
            starts.append(at)
            at += len(line.text) + 1
        body = min((line.top for line in lines if _BODY.match(line.text)), default=0.5)
        end = _REFERENCES.search(text)
        yield _Text(text[: end.start()] if end else text, lines, tuple(starts), number, body)
        if end:
            return


def _standing(text: _Text, match: re.Match[str]) -> int | None:
    """How much an identifier stands apart: 0 in a header, a footer or above the paper's text; 1 in another line that is
    no sentence; None where it is of another paper.
    """
    line, place = text.line(match.start("id"))
    before = text.text[max(match.start() - 200, 0) : match.start("id")]
    rest = line.replace(match["id"], " ")
    edge = place is not None and (not _EDGE < place.top < 1 - _EDGE or place.top < text.body)
    within = place is not None and not edge and place.top < _FOOTNOTES
    about = f"{before[-60:] if within else before} {rest}"
    if _OWN.search(about) and not _OTHER.search(about):
        return 1 if text.page > 1 else 0
    sentence = len(_SMALL_WORD.findall(rest)) >= (_PROSE if edge else 2)
    begin = text.text[: match.start()].rstrip()[-1:]
    if sentence or begin in ("(", "[") or _ENTRY.match(line):
        return None
    if place is None:
        return 1 if text.page == 1 else None
    if text.page > 1:
        return 1 if not _EDGE * 0.8 < place.top < 1 - _EDGE * 0.8 and len(rest.split()) <= 8 else None
    return 0 if edge else 1


def _whole(text: str, match: re.Match[str]) -> str:
    """A DOI with its rest on the next line, where it was broken after a sign."""
    id = match["id"]
    if id[-1] in "/.-_" and text[match.end() : match.end() + 1] == "\n":
        following = re.match(r"\n(\S*\d\S*)", text[match.end() : match.end() + 100])
        return id + following[1] if following else id
    return id

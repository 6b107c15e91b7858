"""Texts that are recognised but refused: lists without a reliable form, and texts that list no papers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from readlist.model.identifiers import find_arxiv
from readlist.model.text import shorten
from readlist.pages.page import Line
from readlist.pages.single import has_figures


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row of ``REFUSALS`` or ``OTHERS``: texts that have lines of at least so many of these forms."""

    name: str  # as in the tests
    label: str  # behind "it looks like"
    advice: str
    marks: tuple[re.Pattern[str], ...]
    least: int = 1  # marks that must be there
    share: float = 0.0  # of the lines that must have one of them

    @property
    def reason(self) -> str:
        return f"it looks like {self.label}: {self.advice}"

    def fits(self, texts: Sequence[str]) -> bool:
        found = [{n for n, mark in enumerate(self.marks) if mark.match(text)} for text in texts]
        return len(set().union(*found)) >= self.least and sum(map(bool, found)) >= self.share * len(texts)


def _row(name: str, label: str, advice: str, marks: str, *, least: int = 1, share: float = 0.0) -> Refusal:
    patterns = tuple(re.compile(mark) for mark in marks.split("\n") if mark)
    return Refusal(name, label, advice, patterns, least, share)


_EXPORT = "export it as BibTeX or RIS and import that"

REFUSALS: tuple[Refusal, ...] = (
    _row(
        "acm_dl", "a list of the ACM Digital Library, whose text can't be read reliably", _EXPORT,
        r"""Pages? [\dA-Za-z:.–-]{1,30}https://doi\.org/10\.
ACM Digital Library.{0,20}$""", least=1,
    ),
    _row(
        "researchgate", "a ResearchGate list, whose text can't be read reliably", _EXPORT,
        r"""[\d,]+ Reads?$
(?:Full-text available|Recommend|[\d,]+ Citations?|Research items? \(\d+\)|Join for free)$""", least=2,
    ),
    _row(
        "alphaxiv", "an alphaXiv list, whose text can't be read reliably",
        "copy the papers' arXiv links, or the same papers from arxiv.org",
        r"""(?:alphaXiv|View blog.{0,60})$
[a-z-]{2,20} [A-Z]{2}$""", least=2,
    ),
    _row(
        "hf_daily", "Hugging Face's daily papers, whose text has no names",
        "copy the papers' links, or the same papers from arxiv.org",
        r"""(?:Submitted by|Daily Papers)
· \d+ authors?$""", least=2,
    ),
    _row(
        "nature_toc", "a list of nature.com, whose names can't be told apart",
        "copy the papers' links, or export one as RIS",
        r"""Volume: \d+, P: \S{1,20}$
(?:Article|Letter|Analysis|Review|Perspective|Matters|Comment).{0,40}\d{1,2} [A-Z][a-z]{2} \d{4}""", least=2,
    ),
)  # fmt: skip
"""Lists that are known by name, and refused by it; asked before the looser kinds."""

_NO_LIST = "no list of papers was recognised in it"

OTHERS: tuple[Refusal, ...] = (
    _row("latex", "a LaTeX document", f"{_NO_LIST}; import its .bib file", r"""\\documentclass\b"""),
    _row(
        "mail", "a mail", _NO_LIST,
        r"""(?:From|Von|De): \S
(?:To|An|Subject|Betreff|Date|Cc|Sent): \S""", least=2,
    ),
    _row(
        "log", "a log", _NO_LIST,
        r"""\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d\d:\d\d:\d\d\b""", share=0.4,
    ),
    _row("history", "a history of commits", _NO_LIST, r"""commit [0-9a-f]{40}"""),
    _row(
        "styles", "a style sheet", _NO_LIST,
        r"""@(?:media|import|charset|font-face|keyframes|supports|layer)\b
[.#]?[\w.#:, >-]{1,80}\{
[a-z-]{3,30}: [^{}]{1,200};""", least=2, share=0.5,
    ),
    _row("json", "JSON", _NO_LIST, r"""[\[{]?[\[{]?\s?"[\w@$ -]{1,40}"\s?:""", share=0.4),
    _row(
        "code", "source code", _NO_LIST,
        r"""#!|(?:import|from) [\w.]{1,60}(?: import .{1,100})?;?$|#include|package [\w.]{1,60};?$|use [\w:]{1,80};$
(?:async )?def \w{1,60}\(|class \w{1,60}[(:{ ]|(?:public|private|static|export|fn|func|function|const|let|var) \w
.{0,200}[;{}]$""", least=2, share=0.1,
    ),
    _row("table", "a table without titles and authors", _NO_LIST, r"""[^,\t;]{1,40}(?:[,\t;][^,\t;]{0,60}){2,}$""",
         share=0.9),
)  # fmt: skip
"""What else a text may look like that lists no papers; asked last."""

_HEAD = 400  # lines that tell what a text is
_LONGEST = 300  # characters of a line that are looked at
_TITLE = re.compile(r"(?:\d{1,3}[.)] |[-*•] )?[A-Z0-9“\"‘'(][^\t|{};=<>@]{8,250}[^.,:;\s]$")
_TIME = re.compile(r"\d:\d\d")
_TITLE_WORDS = range(2, 31)


def refusal_of(lines: Sequence[Line]) -> Refusal | None:
    """The first row whose forms the lines have."""
    texts = _texts(lines)
    return next((refusal for refusal in REFUSALS if refusal.fits(texts)), None)


def _texts(lines: Sequence[Line]) -> list[str]:
    return [line.text[:_LONGEST] for line in lines if line.text][:_HEAD]


def looks_like(lines: Sequence[Line], *, web: bool = False) -> str:
    """What a text that lists no papers looks like, and what would help."""
    texts = _texts(lines)
    if web:
        return "it is a web page saved as HTML, without a list of papers in it: copy the list as the browser shows it"
    if not texts:
        return "the text is empty"
    if number := next((text for text in texts if has_figures(text)), None):
        return f"it is part of one paper's own page ({find_arxiv(number)}): copy the whole page, with the title"
    if other := next((other for other in OTHERS if other.fits(texts)), None):
        return other.reason
    titles = [
        text for text in texts if _TITLE.match(text) and not _TIME.search(text) and len(text.split()) in _TITLE_WORDS
    ]
    if len(titles) > 2 and len(titles) >= 0.8 * len(texts):
        return "it looks like a list of titles without authors, which can't be told from other lines: add DOIs or links"
    head = shorten(texts[0], 6, 40)
    return f"no list of papers was recognised (it starts “{head}”): copy a whole page or list"

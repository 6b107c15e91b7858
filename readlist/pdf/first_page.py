"""Recognises which paper a PDF is: by a printed arXiv id or DOI, and by the size and place of title and authors.

Only what a paper says of itself counts: not what stands behind "References", and no DOI of which a page has several.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import NamedTuple

from readlist.model.identifiers import find_arxiv, parse_arxiv, parse_doi
from readlist.model.paper import Candidate, PaperFile
from readlist.model.text import clean, identity
from readlist.pages.cut import read_authors
from readlist.pdf.extracted import Extracted, TextLine

_PAGES = 2  # in which identifiers are looked for
_DOI = re.compile(
    r"(?:doi\s*[:=.]?\s*(?:https?://)?(?:dx\.)?(?:doi\.org/)?|(?:dx\.)?doi\.org/)\s*(10\.\d{4,9}/\S+)", re.I
)
_STAMP = re.compile(r"arxiv:\s*((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?)\s*(?:\[[\w.-]+\])?", re.I)
_REFERENCES = re.compile(
    r"^(?:\W|\d|[IVX]+\.)*(?:references|bibliography|literature cited|works cited)\W*$", re.I | re.M
)
_FILE_DOI = re.compile(r"(10\.\d{4,9})[_/@](.+)")
_FILE_ARXIV = re.compile(r"(?:arxiv[-_. ]?)?(\d{4}\.\d{4,5})(?:v\d+)?(?!\d)", re.I)

_SAME = 0.05  # by so much of their size two lines may differ that are of one size
_UPPER = 0.72  # share of a page in which its title stands
_MOST_LINES = 7  # of a title
_GAP = 2.6  # heights between two lines of a title, from top to top
_LONGEST = 400
_LONG, _LARGER = 8, 1.15  # letters of a title, as a rule; how much larger than most lines it is
_BANNER = re.compile(
    r"(?:research |review |original |short )?(?:article|paper|communication|letter)s?|open access|preprint|"
    r"under review.*|published as .*|accepted .*|to appear .*|proceedings of .*|proc\. .*|journal of .*|vol\b.*|"
    r"arxiv:.*|doi:.*|https?://.*|www\..*|contents lists available.*|.*\bissn\b.*|technical report.*|\d[\d /.-]*|"
    r"abstract|introduction|references|bibliography|contents|table of contents|glossary|index|"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"\b.*\d{4}",
    re.I,
)
_NO_TITLE = re.compile(
    r"(?:untitled|microsoft word|microsoft powerpoint|powerpoint presentation|title|paper|document|slide)\b.*|"
    r".*\.(?:docx?|dvi|tex|pdf|indd|qxd|ps|eps|rtf|odt|md)$|[\w.-]*\d[\w.-]*|\S+",
    re.I,
)
_FOOTNOTE = re.compile(r"[\s*†‡§¶∗⋆#]+$")
_AFTER_AUTHORS = re.compile(
    r"\W*(?:abstract|summary|introduction|keywords?|index terms|1\W+introduction|received\b|contents)\b", re.I
)
_NO_NAMES = re.compile(
    r"@|\d{4}|https?:|\b(?:univers|institut|depart|school|college|laborator|faculty|centre|center|academy|hospital|"
    r"research|inc\.|ltd|gmbh|corp|street|avenue|google|microsoft|deepmind|openai|meta ai|equal contribution|"
    r"correspond|email|e-mail|road|box)\w*",
    re.I,
)
_SIGNS = re.compile(r"[\d*†‡§¶∗⋆♠♣♦♯#^∥]+|\b(?:MD|PhD|Ph\.D\.|Dr\.|Prof\.)(?!\w)")
_PARTS = re.compile(r"\s*(?:,|;|·|•|\band\b|&|\s{3,})\s*", re.I)
_NAME = re.compile(r"[^\W\d_][^\d]*")


class Found(NamedTuple):
    """What a PDF says it is; ``sure`` where a number says it."""

    arxiv: str | None
    doi: str | None
    title: str | None
    authors: tuple[str, ...]

    @property
    def sure(self) -> bool:
        return bool(self.arxiv or self.doi)


def identify(extracted: Extracted, name: str) -> Found:
    """What a PDF of that file name is."""
    lines = [line for line in extracted.lines if line.text]
    stated = extracted.facts.get("Title", "")
    title = _title(lines, stated)
    text = _joined(title)
    if not text or identity(text) == identity(stated):  # the file writes it without the breaks and signs of the page
        text = "" if _NO_TITLE.fullmatch(stated) and not text else stated or text
    return Found(
        _arxiv(extracted, name),
        _doi(extracted, name),
        text or None,
        _authors(lines, title, extracted.facts.get("Author", "")),
    )


def candidate(extracted: Extracted, name: str, number: int, file: PaperFile) -> Candidate:
    """The paper of a PDF, the ``number``-th of an import, as an import takes it. A guessed title is to be checked."""
    found = identify(extracted, name)
    return Candidate(
        line=number,
        title=found.title or (None if found.sure else clean(PurePath(name).stem.replace("_", " ")) or name),
        authors=found.authors if found.title else (),
        arxiv=found.arxiv,
        doi=found.doi,
        to_check=True,
        confidence=0.5,
        files=(file,),
    )


# identifiers


def _texts(extracted: Extracted) -> Iterable[str]:
    """The text of the first pages, up to the list of what the paper cites."""
    for number in range(1, _PAGES + 1):
        if number <= len(extracted.pages):
            text = extracted.pages[number - 1]
        else:
            text = "\n".join(line.text for line in extracted.lines if line.page == number)
        end = _REFERENCES.search(text)
        yield text[: end.start()] if end else text
        if end:
            return


def _arxiv(extracted: Extracted, name: str) -> str | None:
    """By the stamp at the edge of the first page, the file's own facts, its name, else what the first page calls so."""
    first = next(iter(_texts(extracted)), "")
    stamps = dict.fromkeys(filter(None, (parse_arxiv(m[1]) for m in _STAMP.finditer(first) if "[" in m[0])))
    if len(stamps) == 1:
        return next(iter(stamps))
    about = " ".join((*extracted.facts.values(), extracted.labelled))
    if found := find_arxiv(about):
        return found
    if match := _FILE_ARXIV.match(PurePath(name).stem):
        return parse_arxiv(match[1])
    named = dict.fromkeys(filter(None, (parse_arxiv(m[1]) for m in _STAMP.finditer(first))))
    return next(iter(named)) if len(named) == 1 else None


def _doi(extracted: Extracted, name: str) -> str | None:
    """From the file's own facts, else the only one that the first page that has any prints, else the file's name."""
    about = " ".join((*extracted.facts.values(), extracted.labelled))
    for text in (about, *_texts(extracted)):
        found = dict.fromkeys(doi.lower() for m in _DOI.finditer(text) if (doi := parse_doi(m[1])))
        if len(found) == 1:
            doi = next(iter(found))
            return None if parse_arxiv(doi) else doi
        if found:
            break
    match = _FILE_DOI.match(PurePath(name).stem)
    return parse_doi(f"{match[1]}/{match[2]}") if match else None


# title and authors


def _title(lines: Sequence[TextLine], stated: str) -> list[TextLine]:
    """The lines of the title: the largest of the first page's upper part that can be one."""
    first = [line for line in lines if line.page == 1]
    upper = [line for line in first if -0.1 <= line.top < _UPPER] or first
    able = [line for line in upper if _may_be_title(line)]
    wanted = identity(stated)
    blocks = [_block(upper, upper.index(line)) for line in able]
    if wanted and not _NO_TITLE.fullmatch(stated):  # what the file calls its title, where the page has it
        for at in range(len(upper)):
            for end in range(at + 1, min(at + _MOST_LINES, len(upper)) + 1):
                if identity(_joined(upper[at:end])) == wanted:
                    return upper[at:end]
    usual = sorted(line.size for line in lines)[len(lines) // 2] if lines else 0
    large = [block for block in blocks if block[0].size > usual * _LARGER]
    for some in (large, blocks):
        if long := [block for block in some if len(identity(_joined(block))) >= _LONG]:
            largest = max(block[0].size for block in long)
            return next(block for block in long if block[0].size >= largest * (1 - _SAME))
        if some:
            return max(some, key=lambda block: block[0].size)
    return []


def _may_be_title(line: TextLine) -> bool:
    letters = sum(c.isalpha() for c in line.text)
    return letters >= 2 and letters * 2 > len(line.text.replace(" ", "")) and not _BANNER.fullmatch(line.text.strip())


def _block(lines: Sequence[TextLine], at: int) -> list[TextLine]:
    """A line with those of its size around it."""
    first = last = at
    while first > 0 and last - first < _MOST_LINES and _go_on(lines[first - 1], lines[first], lines[at].size):
        first -= 1
    while last + 1 < len(lines) and last - first < _MOST_LINES and _go_on(lines[last], lines[last + 1], lines[at].size):
        last += 1
    return list(lines[first : last + 1])


def _go_on(line: TextLine, following: TextLine, size: float) -> bool:
    """Are both of that size, one under the other?"""
    if _BANNER.fullmatch(line.text.strip()) or _BANNER.fullmatch(following.text.strip()):
        return False
    of_size = all(abs(some.size - size) <= size * _SAME for some in (line, following))
    heights = (following.top - line.top) * 800 / max(size, 1)  # of a page of usual height
    return of_size and 0 < heights < _GAP


def _joined(lines: Sequence[TextLine]) -> str:
    return clean(_FOOTNOTE.sub("", clean(" ".join(line.text for line in lines)))[:_LONGEST])


def _authors(lines: Sequence[TextLine], title: Sequence[TextLine], stated: str) -> tuple[str, ...]:
    """The names under the title, up to where the paper begins; else those that the file names."""
    names: list[str] = []
    if title:
        at = lines.index(title[-1]) + 1
        for line in lines[at : at + 14]:
            if line.page != 1 or _AFTER_AUTHORS.match(line.text) or line.size > title[0].size:
                break
            if _NO_NAMES.search(line.text):
                if names:
                    break
                continue
            found = _names(line.text)
            if not found and names:
                break
            names += found
    if not names and stated and not _NO_NAMES.search(stated):
        names = _names(stated)
    return tuple(dict.fromkeys(names))


def _is_name(text: str) -> bool:
    """Two to five words, all but particles with a capital, the last no end of a sentence."""
    words = text.split()
    small = sum(not word[:1].isupper() and word[:1].islower() for word in words)
    return bool(_NAME.fullmatch(text)) and 1 < len(words) <= 5 and small <= len(words) - 2 and text[-1] not in ".:)"


def _names(text: str) -> list[str]:
    """The names in a line; none where a part of it can't be one."""
    parts = [clean(part) for part in _PARTS.split(_SIGNS.sub(" , ", text)) if clean(part).strip(" ,.")]
    able = [part for part in parts if _is_name(part)]
    if not able or len(able) < len(parts):
        return []
    found, _ = read_authors(", ".join(able))
    return [name.title() if name.isupper() else name for name in found]

"""The head of an author page: name, category, ``h-index10``, ``18papers``, ``2,816citations``, …"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from readlist.model.paper import Figures
from readlist.pages.date_lines import read_date_line
from readlist.pages.page import Header, Line

_FIGURES = {
    "h_index": re.compile(r"h-?index[\s:]*(\d[\d,]*)", re.IGNORECASE),
    "papers": re.compile(r"(\d[\d,]*)\s*papers?"),
    "citations": re.compile(r"(\d[\d,]*)\s*citations?", re.IGNORECASE),
    "novelty": re.compile(r"novelty[\s:]*(\d+)\s*%?", re.IGNORECASE),
    "ai_score": re.compile(r"AI score[\s:]*(\d+)", re.IGNORECASE),
}
_HEADING = re.compile(r"(\d[\d,]*) Papers?")  # "18 Papers", above the list
_CATEGORY = re.compile(r"[A-Z]{2}")
_NAME_LENGTH = 80
_FIGURE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Head:
    """A header with the lines it takes up (indices, end exclusive) and the count its heading gives."""

    start: int
    end: int
    header: Header
    heading: int | None

    @property
    def count(self) -> int | None:
        """How many papers the page says it has: above the list, else in the figures."""
        return self.header.figures.papers if self.heading is None else self.heading


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def find_heads(lines: Sequence[Line], copied: str) -> list[Head]:
    """The headers among the lines, in order. An h-index line marks one; the name stands above it."""
    heads: list[Head] = []
    free = 0  # lines before this index belong to an earlier header
    for i, line in enumerate(lines):
        if i >= free and len(line.text) < _FIGURE_LENGTH and _FIGURES["h_index"].fullmatch(line.text):
            head = _read_head(lines, i, free, copied)
            if head:
                heads.append(head)
                free = head.end
    return heads


def begins_header(lines: Sequence[Line], i: int) -> bool:
    """Do the lines from there on continue a header under its name: a category perhaps, then the h-index?"""
    while i < len(lines) and (not lines[i].text or _CATEGORY.fullmatch(lines[i].text)):
        i += 1
    return i < len(lines) and len(lines[i].text) < _FIGURE_LENGTH and bool(_FIGURES["h_index"].fullmatch(lines[i].text))


def _read_head(lines: Sequence[Line], anchor: int, free: int, copied: str) -> Head | None:
    category = None
    start = anchor - 1
    while start >= free and (not lines[start].text or _CATEGORY.fullmatch(lines[start].text)):
        category = lines[start].text or category
        start -= 1
    if start < free or not _is_name(lines[start].text):
        return None
    found: dict[str, int] = {}
    heading = None
    end = anchor
    for j in range(anchor, len(lines)):
        text = lines[j].text
        if not text:
            continue
        hit = next(((n, m) for n, rx in _FIGURES.items() if n not in found and (m := rx.fullmatch(text))), None)
        if hit:
            found[hit[0]] = _number(hit[1][1])
        elif heading is None and (m := _HEADING.fullmatch(text)):
            heading = _number(m[1])
        else:
            break
        end = j + 1
    figures = Figures(as_of=copied, **found)
    header = Header(line=lines[start].number, name=lines[start].text, category=category, figures=figures)
    return Head(start, end, header, heading)


def _is_name(text: str) -> bool:
    return len(text) <= _NAME_LENGTH and any(c.isalpha() for c in text) and read_date_line(text) is None

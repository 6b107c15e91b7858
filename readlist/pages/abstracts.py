"""The abstracts layout: ``Abstract:…`` lines and nothing else; no title, authors or date."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from readlist.model.identifiers import find_urls
from readlist.pages.layout import Block, Reading
from readlist.pages.page import Entry, Line, Problem
from readlist.pages.prose import take_abstract

_MARK = "Abstract:"


class _Abstracts:
    name = "abstracts"

    def openings(self, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
        return ((i, i + 1) for i, line in enumerate(lines) if line.text.startswith(_MARK))

    def read(self, block: Block, known: Container[str]) -> Reading:
        first = block.first
        head = Line(first.number, first.text.removeprefix(_MARK).strip())
        abstract, rest = take_abstract((head, *block.lines[1:]))
        if abstract is None:
            return Reading(1.0, None, (Problem(first.number, "incomplete entry", first.text, "left out: no text"),))
        return Reading(1.0, Entry(line=first.number, abstract=abstract, urls=find_urls(abstract)), (), tuple(rest))


LAYOUT = _Abstracts()

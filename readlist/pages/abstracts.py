"""The abstracts layout: ``Abstract:…`` lines and nothing else; no title, authors or date."""

from __future__ import annotations

from collections.abc import Container

from readlist.pages.layout import Block, Reading
from readlist.pages.page import Entry, Problem
from readlist.pages.prose import read_urls, take_abstract

_MARK = "Abstract:"


class _Abstracts:
    name = "abstracts"

    def starts(self, text: str) -> bool:
        return text.startswith(_MARK)

    def fit(self, block: Block) -> float:
        return 1.0 if block.first.text.startswith(_MARK) else 0.0

    def read(self, block: Block, known: Container[str]) -> Reading:
        first = block.first
        head = first.text.removeprefix(_MARK).strip()
        abstract, rest = take_abstract((type(first)(first.number, head), *block.lines[1:]))
        if abstract is None:
            problem = Problem(first.number, "incomplete entry", first.text, "left out: no text")
            return Reading(None, (problem,))
        return Reading(Entry(line=first.number, abstract=abstract, urls=read_urls(abstract)), (), tuple(rest))


LAYOUT = _Abstracts()

"""The profile layout: date line / title / blank / authors / blank / abstract."""

from __future__ import annotations

from collections.abc import Container

from readlist.pages.cut import looks_like_authors, read_authors
from readlist.pages.dates import read_date_line
from readlist.pages.layout import Block, Reading
from readlist.pages.page import Entry, Problem
from readlist.pages.prose import read_urls, take_abstract


class _Profile:
    name = "profile"

    def starts(self, text: str) -> bool:
        return read_date_line(text) is not None

    def fit(self, block: Block) -> float:
        if len(block.body) < 2:
            return 0.3 if block.body else 0.0  # a title alone may be the end of a page that was cut off
        return 1.0 if looks_like_authors(block.body[1].text) else 0.1

    def read(self, block: Block, known: Container[str]) -> Reading:
        if not block.body:
            problem = Problem(block.first.number, "incomplete entry", block.first.text, "left out: no title")
            return Reading(None, (problem,))
        title, *body = block.body
        problems: list[Problem] = []
        authors: tuple[str, ...] = ()
        et_al = False
        if body and looks_like_authors(body[0].text):
            authors, et_al = read_authors(body[0].text)
            del body[0]
        else:
            problems.append(Problem(title.number, "incomplete entry", title.text, "taken without authors"))
        abstract, rest = take_abstract(body)
        if abstract is None:
            problems.append(Problem(title.number, "incomplete entry", title.text, "taken without abstract"))
        entry = Entry(
            line=block.first.number,
            title=title.text,
            authors=authors,
            et_al=et_al,
            abstract=abstract,
            urls=read_urls(abstract or ""),
        )
        return Reading(entry, tuple(problems), tuple(rest))


LAYOUT = _Profile()

"""The profile layout: date line / title / blank / authors / blank / abstract."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from readlist.model.identifiers import find_urls
from readlist.pages.cut import looks_like_authors, read_authors
from readlist.pages.layout import Block, Reading, dated, titleless
from readlist.pages.page import Entry, Line, Problem
from readlist.pages.prose import take_abstract


class _Profile:
    name = "profile"

    def openings(self, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
        return dated(lines)

    def read(self, block: Block, known: Container[str]) -> Reading:
        if not block.body:
            return titleless(block, 0.1)
        title, *body = block.body
        problems: list[Problem] = []
        authors: tuple[str, ...] = ()
        et_al = False
        fit = 0.1 if body else 0.3  # a title alone may be the end of a page that was cut off
        if body and looks_like_authors(body[0].text):
            authors, et_al = read_authors(body[0].text)
            fit = 1.0
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
            urls=find_urls(abstract or ""),
        )
        return Reading(fit, entry, tuple(problems), tuple(rest))


LAYOUT = _Profile()

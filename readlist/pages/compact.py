"""The compact layout: date line / title and authors glued, maybe `` · affiliations`` / abstract; no blank lines."""

from __future__ import annotations

from collections.abc import Container

from readlist.pages.cut import cut, looks_like_authors
from readlist.pages.dates import read_date_line
from readlist.pages.layout import Block, Reading
from readlist.pages.page import Entry, Problem
from readlist.pages.prose import read_urls, take_abstract


class _Compact:
    name = "compact"

    def starts(self, text: str) -> bool:
        return read_date_line(text) is not None

    def fit(self, block: Block) -> float:
        if not block.body or cut(block.body[0].text) is None:
            return 0.0
        if len(block.body) < 2:
            return 0.4
        return 0.0 if looks_like_authors(block.body[1].text) else 0.9

    def read(self, block: Block, known: Container[str]) -> Reading:
        if not block.body:
            problem = Problem(block.first.number, "incomplete entry", block.first.text, "left out: no title")
            return Reading(None, (problem,))
        glued, *body = block.body
        problems: list[Problem] = []
        parts = cut(glued.text, known)
        abstract, rest = take_abstract(body)
        if abstract is None:
            problems.append(Problem(glued.number, "incomplete entry", glued.text, "taken without abstract"))
        entry = Entry(
            line=block.first.number,
            title=parts.title if parts else glued.text,
            authors=parts.authors if parts else (),
            et_al=parts.et_al if parts else False,
            affiliations=parts.affiliations if parts else (),
            abstract=abstract,
            urls=read_urls(abstract or ""),
            confidence=parts.confidence if parts else 0.0,
            to_check=parts.to_check if parts else True,
        )
        if entry.to_check:
            doubt = f"cut as: {entry.title} │ {', '.join(entry.authors) or 'no authors'}"
            problems.append(Problem(glued.number, "unsure split", glued.text, doubt))
        return Reading(entry, tuple(problems), tuple(rest))


LAYOUT = _Compact()

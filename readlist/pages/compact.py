"""The compact layout: date line / title and authors glued, maybe `` · affiliations`` / abstract; no blank lines."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from readlist.model.identifiers import find_urls
from readlist.pages.cut import cut, looks_like_authors
from readlist.pages.layout import NOT_THIS, Block, Reading, dated
from readlist.pages.page import Entry, Line, Problem
from readlist.pages.prose import take_abstract


class _Compact:
    name = "compact"

    def openings(self, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
        return dated(lines)

    def read(self, block: Block, known: Container[str]) -> Reading:
        if not block.body:
            return NOT_THIS
        glued, *body = block.body
        if body and looks_like_authors(body[0].text):
            return NOT_THIS
        parts = cut(glued.text, known)
        if parts is None:
            return NOT_THIS
        problems: list[Problem] = []
        abstract, rest = take_abstract(body)
        if abstract is None:
            problems.append(Problem(glued.number, "incomplete entry", glued.text, "taken without abstract"))
        if parts.to_check:
            doubt = f"cut as: {parts.title} │ {', '.join(parts.authors)}"
            problems.append(Problem(glued.number, "unsure split", glued.text, doubt))
        entry = Entry(
            line=block.first.number,
            title=parts.title,
            authors=parts.authors,
            et_al=parts.et_al,
            affiliations=parts.affiliations,
            abstract=abstract,
            urls=find_urls(abstract or ""),
            confidence=parts.confidence,
            to_check=parts.to_check,
        )
        fit = 0.9 if body and not parts.to_check else 0.4  # a doubtful cut may be a title that has no authors
        return Reading(fit, entry, tuple(problems), tuple(rest))


LAYOUT = _Compact()

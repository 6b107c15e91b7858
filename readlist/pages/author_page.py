"""The three layouts of author pages, and how their entries are read.

``profile``: date line / title / blank / authors / blank / abstract.
``compact``: date line / title and authors glued together, maybe with `` · affiliations`` / abstract.
``abstracts``: ``Abstract:…`` lines alone, without titles, authors and dates.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from readlist.model.identifiers import find_urls
from readlist.model.paper import Candidate
from readlist.pages.cut import cut, looks_like_authors, read_authors
from readlist.pages.header import read_date_line
from readlist.pages.page import NO_FIT, Block, Line, Problem, Reading, take_abstract, without_title

_ABSTRACT = "Abstract:"


def date_lines(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Where entries begin with a date line, as ranges of lines."""
    return ((i, i + 1) for i, line in enumerate(lines) if line.text and read_date_line(line.text))


def abstract_lines(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Where entries are an abstract alone, as ranges of lines."""
    return ((i, i + 1) for i, line in enumerate(lines) if line.text.startswith(_ABSTRACT))


def read_profile(block: Block, known: Container[str]) -> Reading:
    """An entry whose authors have a line of their own."""
    if not block.body:
        return without_title(block, 0.1)
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
    entry = Candidate(
        line=block.first.number,
        title=title.text,
        authors=authors,
        et_al=et_al,
        abstract=abstract,
        urls=find_urls(abstract or ""),
    )
    return Reading(fit, entry, tuple(problems), tuple(rest))


def read_compact(block: Block, known: Container[str]) -> Reading:
    """An entry whose title and authors are glued together."""
    if not block.body:
        return NO_FIT
    glued, *body = block.body
    if body and looks_like_authors(body[0].text):
        return NO_FIT
    parts = cut(glued.text, known)
    if parts is None:
        return NO_FIT
    problems: list[Problem] = []
    abstract, rest = take_abstract(body)
    if abstract is None:
        problems.append(Problem(glued.number, "incomplete entry", glued.text, "taken without abstract"))
    if parts.to_check:
        doubt = f"cut as: {parts.title} │ {', '.join(parts.authors)}"
        problems.append(Problem(glued.number, "unsure split", glued.text, doubt))
    entry = Candidate(
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


def read_abstract(block: Block, known: Container[str]) -> Reading:
    """An entry that is an abstract alone."""
    first = block.first
    head = Line(first.number, first.text.removeprefix(_ABSTRACT).strip())
    abstract, rest = take_abstract((head, *block.lines[1:]))
    if abstract is None:
        return Reading(1.0, None, (Problem(first.number, "incomplete entry", first.text, "left out: no text"),))
    return Reading(1.0, Candidate(line=first.number, abstract=abstract, urls=find_urls(abstract)), (), tuple(rest))

"""The single layout: one paper's own page, recognised by its line ``arXiv:2508.11260v12 citationsh-index: 7``.

Title, authors (the whole list, on one line or several) and maybe a date line stand above that line, the abstract and
links under it. The figures in the line are glued to the version, so only the arXiv number is read from it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from readlist.model.identifiers import find_arxiv, find_urls
from readlist.model.paper import Candidate
from readlist.pages.cut import cut, looks_like_authors, read_authors
from readlist.pages.header import read_date_line
from readlist.pages.page import Block, Line, Problem, Reading, take_abstract, without_title

MARK = re.compile(
    r"(?P<number>arXiv:\s?(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}))(?:v\d+)?"
    r"(?P<figures>\s*[\d,]*\s*(?:citations?)?\s*(?:h-?index[\s:]*\d+)?)",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(r"Abstract\b\s*:?\s*", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_LONGEST_LIST = 5_000  # authors; large experiments have some thousands
_LONGEST_TITLE = 400  # characters; abstracts are longer
_HEAD = 60  # lines above the mark that may belong to it: one author a line


def arxiv_lines(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Where pages of one paper are: ranges from the line above the title to the arXiv line."""
    free = 0  # lines before this index belong to an earlier page
    for i, line in enumerate(lines):
        if line.text[:6].lower() == "arxiv:" and (mark := MARK.fullmatch(line.text)):
            start, end = _top(lines, i, free, sure=bool(mark["figures"].strip())), i + 1
            while end < len(lines) and not lines[end].text:
                end += 1
            if end < len(lines) and _ABSTRACT.match(lines[end].text):
                end += 1
            if start < i:
                yield start, end
                free = end


def has_figures(text: str) -> bool:
    """Is it the line with the arXiv id, and with the figures that only this site glues to it?"""
    mark = MARK.fullmatch(text) if len(text) < _LONGEST_TITLE else None
    return bool(mark and mark["figures"].strip())


def is_sure(lines: Sequence[Line]) -> bool:
    """Is the id followed by the site's figures, or by the heading of an abstract below?"""
    return any(has_figures(line.text) or _ABSTRACT.fullmatch(line.text) for line in lines)


def read_single(block: Block, known: Container[str]) -> Reading:
    """A paper's own page."""
    lines = [line for line in block.lines if line.text]
    at, mark = next((i, m) for i, line in enumerate(lines) if (m := MARK.fullmatch(line.text)))
    head = [line for line in lines[:at] if read_date_line(line.text) is None]
    if not head:
        return without_title(block, 1.0)
    title, names = head[0].text, ", ".join(line.text.strip(",") for line in head[1:])
    authors, et_al = read_authors(re.sub(r",? and (?=[^,]*$)", ", ", names))
    problems: list[Problem] = []
    if not authors and (parts := cut(title, known)):  # title and authors may be glued here too
        title, authors, et_al = parts.title, parts.authors, parts.et_al
        problems.append(Problem(head[0].number, "unsure split", head[0].text, f"cut as: {title} │ {authors[0]}"))
    if not authors:
        problems.append(Problem(head[0].number, "incomplete entry", title, "taken without authors"))
    if figures := mark["figures"].strip():
        problems.append(Problem(lines[at].number, "ignored lines", figures, "not read"))
    abstract, rest = take_abstract(_without_heading(lines[at + 1 :]))
    if abstract is None:
        problems.append(Problem(head[0].number, "incomplete entry", title, "taken without abstract"))
    links = [line for line in rest if _LINK.fullmatch(line.text)]
    entry = Candidate(
        line=block.first.number,
        title=title,
        authors=authors,
        et_al=et_al,
        abstract=abstract,
        urls=find_urls(" ".join([abstract or "", *(line.text for line in links)])),
        arxiv=find_arxiv(mark["number"]),
        to_check=any(p.kind == "unsure split" for p in problems),
    )
    return Reading(1.0, entry, tuple(problems), tuple(line for line in rest if line not in links))


def _top(lines: Sequence[Line], mark: int, free: int, *, sure: bool) -> int:
    """Where the page begins, above its mark: the title is above all lines of names and dates.

    If there are no names, the line above is a title only if the mark is ``sure``.
    """
    top = mark
    for i in range(mark - 1, max(free, mark - _HEAD) - 1, -1):
        text = lines[i].text
        if not text:
            continue
        dated = read_date_line(text) is not None
        if dated and top < mark and read_date_line(lines[top].text) is None:
            return i  # over the title
        if not dated and not looks_like_authors(text.strip(","), _LONGEST_LIST):
            title = len(text) <= _LONGEST_TITLE and (sure or top < mark)
            return _with_date(lines, i, free) if title else top
        top = i
    return top


def _with_date(lines: Sequence[Line], title: int, free: int) -> int:
    above = next((i for i in range(title - 1, free - 1, -1) if lines[i].text), title)
    return above if read_date_line(lines[above].text) else title


def _without_heading(lines: Sequence[Line]) -> list[Line]:
    """The lines under the mark, without the heading of the abstract."""
    if lines and (heading := _ABSTRACT.match(lines[0].text)):
        lines = [Line(lines[0].number, lines[0].text[heading.end() :]), *lines[1:]]
    return list(lines)

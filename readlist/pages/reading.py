"""Reads a text as pages: lists are found by their kinds, author pages are read from the lines between them.

Lines that nothing reads become a problem of the page before them. A text in which nothing can be read is refused, with
a message about what it looks like.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from readlist.model.paper import Candidate, Progress
from readlist.model.text import count, fold, invisible_characters
from readlist.pages.decode import text_lines
from readlist.pages.page import Line, Page, PageError, Problem
from readlist.pages.page_parts import Spread, read_layouts, with_problem
from readlist.pages.web_page import is_web_page

if TYPE_CHECKING:  # the kinds are many, and an import of their modules takes its time
    from readlist.pages.kinds.kind import Kind, Run


@dataclass(frozen=True, slots=True)
class _Found:
    """A list in the text: the indices of its lines, and its page."""

    start: int
    end: int
    page: Page


def read_pages(
    text: str,
    source: str,
    copied: date,
    *,
    encoding: str = "utf-8",
    known: frozenset[str] = frozenset(),
    progress: Progress | None = None,
    spread: Spread = lambda read, starts: read(starts),
) -> tuple[Page, ...]:
    """The pages in a text, at least one.

    ``copied`` is the day the text was copied (it decides the years that dates leave out), ``known`` the folded
    names of authors in the library; ``spread`` may have runs of a large page read in another process. Raises
    PageError where no paper can be recognised.
    """
    from readlist.pages.kinds import KINDS
    from readlist.pages.kinds.refusals import looks_like, refusal_of

    lines = text_lines(text)
    empty = Page(source=source, layout="", encoding=encoding, copied=copied.isoformat())
    found = _read_kinds([kind for kind in KINDS if not kind.loose], lines, [], empty, progress)
    refusal = refusal_of(lines)
    embedded = _embedded(text)
    if embedded:
        found = _with_embedded(found, embedded, empty)
    elif refusal is None:
        for start, end in list(_gaps(found, len(lines))):
            pages = read_layouts(
                lines[start:end], source, copied, encoding=encoding, known=known, progress=progress, spread=spread
            )
            found += _author_pages(lines[start:end], start, pages)
        found = _read_kinds([kind for kind in KINDS if kind.loose], lines, found, empty, progress)
    found.sort(key=lambda part: part.start)
    pages = [part.page for part in found]
    if not any(page.entries for page in pages):
        raise PageError(refusal.reason if refusal else _incomplete(pages) or looks_like(lines, web=is_web_page(text)))
    pages = _with_unread(found, lines, refusal.reason if refusal else "")
    lost, at = invisible_characters(text)
    if lost:
        raw = "".join(line.text for line in lines if line.number == at)
        done = count(lost, "character") + " removed"
        pages[0] = with_problem(pages[0], Problem(at, "control characters removed", raw, done))
    return tuple(pages)


def _embedded(text: str) -> tuple[Candidate, ...]:
    """The papers in the metadata of a saved web page: it is their page then, and looser lists in it do not count."""
    if not is_web_page(text):
        return ()
    from readlist.pages.embedded import embedded_papers  # late: few texts are web pages
    from readlist.pages.web_page import web_page_tree

    root = web_page_tree(text)
    return () if root is None else embedded_papers(root)


def _with_embedded(found: Sequence[_Found], papers: Sequence[Candidate], empty: Page) -> list[_Found]:
    from readlist.pages.embedded import completed

    rest = list(papers)
    pages = []
    for part in found:
        entries, rest = completed(part.page.entries, rest)
        pages.append(replace(part, page=replace(part.page, entries=tuple(entries))))
    if rest:
        page = replace(empty, layout="embedded", label="web page with data of its papers", entries=tuple(rest))
        pages.append(_Found(0, 0, page))
    return pages


def _read_kinds(
    kinds: Iterable[Kind], lines: Sequence[Line], found: Sequence[_Found], empty: Page, progress: Progress | None
) -> list[_Found]:
    """What was found, and the runs of each kind in the lines left; earlier kinds come first."""
    all_found = list(found)
    text = "\n".join(line.text for start, end in _gaps(found, len(lines)) for line in lines[start:end])
    kinds = [kind for kind in kinds if re.search(kind.sign, text, re.MULTILINE)]
    for n, kind in enumerate(kinds):
        if progress:
            progress(n * len(lines) // len(kinds), len(lines))
        for start, end in list(_gaps(all_found, len(lines))):
            free = start
            part = lines[start:end]
            for run in kind.read(part, progress) if kind.slow else kind.read(part):
                if start + run.first >= free:
                    free = start + run.end
                    all_found.append(_Found(start + run.first, free, _page(kind, run, empty)))
    return all_found


def _page(kind: Kind, run: Run, empty: Page) -> Page:
    """The page of a run; refused, and without entries, if fewer than half of them are whole."""
    problems = list(run.problems)
    broken = sum(problem.kind == "incomplete entry" for problem in problems)
    entries = run.entries if len(run.entries) >= broken else ()
    if entries and run.expected is not None and run.expected != len(entries):
        done = f"{count(len(entries), 'paper')} found"
        mismatch = f"the page says {count(run.expected, 'paper')}"
        problems.append(Problem(entries[0].line, "count mismatch", mismatch, done))
    return replace(
        empty,
        layout=kind.name,
        label=kind.label,
        owner=run.owner,
        personal=kind.personal,
        expected=run.expected,
        entries=entries,
        problems=tuple(sorted(problems, key=lambda p: p.line)),
    )


def _incomplete(pages: Sequence[Page]) -> str:
    """The error for a text whose lists were recognised, but all refused."""
    if not pages:
        return ""
    return f"it looks like a {pages[0].label}, but most of its entries are not whole: copy the whole page"


def _gaps(found: Iterable[_Found], end: int) -> Iterator[tuple[int, int]]:
    """The runs of lines that nobody has read, as indices."""
    spans = sorted({(part.start, part.end) for part in found})
    for (_, start), (stop, _) in pairwise([(0, 0), *spans, (end, end)]):
        if start < stop:
            yield start, stop


def _author_pages(lines: Sequence[Line], start: int, pages: Sequence[Page]) -> Iterator[_Found]:
    """The author pages in lines, without the lines above the first and below the last, which may be a list."""
    unread = {p.line for page in pages for p in page.problems if p.kind == "ignored lines"}
    used = [i for i, line in enumerate(lines) if line.text and line.number not in unread]
    if used:
        yield from (_Found(start + used[0], start + used[-1] + 1, page) for page in pages)


def _with_unread(found: Sequence[_Found], lines: Sequence[Line], why: str) -> list[Page]:
    """The pages, with the lines that are in none of them as problems; most are menus and footers."""
    pages = [part.page for part in found]
    listed = {lines[i].number for part in found if part.page.label for i in range(part.start, part.end)}
    for n, page in enumerate(pages):
        if not page.label:  # an author page: a list was found in lines that it could not use
            rest = tuple(p for p in page.problems if p.kind != "ignored lines" or p.line not in listed)
            pages[n] = replace(page, problems=rest)
    reported = {p.line for page in pages for p in page.problems if p.kind == "ignored lines"}
    starts = [part.start for part in found]
    for start, end in _gaps(found, len(lines)):
        unread = [line for line in lines[start:end] if line.text and line.number not in reported]
        if unread:
            at = max(0, bisect_left(starts, end) - 1)
            done = count(len(unread), "line") + " not read" + (f": {why}" if why else "")
            pages[at] = with_problem(pages[at], Problem(unread[0].number, "ignored lines", unread[0].text, done))
    return pages


def names_on(pages: Sequence[Page]) -> frozenset[str]:
    """Folded names of the pages' owners and of every author whose cut is not in doubt."""
    sure = [entry for page in pages for entry in page.entries if not entry.to_check]
    listed = {fold(name) for entry in sure for name in entry.authors}
    return frozenset(listed | {fold(page.author) for page in pages if page.author})

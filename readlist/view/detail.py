"""One paper, whole, as paragraphs."""

from __future__ import annotations

from datetime import date

from readlist.library.library import Library
from readlist.library.suggestion import why
from readlist.model.identifiers import paper_address
from readlist.model.paper import Paper
from readlist.model.text import clean_lines
from readlist.settings import Weights
from readlist.store.files import StoreError
from readlist.view.rows import Part

PARAGRAPHS = ("title", "text", "tags", "muted", "states", "address", "waiting")
"""The kinds of paragraphs."""

LIT = frozenset({"title", "text", "tags"})
"""Kinds of paragraphs in which what matched is lit."""


def detail(library: Library, id: int | None, weights: Weights, today: date) -> list[Part]:
    """A paper as the detail shows it, or why it can't be read."""
    if id is None or id not in library.papers:
        return []
    try:
        return _paragraphs(library, id, why(library, id, weights, today))
    except StoreError as error:  # the paper is read only now
        return [Part(clean_lines(str(error)))]


def _paragraphs(library: Library, id: int, why: str) -> list[Part]:
    """``why`` says why it stands where it stands in the queue."""
    p, m = library.papers[id], library.mark(id)
    place = library.place(id)
    states = [
        "skipped" if m.skipped else "read" if m.read else "unread",
        "starred" if m.starred else "",
        f"queue {place}" if place else "",
        "to check" if p.to_check else "",
    ]
    gap = Part("")
    parts = [
        Part(p.title_text, "title"),
        gap,
        Part(authors(p)),
        Part(facts(p), "muted"),
        Part(" · ".join(filter(None, states)), "states"),
    ]
    if why:
        parts.append(Part(why, "muted"))
    if m.tags:
        parts.append(Part(" ".join(f"#{tag}" for tag in m.tags), "tags"))
    if p.affiliations:
        parts.append(Part(", ".join(p.affiliations), "muted"))
    if p.placeholder:
        parts.append(Part("known only by its abstract: waits for a page with its title", "waiting"))
    if m.note:
        parts += [gap, Part("note", "muted"), Part(m.note)]
    if p.abstract_text:
        parts += [gap, Part(p.abstract_text)]
    if urls := [*_own_address(p), *p.urls]:
        parts += [gap, *(Part(url, "address") for url in urls)]
    parts += [gap, Part(p.key, "muted")]
    return [*parts, *(Part(f"from {source}", "muted") for source in p.sources)]


def authors(paper: Paper) -> str:
    """Its authors as far as they are known."""
    return ", ".join(paper.authors) + (" et al." if paper.et_al else "") or "authors unknown"


def facts(paper: Paper) -> str:
    """When and where it appeared, and what its page says of it."""
    known = [
        paper.date + (" (year assumed)" if paper.year_assumed else "") if paper.date else "no date",
        paper.category or "",
        f"score {paper.score:.1f}" if paper.score is not None else "",
        "code" if paper.code else "",
        paper.venue or "",
    ]
    return " · ".join(filter(None, known))


def _own_address(paper: Paper) -> list[str]:
    """Where a paper with a number is opened, which none of its links says."""
    if not (paper.arxiv or paper.doi):
        return []
    link = paper_address(paper)
    return [link] if link and link not in paper.urls else []

"""The texts that can be copied from papers: exports, keys, citations, titles and links."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from readlist.formats import ExportOptions
from readlist.formats.citation import title_of
from readlist.library.library import Library
from readlist.model.identifiers import paper_address
from readlist.model.paper import Paper
from readlist.session.exports import export, papers_of
from readlist.writing.cite_forms import BY_NAME, FORMS, Form

Copy = Callable[[Library, Sequence[int], ExportOptions], str]


def _as(format: str) -> Copy:
    """Copies what an export in this format would write."""
    return lambda library, ids, options: export(library, ids, format, options).text


def _each(text: Callable[[Paper], str], between: str = "\n") -> Copy:
    """Copies one text of every citable paper that has it."""

    def copy(library: Library, ids: Sequence[int], options: ExportOptions) -> str:
        papers = (library.papers[id] for id in ids)
        return between.join(filter(None, (text(paper) for paper in papers if paper.citable)))

    return copy


def _form(form: Form) -> Copy:
    """What a form of citation makes of the papers that can be cited."""

    def copy(library: Library, ids: Sequence[int], options: ExportOptions) -> str:
        papers = (library.papers[id] for id in ids)
        return form.text([(paper.key, paper) for paper in papers if paper.citable])

    return copy


def in_style(style: Path) -> Copy:
    """References as a CSL style has them."""

    def copy(library: Library, ids: Sequence[int], options: ExportOptions) -> str:
        from readlist.writing.citation_styles import formatted  # late: few have a style

        return "\n".join(formatted(papers_of(library, ids), style))

    return copy


COPIES: Mapping[str, Copy] = {
    "BibTeX": _as("bibtex"),
    "BibLaTeX": _as("biblatex"),
    "key": _form(BY_NAME["key"]),
    "\\cite": _form(BY_NAME["latex"]),
    "title": _each(title_of),
    "citation": _form(BY_NAME["citation"]),
    "link": _each(lambda paper: paper_address(paper) or ""),
    "Markdown": _as("markdown"),
    "RIS": _as("ris"),
    "CSL-JSON": _as("csl-json"),
    "Hayagriva": _as("hayagriva"),
}
"""What is copied → how, in the order in which it is offered. Raises ExportError where a format does; "" is nothing."""

CITATIONS: Mapping[str, Copy] = {form.label: _form(form) for form in FORMS}
"""How papers are cited in a text → how that is made."""

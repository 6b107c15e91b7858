"""The texts that can be copied from papers: exports, keys, citations, titles and links."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from readlist.formats import ExportOptions
from readlist.formats.citation import citation, title_of
from readlist.library.library import Library
from readlist.model.identifiers import paper_address
from readlist.model.paper import Paper
from readlist.session.exports import export

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


def _cite(library: Library, ids: Sequence[int], options: ExportOptions) -> str:
    keys = COPIES["key"](library, ids, options)
    return f"\\cite{{{keys}}}" if keys else ""


COPIES: Mapping[str, Copy] = {
    "BibTeX": _as("bibtex"),
    "BibLaTeX": _as("biblatex"),
    "key": _each(lambda paper: paper.key, ","),
    "\\cite": _cite,
    "title": _each(title_of),
    "citation": _each(citation),
    "link": _each(lambda paper: paper_address(paper) or ""),
    "Markdown": _as("markdown"),
    "RIS": _as("ris"),
    "CSL-JSON": _as("csl-json"),
}
"""Name of a text → how it is made, in the order of the dialog. "" is nothing to copy. They may raise ExportError."""

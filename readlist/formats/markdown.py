"""Writes a Markdown checklist, one line per paper, ticked if the paper is read.

Text of papers is text: whatever Markdown or HTML could read in it is escaped, but formulas stay as ``$..$``.
"""

from __future__ import annotations

import re

from readlist.formats import Exported, ExportOptions, Papers, Rest
from readlist.formats.citation import names_of, titled
from readlist.formats.facts import when
from readlist.latex.escape import split_pieces
from readlist.model.identifiers import paper_address
from readlist.model.paper import Mark, Paper
from readlist.model.text import clean

_SIGNS = re.compile(r"[\\`*_{}\[\]()#+\-.!|<>~&$]")
_LINK = re.compile(r"https?://[!#%&'*+,./0-9:;=?@A-Z_a-z~()\[\]$-]+")


def render(papers: Papers, options: ExportOptions, rest: Rest) -> Exported:
    """The citable papers, in the order given."""
    named, remarks = titled(papers)
    ids = {paper.id for paper, _ in named}
    chosen = {paper.id: (paper, mark) for paper, mark in papers if paper.id in ids}
    text = "".join(_line(paper, mark, options) for paper, mark in chosen.values())
    return Exported(text, tuple(chosen), remarks)


def _line(paper: Paper, mark: Mark, options: ExportOptions) -> str:
    names, more = names_of(paper)
    people = [name.natural for name in names]
    year = when(paper).year
    url = paper_address(paper) or ""
    parts = [
        f"**{_text(paper.title or paper.title_text)}**",
        escaped(", ".join(people) + (" et al." if more and people else "")),
        f"{year:04}" if year else "",
        f"<{url}>" if _LINK.fullmatch(url) else "",
    ]
    star = "★ " if mark.starred else ""
    line = f"- [{'x' if mark.read else ' '}] {star}{', '.join(part for part in parts if part)}\n"
    if options.notes and mark.note:
        line += "".join(f"  > {_text(note)}\n" for note in mark.note.splitlines() if clean(note))
    return line


def _text(text: str) -> str:
    """Prose, its LaTeX made readable, with its formulas."""
    found = split_pieces(text, "biblatex")
    return "".join(_formula(p.latex) if p.math else escaped(p.plain) for p in found).strip()


def escaped(text: str) -> str:
    return _SIGNS.sub(r"\\\g<0>", text)


def _formula(latex: str) -> str:
    """A formula, escaped so that Markdown without formulas sees no markup in it."""
    return latex.replace("<", "\\lt ").replace(">", "\\gt ").replace("](", "] (").replace("`", "'")

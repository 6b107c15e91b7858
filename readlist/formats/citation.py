"""Titles, names and other facts as plain Unicode text, for formats without LaTeX."""

from __future__ import annotations

from readlist.formats import Papers, citable
from readlist.formats.bibtex.people import readable_name, split_names
from readlist.formats.facts import NEED_VENUE, TAG_FIELDS, is_verbatim, when
from readlist.formats.source_text import TYPE
from readlist.latex.escape import clean_text
from readlist.model.identifiers import paper_arxiv, paper_doi
from readlist.model.names import Name, parse_name, parse_names
from readlist.model.paper import Paper, Rank
from readlist.model.text import count, join_words


def titled(papers: Papers) -> tuple[Papers, tuple[str, ...]]:
    """The citable papers that have a title in letters, ordered by key, and remarks about the others."""
    chosen, remarks = citable(papers)
    out = [paper.key for paper, _ in chosen if not title_of(paper)]
    if out:
        remarks = (*remarks, f"{count(len(out), 'paper')} left out: without a title: {', '.join(out)}")
        chosen = [(paper, mark) for paper, mark in chosen if title_of(paper)]
    return chosen, remarks


def title_of(paper: Paper) -> str:
    """The title as people read it; one line."""
    return clean_text(paper.title_text or paper.title or "")


def abstract_of(paper: Paper) -> str:
    return clean_text(paper.abstract_text or paper.abstract or "")


def names_of(paper: Paper) -> tuple[list[Name], bool]:
    """The authors' names in their parts, and whether there are more than are listed."""
    return parse_names((readable_name(author, "biblatex") for author in paper.authors), paper.et_al)


def venue_of(paper: Paper) -> tuple[str, str]:
    """The paper's type and its journal or book; two empty texts for what is only in an archive."""
    kind, venue = (paper.type or "").lower(), clean_text(paper.venue or "")
    stated = TYPE in paper.texts or paper.rank >= Rank.RECORD
    return ("", "") if kind in NEED_VENUE and not venue and not stated else (kind, venue)


def people_of(text: str) -> list[Name]:
    """The names of a field such as ``editor``; its form is that of ``names_text``."""
    return [parse_name(name) for part in split_names(text) if (name := readable_name(part, "biblatex"))]


_TOOLS = frozenset({"timestamp", "owner", "bibsource", "biburl", "published", "readstatus", "ranking", "rating", "read",
                    *TAG_FIELDS})  # fmt: skip


def authors_line(paper: Paper) -> str:
    """Who wrote it, as far as that is known; else who edited it."""
    if not paper.authors and (editors := paper.fields.get("editor")):
        names = [name.natural for name in people_of(editors)]
        return ", ".join(names) + (" (ed.)" if len(names) == 1 else " (eds.)")
    return ", ".join(paper.authors) + (" et al." if paper.et_al else "") or "authors unknown"


def further_facts(paper: Paper) -> list[str]:
    """Type and further facts, a line each: "volume: 12"; without other programs' internal fields and paths."""
    known = [f"type: {paper.type}"] if paper.type else []
    known += [f"venue: {paper.venue}"] if paper.venue else []
    for name, value in paper.fields.items():
        if name not in _TOOLS and not is_verbatim(name) and not name.startswith(("date-", "bdsk-")):
            known.append(f"{name}: {value}")
    return known


def citation(paper: Paper) -> str:
    """A paper in one line, for a message: "Gu and Dao (2023). Mamba: Linear-Time … . arXiv:2312.00752"."""
    names, more = names_of(paper)
    families = [f"{name.von} {name.last}".strip() for name in names]
    who = (
        f"{families[0]} et al."
        if families and (more or len(families) > 2)
        else join_words(families)
        if families
        else ""
    )
    year = when(paper).year
    eprint, doi = paper_arxiv(paper), paper_doi(paper)
    number = f"arXiv:{eprint}" if eprint else f"doi:{doi}" if doi else ""
    head = " ".join(part for part in (who, f"({year:04})" if year else "") if part)
    title = title_of(paper)
    parts = (head, title.removesuffix("."), venue_of(paper)[1], number)
    return ". ".join(part.removesuffix(".") if part != head else part for part in parts if part)

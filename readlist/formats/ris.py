"""RIS, for Zotero, EndNote, Mendeley and their like: plain Unicode text, a line a fact.

A line end inside of a fact would begin a new one, or a new record, so there is none: every text is one line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from readlist.formats import Exported, ExportOptions, Papers, Rest
from readlist.formats.citation import abstract_of, names_of, title_of, titled, venue_of
from readlist.formats.facts import subject, when
from readlist.model.identifiers import paper_address, paper_arxiv, paper_doi
from readlist.model.names import Name
from readlist.model.paper import Mark, Paper
from readlist.model.text import clean

_TYPES = {"article": "JOUR", "inproceedings": "CPAPER"}


@dataclass(frozen=True, slots=True)
class Ris:
    name: str = "ris"
    suffix: str = ".ris"
    whole: bool = False

    def render(self, papers: Papers, options: ExportOptions, rest: Rest) -> Exported:
        from rispy import RisWriter  # type: ignore[import-untyped]

        class Writer(RisWriter):  # type: ignore[misc]
            def set_header(self, count: int) -> str:
                return ""  # rispy numbers records, which other programs take for text

        chosen, remarks = titled(papers)
        text = Writer().formats([_record(paper, mark, options) for paper, mark in chosen]) if chosen else ""
        return Exported(text, tuple(paper.id for paper, _ in chosen), remarks)


def _record(paper: Paper, mark: Mark, options: ExportOptions) -> dict[str, Any]:
    """The facts under the names that rispy has for RIS's tags, in the order in which they are written."""
    names, more = names_of(paper)
    kind, venue = venue_of(paper)
    eprint = paper_arxiv(paper)
    date = when(paper)
    url = paper_address(paper)
    keyword = subject(paper) or clean(paper.category or "")
    notes = ["and others"] if more and names else []
    notes += [clean(mark.note)] if options.notes and mark.note else []
    facts = {
        "type_of_reference": _TYPES.get(kind, "UNPB"),
        "id": paper.key,
        "authors": [_written(name) for name in names],
        "title": title_of(paper),
        "secondary_title": venue,
        "abstract": abstract_of(paper) if options.abstract else "",
        "year": f"{date.year:04}" if date.year else "",
        "date": f"{date.year:04}/{_two(date.month)}/{_two(date.day)}/" if date.month else "",
        "keywords": [keyword] if keyword else [],
        "urls": [url] if url else [],
        "doi": paper_doi(paper) or "",
        "accession_number": f"arXiv:{eprint}" if eprint else "",
        "publisher": "arXiv" if eprint and not venue else "",
        "notes": notes,
    }
    return {name: fact for name, fact in facts.items() if fact}


def _two(number: int) -> str:
    return f"{number:02}" if number else ""


def _written(name: Name) -> str:
    """ "van der Berg, Jan, Jr."; a group has no comma, which would make it a person."""
    if name.group:
        return name.last.replace(",", "")
    last = f"{name.von} {name.last}" if name.von else name.last
    return ", ".join(part for part in (last, name.first, name.suffix) if part)


RIS = Ris()

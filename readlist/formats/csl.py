"""CSL-JSON, for pandoc, Zotero and everything that speaks CSL: only what its schema (csl-data.json, 1.0) knows."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from readlist.formats import Exported, ExportOptions, Papers, Rest
from readlist.formats.bibtex.titles import needs_braces
from readlist.formats.citation import abstract_of, names_of, title_of, titled, venue_of
from readlist.formats.facts import subject, when
from readlist.model.identifiers import paper_address, paper_arxiv, paper_doi
from readlist.model.names import Name
from readlist.model.paper import Mark, Paper
from readlist.model.text import clean

_TYPES = {"article": "article-journal", "inproceedings": "paper-conference"}
_JOINTS = re.compile(r"([\s/–—‐‑&-]+)")
_CORE = re.compile(r"([\W_]*)(.*?)([\W_]*(?:['’]s)?[\W_]*)", re.DOTALL)
_TAG = re.compile(r"<(?=/?[A-Za-z])")


@dataclass(frozen=True, slots=True)
class CslJson:
    name: str = "csl-json"
    suffix: str = ".json"
    whole: bool = False

    def render(self, papers: Papers, options: ExportOptions, rest: Rest) -> Exported:
        chosen, remarks = titled(papers)
        items = [_item(paper, mark, options) for paper, mark in chosen]
        text = json.dumps(items, ensure_ascii=False, indent=2) + "\n" if items else ""
        return Exported(text, tuple(paper.id for paper, _ in chosen), remarks)


def _item(paper: Paper, mark: Mark, options: ExportOptions) -> dict[str, Any]:
    names, more = names_of(paper)
    kind, venue = venue_of(paper)
    eprint = paper_arxiv(paper)
    date = when(paper)
    authors = [_name(name) for name in names]
    item = {
        "id": paper.key,
        "type": _TYPES.get(kind, "article"),
        "genre": "" if kind else "preprint",
        "author": [*authors, {"literal": "others"}] if authors and more else authors,
        "title": _title(paper, options),
        "container-title": venue,
        "issued": {"date-parts": [date.parts]} if date.year else None,
        "URL": paper_address(paper),
        "DOI": paper_doi(paper),
        "number": f"arXiv:{eprint}" if eprint else "",
        "publisher": "arXiv" if eprint and not kind else "",
        "keyword": subject(paper) or clean(paper.category or ""),
        "abstract": abstract_of(paper) if options.abstract else "",
        "note": clean(mark.note or "") if options.notes else "",
    }
    return {name: fact for name, fact in item.items() if fact}


def _name(name: Name) -> dict[str, str]:
    if name.group:
        return {"literal": name.last}
    parts = {"family": name.last, "given": name.first, "non-dropping-particle": name.von, "suffix": name.suffix}
    return {part: text for part, text in parts.items() if text}


def _title(paper: Paper, options: ExportOptions) -> str:
    """The title, with words that are wrong in lower case marked as CSL has it; nothing else in it is a tag."""
    parts = _JOINTS.split(_TAG.sub("< ", title_of(paper)))
    if options.protect == "all":
        return f'<span class="nocase">{"".join(parts)}</span>'
    if options.protect == "none":
        return "".join(parts)
    return "".join(_word(part) if n % 2 == 0 else part for n, part in enumerate(parts))


def _word(part: str) -> str:
    match = _CORE.fullmatch(part)
    if not match or not needs_braces(match[2], match[3][:1]):
        return part
    return f'{match[1]}<span class="nocase">{match[2]}</span>{match[3]}'


CSL = CslJson()

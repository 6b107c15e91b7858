"""Writes hayagriva, the YAML of Typst's bibliographies: the facts of CSL-JSON under Typst's names.

Every text is written in double quotes, as JSON has it, so that nothing in it is YAML; in titles what hayagriva would
read as a formula or as verbatim is escaped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from readlist.formats import Exported, ExportOptions, Papers, Rest, no_place
from readlist.formats.citation import title_of, titled, venue_of
from readlist.formats.csl import csl_item
from readlist.formats.facts import INNER_FIELDS, field_names, when
from readlist.model.identifiers import paper_address, paper_arxiv
from readlist.model.paper import Mark, Paper

_TYPES = {
    "article-journal": ("article", "periodical"), "paper-conference": ("article", "proceedings"),
    "chapter": ("chapter", "anthology"), "entry-encyclopedia": ("entry", "reference"), "book": ("book", ""),
    "periodical": ("periodical", ""), "thesis": ("thesis", ""), "report": ("report", ""),
    "software": ("repository", ""), "manuscript": ("manuscript", ""), "patent": ("patent", ""), "webpage": ("web", ""),
}  # fmt: skip
"""CSL's types → hayagriva's, and that of what the work is in."""
_SIMPLE = re.compile(r"[A-Za-z][\w-]*")
_MARKS = re.compile(r"[\\{}$]")
_URL = re.compile(r"https?://[^\s/]+\S*")
_PARENTS = {"volume": "volume", "issue": "issue", "edition": "edition", "publisher": "publisher"}
"""Facts of what a work is in, where it is in something; else its own."""
_PLACES = {"page": "page-range", "number-of-pages": "page-total", "abstract": "abstract", "note": "note",
           "genre": "genre", "language": "language", "event-place": "location"}  # fmt: skip
_SERIAL = {"DOI": "doi", "ISBN": "isbn", "ISSN": "issn", "PMID": "pmid", "PMCID": "pmcid"}
_DONE = frozenset({"id", "type", "title", "author", "editor", "container-title", "issued", "URL", "number",
                   "publisher-place", "keyword", *_PARENTS, *_PLACES, *_SERIAL})  # fmt: skip


def render(papers: Papers, options: ExportOptions, rest: Rest) -> Exported:
    """The citable papers, ordered by key."""
    chosen, remarks = titled(papers)
    homeless: dict[str, list[str]] = {}
    text = "\n".join(_entry(paper, mark, options, homeless) for paper, mark in chosen)
    return Exported(text, tuple(paper.id for paper, _ in chosen), (*remarks, *no_place(homeless.items(), "hayagriva")))


def _entry(paper: Paper, mark: Mark, options: ExportOptions, homeless: dict[str, list[str]]) -> str:
    """One entry; ``homeless`` gains the fields that hayagriva has no name for, with the paper's key."""
    item = csl_item(paper, mark, options, homeless)
    kind, parent_kind = _TYPES.get(item["type"], ("misc", ""))
    venue = venue_of(paper)[1]
    date, eprint, url = when(paper), paper_arxiv(paper), paper_address(paper) or ""
    facts = {name: item.get(csl) for csl, name in _PLACES.items()}
    place = {name: item.get(csl) for csl, name in _PARENTS.items()}
    if location := item.get("publisher-place"):
        place |= {"publisher": {"name": place["publisher"], "location": location}} if place["publisher"] else {}
        facts |= {} if place["publisher"] else {"location": location}
    number = str(item.get("number", ""))
    serial = {"arxiv": eprint, **{name: item.get(csl) for csl, name in _SERIAL.items()}}
    own: dict[str, Any] = {
        "type": kind,
        "title": _formatted(title_of(paper)),
        "author": _people(item.get("author")),
        "editor": _people(item.get("editor")),
        "date": date.iso if date.year and date.year > 0 else None,
        **facts,
        "url": url if _URL.fullmatch(url) else None,
        "serial-number": _filled({**serial, "serial": "" if number.startswith("arXiv:") else number}),
    }
    own |= {name: _formatted(own[name]) for name in ("abstract", "note") if own[name]}
    if not str(own["page-total"]).isdigit():
        own["page-total"] = None
    if venue and parent_kind:
        editors = {"editor": own.pop("editor")} if parent_kind != "periodical" else {}  # of what the work is in
        own["parent"] = _filled({"type": parent_kind, "title": _formatted(venue), **editors, **place})
    else:
        own |= place
    names = field_names("csl", paper.type or "")
    for field in paper.fields.keys() - INNER_FIELDS:
        csl = names[field][0] if field in names else ""
        lost = csl not in _DONE or (csl == "number-of-pages" and not own["page-total"])
        if lost and (csl or paper.key not in homeless.get(field, ())):
            homeless.setdefault(field, []).append(paper.key)
    if kind == "misc" and item["type"] != "article":
        homeless.setdefault(f"the type {paper.type}", []).append(paper.key)
    key = paper.key if _SIMPLE.fullmatch(paper.key) else _quoted(paper.key)
    return f"{key}:\n" + "".join(_lines(_filled(own), "  "))


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _people(names: Any) -> list[dict[str, str]]:
    """Names as hayagriva has them; of "and others" nothing: it has no word for that."""
    parts = {"name": "family", "given-name": "given", "prefix": "non-dropping-particle", "suffix": "suffix"}
    people = [_filled({ours: one.get(theirs) for ours, theirs in parts.items()}) for one in names or ()]
    groups = [{"name": one["literal"]} if one.get("literal") not in (None, "others") else {} for one in names or ()]
    return [person or group for person, group in zip(people, groups, strict=True) if person or group]


def _lines(values: Mapping[str, Any], indent: str) -> list[str]:
    lines: list[str] = []
    for name, value in values.items():
        if isinstance(value, dict):
            lines += [f"{indent}{name}:\n", *_lines(value, indent + "  ")]
        elif isinstance(value, list):
            lines.append(f"{indent}{name}:\n")
            for one in value:
                first, *rest = _lines(one, indent + "    ")
                lines += [f"{indent}  - {first.lstrip()}", *rest]
        else:
            lines.append(f"{indent}{name}: {value if name == 'type' else _quoted(str(value))}\n")
    return lines


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _formatted(text: str) -> str:
    """A title, in which hayagriva would take dollars for formulas and braces for verbatim text."""
    return _MARKS.sub(r"\\\g<0>", text)

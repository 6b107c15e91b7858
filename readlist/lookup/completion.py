"""Completes a paper with the records of services: which facts they add, and the change that stores them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from readlist.formats.facts import DATE_FIELDS, UPDATE_FIELDS
from readlist.latex.readable import readable
from readlist.library.library import Library
from readlist.library.marking import Plan, title_of
from readlist.library.merging import merge
from readlist.lookup.services import NAMES
from readlist.model.change import Edit
from readlist.model.citekeys import base_key, free_key
from readlist.model.identifiers import arxiv_address
from readlist.model.likeness import is_preprint_doi, sketch
from readlist.model.paper import Candidate, Facts, Paper, Rank
from readlist.model.text import count, fold, join_words

_TOGETHER: Mapping[str, tuple[str, ...]] = {  # what is taken or left with a fact
    "title": ("title", "title_text", "to_check", "titles", "placeholder"),
    "authors": ("authors", "et_al"),
    "date": ("date", "date_text", "year_assumed"),
    "venue": ("venue", "rank"),
    "abstract": ("abstract", "abstract_text", "sketch"),
}
LOOKED_UP = "looked up at "
"""How the source of a paper begins that was enriched; such papers are not asked about again."""


def enriched(paper: Paper) -> bool:
    return any(source.startswith(LOOKED_UP) for source in paper.sources)


def completed(old: Paper, records: Sequence[Candidate], leave: Collection[str] = (), *, whole: bool = True) -> Paper:
    """The paper completed from the records, except facts that the user has set and fields in ``leave``.

    The records are of this paper, the surest first. Where and when it was published is taken from one of them, a
    publisher's if there is one. ``whole``: the paper need not be looked up again.
    """
    published = [r for r in records if r.published]
    best = next((r for r in published if r.source == "crossref"), published[0] if published else None)
    new = old
    for record in records:
        reliable = record if record is best and _same_place(old, record) else _unpublished(record)
        new = merge(new, paper_of(reliable), newer=False)
    if new.year_assumed and any(r.date and (new.date or "").startswith(r.date[:4]) for r in records):
        new = replace(new, year_assumed=False)
    new = _without(old, new, leave)
    asked = join_words(dict.fromkeys(NAMES[r.source] for r in records)) if records and whole else ""
    sources = [s for s in old.sources if not s.startswith(LOOKED_UP)]
    return replace(new, sources=(*sources, f"{LOOKED_UP}{asked}") if asked else old.sources)


def _without(old: Paper, new: Paper, leave: Collection[str]) -> Paper:
    """The new paper with the old values of some facts, by name."""
    if not leave:
        return new
    leave = {*leave, *(DATE_FIELDS if "date" in leave else ())}
    own = {part for name in leave for part in _TOGETHER.get(name, (name,)) if part in Facts.__struct_fields__}
    rest = {name: value for name, value in new.fields.items() if name not in leave}
    fields = {**rest, **{name: old.fields[name] for name in leave if name in old.fields}}
    return replace(new, fields=fields, **{name: getattr(old, name) for name in own})


def paper_of(record: Candidate) -> Paper:
    """A record as a paper, without id and key. A preprint has its address at arXiv: not every style prints eprints."""
    facts = {name: getattr(record, name) for name in Facts.__struct_fields__}
    if record.arxiv:
        facts["urls"] = (*record.urls, arxiv_address(record.arxiv))
    return Paper(
        **facts,
        key="",
        title_text=readable(record.title or ""),
        abstract_text=readable(record.abstract) if record.abstract else None,
        sketch=sketch(record.abstract) if record.abstract else (),
    )


def _unpublished(record: Candidate) -> Candidate:
    """A record without its facts about the publication, which may be of another one, or less exact."""
    if not record.published:
        return record
    return replace(
        record, venue=None, type=None, date=None, date_text=None, fields=_notices(record), rank=Rank.PREPRINT
    )


def _notices(record: Candidate) -> dict[str, str]:
    return {name: record.fields[name] for name in UPDATE_FIELDS if name in record.fields}


def _same_place(paper: Paper, record: Candidate) -> bool:
    """May the record be of the same publication? If the paper's is known, only the same DOI or venue says so."""
    if not paper.venue or fold(paper.venue) in ("arxiv", "corr", "arxiv org"):
        return True
    if paper.doi and record.doi and not is_preprint_doi(paper.doi):
        return paper.doi.lower() == record.doi.lower()
    return bool(record.venue) and fold(paper.venue) == fold(record.venue or "")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user accepts of a look-up: records of a paper, and the fields to leave as they are."""

    id: int
    records: tuple[Candidate, ...]
    leave: frozenset[str] = frozenset()
    whole: bool = True  # it need not be looked up again


def plan(library: Library, choices: Sequence[Choice]) -> Plan:
    """One change that completes papers; papers that have left the library meanwhile are skipped."""
    edits, changed = [], []
    keys: set[str] = set()  # that this change gives
    for choice in choices:
        old = library.papers.get(choice.id)
        new = (
            with_key(library, old, completed(old, choice.records, choice.leave, whole=choice.whole), keys)
            if old
            else None
        )
        if old and new and (edit := Edit.between("papers", old, new)):
            edits.append(edit)
            changed.append(old)
    what = title_of(changed[0]) if len(changed) == 1 else count(len(changed), "paper")
    return Plan(tuple(edits), f"enriched {what}")


def with_key(library: Library, old: Paper, new: Paper, keys: set[str]) -> Paper:
    """A former placeholder with a new key, made of its title, once; the old key stays as an alias."""
    if not old.placeholder or new.placeholder:
        return new
    key = free_key(base_key(new.authors, new.year, new.title_text), library.keys.keys() | keys)
    keys.add(key.lower())
    return replace(new, key=key, aliases=(*new.aliases, new.key))

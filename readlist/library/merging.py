"""Merges two records of one paper: the better fact of each, and everything the user has set.

Where and when it was published is taken from the source of the highest rank; among equal ranks, from the later source.
An abbreviated form never replaces a full one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

from readlist.formats.facts import TAG_FIELDS, joined, tags_of
from readlist.formats.library_json import UNKNOWN
from readlist.formats.source_text import joined_texts
from readlist.latex.readable import readable
from readlist.library.paper_dates import PaperDates
from readlist.model.change import RetiredKeys
from readlist.model.likeness import full_names, is_preprint_doi, lists_most
from readlist.model.paper import Candidate, Mark, Paper, PaperFile, Profile, Rank
from readlist.model.text import fold, folded_words, identity

FACTS = (
    "title", "authors", "et_al", "affiliations", "category", "date", "year_assumed", "score", "code", "abstract",
    "urls", "arxiv", "doi", "venue", "type", "fields", "files", "listed_under", "placeholder", "to_check",
)  # fmt: skip
"""The fields whose change makes a paper "updated"; where it came from is kept too, but is no news."""


_SMALL = frozenset({"of", "the", "on", "and", "in", "for"})  # words that abbreviations leave out


def gained(old: Paper, new: Paper) -> tuple[str, ...]:
    """The facts that differ, by field name."""
    return tuple(name for name in FACTS if getattr(old, name) != getattr(new, name))


def merge(old: Paper, new: Paper, *, newer: bool = True) -> Paper:
    """Both records as one, under the older one's id and key; of equally good facts the older stays.

    Of two records of the publication, ``new`` replaces facts if it is ``newer``, as a file imported again is; a
    service's answer only completes a file's facts.
    """
    wins = new.rank >= Rank.RECORD and (new.rank > old.rank or (newer and new.rank == old.rank))
    first, second = (new, old) if wins else (old, new)
    merged = replace(
        old,
        affiliations=_names(old.affiliations, new.affiliations),
        category=_category(old, new),
        score=old.score if old.score is not None else new.score,
        code=old.code or new.code,
        urls=_each(old.urls, new.urls),
        files=joined_files(old.files, new.files),
        arxiv=old.arxiv or new.arxiv,
        doi=next((d for d in (first.doi, second.doi) if d and not is_preprint_doi(d)), old.doi or new.doi),
        venue=fuller(first.venue, second.venue),
        type=first.type or second.type,
        rank=max(old.rank, new.rank),
        listed_under=tuple(sorted(_names(old.listed_under, new.listed_under))),
        sources=tuple(sorted(_each(old.sources, new.sources))),
    )
    sure = old.to_check and not new.to_check and bool(new.authors)  # the other side knows where the title ends
    retitled = new.title is not None and (old.title is None or (sure and _other_title(old, new)))
    if retitled:
        merged = replace(merged, title=new.title, title_text=new.title_text, placeholder=False)
    richer, other = (new, old) if sure or _authors_richer(old, new) else (old, new)
    names = full_names(richer.authors, other.authors, theirs=richer is new)
    if richer is new or names != old.authors:
        merged = replace(merged, authors=names, et_al=richer.et_al, to_check=richer.to_check)
    if _abstract_richer(old, new):
        merged = replace(merged, abstract=new.abstract, abstract_text=new.abstract_text, sketch=new.sketch)
    dates = PaperDates.of(old).merge(PaperDates.of(new), other_wins=wins)
    fields = _fields(first.fields, second.fields)
    merged = replace(merged, **{"fields": fields, **dates.facts(fields)})
    if _other_title(old, new):
        merged = replace(merged, titles=_each(old.titles, ((old if retitled else new).title_text,)))
        if not (old.to_check or new.to_check):  # a joint that ``split`` may have to undo
            merged = replace(merged, parts=(*(old.parts or (facts_of(old),)), facts_of(new)))
    merged = replace(merged, **old.user_facts(merged.fields))
    return replace(merged, texts=joined_texts(merged, (first, second))) if first.texts or second.texts else merged


def facts_of(paper: Paper) -> dict[str, object]:
    """A record's document, for ``split`` to bring back: without the remains of merges, with its id if any."""
    facts = replace(paper, parts=(), aliases=()).document()
    return {"id": paper.id, **facts} if paper.id else facts


def _other_title(old: Paper, new: Paper) -> bool:
    if old.title is None or new.title is None:
        return False
    return identity(new.title_text) not in {identity(t) for t in (old.title_text, *old.titles)}


def _each(*texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for part in texts for text in part))


def joined_files(old: tuple[PaperFile, ...], new: tuple[PaperFile, ...]) -> tuple[PaperFile, ...]:
    """The files of both; of two with the same content the older."""
    found: dict[str, PaperFile] = {}
    for file in (*old, *new):
        found.setdefault(file.sha256 or file.path, file)
    return tuple(found.values())


def _names(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    """The names of both, each once; of spellings that differ only in case or accents the first stays."""
    found: dict[str, str] = {}
    for name in (*old, *new):
        found.setdefault(fold(name) or name, name)
    return tuple(found.values())


def _fields(old: Mapping[str, str], new: Mapping[str, str]) -> Mapping[str, str]:
    """The fields of both records, with all keywords and groups."""
    if not new or old == new:
        return old or new
    both = {**new, **old, **{name: fuller(old[name], new[name]) or "" for name in old.keys() & new.keys()}}
    for name in TAG_FIELDS:
        if (
            old.get(name)
            and new.get(name)
            and (more := set(tags_of({name: new[name]})) - set(tags_of({name: old[name]})))
        ):
            both[name] = joined((*tags_of({name: old[name]}), *sorted(more)))
    return both


def _category(old: Paper, new: Paper) -> str | None:
    """arXiv's class, which comes with its number, before that of a page."""
    first, second = (new, old) if new.arxiv and not old.arxiv else (old, new)
    return first.category or second.category


def _abstract_richer(old: Paper, new: Paper) -> bool:
    """Is the abstract longer, counting letters and not punctuation or markup?"""
    if not new.abstract or new.abstract == old.abstract:
        return False
    one, other = (identity(p.abstract_text or p.abstract or "") for p in (old, new))
    return len(other) > len(one)


def _authors_richer(old: Paper, new: Paper) -> bool:
    """A longer list is richer; of equally long ones the one that says it is whole, then the one with a sure cut.

    A list that lacks an author of the other is not richer, unless its source has a higher rank.
    """

    def rank(p: Paper) -> tuple[int, bool, bool]:
        return len(p.authors), not p.et_al, not p.to_check

    return rank(new) > rank(old) and (new.rank > old.rank or lists_most(new.authors, old.authors))


def fuller(preferred: str | None, other: str | None) -> str | None:
    """The preferred form of a fact, unless it abbreviates the other: "J." of "Journal", "1" of "1--9"."""
    if not preferred or not other or preferred == other:
        return preferred or other
    if "…" in (preferred[0], preferred[-1]) and "…" not in (other[0], other[-1]):
        return other
    if "…" in (other[0], other[-1]):
        return preferred
    if any(c.isdigit() for c in preferred + other):
        return other if re.match(re.escape(preferred) + r"\s*[-–]", other) else preferred
    short, full = ([w for w in folded_words(text) if w not in _SMALL] for text in (preferred, other))
    brief = len(preferred) < len(other) and len(short) == len(full)
    return other if brief and all(f.startswith(s) for s, f in zip(short, full, strict=True)) else preferred


# What readlist's own export brings back: decisions join those made here, which stay as they are.


def whole_paper(entry: Candidate, at: str) -> Paper | None:
    """The paper of an entry that readlist exported, without id and keys, cut anew where the user did so; else None."""
    if entry.stored is None:
        return None
    paper = replace(entry.stored[0], key="", aliases=(), added=entry.stored[0].added or at)
    if entry.corrected and entry.title is not None:
        title, text = entry.title, readable(entry.title)
        paper = replace(paper, title=title, title_text=text, authors=entry.authors, et_al=entry.et_al, to_check=False)
    return paper


def retired_of(paper: Paper, taken: Callable[[int], bool]) -> list[RetiredKeys]:
    """The records of papers that were merged into this one and whose keys still lead to it."""
    parts = (Paper.of(part) for part in paper.parts[1:])
    found = (RetiredKeys(id=p.id, key=p.key, into=paper.id) for p in parts if p.id and p.key in paper.aliases)
    return [retired for retired in found if not taken(retired.id)]


def with_decisions(old: Mark, given: Mark, at: str) -> Mark:
    """A mark with the decisions of an export, except the place in the queue."""
    note = old.note or given.note
    if old.note and given.note and identity(given.note) not in identity(old.note):
        note = f"{old.note}\n{given.note}"
    return replace(
        old,
        read_at=old.read_at or _time_of(given.read_at, at),
        starred_at=old.starred_at or _time_of(given.starred_at, at),
        skipped_at=old.skipped_at or (None if old.queued else _time_of(given.skipped_at, at)),
        queued_at=old.queued_at or given.queued_at,
        tags=tuple(dict.fromkeys((*old.tags, *given.tags))),
        note=note,
    )


def _time_of(time: str | None, at: str) -> str | None:
    """The time of a decision in an export; that of the import, if the export has none."""
    return at if time == UNKNOWN else time


def with_profile(old: Profile | None, given: Profile, id: int) -> Profile:
    """A profile with that of an export added; of a day in both, the library's figures stay."""
    if old is None:
        return replace(given, id=id)
    by_day = {f.as_of: f for f in given.figures}
    by_day |= {f.as_of: by_day[f.as_of].updated(f.document()) if f.as_of in by_day else f for f in old.figures}
    return replace(
        old,
        category=old.category or given.category,
        figures=tuple(by_day[day] for day in sorted(by_day)),
        aliases=tuple(dict.fromkeys((*old.aliases, *given.aliases))),
        followed_at=old.followed_at or given.followed_at,
        ids={**given.ids, **old.ids},
    )

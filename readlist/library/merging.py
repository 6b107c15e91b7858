"""One record of two of the same paper: the richer fact of each side, and nothing that the user has set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

from readlist.formats.facts import TAG_FIELDS, joined, tags_of
from readlist.formats.library_json import UNKNOWN
from readlist.latex.readable import readable
from readlist.model.change import RetiredKeys
from readlist.model.paper import Candidate, Mark, Paper, Profile
from readlist.model.text import fold, identity

FACTS = (
    "title", "authors", "et_al", "affiliations", "category", "date", "year_assumed", "score", "code", "abstract",
    "urls", "arxiv", "doi", "venue", "type", "fields", "listed_under", "placeholder", "to_check",
)  # fmt: skip
"""The fields whose change makes a paper "updated"; where it came from is kept too, but is no news."""


def gained(old: Paper, new: Paper) -> tuple[str, ...]:
    """The facts that differ, by field name."""
    return tuple(name for name in FACTS if getattr(old, name) != getattr(new, name))


def merge(old: Paper, new: Paper) -> Paper:
    """Both records as one, under the older one's id and key; of equally rich facts the older stays."""
    merged = replace(
        old,
        affiliations=_names(old.affiliations, new.affiliations),
        category=old.category or new.category,
        score=old.score if old.score is not None else new.score,
        code=old.code or new.code,
        urls=_each(old.urls, new.urls),
        arxiv=old.arxiv or new.arxiv,
        doi=old.doi or new.doi,
        venue=old.venue or new.venue,
        type=old.type or new.type,
        fields=_fields(old.fields, new.fields),
        listed_under=tuple(sorted(_names(old.listed_under, new.listed_under))),
        sources=tuple(sorted(_each(old.sources, new.sources))),
    )
    sure = old.to_check and not new.to_check and bool(new.authors)  # the other side knows where the title ends
    if new.title is not None and (old.title is None or (sure and _other_title(old, new))):
        merged = replace(merged, title=new.title, title_text=new.title_text, placeholder=False)
    if sure or _authors_richer(old, new):
        merged = replace(merged, authors=new.authors, et_al=new.et_al, to_check=new.to_check)
    if _abstract_richer(old, new):
        merged = replace(merged, abstract=new.abstract, abstract_text=new.abstract_text, sketch=new.sketch)
    if _date_richer(old, new):
        merged = replace(merged, date=new.date, date_text=new.date_text, year_assumed=new.year_assumed)
    if _other_title(old, new):
        merged = replace(merged, titles=_each(old.titles, (new.title_text,)))
        if not (old.to_check or new.to_check):  # a joint that ``split`` may have to undo
            merged = replace(merged, parts=(*(old.parts or (facts_of(old),)), facts_of(new)))
    return replace(merged, **{name: getattr(old, name) for name in old.fixed})


def facts_of(paper: Paper) -> dict[str, object]:
    """A record as it stands, to be brought back by ``split``: without what is kept of merges, with its id if any."""
    facts = replace(paper, parts=(), aliases=()).document()
    return {"id": paper.id, **facts} if paper.id else facts


def _other_title(old: Paper, new: Paper) -> bool:
    if old.title is None or new.title is None:
        return False
    return identity(new.title_text) not in {identity(t) for t in (old.title_text, *old.titles)}


def _each(*texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for part in texts for text in part))


def _names(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    """Both, each once; spellings that differ only by case or accents are one, and the first one stays."""
    found: dict[str, str] = {}
    for name in (*old, *new):
        found.setdefault(fold(name) or name, name)
    return tuple(found.values())


def _fields(old: Mapping[str, str], new: Mapping[str, str]) -> Mapping[str, str]:
    """The fields of both; of keywords and groups every one."""
    if not new or old == new:
        return old or new
    both = {**new, **old}
    for name in TAG_FIELDS:
        if (
            old.get(name)
            and new.get(name)
            and (more := set(tags_of({name: new[name]})) - set(tags_of({name: old[name]})))
        ):
            both[name] = joined((*tags_of({name: old[name]}), *sorted(more)))
    return both


def _abstract_richer(old: Paper, new: Paper) -> bool:
    """A longer one is; the signs that TeX wants escaped make none longer."""
    one, other = old.abstract or "", new.abstract or ""
    if len(other) == len(one) or other == one:
        return False
    if "\\" in other or "\\" in one:
        return len(identity(new.abstract_text or "")) > len(identity(old.abstract_text or ""))
    return len(other) > len(one)


def _authors_richer(old: Paper, new: Paper) -> bool:
    """A longer list is richer; of equally long ones the one that says it is whole, then the one with a sure cut."""

    def rank(p: Paper) -> tuple[int, bool, bool]:
        return len(p.authors), not p.et_al, not p.to_check

    return rank(new) > rank(old)


def _date_richer(old: Paper, new: Paper) -> bool:
    """A stored year gives way only to one that is stated in full, and not to one that says the same and less."""
    if new.date is None:
        return False
    if old.date is None:
        return True
    if len(new.date) < len(old.date) and old.date.startswith(new.date):
        return False
    return (not new.year_assumed, len(new.date)) > (not old.year_assumed, len(old.date))


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
    """The records of papers that were merged into this one, as far as their keys still lead to it."""
    parts = (Paper.of(part) for part in paper.parts[1:])
    found = (RetiredKeys(id=p.id, key=p.key, into=paper.id) for p in parts if p.id and p.key in paper.aliases)
    return [retired for retired in found if not taken(retired.id)]


def with_decisions(old: Mark, said: Mark, at: str) -> Mark:
    """A mark with what an export says was decided, its place in the queue aside."""
    note = old.note or said.note
    if old.note and said.note and identity(said.note) not in identity(old.note):
        note = f"{old.note}\n{said.note}"
    return replace(
        old,
        read_at=old.read_at or _known(said.read_at, at),
        starred_at=old.starred_at or _known(said.starred_at, at),
        skipped_at=old.skipped_at or (None if old.queued else _known(said.skipped_at, at)),
        queued_at=old.queued_at or said.queued_at,
        tags=tuple(dict.fromkeys((*old.tags, *said.tags))),
        note=note,
    )


def _known(time: str | None, at: str) -> str | None:
    """A decision of which an export does not say when it was made is as old as the import."""
    return at if time == UNKNOWN else time


def with_profile(old: Profile | None, said: Profile, id: int) -> Profile:
    """A profile with what an export says: of a day that both know, the figures that are here stay."""
    if old is None:
        return replace(said, id=id)
    by_day = {f.as_of: f for f in said.figures}
    by_day |= {f.as_of: by_day[f.as_of].updated(f.document()) if f.as_of in by_day else f for f in old.figures}
    return replace(
        old,
        category=old.category or said.category,
        figures=tuple(by_day[day] for day in sorted(by_day)),
        aliases=tuple(dict.fromkeys((*old.aliases, *said.aliases))),
    )

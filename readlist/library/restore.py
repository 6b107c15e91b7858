"""What readlist's own export brings back: decisions join those that were made here, which stay as they are."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from readlist.formats.library_json import UNKNOWN
from readlist.latex.readable import readable
from readlist.model.change import RetiredKeys
from readlist.model.paper import Candidate, Mark, Paper, Profile
from readlist.model.text import identity


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

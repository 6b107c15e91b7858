"""Repairs of a library: papers removed, merged and split again, authors under one name. All are plans, all undoable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from readlist.library.library import Library
from readlist.library.marking import Plan, title_of
from readlist.library.merging import facts_of, merge
from readlist.model.change import Edit, RetiredKeys
from readlist.model.citekeys import base_key, free_key
from readlist.model.paper import Mark, Paper, Profile, id_of, paper_id
from readlist.model.text import count, fold, identity, join_words


class RepairError(Exception):
    """A repair that makes no sense here; the message says why."""


def remove(library: Library, ids: Iterable[int]) -> Plan:
    """Delete papers and what was decided about them."""
    chosen = list(dict.fromkeys(ids))
    edits = [edit for id in chosen for edit in _gone(library, id, None)]
    what = title_of(library.papers[chosen[0]]) if len(chosen) == 1 else count(len(chosen), "paper")
    return Plan(tuple(edits), f"removed {what}")


def _gone(library: Library, id: int, into: int | None) -> list[Edit]:
    """The edits that take a paper out of the library; its keys stay its own, or lead to the one it went into."""
    paper = library.papers[id]
    retired = RetiredKeys(id=id, key=paper.key, aliases=paper.aliases, into=into)
    edits = [
        Edit.between("marks", library.marks.get(id), None),
        Edit.between("papers", paper, None),
        Edit.between("retired", library.retired.get(id), retired),
    ]
    return [e for e in edits if e]


def join(library: Library, ids: Sequence[int]) -> Plan:
    """Several records of one paper as one: the first stays, with the richer facts and the marks of all."""
    first, *others = dict.fromkeys(ids)
    if not others:
        raise RepairError("merging needs two papers or more")
    old = library.papers[first]
    parts = old.parts or (facts_of(old),)
    merged = old
    for id in others:
        other = library.papers[id]
        merged = merge(merged, other)
        parts = (*parts, *(other.parts or (facts_of(other),)))
    titles = dict.fromkeys((*merged.titles, *(library.papers[id].title_text for id in others)))
    merged = replace(merged, parts=parts, titles=tuple(t for t in titles if identity(t) != identity(merged.title_text)))
    mark = marks_of_all([library.mark(id) for id in (first, *others)], first)
    edits = [Edit.between("papers", old, merged), Edit.between("marks", library.mark(first), mark)]
    gone = [edit for id in others for edit in _gone(library, id, first)]
    return Plan((*(e for e in edits if e), *gone), f"merged {count(len(others) + 1, 'paper')} into {title_of(merged)}")


def marks_of_all(marks: Sequence[Mark], id: int) -> Mark:
    """Every decision of all: the earliest time, the foremost place, every tag and note."""

    def earliest(name: str) -> str | None:
        return min((t for m in marks if (t := getattr(m, name))), default=None)

    place, placed = min(
        ((m.place, m.placed) for m in marks if m.place is not None), key=lambda found: found[0], default=(None, None)
    )
    return Mark(
        id=id,
        read_at=earliest("read_at"),
        starred_at=earliest("starred_at"),
        skipped_at=earliest("skipped_at") if place is None else None,
        queued_at=earliest("queued_at"),
        place=place,
        placed=placed,
        tags=tuple(dict.fromkeys(tag for m in marks for tag in m.tags)),
        note="\n".join(dict.fromkeys(m.note for m in marks if m.note)) or None,
    )


def split(library: Library, id: int) -> Plan:
    """Take a merged paper apart again: every record as it came; the marks stay with the first."""
    old = library.papers[id]
    if len(old.parts) < 2:
        raise RepairError(f"{old.key} was not merged from several papers: `undo` takes back an import")
    own, *others = (Paper.of(part) for part in old.parts)
    taken = {*library.papers}
    keys = dict(library.keys)
    edits = [Edit.between("papers", old, replace(own, id=id, key=old.key, aliases=old.aliases, fixed=old.fixed))]
    for part in others:
        new_id = part.id if part.id and part.id not in taken else paper_id(part, taken.__contains__)
        taken.add(new_id)
        had = library.retired.get(new_id)
        key = had.key if had else free_key(base_key(part.authors, part.year, part.title_text), keys)
        keys[key.lower()] = new_id
        aliases = had.aliases if had else ()
        edits.append(Edit.between("papers", None, replace(part, id=new_id, key=key, aliases=aliases)))
        if had and had.into is not None:
            edits.append(Edit.between("retired", had, replace(had, into=None)))
    return Plan(tuple(e for e in edits if e), f"split {title_of(old)} into {count(len(old.parts), 'paper')}")


def alias(library: Library, names: Sequence[str]) -> Plan:
    """One author under several names: the first is the one shown."""
    unknown = [name for name in names if library.author(name) is None]
    if unknown:
        called = join_words([f"“{name}”" for name in unknown], "or")
        raise RepairError(f"no author is called {called}: `readlist authors` lists them")
    names = [author.name for name in names if (author := library.author(name))]  # as they are spelt here
    ids = list(dict.fromkeys(library.author_id(name) for name in names))
    if len(ids) < 2:
        raise RepairError("an alias needs two names of authors that are listed apart")
    first, *others = ids
    old = library.profile_of(first)
    named = old or Profile(id=id_of(first), name=names[0])
    figures = {f.as_of: f for f in named.figures}
    aliases = dict.fromkeys((*named.aliases, *(n for n in names if fold(n) != first)))
    followed = named.followed_at
    edits: list[Edit | None] = []
    for other in others:
        if profile := library.profile_of(other):
            figures = {f.as_of: f for f in profile.figures} | figures
            aliases |= dict.fromkeys((profile.name, *profile.aliases))
            followed = followed or profile.followed_at
            edits.append(Edit.between("profiles", profile, None))
    by_day = tuple(figures[day] for day in sorted(figures))
    own = tuple(n for n in aliases if fold(n) != fold(named.name))
    new = replace(named, figures=by_day, aliases=own, followed_at=followed)
    edits.append(Edit.between("profiles", old, new))
    summary = f"{join_words(list(new.aliases))} {'is' if len(new.aliases) == 1 else 'are'} {new.name}"
    return Plan(tuple(e for e in edits if e), summary)

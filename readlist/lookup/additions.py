"""Plans adding papers named by an id or DOI: new papers, or further facts of known ones, as one change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from readlist.library.indexes import Finder
from readlist.library.library import Library
from readlist.library.marking import Plan, title_of, to_end
from readlist.library.merging import gained
from readlist.lookup.completion import completed, paper_of, with_key
from readlist.lookup.services import NAMES
from readlist.model.change import Edit
from readlist.model.citekeys import base_key, free_key
from readlist.model.likeness import identities
from readlist.model.paper import Candidate, Paper, paper_id
from readlist.model.text import count


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the records of one paper."""

    paper: Paper  # as the library will have it
    outcome: Literal["new", "updated", "known"]


@dataclass(frozen=True, slots=True)
class Addition:
    """What adding does: papers in the order in which they were named, and the change."""

    added: tuple[Added, ...]
    plan: Plan


def plan_add(
    library: Library, named: Sequence[Sequence[Candidate]], at: str, *, to_queue: bool = False, did: str = "added"
) -> Addition:
    """Take in papers, each by its records; one that is known already gains what it lacks.

    What was ``fetched`` and not asked for by number may still be looked up.
    """
    asked_for = did == "added"
    made: dict[int, Paper] = {}
    keys: set[str] = set()
    finder = Finder()  # of what comes now
    added: list[Added] = []

    def now(id: int) -> Paper:
        return made.get(id) or library.papers[id]

    for records in named:
        incoming = _named_by(records, at, did)
        found = tuple(identities(incoming))
        id = finder.find(incoming, found, now)
        if id is None:
            id = library.finder.find(incoming, found, now)
        if id is None:
            paper = _entered(library, incoming, made, keys)
            outcome: Literal["new", "updated", "known"] = "new"
        else:
            old = now(id)
            paper = with_key(library, old, completed(old, records, whole=asked_for), keys)
            if not gained(old, paper) and paper.fields == old.fields:
                paper = old  # where it was looked up is no news
            outcome = "known" if paper is old else "updated"
        made[paper.id] = paper
        keys.add(paper.key.lower())
        finder.add(paper, found)
        added.append(Added(paper, outcome))
    edits = [Edit.between("papers", library.papers.get(id), paper) for id, paper in made.items()]
    if to_queue:
        add = to_end(library, at)
        edits += [Edit.between("marks", m, add(m)) for id in made if (m := library.mark(id)).inbox]
    changed = [a.paper for a in added if a.outcome != "known"]
    what = title_of(changed[0]) if len(changed) == 1 else count(len(changed), "paper")
    summary = f"{did} {what}" if changed else "queued known papers"
    return Addition(tuple(added), Plan(tuple(e for e in edits if e), summary))


def _named_by(records: Sequence[Candidate], at: str, did: str) -> Paper:
    """The paper made of some records, of which the first names it; without id and key."""
    head = records[0]
    paper = completed(replace(paper_of(head), added=at), records[1:])
    return replace(paper, sources=(f"{did} from {NAMES.get(head.source, head.source)} {head.number}",))


def _entered(library: Library, incoming: Paper, made: dict[int, Paper], keys: set[str]) -> Paper:
    """The paper with an id and a key of its own; one that was here before gets its old ones back."""
    id = paper_id(incoming, lambda id: id in made or id in library.papers)
    if retired := library.retired.get(id):
        return replace(incoming, id=id, key=retired.key, aliases=retired.aliases)
    return replace(incoming, id=id, key=_key(library, incoming, keys))


def _key(library: Library, paper: Paper, keys: set[str]) -> str:
    return free_key(base_key(paper.authors, paper.year, paper.title_text), library.keys.keys() | keys)

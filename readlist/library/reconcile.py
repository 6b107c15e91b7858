"""What several devices decided without knowing of each other, brought together where it does not fit.

Field by field the newest decision counts. That leaves decisions about papers that another device merged into others,
or removed, and papers that got the same key on two devices. Every device does the same in the same way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from readlist.library.library import Library
from readlist.library.repairs import marks_of_all
from readlist.model.change import Edit
from readlist.model.citekeys import base_key, free_key
from readlist.model.paper import Paper


def reconcile(library: Library, removed: Callable[[int], dict[str, Any] | None]) -> tuple[Edit, ...]:
    """The edits after which every decision is about a paper that is there, and every key one paper's.

    ``removed`` is the document that a paper had when it was last removed. Work in proportion to the library.
    """
    return (*_decisions(library, removed), *_keys(library))


def _decisions(library: Library, removed: Callable[[int], dict[str, Any] | None]) -> Iterator[Edit]:
    """Decisions go to the paper that theirs was merged into; a removed paper comes back with what was decided."""
    heirs: dict[int, list[int]] = defaultdict(list)
    for id in sorted(library.marks.keys() - library.papers.keys()):
        if (heir := library.heir(id)) is not None:
            heirs[heir].append(id)
        elif document := removed(id):
            yield Edit("papers", id, None, document)
    for heir, strays in heirs.items():
        both = marks_of_all([library.mark(id) for id in (heir, *strays)], heir)
        edits = [Edit.between("marks", library.marks.get(id), None) for id in strays]
        yield from filter(None, (Edit.between("marks", library.mark(heir), both), *edits))


def _keys(library: Library) -> Iterator[Edit]:
    """Of papers with one key the first keeps it."""
    owners: dict[str, list[int]] = defaultdict(list)
    for id in library.papers:
        owners[library.papers.key(id).lower()].append(id)
    given = dict.fromkeys((*owners, *library.keys), 0)
    for ids in (ids for ids in owners.values() if len(ids) > 1):
        _, *others = sorted((library.papers[id] for id in ids), key=_age)
        for paper in others:
            key = free_key(base_key(paper.authors, paper.year, paper.title_text), given)
            given[key.lower()] = paper.id
            yield Edit("papers", paper.id, {"key": paper.key}, {"key": key})


def _age(paper: Paper) -> tuple[str, int]:
    return paper.added, paper.id

"""Undo, redo and restore: which change is next, whether it still applies, and the edits that carry it out.

Every change names its parent, the newest change not undone when it was made. So the history is a tree of which
nothing is ever lost: undo walks towards the root, redo takes the newest child of where the library stands, and a new
change, being newer, ends the redo of its siblings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from readlist.library.library import Library, TableDocuments
from readlist.library.marking import Plan
from readlist.model.change import TABLES, Change, Edit, RetiredKeys
from readlist.model.paper import Document, Mark, Paper

_PINNED = ("key", "aliases")  # a key once given is never taken back


class HistoryError(Exception):
    """A change can't be undone or redone; the message says why."""


def _of_device(library: Library) -> Iterator[Change]:
    """The changes that this device may undo, newest first: its own, or all if it made none yet."""
    changes = library.history.values()
    if not any(c.device == library.device for c in reversed(changes)):
        return reversed(changes)
    return _made_here(library)


def _made_here(library: Library) -> Iterator[Change]:
    return made_by(library.device, reversed(library.history.values()))


def made_by(device: str | None, changes: Iterable[Change]) -> Iterator[Change]:
    """The changes of a device; those of older versions, which named none, are everyone's."""
    return (c for c in changes if c.device in (None, device))


def parent(library: Library) -> Change | None:
    """The change that a new one of this device follows."""
    return newest(_made_here(library))


def newest(changes: Iterable[Change]) -> Change | None:
    """Of changes, the newest first, the first that is not undone."""
    return next((c for c in changes if not c.undone), None)


def present(library: Library) -> Change | None:
    """The newest change of this device that is not undone."""
    return newest(_of_device(library))


def undoable(library: Library) -> int:
    """How many changes can be undone, one after the other."""
    return sum(not c.undone for c in _of_device(library))


def has_effect(library: Library, change: Change) -> bool:
    """Does any effect of a change remain? Another device may have decided otherwise since."""
    edits = [edit for edit in library.edits_of(change) if edit.table != "retired"]
    return not edits or any(_is_there(library, edit) for edit in edits)


def _is_there(library: Library, edit: Edit) -> bool:
    record = library.record(edit.table, edit.id)
    if edit.table != "marks" and (record is None or edit.after is None):
        return record is None and edit.after is None
    document = record.document() if record else {}
    after = edit.after or {}
    return any(document.get(name) == after.get(name) for name in {**(edit.before or {}), **after})


def follows(library: Library, change: Change, here: Change | None) -> bool:
    """Was a change made right after another one (None: the beginning of the history, or of what is left of it)?"""
    return change.parent == here.id if here else change.parent not in library.history


def redoable(library: Library) -> Change | None:
    """The change that redo brings back: the newest one made where the library stands now."""
    here = present(library)
    for change in _of_device(library):
        if follows(library, change, here):
            return change if change.undone else None
        if here and change.id <= here.id:
            return None
    return None


@dataclass(frozen=True, slots=True)
class Way:
    """The way from the present to another point of the history: changes to undo, then changes to redo."""

    undo: tuple[Change, ...]  # newest first
    redo: tuple[Change, ...]  # oldest first

    def __len__(self) -> int:
        return len(self.undo) + len(self.redo)


def way(library: Library, to: int) -> Way:
    """The steps to the point right after a change, 0 being the point before all.

    The history is a tree, so every point can be reached, even one that redo no longer leads to. Raises HistoryError
    if the history does not reach back to the last change that both points share.
    """
    here = present(library)
    back = _line(library, here.id if here else 0)
    forward = _line(library, to)
    common = next((id for id in back if id in set(forward)), None)
    if common is None:
        raise HistoryError("the history does not reach back to there")
    return Way(
        tuple(library.history[id] for id in back[: back.index(common)]),
        tuple(library.history[id] for id in reversed(forward[: forward.index(common)])),
    )


def _line(library: Library, id: int) -> list[int]:
    """A change and its ancestors, newest first, ending in 0, the beginning of the history."""
    line: list[int] = []
    while id in library.history:
        line.append(id)
        id = library.history[id].parent or 0
    return [*line, 0] if line else [id]


def undoing(library: Library, change: Change) -> tuple[Edit, ...]:
    """The edits that take a change back. Raises HistoryError if a later change touched the same."""
    edits = [_pinned(library, e.inverse()) for e in reversed(library.edits_of(change))]
    return _checked(library, change, edits, "undone")


def passing(change: Change) -> tuple[Edit, ...]:
    """The edits that let undo pass over a change that has no effect any more."""
    return (Edit("history", change.id, {}, {"undone": True}),)


def redoing(library: Library, change: Change) -> tuple[Edit, ...]:
    """The edits that carry a change out again. Raises HistoryError if a later change touched the same."""
    return _checked(library, change, [_pinned(library, e) for e in library.edits_of(change)], "redone")


def _checked(library: Library, change: Change, edits: list[Edit], what: str) -> tuple[Edit, ...]:
    edits = [now for e in edits if (now := _retirement(library, e) if e.table == "retired" else e)]
    for edit in edits:
        if not _applies(library, edit):
            paper = library.papers.get(edit.id)
            about = f" to {paper.key}" if paper else ""
            raise HistoryError(f"“{change.summary}” can't be {what}: a later change{about} touched the same")
    undone = what == "undone"
    flip = Edit("history", change.id, *(({}, {"undone": True}) if undone else ({"undone": True}, {})))
    return (*edits, *retiring(library, edits), flip)


def _pinned(library: Library, edit: Edit) -> Edit:
    """The edit without changes of keys: a paper keeps its keys, and comes back with those it had."""
    if edit.table != "papers" or edit.after is None:
        return edit
    after = _without_keys(edit.after)
    if edit.before is not None:
        return Edit(edit.table, edit.id, _without_keys(edit.before), after)
    had = library.retired.get(edit.id)
    return Edit(edit.table, edit.id, None, {**after, "key": had.key, **_aliases(had)} if had else edit.after)


def _aliases(had: RetiredKeys) -> dict[str, Any]:
    return {"aliases": list(had.aliases)} if had.aliases else {}


def _retirement(library: Library, edit: Edit) -> Edit | None:
    """The edit of retired keys as it has to be now: a paper that came and went may have been retired again since."""
    had = library.retired.get(edit.id)
    if had is None or (edit.before is not None and edit.after is not None):
        return edit if edit.after is not None else None
    if edit.after is None:
        return Edit(edit.table, edit.id, had.document(), None)
    return Edit.between(edit.table, had, RetiredKeys.of(edit.after, id=edit.id)) or Edit(edit.table, edit.id, {}, {})


def _without_keys(fields: Document) -> dict[str, Any]:
    return {n: v for n, v in fields.items() if n not in _PINNED}


def _applies(library: Library, edit: Edit) -> bool:
    """Does the library still have what the edit replaces?"""
    record = library.record(edit.table, edit.id)
    if edit.table == "marks":
        record = record or Mark(id=edit.id)
    elif record is None or edit.before is None:
        return record is None and edit.before is None
    document = record.document()
    if edit.after is None and edit.before is not None:
        return _without_keys(document) == _without_keys(edit.before)
    names = {**(edit.before or {}), **(edit.after or {})}
    return {n: document[n] for n in names if n in document} == (edit.before or {})


def retiring(library: Library, edits: list[Edit]) -> list[Edit]:
    """The edits that keep the keys of papers that leave reserved."""
    retired: list[Edit] = []
    given = {edit.id for edit in edits if edit.table == "retired"}
    for edit in edits:
        if edit.id in given:
            continue
        paper = library.papers.get(edit.id) if edit.table == "papers" and edit.after is None else None
        if isinstance(paper, Paper):
            new = RetiredKeys(id=paper.id, key=paper.key, aliases=paper.aliases)
            if change := Edit.between("retired", library.retired.get(paper.id), new):
                retired.append(change)
    return retired


# bringing back a library as it was

_KEPT_TABLES = frozenset({"history", "retired"})
"""TableDocuments that go on: the history only grows, a key that was given stays given."""


def plan_restore(library: Library, tables: TableDocuments, what: str) -> Plan:
    """The edits that give papers, decisions and all else the state of other tables; ``what`` names their origin.

    Raises ValueError where a document is no record.
    """
    changed = (table for table in TABLES if table not in _KEPT_TABLES)
    edits = [edit for table in changed for edit in _differences(library, table, tables.get(table, {}))]
    return Plan((*edits, *retiring(library, edits)), f"restored {what}")


def _differences(library: Library, table: str, documents: Mapping[int, Mapping[str, Any]]) -> Iterator[Edit]:
    now = {id: TABLES[table].of(document, id=id) for id, document in documents.items()}
    for id in {**dict.fromkeys(library.ids(table)), **dict.fromkeys(now)}:
        if edit := Edit.between(table, library.record(table, id), now.get(id)):
            yield edit

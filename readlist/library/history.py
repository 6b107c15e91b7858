"""Undo and redo: which change is next, whether it still applies, and the edits that carry it out.

Every change names its parent, the newest change not undone when it was made. So the history is a tree of which
nothing is ever lost: undo walks towards the root, redo takes the newest child of where the library stands, and a new
change, being newer, ends the redo of its siblings.
"""

from __future__ import annotations

from typing import Any

from readlist.library.library import Library
from readlist.models import Change, Edit, Fields, Mark, Paper, Retired

_PINNED = ("key", "aliases")  # a key once given is never taken back


class HistoryError(Exception):
    """A change can't be undone or redone; the message says why."""


def present(library: Library) -> Change | None:
    """The newest change that is not undone."""
    return next((c for c in reversed(library.history.values()) if not c.undone), None)


def undoable(library: Library) -> int:
    """How many changes can be undone, one after the other."""
    return sum(not c.undone for c in library.history.values())


def redoable(library: Library) -> Change | None:
    """The change that redo brings back: the newest one made where the library stands now."""
    here = present(library)
    parent = here.id if here else None
    for change in reversed(library.history.values()):
        if change.parent == parent:
            return change if change.undone else None
        if here and change.id <= here.id:
            return None
    return None


def undoing(library: Library, change: Change) -> tuple[Edit, ...]:
    """The edits that take a change back. Raises HistoryError if a later change touched the same."""
    edits = [_pinned(library, e.inverse()) for e in reversed(change.edits)]
    return _checked(library, change, edits, "undone")


def redoing(library: Library, change: Change) -> tuple[Edit, ...]:
    """The edits that carry a change out again. Raises HistoryError if a later change touched the same."""
    return _checked(library, change, [_pinned(library, e) for e in change.edits], "redone")


def _checked(library: Library, change: Change, edits: list[Edit], what: str) -> tuple[Edit, ...]:
    for edit in edits:
        if not _applies(library, edit):
            paper = library.papers.get(edit.id)
            about = f" to {paper.key}" if paper else ""
            raise HistoryError(f"“{change.summary}” can't be {what}: a later change{about} touched the same")
    undone = what == "undone"
    flip = Edit("history", change.id, {"undone": not undone}, {"undone": undone})
    return (*edits, *_retired(library, edits), flip)


def _pinned(library: Library, edit: Edit) -> Edit:
    """The edit without what it does to keys: a paper keeps those it has, and comes back with those it had."""
    if edit.table != "papers" or edit.after is None:
        return edit
    after = _without_keys(edit.after)
    if edit.before is not None:
        return Edit(edit.table, edit.id, _without_keys(edit.before), after)
    had = library.retired.get(edit.id)
    return Edit(edit.table, edit.id, None, {**after, "key": had.key, **_aliases(had)} if had else edit.after)


def _aliases(had: Retired) -> dict[str, Any]:
    return {"aliases": list(had.aliases)} if had.aliases else {}


def _without_keys(fields: Fields) -> dict[str, Any]:
    return {n: v for n, v in fields.items() if n not in _PINNED}


def _applies(library: Library, edit: Edit) -> bool:
    """Does the library still have what the edit replaces?"""
    record = library.record(edit.table, edit.id)
    if edit.before is None:
        return record is None
    if record is None:
        record = Mark(id=edit.id) if edit.table == "marks" else None
    if record is None:
        return False
    if edit.after is None:
        return _without_keys(record.document()) == _without_keys(edit.before)
    return all(record.field(n) == v for n, v in edit.before.items())


def _retired(library: Library, edits: list[Edit]) -> list[Edit]:
    """Papers that leave keep their keys reserved."""
    retired: list[Edit] = []
    said = {edit.id for edit in edits if edit.table == "retired"}
    for edit in edits:
        if edit.id in said:
            continue
        paper = library.papers.get(edit.id) if edit.table == "papers" and edit.after is None else None
        if isinstance(paper, Paper):
            new = Retired(id=paper.id, key=paper.key, aliases=paper.aliases)
            if change := Edit.between("retired", library.retired.get(paper.id), new):
                retired.append(change)
    return retired

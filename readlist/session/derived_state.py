"""The state of a library from which a derived file was made, and the changes since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from readlist.session.open_library import OpenLibrary


class CancelledError(Exception):
    """What was being made is no longer needed."""


def state_of(opened: OpenLibrary) -> dict[str, Any]:
    """Which state a library is in: the snapshot, and the changes since with whether undone."""
    changes = [[change.id, change.undone] for change in tuple(opened.library.history.values())]
    return {"origin": opened.origin, "changes": changes}


def stale_papers(opened: OpenLibrary, cached: Mapping[str, Any]) -> set[int] | None:
    """Ids of the papers whose facts changed since a state; None where that can't be told."""
    library, now = opened.library, state_of(opened)
    if cached.get("origin") != now["origin"]:
        return None
    before, after = dict(cached["changes"]), dict(now["changes"])
    toggled = [id for id, undone in after.items() if before.get(id) != undone]
    forgotten = before.keys() - after.keys()
    if forgotten and any(id in before for id in toggled):
        return None
    if before and not before.keys() & after.keys():
        return None
    return {e.id for id in toggled for e in library.edits_of(library.history[id]) if e.table == "papers"}

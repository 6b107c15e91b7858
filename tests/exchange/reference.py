"""What a set of lines means, said as simply as it can be: of every field and every member the newest write counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from readlist.model.change import Edit
from readlist.store.journal import Line
from readlist.store.registers import COLLECTIONS

Where = tuple[str, int]


def meaning(lines: Iterable[Line]) -> dict[Where, dict[str, Any]]:
    """Every document: fields to values, of collections to the set of their members as text."""
    edits: dict[Where, list[tuple[int, Edit]]] = {}
    for line in sorted(lines, key=lambda line: line.at):
        for edit in line.edits:
            edits.setdefault((edit.table, edit.id), []).append((line.at, edit))
    found = {where: _document(where[0], made) for where, made in edits.items()}
    return {where: document for where, document in found.items() if document}


def _document(table: str, edits: list[tuple[int, Edit]]) -> dict[str, Any] | None:
    marks = table == "marks"
    born = max((at for at, e in edits if e.before is None and not marks), default=0)
    gone = max((at for at, e in edits if e.after is None and not marks), default=0)
    touched = max((at for at, e in edits if e.after is not None or marks), default=0)
    if not marks and (not born or gone > touched):
        return None
    since = gone if born > gone else 0
    fields: dict[str, Any] = {}
    members: dict[str, dict[str, bool]] = {}
    for at, edit in edits:
        if at <= since or (edit.after is None and not marks):
            continue
        before, after = edit.before or {}, edit.after or {}
        for name in {**before, **after}:
            if name in COLLECTIONS.get(table, ()):
                old, new = _members(before.get(name)), _members(after.get(name))
                members.setdefault(name, {}).update(dict.fromkeys(old - new, False) | dict.fromkeys(new - old, True))
            elif name in after:
                fields[name] = after[name]
            else:
                fields.pop(name, None)
    return {**fields, **collections(members)}


def collections(members: dict[str, dict[str, bool]]) -> dict[str, frozenset[str]]:
    found = {name: frozenset(m for m, there in of_name.items() if there) for name, of_name in members.items()}
    return {name: there for name, there in found.items() if there}


def _members(value: Any) -> frozenset[str]:
    if isinstance(value, dict):
        return frozenset(f"{key}={member}" for key, member in value.items())
    encode = msgspec.json.Encoder(order="deterministic").encode
    return frozenset(m if isinstance(m, str) else encode(m).decode() for m in value or ())


def plain(table: str, document: dict[str, Any]) -> dict[str, Any]:
    """A document of the store in the form of ``meaning``."""
    collected = COLLECTIONS.get(table, frozenset())
    fields = {name: value for name, value in document.items() if name not in collected}
    return fields | {n: _members(document[n]) for n in collected & document.keys() if document[n]}

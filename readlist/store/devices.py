"""Changes of several devices as one history: whatever the order in which journals arrive, the state is the same.

For every field the newest write counts, by stamp and then by device. A document that one device removed and another
changed later stays, with what it had; one that two devices made has the fields of both, the newer ones where they
differ. A mark without its document is one in which nothing is decided: there is nothing to make or to remove, only
fields to change. So a folder of journals may be carried by git or by a service that copies files: no line is ever in
conflict with another, for each device only writes its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from readlist.model.change import Edit, changed
from readlist.store.journal import Line
from readlist.store.snapshot import Document
from readlist.store.tables import JournalStorage

Written = tuple[int, str, Line]
"""Stamp, device and line: in this order they count."""

_At = tuple[str, int]  # table and id
_State = dict[_At, Document | None]


def merged(since: Callable[[int], Iterable[Written]], at: int, storage: JournalStorage) -> Iterator[Edit]:
    """What makes the documents be as the lines of all devices say.

    ``at`` is the stamp of the oldest new line, ``since`` gives every line from a stamp on; the documents hold what
    came before, and perhaps what some of those lines did already. Where a document is made twice, or changed after it
    was removed, what came before matters too, and its whole history is read.
    """
    now: _State = {}
    hard: set[_At] = set()
    for op in _ops(since(at)):
        key = op.table, op.id
        old = now[key] if key in now else storage.table(op.table).get(op.id)
        if op.table == "marks":
            old = old or {}
        if op.after is not None and (op.before is None) is not (old is None):
            hard.add(key)
        now[key] = None if op.after is None else changed(old or {}, op.before or {}, op.after)
    if hard:
        now |= _from_the_beginning(since(0), hard)
    for (table, id), document in now.items():
        if change := Edit.of_documents(table, id, storage.table(table).get(id), document or None):
            yield change


def _from_the_beginning(lines: Iterable[Written], of: set[_At]) -> _State:
    now: _State = dict.fromkeys(of)
    removed: dict[_At, Document] = {}
    for op in _ops(lines):
        key = op.table, op.id
        if key not in of:
            continue
        old = now[key]
        if op.after is None:
            removed[key] = old or removed.get(key) or op.before or {}
            now[key] = None
        elif op.before is None:
            now[key] = {**old, **_with_key_of(old, op)} if old else op.after
        else:
            now[key] = changed(old if old is not None else removed.get(key, op.before), op.before, op.after)
    return now


def _with_key_of(old: Document, op: Edit) -> Document:
    """The fields of a paper that two devices made: it goes by both keys, since either may be cited somewhere."""
    after, key = op.after or {}, old.get("key")
    if op.table != "papers" or key in (None, after.get("key")):
        return after
    aliases = dict.fromkeys((*old.get("aliases", ()), *after.get("aliases", ()), key))
    return {**after, "aliases": list(aliases)}


def _ops(lines: Iterable[Written]) -> Iterator[Edit]:
    for _, _, line in sorted(lines, key=lambda written: written[:2]):
        for op in line.ops:
            if op.table == "marks":
                op = Edit(op.table, op.id, op.before or {}, op.after or {})
            yield op

"""The journals of several devices as one history: each written by its device alone, all read together.

Whatever the order in which journals arrive, the state is the same. For every field the newest write counts, by stamp
and then by device. A document that one device removed and another changed later stays, with what it had; one that two
devices made has the fields of both, the newer ones where they differ. So a folder of journals may be carried by git or
by a service that copies files: no line is ever in conflict with another.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from readlist.model.change import Edit, changed
from readlist.store.files import StoreError
from readlist.store.journal import BadLineError, Journal, Line
from readlist.store.snapshot import Document
from readlist.store.tables import Tables

DatedLine = tuple[int, str, Line]
"""Stamp, device and line: in this order they count."""


class Journals:
    """A folder with a file for every device, named after it."""

    def __init__(self, folder: Path, device: str) -> None:
        self.folder = folder
        self.device = device
        self.own = Journal(folder / f"{device}.jsonl")

    def all(self) -> dict[str, Journal]:
        """Device → journal."""
        return {path.stem: Journal(path) for path in sorted(self.folder.glob("*.jsonl"))}

    def sizes(self) -> dict[str, int]:
        """Device → bytes of its journal; {} where they can't be listed. Every command asks."""
        with contextlib.suppress(OSError), os.scandir(self.folder) as found:
            return {e.name.removesuffix(".jsonl"): e.stat().st_size for e in found if e.name.endswith(".jsonl")}
        return {}

    def read_new(self, ends: dict[str, int]) -> list[DatedLine]:
        """The lines of all devices from certain places on, in order; the places move on. Raises StoreError."""
        new: list[DatedLine] = []
        for device, journal in self.all().items():
            try:
                tail = journal.read(ends.get(device, 0))
            except OSError as error:
                raise StoreError(f"{journal.path} can't be read: {error.strerror}") from None
            if tail.bad:
                raise StoreError(
                    f"{journal.path} is damaged at byte {tail.bad[0]:,}: `readlist doctor --repair` takes what is whole"
                )
            ends[device] = tail.end
            new += ((line.at, device, line) for line in tail.lines)
        return sorted(new, key=_order)

    def since(self, at: int) -> Iterator[DatedLine]:
        """Every device's lines from a stamp on. Raises StoreError."""
        for device, journal in self.all().items():
            try:
                lines = journal.read(journal.place(at)).lines
            except (OSError, BadLineError) as error:
                raise StoreError(f"{journal.path}: {error}") from None
            yield from ((line.at, device, line) for line in lines)

    def lines(self) -> list[Line]:
        """Every whole line, oldest first. Raises OSError."""
        found = [line for journal in self.all().values() for line in journal.read(0).lines]
        return sorted(found, key=lambda line: line.at)

    def removed(self, table: str, id: int) -> Document | None:
        """The document that was last removed under an id; None where the journals tell of none. Raises OSError."""
        for line in reversed(self.lines()):
            for edit in line.edits:
                if (edit.table, edit.id, edit.after) == (table, id, None):
                    before: Document | None = edit.before
                    return before
        return None

    def find(self, at: int) -> Line:
        """The line of a stamp. Raises StoreError."""
        for journal in self.all().values():
            try:
                if line := journal.find(at):
                    return line
            except (OSError, BadLineError) as error:
                raise StoreError(f"{journal.path}: {error}") from None
        raise StoreError(f"{self.folder} no longer has this change: it can't be undone")


_At = tuple[str, int]  # table and id
_State = dict[_At, Document | None]


def merged(since: Callable[[int], Iterable[DatedLine]], at: int, tables: Tables) -> Iterator[Edit]:
    """What makes the documents be as the lines of all devices say.

    ``at`` is the stamp of the oldest new line, ``since`` gives every line from a stamp on; the documents hold what
    came before, and perhaps what some of those lines did already. Where a document is made twice, or changed after it
    was removed, what came before matters too, and its whole history is read.
    """
    now: _State = {}
    hard: set[_At] = set()
    for edit in _edits(since(at)):
        key = edit.table, edit.id
        old = now[key] if key in now else tables[edit.table].get(edit.id)
        if edit.table == "marks":
            old = old or {}
        if edit.after is not None and (edit.before is None) is not (old is None):
            hard.add(key)
        now[key] = None if edit.after is None else changed(old or {}, edit.before or {}, edit.after)
    if hard:
        now |= _from_the_beginning(since(0), hard)
    for (table, id), document in now.items():
        if change := Edit.of_documents(table, id, tables[table].get(id), document or None):
            yield change


def _from_the_beginning(lines: Iterable[DatedLine], of: set[_At]) -> _State:
    now: _State = dict.fromkeys(of)
    removed: dict[_At, Document] = {}
    for edit in _edits(lines):
        key = edit.table, edit.id
        if key not in of:
            continue
        old = now[key]
        if edit.after is None:
            removed[key] = old or removed.get(key) or edit.before or {}
            now[key] = None
        elif edit.before is None:
            now[key] = {**old, **_with_key_of(old, edit)} if old else edit.after
        else:
            now[key] = changed(old if old is not None else removed.get(key, edit.before), edit.before, edit.after)
    return now


def _with_key_of(old: Document, edit: Edit) -> Document:
    """The fields of a paper that two devices made: it goes by both keys, since either may be cited somewhere."""
    after, key = edit.after or {}, old.get("key")
    if edit.table != "papers" or key in (None, after.get("key")):
        return after
    aliases = dict.fromkeys((*old.get("aliases", ()), *after.get("aliases", ()), key))
    return {**after, "aliases": list(aliases)}


def _edits(lines: Iterable[DatedLine]) -> Iterator[Edit]:
    """The edits of all lines in order. Of marks there is nothing to make or to remove, only fields to change."""
    for _, _, line in sorted(lines, key=_order):
        for edit in line.edits:
            if edit.table == "marks":
                yield Edit(edit.table, edit.id, edit.before or {}, edit.after or {})
            else:
                yield edit


def _order(dated: DatedLine) -> tuple[int, str]:
    return dated[:2]

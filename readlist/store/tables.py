"""The documents of a library in memory, by table."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec import UNSET

from readlist.model.change import Edit
from readlist.store.files import dumps
from readlist.store.journal import Line
from readlist.store.registers import Registers
from readlist.store.snapshot import ASIDE, STAMPS, Document, Lines


class Documents(Mapping[int, Document]):
    """The documents of a table: those of a snapshot, overlaid by those that changed since.

    A document that changes is replaced, never modified, so references to the old one stay valid.
    """

    def __init__(self, base: Mapping[int, Document] | None = None) -> None:
        self.base: Mapping[int, Document] = base if base is not None else {}
        self.changed: dict[int, Document | None] = {}  # None: removed

    def put(self, id: int, document: Document | None) -> None:
        if document is None and id not in self.base:
            self.changed.pop(id, None)
        else:
            self.changed[id] = document

    def __getitem__(self, id: int) -> Document:
        if id in self.changed:
            if (document := self.changed[id]) is None:
                raise KeyError(id)
            return document
        return self.base[id]

    def __iter__(self) -> Iterator[int]:
        yield from (id for id in self.base if id not in self.changed)
        yield from (id for id, document in self.changed.items() if document is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self) if self.changed else len(self.base)

    def __contains__(self, id: object) -> bool:
        if id in self.changed:
            return self.changed[id] is not None
        return id in self.base

    def all(self) -> Mapping[int, Document]:
        """Every document at once."""
        whole = self.base.all() if isinstance(self.base, Lines) else dict(self.base)
        for id, document in self.changed.items():
            if document is None:
                whole.pop(id, None)
            else:
                whole[id] = document
        return whole

    def copied(self, id: int) -> Document:
        """A copy of a document."""
        if isinstance(self.base, Lines) and id not in self.changed:
            return self.base[id]  # decoded just now
        return copy.deepcopy(self[id])

    def frozen(self, without: Iterable[int] = ()) -> Documents:
        """A copy of the present documents, without some, that later changes do not affect."""
        frozen = Documents(self.base)
        frozen.changed = self.changed | dict.fromkeys(without)
        return frozen

    def pieces(self) -> Iterator[bytes]:
        """The documents in the snapshot's form; unchanged ones are not decoded."""
        if isinstance(self.base, Lines):
            yield from self.base.raw(frozenset(self.changed))
        else:
            yield from (_line(id, d) for id, d in self.base.items() if id not in self.changed)
        yield from (_line(id, d) for id, d in self.changed.items() if d is not None)


def _line(id: int, document: Document) -> bytes:
    return b'"%d":%b' % (id, dumps(document))


Where = tuple[str, int]
"""Table and id of a document."""


class Tables(dict[str, Documents]):
    """The tables of a library in memory; one that nobody has written to is empty.

    Beside each table is what its documents do not show: the stamps of their fields, and what waits or was removed. That
    is needed only for late lines and for a snapshot: a newer line that fits its document is simply applied.
    """

    def __init__(self, tables: Mapping[str, Mapping[int, Document]], newest: int = 0) -> None:
        super().__init__((n, Documents(base)) for n, base in tables.items() if not n.endswith((STAMPS, ASIDE)))
        self.stamps, self.aside = (
            defaultdict(Documents, {n.removesuffix(s): Documents(b) for n, b in tables.items() if n.endswith(s)})
            for s in (STAMPS, ASIDE)
        )
        self.newest = newest  # the newest stamp of all lines
        # since the registers were stored: the document as it was then, and what was done to it
        self._applied: dict[Where, tuple[Document | None, list[tuple[int, Edit]]]] = {}

    def __missing__(self, name: str) -> Documents:
        self[name] = documents = Documents()
        return documents

    def exact(self, edits: Iterable[Edit]) -> Iterator[Edit]:
        """The edits reduced to their effect on the present documents, without those that have none."""
        for edit in edits:
            old = self[edit.table].get(edit.id)
            if exact := Edit.of_documents(edit.table, edit.id, old, edit.apply(old)):
                yield exact

    def merge(self, lines: Iterable[Line]) -> tuple[Edit, ...]:
        """Take in lines, the oldest first; returns the effect on the documents."""
        done: list[Edit] = []
        joined: dict[Where, Registers] = {}
        for line in lines:
            for edit in line.edits:
                where = edit.table, edit.id
                if where not in joined and line.at > self.newest and self._fits(edit):
                    old = self[edit.table].get(edit.id)
                    self[edit.table].put(edit.id, edit.apply(old))
                    self._applied.setdefault(where, (old, []))[1].append((line.at, edit))
                    done.append(edit)
                else:
                    self._registers_of(where, joined).write(edit, line.at)
            for known in line.state:
                of_line = Registers.of(known.table, known.document, known.stamps, known.aside)
                self._registers_of((known.table, known.id), joined).join(of_line)
            self.newest = max(self.newest, line.at)
        for (table, id), registers in joined.items():
            old = self[table].get(id)
            self._store(table, id, registers)
            if change := Edit.of_documents(table, id, old, self[table].get(id)):
                done.append(change)
        return tuple(done)

    def _fits(self, edit: Edit) -> bool:
        """Is a document in the state on which the edit was made?"""
        document = self[edit.table].get(edit.id)
        if edit.table == "marks":
            document = document or {}
        elif document is None or edit.before is None:
            return document is None and edit.before is None and edit.id not in self.aside[edit.table]
        before, after = edit.before or {}, edit.after or {}
        return all(document.get(n, UNSET) == before.get(n, UNSET) for n in {**before, **after})

    def registers(self, table: str, id: int) -> Registers:
        """The registers of a document, as a copy."""
        base, applied = self._applied.get((table, id)) or (self[table].get(id), ())
        registers = Registers.of(table, base, self.stamps[table].get(id), self.aside[table].get(id))
        for at, edit in applied:
            registers.write(edit, at)
        return registers

    def _registers_of(self, where: Where, joined: dict[Where, Registers]) -> Registers:
        if where not in joined:
            joined[where] = self.registers(*where)
        return joined[where]

    def _store(self, table: str, id: int, registers: Registers) -> None:
        self._applied.pop((table, id), None)
        document, stamps, aside = registers.stored()
        if document != self[table].get(id):
            self[table].put(id, document)
        self.stamps[table].put(id, stamps or None)
        self.aside[table].put(id, aside)

    def all(self) -> dict[str, Documents]:
        """Every table in its present state, with what is beside it, in the form of a snapshot."""
        for where in tuple(self._applied):
            self._store(*where, self.registers(*where))
        beside = {f"{n}{STAMPS}": d for n, d in self.stamps.items()} | {f"{n}{ASIDE}": d for n, d in self.aside.items()}
        return {**self, **beside}

    def places(self) -> Iterator[Where]:
        """The tables and ids of all documents: present, removed or waiting."""
        for table in {*self, *self.stamps}:
            yield from ((table, id) for id in dict.fromkeys((*self[table], *self.stamps[table], *self.aside[table])))

    def waiting(self) -> int:
        """How many documents wait for the line that makes them."""
        return sum(self.registers(table, id).waits for table, beside in self.aside.items() for id in beside)


def between(old: Mapping[str, Mapping[int, Document]], new: Mapping[str, Mapping[int, Document]]) -> Iterator[Edit]:
    """The edits that turn the documents of some tables into those of others."""
    for name in {**old, **new}:
        before, after = old.get(name, {}), new.get(name, {})
        for id in {**dict.fromkeys(before), **dict.fromkeys(after)}:
            if edit := Edit.of_documents(name, id, before.get(id), after.get(id)):
                yield edit

"""The documents of a library in memory, by table."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping

from readlist.model.change import Edit
from readlist.store.files import dumps
from readlist.store.snapshot import Document, Lines


class Documents(Mapping[int, Document]):
    """The documents of a table: those of a snapshot, and over them what changed since.

    A changed document is replaced, never altered, so that whoever has one keeps what he was given.
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
        """A document of the caller's own."""
        if isinstance(self.base, Lines) and id not in self.changed:
            return self.base[id]  # decoded just now
        return copy.deepcopy(self[id])

    def frozen(self, without: Iterable[int] = ()) -> Documents:
        """The documents as they are now, whatever comes later, less some."""
        frozen = Documents(self.base)
        frozen.changed = self.changed | dict.fromkeys(without)
        return frozen

    def pieces(self) -> Iterator[bytes]:
        """The documents as a snapshot has them; what did not change is not decoded."""
        if isinstance(self.base, Lines):
            yield from self.base.raw(frozenset(self.changed))
        else:
            yield from (_line(id, d) for id, d in self.base.items() if id not in self.changed)
        yield from (_line(id, d) for id, d in self.changed.items() if d is not None)


def _line(id: int, document: Document) -> bytes:
    return b'"%d":%b' % (id, dumps(document))


class Tables(dict[str, Documents]):
    """The tables of a library in memory; one that nobody has written to is empty."""

    def __init__(self, tables: Mapping[str, Mapping[int, Document]]) -> None:
        super().__init__((name, Documents(base)) for name, base in tables.items())

    def __missing__(self, name: str) -> Documents:
        self[name] = documents = Documents()
        return documents

    def exact(self, edits: Iterable[Edit]) -> Iterator[Edit]:
        """The edits as what they do to the documents that are there; without those that do nothing."""
        for edit in edits:
            old = self[edit.table].get(edit.id)
            if exact := Edit.of_documents(edit.table, edit.id, old, edit.apply(old)):
                yield exact

    def apply(self, edits: Iterable[Edit]) -> None:
        """Carry out edits in memory."""
        for edit in edits:
            documents = self[edit.table]
            documents.put(edit.id, edit.apply(documents.get(edit.id)))


def between(old: Mapping[str, Mapping[int, Document]], new: Mapping[str, Mapping[int, Document]]) -> Iterator[Edit]:
    """What turns the documents of some tables into others."""
    for name in {**old, **new}:
        before, after = old.get(name, {}), new.get(name, {})
        for id in {**dict.fromkeys(before), **dict.fromkeys(after)}:
            if edit := Edit.of_documents(name, id, before.get(id), after.get(id)):
                yield edit

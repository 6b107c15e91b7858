"""TinyDB on a journal: a storage and a table, through TinyDB's own extension points.

The stock ones read and write the whole database for every change. Here a table hands its updater a live view of the
documents, sees what became of those it handed out, and the storage is told of these alone, as ``Edit``. TinyDB's public
interface stays as it is; ``_read_table`` and ``_update_table`` are the two methods that its manual names for this.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from readlist.model.change import Edit
from readlist.store.plain import dumps
from readlist.store.snapshot import Document, Lines

Commit = Callable[[tuple[Edit, ...]], None]


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


class _ById(Mapping[str, Document]):
    """The documents as TinyDB reads a table: under their ids as text, each the reader's own."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def __getitem__(self, id: str) -> Document:
        return self._documents.copied(int(id))

    def __iter__(self) -> Iterator[str]:
        return map(str, self._documents)

    def __len__(self) -> int:
        return len(self._documents)


class _Live(MutableMapping[int, Any]):
    """What an updater is given: the documents it looks at are copies, and what becomes of them is noted."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._now: dict[int, Document | None] = {}

    def __getitem__(self, id: int) -> Document:
        if id not in self._now:
            self._now[id] = self._documents.copied(id)
        if (document := self._now[id]) is None:
            raise KeyError(id)
        return document

    def __setitem__(self, id: int, document: Document) -> None:
        self._now[id] = document

    def __delitem__(self, id: int) -> None:
        if id not in self:
            raise KeyError(id)
        self._now[id] = None

    def __iter__(self) -> Iterator[int]:
        yield from (id for id in self._documents if self._now.get(id, ...) is not None)
        yield from [id for id, new in self._now.items() if new is not None and id not in self._documents]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, id: object) -> bool:
        if id in self._now:
            return self._now[id] is not None
        return id in self._documents

    def ops(self, table: str) -> Iterator[Edit]:
        """What was done."""
        for id, new in self._now.items():
            if op := Edit.of_documents(table, id, self._documents.get(id), new):
                yield op


class JournalStorage(Storage):
    """The database in memory; what changes goes to ``commit``, which writes it or raises."""

    def __init__(self, tables: Mapping[str, Mapping[int, Document]], commit: Commit) -> None:
        self.tables = {name: Documents(base) for name, base in tables.items()}
        self._commit = commit
        self._held: list[Edit] | None = None  # in a transaction: what it has done so far

    def table(self, name: str) -> Documents:
        return self.tables.setdefault(name, Documents())

    def apply(self, ops: tuple[Edit, ...] | list[Edit]) -> None:
        """Do in memory what is on disk."""
        for op in ops:
            documents = self.table(op.table)
            documents.put(op.id, op.apply(documents.get(op.id)))

    def exact(self, edits: Iterable[Edit]) -> Iterator[Edit]:
        """The edits as what they do to the documents that are there; without those that do nothing."""
        for edit in edits:
            old = self.table(edit.table).get(edit.id)
            if op := Edit.of_documents(edit.table, edit.id, old, edit.apply(old)):
                yield op

    def change(self, ops: tuple[Edit, ...]) -> None:
        """Do it, on disk first; within a transaction at its end. Raises what ``commit`` raises, nothing done."""
        if not ops:
            return
        if self._held is None:
            self._commit(ops)
        else:
            self._held += ops
        self.apply(ops)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Make one change of all that is done inside; an exception takes it back."""
        held = self._held = []
        try:
            yield
            if held:
                self._commit(tuple(held))
        except BaseException:
            self.apply([op.inverse() for op in reversed(held)])
            raise
        finally:
            self._held = None

    # as TinyDB knows a storage

    def read(self) -> dict[str, Any]:
        return {name: _ById(documents) for name, documents in self.tables.items()}

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace the database: what TinyDB does to drop tables."""
        ops = []
        for name in {**self.tables, **data}:
            old, new = self.table(name), {int(id): dict(d) for id, d in data.get(name, {}).items()}
            ids = {**dict.fromkeys(old), **dict.fromkeys(new)}
            ops += [op for id in ids if (op := Edit.of_documents(name, id, old.get(id), new.get(id)))]
        self.change(tuple(ops))
        for name in self.tables.keys() - data.keys():
            del self.tables[name]


class JournalTable(Table):
    """A table whose changes cost what they change."""

    default_query_cache_capacity = 0  # other processes change the documents too
    _storage: JournalStorage

    def _read_table(self) -> Any:
        return _ById(self._storage.table(self.name))

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        live = _Live(self._storage.table(self.name))
        updater(live)
        self._storage.change(tuple(live.ops(self.name)))
        self.clear_cache()


class JournalDB(TinyDB):
    """TinyDB with such tables."""

    table_class = JournalTable


def database(storage: JournalStorage) -> JournalDB:
    """TinyDB on a storage that is there already; it makes its storage by calling a class."""
    return JournalDB(storage=lambda: storage)

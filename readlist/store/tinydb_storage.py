"""A TinyDB storage for scripts, to read and change a library while readlist has it open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from readlist.library.history import made_by, newest
from readlist.model.change import TABLES, Change, Edit
from readlist.model.text import count
from readlist.store.snapshot import Document
from readlist.store.store import Store
from readlist.store.tables import Documents, between


class LibraryStorage(Storage):
    """A library folder under TinyDB::

        db = TinyDB("/home/ann/.local/share/readlist", storage=LibraryStorage)
        marks = db.table("marks", cache_size=0)  # without TinyDB's own cache: readlist changes documents too
        marks.upsert(Document({"tags": ["to cite"]}, doc_id=paper.doc_id))

    Every such call is one change of the history, which ``readlist undo`` takes back; it writes the fields that differ
    and leaves alone what readlist wrote meanwhile. Records of a wrong shape, and changes of the history itself, are
    refused with ValueError. Tables of the script's own are stored, but have no history.
    """

    def __init__(self, folder: Path | str, device: str | None = None) -> None:
        if device is None:
            from readlist.platform.paths import device_name

            device = device_name()
        self._store = Store(Path(folder), device)
        self._given: Mapping[str, Documents] = {}  # what TinyDB read last

    def read(self) -> dict[str, Any]:
        """Every table as it is on disk: text of the id → a copy of the document. Raises StoreError."""
        self._store.refresh()
        self._given = {name: documents.frozen() for name, documents in self._store.tables.items()}
        return {name: TinyTable(documents) for name, documents in self._given.items()}

    def write(self, data: Mapping[str, Mapping[Any, Mapping[str, Any]]]) -> None:
        """Write what TinyDB changed since it read, as one change of the history. Raises StoreError, ValueError.

        TinyDB's own ``Table`` hands over every document of its table: 0.2 s for a script at 10,000 papers. readlist
        does not go through it: ``Store.append`` costs what it changes.
        """
        store = self._store
        edits = differences(self._given, data)
        if not edits:
            return
        with store.writing():
            store.refresh()
            at = store.next_stamp()
            edits = [checked(edit, store.tables[edit.table].get(edit.id)) for edit in edits]
            if any(edit.table in TABLES for edit in edits):
                edits.append(Edit("history", at, None, self._change(len(edits), at).document()))
            store.append(edits, at)

    def _change(self, n: int, at: int) -> Change:
        """The record of a change that a script makes."""
        history = self._store.tables["history"]
        changes = (Change.of(history[id], id=id) for id in sorted(history, reverse=True))
        parent = newest(made_by(self._store.device, changes))
        moment = datetime.fromtimestamp(at // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return Change(
            at=moment,
            command="script",
            summary=f"changed {count(n, 'record')} by a script",
            parent=parent.id if parent else None,
            device=self._store.device,
        )


class TinyTable(Mapping[str, Document]):
    """A table in the form that TinyDB reads: id as text → a copy of the document."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def __getitem__(self, id: str) -> Document:
        return self._documents.copied(int(id))

    def __iter__(self) -> Iterator[str]:
        return map(str, self._documents)

    def __len__(self) -> int:
        return len(self._documents)


def differences(given: Mapping[str, Documents], data: Mapping[str, Mapping[Any, Mapping[str, Any]]]) -> list[Edit]:
    """What TinyDB changed in the tables that it was given; untouched ones are still ``TinyTable``.

    Raises ValueError where the history was changed.
    """
    touched = [name for name in {**given, **data} if not isinstance(data.get(name), TinyTable)]
    old = {name: given[name].all() for name in touched if name in given}
    new = {name: {int(id): dict(d) for id, d in data.get(name, {}).items()} for name in touched}
    edits = list(between(old, new))
    if any(edit.table == "history" for edit in edits):
        raise ValueError("the history is written by readlist alone")
    return edits


def checked(edit: Edit, document: Document | None) -> Edit:
    """A script's edit in readlist's form: without fields that have their default. Raises ValueError."""
    new = edit.apply(document)
    if new is None or (record := TABLES.get(edit.table)) is None:
        return edit
    others = {n: v for n, v in new.items() if n not in record.__struct_fields__}
    return Edit.of_documents(edit.table, edit.id, document, {**others, **record.of(new).document()}) or edit

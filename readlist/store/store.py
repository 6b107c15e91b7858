"""Where a library is kept: a folder whose ``library.json`` is an ordinary TinyDB file.

``Store`` is all that the rest of readlist knows of it: load, append edits (durable when the call returns), notice
what others wrote. How that is done is this folder's own business.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.table import Document

from readlist.models import TABLES, Edit
from readlist.store.files import StoreError, UnsafeError, locked, make_folder, remove_leftovers
from readlist.store.storage import AtomicStorage, Data, damaged
from readlist.text import clean_values

VERSION = 1
"""Of the form of the library on disk. A newer one is refused."""

_META = 1  # doc id of the one document in the table ``meta``


class Store:
    """A library folder. Nothing is made before the first write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "library.json"
        self._storage = AtomicStorage(self.path)
        self._seen: tuple[int, int, int] | None = None

    def load(self) -> dict[str, dict[int, dict[str, Any]]]:
        """Every table's documents by id. A library that isn't there is empty. Raises StoreError."""
        state = self._state()
        data = self._storage.read() or {}
        self._check_version(data)
        try:
            tables = {
                table: {int(id): clean_values(dict(document)) for id, document in data.get(table, {}).items()}
                for table in TABLES
            }
        except (TypeError, ValueError, AttributeError, RecursionError):
            raise self.damage() from None
        self._seen = state
        return tables

    def damage(self) -> StoreError:
        """What is to be said where the documents make no sense."""
        return damaged(self.path)

    def exists(self) -> bool:
        """Has the library been written yet?"""
        return self.folder.is_dir()

    def changed(self) -> bool:
        """Has anything else written the library since it was last loaded or appended to here?"""
        return self._state() != self._seen

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer. Raises StoreError where the folder can't be written."""
        with contextlib.ExitStack() as stack:
            try:
                make_folder(self.folder)
                stack.enter_context(locked(self.folder / "lock"))
                remove_leftovers(self.path)
            except OSError as error:
                raise StoreError(self._unwritable(error)) from None
            yield

    def append(self, edits: Sequence[Edit]) -> None:
        """Carry out edits on disk, all or none; they are safe when this returns. Call it while ``writing``.

        No record occurs twice among the edits.
        Raises StoreError; then the library on disk is as it was.
        """
        try:
            with self._storage.transaction():
                db = TinyDB(storage=_given(self._storage))
                self._check_version(self._storage.read() or {})
                if not db.table("meta").contains(doc_id=_META):
                    db.table("meta").insert(Document({"version": VERSION}, doc_id=_META))
                for table in TABLES:
                    if here := [e for e in edits if e.table == table]:
                        _carry_out(db, table, here)
        except UnsafeError as error:
            reason = error.strerror or error
            raise StoreError(f"{self.path}: {reason}: the change is written, but a power cut may lose it") from None
        except OSError as error:
            raise StoreError(self._unwritable(error)) from None
        self._seen = self._state()

    def _state(self) -> tuple[int, int, int] | None:
        try:
            s = self.path.stat()
        except OSError:
            return None
        return s.st_ino, s.st_mtime_ns, s.st_size

    def _check_version(self, data: Data) -> None:
        if not data:
            return
        try:
            found = data["meta"][str(_META)]["version"]
        except (KeyError, TypeError):
            raise self.damage() from None
        if found != VERSION:
            raise StoreError(
                f"{self.path} was written by another readlist (library version {found}, this one knows {VERSION}): "
                "open it with that one, or update readlist"
            )

    def _unwritable(self, error: OSError) -> str:
        return f"cannot write to {self.folder}: {error.strerror or error}: nothing was changed"


def _given(storage: AtomicStorage) -> Any:
    """TinyDB makes its storage by calling a class; ours is made already."""
    return lambda: storage


def _carry_out(db: TinyDB, table: str, edits: Sequence[Edit]) -> None:
    """The edits of one table, each of another record, in three calls whatever their number.

    A document that is changed is first made where it is missing, and removed where nothing but defaults is left:
    so documents have one form, that in which records are loaded.
    """
    documents = db.table(table)
    gone = [e.id for e in edits if e.after is None and documents.contains(doc_id=e.id)]
    if gone:
        documents.remove(doc_ids=gone)
    changed = [e for e in edits if e.before is not None and e.after is not None]
    missing = [e.id for e in changed if not documents.contains(doc_id=e.id)]
    made = [Document(dict(e.after), doc_id=e.id) for e in edits if e.before is None and e.after is not None]
    documents.insert_multiple([*made, *(Document({}, doc_id=id) for id in missing)])
    if changed:
        pending = iter(changed)
        defaults = TABLES[table].defaults()
        documents.update(lambda document: _edit(document, next(pending), defaults), doc_ids=[e.id for e in changed])
        empty = [e.id for e in changed if not documents.get(doc_id=e.id)]
        if empty:
            documents.remove(doc_ids=empty)


def _edit(document: Any, edit: Edit, defaults: Mapping[str, Any]) -> None:
    for name, value in (edit.after or {}).items():
        if name in defaults and value == defaults[name]:
            document.pop(name, None)
        else:
            document[name] = value


__all__ = ["VERSION", "Store", "StoreError"]

"""Where a library is stored: a folder with ``library.json``, an ordinary TinyDB file, and the journal of changes since.

``Store`` is all that the rest of readlist knows of it: load, append edits (durable when the call returns), read what
others wrote, write the snapshot anew. Every change is one line of this device's journal, which only grows. A snapshot
is the state at some place of every journal, so whoever reads it and the rest of the journals has the library, without
a lock and at any moment; and the journals alone, read from their beginning, give it too.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from readlist.model.change import TABLES, Edit
from readlist.store import backups
from readlist.store.devices import Journals, merged
from readlist.store.files import StoreError, locked, make_folder, put_in_place, remove, remove_leftovers, write_beside
from readlist.store.journal import Journal, Line, encode
from readlist.store.snapshot import (
    VERSION,
    Document,
    Lines,
    NoSnapshotError,
    Snapshot,
    UnreadError,
    is_whole,
    laid_out,
    read_snapshot,
)
from readlist.store.tables import Documents, Tables, between

HISTORY_KEPT = 2000
"""Changes that stay in the snapshot, and so can be undone; the journals have all."""

_UNDOABLE = TABLES.keys() - {"history"}  # a script may have tables of its own

_TAIL = 1 << 16  # bytes of journal behind a snapshot that are never too many
_SHARE = 32  # of a greater tail: the part of the snapshot's size at which it is written anew

_State = tuple[int, int, int]


class Store:
    """A library folder, and in it the journal of one device. Nothing is made before the first write."""

    def __init__(self, folder: Path, device: str) -> None:
        self.folder = folder
        self.path = folder / "library.json"
        self.last = 0  # the newest stamp
        self._journals = Journals(folder / "journal", device)
        self.origin = ""  # changes when other hands change the file
        self._native = True  # the file is in readlist's own form, of this version
        self._appended = False  # has this process appended to the journal?
        self._version = VERSION
        self._ends: dict[str, int] = {}  # device → how far its journal was read
        self._snapshot_ends: dict[str, int] = {}  # the same, for what is in the snapshot
        self._file_state: _State | None = None  # of the file
        self._tables: Tables | None = None  # None: not loaded yet

    # reading

    def load(self) -> Loaded:
        """The library. One that isn't there is empty. Raises StoreError."""
        state = self._state()
        snapshot = self._read_snapshot()
        self.origin = str(snapshot.meta.get("origin") if snapshot.native and state else os.urandom(16).hex())
        self._version = int(snapshot.meta["version"])
        self._native = snapshot.native and self._version == VERSION
        self._snapshot_ends = {str(d): int(end) for d, end in snapshot.meta.get("journals", {}).items()}
        if self._is_copy():  # its journals stayed where it came from
            self._native, self._snapshot_ends = False, {}
        self._ends = dict(self._snapshot_ends)
        self._file_state = state
        self.last = int(snapshot.meta.get("last", 0))
        self._tables = Tables(snapshot.tables)
        edits = self._read_journals()
        if edits is None:
            own = self._journals.own
            raise StoreError(
                f"{own.path} has {own.size():,} bytes where {self.path.name} tells of "
                f"{self._ends[self._journals.device]:,}: put it back, or let `readlist doctor --repair` go on with "
                "what is there"
            )
        stamp = self._stamp_of(state) if self._native else None
        return Loaded(self._whole(snapshot.tables), edits, stamp)

    def _stamp_of(self, state: _State | None) -> str | None:
        return "-".join(map(str, state)) if state else None

    def _whole(self, tables: Mapping[str, Mapping[int, Document]]) -> dict[str, Mapping[int, Document]]:
        """The tables with their documents decoded, but those of papers."""
        with self._decoding():
            return {n: t.all() if isinstance(t, Lines) and n != "papers" else t for n, t in tables.items()}

    @contextlib.contextmanager
    def _decoding(self) -> Iterator[None]:
        """Documents of the file are read inside, which shows its damage. Raises StoreError."""
        try:
            yield
        except NoSnapshotError:
            raise self.damage() from None
        except UnreadError as error:
            raise self.damage(error) from None

    def _read_snapshot(self) -> Snapshot:
        try:
            snapshot = read_snapshot(self.path)
            backups.refuse_other(self.path, snapshot.meta["version"])
        except FileNotFoundError:
            if self.path.is_symlink():
                where = self.path.readlink()
                raise StoreError(f"{self.path} is a link to {where}, which is not there: is a disk missing?") from None
            if self._journals.own.size() or backups.copies(self.folder):
                way = backups.way_back(self.folder, self._has_lines())
                raise StoreError(f"{self.path} is missing: put it back, or {way}") from None
            return Snapshot({}, {"version": VERSION})
        except OSError as error:
            raise self.damage(error) from None
        except (NoSnapshotError, KeyError):
            raise self.damage() from None
        return snapshot

    def damage(self, error: OSError | None = None) -> StoreError:
        """The error to raise where the file, or a document in it, can't be read, or makes no sense.

        A damaged library is loaded anew the next time.
        """
        if error is None:
            self._file_state = None
        return backups.damage(self.path, self._has_lines(), error)

    def _has_lines(self) -> bool:
        return any(journal.size() for journal in self.journals().values())

    def _is_copy(self) -> bool:
        """Is the file, with all that journals told it, the only thing here: copied from somewhere?"""
        return any(self._snapshot_ends.values()) and not self.journals() and not backups.copies(self.folder)

    def exists(self) -> bool:
        """Has the library been written yet?"""
        return self.folder.is_dir()

    def changed(self) -> bool:
        """Has anything else written the library since it was last loaded or appended to here?"""
        return self._state() != self._file_state or any(
            size != self._ends.get(device, 0) for device, size in self._journals.sizes().items()
        )

    @property
    def tables(self) -> Tables:
        """The documents as they are now. Raises StoreError where they are not loaded yet and can't be."""
        if self._tables is None:
            self.load()
        assert self._tables is not None
        return self._tables

    def refresh(self) -> None:
        """Have the documents as they are on disk. Raises StoreError."""
        if self._tables is None or (self.changed() and self.new_edits() is None):
            self.load()

    def new_edits(self) -> tuple[Edit, ...] | None:
        """What others wrote since; None where the library must be loaded anew. Raises StoreError."""
        state = self._state()
        if state != self._file_state:
            snapshot = self._read_snapshot()
            if not snapshot.native or snapshot.meta.get("origin") != self.origin:
                return None
            self._file_state = state
            self._snapshot_ends = {str(d): int(end) for d, end in snapshot.meta["journals"].items()}
        return self._read_journals()

    def _read_journals(self) -> tuple[Edit, ...] | None:
        """Take in the journals' new lines; None where this device's own is shorter than it was."""
        new = self._journals.read_new(self._ends)
        own = self._journals.own
        if own.size() < self._ends.get(self._journals.device, 0) or (
            self._journals.device in self._ends and not own.path.exists()
        ):
            return None
        others = next((at for at, device, _ in new if device != self._journals.device), None)
        edits: list[Edit] = []
        with self._decoding():
            for at, _, line in new:
                if others is None or at < others:
                    self.tables.apply(line.edits)
                    edits += line.edits
                self.last = max(self.last, at)
            if others is not None:
                later = tuple(merged(self._journals.since, others, self.tables))
                self.tables.apply(later)
                edits += later
        return tuple(edits)

    def in_snapshot(self, device: str) -> int:
        """How far the snapshot tells what is in a device's journal, in bytes."""
        return self._snapshot_ends.get(device, 0)

    def documents(self, table: str) -> Mapping[int, Document]:
        """A table's documents as they are now."""
        return self.tables[table]

    def edits_of(self, change: int) -> tuple[Edit, ...]:
        """What a change did, by its id, the stamp of its line. Raises StoreError."""
        return tuple(edit for edit in self._journals.find(change).edits if edit.table in _UNDOABLE)

    def shared(self) -> bool:
        """Do several devices write this library?"""
        return len(self.journals()) > 1

    def removed(self, table: str, id: int) -> Document | None:
        """The document that was last removed under an id. Reads all journals. Raises StoreError."""
        try:
            return self._journals.removed(table, id)
        except OSError as error:
            raise StoreError(f"{self._journals.folder} can't be read: {error.strerror}") from None

    # writing

    @contextlib.contextmanager
    def writing(self, *, wait: bool = True) -> Iterator[None]:
        """Be the only writer, after a while if need be. Raises StoreError where the folder can't be written."""
        with contextlib.ExitStack() as stack:
            try:
                make_folder(self.folder / "journal")
                if not os.access(self.folder, os.W_OK):  # its journal might still be written, but nothing else
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
                stack.enter_context(locked(self.folder / "lock", wait=wait))
                remove_leftovers(self.path)
            except OSError as error:
                raise StoreError(self._unwritable(error)) from None
            yield

    def append(self, edits: Sequence[Edit], at: int) -> None:
        """Carry out edits on disk, all or none; they are safe when this returns. Call it while ``writing``.

        No record occurs twice among the edits; ``at`` is greater than ``last + 1``.
        Raises StoreError; then the library on disk is as it was.
        """
        try:
            self._make_ready(at)
            with self._decoding():
                exact = tuple(self.tables.exact(edits))
            if exact:
                self._write_line(exact, at)
                self.tables.apply(exact)
        except OSError as error:
            raise StoreError(self._unwritable(error)) from None

    def next_stamp(self, after: int = 0) -> int:
        """For the next change: microseconds since 1970, or a little more than the last where the clock went back."""
        return max(time.time_ns() // 1000, max(self.last, after) + 2)

    def _write_line(self, edits: tuple[Edit, ...], at: int) -> None:
        raw = encode(Line(at, edits))
        end = self._ends.get(self._journals.device, 0)
        self._journals.own.append(raw, end)
        self._ends[self._journals.device] = end + len(raw)
        self.last = at
        self._appended = True

    def _make_ready(self, at: int) -> None:
        """See to it that a file in readlist's own form is there, and a journal; and once a day to a backup."""
        self._journals.own.make()
        if not self._native:
            self._adopt(at)
        if self._file_state is None or not self._native:
            self._put_snapshot()
        elif backups.due(self.folder):
            with contextlib.suppress(OSError):  # a backup that can't be made is no reason not to keep a change
                if self._ends != self._snapshot_ends:
                    self._put_snapshot()
                else:
                    self._check()
                backups.make(self.path, self.folder)

    def _adopt(self, before: int) -> None:
        """Note in the journal what only the file has: what an older version or other hands wrote."""
        if self._version != VERSION:
            backups.keep_version(self.path, self._version)
        journalled = Tables({})
        for line in self._journals.lines():
            journalled.apply(line.edits)
        if edits := tuple(between(journalled, self.tables)):
            self._write_line(edits, max(before - 1, self.last + 1))
        self.origin = os.urandom(16).hex()

    # the snapshot

    def is_due(self) -> bool:
        """Have the journals grown so much that the snapshot is to be written anew, by this process too?"""
        if self._file_state is None or not self._appended:
            return False
        return self._tail() > max(_TAIL, self._file_state[2] // _SHARE)

    def _tail(self) -> int:
        return sum(end - self._snapshot_ends.get(device, 0) for device, end in self._ends.items())

    def freeze(self) -> Frozen:
        """The state as it is now, to be written by ``compact`` while changes go on."""
        old = sorted(self.tables["history"])[:-HISTORY_KEPT]
        tables = {n: d.frozen(old if n == "history" else ()) for n, d in self.tables.items()}
        meta = {"version": VERSION, "origin": self.origin, "last": self.last}
        meta["journals"] = {self._journals.device: 0, **self._ends}
        return Frozen(tables, meta, self._file_state)

    def compact(self, frozen: Frozen) -> Loaded | None:
        """Write the snapshot anew, and have it; None where another process was faster. May run in a thread.

        Other writers wait only while the file is put in place. Raises StoreError, the library as it was.
        """
        try:
            temp = self._write_beside(frozen)
            with self.writing():
                if self._state() != frozen.file_state:
                    remove(temp)
                    return None
                self._journals.own.make()  # of which the snapshot tells
                self._put_in_place(temp, frozen)
                return Loaded(read_snapshot(self.path).tables, (), self._stamp_of(self._file_state))
        except OSError as error:
            raise StoreError(self._unwritable(error)) from None

    def _put_snapshot(self) -> None:
        frozen = self.freeze()
        self._put_in_place(self._write_beside(frozen), frozen)
        self._native, self._version = True, VERSION

    def _check(self) -> None:
        """See to it that nothing is copied from a damaged file. Raises StoreError, OSError."""
        if (
            self._native
            and self._file_state is not None
            and self._file_state == self._state()
            and not is_whole(self.path)
        ):
            raise self.damage()

    def _write_beside(self, frozen: Frozen, path: Path | None = None) -> Path:
        self._check()
        pieces = {n: d.pieces() for n, d in frozen.tables.items()}
        try:
            return write_beside(path or self.path, laid_out(pieces, frozen.meta))
        except NoSnapshotError:
            raise self.damage() from None

    def _put_in_place(self, temp: Path, frozen: Frozen) -> None:
        put_in_place(temp, self.path)
        self._file_state = self._state()
        self._snapshot_ends = frozen.meta["journals"]

    def copy_to(self, path: Path) -> None:
        """Write the library as it is now to another file, whole or not at all. Raises StoreError, OSError."""
        put_in_place(self._write_beside(self.freeze(), path), path)

    def rebuild(self, tables: Mapping[str, Mapping[int, Document]], ends: Mapping[str, int]) -> None:
        """Make the library what was recovered: these documents, the journals up to these places. Call it while
        ``writing``; raises OSError, the library as it was.
        """
        self._tables = Tables(tables)
        self._ends = dict(ends)
        self._version, self._native = VERSION, False
        self.last = max((line.at for line in self._journals.lines()), default=0)
        self._make_ready(self.next_stamp())

    # the rest

    def journals(self) -> Mapping[str, Journal]:
        """Every device's journal."""
        return self._journals.all()

    def _state(self) -> _State | None:
        try:
            s = self.path.stat()
        except OSError:
            return None
        return s.st_ino, s.st_mtime_ns, s.st_size

    def _unwritable(self, error: OSError) -> str:
        return f"cannot write to {self.folder}: {error.strerror or error}: nothing was changed"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A library as it is on disk: the documents of the snapshot, and what was done since."""

    tables: Mapping[str, Mapping[int, Document]]  # table → id → document, read when it is asked for
    edits: tuple[Edit, ...]
    stamp: str | None  # of the snapshot: what was derived from it holds while this is the same


@dataclass(frozen=True, slots=True)
class Frozen:
    """The state of a library at one moment."""

    tables: Mapping[str, Documents]
    meta: Document
    file_state: _State | None  # the file over which it may be written

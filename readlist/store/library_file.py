"""Reads and replaces ``library.json``, and notices when another program has changed it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from readlist.store import backups
from readlist.store.devices import Places
from readlist.store.files import StoreError, put_in_place, write_beside
from readlist.store.journal import Place
from readlist.store.snapshot import VERSION, Document, NoSnapshotError, Snapshot, is_whole, laid_out, read_snapshot
from readlist.store.tables import Documents

State = tuple[int, int, int]


class LibraryFile:
    """``library.json`` as it was when last read or written here, with its ``meta`` table."""

    def __init__(self, path: Path, has_lines: Callable[[], bool]) -> None:
        """``has_lines``: have the journals any lines?"""
        self.path = path
        self.state: State | None = None  # None: there is no file
        self.origin = ""  # changes when other hands change the file
        self.native = True  # in readlist's own form, of this version
        self.version = VERSION
        self.places: Places = {}  # how far each journal is in it
        self._has_lines = has_lines

    def now(self) -> State | None:
        """The file's present state, to be compared with an earlier one."""
        try:
            s = self.path.stat()
        except OSError:
            return None
        return s.st_ino, s.st_mtime_ns, s.st_size

    @property
    def stamp(self) -> str | None:
        """The stamp of the state: files derived from this one are valid while it is the same."""
        return "-".join(map(str, self.state)) if self.native and self.state else None

    def read(self) -> Snapshot:
        """The snapshot; an empty one if there is no file, and never was. Raises StoreError."""
        try:
            snapshot = read_snapshot(self.path)
            backups.refuse_other(self.path, snapshot.meta["version"])
        except FileNotFoundError:
            if self.path.is_symlink():
                where = self.path.readlink()
                raise StoreError(f"{self.path} is a link to {where}, which is not there: is a disk missing?") from None
            if backups.copies(self.path.parent):  # they may have more than the journals
                way = backups.way_back(self.path.parent, self._has_lines())
                raise StoreError(f"{self.path} is missing: put it back, or {way}") from None
            return Snapshot({}, {"version": VERSION})
        except OSError as error:
            raise self.damage(error) from None
        except (NoSnapshotError, KeyError):
            raise self.damage() from None
        return snapshot

    def damage(self, error: OSError | None = None) -> StoreError:
        """The error for a file, or a document in it, that can't be read or makes no sense.

        A damaged library is loaded again the next time.
        """
        if error is None:
            self.state = None
        return backups.damage(self.path, self._has_lines(), error)

    def take(self, snapshot: Snapshot, *, other: bool) -> None:
        """Remember the state of a snapshot that was read, of this file or of an ``other``."""
        self.take_meta(snapshot.meta)
        if other:
            self.version = VERSION
        self.native = snapshot.native and self.version == VERSION and not other
        self.origin = str(snapshot.meta.get("origin") if self.native and self.state else os.urandom(16).hex())

    def take_meta(self, meta: Document) -> None:
        """Remember how far a snapshot includes each journal. Older versions wrote only the number of bytes."""
        self.version = int(meta.get("version", VERSION))
        self.places = {}
        with contextlib.suppress(ValueError, TypeError, AttributeError):
            for name, place in meta.get("journals", {}).items():
                end, last, *file = place if isinstance(place, list | tuple) else (place, "", 0, 0, 0)
                inode, time_, size = map(int, file)
                self.places[str(name)] = Place(int(end), str(last), (inode, time_, size))

    def check(self) -> None:
        """Check the file before documents are copied from it. Raises StoreError, OSError."""
        if self.native and self.state is not None and self.state == self.now() and not is_whole(self.path):
            raise self.damage()

    def write_beside(self, frozen: Frozen, path: Path | None = None) -> Path:
        """Write a state of the library beside its file, or another; returns the path. Raises StoreError, OSError."""
        self.check()
        pieces = {n: d.pieces() for n, d in frozen.tables.items()}
        try:
            return write_beside(path or self.path, laid_out(pieces, frozen.meta))
        except NoSnapshotError:
            raise self.damage() from None

    def put_in_place(self, temp: Path, frozen: Frozen) -> None:
        """Replace the file by what was written beside it. Raises OSError, the old one untouched."""
        put_in_place(temp, self.path)
        self.state = self.now()
        self.take_meta(frozen.meta)


@dataclass(frozen=True, slots=True)
class Frozen:
    """The state of a library at one moment."""

    tables: Mapping[str, Documents]
    meta: Document
    file_state: State | None  # the file over which it may be written

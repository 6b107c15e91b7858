"""The store of a library: a folder with ``library.json``, an ordinary TinyDB file, and journals of changes since.

The rest of readlist uses only ``Store``: load, append edits (durable when the call returns), read what others wrote,
rewrite the snapshot. Every change is a line at the end of this device's journal; in a journal that has grown long, the
older lines are replaced by their result (``shorten_journal``). A snapshot is the state at some place of every journal,
so it and the rest of the journals are the library, which can be read without a lock at any moment; the journals alone,
read from their beginning, give it too. Loading, refreshing and repairing all take lines in by ``Tables.merge``.
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
from readlist.store.devices import Journals, News, Places
from readlist.store.files import StoreError, make_folder, put_in_place, remove, remove_leftovers
from readlist.store.journal import Journal, Line, Place, encode
from readlist.store.library_file import Frozen, LibraryFile
from readlist.store.lock import locked
from readlist.store.lost_lines import device_of, foreign_edits, shortened, untold
from readlist.store.registers import OLD
from readlist.store.snapshot import (
    STAMPS,
    VERSION,
    Document,
    Lines,
    NoSnapshotError,
    Snapshot,
    UnreadError,
)
from readlist.store.tables import Tables

HISTORY_KEPT = 2000
"""Changes that stay in the snapshot, and so can be undone; the journals have more."""

_UNDOABLE = TABLES.keys() - {"history"}  # a script may have tables of its own

_TAIL = 1 << 16  # bytes of journal behind a snapshot that are never too many
_SHARE = 32  # the tail may be this fraction (1/32) of the snapshot's size, if that is more

_LONG = 1 << 20  # bytes of a journal that may be worth shortening

_SMALL = 1 << 22  # bytes: a smaller snapshot is rewritten as soon as it lacks other devices' lines

_APART = 1 << 20  # random spread, so that devices whose clocks are behind do not choose the same stamp

Written = Mapping[str, tuple[Journal, tuple[Line, ...]]]
"""Journals by their names, each with all its lines."""


class Store:
    """A library folder, and in it the journal of one device. Nothing is made before the first write."""

    def __init__(self, folder: Path, device: str) -> None:
        self.folder = folder
        self._file = LibraryFile(folder / "library.json", self._has_lines)
        self.problems: tuple[str, ...] = ()  # what journals hold that was left out
        self._journals = Journals(folder / "journal", device)
        self._appended = False  # has this process appended to the journal?
        self._lost = False  # does no journal have what the documents tell any more?
        self._continued = True  # is this device's journal as it was left?
        self._foreign: Snapshot | None = None  # what other hands wrote, until it is in the journal
        self._places: Places = {}  # how far each journal was read
        self._tables: Tables | None = None  # None: not loaded yet

    # reading

    def load(self, base: Snapshot | None = None) -> Loaded:
        """Load the library, or the result of another snapshot and all journals. A missing library is empty.

        Raises StoreError.
        """
        state = self._file.now()
        snapshot = base or self._file.read()
        self._file.state = state
        self._file.take(snapshot, other=base is not None)
        self._write_as_before(snapshot.meta)
        self._foreign = None if snapshot.native or base else snapshot
        self._places = self._file.places if self._file.version == VERSION and not base else {}
        self._lost, self._continued = False, True
        self._tables = Tables(snapshot.tables, int(snapshot.meta.get("last", 0)) if self._file.native else 0)
        edits = self._read_journals()
        return Loaded(self._whole(snapshot.tables), edits, self._file.stamp)

    def _write_as_before(self, meta: Document) -> None:
        """Continue the journal of this device that a snapshot names."""
        own = meta.get("own", {}).get(self._journals.device)
        self._journals.write_as(str(own or self._journals.device))

    def _whole(self, tables: Mapping[str, Mapping[int, Document]]) -> dict[str, Mapping[int, Document]]:
        """The tables of a library with their documents decoded, except those of papers."""
        with self._decoding():
            return {
                n: t.all() if isinstance(t, Lines) and n != "papers" else t for n, t in tables.items() if n in TABLES
            }

    @contextlib.contextmanager
    def _decoding(self) -> Iterator[None]:
        """A context in which documents of the file are read. Raises StoreError if it turns out to be damaged."""
        try:
            yield
        except NoSnapshotError:
            raise self._file.damage() from None
        except UnreadError as error:
            raise self._file.damage(error) from None

    def _has_lines(self) -> bool:
        return any(journal.size() for journal in self.journals().values())

    @property
    def path(self) -> Path:
        """The path of the library's file."""
        return self._file.path

    @property
    def origin(self) -> str:
        """An id that changes if another program changes the file."""
        return self._file.origin

    def damage(self, error: OSError | None = None) -> StoreError:
        """The error for a document of the file that can't be read, or makes no sense."""
        return self._file.damage(error)

    @property
    def device(self) -> str:
        """The name of this device."""
        return self._journals.device

    def exists(self) -> bool:
        """Has the library been written yet?"""
        return self.folder.is_dir()

    def changed(self) -> bool:
        """Has anything else written the library since it was last loaded or appended to here?"""
        try:
            states = self._journals.states()
        except OSError:  # to be told when it is read
            return True
        return self._file.now() != self._file.state or states != {n: place.file for n, place in self._places.items()}

    @property
    def tables(self) -> Tables:
        """The present documents, loaded if need be. Raises StoreError if that fails."""
        if self._tables is None:
            self.load()
        assert self._tables is not None
        return self._tables

    def refresh(self) -> None:
        """Bring the documents up to date with the disk. Raises StoreError."""
        if self._tables is None or (self.changed() and self.new_edits() is None):
            self.load()

    def new_edits(self) -> tuple[Edit, ...] | None:
        """What others wrote since; None if the library must be loaded again. Raises StoreError."""
        state = self._file.now()
        if state != self._file.state:
            snapshot = self._file.read()
            if not snapshot.native or snapshot.meta.get("origin") != self.origin:
                return None
            self._file.state = state
            self._file.take_meta(snapshot.meta)
            self._write_as_before(snapshot.meta)
        if state is None and self._places and not self._journals.states():  # all of it is gone
            return None
        return self._read_journals()

    def _read_journals(self) -> tuple[Edit, ...]:
        """Take in what is new in the journals."""
        news = self._journals.news(self._places)
        own = self._journals.name
        if own not in news.places and self._journals.own.path.is_symlink() | self._journals.own.path.exists():
            self._continued = False  # a pipe, say, has its name
        before, now = self._file.places.get(own, Place()).file, news.places.get(own, Place()).file
        if own in news.misfits or (any(before) and before[0] != now[0]):  # a copy came back, or another machine's came
            self._continued = False
        self._lost = self._lost or bool(news.misfits)
        self._places = news.places
        self.problems += tuple(problem for problem in news.problems if problem not in self.problems)
        with self._decoding():
            return self.tables.merge(news.lines)

    @property
    def last(self) -> int:
        """The newest stamp of all lines."""
        return self.tables.newest

    def documents(self, table: str) -> Mapping[int, Document]:
        """A table's present documents."""
        return self.tables[table]

    def edits_of(self, change: int) -> tuple[Edit, ...]:
        """What a change did, by its id, the stamp of its line. Raises StoreError."""
        return tuple(edit for edit in self._journals.find(change).edits if edit.table in _UNDOABLE)

    def shared(self) -> bool:
        """Do several devices write this library?"""
        return len(self.journals()) > 1

    def removed(self, table: str, id: int) -> Document | None:
        """The document that was last removed under an id. Raises StoreError."""
        with self._decoding():
            return self.tables.registers(table, id).last()

    # writing

    @contextlib.contextmanager
    def writing(self, *, wait: bool = True) -> Iterator[None]:
        """Be the only writer, after waiting if need be. Raises StoreError if the folder can't be written."""
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

    def append(self, edits: Sequence[Edit], at: int) -> tuple[Edit, ...]:
        """Write edits to disk, all or none; they are safe when this returns. Call it while ``writing``.

        Returns their effect on the documents in memory. No record may occur twice among the edits; ``at`` is
        greater than ``last + 1``. Raises StoreError; then the library on disk is as it was.
        """
        try:
            self._make_ready(at)
            with self._decoding():
                exact = tuple(self.tables.exact(edits))
                return self._write_line(Line(at, exact)) if exact else ()
        except OSError as error:
            raise StoreError(self._unwritable(error)) from None

    def next_stamp(self, after: int = 0) -> int:
        """The next change's stamp: microseconds since 1970, or a little more than the last if the clock went back."""
        last = max(self.last if self._tables is not None else 0, after)
        now = time.time_ns() // 1000
        return now if now > last + 1 else last + 2 + int.from_bytes(os.urandom(4), "big") % _APART

    def _write_line(self, line: Line) -> tuple[Edit, ...]:
        raw = encode(line)
        start, place = self._journals.own.append(raw)
        before = self._places[self._journals.name]  # it ends before a line that is damaged, if there is one
        self._places[self._journals.name] = place if before.end == start else before._replace(file=place.file)
        self._appended = True
        return self.tables.merge((line,))

    def _make_ready(self, at: int) -> None:
        """Make sure that there is a file in readlist's own form, a journal, and a backup of today."""
        if not self._continued or self._lost:
            self._file.check()
        if not self._continued:
            self._journals.write_as(self._journals.new_name())
        self._places.setdefault(self._journals.name, self._journals.own.make())
        if not self._file.native or self._lost:
            with self._decoding():
                self._journal_all(at - 1)
        there, ours = self._file.state, self._file.native and self._file.version == VERSION
        if there is None or not self._file.native or self._lost or not self._continued:
            self._put_snapshot()
            self._lost, self._continued = False, True
        elif self._foreign_tail() and there[2] < _SMALL:  # other devices' files may be put back to what they were
            with contextlib.suppress(OSError):
                self._put_snapshot()
        if there is not None and ours and backups.due(self.folder):
            with contextlib.suppress(OSError):  # a backup that can't be made is no reason not to keep a change
                self.shorten_journal()
                if self._places != self._file.places:
                    self._put_snapshot()
                else:
                    self._file.check()
                backups.make(self.path, self.folder)

    def _journal_all(self, at: int) -> None:
        """Write into this device's journal what the documents have and no journal has.

        That is what an older version or another program wrote, and what was in a lost journal. Values that have stamps
        keep them, so that this does not count as a new decision.
        """
        if self._file.version != VERSION:
            backups.keep_version(self.path, self._file.version)
        edits: tuple[Edit, ...] = ()
        if self._foreign:
            ours = self._journals.before(self._file.places)
            edits = tuple(foreign_edits(self._foreign.tables, ours, stamped=self._file.version == VERSION))
        tables = self.tables
        known = untold(tables, self._journals.news({}).lines, {(edit.table, edit.id) for edit in edits})
        if known and not any(tables.stamps.values()):  # of a version without stamps: anything is newer
            self._write_line(Line(OLD, tuple(Edit(k.table, k.id, None, k.document) for k in known)))
        elif edits or known:
            self._write_line(Line(at, edits, known))
        self._foreign = None
        if not self._file.native:
            self._file.origin = os.urandom(16).hex()

    # the snapshot

    def _foreign_tail(self) -> bool:
        """Are there lines of other devices that the snapshot does not include?"""
        own = self._journals.name
        return any(place.end > self._file.places.get(n, Place()).end for n, place in self._places.items() if n != own)

    def is_due(self) -> bool:
        """Have the journals grown so much that this process should rewrite the snapshot?"""
        if self._file.state is None or not self._appended:
            return False
        return self._tail() > max(_TAIL, self._file.state[2] // _SHARE)

    def _tail(self) -> int:
        return sum(place.end - self._file.places.get(n, Place()).end for n, place in self._places.items())

    def freeze(self) -> Frozen:
        """The present state, to be written by ``compact`` while changes go on."""
        with self._decoding():
            old = sorted(self.tables["history"])[:-HISTORY_KEPT]
            history = ("history", f"history{STAMPS}")
            tables = {n: d.frozen(old if n in history else ()) for n, d in self.tables.all().items()}
        meta: Document = {"version": VERSION, "origin": self.origin, "last": self.last}
        meta["journals"] = {n: [place.end, place.last, *place.file] for n, place in self._places.items()}
        meta["own"] = {self._journals.device: self._journals.name}
        return Frozen(tables, meta, self._file.state)

    def compact(self, frozen: Frozen) -> Loaded | None:
        """Rewrite the snapshot and return it; None if another process was faster. May run in a thread.

        Other writers have to wait only while the file is replaced. Raises StoreError, the library as it was.
        """
        try:
            temp = self._file.write_beside(frozen)
            with self.writing():
                if self._file.now() != frozen.file_state or self._lost or not self._continued:
                    remove(temp)
                    return None
                self._journals.own.make()
                self._put_in_place(temp, frozen)
                return Loaded(self._file.read().tables, (), self._file.stamp)
        except OSError as error:
            raise StoreError(self._unwritable(error)) from None

    def _put_snapshot(self) -> None:
        frozen = self.freeze()
        self._put_in_place(self._file.write_beside(frozen), frozen)
        self._file.native, self._file.version = True, VERSION

    def _put_in_place(self, temp: Path, frozen: Frozen) -> None:
        self._file.put_in_place(temp, frozen)
        self._write_as_before(frozen.meta)

    def copy_to(self, path: Path) -> None:
        """Write the present library to another file, whole or not at all. Raises StoreError, OSError."""
        put_in_place(self._file.write_beside(self.freeze(), path), path)

    def shorten_journal(self) -> None:
        """If this device's journal is long, replace its older lines by their result.

        Lines of changes that can be undone stay. Other devices need not have read the old journal, since the new one
        has the same effect. Call it while ``writing``, on a library that is settled. Raises OSError, with nothing lost.
        """
        own = self._journals.own
        if own.size() < _LONG:
            return
        tail = own.read()
        if tail.bad or len(tail.lines) < 3 * HISTORY_KEPT:
            return
        self._file.check()
        name = self._journals.name
        self._journals.write_as(self._journals.new_name())
        self._journals.own.replace(shortened(tail.lines, HISTORY_KEPT))
        self._places[self._journals.name] = self._journals.own.read().place
        del self._places[name]
        self._put_snapshot()
        remove(own.path)

    def journals_of(self, device: str) -> Written:
        """The journals that another device wrote. Raises StoreError."""
        found = {}
        for name, journal in self.journals().items():
            tail = journal.read()
            if name == self._journals.name or device not in (name, device_of(tail.lines)):
                continue
            if tail.bad:
                raise StoreError(f"{journal.path} is damaged: `readlist doctor --repair` first")
            found[name] = journal, tail.lines
        return found

    def take_over(self, device: str) -> list[Path]:
        """Copy what another device's journals have into this one's, so that they can go; returns where they are then.

        Call it while ``writing``, on a library that is settled. Raises StoreError, with nothing lost.
        """
        theirs = self.journals_of(device)
        lines = sorted((line for _, of_one in theirs.values() for line in of_one), key=lambda line: line.at)
        try:
            _, self._places[self._journals.name] = self._journals.own.append(
                b"".join(map(encode, shortened(lines, HISTORY_KEPT)))
            )
            if untold(self.tables, self._journals.news({}, without=theirs.keys()).lines, ()):
                raise StoreError(f"{self.folder}: forgetting would lose part of the journals of {device}: they stay")
            for name in theirs:
                self._places.pop(name, None)
            self._put_snapshot()
            return [backups.put_aside(journal.path, self.folder) for journal, _ in theirs.values()]
        except OSError as error:
            raise StoreError(self._unwritable(error)) from None

    @property
    def has_lost(self) -> bool:
        """Is something known here that no journal has any more?"""
        return self._lost

    def settle(self) -> None:
        """Bring the file into readlist's own form, and all it has into the journals. Call it while ``writing``.

        Raises StoreError, the library as it was.
        """
        try:
            self._make_ready(self.next_stamp())
        except OSError as error:
            raise StoreError(self._unwritable(error)) from None

    def journals(self) -> Mapping[str, Journal]:
        """Every device's journal."""
        try:
            return self._journals.all()
        except OSError as error:
            raise StoreError(f"{self._journals.folder} can't be read: {error.strerror}") from None

    def journal_news(self) -> News:
        """The contents of all journals. Raises StoreError."""
        return self._journals.news({})

    def strange_journals(self) -> list[Path]:
        """What is named like a journal but is no file."""
        return list(self._journals.strange())

    def _unwritable(self, error: OSError) -> str:
        return f"cannot write to {self.folder}: {error.strerror or error}: nothing was changed"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A library as it is on disk: the documents of the snapshot, and the edits since."""

    tables: Mapping[str, Mapping[int, Document]]  # table → id → document, read when it is asked for
    edits: tuple[Edit, ...]
    stamp: str | None  # of the snapshot: what was derived from it holds while this is the same

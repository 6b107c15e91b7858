"""The health of a library: what is in order, what is not, and the ways back: repair, backup, restore."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from readlist.library.history import plan_restore
from readlist.library.library import Library, TableDocuments
from readlist.library.marking import Plan
from readlist.model.change import Change
from readlist.model.paper import MALFORMED, Paper
from readlist.model.text import clean_values, count
from readlist.platform.paths import device_name
from readlist.session.open_library import OpenLibrary
from readlist.store import backups
from readlist.store.files import StoreError, make_folder, remove_leftovers
from readlist.store.journal import Line
from readlist.store.snapshot import VERSION, Document, NoSnapshotError, Snapshot, is_whole, read_snapshot
from readlist.store.store import Store
from readlist.store.tables import Tables


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, in a line."""

    good: bool
    text: str


def examine(folder: Path) -> Iterator[Finding]:
    """Look at everything a library has on disk. Nothing is changed."""
    store = Store(folder, device_name())
    if not store.exists():
        yield Finding(True, f"{folder}: there is no library yet")
        return
    try:
        loaded = store.load()
        library = Library(loaded.tables, edits_of=store.edits_of)
        library.apply(loaded.edits)
    except StoreError as error:
        yield Finding(False, str(error))
        library = None
    except MALFORMED:
        yield Finding(False, str(store.damage()))
        library = None
    if library is not None:
        what = ", ".join(
            count(len(list(library.ids(table))), noun)
            for table, noun in (("papers", "paper"), ("marks", "decided paper"), ("history", "change"))
        )
        whole = is_whole(store.path) if store.path.exists() else True
        yield Finding(whole, f"{store.path}: {what}" if whole else f"{store.path}: its checksum does not fit")
        yield from _records(library)
    for device, journal in store.journals().items():
        tail = journal.read(0)
        good = f"{journal.path}: {count(len(tail.lines), 'line')}, {journal.size():,} bytes"
        places = ", ".join(f"{place:,}" for place in tail.bad[:5])
        if tail.bad and tail.bad[-1] >= store.in_snapshot(device):
            yield Finding(False, f"{journal.path}: damaged at byte {places}")
        elif tail.bad:
            yield Finding(
                True, f"{good}; damaged at byte {places}: what that said is in {store.path.name}, or was left out"
            )
        elif journal.size() > tail.end:
            yield Finding(True, f"{good}; the last was never finished by {device}, and counts for nothing")
        else:
            yield Finding(True, good)
    for copy in backups.copies(folder)[:3]:
        whole = whole_snapshot(copy) is not None
        yield Finding(whole, f"{copy}: {'whole' if whole else 'damaged'}")
    yield from _modes(folder)


def _records(library: Library) -> Iterator[Finding]:
    """Do the records fit each other?"""
    keys = Counter(p.key.lower() for p in library.papers.values())
    twice = [key for key, n in keys.items() if n > 1]
    if twice:
        yield Finding(False, f"keys that two papers have: {', '.join(twice[:5])}")
    strays = [id for id in library.marks if id not in library.papers]
    if strays:
        yield Finding(False, f"decisions about {count(len(strays), 'paper')} that the library does not have")


def _modes(folder: Path) -> Iterator[Finding]:
    """May others read what is private?"""
    copy_of_damaged = (
        p for p in folder.rglob("*") if not any(part.startswith(".") for part in p.relative_to(folder).parts)
    )
    for path in (folder, *sorted(copy_of_damaged)):  # git's own files, say, are not ours to judge
        if path.stat().st_mode & 0o077 and not path.is_symlink():
            yield Finding(True, f"{path}: others on this machine may read it (mode {path.stat().st_mode & 0o777:o})")


# repair: the file, else the newest backup that is whole, and the journals since


@dataclass(frozen=True, slots=True)
class Recovered:
    """What could be read, and from where."""

    source: Path | None  # the file that the journals continue; None where they alone tell it
    tables: Mapping[str, Mapping[int, Document]]
    ends: Mapping[str, int]  # device → how far its journal was read
    bad: tuple[tuple[Path, int], ...]  # damaged lines of journals that were left out: file and byte

    def number(self, table: str) -> int:
        return len(self.tables.get(table, {}))


def whole_snapshot(path: Path) -> Snapshot | None:
    """The file with every document read, or None where it is damaged, missing or of a newer version."""
    try:
        snapshot = read_snapshot(path)
        version = snapshot.meta["version"]
        if not isinstance(version, int) or version > VERSION or not is_whole(path):
            return None
        return Snapshot({name: dict(table) for name, table in snapshot.tables.items()}, snapshot.meta, snapshot.native)
    except (OSError, NoSnapshotError, KeyError):
        return None


def recover(store: Store) -> Recovered:
    """The newest state that the folder still tells and that is a library. Raises StoreError, OSError."""
    with contextlib.suppress(OSError, NoSnapshotError, KeyError):
        if isinstance(version := read_snapshot(store.path).meta["version"], int) and version > VERSION:
            backups.refuse_other(store.path, version)
    source: Path | None = None
    base = Snapshot({}, {})
    for path in (store.path, *backups.copies(store.folder)):
        if (found := whole_snapshot(path)) and _makes_sense(found.tables):
            source, base = path, found
            break
    state = Tables(base.tables)
    read = {str(d): int(end) for d, end in base.meta.get("journals", {}).items()}
    ends, bad, lines = {}, [], list[Line]()
    for device, journal in store.journals().items():
        start = read.get(device, 0)
        if start > journal.size():  # it lost lines that the file has: it goes on behind those it still has
            ends[device] = journal.read(0).end
            continue
        tail = journal.read(start)
        ends[device] = tail.end
        bad += [(journal.path, place) for place in tail.bad]
        lines += tail.lines
    for line in sorted(lines, key=lambda line: line.at):
        state.apply(line.edits)
    tables = {name: dict(documents.all()) for name, documents in state.items()}
    return Recovered(source, tables, ends, tuple(bad))


def rebuild(store: Store) -> Path | None:
    """Write what can be recovered; the path of the copy of a damaged file. Raises StoreError, OSError."""
    with store.writing():
        recovered = recover(store)
        if not any(recovered.tables.values()) and recovered.source is None:
            raise StoreError(f"{store.folder}: neither a backup nor the journal has anything to restore")
        remove_leftovers(store.path)
        copy_of_damaged = None
        if store.path.exists():
            moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
            copy_of_damaged = store.path.with_name(f"{store.path.name}.damaged-{moment}")
            backups.second_name(store.path, copy_of_damaged)
        store.rebuild(recovered.tables, recovered.ends)
    return copy_of_damaged


def _makes_sense(tables: TableDocuments) -> bool:
    """Are the documents records?"""
    try:
        library = Library(tables)
        return all(isinstance(library.papers[id], Paper) for id in library.papers)
    except MALFORMED:
        return False


def look_for(folder: Path) -> tuple[Store, Recovered]:
    """What a repair would bring back. Raises StoreError."""
    store = Store(folder, device_name())
    try:
        return store, recover(store)
    except OSError as error:
        raise StoreError(f"{folder} can't be read: {error.strerror}") from None


def repair(store: Store) -> Path | None:
    """Restore it; the path of the copy of the damaged file. Raises StoreError, the library as it was."""
    try:
        return rebuild(store)
    except OSError as error:
        raise StoreError(f"cannot write to {store.folder}: {error.strerror}: nothing was changed") from None


# copies that a user asks for


def backup(opened: OpenLibrary, file: Path | None) -> Path:
    """Write the library as it is to a file of its own, by default in ``backups``. Raises StoreError."""
    try:
        if file is None:
            folder = opened.folder / "backups"
            make_folder(folder)
            file = folder / f"library-{datetime.now(UTC).strftime('%Y-%m-%dT%H%M%S.%fZ')}.json"
        if file.exists():
            raise StoreError(f"{file} exists: choose another name")
        opened.copy_to(file)
    except OSError as error:
        raise StoreError(f"cannot write {file}: {error.strerror or error}: nothing was written") from None
    return file


def restore(opened: OpenLibrary, file: Path) -> tuple[Change | None, Path]:
    """Make the library what a backup says, as one change that ``undo`` takes back; the backup made before it.

    Raises StoreError, with nothing changed.
    """
    if not file.exists():
        raise StoreError(f"{file} is not there")
    snapshot = whole_snapshot(file)
    if snapshot is None:
        raise StoreError(f"{file} is no library, or damaged: nothing was changed")
    tables = {name: {id: clean_values(d) for id, d in table.items()} for name, table in snapshot.tables.items()}
    before = backup(opened, None)

    def plan(library: Library, at: str) -> Plan:
        return plan_restore(library, tables, str(file))

    try:
        return opened.do("restore", plan), before
    except MALFORMED:
        raise StoreError(f"{file} holds records that are none: nothing was changed") from None

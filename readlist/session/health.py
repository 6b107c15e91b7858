"""Checks the files of a library, and repairs, backs up and restores them."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from readlist.library.attaching import paths_in_history
from readlist.library.history import plan_restore
from readlist.library.library import Library, TableDocuments
from readlist.library.marking import Plan
from readlist.model.change import Change
from readlist.model.paper import MALFORMED, Paper
from readlist.model.text import clean, clean_values, count, join_words
from readlist.pdf.shelf import PREFIX, Shelf, digest_of
from readlist.platform.paths import device_name
from readlist.session.open_library import OpenLibrary
from readlist.store import backups
from readlist.store.files import StoreError, make_folder, remove_leftovers
from readlist.store.snapshot import VERSION, NoSnapshotError, Snapshot, is_whole, read_snapshot
from readlist.store.store import Store

_DAY = 86_400  # seconds; clocks of two devices that differ by more are worth a word


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check, in a line."""

    good: bool
    text: str


def examine(folder: Path, shelf: Shelf | None = None) -> Iterator[Finding]:
    """Look at everything a library has on disk, its PDFs where their ``shelf`` is given. Nothing is changed."""
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
    yield from _journals(store, readable=library is not None)
    for copy in backups.copies(folder)[:3]:
        whole = whole_snapshot(copy) is not None
        yield Finding(whole, f"{copy}: {'whole' if whole else 'damaged'}")
    if library is not None and shelf is not None:
        yield from pdf_findings(library, shelf)
    yield from _modes(folder)


def pdf_findings(library: Library, shelf: Shelf) -> Iterator[Finding]:
    """Are the PDFs of papers where they belong, and what they were? Is any there of no paper?"""
    here: set[str] = set()
    number = 0
    for id, files in library.papers.with_files():
        for file in files:
            number += 1
            here.add(file.path)
            place, found = shelf.place(file), shelf.find(file, put_back=False)
            key = library.papers.key(id)
            if found is None:
                yield Finding(False, f"{place or clean(file.path)}: missing: the PDF of {key}")
            elif file.sha256 and digest_of(found) != file.sha256:
                yield Finding(True, f"{found}: changed since it was attached, as annotating does: the PDF of {key}")
    loose = [path for path in shelf.files() if f"{PREFIX}{path.name}" not in here]
    undone = paths_in_history(library) if loose else set()
    for path in loose:
        if f"{PREFIX}{path.name}" not in undone:
            yield Finding(True, f"{path}: the PDF of no paper; `readlist import` finds out of which")
    if number:
        yield Finding(True, f"{shelf.root}: {count(number, 'PDF')}")


def _journals(store: Store, readable: bool) -> Iterator[Finding]:
    """Is every line of the journals whole, and does it make sense?"""
    news = store.journal_news()
    now = datetime.now(UTC).timestamp()
    for device, journal in store.journals().items():
        tail = journal.read()
        text = f"{journal.path}: {count(len(tail.lines), 'line')}, {journal.size():,} bytes"
        if tail.bad:
            places = ", ".join(f"{place:,}" for place in tail.bad[:5])
            yield Finding(False, f"{journal.path}: damaged at byte {places}")
        elif journal.size() > tail.place.end:
            yield Finding(True, f"{text}; {device} never finished the last line, which is ignored")
        else:
            yield Finding(True, text)
        ahead = max((line.at for line in tail.lines), default=0) / 1e6 - now
        if ahead > _DAY:
            days = count(round(ahead / _DAY), "day")
            yield Finding(
                True, f"{journal.path}: {days} ahead of this clock: one of the two is wrong, and {device} wins"
            )
    for path in store.strange_journals():
        yield Finding(True, f"{path}: not a regular file: not read")
    for problem in news.problems:
        if ": damaged at byte " not in problem:
            yield Finding(True, f"{problem}: left out")
    if readable and (waiting := store.tables.waiting()):
        yield Finding(True, f"{count(waiting, 'record')} changed elsewhere: waiting for the journal that has the rest")


def _records(library: Library) -> Iterator[Finding]:
    """Are the records consistent with each other?"""
    keys = Counter(p.key.lower() for p in library.papers.values())
    twice = [key for key, n in keys.items() if n > 1]
    if twice:
        yield Finding(False, f"keys that two papers have: {', '.join(twice[:5])}")
    strays = [id for id in library.marks if id not in library.papers]
    if strays:
        yield Finding(True, f"decisions about {count(len(strays), 'paper')} whose journal is not here yet")


def _modes(folder: Path) -> Iterator[Finding]:
    """Can other users read what is private?"""
    inside = (p for p in folder.rglob("*") if not any(part.startswith(".") for part in p.relative_to(folder).parts))
    for path in (folder, *sorted(inside)):  # git's own files, say, are not ours to judge
        if not path.is_symlink() and path.stat().st_mode & 0o077:
            yield Finding(True, f"{path}: others on this machine may read it (mode {path.stat().st_mode & 0o777:o})")


# repair: the file, else the newest backup that is whole, and all journals


@dataclass(frozen=True, slots=True)
class Recovered:
    """What could be recovered, and from where."""

    base: Snapshot | None  # what the journals continue, where that is not the file as it is
    source: Path | None  # its file; None where the journals alone tell the library
    store: Store

    def number(self, table: str) -> int:
        return len(self.store.documents(table))


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


def recover(folder: Path) -> Recovered:
    """The newest state of the folder that is a valid library. Raises StoreError."""
    store = Store(folder, device_name())
    with contextlib.suppress(OSError, NoSnapshotError, KeyError):
        if isinstance(version := read_snapshot(store.path).meta["version"], int) and version > VERSION:
            backups.refuse_other(store.path, version)  # where it is whole
    for path in (store.path, *backups.copies(folder)):
        if (found := whole_snapshot(path)) and _makes_sense(found.tables):
            base = None if path == store.path else found
            store.load(base)
            return Recovered(base, path, store)
    store.load(base := Snapshot({}, {}))
    return Recovered(base, None, store)


def _makes_sense(tables: TableDocuments) -> bool:
    """Are the documents valid records?"""
    try:
        library = Library(tables)
        return all(isinstance(library.papers[id], Paper) for id in library.papers)
    except MALFORMED:
        return False


def repair(recovered: Recovered) -> tuple[Path, ...]:
    """Write what can be recovered; returns the copies of the damaged files. Raises StoreError, with nothing changed.

    It is no new decision: what is recovered from a snapshot or a journal keeps its stamps.
    """
    store = recovered.store
    copies = []
    try:
        with store.writing():
            for journal in store.journals().values():
                if journal.read().bad:
                    copies.append(_copy_of_damaged(journal.path))
                    backups.second_name(journal.path, copies[-1])
                    journal.drop_damaged()
            store.load(recovered.base)
            if recovered.source is None and not any(map(len, store.tables.values())):
                raise StoreError(f"{store.folder}: neither a backup nor the journal has anything to restore")
            remove_leftovers(store.path)
            if recovered.base is not None and store.path.exists():
                copies.append(_copy_of_damaged(store.path))
                backups.second_name(store.path, copies[-1])
            for backup in backups.copies(store.folder):
                if whole_snapshot(backup) is None:
                    copies.append(_copy_of_damaged(backup))
                    backup.rename(copies[-1])
            store.settle()
    except OSError as error:
        raise StoreError(f"cannot write to {store.folder}: {error.strerror}: nothing was changed") from None
    return tuple(copies)


def _copy_of_damaged(path: Path) -> Path:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    return path.with_name(f"{path.name}.damaged-{moment}")


# devices that are gone for good


@dataclass(frozen=True, slots=True)
class Forgetting:
    """A plan to take over another device's journals, so that they are no longer needed."""

    opened: OpenLibrary
    device: str

    def __str__(self) -> str:
        theirs = self.opened.journals_of(self.device)
        lines, size = sum(len(lines) for _, lines in theirs.values()), sum(j.size() for j, _ in theirs.values())
        paths = join_words([str(journal.path) for journal, _ in theirs.values()])
        they_tell = "it tells" if len(theirs) == 1 else "they tell"
        return (
            f"{paths}: {count(lines, 'line')}, {size:,} bytes: this device's journal gets what {they_tell}, "
            "and no decision is lost or changed"
        )

    def done(self) -> list[Path]:
        """Carry it out; returns where the journals are then. Raises StoreError, with nothing lost."""
        return self.opened.take_over(self.device)


def forget(folder: Path, device: str) -> Forgetting:
    """Plan to forget a device. Raises StoreError if that is not possible."""
    opened = OpenLibrary(folder)
    if device == device_name():
        raise StoreError(f"{device} is this device: run this on another one")
    if not opened.journals_of(device):
        raise StoreError(f"{folder / 'journal'} has no journal of {device}: `readlist doctor` lists what there is")
    return Forgetting(opened, device)


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
    """Restore the library from a backup, as one change that ``undo`` takes back; returns the backup made before it.

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
        raise StoreError(f"{file} has invalid records: nothing was changed") from None

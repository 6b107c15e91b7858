"""Recovering a library from what is whole: the file, else the newest backup that is, and the journals since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from readlist.store import backups
from readlist.store.files import StoreError, remove_leftovers
from readlist.store.journal import Line
from readlist.store.snapshot import Document, NoSnapshotError, Snapshot, Tables, is_whole, read_snapshot
from readlist.store.store import VERSION, Store

Documents = Mapping[str, Mapping[int, Document]]


@dataclass(frozen=True, slots=True)
class Recovered:
    """What could be read, and from where."""

    source: Path | None  # the file that the journals continue; None where they alone tell it
    tables: Documents
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
        return Snapshot({name: dict(table) for name, table in snapshot.tables.items()}, snapshot.meta, snapshot.ours)
    except (OSError, NoSnapshotError, KeyError):
        return None


def recover(store: Store, makes_sense: Callable[[Documents], bool]) -> Recovered:
    """The newest state that the folder still tells and that is a library. Raises StoreError, OSError."""
    store.refuse_newer()
    source: Path | None = None
    base = Snapshot({}, {})
    for path in (store.path, *backups.found(store.folder)):
        if (found := whole_snapshot(path)) and makes_sense(found.tables):
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


def rebuild(store: Store, makes_sense: Callable[[Documents], bool]) -> Path | None:
    """Write what can be recovered; where the file that was there is kept. Raises StoreError, OSError."""
    with store.writing():
        recovered = recover(store, makes_sense)
        if not any(recovered.tables.values()) and recovered.source is None:
            raise StoreError(f"{store.folder}: neither a backup nor the journal has anything to restore")
        remove_leftovers(store.path)
        kept = None
        if store.path.exists():
            moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
            kept = store.path.with_name(f"{store.path.name}.damaged-{moment}")
            backups.second_name(store.path, kept)
        store.rebuild(recovered.tables, recovered.ends)
    return kept

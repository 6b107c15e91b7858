"""Daily backups of ``library.json``, and errors that say how to restore a damaged file.

They are in the folder ``backups``, one per day of use, made before the day's first change. A backup is a hard link to
the file (snapshots are replaced, never modified, so it keeps its content), or a copy where the file system has no hard
links. With the journals it gives every later state too.
"""

from __future__ import annotations

import contextlib
import os
import re
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from readlist.store.files import FILE_MODE, StoreError, make_folder, put_in_place, remove, sync_folder, write_beside
from readlist.store.snapshot import VERSION, NoSnapshotError, is_whole, read_snapshot

_DAY = re.compile(r"library-\d{4}-\d\d-\d\d\.json")

KEPT = 7
"""Days of use that have a backup."""


def _folder(library: Path) -> Path:
    return library / "backups"


def _today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")


def copies(library: Path) -> list[Path]:
    """The dated copies of a library, newest first."""
    return sorted(_folder(library).glob("library-*.json"), reverse=True)


def newest_whole(library: Path) -> Path | None:
    """The newest valid backup; one may be a hard link to a file that was damaged."""
    return next((copy for copy in copies(library) if _is_whole(copy, _state(copy))), None)


def _state(copy: Path) -> tuple[int, ...]:
    """A file's state, which differs after any change; its modification time is not enough, which a copy may keep."""
    it = copy.lstat()
    return it.st_ino, it.st_size, it.st_mtime_ns, it.st_ctime_ns


@lru_cache(KEPT)  # a library that is damaged says so with every paper that is looked at
def _is_whole(copy: Path, _: tuple[int, ...]) -> bool:
    """Is a backup undamaged? Cached for its state."""
    try:
        return "version" in read_snapshot(copy).meta and is_whole(copy)
    except (OSError, NoSnapshotError):
        return False


def _of_days(library: Path) -> list[Path]:
    """The daily backups, newest first. Those that a user asked for are not among them, and are never deleted."""
    return [copy for copy in copies(library) if _DAY.fullmatch(copy.name)]


def due(library: Path) -> bool:
    """Is today's backup still missing?"""
    return not (_folder(library) / f"library-{_today()}.json").exists()


def make(file: Path, library: Path) -> Path:
    """Keep the file as today's backup; the oldest beyond seven go. Raises OSError."""
    make_folder(_folder(library))
    kept = _folder(library) / f"library-{_today()}.json"
    if not kept.exists():
        second_name(file, kept)
        for old in _of_days(library)[KEPT:]:
            remove(old)
    return kept


def second_name(file: Path, copy: Path) -> None:
    """Give the file a second name (hard link), unaffected when the first is replaced. Raises OSError."""
    target = Path(os.path.realpath(file))
    try:
        os.link(target, copy)
        sync_folder(copy.parent)
    except FileExistsError:
        raise
    except OSError:  # another file system, or one that knows no second names
        with target.open("rb") as source:
            put_in_place(write_beside(copy, iter(lambda: source.read(1 << 22), b""), FILE_MODE), copy)


def put_aside(journal: Path, library: Path) -> Path:
    """Move a journal that is no longer needed to the backups; returns its path. Raises OSError."""
    make_folder(_folder(library))
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    return journal.rename(_folder(library) / f"{journal.name}.forgotten-{moment}")


def keep_version(file: Path, version: int) -> None:
    """Keep a file of an older version beside it: ``library.json.v1.bak``. Raises OSError."""
    target = Path(os.path.realpath(file))
    copy = target.with_name(f"{file.name}.v{version}.bak")
    with contextlib.suppress(FileExistsError):
        second_name(target, copy)


# what errors say


def way_back(library: Path, has_lines: bool) -> str:
    """The next step for the user if the file is lost: what would restore it. ``has_lines``: have journals any lines?"""
    newest = newest_whole(library)
    if newest is None and not has_lines:
        return "put a good copy in its place"
    source = f"backups/{newest.name} and the journal" if newest else "the journal"
    return f"`readlist doctor --repair` restores it from {source}"


def damage(file: Path, has_lines: bool, error: OSError | None) -> StoreError:
    """The error for a library that can't be read, for the reason given, or makes no sense."""
    if error is not None:
        return StoreError(f"{file} can't be read: {error.strerror}")
    size = file.stat().st_size if file.exists() else 0
    way = way_back(file.parent, has_lines)
    return StoreError(f"{file} is damaged, or no library ({size:,} bytes): it was left as it is; {way}")


def refuse_other(file: Path, version: Any) -> None:
    """Raise StoreError if this version does not know a library's form; NoSnapshotError, OSError if unreadable."""
    if type(version) is not int or not 1 <= version <= VERSION:
        if not is_whole(file):  # a bit was flipped
            raise NoSnapshotError
        raise StoreError(
            f"{file} was written by another readlist (library version {version}, this one knows {VERSION}): "
            "open it with that one, or update readlist"
        )

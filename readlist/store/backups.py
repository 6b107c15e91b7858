"""Dated copies of ``library.json`` in the folder ``backups``: one a day of use, before the day's first change.

A copy is a second name of the file (snapshots are replaced, never rewritten, so it stays as it is), or a real copy
where the file system has no second names. With the journals it gives every later state too.
"""

from __future__ import annotations

import contextlib
import os
import re
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from readlist.store.files import FILE_MODE, make_folder, put_in_place, remove, sync_folder, write_beside
from readlist.store.snapshot import NoSnapshotError, is_whole, read_snapshot

_DAY = re.compile(r"library-\d{4}-\d\d-\d\d\.json")

KEPT = 7
"""Days of use that have a backup."""


def _folder(library: Path) -> Path:
    return library / "backups"


def _today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")


def found(library: Path) -> list[Path]:
    """The dated copies of a library, newest first."""
    return sorted(_folder(library).glob("library-*.json"), reverse=True)


def newest_whole(library: Path) -> Path | None:
    """The newest copy that can be used; one may be a second name of a file that was damaged."""
    return next((copy for copy in found(library) if _is_whole(copy, _state(copy))), None)


def _state(copy: Path) -> tuple[int, ...]:
    """What no change of a file leaves as it is; the time of its last change is not enough, a copy may keep it."""
    it = copy.lstat()
    return it.st_ino, it.st_size, it.st_mtime_ns, it.st_ctime_ns


@lru_cache(KEPT)  # a library that is damaged says so with every paper that is looked at
def _is_whole(copy: Path, _: tuple[int, ...]) -> bool:
    """Is a copy, in the state it has, whole?"""
    try:
        return "version" in read_snapshot(copy).meta and is_whole(copy)
    except (OSError, NoSnapshotError):
        return False


def _of_days(library: Path) -> list[Path]:
    """Those that were made once a day, newest first. The others a user asked for, and they stay."""
    return [copy for copy in found(library) if _DAY.fullmatch(copy.name)]


def due(library: Path) -> bool:
    """Has today no backup yet?"""
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
    """The file under a second name that later replacements do not reach. Raises OSError."""
    target = Path(os.path.realpath(file))
    try:
        os.link(target, copy)
        sync_folder(copy.parent)
    except FileExistsError:
        raise
    except OSError:  # another file system, or one that knows no second names
        with target.open("rb") as source:
            put_in_place(write_beside(copy, iter(lambda: source.read(1 << 22), b""), FILE_MODE), copy)


def keep_version(file: Path, version: int) -> None:
    """Keep a file of an older version beside it: ``library.json.v1.bak``. Raises OSError."""
    target = Path(os.path.realpath(file))
    copy = target.with_name(f"{file.name}.v{version}.bak")
    with contextlib.suppress(FileExistsError):
        second_name(target, copy)

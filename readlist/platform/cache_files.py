"""Files that are derived from others: private, in the platform's cache folder, gone at any time without a loss.

A file is kept under a stamp of what it was derived from, and with a checksum; it counts only with both.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
from pathlib import Path
from zlib import crc32

from readlist.platform.paths import cache_folder


def load(folder: Path, name: str, stamp: str) -> memoryview | None:
    """What was kept for a library folder under that name and stamp, if it is whole; what is used of it is in memory."""
    try:
        with cache_file(folder, name).open("rb") as opened:
            raw = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # it is not there, or empty
        return None
    end = raw.find(b"\n")
    data = memoryview(raw)[end + 1 :]
    if end < 0 or raw[:end] != _head(stamp, data):
        return None
    if hasattr(raw, "madvise"):  # not everywhere
        raw.madvise(mmap.MADV_DONTNEED)
    return data


def save(folder: Path, name: str, stamp: str, data: bytes) -> None:
    """Keep bytes; where that fails, or is cut short, they are made again another time."""
    from readlist.store.files import FILE_MODE, make_folder, remove

    file = cache_file(folder, name)
    with contextlib.suppress(OSError):
        make_folder(file.parent)
        remove(file)  # who reads the old one goes on to do so
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as out:  # noqa: PTH123
            out.write(_head(stamp, data) + b"\n" + data)


def _head(stamp: str, data: bytes | memoryview) -> bytes:
    return f"{stamp} {crc32(data):08x}".encode()


def cache_file(folder: Path, name: str) -> Path:
    """Where something derived from a library is kept."""
    library = hashlib.blake2b(str(folder.resolve()).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return cache_folder() / "libraries" / library / name

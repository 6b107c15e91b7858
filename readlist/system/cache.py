"""Files that are derived from others: private, in the platform's cache folder, gone at any time without a loss.

A file is kept under a stamp of what it was derived from, and with a checksum; it counts only with both.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from zlib import crc32

from readlist.system.paths import cache_folder


def load(folder: Path, name: str, stamp: str) -> bytes | None:
    """What was kept for a library folder under that name and stamp, if it is whole."""
    try:
        raw = cache_file(folder, name).read_bytes()
    except OSError:
        return None
    head, _, data = raw.partition(b"\n")
    return data if head == _head(stamp, data) else None


def save(folder: Path, name: str, stamp: str, data: bytes) -> None:
    """Keep bytes; where that fails they are made again another time."""
    from readlist.store.files import FILE_MODE, make_folder, remove

    file = cache_file(folder, name)
    temp = file.with_name(f".{file.name}.tmp")
    with contextlib.suppress(OSError):
        make_folder(file.parent)
        remove(temp)
        temp.touch(mode=FILE_MODE, exist_ok=False)
        temp.write_bytes(_head(stamp, data) + b"\n" + data)
        temp.replace(file)


def _head(stamp: str, data: bytes) -> bytes:
    return f"{stamp} {crc32(data):08x}".encode()


def cache_file(folder: Path, name: str) -> Path:
    """Where something derived from a library is kept."""
    library = hashlib.blake2b(str(folder.resolve()).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return cache_folder() / "libraries" / library / name

"""Files that are derived from others and may be deleted at any time: columns, the search index, pictures of the screen.

All have one form: a header line, then named parts of bytes. A file is identified by its kind and a name, is valid for
one *stamp* (a text that says what it was made from), and is memory-mapped, so that only what is used is read.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from pathlib import Path

_MAGIC = b"readlist derived 1"
_ALIGNMENT = 64  # bytes: numpy is slower on arrays that start between words


def derived_file(kind: str, name: str) -> Path:
    """The path of a derived file, by its kind and a name of any length, such as a library's folder."""
    from readlist.platform.paths import cache_folder

    return cache_folder() / kind / f"{crc32(os.fsencode(name)):08x}"


def read(file: Path, stamp: str) -> dict[str, memoryview] | None:
    """The parts of a file, memory-mapped; None if there is none for this stamp, or it is damaged.

    A file that another user could have written is not used either: pictures go to the terminal as they are.
    """
    try:
        with file.open("rb") as opened:
            status = os.fstat(opened.fileno())
            if status.st_uid != os.getuid() or status.st_mode & 0o022:
                return None
            data = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # missing, or empty
        return None
    try:
        magic, checksum, head = data[: data.find(b"\n") + 1].split(b"\t", 2)
        checked, kept_stamp, *table = head.decode().rstrip().split("\t")
        end = _aligned(len(magic) + len(checksum) + len(head) + 2)
        whole, parts = memoryview(data), {}
        for entry in table:
            name, _, size = entry.rpartition(" ")
            parts[name] = whole[end : end + int(size)]
            end += _aligned(int(size))
    except ValueError:
        return None
    if magic != _MAGIC or kept_stamp != ascii(stamp) or end != len(data):
        return None
    if checksum != b"%08x" % _checksum(head, parts if checked == "checked" else {}):
        return None
    if checked == "checked" and hasattr(data, "madvise"):
        data.madvise(mmap.MADV_DONTNEED)  # read for the checksum alone: 14 MB at 100,000 papers
    return parts


def release(part: memoryview) -> None:
    """Let the system have the memory back in which a part's file is mapped; what is used again is read again."""
    if isinstance(part.obj, mmap.mmap) and hasattr(part.obj, "madvise"):
        part.obj.madvise(mmap.MADV_DONTNEED)


def write(
    file: Path, stamp: str, parts: Mapping[str, bytes | memoryview], *, checked: bool = True, synced: bool = True
) -> None:
    """Replace a file. Where that fails, what was to be kept is made again another time.

    ``checked`` files are read through for their checksum whenever they are opened; that of 200 MB would take longer
    than opening it. One that is not ``synced`` may be lost when the power goes, which its checksum tells.
    """
    from readlist.store.files import make_folder, put_in_place, write_beside

    views = {name: memoryview(part).cast("B") if len(part) else memoryview(b"") for name, part in parts.items()}
    table = [f"{name} {len(view)}" for name, view in views.items()]
    head = "\t".join(["checked" if checked else "unchecked", ascii(stamp), *table]).encode()
    start = _aligned(len(_MAGIC) + len(head) + 11)
    head += b" " * (start - len(_MAGIC) - len(head) - 11) + b"\n"
    checksum = b"%08x" % _checksum(head, views if checked else {})
    pieces: list[bytes | memoryview] = [b"\t".join((_MAGIC, checksum, head))]
    for view in views.values():
        pieces += view, bytes(_aligned(len(view)) - len(view))
    with suppress(OSError):
        make_folder(file.parent)
        put_in_place(write_beside(file, pieces, synced=synced), file, synced=synced)


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def _checksum(head: bytes, parts: Mapping[str, memoryview]) -> int:
    checksum = crc32(head)
    for part in parts.values():
        checksum = crc32(part, checksum)
    return checksum

"""Replaces a file that others edit only if it is still as it was read, so that no edit is lost."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from readlist.store.files import open_regular, put_in_place, remove, sync_folder, write_beside

_QUIET = 0.02  # seconds without a change, after which a file is taken to be written whole
_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2
_HERE = -100  # AT_FDCWD


def read_settled(path: Path) -> bytes | None:
    """A regular file's content, once nobody has written it for a moment; None where there is none. Raises OSError."""
    for _ in range(20):
        try:
            age = time.time() - path.stat().st_mtime
        except FileNotFoundError:
            return None
        if not 0 <= age < _QUIET:
            break
        time.sleep(_QUIET - age)
    return _content(path)


def _content(path: Path) -> bytes:
    with os.fdopen(open_regular(path), "rb") as file:
        return file.read()


def replace_unchanged(path: Path, before: bytes | None, data: bytes, mode: int) -> bool:
    """Replace a file by new content, durably, if it still has the content ``before`` (None: is not there).

    False where somebody else changed it, their version in place. Raises OSError, the file as it was, or UnsafeError.
    """
    temp = write_beside(path, (data,), mode)
    try:
        if before is None:
            os.link(temp, path)  # unlike a rename, it never replaces
            return True
        if _content(path) != before:
            return False
        if not _exchange(temp, path):
            put_in_place(temp, path)
            return True
        if _content(temp) == before:
            sync_folder(path.parent)
            return True
        _exchange(temp, path)  # in these microseconds somebody replaced it: theirs comes back
        if _content(temp) != data:  # and somebody replaced ours: the newest stays, what it displaced is not lost either
            _exchange(temp, path)
            os.link(temp, path.with_name(f"{path.name}.{os.urandom(3).hex()}.orig"))
        return False
    except FileExistsError:
        return False
    finally:
        remove(temp)


def _exchange(one: Path, other: Path) -> bool:
    """Have two files change places in one step; False where the system can't. Raises OSError."""
    call = _renameat2()
    if call is None:
        return False
    if call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):  # a file system without it
        return False
    raise OSError(number, os.strerror(number), str(other))


@cache
def _renameat2() -> Any:
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            return ctypes.CDLL(None, use_errno=True).renameat2
    return None

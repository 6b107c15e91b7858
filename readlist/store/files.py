"""Writes the library's files, whole or not at all and private to the user; encodes and decodes their JSON.

JSON is UTF-8 in one line without spaces. msgspec reads and writes it several times faster than the standard library (an
import of a thousand papers is one line of three megabytes); what it refuses (a lone surrogate, a byte order mark) the
standard library takes.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import stat
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

FOLDER_MODE = 0o700
FILE_MODE = 0o600
_OLD = 86_400  # seconds after which a temporary file is abandoned


class StoreError(Exception):
    """The library can't be read or written; the message names the file, the reason and the next step."""


class UnsafeError(OSError):
    """A file was replaced, but the system would not guarantee that the replacement survives a power cut."""


def make_folder(folder: Path) -> None:
    """Make a folder and its missing parents, private; existing ones keep their mode."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        sync_folder(folder.parent)


def write_atomically(path: Path, data: bytes, mode: int = FILE_MODE) -> None:
    """Replace a file by new content: written beside it, synced, renamed over it, the folder synced.

    A kill or a power cut at any moment leaves the old content or the new, never a mixture. A symbolic link stays
    and its target is replaced; an existing file keeps its mode. Raises OSError, the old file untouched, or
    UnsafeError, the new one in place.
    """
    put_in_place(write_beside(path, (data,), mode), path)


def write_beside(
    path: Path, pieces: Iterable[bytes | memoryview], mode: int = FILE_MODE, *, synced: bool = True
) -> Path:
    """Write and sync the new content of a file beside it; where that is. Raises OSError, nothing left behind."""
    target = Path(os.path.realpath(path))
    kept = None
    with contextlib.suppress(FileNotFoundError):
        kept = target.stat().st_mode & 0o777
    temp = target.with_name(f"{_temp_prefix(target)}{host_id()}-{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        fd = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode if kept is None else kept)
        try:
            if kept is not None:
                os.fchmod(fd, kept)  # whatever the umask
            for piece in pieces:
                view = memoryview(piece)
                while view:
                    view = view[os.write(fd, view) :]
            if synced:
                os.fsync(fd)
        finally:
            os.close(fd)
    except BaseException:
        remove(temp)
        raise
    return temp


def put_in_place(temp: Path, path: Path, *, synced: bool = True) -> None:
    """Rename what was written beside a file over it. Raises OSError, the old file untouched, or UnsafeError."""
    target = Path(os.path.realpath(path))
    try:
        temp.replace(target)
    except BaseException:
        remove(temp)
        raise
    try:
        if synced:
            sync_folder(target.parent)
    except OSError as error:
        raise UnsafeError(error.errno, error.strerror, str(target)) from None


def remove(path: Path) -> None:
    """Remove a file, ignoring failures."""
    with contextlib.suppress(OSError):
        path.unlink()


def _temp_prefix(target: Path) -> str:
    return f".{target.name[:32]}."  # a name may be as long as the system allows already


def remove_leftovers(path: Path) -> None:
    """Remove the temporary files that killed writers of a file left."""
    target = Path(os.path.realpath(path))
    prefix = _temp_prefix(target)
    for name in os.listdir(target.parent):  # noqa: PTH208 (every command looks)
        if not name.startswith(prefix) or not name.endswith(".tmp"):
            continue
        host, _, rest = name[len(prefix) : -len(".tmp")].partition("-")
        process = rest.partition("-")[0] or host
        here = host == host_id() or not rest  # process numbers mean nothing on another machine
        dead = here and not (process.isdigit() and alive(int(process)))
        with contextlib.suppress(OSError):
            if dead or time.time() - (target.parent / name).lstat().st_mtime > _OLD:
                remove(target.parent / name)


@cache
def host_id() -> str:
    """An id of this machine or container, by which its processes are told from others."""
    space = ""
    with contextlib.suppress(OSError):  # two containers may have one name, and the same numbers for processes
        space = str(os.stat("/proc/self/ns/pid").st_ino)  # noqa: PTH116
    return hashlib.blake2b(f"{os.uname().nodename} {space}".encode(), digest_size=3).hexdigest()


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut. A folder that can't be read is left to the system."""
    with contextlib.suppress(PermissionError):
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def open_regular(path: Path, flags: int = os.O_RDONLY) -> int:
    """Open an existing file, through links if need be. Raises OSError, for a pipe or a folder too."""
    fd = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe without a writer would be waited for
    mode = os.fstat(fd).st_mode
    if stat.S_ISREG(mode):
        return fd
    os.close(fd)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    raise OSError(errno.EINVAL, "it is not a regular file", str(path))


# JSON

_T = TypeVar("_T")
_ANY = msgspec.json.Decoder()


def dumps(value: Any) -> bytes:
    """A value as JSON bytes. Raises TypeError if it has no JSON form."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:  # a lone surrogate has no other form
        return json.dumps(msgspec.to_builtins(value), separators=(",", ":")).encode("ascii")


def loads(raw: bytes) -> Any:
    """The value of JSON bytes. Raises ValueError, RecursionError."""
    return decoded(_ANY, raw)


def decoded(decoder: msgspec.json.Decoder[_T], raw: bytes) -> _T:
    """The value of JSON bytes as the decoder's type. Raises ValueError, RecursionError."""
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        value: _T = msgspec.convert(json.loads(raw, parse_constant=_refuse), decoder.type)
        return value


def _refuse(name: str) -> float:
    """Refuses Infinity and NaN, which are not JSON, and no place in a queue."""
    raise ValueError(name)

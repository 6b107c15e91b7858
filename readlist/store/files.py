"""Files of a library: replaced whole or not at all, private to the user; the lock that orders writers; their JSON.

JSON is UTF-8 in one line without spaces. msgspec reads and writes it several times faster than the standard library (an
import of a thousand papers is one line of three megabytes); what it refuses (a lone surrogate, a byte order mark) the
standard library takes.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import stat
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

FOLDER_MODE = 0o700
FILE_MODE = 0o600
_OLD = 86_400  # seconds after which a temporary file is nobody's any more
_LOCK_SECONDS = 5.0
_LOCK_STEP = 0.02


class StoreError(Exception):
    """The library can't be read or written; the message names the file, the reason and the next step."""


class UnsafeError(OSError):
    """A file was replaced, but the system would not promise that the replacement outlives a power cut."""


def make_folder(folder: Path) -> None:
    """The folder and what is missing above it, private; existing ones keep their mode."""
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


def write_beside(path: Path, pieces: Iterable[bytes | memoryview], mode: int = FILE_MODE) -> Path:
    """Write and sync the new content of a file beside it; where that is. Raises OSError, nothing left behind."""
    target = Path(os.path.realpath(path))
    kept = None
    with contextlib.suppress(FileNotFoundError):
        kept = target.stat().st_mode & 0o777
    temp = target.with_name(f"{_temp_prefix(target)}{_host()}-{os.getpid()}-{os.urandom(4).hex()}.tmp")
    try:
        fd = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode if kept is None else kept)
        try:
            if kept is not None:
                os.fchmod(fd, kept)  # whatever the umask
            for piece in pieces:
                view = memoryview(piece)
                while view:
                    view = view[os.write(fd, view) :]
            os.fsync(fd)
        finally:
            os.close(fd)
    except BaseException:
        remove(temp)
        raise
    return temp


def put_in_place(temp: Path, path: Path) -> None:
    """Rename what was written beside a file over it. Raises OSError, the old file untouched, or UnsafeError."""
    target = Path(os.path.realpath(path))
    try:
        temp.replace(target)
    except BaseException:
        remove(temp)
        raise
    try:
        sync_folder(target.parent)
    except OSError as error:
        raise UnsafeError(error.errno, error.strerror, str(target)) from None


def remove(path: Path) -> None:
    """Remove a file if that can be done."""
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
        here = host == _host() or not rest  # the numbers of processes in a container, or on another machine, are others
        dead = here and not (process.isdigit() and _alive(int(process)))
        with contextlib.suppress(OSError):
            if dead or time.time() - (target.parent / name).lstat().st_mtime > _OLD:
                remove(target.parent / name)


@cache
def _host() -> str:
    """What tells the processes of this machine, or container, from others."""
    return hashlib.blake2b(os.uname().nodename.encode(), digest_size=3).hexdigest()


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut. A folder that may be written but not read is left to the system."""
    with contextlib.suppress(PermissionError):
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


@contextlib.contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock file for writing; any death frees it. Raises StoreError after five seconds, or without a wait.

    Who waited may hold a file that was removed meanwhile, which locks nobody out: then the new one is waited for.
    """
    while True:
        fd = _open_lock(path)
        try:
            _wait_for(fd, path, _LOCK_SECONDS if wait else 0)
            if _is_at(fd, path):
                os.pwrite(fd, b"%-20d\n" % os.getpid(), 0)
                yield
                return
        finally:
            os.close(fd)


def open_regular(path: Path, flags: int = os.O_RDONLY) -> int:
    """Open a file that exists, through links if need be. Raises OSError, also where it is a pipe or a folder."""
    fd = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe without a writer would be waited for
    mode = os.fstat(fd).st_mode
    if stat.S_ISREG(mode):
        return fd
    os.close(fd)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    raise OSError(errno.EINVAL, "it is not a regular file", str(path))


def _open_lock(path: Path) -> int:
    """The lock file, made if need be. Raises StoreError where something else has its name: nothing is written to it."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, FILE_MODE)
        if stat.S_ISREG(os.fstat(fd).st_mode):
            return fd
        os.close(fd)
    except OSError as error:
        if error.errno not in (errno.ELOOP, errno.EISDIR, errno.ENXIO):
            raise
    raise StoreError(f"{path} is not a regular file: remove it, and try again")


def _is_at(fd: int, path: Path) -> bool:
    """Is an open file still the one of that name?"""
    try:
        return os.path.samestat(os.fstat(fd), os.stat(path, follow_symlinks=False))  # noqa: PTH116
    except FileNotFoundError:
        return False


def _wait_for(fd: int, path: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                raise
            if time.monotonic() >= end:
                holder = os.pread(fd, 20, 0).decode(errors="replace").strip() or "unknown"
                raise StoreError(
                    f"{path.parent}: another readlist (process {holder}) has been writing for "
                    f"{_LOCK_SECONDS:.0f} seconds: try again, or end that process"
                ) from None
            time.sleep(_LOCK_STEP)


# JSON

_T = TypeVar("_T")
_ANY = msgspec.json.Decoder()


def dumps(value: Any) -> bytes:
    """A value as bytes. Raises TypeError for what is no JSON."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:  # a lone surrogate has no other form
        return json.dumps(msgspec.to_builtins(value), separators=(",", ":")).encode("ascii")


def loads(raw: bytes) -> Any:
    """The value of bytes. Raises ValueError, RecursionError."""
    return decoded(_ANY, raw)


def decoded(decoder: msgspec.json.Decoder[_T], raw: bytes) -> _T:
    """The value of bytes as the decoder's type. Raises ValueError, RecursionError."""
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        value: _T = msgspec.convert(json.loads(raw, parse_constant=_refuse), decoder.type)
        return value


def _refuse(name: str) -> float:
    """Infinity and NaN are no JSON, and no place in a queue."""
    raise ValueError(name)

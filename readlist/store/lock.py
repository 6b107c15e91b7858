"""The lock that lets one process write a library at a time; it is freed however that process ends.

It is the system's own lock of the file ``lock``. Where a disk has no locks (some network folders), the file
``lock.held`` exists as long as someone writes. It names its process by number, machine, container and start time, so
that one which is gone is not mistaken for another of the same number.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from readlist.store.files import (
    FILE_MODE,
    StoreError,
    alive,
    host_id,
    open_regular,
    remove,
    remove_leftovers,
    write_beside,
)

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_SECONDS = 5.0
_STEP = 0.02
_NO_LOCKS = frozenset((errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL))


@contextlib.contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock for writing. Raises OSError, and StoreError if it is not free after five seconds, or at once.

    The lock file may be removed while we wait for it, and would then lock nobody out: we wait for the new one.
    """
    seconds = _SECONDS if wait else 0
    held = path.with_name(f"{path.name}.held")
    while True:
        fd = _open_lock(path)
        try:
            has_locks = _wait_for(fd, path, seconds)
            if _is_at(fd, path):
                # a lock that failed only for a while may have sent another process to the other file
                with contextlib.nullcontext() if has_locks and not held.exists() else _file_held(held, seconds):
                    os.pwrite(fd, b"%-20d\n" % os.getpid(), 0)
                    yield
                    return
        finally:
            os.close(fd)


def _open_lock(path: Path) -> int:
    """The lock file, made if need be. Raises StoreError if something else has its name; nothing is written to that."""
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
    """Is an open file still the one with that name?"""
    try:
        return os.path.samestat(os.fstat(fd), os.stat(path, follow_symlinks=False))  # noqa: PTH116
    except FileNotFoundError:
        return False


def _wait_for(fd: int, path: Path, seconds: float) -> bool:
    """Take the system's lock of an open file; False if there are no such locks. Raises OSError, StoreError."""
    if fcntl is None:
        return False
    end = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return False
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                raise
            if time.monotonic() >= end:
                holder = os.pread(fd, 20, 0).decode(errors="replace").strip() or "unknown"
                raise _busy(path, f"process {holder}", "end that process") from None
            time.sleep(_STEP)


@contextlib.contextmanager
def _file_held(held: Path, seconds: float) -> Iterator[None]:
    """Take a lock that is a file, which exists only while someone holds it. Raises OSError, StoreError.

    It appears with its content, and only if no other file has its name: a hard link guarantees that, even over a
    network.
    """
    if held.is_symlink():
        raise StoreError(f"{held} is not a regular file: remove it, and try again")
    own = f"{os.getpid()} {_start_of(os.getpid())} {_boot()} {os.urandom(8).hex()}\n".encode()
    temp = write_beside(held, (own,))
    try:
        end = time.monotonic() + seconds
        while not _linked(temp, held):
            if _removed_stale(held):
                continue
            if time.monotonic() >= end:
                holder = _content(held).split(b" ")[0].decode(errors="replace")[:20] or "unknown"
                raise _busy(held, f"process {holder}", f"remove {held} if no other readlist runs")
            time.sleep(_STEP)
        try:
            remove_leftovers(held)
            yield
        finally:
            if _content(held) == own:
                remove(held)
    finally:
        remove(temp)


def _linked(temp: Path, held: Path) -> bool:
    with contextlib.suppress(FileExistsError):
        os.link(temp, held)
    return temp.stat().st_nlink > 1  # a network may lose the answer of a link that succeeded


def _content(held: Path) -> bytes:
    try:
        with open(open_regular(held), "rb") as file:  # noqa: PTH123 - a descriptor
            return file.read(200)
    except OSError:
        return b""


def _removed_stale(held: Path) -> bool:
    """Remove the lock file of a process that is gone; returns whether it was one.

    Several processes may notice. The one that makes a file named after the dead one removes it, so that nobody removes
    the next holder's file.
    """
    stale = _content(held)
    process, start, boot, *token = stale.decode("ascii", "replace").split()[:4] or ("", "", "")
    if not token or boot != _boot() or not process.isdecimal() or _start_of(int(process)) in (start, _UNKNOWN):
        return False
    with contextlib.suppress(StoreError), _file_held(held.with_name(f"{held.name}-{token[0]}"), 0):
        if _content(held) == stale:
            held.unlink()
            return True
    return False


_UNKNOWN = "?"


def _start_of(process: int) -> str:
    """When a process was started, by the system's count, since its number may be reused; "" if it is gone."""
    if not alive(process):
        return ""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        return "" if fields[0] in "ZX" else fields[19]  # a zombie: dead, but not waited for
    except (OSError, IndexError):
        return _UNKNOWN


def _boot() -> str:
    """An id of this machine or container and its boot, within which process numbers are unique."""
    boot = ""
    with contextlib.suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return f"{host_id()}-{boot}"


def _busy(path: Path, who: str, way: str) -> StoreError:
    return StoreError(
        f"{path.parent}: another readlist ({who}) has been writing for {_SECONDS:.0f} seconds: try again, or {way}"
    )

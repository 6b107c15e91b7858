"""A disk that fails, cuts writes short, or loses its power, under the code that runs in this process.

What changes files is reached through functions of ``os``; they are replaced while a block runs. Only calls about files
below one folder count. A process that is killed at a call is played by an exception that nothing catches, after which
no call reaches the disk any more, so that no cleaning up happens either.
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CALLS = (
    "open", "write", "pwrite", "ftruncate", "fsync", "fdatasync", "fchmod", "replace", "rename", "link", "unlink",
    "mkdir", "rmdir", "read", "pread",
)  # fmt: skip
"""Functions of ``os`` that change a disk, or read what the store reads."""

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES)
_OF_FILES = ("write", "pwrite", "ftruncate", "fsync", "fdatasync", "fchmod", "read", "pread")


class Died(BaseException):
    """The process is killed."""


@dataclass
class Disk:
    """The calls about files below a folder, and what is done to one of them."""

    root: Path
    fails_at: int | None = None  # number of a call
    error: int = errno.EIO
    dies_at: int | None = None
    at_most: int | None = None  # bytes of one write
    half: bool = False  # the write at which it fails or dies is done by half

    calls: list[tuple[str, str]] = field(default_factory=list)  # name of the call, of the file in the folder
    done: list[tuple[Any, ...]] = field(default_factory=list)  # calls that changed the disk, with all that tells how
    failed: bool = False
    dead: bool = False
    files: dict[int, tuple[Path, int]] = field(default_factory=dict)  # file descriptor → file, inode

    def called(self, name: str, real: Callable[..., Any], *args: Any, **options: Any) -> Any:
        path = self._path(name, args[0])
        if path is None:
            return real(*args, **options)
        if self.dead:
            raise Died
        number = len(self.calls)
        self.calls.append((name, str(path.relative_to(self.root))))
        if number in (self.fails_at, self.dies_at):
            if self.half and name == "write" and len(args[1]) > 1:
                self._real(name, real, path, (args[0], bytes(args[1])[: len(args[1]) // 2]), options)
            if number == self.dies_at:
                self.dead = True
                raise Died
            self.failed = True
            raise OSError(self.error, os.strerror(self.error), str(path))
        if name == "write" and self.at_most is not None:
            args = (args[0], bytes(args[1])[: self.at_most])
        return self._real(name, real, path, args, options)

    def _real(
        self, name: str, real: Callable[..., Any], path: Path, args: tuple[Any, ...], options: dict[str, Any]
    ) -> Any:
        new = name == "open" and not path.exists()
        size = path.stat().st_size if name == "write" and path.exists() else 0
        result = real(*args, **options)
        if name == "open":
            self.files[result] = path, os.fstat(result).st_ino
            if new:
                self.done.append(("create", path))
            elif args[1] & os.O_TRUNC:
                self.done.append(("truncate", path, 0))
        elif name == "write":
            self.done.append(("write", path, size, bytes(args[1])[:result]))  # all are at the end
        elif name == "pwrite":
            self.done.append(("write", path, args[2], bytes(args[1])[:result]))
        elif name == "ftruncate":
            self.done.append(("truncate", path, args[1]))
        elif name in ("fsync", "fdatasync"):
            self.done.append(("sync", path))
        elif name in ("replace", "rename", "link"):
            self.done.append(("link" if name == "link" else "rename", path, self._below(args[1])))
        elif name in ("unlink", "mkdir", "rmdir"):
            self.done.append((name, path))
        return result

    def _path(self, name: str, of: Any) -> Path | None:
        if name in _OF_FILES:
            path, inode = self.files.get(of, (None, 0))
            return path if path and os.fstat(of).st_ino == inode else None  # numbers are used again
        return self._below(of)

    def _below(self, path: Any) -> Path | None:
        if isinstance(path, int):
            return None
        found = Path(os.path.realpath(os.path.dirname(os.fspath(path)))) / Path(os.fspath(path)).name  # noqa: PTH120
        return found if found.is_relative_to(self.root) else None

    def opened(self, real: Callable[..., Any], path: Any, *args: Any, **options: Any) -> Any:
        """A file opened as Python opens files; those are read."""
        below = self._below(path) if not isinstance(path, int) else None
        if below is not None:
            if self.dead:
                raise Died
            number = len(self.calls)
            self.calls.append(("io.open", str(below.relative_to(self.root))))
            if number == self.dies_at:
                self.dead = True
                raise Died
            if number == self.fails_at:
                self.failed = True
                raise OSError(self.error, os.strerror(self.error), str(path))
        return real(path, *args, **options)


@contextmanager
def disk(root: Path, **how: Any) -> Iterator[Disk]:
    """A disk that behaves as told while the block runs."""
    made = Disk(Path(os.path.realpath(root)), **how)
    with playing(made):
        yield made


@contextmanager
def playing(made: Disk) -> Iterator[None]:
    """Have the disk behave as told while the block runs."""
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            if hasattr(os, name):
                real = getattr(os, name)
                patch.setattr(os, name, lambda *a, n=name, r=real, **o: made.called(n, r, *a, **o))
        opening = io.open
        patch.setattr(io, "open", lambda *a, **o: made.opened(opening, *a, **o))
        yield

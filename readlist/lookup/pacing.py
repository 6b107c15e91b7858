"""When a service may be asked: one request at a time, spaced as it asks, whichever readlist asks."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from readlist.store.files import FILE_MODE, make_folder


class StoppedError(Exception):
    """The user has enough of waiting."""


class BusyError(Exception):
    """Another readlist is asking; the message says which."""


class Clock(Protocol):
    """Time, so that tests need none."""

    def now(self) -> float:
        """Seconds since 1970."""

    def sleep(self, seconds: float) -> None:
        """Wait; raises StoppedError where the user has enough of it."""


class SystemClock:
    """The real time; ``stop`` ends every wait."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        if self._stopped.wait(max(seconds, 0.0)):
            raise StoppedError

    def stop(self) -> None:
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()


class Pace:
    """Waits until a service may be asked again.

    The moments of the last requests are kept in a file, so that one command after the other is as polite as one.
    """

    def __init__(self, clock: Clock, file: Path | None = None) -> None:
        self._clock = clock
        self._file = file
        self._last: dict[str, float] = self._read()

    def wait(self, service: str, spacing: float) -> None:
        """Wait for the service's turn, and take it."""
        now = self._clock.now()
        turn = min(self._last.get(service, now - spacing) + spacing, now + spacing)  # the clock may have gone back
        self._clock.sleep(max(turn - now, 0.0))
        self._last[service] = max(self._clock.now(), turn)
        self._write()

    def _read(self) -> dict[str, float]:
        try:
            kept = json.loads(self._file.read_bytes()) if self._file else {}
            return {str(name): float(at) for name, at in kept.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _write(self) -> None:
        if self._file:
            with contextlib.suppress(OSError):
                make_folder(self._file.parent)
                fd = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
                with open(fd, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor with its mode
                    json.dump(self._last, file)


@contextlib.contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Be the only readlist of this user that asks services. Raises BusyError, or OSError."""
    make_folder(lock.parent)
    fd = os.open(lock, os.O_RDWR | os.O_CREAT, FILE_MODE)
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(fd, 20, 0).decode(errors="replace").strip()
            raise BusyError(
                f"another readlist (process {holder or 'unknown'}) is asking the services: wait until it is done"
            ) from None
        os.ftruncate(fd, 0)
        os.pwrite(fd, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(fd)

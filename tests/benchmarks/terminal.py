"""A program in a terminal of its own, and the time from a key to what it draws."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[@-Z\\^_=>78])")
_SILENCE = 0.05  # seconds without a byte after which a program has drawn what it had to draw
_PATIENCE = 2.0  # seconds for the first byte
_SECONDS = 300.0  # how long anything may take


class Terminal:
    """A program at work; used as a context manager, at whose end it is killed."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (140, 42)) -> None:
        width, height = size
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if not self.pid:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
            os.execvpe(command[0], command, {**env, "TERM": "xterm-256color", "COLORTERM": "truecolor"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)

    def _read(self, patience: float) -> bytes:
        """What is drawn now; nothing after so many seconds. Raises OSError at the end of the program."""
        ready = select.select([self._fd], [], [], patience)[0]
        return os.read(self._fd, 1 << 20) if ready else b""

    def until(self, pattern: bytes) -> float:
        """The moment at which a text was drawn. Raises TimeoutError."""
        drawn, wanted = b"", re.compile(pattern)
        end = time.perf_counter() + _SECONDS
        while time.perf_counter() < end:
            if more := self._read(1.0):
                drawn = drawn[-(1 << 16) :] + more
                if wanted.search(_ESCAPES.sub(b"", drawn)):
                    return time.perf_counter()
        raise TimeoutError(f"{pattern!r} was not drawn: {_ESCAPES.sub(b'', drawn)[-2000:]!r}")

    def said(self, pattern: bytes, unlike: bytes, patience: float = 1.0) -> tuple[float, bytes] | None:
        """When a text was drawn whose first group is another than before, and that group; None if none was in time."""
        drawn, wanted = b"", re.compile(pattern)
        end = time.perf_counter() + patience
        while (left := end - time.perf_counter()) > 0:
            drawn += self._read(left)
            found = [m for m in wanted.findall(_ESCAPES.sub(b"", drawn)) if m != unlike]
            if found:
                return time.perf_counter(), found[-1]
        return None

    def settle(self, silence: float = _SILENCE) -> float | None:
        """Wait until nothing more is drawn; when the last of it was, None where there was nothing."""
        last = None
        while self._read(silence):
            last = time.perf_counter()
        return last

    def send(self, keys: str) -> float:
        """Type; the moment at which that was done."""
        now = time.perf_counter()
        os.write(self._fd, keys.encode())
        return now

    def leave(self, keys: str) -> None:
        """Type what ends the program, and wait for that."""
        self.send(keys)
        with contextlib.suppress(OSError):  # nothing more to read
            while True:
                self._read(_SECONDS)

    def repaint(self, key: str) -> tuple[float, float] | None:
        """Seconds from a key until something is drawn, a frame at once, and until all is; None where nothing is."""
        start = self.send(key)
        if not self._read(_PATIENCE):
            return None
        first = time.perf_counter()
        return first - start, (self.settle() or first) - start

    def drawn(self) -> tuple[float, bytes] | None:
        """When something was drawn next, and the text of all until nothing more is; None if nothing is."""
        if not (drawn := self._read(_PATIENCE)):
            return None
        first = time.perf_counter()
        while more := self._read(_SILENCE):
            drawn += more
        return first, _ESCAPES.sub(b"", drawn)

    def own_memory(self) -> int:
        """Bytes that only this process has. Linux tells."""
        return _own_memory(self.pid)

    def memory_of_all(self) -> int:
        """Bytes of this process and those that it started and that are at work."""
        children = {int(n) for file in Path(f"/proc/{self.pid}/task").glob("*/children") for n in _text(file).split()}
        return sum(map(_own_memory, {self.pid, *children}))


def _own_memory(pid: int) -> int:
    return 1024 * sum(map(int, re.findall(r"Private_\w+: +(\d+)", _text(Path(f"/proc/{pid}/smaps_rollup")))))


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:  # it has ended
        return ""

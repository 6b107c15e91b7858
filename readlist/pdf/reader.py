"""Reads PDFs through a separate process, which is restarted if a file makes it hang or crash."""

from __future__ import annotations

import importlib.util
import os
import select
import subprocess
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

import msgspec

from readlist.pdf.child import MEMORY, SECONDS
from readlist.pdf.extracted import Extracted, Wanted
from readlist.platform.processes import module_command

MISSING = "reading PDFs needs pypdfium2: pip install pypdfium2"
_MOST = 200_000_000  # bytes of one answer
_PIECE = 1 << 16
_AHEAD = 2  # files asked for before the first is answered: the process never waits for this one
_Read = Callable[[Wanted], Extracted]


class ReaderError(Exception):
    """PDFs can't be read here; the message says what is missing."""


def can_read() -> bool:
    """Is the library that reads PDFs installed?"""
    return importlib.util.find_spec("pypdfium2") is not None


class Reader:
    """Reads one file after the other. To be used in a ``with``; the process starts with the first file."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._buffer = bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def read(self, path: Path, *, text: bool = False, first: bool = False, notes: bool = False) -> Extracted:
        """What a file holds; where it can't be read, why. Raises ReaderError."""
        return next(self.read_all([Wanted(os.fsencode(path), text, first, notes)]))

    def draw(self, path: Path, page: int, width: int) -> Extracted:
        """One page of a file as an image of about that many pixels across. Raises ReaderError."""
        return next(self.read_all([Wanted(os.fsencode(path), image=page, width=width)]))

    def read_all(self, wanted: Iterable[Wanted]) -> Iterator[Extracted]:
        """What each of some files holds, in their order. Raises ReaderError."""
        if not can_read():
            raise ReaderError(MISSING)
        rest, asked = iter(wanted), deque[Wanted]()
        while True:
            while len(asked) < _AHEAD and (more := next(rest, None)) is not None:
                asked.append(more)
                self._ask(more)
            if not asked:
                return
            found = self._answer()
            asked.popleft()
            yield found
            if self._process is None:  # it was ended: what it was asked meanwhile is asked again
                for waiting in asked:
                    self._ask(waiting)

    def _ask(self, wanted: Wanted) -> None:
        if self._process is None:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own program
                    module_command("readlist.pdf.child"),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            except OSError as error:
                raise ReaderError(f"no process can be started to read PDFs: {error.strerror}") from None
            self._buffer.clear()
        assert self._process.stdin is not None
        message = msgspec.msgpack.encode(wanted)
        with suppress(OSError):  # it died: that is seen when the answer is waited for
            self._process.stdin.write(len(message).to_bytes(4, "big") + message)
            self._process.stdin.flush()

    def _answer(self) -> Extracted:
        until = monotonic() + self._seconds
        process = self._process
        assert process is not None
        assert process.stdout is not None
        while True:
            size = int.from_bytes(self._buffer[:4], "big") if len(self._buffer) >= 4 else None
            if size is not None and size > _MOST:
                return self._failed("holds more text than can be read")
            if size is not None and len(self._buffer) >= size + 4:
                message = bytes(self._buffer[4 : size + 4])
                del self._buffer[: size + 4]
                try:
                    return msgspec.msgpack.decode(message, type=Extracted)
                except msgspec.DecodeError:
                    return self._failed("made the reading process answer nonsense")
            left = until - monotonic()
            if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
                return self._failed(f"took more than {self._seconds:g} seconds to read")
            piece = os.read(process.stdout.fileno(), _PIECE)
            if not piece:
                return self._failed(f"crashed the reading process, or needs more than {MEMORY // 1_000_000:,} MB")
            self._buffer += piece

    def _failed(self, why: str) -> Extracted:
        self._end()
        return Extracted(refused=why)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was not written yet has no reader any more
                    stream.close()

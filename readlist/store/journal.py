"""A device's journal: every change of the library as one line, appended and synced.

A line is ``{"at":STAMP,"ops":[[TABLE, ID, BEFORE, AFTER], …],"crc":"…"}``. The stamp is a time in microseconds that
grows from change to change; BEFORE and AFTER hold the fields of one document that the change replaces and what it puts
there (a field in only one of the two is new, or taken away), or ``null`` where the document itself is new or removed.
A line may also have ``"state"``: what is known of documents from lines that no journal has any more. The checksum is
the CRC-32 of everything before it. A last line without a line end is that of a writer that was killed: its change was
never acknowledged, so it is ignored.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import msgspec

from readlist.model.change import Edit
from readlist.store.files import FILE_MODE, decoded, dumps, open_regular, put_in_place, sync_folder, write_beside
from readlist.store.snapshot import Document

_CRC = b',"crc":"'
_END = len(_CRC) + 8 + len(b'"}')
_STEP = 1 << 16  # bytes read at once in search of a line's end
_PIECE = 1 << 20  # bytes read at once in search of a line: 60 MB less memory where a page of 10,000 papers was imported


def _sync(fd: int) -> None:
    getattr(os, "fdatasync", os.fsync)(fd)


class Known(msgspec.Struct, frozen=True, array_like=True):
    """What is known of one document, as ``Registers.stored`` gives it."""

    table: str
    id: int
    document: Document | None
    stamps: dict[str, Any]
    aside: Document | None = None


class Line(msgspec.Struct, frozen=True, rename={"edits": "ops"}, omit_defaults=True):
    """One change: its stamp, which is when it was made, and its edits."""

    at: int
    edits: tuple[Edit, ...]
    state: tuple[Known, ...] = ()


_DECODER = msgspec.json.Decoder(Line)


class BadLineError(ValueError):
    """A line of a journal is damaged."""


def encode(line: Line) -> bytes:
    """The line in the journal's form, with its line end."""
    raw = dumps(line)[:-1]
    return b'%b%b%08x"}\n' % (raw, _CRC, crc32(raw))


def decode(raw: bytes) -> Line:
    """The change of a line without its end. Raises BadLineError."""
    body, rest = raw[:-_END], raw[-_END:]
    if rest != b'%b%08x"}' % (_CRC, crc32(body)):
        raise BadLineError("the checksum does not fit")
    try:
        return decoded(_DECODER, body + b"}")
    except (ValueError, OverflowError, RecursionError):
        raise BadLineError("it is not a change") from None


class Place(NamedTuple):
    """How far a journal was read: where the next line begins, the end of the line before, and the file's state then."""

    end: int = 0
    last: str = ""
    file: tuple[int, int, int] = (0, 0, 0)  # inode, time of the last change, size


START = Place()


class Tail(NamedTuple):
    """The contents of a journal from some place on."""

    lines: tuple[Line, ...]
    place: Place  # to read from the next time: lines that are damaged are tried again
    bad: tuple[int, ...] = ()  # places of lines that are damaged
    fits: bool = True  # is what was read before still there?


class Journal:
    """The journal of one device."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def size(self) -> int:
        """The size in bytes, an unfinished line included; 0 without a file."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def read(self, since: Place = START) -> Tail:
        """The lines from a place on; all lines if the file is no longer the one of that place. Raises OSError."""
        try:
            fd = open_regular(self.path)
        except FileNotFoundError:
            return Tail((), Place(), fits=not since.end)
        with os.fdopen(fd, "rb") as file:
            start = max(0, since.end - len(since.last) - 1)
            file.seek(start)
            data = file.read()
            state = file_state(os.fstat(fd))
        fits = data.startswith(since.last.encode() + b"\n") if since.end else True
        if since.end and fits:
            data, start = data[since.end - start :], since.end
        elif since.end:
            return self.read()._replace(fits=False)
        return _parsed(data, start, since.last, state)

    def make(self) -> Place:
        """Make the file durably, so that a power cut does not lose it with the lines appended later. Raises OSError."""
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
            sync_folder(self.path.parent)
        return Place(file=file_state(self.path.stat()))

    def append(self, raw: bytes) -> tuple[int, Place]:
        """Append a line; it is safe when this returns. Only the sole writer may call it.

        An unfinished line at the end is cut off. Returns where the new line begins, and the place after it. Raises
        OSError, the journal as it was.
        """
        fd = open_regular(self.path, os.O_RDWR | os.O_APPEND)
        try:
            end = _end_of_lines(fd)
            if os.fstat(fd).st_size > end:
                os.ftruncate(fd, end)
            try:
                view = memoryview(raw)
                while view:
                    view = view[os.write(fd, view) :]
                _sync(fd)
            except OSError:
                with contextlib.suppress(OSError):
                    os.ftruncate(fd, end)
                raise
            return end, Place(end + len(raw), raw[-_END - 1 : -1].decode(), file_state(os.fstat(fd)))
        finally:
            os.close(fd)

    def find(self, at: int) -> Line | None:
        """The line of a stamp; None if there is none. Raises OSError, BadLineError.

        Looked for from the end, where the newest are, in pieces: a large import may be in the journal, too.
        """
        try:
            fd = open_regular(self.path)
        except FileNotFoundError:
            return None
        begun = b'\n{"at":%d,' % at
        with os.fdopen(fd, "rb") as file:
            place, after = file.seek(0, os.SEEK_END), b""
            while place > 0:
                start = max(0, place - _PIECE)
                file.seek(start)
                piece = (b"" if start else b"\n") + file.read(place - start) + after
                if (found := piece.rfind(begun)) >= 0:
                    file.seek(start + found + 1 if start else found)
                    raw = file.readline()
                    return decode(raw[:-1]) if raw.endswith(b"\n") else None
                place, after = start, piece[: len(begun)]
        return None

    def drop_damaged(self) -> None:
        """Remove damaged lines. Raises OSError, the journal as it was."""
        self.replace(self.read().lines)

    def replace(self, lines: Iterable[Line]) -> None:
        """Replace all lines, at once. Raises OSError, the journal as it was."""
        put_in_place(write_beside(self.path, map(encode, lines), FILE_MODE), self.path)


def file_state(it: os.stat_result) -> tuple[int, int, int]:
    """A file's state, to notice changes: inode, time of the last change, size."""
    return it.st_ino, it.st_mtime_ns, it.st_size


def _parsed(data: bytes, start: int, last: str, file: tuple[int, int, int]) -> Tail:
    """The lines in bytes of a journal from a place on; ``last`` is the end of the line before."""
    lines: list[Line] = []
    bad: list[int] = []
    end = place = start
    for raw in data[: data.rfind(b"\n") + 1].split(b"\n")[:-1]:
        try:
            lines.append(decode(raw))
        except BadLineError:
            bad.append(place)
        place += len(raw) + 1
        if not bad:
            end, last = place, raw[-_END:].decode(errors="replace")
    return Tail(tuple(lines), Place(end, last, file), tuple(bad))


def _end_of_lines(fd: int) -> int:
    """The end of the last finished line."""
    place = os.lseek(fd, 0, os.SEEK_END)
    while place > 0:
        start = max(0, place - _STEP)
        os.lseek(fd, start, os.SEEK_SET)
        if (end := os.read(fd, place - start).rfind(b"\n")) >= 0:
            return start + end + 1
        place = start
    return 0

"""A device's journal: every change of the library as one line, appended and synced, never rewritten.

A line is ``{"at":STAMP,"ops":[[TABLE, ID, BEFORE, AFTER], …],"crc":"…"}``. The stamp is a time in microseconds that
grows from line to line of one journal; BEFORE and AFTER hold the fields of one document that the change replaces and
what it puts there (a field in only one of the two is new, or taken away), or ``null`` where the document itself is new
or removed. The checksum is the CRC-32 of all that stands before it. A last line without an end is of a writer that was
killed: its change was never acknowledged, so it is ignored.
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zlib import crc32

import msgspec

from readlist.model.change import Edit
from readlist.store.files import FILE_MODE, StoreError, decoded, dumps, sync_folder

_CRC = b',"crc":"'
_END = len(_CRC) + 8 + len(b'"}')
_STEP = 1 << 16  # bytes read at once in search of a line's end


def _sync(fd: int) -> None:
    getattr(os, "fdatasync", os.fsync)(fd)


class Line(msgspec.Struct, frozen=True, rename={"edits": "ops"}):
    """One change: when it was made, by its stamp, and what it does."""

    at: int
    edits: tuple[Edit, ...]


_DECODER = msgspec.json.Decoder(Line)


class BadLineError(ValueError):
    """A line of a journal that is not as it was written."""


def encode(line: Line) -> bytes:
    """The line as the journal has it, its end included."""
    raw = dumps(line)[:-1]
    return b'%b%b%08x"}\n' % (raw, _CRC, crc32(raw))


def decode(raw: bytes) -> Line:
    """The change of a line without its end. Raises BadLineError."""
    body, rest = raw[:-_END], raw[-_END:]
    if rest != b'%b%08x"}' % (_CRC, crc32(body)):
        raise BadLineError("the checksum does not fit")
    try:
        return decoded(_DECODER, body + b"}")
    except (ValueError, RecursionError):
        raise BadLineError("it is no change") from None


class Tail(NamedTuple):
    """What a journal holds from some place on."""

    lines: tuple[Line, ...]
    end: int  # where the next line will begin
    bad: tuple[int, ...]  # places of lines that are damaged


class Journal:
    """The journal of one device."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def size(self) -> int:
        """Bytes, those of a line without end included; 0 where there is no file."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def read(self, start: int) -> Tail:
        """The lines from a place on, where a line begins. Raises OSError."""
        try:
            with self.path.open("rb") as file:
                file.seek(start)
                data = file.read()
        except FileNotFoundError:
            return Tail((), start, ())
        whole = data.rfind(b"\n") + 1
        lines: list[Line] = []
        bad = []
        place = start
        for raw in data[:whole].split(b"\n")[:-1]:
            try:
                lines.append(decode(raw))
            except BadLineError:
                bad.append(place)
            place += len(raw) + 1
        return Tail(tuple(lines), place, tuple(bad))

    def make(self) -> None:
        """Make the file, so that a power cut does not take it away with what is appended later. Raises OSError."""
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE))
            sync_folder(self.path.parent)

    def append(self, raw: bytes, end: int) -> None:
        """Append a line at the end of the whole ones; it is safe when this returns. Only the sole writer may call it.

        What stands behind ``end`` is a line without end and is cut off. Raises OSError, the journal as it was.
        """
        fd = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        try:
            size = os.fstat(fd).st_size
            if size < end:
                raise StoreError(f"{self.path} was cut short while it was open: leave readlist and start it again")
            if size > end:
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
        finally:
            os.close(fd)

    def find(self, at: int) -> Line | None:
        """The line of a stamp; None where there is none. Raises OSError, BadLineError."""
        place = self.place(at)
        try:
            with self.path.open("rb") as file:
                file.seek(place)
                raw = file.readline()
        except FileNotFoundError:
            return None
        line = decode(raw[:-1]) if raw.endswith(b"\n") else None
        return line if line and line.at == at else None

    def place(self, at: int) -> int:
        """Where the lines from a stamp on begin, by halving: stamps grow. Raises OSError.

        A damaged line counts as being as old as the one behind it.
        """
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            return 0
        with file:
            low, high = 0, _end_of_lines(file)  # a line begins at ``low``, and those before it are older
            place = high
            while low < high:
                middle = (low + high) // 2
                begin = _next_line(file, middle) if middle > low else low
                stamp = None
                while begin < high:
                    file.seek(begin)
                    if stamp := _STAMP.match(file.read(_STAMP_BYTES)):
                        break
                    begin = _next_line(file, begin + 1)
                if stamp is None:
                    high = middle
                elif int(stamp[1]) >= at:
                    place, high = begin, middle
                else:
                    low = _next_line(file, begin + 1)
            return place


_STAMP = re.compile(rb'\{"at":(\d+),')
_STAMP_BYTES = 40


def _end_of_lines(file: BinaryIO) -> int:
    """Where the last whole line ends."""
    place = file.seek(0, os.SEEK_END)
    while place > 0:
        start = max(0, place - _STEP)
        file.seek(start)
        if (end := file.read(place - start).rfind(b"\n")) >= 0:
            return start + end + 1
        place = start
    return 0


def _next_line(file: BinaryIO, place: int) -> int:
    """Where the first line begins that does not begin before ``place``, itself greater than 0."""
    file.seek(place - 1)
    place -= 1
    while data := file.read(_STEP):
        if (end := data.find(b"\n")) >= 0:
            return place + end + 1
        place += len(data)
    return place

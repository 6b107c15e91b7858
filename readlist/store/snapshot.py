"""``library.json``: an ordinary TinyDB file, laid out so that one document can be read without the others.

Every document is a line of its own (``"ID":{…}``, with a comma before it from the second of a table on). A table is
enclosed by the lines ``"TABLE":{`` and ``}``. The last line is the table ``meta``: where each table begins, how far the
file includes each journal, and at its end a CRC-32 of everything before it. A file that another program wrote does not
have this form; it is read whole, as TinyDB would.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any
from zlib import crc32

from readlist.store.files import dumps, loads, open_regular

Document = dict[str, Any]

VERSION = 3
"""Of the form of a library on disk. A newer one is refused, an older one is written anew at the first change."""

META = "1"
"""Doc id of the one document in the table ``meta``."""

STAMPS, ASIDE = ".stamps", ".aside"
"""Behind the name of a table: the tables with what its documents do not show (``Registers.stored``)."""

_META_LINE = b'\n"meta":{"1":'
_META_BYTES = 1 << 16  # read at once in search of the last line
_OURS = re.compile(rb',"crc":"[^"]{8}"\}\}\}\Z')  # whatever became of the sum
_ENDS_AS_OURS = re.compile(rb'\n"meta":\{"1":[^\n]*"size":\d+.{18,22}\Z', re.DOTALL)  # whatever became of the sum
_PIECE = 1 << 22  # bytes copied at once


class NoSnapshotError(ValueError):
    """The file is no library: not a TinyDB file, or incomplete."""


class UnreadError(OSError):
    """The file was opened, but can't be read."""


class File:
    """A file that any thread can read at any place; it is closed when it is no longer referenced."""

    def __init__(self, path: Path) -> None:
        self.fd = open_regular(path)
        self.size = os.fstat(self.fd).st_size
        self._place = Lock()  # for systems where a file has only one read position

    def read(self, start: int, size: int) -> bytes:
        """Bytes from a place on; fewer at the end. Raises UnreadError."""
        parts = []
        try:
            while size > 0 and (part := self._part(start, min(size, _PIECE))):
                parts.append(part)
                start, size = start + len(part), size - len(part)
        except OSError as error:
            raise UnreadError(error.errno, error.strerror) from None
        return b"".join(parts)

    def _part(self, start: int, size: int) -> bytes:
        if hasattr(os, "pread"):
            return os.pread(self.fd, size, start)
        with self._place:
            os.lseek(self.fd, start, os.SEEK_SET)
            return os.read(self.fd, size)

    def __del__(self) -> None:
        with contextlib.suppress(AttributeError, OSError):
            os.close(self.fd)


_LINE, _START = array("i").itemsize, array("q").itemsize  # bytes


class Lines(Mapping[int, Document]):
    """The documents of one table of a file in readlist's own form, decoded when they are asked for."""

    def __init__(self, file: File, start: int, end: int) -> None:
        self._file = file
        self._start, self._end = start, end  # of the table's lines
        self._starts = array("q")
        self._numbers: dict[int, int] | None = None  # id → number
        self._lines: array[int] | None = None  # number → line, where numbers are not those of lines

    def _index(self) -> dict[int, int]:
        if self._numbers is None:
            try:
                self._numbers = self._scanned()
            except ValueError:
                raise NoSnapshotError from None
        return self._numbers

    def places(self, ids: Iterable[int]) -> bytes:
        """Where the documents of all ids are, to be cached and given to ``use`` for the same file."""
        return array("i", map(self._line, ids)).tobytes() + self._starts.tobytes()

    def use(self, places: bytes | memoryview, numbers: dict[int, int]) -> bool:
        """Take the cached result of ``places``, for ids in the order of their numbers, instead of scanning the file.

        False if it does not fit so many ids.
        """
        n = len(numbers)
        if len(places) != n * _LINE + (n + 1) * _START:
            return False
        self._numbers = numbers
        self._lines = array("i")
        self._lines.frombytes(places[: n * _LINE])
        self._starts = array("q")
        self._starts.frombytes(places[n * _LINE :])
        return True

    def _scanned(self) -> dict[int, int]:
        ids = []
        starts = array("q")
        with mmap.mmap(self._file.fd, 0, access=mmap.ACCESS_READ) as data:
            place, end, find = self._start, self._end, data.find
            while place < end:
                starts.append(place)
                ids.append(int(data[place + 1 : find(b'"', place + 1)]))
                place = find(b"\n", place, end) + 2  # the line's end and the comma before the next
                if place == 1:
                    raise NoSnapshotError
        starts.append(end + 1)
        self._starts = starts
        return dict(zip(ids, range(len(ids)), strict=True))

    def _line(self, id: int) -> int:
        number = self._index()[id]
        return number if self._lines is None else self._lines[number]

    def __getitem__(self, id: int) -> Document:
        line = self._line(id)
        start, end = self._starts[line], self._starts[line + 1] - 2
        raw = self._file.read(start, end - start)
        try:
            return loads(raw[raw.index(b":") + 1 :])  # type: ignore[no-any-return]
        except (ValueError, RecursionError):
            raise NoSnapshotError from None

    def __iter__(self) -> Iterator[int]:
        return iter(self._index())

    def __len__(self) -> int:
        return len(self._index())

    def __contains__(self, id: object) -> bool:
        return id in self._index()

    def all(self) -> dict[int, Document]:
        """Every document, read at once, for a table that is needed whole."""
        raw = self._file.read(self._start, self._end - self._start)
        try:
            return {int(id): document for id, document in loads(b"{%b}" % raw).items()}
        except (ValueError, RecursionError):
            raise NoSnapshotError from None

    def raw(self, without: frozenset[int]) -> Iterator[bytes]:
        """The lines as they are, except those of some ids, in pieces that begin and end with a document."""
        left_out = sorted(self._line(id) for id in without if id in self._index())
        number = 0
        for stop in (*left_out, len(self._index())):
            while number < stop:
                last = stop
                start = self._starts[number]
                while last - number > 1 and self._starts[last] - start > _PIECE:
                    last = number + (last - number) // 2
                yield self._file.read(start, self._starts[last] - 2 - start)
                number = last
            number = stop + 1


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A library file that was read: its tables and its ``meta``."""

    tables: Mapping[str, Mapping[int, Document]]
    meta: Document
    native: bool = True  # in readlist's own form; else other hands wrote it


def read_snapshot(path: Path) -> Snapshot:
    """The file; its documents are read later if its form allows that. Raises NoSnapshotError, OSError."""
    file = File(path)
    meta = _meta(file)
    if meta is None:
        return _foreign(file)
    tables = {name: Lines(file, start, end) for name, (start, end) in meta["tables"].items()}
    return Snapshot(tables, meta)


def _meta(file: File) -> Document | None:
    """The last line of a file in readlist's own form, if it is one. Raises NoSnapshotError if it is damaged."""
    size, raw = _META_BYTES, b""
    while (at := raw.rfind(_META_LINE)) < 0 and len(raw) < file.size:
        raw = file.read(max(0, file.size - size), min(size, file.size))
        if not _OURS.search(raw):
            return None
        size *= 8
    if b"\n" not in raw:  # another program wrote it, as close as we do
        return None
    begin = file.size - len(raw) + at + 1
    try:
        meta = dict(loads(raw[at + len(_META_LINE) : -2]))
        ends = [end for start, end in meta["tables"].values() if 0 < start <= end < file.size]
        fits = [meta["size"] == begin, max(ends, default=begin - 3) + 3 == begin, len(ends) == len(meta["tables"])]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NoSnapshotError from None
    if all(fits):
        return meta
    if any(fits[:2]):  # an edit of the text would move both
        raise NoSnapshotError
    return None


def _foreign(file: File) -> Snapshot:
    """A TinyDB file that another program wrote."""
    try:
        data = loads(file.read(0, file.size))
        tables = {
            str(name): {int(id): dict(document) for id, document in table.items()} for name, table in data.items()
        }
        meta = tables.pop("meta")[int(META)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NoSnapshotError from None
    return Snapshot(tables, meta, native=False)


def is_whole(path: Path) -> bool:
    """Is a file in readlist's own form undamaged, by its checksum? True for all other files. Raises OSError."""
    file = File(path)
    meta = _meta(file)
    if meta is None:  # of others, unless it ends as ours but for the sum
        raw = file.read(0, file.size)
        return not _ENDS_AS_OURS.search(raw, max(raw.rfind(_META_LINE), 0))
    end, place, crc = file.size - len(_crc(0)), 0, 0
    while piece := file.read(place, min(_PIECE, end - place)):
        place, crc = place + len(piece), crc32(piece, crc)
    return file.read(end, file.size) == _crc(crc)


def _crc(sum_: int) -> bytes:
    """The end of a file in readlist's own form."""
    return b',"crc":"%08x"}}}' % sum_


def laid_out(tables: Mapping[str, Iterable[bytes]], meta: Document) -> Iterator[bytes]:
    """The bytes of a file in readlist's own form, piece by piece.

    ``tables`` has for each table pieces of documents like those of ``Lines.raw``; ``meta`` is the table ``meta``
    without the places of the tables.
    """
    places: dict[str, tuple[int, int]] = {}
    size = sum_ = 0
    for name, pieces in tables.items():
        head = b"%b%b:{\n" % (b"{\n" if not size else b"},\n", dumps(name))
        yield head
        size, sum_ = size + len(head), crc32(head, sum_)
        start, first = size, True
        for piece in pieces:
            between = b"" if first else b","
            yield (text := b"%b%b\n" % (between, piece))
            size, sum_, first = size + len(text), crc32(text, sum_), False
        places[name] = (start, size)
    end = b"},\n" if size else b"{\n"
    yield end
    meta = {**meta, "tables": places, "size": size + len(end)}
    yield (last := b'"meta":{"%b":%b' % (META.encode(), dumps(meta)[:-1]))
    yield _crc(crc32(last, crc32(end, sum_)))

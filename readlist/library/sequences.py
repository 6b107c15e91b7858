"""Lazy sequences for long lists: packed lines, grouped numbers, and sequences joined end to end."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import accumulate, chain
from typing import TypeVar, overload

Item = TypeVar("Item")


class Lines(Sequence[str]):
    """Lines of packed text, each decoded when it is asked for; ``ends`` has the place behind each one's line end.

    A slice is a view of the same text.
    """

    def __init__(self, packed: bytes | memoryview, ends: array[int], first: int = 0, last: int | None = None) -> None:
        self._packed, self._ends = packed, ends
        self._first, self._last = first, len(ends) if last is None else last

    @staticmethod
    def pack(lines: Sequence[str]) -> tuple[bytes, bytes]:
        """The text of lines, none of which has a line end in it, and where each ends."""
        encoded = [line.encode("utf-8", "surrogatepass") for line in lines]
        return b"\n".join(encoded), array("i", accumulate(len(line) + 1 for line in encoded)).tobytes()

    def __len__(self) -> int:
        return self._last - self._first

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, int):
            number = range(self._first, self._last)[index]
            return self._decoded(number, number + 1)
        start, stop, step = index.indices(len(self))
        if step != 1:
            return [self[n] for n in range(start, stop, step)]
        return Lines(self._packed, self._ends, self._first + start, self._first + max(start, stop))

    def __iter__(self) -> Iterator[str]:
        return iter(self._decoded(self._first, self._last).split("\n") if len(self) else ())

    def __contains__(self, line: object) -> bool:
        return self._find(line) is not None

    def index(self, line: str, start: int = 0, stop: int | None = None) -> int:
        """The number of a line; ValueError if there is none. The packed text itself is searched."""
        number = self._find(line)
        if number is None or number not in range(len(self))[start:stop]:
            raise ValueError(f"no line {line!r}")
        return number

    def _find(self, line: object) -> int | None:
        if not isinstance(line, str) or "\n" in line:
            return None
        at = self._text.find(b"\n" + line.encode("utf-8", "surrogatepass") + b"\n")
        return None if at < 0 else bisect_right(self._ends, self._start(self._first) + at) - self._first

    @cached_property
    def _text(self) -> bytes:
        """All lines, each with a line end before it and behind it."""
        if not self:
            return b""
        return b"\n" + bytes(self._packed[self._start(self._first) : self._start(self._last) - 1]) + b"\n"

    def _start(self, number: int) -> int:
        return self._ends[number - 1] if number else 0

    def _decoded(self, first: int, last: int) -> str:
        return bytes(self._packed[self._start(first) : self._start(last) - 1]).decode("utf-8", "surrogatepass")


class Grouped:
    """Numbers in groups: all of them in one row, and where each group ends."""

    def __init__(self) -> None:
        self._values = array("q")
        self._ends = array("i", [0])

    def add(self, group: Iterable[int]) -> None:
        self._values.extend(group)
        self._ends.append(len(self._values))

    def packed(self, name: str) -> dict[str, bytes]:
        return {name: self._values.tobytes(), f"{name} ends": self._ends.tobytes()}


class Spliced(Sequence[Item]):
    """Sequences one after another; a slice is made of slices. Two of the same pieces are equal; others may be, too."""

    def __init__(self, pieces: Sequence[Sequence[Item]]) -> None:
        self.pieces = tuple(piece for piece in pieces if piece)
        self._ends = list(accumulate(map(len, self.pieces)))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, index: int) -> Item: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...

    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step != 1:
                return [self[n] for n in range(start, stop, step)]
            begun = zip((0, *self._ends), self.pieces, strict=False)
            return Spliced([piece[max(start - at, 0) : max(stop - at, 0)] for at, piece in begun])
        number = range(len(self))[index]
        piece = bisect_right(self._ends, number)
        return self.pieces[piece][number - (self._ends[piece - 1] if piece else 0)]

    def __iter__(self) -> Iterator[Item]:
        return chain.from_iterable(self.pieces)

    def __contains__(self, item: object) -> bool:
        return any(item in piece for piece in self.pieces)

    def __eq__(self, other: object) -> bool:
        return self.pieces == other.pieces if isinstance(other, Spliced) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def index(self, item: Item, start: int = 0, stop: int | None = None) -> int:
        """The place of an item; ValueError if it is missing."""
        for end, piece in zip(self._ends, self.pieces, strict=True):
            with suppress(ValueError):
                if (place := end - len(piece) + piece.index(item)) in range(len(self))[start:stop]:
                    return place
        raise ValueError(f"no item {item!r}")

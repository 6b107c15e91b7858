"""What a layout is: how entries of one form are recognised and read.

A page is cut into *blocks*: from one line that starts an entry to the next. The layouts whose entries start so read the
block and say how well it fits; the best reading is taken. A layout is one module with one object that has these
members, named in ``LAYOUTS`` of ``readlist.pages.reading``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from readlist.pages.date_lines import DateLine, read_date_line
from readlist.pages.page import Entry, Line, Problem


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one entry, its starting line first; never empty."""

    lines: tuple[Line, ...]
    layouts: tuple[str, ...]  # names of those of which an entry may start so

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def date(self) -> DateLine | None:
        """What the entry's date line says: its first line as a rule."""
        return next((d for line in self.lines if (d := read_date_line(line.text))), None)

    @property
    def body(self) -> tuple[Line, ...]:
        """The lines under the first, without blank ones."""
        return tuple(line for line in self.lines[1:] if line.text)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a layout made of a block: its entry, or None with a problem that says why."""

    fit: float  # how well the block has the layout's form: 0 (not at all) to 1
    entry: Entry | None = None
    problems: tuple[Problem, ...] = ()
    rest: tuple[Line, ...] = ()  # lines of the block that are not the entry's: menus, footers


class Layout(Protocol):
    """One form of pages. Dates are not a layout's business: ``reading`` adds them from the date line."""

    name: str

    def openings(self, lines: Sequence[Line]) -> Iterable[tuple[int, int]]:
        """Where entries of this layout start: (index of the first line, of the line at which another may start)."""
        ...

    def read(self, block: Block, known: Container[str]) -> Reading:
        """The block as an entry of this layout; ``known`` holds folded names of authors met before."""
        ...


def dated(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The openings of layouts whose entries start with a date line."""
    return ((i, i + 1) for i, line in enumerate(lines) if line.text and read_date_line(line.text))


NOT_THIS = Reading(0.0)
"""The reading of a block that has another layout's form."""


def titleless(block: Block, fit: float) -> Reading:
    """The reading of a date line with nothing under it."""
    return Reading(
        fit, None, (Problem(block.first.number, "incomplete entry", block.first.text, "left out: no title"),)
    )

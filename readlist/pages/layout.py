"""What a layout is: how entries of one form are recognised and read.

A page is cut into *blocks*: from one line that starts an entry to the next. Every layout reads every block and says
how well it fits; the best reading is taken. A layout is one module with one object that has these members, named in
``LAYOUTS`` of ``readlist.pages.reading``.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Protocol

from readlist.pages.page import Entry, Line, Problem


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one entry, its starting line first; never empty."""

    lines: tuple[Line, ...]

    @property
    def first(self) -> Line:
        return self.lines[0]

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

    def starts(self, text: str) -> bool:
        """Does an entry of this layout start with this line?"""
        ...

    def read(self, block: Block, known: Container[str]) -> Reading:
        """The block as an entry of this layout; ``known`` holds folded names of authors met before."""
        ...


NOT_THIS = Reading(0.0)
"""The reading of a block that has another layout's form."""


def titleless(block: Block, fit: float) -> Reading:
    """The reading of a date line with nothing under it."""
    return Reading(
        fit, None, (Problem(block.first.number, "incomplete entry", block.first.text, "left out: no title"),)
    )

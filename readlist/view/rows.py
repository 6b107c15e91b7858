"""A list of one-line rows, each known by a key, with a cursor."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rich.cells import cell_len, set_cell_size

Key = TypeVar("Key", bound=Hashable)

_EDGES = {(False, False): " ", (True, False): "▌", (False, True): "+", (True, True): "╋"}  # at the cursor, selected
_MARGIN = 2  # rows kept in view above and below the cursor


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text and the kind of thing it is, which decides its look."""

    text: str
    kind: str = "text"


def fitted(text: str, width: int) -> str:
    """Text in exactly that many cells; what is too long ends in an ellipsis."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…" if width > 0 else ""


class Rows(Generic[Key]):
    """What a list shows. Subclasses say how a row is drawn."""

    rows: Sequence[Key] = ()
    cursor: int = 0  # the place of its row
    selected: frozenset[Key] = frozenset()
    empty = ""  # what is said where there are no rows, in lines

    def draw(self, key: Key, width: int) -> list[Part]:
        """The row's parts, together ``width`` cells wide at most."""
        raise NotImplementedError

    def selectable(self, key: Key) -> bool:
        """May the cursor stand on the row?"""
        return True

    @property
    def current(self) -> Key | None:
        """The key under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def place(self, key: Key | None) -> int | None:
        """The place of a key, from 0."""
        try:
            return None if key is None else self.rows.index(key)
        except ValueError:
            return None

    def allowed(self, place: int, way: int) -> int:
        """The nearest place to ``place`` where the cursor may stand, looked for in the way it moves first."""
        if not self.rows:
            return 0
        place = max(0, min(place, len(self.rows) - 1))
        for step in (way, -way):
            at = place
            while 0 <= at < len(self.rows):
                if self.selectable(self.rows[at]):
                    return at
                at += step
        return place

    def top(self, top: int, height: int) -> int:
        """The first row in view, where that was ``top``, so that the cursor has rows above and below it."""
        margin = min(_MARGIN, (height - 1) // 2)
        if self.cursor < top + margin:
            top = self.cursor - margin
        elif self.cursor > top + height - 1 - margin:
            top = self.cursor - height + 1 + margin
        return max(0, min(top, len(self.rows) - height))

    def marked(self, place: int) -> tuple[bool, bool]:
        """Is the row at the cursor, is it selected?"""
        there = place < len(self.rows)
        return there and place == self.cursor, there and self.rows[place] in self.selected

    def line(self, place: int, width: int, room: int) -> list[Part]:
        """The row at a place in exactly so many cells, of which so many are for its own text. Behind the last row, or
        where there is none, what else is said there.
        """
        if place >= len(self.rows):
            said = [] if self.rows else self.empty.splitlines()
            return [Part(fitted(f" {said[place] if place < len(said) else ''}", width), "muted")]
        parts = [Part(_EDGES[self.marked(place)], "place")]  # the signs tell where there is no colour
        for part in self.draw(self.rows[place], room):
            shown = part if cell_len(part.text) <= room else Part(fitted(part.text, room), part.kind)
            parts.append(shown)
            room -= cell_len(shown.text)
        rest = width - sum(cell_len(part.text) for part in parts)
        return [*parts, Part(" " * rest)] if rest > 0 else parts

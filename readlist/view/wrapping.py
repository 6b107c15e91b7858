"""Text in lines of so many cells, broken where Textual breaks it."""

from __future__ import annotations

from itertools import pairwise

from rich._wrap import divide_line
from rich.cells import cell_len, set_cell_size


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, each ``width`` cells wide at most. A line that is broken has no blanks at its end."""
    lines = []
    for line in text.expandtabs(8).split("\n"):
        *whole, last = (line[start:end] for start, end in pairwise((0, *divide_line(line, width), len(line))))
        lines += [*(part.rstrip() for part in whole), last]
    return [line if cell_len(line) <= width else set_cell_size(line, width) for line in lines]

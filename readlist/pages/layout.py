"""The table of page layouts, and the choice of the layout that reads a block best.

A page is cut into *blocks*: from one line that may open an entry to the next. Every layout whose entries open like that
reads the block and says how well it fits; the best reading is taken. Dates, headings, counts and problems around
entries are handled elsewhere (``page_parts``). A new layout is one module and one row of ``LAYOUTS``.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from readlist.pages import author_page, single
from readlist.pages.page import Block, Line, Reading


@dataclass(frozen=True, slots=True)
class Layout:
    """One form of entries."""

    name: str
    marks: Callable[[Sequence[Line]], Iterable[tuple[int, int]]]
    """Where entries open: (index of the first line, of the first line at which another entry may open)."""
    read: Callable[[Block, Container[str]], Reading]
    """Reads a block as an entry; the second argument holds the folded names of authors met before."""
    alone: bool = False  # every entry is a page of its own


LAYOUTS: tuple[Layout, ...] = (
    Layout("profile", author_page.date_lines, author_page.read_profile),
    Layout("compact", author_page.date_lines, author_page.read_compact),
    Layout("abstracts", author_page.abstract_lines, author_page.read_abstract),
    Layout("single", single.arxiv_lines, single.read_single, alone=True),
)
"""Every layout; where two fit a block equally the earlier one reads it."""

SURE = 0.9
"""A fit that no other layout's reading surpasses."""
_SAME_LAYOUT_BONUS = 0.35  # a doubtful block follows the layout of the rest of its page

Readings = Mapping[str, Reading]
"""What the layouts, by name, made of one block."""


def openings(lines: Sequence[Line]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Where entries open, and the layouts whose marks are there; of two that overlap, the longer mark counts."""
    claims: dict[tuple[int, int], list[str]] = {}
    for layout in LAYOUTS:
        for mark in layout.marks(lines):
            claims.setdefault(mark, []).append(layout.name)
    free = 0
    for start, end in sorted(claims, key=lambda mark: (mark[0], -mark[1])):
        if start >= free:
            yield start, tuple(claims[start, end])
            free = end


def read_blocks(blocks: Iterable[Block], known: Container[str]) -> Iterator[Readings]:
    """Reads each block with the layout of the block before, and with the others only if that is not sure."""
    order = list(LAYOUTS)
    for block in blocks:
        readings: dict[str, Reading] = {}
        for layout in [layout for layout in order if layout.name in block.layouts]:
            readings[layout.name] = reading = layout.read(block, known)
            if reading.fit >= SURE:
                order.sort(key=lambda other: other is not layout)
                break
        yield readings


def main_layout(page: Iterable[Readings]) -> Layout:
    """The layout that fits the blocks of a page best, taken together."""
    page = list(page)
    return max(LAYOUTS, key=lambda layout: sum(_fit(readings, layout) for readings in page))


def best_reading(readings: Readings, main: Layout) -> tuple[Layout, Reading]:
    """The reading that fits best; that of the page's main layout has a bonus."""
    read = [layout for layout in LAYOUTS if layout.name in readings]
    fits = {layout: _fit(readings, layout) for layout in read}
    layout = max(read, key=lambda layout: fits[layout] and fits[layout] + _SAME_LAYOUT_BONUS * (layout == main))
    return layout, readings[layout.name]


def _fit(readings: Readings, layout: Layout) -> float:
    return readings[layout.name].fit if layout.name in readings else 0.0

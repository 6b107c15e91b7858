"""Where the panes are on a screen: four in three columns, where there is less room fewer at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from readlist.session.ui_state import Sizes

WIDE = 140
"""Columns from which on all panes are shown; with less, the authors slide over the papers, in place of the detail."""
NARROW = 90
"""With less columns than these, one pane is shown at a time."""
LEAST = (40, 8)
"""With less columns or lines, none is."""

_AUTHORS = 28  # columns, where the user did not say otherwise
_DETAIL = (30, 39)  # hundredths of the columns, beside the authors and without
_QUEUE = (30, 4, 11)  # hundredths of the lines; at least, at most
_TALL = 30  # lines from which on there is more room for an author's figures


_LEAST = (16, 24, 4)  # cells for authors, detail and queue
_PAPERS = (40, 6)  # columns and lines that the papers keep, title included


class Box(NamedTuple):
    """A part of the screen, in cells."""

    x: int
    y: int
    width: int
    height: int


def boxes(width: int, height: int, pane: str, sizes: Sizes) -> Mapping[str, Box]:
    """The panes that are shown, and the grips between them, by name, while one of them is in use. The status line is
    above them, the key hints are below.
    """
    if width < LEAST[0] or height < LEAST[1]:
        return {}
    lines = height - 2
    if width < NARROW:
        return {pane: Box(0, 1, width, lines)}
    room, found = possible(sizes, width, height), dict[str, Box]()
    left, right = 0, width
    if width >= WIDE or pane == "authors":
        left = (room.authors if width >= WIDE else None) or _AUTHORS
        found |= {"authors": Box(0, 1, left, lines), "authors-grip": Box(left, 1, 1, lines)}
        left += 1
    if width >= WIDE or pane != "authors":
        usual = width * _DETAIL[width < WIDE] // 100
        detail = room.detail or max(min(usual, width - left - _PAPERS[0] - 1), _LEAST[1])
        right -= detail + 1
        found |= {"detail-grip": Box(right, 1, 1, lines), "detail": Box(right + 1, 1, detail, lines)}
    share, least, most = _QUEUE
    queue = room.queue or max(min(lines * share // 100, most), least)
    papers = Box(left, 1, right - left, lines - queue)
    return found | {"papers": papers, "queue": Box(left, 1 + papers.height, papers.width, queue)}


def possible(wanted: Sizes, width: int, height: int) -> Sizes:
    """What of the sizes leaves enough for the papers, on a screen of so many columns and lines."""
    columns, lines = width - _PAPERS[0], height - 2 - _PAPERS[1]
    authors = _within(wanted.authors, _LEAST[0], columns - _LEAST[1] - 2)
    beside = (authors or _AUTHORS) if width >= WIDE else 0
    detail = _within(wanted.detail, _LEAST[1], columns - beside - 2)
    return Sizes(authors, detail, _within(wanted.queue, _LEAST[2], lines))


def _within(wanted: int | None, least: int, most: int) -> int | None:
    return None if wanted is None else max(min(wanted, most), least)


def figures(height: int) -> int:
    """Lines for an author's figures, under the authors."""
    return 6 if height >= _TALL else 3

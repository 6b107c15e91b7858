"""Papers as lines of text for the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

from readlist.library.library import NO_MARK, Library
from readlist.library.signs import star_sign, state_sign


def rows(library: Library, ids: Iterable[int]) -> Iterator[str]:
    """One line a paper: marks, date, category, key, title, authors; cut to a terminal's width, whole elsewhere."""
    lines = [(id, library.papers.line(id)) for id in ids]
    width = _width()
    keys = max((len(p.key) for _, p in lines), default=0)
    for id, p in lines:
        m = library.marks.get(id, NO_MARK)
        place = (m.queued and library.place(id)) or ""
        head = f"{state_sign(m)}{star_sign(m, p.to_check)}{place:>3} {p.date:10} {p.category:2} {p.key:{keys}}"
        tail = f" — {p.byline}" if p.byline else ""
        line = f"{head}  {p.title}{tail}"
        yield line if width is None or len(line) <= width else line[: max(width - 1, 1)] + "…"


def _width() -> int | None:
    """The terminal's columns; None where rows are printed whole."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return os.get_terminal_size(sys.stdout.fileno()).columns or None  # some terminals say 0

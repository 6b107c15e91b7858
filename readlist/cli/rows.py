"""Papers as lines of text for the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

from readlist.library.library import Library
from readlist.library.rows import byline, star_sign, state_sign


def rows(library: Library, ids: Iterable[int]) -> Iterator[str]:
    """One line a paper: marks, date, category, key, title, authors; cut to a terminal's width, whole elsewhere."""
    ids = list(ids)
    width = _width()
    keys = max((len(library.papers[id].key) for id in ids), default=0)
    for id in ids:
        p, m = library.papers[id], library.mark(id)
        place = library.place(id) or ""
        head = f"{state_sign(m)}{star_sign(p, m)}{place:>3} {p.date or '':10} {p.category or '':2} {p.key:{keys}}"
        tail = f" — {byline(p)}" if p.authors else ""
        line = f"{head}  {p.title_text}{tail}"
        yield line if width is None or len(line) <= width else line[: max(width - 1, 1)] + "…"


def _width() -> int | None:
    """The terminal's columns; None where rows are printed whole."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return os.get_terminal_size(sys.stdout.fileno()).columns or None  # some terminals say 0

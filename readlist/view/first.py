"""The first screen, drawn before the app is imported, which takes longer than all else.

It is what the app draws first: that then changes nothing on the terminal.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import groupby
from typing import Any

from rich.cells import cell_len

from readlist.commands import acting, with_keys
from readlist.library.library import Library
from readlist.library.suggestion import points, reasons
from readlist.platform import picture
from readlist.platform.config import load
from readlist.platform.paths import config_file
from readlist.session.open_library import OpenLibrary, today
from readlist.session.ui_state import UiState, state_file
from readlist.settings import Settings
from readlist.view import edges, geometry, looks
from readlist.view.authors import AuthorRows
from readlist.view.detail import detail
from readlist.view.figures import figures_of
from readlist.view.geometry import Box, boxes
from readlist.view.looks import Looks
from readlist.view.papers import GroupRows, QueueRows
from readlist.view.rows import Key, Part, Rows
from readlist.view.scrollbar import cells
from readlist.view.wrapping import wrapped

Line = list[Part]
"""Pieces from left to right; their kinds name looks of the part of the screen that they are in."""


def show(opened: OpenLibrary, state: UiState, settings: Settings) -> None:
    """Show a library as the app opens it, where the looks are known. Raises nothing: the app starts in any case."""
    with suppress(Exception):
        if picture.shown() or opened.read_only:
            return
        if known := looks.known(state, settings):
            screen = First(opened.library, state, settings, today())
            if screen.papers.group.query is None:  # what a kept query finds is not known at once
                picture.paint(screen.drawn(known, *os.get_terminal_size(1)))


def keep_picture(opened: OpenLibrary, state: UiState, asked: str | None, size: tuple[int, int]) -> None:
    """Keep the first screen of the next start, if nothing changes until then: it is shown before a library is opened.
    Raises nothing.
    """
    picture.forget(asked)
    with suppress(Exception):
        sources = [*opened.files(), config_file(), state_file(opened.folder)]
        seen = picture.states(map(str, sources))
        opened.refresh()  # so that nothing is seen that is not shown
        settings = load().settings
        known = looks.known(state, settings)
        screen = First(opened.library, state, settings, today())
        told = not (opened.unsaved or opened.read_only or screen.papers.group.query)
        if known and told:
            picture.keep(asked, sources, seen, screen.drawn(known, *size), size)


class First:
    """The main screen of a library as it is when the app opens."""

    def __init__(self, library: Library, state: UiState, settings: Settings, day: date) -> None:
        self._library, self._settings, self._day = library, settings, day
        self._pane = state.focused_pane if library.papers else "papers"
        self._sizes = state.sizes
        self.authors = AuthorRows(lambda: library)
        self.papers = GroupRows(lambda: library)
        self.queue = QueueRows(lambda: library, lambda id: points(reasons(library, id, settings.weights, day)))
        self.papers.columns = self.queue.columns = settings.columns
        self._lists: dict[str, Rows[Any]] = {"authors": self.authors, "papers": self.papers, "queue": self.queue}
        _open(self.authors, self.authors.listing(), state.group)
        self.papers.group = self.authors.group_of(self.authors.current or "")
        self.papers.order = state.order
        self.papers.empty = edges.nothing(self.papers)
        _open(self.papers, self.papers.listing(), library.heir(state.paper))
        _open(self.queue, library.queue, library.heir(state.queued))
        self._shown = (self.queue if self._pane == "queue" else self.papers).current

    def drawn(self, known: Looks, width: int, height: int) -> str:
        """The screen as a terminal draws it. Raises KeyError where a look is not known, or there is not enough room."""
        lines: dict[int, dict[int, str]] = {}  # y → x → what is drawn there
        for part, box, shown in self._parts(width, height):
            for y, line in enumerate(shown, box.y):
                lines.setdefault(y, {})[box.x] = _drawn(line, box.width, known[part])
        return "".join(f"\x1b[{y + 1};1H{_joined(lines[y])}" for y in range(height))

    def _parts(self, width: int, height: int) -> Iterator[tuple[str, Box, Iterable[Line]]]:
        """Part, where it is, and its lines: together all of the screen."""
        yield "status", Box(0, 0, width, 1), [self._status(width)]
        for name, box in boxes(width, height, self._pane, self._sizes).items():
            if name.endswith("-grip"):
                yield "grip", box, [[Part("│", "")]] * box.height
                continue
            title = _pieces(edges.title_pieces(*self._title(name), box.width))
            yield "title in use" if name == self._pane else "title", box._replace(height=1), [title]
            yield from self._content(name, box._replace(y=box.y + 1, height=box.height - 1), height)
        yield "hints", Box(0, height - 1, width, 1), [self._hints(width)]

    def _content(self, pane: str, box: Box, height: int) -> Iterator[tuple[str, Box, Iterable[Line]]]:
        if pane == "authors":
            figures = Box(box.x, box.y + box.height - geometry.figures(height), box.width, geometry.figures(height))
            box = box._replace(height=box.height - figures.height)
            yield "figures", figures, self._figures(figures)
        if pane == "detail":
            yield "detail", box, self._detail(box)
        else:
            yield "rows", box, _rows(self._lists[pane], box, in_use=pane == self._pane)

    def _status(self, width: int) -> Line:
        narrow = width < geometry.NARROW
        where = edges.where(self.papers, self._pane, narrow=narrow)
        return _pieces(edges.status_pieces(edges.counts(self._library), where, width, brief=narrow))

    def _hints(self, width: int) -> Line:
        papers, paper = bool(self._library.papers), self._shown is not None
        commands = with_keys(self._settings.keys)
        able = acting(commands, self._pane, lambda command: edges.can_act(command, self._pane, papers, paper))
        return _pieces(edges.hint_pieces(edges.hints(able), edges.SAVED, width)[0])

    def _title(self, pane: str) -> tuple[str, str]:
        if pane == "papers":
            return edges.papers_title(self.papers)
        return pane.capitalize(), edges.queue_count(self._library) if pane == "queue" else ""

    def _detail(self, box: Box) -> Iterator[Line]:
        told = detail(self._library, self._shown, self._settings.weights, self._day)
        lines = [Part(line, part.kind) for part in told for line in wrapped(part.text, box.width - 3)]
        bar = cells(box.height, len(lines), box.height if box.height < len(lines) else 0, 0)
        for line, cell in zip([*lines, *[Part("")] * box.height], bar, strict=False):
            yield [Part(" ", ""), line, _blank(box.width - 3 - cell_len(line.text)), _of_bar(cell), _blank(1)]

    def _figures(self, box: Box) -> Iterator[Line]:
        said = figures_of(self._library, self.authors.author_of(self.authors.current or ""))
        return (_pieces(pieces) for pieces in edges.text_pieces(said, box.width, box.height))


def _open(rows: Rows[Key], listed: Sequence[Key], at: Key | None) -> None:
    """List something for the first time, the cursor on a row where that is there."""
    rows.rows = listed
    rows.cursor = rows.allowed(rows.place(at) or 0, +1)


def _rows(rows: Rows[Any], box: Box, *, in_use: bool) -> Iterator[Line]:
    top, n = rows.top(0, box.height), len(rows.rows)
    bar = cells(box.height, n, box.height, top) if n > box.height else []
    for y, at in enumerate(range(top, top + box.height)):
        line = rows.line(at, box.width, box.width - 2)  # the cursor has its edge, the scrollbar its column
        if rows.marked(at)[0]:
            line = [Part(part.text, f"{part.kind} at cursor{' in use' * in_use}") for part in line]
        if bar:
            line[-1:] = [Part(line[-1].text[:-1], line[-1].kind), _of_bar(bar[y])]
        yield line


def _of_bar(cell: Part) -> Part:
    return Part(cell.text, f"bar {cell.kind}")


def _blank(width: int) -> Part:
    return Part(" " * width, "")


def _pieces(pieces: Iterable[edges.Piece]) -> Line:
    return [Part(text, weight) for text, weight in pieces]


def _drawn(line: Line, width: int, looks: Mapping[str, str]) -> str:
    """A line, filled up to its width."""
    rest = width - sum(cell_len(part.text) for part in line)
    whole = [*line, _blank(rest)] if rest else line
    pieces = []
    for look, parts in groupby(whole, lambda part: looks[part.kind]):
        text = "".join(part.text for part in parts)
        pieces.append(f"\x1b[{look}m{text}\x1b[0m" if look and text else text)
    return "".join(pieces)


def _joined(pieces: Mapping[int, str]) -> str:
    return "".join(pieces[x] for x in sorted(pieces))

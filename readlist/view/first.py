"""The first screen, drawn where a template says before the app is imported, which takes longer than all else.

It is what the app draws first: that then changes nothing on the terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import TypeVar

from rich.cells import cell_len

from readlist.commands import acting, with_keys
from readlist.library.library import Library
from readlist.library.suggesting import points, reasons
from readlist.services.opened import OpenLibrary, today
from readlist.settings import Settings
from readlist.system import picture
from readlist.view import edges, template
from readlist.view.authors import AuthorRows
from readlist.view.detail import detail
from readlist.view.figures import figures_of
from readlist.view.papers import GroupRows, QueueRows
from readlist.view.rows import Part, Rows
from readlist.view.scrollbar import cells
from readlist.view.state import UiState
from readlist.view.template import Place, Template
from readlist.view.wrapping import wrapped

Key = TypeVar("Key", bound=Hashable)

Line = list[Part]
"""Pieces from left to right; their kinds name looks of the part of the screen that they are in."""


def show(opened: OpenLibrary, state: UiState, settings: Settings) -> None:
    """Show a library as the app opens it, where that is known. Raises nothing: the app starts in any case."""
    with suppress(Exception):
        if picture.shown() or not opened.library.papers or opened.read_only:
            return
        if known := template.load(template.file_for(state, settings)):
            screen = First(opened.library, state, settings, today())
            if screen.papers.group.query is None:  # what a kept query finds is not known at once
                picture.paint(screen.drawn(known))


class First:
    """The main screen of a library as it is when the app opens."""

    def __init__(self, library: Library, state: UiState, settings: Settings, day: date) -> None:
        self._library, self._settings, self._day = library, settings, day
        self._pane = state.in_pane
        self.authors = AuthorRows(lambda: library)
        self.papers = GroupRows(lambda: library)
        self.queue = QueueRows(lambda: library, lambda id: points(reasons(library, id, settings.weights, day)))
        self.papers.columns = self.queue.columns = settings.columns
        _open(self.authors, self.authors.listing(), state.group)
        self.papers.group = self.authors.group_of(self.authors.current or "")
        self.papers.order = state.order
        self.papers.empty = edges.nothing(self.papers)
        _open(self.papers, self.papers.listing(), library.heir(state.paper))
        _open(self.queue, library.queue, library.heir(state.queued))
        self._shown = (self.queue if self._pane == "queue" else self.papers).current

    def drawn(self, known: Template) -> str:
        """The screen as a terminal draws it. Raises KeyError or ValueError where the template does not fit."""
        lines: dict[int, list[tuple[int, int, str]]] = {}  # y → first column, column behind it, how it is drawn
        for part, place in known.items():
            for y, line in enumerate(self._lines(part, place), place.y):
                lines.setdefault(y, []).append((place.x, place.x + place.width, _drawn(line, place)))
        foot = known["hints"]
        return "".join(f"\x1b[{y + 1};1H{_joined(lines[y], foot.width)}" for y in range(foot.y + 1))

    def _lines(self, part: str, place: Place) -> Iterable[Line]:
        """What a part of the screen shows."""
        if part.endswith("-grip"):
            return [[Part("│", "")]] * place.height
        if part.endswith("-title"):
            name, count = self._title(part.removesuffix("-title"))
            return [_pieces(edges.title_pieces(name, count, place.width))]
        return self._shows()[part](place)

    def _shows(self) -> dict[str, Callable[[Place], Iterable[Line]]]:
        return {
            "status": self._status,
            "hints": self._hints,
            "authors": lambda place: _rows(self.authors, place),
            "papers": lambda place: _rows(self.papers, place),
            "queue": lambda place: _rows(self.queue, place),
            "detail": self._detail,
            "figures": self._figures,
        }

    def _status(self, place: Place) -> Iterable[Line]:
        narrow = place.width < edges.NARROW
        where = edges.where(self.papers, self._pane, narrow=narrow)
        return [_pieces(edges.status_pieces(edges.counts(self._library), where, place.width, brief=narrow))]

    def _hints(self, place: Place) -> Iterable[Line]:
        there = self._shown is not None
        able = acting(with_keys(self._settings.keys), self._pane, lambda c: edges.can_act(c, self._pane, True, there))
        return [_pieces(edges.hint_pieces(edges.hints(able), edges.SAVED, place.width)[0])]

    def _title(self, pane: str) -> tuple[str, str]:
        if pane == "papers":
            return edges.papers_title(self.papers)
        return pane.capitalize(), edges.queue_count(self._library) if pane == "queue" else ""

    def _detail(self, place: Place) -> Iterator[Line]:
        told = detail(self._library, self._shown, self._settings.weights, self._day)
        lines = [Part(line, part.kind) for part in told for line in wrapped(part.text, place.room)]
        bar = cells(place.height, len(lines), place.height if place.height < len(lines) else 0, 0)
        for line, cell in zip([*lines, *[Part("")] * place.height], bar, strict=False):
            yield [Part(" ", ""), line, _blank(place.bar - 1 - cell_len(line.text)), _of_bar(cell)]

    def _figures(self, place: Place) -> Iterator[Line]:
        said = figures_of(self._library, self.authors.author_of(self.authors.current or ""))
        return (_pieces(pieces) for pieces in edges.text_pieces(said, place.width, place.height))


def _open(rows: Rows[Key], listed: Sequence[Key], at: Key | None) -> None:
    """List something for the first time, the cursor on a row where that is there."""
    rows.rows = listed
    rows.cursor = rows.allowed(rows.place(at) or 0, +1)


def _rows(rows: Rows[Key], place: Place) -> Iterator[Line]:
    top, n = rows.top(0, place.height), len(rows.rows)
    bar = cells(place.height, n, place.height, top) if n > place.height else []
    for y, at in enumerate(range(top, top + place.height)):
        line = rows.line(at, place.width, place.room - 1)  # the cursor has its edge
        if rows.marked(at)[0]:
            line = [Part(part.text, f"{part.kind} at cursor") for part in line]
        if bar:  # in the last column, where no row says anything
            line[-1:] = [Part(line[-1].text[:-1], line[-1].kind), _of_bar(bar[y])]
        yield line


def _of_bar(cell: Part) -> Part:
    return Part(cell.text, f"bar {cell.kind}")


def _blank(width: int) -> Part:
    return Part(" " * width, "")


def _pieces(pieces: Iterable[edges.Piece]) -> Line:
    return [Part(text, weight) for text, weight in pieces]


def _drawn(line: Line, place: Place) -> str:
    """A line, filled up to its width."""
    rest = place.width - sum(cell_len(part.text) for part in line)
    whole = [*line, _blank(rest)] if rest else line
    looks = ((place.looks[part.kind], part.text) for part in whole if part.text)
    return "".join(f"\x1b[{look}m{text}\x1b[0m" if look else text for look, text in looks)


def _joined(pieces: list[tuple[int, int, str]], width: int) -> str:
    """One line of the screen, which its pieces have to cover."""
    pieces.sort()
    starts, ends = [start for start, _, _ in pieces], [end for _, end, _ in pieces]
    if [*starts, width] != [0, *ends]:
        raise ValueError("the template has gaps")
    return "".join(text for _, _, text in pieces)

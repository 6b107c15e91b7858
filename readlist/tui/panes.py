"""The panes of the main screen: where they are, which has the focus, and how much room each has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from textual import events, on
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from readlist.commands import PANES
from readlist.session.ui_state import Sizes
from readlist.tui.command_screen import CommandScreen
from readlist.tui.widgets.frame import Line, Piece

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


_STEP = 2


class Grip(Line):
    """An edge between panes, which can be dragged."""

    DEFAULT_CSS = """
    Grip { width: 1; color: $panel; }
    Grip:hover { color: $accent; }
    """

    class Dragged(Message):
        """The edge is to be here, in cells of the screen."""

        def __init__(self, grip: Widget, x: int, y: int) -> None:
            super().__init__()
            self.grip, self.x, self.y = grip, x, y

    def pieces(self) -> Iterable[Piece]:
        return [("│", "")]

    def on_mouse_down(self) -> None:
        self.capture_mouse()

    def on_mouse_up(self) -> None:
        self.release_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self.app.mouse_captured is self:
            self.post_message(self.Dragged(self, int(event.screen_x), int(event.screen_y)))


class PaneScreen(CommandScreen):
    """Where there is room for four panes all are shown, where there is less one by one."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self._pane = "papers"
        self._boxes: Mapping[str, Box] | None = None  # what the panes were given

    @property
    def narrow(self) -> bool:
        """Is there room for one pane only?"""
        return self.app.size.width < NARROW

    @property
    def slides(self) -> bool:
        """Do the authors slide over the papers?"""
        return NARROW <= self.app.size.width < WIDE

    @property
    def pane(self) -> str:
        """The pane that has the focus, or had it before the search."""
        return self._pane

    def go(self, pane: str) -> None:
        """Into a pane; where only one fits, it is the one shown."""
        self.set_pane(pane)
        self.query_one(f"#{pane}").focus()

    def set_pane(self, pane: str) -> None:
        self._pane = pane
        for name in PANES:
            self.query_one(f"#{name}-pane").set_class(name == pane, "-focused")
        self.fit()

    # how much room

    def fit(self, size: Size | None = None) -> None:
        """Show the panes there is room for, with the room they have; what changes lays out the whole screen."""
        width, height = size or self.app.size
        there = boxes(width, height, self._pane, self.sizes)
        if there == self._boxes:
            return
        self._boxes = there
        for name in (*PANES, "authors-grip", "detail-grip"):
            self.query_one(f"#{name}" if name.endswith("-grip") else f"#{name}-pane").display = name in there
        self.query_one("#middle").display = "papers" in there or "queue" in there
        self.query_one("#too-small").display = not there
        for name in ("authors", "detail"):
            if name in there:
                self.query_one(f"#{name}-pane").styles.width = there[name].width
        if "queue" in there:
            self.query_one("#queue-pane").styles.height = there["queue"].height if "papers" in there else "1fr"
        self.query_one("#figures").styles.height = figures(height)

    def _screen_resized(self, size: Size) -> None:
        if self._boxes is not None:  # there are panes
            self.fit(size)  # before all is laid out: panes that become another size then are seen to jump
        super()._screen_resized(size)

    def resize_pane(self, pane: str, size: int | None) -> None:
        """Give a pane so many columns, the queue so many lines."""
        self.sizes = possible(replace(self.sizes, **{pane: size}), *self.app.size)
        self.fit()

    def widen(self, steps: int) -> None:
        """Give the pane in use more or less room; the papers take theirs from the detail."""
        if self.narrow:
            self.notify("one pane is shown at a time: it has all the room there is", markup=False, timeout=4)
            return
        pane, by = self.pane, steps * _STEP
        if pane == "papers":
            pane, by = "detail", -by
        region = self.query_one(f"#{pane}-pane").region
        self.resize_pane(pane, region.height + steps if pane == "queue" else region.width + by)

    @on(Grip.Dragged)
    def _dragged(self, event: Grip.Dragged) -> None:
        pane = (event.grip.id or "").removesuffix("-grip")
        if pane == "authors":
            self.resize_pane(pane, event.x)
        elif pane == "detail":
            self.resize_pane(pane, self.size.width - event.x - 1)
        else:
            self.resize_pane("queue", self.query_one("#queue-pane").region.bottom - event.y)

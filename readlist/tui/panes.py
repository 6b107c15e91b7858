"""The panes of the main screen: where they are, which has the focus, and how much room each has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from textual import events, on
from textual.geometry import Offset, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.message import Message
from textual.widget import Widget

from readlist.commands import PANES
from readlist.session.ui_state import Sizes
from readlist.tui.command_screen import CommandScreen
from readlist.tui.widgets.frame import Line, Piece

WIDE = 140
"""Columns from which on the authors stand beside the papers; with less, they slide over them."""
BESIDE = 200
"""Columns from which on the detail stands beside the papers; with less, it lies under them and the queue."""
NARROW = 90
"""With less columns than these, one pane is shown at a time."""
LEAST = (40, 8)
"""With less columns or lines, none is."""

_AUTHORS = 28  # columns, where the user did not say otherwise
_DETAIL_COLUMNS = (245, 70)  # thousandths of the columns; at most
_DETAIL_LINES = (30, 5)  # hundredths of the lines; at least
_QUEUE = (18, 6, 11)  # hundredths of the lines; at least, at most
_ROOM_FOR_MESSAGES = 20  # lines
_TALL = 30  # lines from which on there is more room for an author's figures

_LEAST = (16, 24, 4)  # cells for authors, detail and queue
_PAPERS = (40, 6)  # columns and lines that the papers keep, title included

_TITLE_CAPS = ((WIDE, 80), (BESIDE, 90))  # with fewer columns than these, titles have at most so many cells


def title_cap(width: int) -> int | None:
    """The most cells of a title, so that none gets shorter in a wider window, where another pane is beside it."""
    return next((most for below, most in _TITLE_CAPS if width < below), None)


def pane_lines(height: int) -> int:
    """The number of lines for the panes; if there are few, messages cover the last of them."""
    return height - (3 if height >= _ROOM_FOR_MESSAGES else 2)


class Box(NamedTuple):
    """A part of the screen, in cells."""

    x: int
    y: int
    width: int
    height: int


def boxes(width: int, height: int, pane: str, sizes: Sizes) -> Mapping[str, Box]:
    """The boxes of the panes shown, and of the grips between them, by name, while one of the panes is in use.

    The status line is above them; below are the message line, if there is room for it, and the key hints.
    """
    if width < LEAST[0] or height < LEAST[1]:
        return {}
    lines = pane_lines(height)
    if width < NARROW:
        return {pane: Box(0, 1, width, lines)}
    room, found = possible(sizes, width, height), dict[str, Box]()
    left, right, bottom = 0, width, 1 + lines
    if width >= WIDE or pane == "authors":
        left = (room.authors if width >= WIDE else None) or _AUTHORS
        found |= {"authors": Box(0, 1, left, lines), "authors-grip": Box(left, 1, 1, lines)}
        left += 1
    share, least, most = _QUEUE
    queue = room.queue or max(min(lines * share // 100, most), least)
    if sizes.detail_shown or pane == "detail":
        if width >= BESIDE:
            share, most = _DETAIL_COLUMNS
            free = width - left - _PAPERS[0] - 1
            columns = room.detail or max(min(width * share // 1000, most, free), _LEAST[1])
            right -= columns + 1
            found |= {"detail-grip": Box(right, 1, 1, lines), "detail": Box(right + 1, 1, columns, lines)}
        elif under := _detail_lines(room, lines, queue, in_use=pane == "detail"):
            bottom -= under
            found["detail"] = Box(left, bottom, right - left, under)
            if bottom - 1 - queue < _PAPERS[1]:  # so low that it stands in place of the queue
                return found | {"papers": Box(left, 1, right - left, bottom - 1)}
    papers = Box(left, 1, right - left, bottom - 1 - queue)
    return found | {"papers": papers, "queue": Box(left, bottom - queue, papers.width, queue)}


def neighbour(there: Mapping[str, Box], pane: str, way: str) -> str | None:
    """The nearest pane to the left or right of another one, above or below it."""
    here = there[pane]
    gaps: dict[str, Callable[[Box], int]] = {
        "left": lambda box: here.x - box.x - box.width,
        "right": lambda box: box.x - here.x - here.width,
        "up": lambda box: here.y - box.y - box.height,
        "down": lambda box: box.y - here.y - here.height,
    }
    away = {name: gaps[way](box) for name, box in there.items() if name in PANES}
    beside = [name for name, gap in away.items() if gap >= 0]
    return min(beside, key=lambda name: (away[name], there[name].y), default=None)


def _detail_lines(room: Sizes, lines: int, queue: int, *, in_use: bool) -> int:
    """The number of lines of the detail under the papers; 0 if it has no room there and is not in use."""
    share, least = _DETAIL_LINES
    free = lines - queue - _PAPERS[1]
    if free < least:
        return min(queue, lines - 2) if in_use else 0
    return min(room.detail_lines or max(lines * share // 100, least), free)


def possible(wanted: Sizes, width: int, height: int) -> Sizes:
    """The sizes, reduced to leave enough for the papers on a screen of so many columns and lines."""
    columns, lines = width - _PAPERS[0], pane_lines(height) - _PAPERS[1]
    authors = _within(wanted.authors, _LEAST[0], columns - _LEAST[1] - 2)
    beside = (authors or _AUTHORS) if width >= WIDE else 0
    return replace(
        wanted,
        authors=authors,
        detail=_within(wanted.detail, _LEAST[1], columns - beside - 2),
        queue=_within(wanted.queue, _LEAST[2], lines),
        detail_lines=_within(wanted.detail_lines, _LEAST[2], lines - _LEAST[2]),
    )


def _within(wanted: int | None, least: int, most: int) -> int | None:
    return None if wanted is None else max(min(wanted, most), least)


def figures(height: int) -> int:
    """The number of lines for an author's figures, under the authors."""
    return 6 if height >= _TALL else 3


_STEP = 2


class Grip(Line):
    """An edge between panes, which can be dragged."""

    DEFAULT_CSS = """
    Grip { width: 1; color: $panel; }
    Grip:hover { color: $accent; }
    """

    class Dragged(Message):
        """The edge was dragged to here, in cells of the screen."""

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


class _BoxLayout(Layout):
    """Puts widgets into their boxes, all at once."""

    name = "boxes"

    def __init__(self) -> None:
        self.boxes: Mapping[str, Box] = {}

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        parent.pre_layout(self)
        return [
            WidgetPlacement(Region(box.x, box.y - 1, box.width, box.height), Offset(), Spacing(), child)
            for child in children
            if (box := self.boxes.get((child.id or "").removesuffix("-pane")))
        ]


class Panes(Widget):
    """The panes and the grips between them, each in its box."""

    DEFAULT_CSS = "Panes { height: 1fr; }"

    def __init__(self, *panes: Widget) -> None:
        super().__init__(*panes)
        self._arrangement = _BoxLayout()

    @property
    def layout(self) -> Layout:
        return self._arrangement

    def place(self, boxes: Mapping[str, Box]) -> None:
        """Show the panes that have boxes; any change lays out the whole screen, once."""
        self._arrangement.boxes = boxes
        for pane in self.children:
            pane.display = (pane.id or "").removesuffix("-pane") in boxes
        self.display = bool(boxes)
        self.children[0].refresh(layout=True)  # Textual keeps a widget's own arrangement


class PaneScreen(CommandScreen):
    """A screen of panes: all four if there is room for them, one at a time if there is not."""

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
        """Do the authors slide over the papers, because there is no room beside them?"""
        return NARROW <= self.app.size.width < WIDE

    @property
    def pane(self) -> str:
        """The pane that has the focus, or had it before the search."""
        return self._pane

    def go(self, pane: str) -> None:
        """Go to a pane; if only one fits, it is the one shown."""
        self.set_pane(pane)
        self.query_one(f"#{pane}").focus()

    def set_pane(self, pane: str) -> None:
        self._pane = pane
        for name in PANES:
            self.query_one(f"#{name}-pane").set_class(name == pane, "-focused")
        self.fit()

    def go_beside(self, way: str) -> None:
        """Go to the pane in that direction, if there is one. Panes that are shown one at a time count as a row."""
        if self.narrow:
            at = PANES.index(self._pane) + {"left": -1, "up": -1, "right": 1, "down": 1}[way]
            pane = PANES[at] if 0 <= at < len(PANES) else None
        else:
            pane = neighbour(self._boxes or {}, self._pane, way)
        if pane is None and way == "left" and self.slides:
            pane = "authors"
        if pane is not None:
            self.go(pane)

    # how much room

    def fit(self, size: Size | None = None) -> None:
        """Show the panes for which there is room, in their sizes; any change lays out the whole screen."""
        width, height = size or self.app.size
        there = boxes(width, height, self._pane, self.sizes)
        if there == self._boxes:
            return
        self._boxes = there
        self.query_one(Panes).place(there)
        self.query_one("#too-small").display = not there
        self.query_one("#figures").styles.height = figures(height)

    def _screen_resized(self, size: Size) -> None:
        if self._boxes is not None:  # there are panes
            self.fit(size)  # before the layout, or panes would visibly jump to their new sizes
        super()._screen_resized(size)

    def resize_pane(self, name: str, size: int) -> None:
        """Set the columns or lines of a pane, by its name in ``Sizes``."""
        sizes = replace(self.sizes, **{name: size})  # type: ignore[arg-type]  # of the fields that are numbers
        self.sizes = possible(sizes, *self.app.size)
        self.fit()

    def widen(self, steps: int) -> None:
        """Make the pane in use larger or smaller; the papers take their room from the detail."""
        if self.narrow:
            self.notify("one pane is shown at a time: it has all the room there is", markup=False)
            return
        pane, steps = ("detail", -steps) if self.pane == "papers" else (self.pane, steps)
        box = (self._boxes or {}).get(pane)
        if box is None:
            self.notify("the papers have all the room there is", markup=False)
        elif pane == "queue":
            self.resize_pane("queue", box.height + steps)
        elif pane == "detail" and self.app.size.width < BESIDE:
            self.resize_pane("detail_lines", box.height + steps)
        else:
            self.resize_pane(pane, box.width + steps * _STEP)

    @on(Grip.Dragged)
    def _dragged(self, event: Grip.Dragged) -> None:
        if event.grip.id == "authors-grip":
            self.resize_pane("authors", event.x)
        else:
            self.resize_pane("detail", self.size.width - event.x - 1)

    def toggle_detail(self) -> None:
        """Show or hide the detail; the choice is remembered."""
        self.sizes = replace(self.sizes, detail_shown=not self.sizes.detail_shown)
        if self._pane == "detail":
            self.go("papers")
        self.fit()

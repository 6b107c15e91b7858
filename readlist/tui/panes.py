"""The panes of the main screen: which has the focus, which are shown, and how much room each has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from textual import events, on
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from readlist.commands import PANES
from readlist.session.ui_state import Sizes
from readlist.tui.commanding import CommandScreen
from readlist.tui.widgets.line import Line
from readlist.view.edges import Piece
from readlist.view.geometry import NARROW, WIDE, Box, boxes, figures, possible

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

"""The panes of the main screen: which has the focus, which are shown, and how much room each has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from textual import events, on
from textual.message import Message
from textual.widget import Widget

from readlist.tui.commanding import CommandScreen
from readlist.tui.widgets.line import Line
from readlist.view.edges import NARROW, PANES, Piece


@dataclass(frozen=True, slots=True)
class Sizes:
    """The room that the user gave to panes, in cells; None: as much as usual. The papers have the rest."""

    authors: int | None = None
    detail: int | None = None
    queue: int | None = None


_LEAST = Sizes(authors=16, detail=24, queue=4)
_PAPERS = (40, 6)  # columns and lines that the papers keep, title included
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

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual's own declaration
        (0, "-tiny"),
        (40, "-narrow"),
        (NARROW, "-normal"),
        (140, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (8, "-high"), (30, "-tall")]  # noqa: RUF012

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self._pane = "papers"
        self._fitted = Sizes()  # what the panes were given

    def break_at_once(self, width: int, height: int) -> None:
        """Have the classes of a size before the first layout: Textual gives them after it, and all would jump."""
        for breakpoints, size in ((self.HORIZONTAL_BREAKPOINTS, width), (self.VERTICAL_BREAKPOINTS, height)):
            self.add_class(max((least, name) for least, name in breakpoints if least <= size)[1])

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
            if self.has_class("-narrow"):  # elsewhere all are shown, and changing classes restyles the whole screen
                self.set_class(name == pane, f"-at-{name}")
        self.set_class(pane == "authors" and not self.has_class("-wide"), "-authors-open")

    # how much room

    def fit(self) -> None:
        """Give the panes the room that the user chose, as far as there is so much."""
        narrow, wide = self.has_class("-narrow"), self.has_class("-wide")
        room = Sizes() if narrow else self._possible(self.sizes)
        if not wide:
            room = replace(room, authors=None)
        if room == self._fitted:  # to set a size lays out the whole screen, though it be the same
            return
        self._fitted = room
        self.query_one("#authors-pane").styles.width = room.authors
        self.query_one("#detail-pane").styles.width = room.detail
        queue = self.query_one("#queue-pane").styles
        queue.height = queue.max_height = room.queue

    def _possible(self, wanted: Sizes) -> Sizes:
        """What of the sizes leaves enough for the papers."""
        size = self.app.size  # the screen has its own only when it was laid out
        columns, lines = size.width - _PAPERS[0], size.height - 2 - _PAPERS[1]
        usual = self.query_one("#authors-pane").styles.base.width
        authors = int(usual.value) if wanted.authors is None and usual else wanted.authors or 0
        detail = wanted.detail
        if detail is not None:
            beside = authors if self.has_class("-wide") else 0
            detail = max(min(detail, columns - beside - 2), _LEAST.detail or 0)
        own = wanted.authors and max(min(wanted.authors, columns - (_LEAST.detail or 0) - 2), _LEAST.authors or 0)
        queue = wanted.queue and max(min(wanted.queue, lines), _LEAST.queue or 0)
        return Sizes(own, detail, queue)

    def resize_pane(self, pane: str, size: int | None) -> None:
        """Give a pane so many columns, the queue so many lines."""
        self.sizes = self._possible(replace(self.sizes, **{pane: size}))
        self.fit()

    def widen(self, steps: int) -> None:
        """Give the pane in use more or less room; the papers take theirs from the detail."""
        if self.has_class("-narrow"):
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

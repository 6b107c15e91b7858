"""A list of one-line rows that draws only the lines in view: flat in the number of rows.

Textual's own lists build an object a row (OptionList) or a widget a row (ListView); this one asks its ``draw`` for a
row when that line is painted, so a change repaints the lines it changed and nothing else.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Generic

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from readlist.tui.widgets.looks import look
from readlist.view.rows import Key, Rows

_FEW = 8  # keys that are looked for one by one


class RowList(Rows[Key], ScrollView, Generic[Key], can_focus=True, inherit_bindings=False):
    """A cursor over rows. Subclasses say how a row is drawn."""

    DEFAULT_CSS = """
    RowList {
        height: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-gutter: stable; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-background-hover: $background; scrollbar-color: $panel;
    }
    """

    cursor: var[int] = var(0, init=False)

    class Moved(Message):
        """The cursor stands on another row, or on other facts."""

        def __init__(self, rows: RowList[Any], key: Hashable | None) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> RowList[Any]:
            return self.rows

    class Chosen(Message):
        """A row was chosen with the mouse (with keys, the screen's commands do that)."""

        def __init__(self, rows: RowList[Any], key: Hashable) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> RowList[Any]:
            return self.rows

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._places: dict[Key, int] | None = None  # made when many places are asked for
        self._looks: dict[tuple[str, bool, bool, bool], Style] = {}
        self._theme: object = None  # the theme and background that the looks are made for

    # what is shown

    def in_view(self) -> Sequence[Key]:
        """The keys of the rows that are seen."""
        top = self.scroll_offset.y
        return self.rows[top : top + self.size.height]

    @property
    def places(self) -> dict[Key, int]:
        """Key → place, from 0. Work and memory in proportion to the rows, once for the same rows."""
        if self._places is None:
            self._places = {key: place for place, key in enumerate(self.rows)}
        return self._places

    def listed(self, keys: set[Key]) -> set[Key]:
        """Those of some keys that are among the rows."""
        if self._places is None and len(keys) <= _FEW:
            return {key for key in keys if key in self.rows}
        return keys & self.places.keys()

    def show(self, rows: Sequence[Key], at: Key | None = None) -> None:
        """Show other rows. The cursor goes to the row ``at``, else stays with its row, else near where it was."""
        before = self.current
        wanted = before if at is None else at
        self.rows = rows
        self._places = None
        self._make_room()
        place = self.place(wanted)
        self.set_reactive(RowList.cursor, self.allowed(self.cursor if place is None else place, +1))
        self._keep_in_view()
        self.refresh()
        self.post_message(self.Moved(self, self.current))

    def extend(self, rows: Sequence[Key]) -> None:
        """Show the same rows with more behind them: what is in view already is not painted again."""
        first = len(self.rows)
        self.rows = rows
        self._places = None
        self._make_room()
        for place in range(first, min(len(rows), self.scroll_offset.y + self.size.height)):
            self.refresh_line(place)

    def _make_room(self) -> None:
        """Have as much to scroll as there are rows; the screen is laid out anew only where the scrollbar comes or
        goes."""
        n = len(self.rows)
        if not self.size or self.show_vertical_scrollbar != (n > self.container_size.height):
            self.virtual_size = Size(0, n)
            return
        self.set_reactive(Widget.virtual_size, Size(0, n))
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = n

    def redraw(self, keys: set[Key]) -> None:
        """Paint the rows of these keys again, those in view."""
        top = self.scroll_offset.y
        for y in range(top, min(top + self.size.height, len(self.rows))):
            if self.rows[y] in keys:
                self.refresh_line(y)

    # the cursor

    def move(self, by: int) -> None:
        """Move the cursor by rows, as far as it goes."""
        self.cursor = self.allowed(self.cursor + by, 1 if by > 0 else -1)

    def go(self, key: Key) -> None:
        """Put the cursor on a row, if it is there."""
        if (place := self.place(key)) is not None:
            self.cursor = place

    def page(self, pages: float) -> None:
        """Move the cursor by pages; half a page is 0.5."""
        self.move(int(pages * max(self.size.height, 2)))

    def watch_cursor(self, old: int, new: int) -> None:
        self.refresh_line(old)
        self.refresh_line(new)
        self._keep_in_view()
        self.post_message(self.Moved(self, self.current))

    def _keep_in_view(self) -> None:
        if not self.size.height:
            return
        top = self.top(self.scroll_offset.y, self.size.height)
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)

    def on_resize(self) -> None:
        self._keep_in_view()

    # painting

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self._theme != (self.app.theme, self.background_colors[1]):  # not at every change of the focus
            self._theme = self.app.theme, self.background_colors[1]
            self._looks.clear()
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width, place = self.size.width, y + self.scroll_offset.y
        room = self.scrollable_content_region.width - 1  # the cursor has its edge, the scrollbar its column
        at_cursor, selected = self.marked(place)
        parts = self.line(place, width, room)
        return Strip([Segment(part.text, self._look(part.kind, at_cursor, selected)) for part in parts], width)

    def _look(self, kind: str, at_cursor: bool, selected: bool) -> Style:
        """How a part looks."""
        which = kind, at_cursor, selected, self.has_focus
        if (look := self._looks.get(which)) is None:
            look = self._looks[which] = self._made_look(*which)
        return look

    def _made_look(self, kind: str, at_cursor: bool, selected: bool, focus: bool) -> Style:
        """On the solid cursor only the weight of a part shows: colours would be hard to read there."""
        own = look(self, kind)
        if selected:
            own += look(self, "selected")
        if not at_cursor:
            return own
        if focus:
            return look(self, "cursor") + Style(bold=own.bold, underline=own.underline)
        return own + Style(bgcolor=look(self, "cursor-blurred").bgcolor)

    def on_focus(self) -> None:
        self.refresh_line(self.cursor)

    def on_blur(self) -> None:
        self.refresh_line(self.cursor)

    # the mouse

    def on_click(self, event: events.Click) -> None:
        place = event.y + self.scroll_offset.y
        if place < len(self.rows) and self.selectable(self.rows[place]):
            again = place == self.cursor and event.chain > 1
            self.cursor = place
            if again:
                self.post_message(self.Chosen(self, self.rows[place]))

"""Lists of one-line rows with a cursor, and rows that can be selected: one by one, a range, all.

A list draws only the lines in view, so its cost does not grow with the number of rows. Textual's own lists build an
object per row (OptionList) or a widget per row (ListView); 10,000 rows took 300 ms and 13 s there (Textual 8.2).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from rich.cells import cell_len, set_cell_size
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

Key = TypeVar("Key", bound=Hashable)

_EDGES = {(False, False): " ", (True, False): "▌", (False, True): "+", (True, True): "╋"}  # at the cursor, selected
_MARGIN = 2  # rows kept in view above and below the cursor


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a row: its text, and its kind, which decides its style."""

    text: str
    kind: str = "text"


def fitted(text: str, width: int) -> str:
    """Text in exactly that many cells; a longer one ends in an ellipsis."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…" if width > 0 else ""


_FEW = 8  # keys that are looked for one by one


class RowList(ScrollView, Generic[Key], can_focus=True, inherit_bindings=False):
    """A list of rows with a cursor. Subclasses draw the rows."""

    DEFAULT_CSS = """
    RowList {
        height: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-gutter: stable; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-background-hover: $background; scrollbar-color: $panel;
    }
    """

    rows: Sequence[Key] = ()
    cursor: var[int] = var(0, init=False)  # the place of its row
    selected: frozenset[Key] = frozenset()
    empty = ""  # shown where there are no rows, in lines

    class Moved(Message):
        """The cursor is on another row, or its row has other facts."""

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

    def draw(self, key: Key, width: int) -> list[Part]:
        """The row's parts, together ``width`` cells wide at most."""
        raise NotImplementedError

    def selectable(self, key: Key) -> bool:
        """May the cursor stand on the row?"""
        return True

    @property
    def current(self) -> Key | None:
        """The key under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def place(self, key: Key | None) -> int | None:
        """The place of a key, from 0."""
        try:
            return None if key is None else self.rows.index(key)
        except ValueError:
            return None

    def allowed(self, place: int, way: int) -> int:
        """The nearest place to ``place`` where the cursor may be, searched first in the direction it moves."""
        if not self.rows:
            return 0
        place = max(0, min(place, len(self.rows) - 1))
        for step in (way, -way):
            at = place
            while 0 <= at < len(self.rows):
                if self.selectable(self.rows[at]):
                    return at
                at += step
        return place

    def top(self, top: int, height: int) -> int:
        """The first row to show, given the present one, so that the cursor has rows above and below it."""
        margin = min(_MARGIN, (height - 1) // 2)
        if self.cursor < top + margin:
            top = self.cursor - margin
        elif self.cursor > top + height - 1 - margin:
            top = self.cursor - height + 1 + margin
        return max(0, min(top, len(self.rows) - height))

    def marked(self, place: int) -> tuple[bool, bool]:
        """Is the row at the cursor, is it selected?"""
        there = place < len(self.rows)
        return there and place == self.cursor, there and self.rows[place] in self.selected

    def line(self, place: int, width: int, room: int) -> list[Part]:
        """The row at a place in exactly so many cells, of which so many are for its own text. Behind the last row it is
        blank; where there are no rows, it is one of ``empty``.
        """
        if place >= len(self.rows):
            lines = [] if self.rows else self.empty.splitlines()
            return [Part(fitted(f" {lines[place] if place < len(lines) else ''}", width), "muted")]
        parts = [Part(_EDGES[self.marked(place)], "place")]  # the signs tell where there is no colour
        for part in self.draw(self.rows[place], room):
            shown = part if cell_len(part.text) <= room else Part(fitted(part.text, room), part.kind)
            parts.append(shown)
            room -= cell_len(shown.text)
        rest = width - sum(cell_len(part.text) for part in parts)
        return [*parts, Part(" " * rest)] if rest > 0 else parts

    # what is shown

    @property
    def places(self) -> dict[Key, int]:
        """Key → place, from 0. Computed once for the same rows, in proportion to their number."""
        if self._places is None:
            self._places = {key: place for place, key in enumerate(self.rows)}
        return self._places

    def listed(self, keys: set[Key]) -> set[Key]:
        """The keys that are among the rows."""
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
        """Show the same rows with more after them, without repainting those in view."""
        first = len(self.rows)
        self.rows = rows
        self._places = None
        self._make_room()
        for place in range(first, min(len(rows), self.scroll_offset.y + self.size.height)):
            self.refresh_line(place)

    def _make_room(self) -> None:
        """Adapt the scroll height to the rows; the screen is laid out again only if the scrollbar comes or goes."""
        n = len(self.rows)
        if not self.size or self.show_vertical_scrollbar != (n > self.container_size.height):
            self.virtual_size = Size(0, n)
            return
        self.set_reactive(Widget.virtual_size, Size(0, n))
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = n

    def redraw(self, keys: set[Key]) -> None:
        """Repaint the rows of these keys, as far as they are in view."""
        for y in self.in_view:
            if self.rows[y] in keys:
                self.refresh_line(y)

    @property
    def in_view(self) -> range:
        """The places of the rows that can be seen."""
        top = self.scroll_offset.y
        return range(top, min(top + self.size.height, len(self.rows)))

    # the cursor

    def move(self, by: int) -> None:
        """Move the cursor by rows, as far as it goes."""
        self.cursor = self.allowed(self.cursor + by, 1 if by > 0 else -1)

    def go(self, key: Key) -> None:
        """Put the cursor on a row, if it exists."""
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
        """The style of a part."""
        which = kind, at_cursor, selected, self.has_focus
        if (look := self._looks.get(which)) is None:
            look = self._looks[which] = self._made_look(*which)
        return look

    def _made_look(self, kind: str, at_cursor: bool, selected: bool, focus: bool) -> Style:
        """The style of a part, computed; on the solid cursor without its colour, which would be hard to read."""
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


class SelectList(RowList[Key]):
    """A list in which rows can be selected; rows that are not shown are never selected."""

    class Selected(Message):
        """The selection changed."""

        def __init__(self, rows: SelectList[Any]) -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> SelectList[Any]:
            return self.rows

    _anchor: Key | None = None  # where a range begins that follows the cursor
    _kept: frozenset[Key] = frozenset()  # what was selected before the range

    def selection(self, keys: Iterable[Key]) -> None:
        """Select these rows and no others."""
        before, self.selected = self.selected, frozenset(keys)
        if changed := before ^ self.selected:
            self.redraw(set(changed))
            self.post_message(self.Selected(self))

    def toggle(self) -> None:
        """Select or deselect the row under the cursor, and go on to the next; a range ends here."""
        if self._anchor is not None:
            self.stretch()
        elif self.current is not None:
            self.selection(self.selected ^ {self.current})
            self.move(+1)

    def stretch(self) -> None:
        """Begin a range that follows the cursor, or end it."""
        if self._anchor is None:
            self._anchor, self._kept = self.current, self.selected
            self._follow_cursor()
        else:
            self._anchor = None

    def select_all(self) -> None:
        """Select all rows shown; none, if all are selected."""
        self._anchor = None
        self.selection(() if len(self.selected) == len(self.rows) else self.rows)

    def select_none(self) -> bool:
        """End the selection; False if there was none."""
        there = bool(self.selected) or self._anchor is not None
        self._anchor = None
        self.selection(())
        return there

    def show(self, rows: Sequence[Key], at: Key | None = None) -> None:
        super().show(rows, at)
        if self._anchor is not None and self._anchor not in self.places:
            self._anchor = None
        if self.selected:
            self.selection(key for key in self.selected if key in self.places)

    def watch_cursor(self, old: int, new: int) -> None:
        super().watch_cursor(old, new)
        self._follow_cursor()

    def _follow_cursor(self) -> None:
        if self._anchor is not None:
            ends = sorted((self.places[self._anchor], self.cursor))
            self.selection(self._kept | set(self.rows[ends[0] : ends[1] + 1]))

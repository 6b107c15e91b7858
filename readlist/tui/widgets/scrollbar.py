"""A scrollbar that is painted cell by cell: Textual's own goes through Rich, which takes longer than thirty rows."""

from __future__ import annotations

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip

from readlist.tui.widgets.looks import as_seen
from readlist.view.scrollbar import KINDS, cells

_CLICKED = {"above": "scroll_up", "below": "scroll_down", "thumb": "grab", "head": "grab", "foot": "grab"}
"""What Textual does when the mouse goes down on a cell of that kind."""


class Bar(ScrollBar):
    """Looks and acts as Textual's."""

    def render_lines(self, crop: Region) -> list[Strip]:
        bar = self._facts()
        all, seen, first = int(bar.virtual_size), int(bar.window_size), bar.position
        shown = cells(self.size.height, all, seen, first)[crop.y : crop.bottom]
        lines = {part: Strip([Segment(part.text, self.look(part.kind))], 1) for part in set(shown)}
        return [lines[part] for part in shown]

    def look(self, kind: str) -> Style:
        """How a cell of that kind looks, and what a click on it does."""
        style = self.app.console.get_style(self._facts().style)
        thumb, track = style.color or Color.default(), style.bgcolor or Color.default()
        meta = {"@mouse.down": _CLICKED[kind]} if kind in _CLICKED else None
        if kind == "thumb":
            own = Style(color=thumb, reverse=True, meta=meta)
        elif kind in ("head", "foot"):
            own = Style(color=thumb, bgcolor=track, reverse=kind == "foot" or None, meta=meta)
        else:
            own = Style(bgcolor=track, meta=meta)
        return as_seen(self, own)

    def _facts(self) -> ScrollBarRender:
        bar = self.render()
        assert isinstance(bar, ScrollBarRender)
        return bar


class Scrolled(ScrollView):
    """Is scrolled with such a bar."""

    @property
    def vertical_scrollbar(self) -> Bar:
        if not isinstance(self._vertical_scrollbar, Bar):
            self._vertical_scrollbar = Bar(name="vertical")
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

    def bar_looks(self) -> dict[str, Style]:
        """How each kind of cell looks."""
        return {f"bar {kind}": self.vertical_scrollbar.look(kind) for kind in KINDS}

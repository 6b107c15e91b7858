"""A scrollbar that is painted cell by cell: Textual's own goes through Rich, which takes longer than thirty rows."""

from __future__ import annotations

from rich.color import Color
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip


class Bar(ScrollBar):
    """Looks and acts as Textual's."""

    def render_lines(self, crop: Region) -> list[Strip]:
        bar = self.render()
        assert isinstance(bar, ScrollBarRender)
        style = self.app.console.get_style(bar.style)
        cells = bar.render_bar(
            size=self.size.height,
            virtual_size=bar.virtual_size,
            window_size=bar.window_size,
            position=bar.position,
            thickness=self.size.width,
            back_color=style.bgcolor or Color.default(),
            bar_color=style.color or Color.default(),
        )
        background, filters = self.background_colors[1], self.get_line_filters()
        strips: dict[int, Strip] = {}
        lines = []
        for cell in cells.segments[crop.y : crop.bottom]:
            strip = strips.get(id(cell))
            if strip is None:
                strip = Strip([cell], self.size.width)
                for filter in filters:
                    strip = strip.apply_filter(filter, background)
                strips[id(cell)] = strip
            lines.append(strip)
        return lines


class Scrolled(ScrollView):
    """Is scrolled with such a bar."""

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = Bar(name="vertical", thickness=self.scrollbar_size_vertical)
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

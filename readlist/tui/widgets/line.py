"""Widgets of a line or several: pieces of text, each with a weight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from readlist.view.edges import Piece


class Line(Widget):
    """A line in pieces of the widget's own colours; more of its lines are all the same."""

    def pieces(self) -> Iterable[Piece]:
        """The line, together as wide as the widget at most."""
        raise NotImplementedError

    def lines(self) -> Sequence[Iterable[Piece]]:
        """The lines, as many as the widget has."""
        return [self.pieces()] * self.size.height

    def render_line(self, y: int) -> Strip:
        lines = self.lines()
        segments = (
            [Segment(text, self.rich_style + Style.parse(weight)) for text, weight in lines[y]]
            if y < len(lines)
            else []
        )
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

"""Widgets of a line or several, painted as they are.

Textual looks for border, padding, opacity and more at each line of each widget, which takes longer than the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from readlist.tui.widgets.looks import as_seen
from readlist.view.edges import Piece


class _Painted(Widget):
    """Says pieces in its own colours."""

    def painted(self, pieces: Iterable[Piece]) -> Strip:
        segments = [Segment(text, self.look(weight)) for text, weight in pieces]
        return Strip(segments).adjust_cell_length(self.size.width, self.look(""))

    def look(self, weight: str) -> Style:
        """How a piece of that weight looks."""
        return as_seen(self, self.rich_style + Style.parse(weight))

    def looks(self) -> dict[str, Style]:
        """How each weight looks."""
        return {weight: self.look(weight) for weight in ("", "bold", "dim")}


class Line(_Painted):
    """A line, or lines that are all the same."""

    def pieces(self) -> Iterable[Piece]:
        """Together as wide as the widget at most."""
        raise NotImplementedError

    def render_lines(self, crop: Region) -> list[Strip]:
        return [self.painted(self.pieces()).crop(*crop.column_span)] * crop.height


class Lines(_Painted):
    """Several lines."""

    def lines(self) -> Sequence[Iterable[Piece]]:
        """As many as the widget has, each as wide as it at most."""
        raise NotImplementedError

    def render_lines(self, crop: Region) -> list[Strip]:
        return [self.painted(pieces).crop(*crop.column_span) for pieces in self.lines()[crop.y : crop.bottom]]

"""A widget of one line, or of lines that are all the same, painted as it is.

Textual looks for border, padding, opacity and more at each line of each widget, which takes longer than the text.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from readlist.tui.widgets.looks import as_seen
from readlist.view.edges import Piece


class Line(Widget):
    """Says its pieces in its own colours."""

    def pieces(self) -> Iterable[Piece]:
        """Together as wide as the widget at most."""
        raise NotImplementedError

    def render_lines(self, crop: Region) -> list[Strip]:
        plain = self.rich_style
        segments = [Segment(text, as_seen(self, plain + Style.parse(weight))) for text, weight in self.pieces()]
        line = Strip(segments).adjust_cell_length(self.size.width, as_seen(self, plain))
        return [line.crop(*crop.column_span)] * crop.height

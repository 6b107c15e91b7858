"""What is known of an author, under the authors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.reactive import reactive

from readlist.tui.widgets.line import Line
from readlist.view.edges import Piece, text_pieces


class FiguresView(Line):
    """Drawn anew only where it says something else."""

    DEFAULT_CSS = "FiguresView { color: $text-muted; }"
    said = reactive("")

    def lines(self) -> Sequence[Iterable[Piece]]:
        return text_pieces(self.said, self.size.width, self.size.height)

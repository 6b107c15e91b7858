"""What is known of an author, under the authors."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class FiguresView(Widget):
    """The lines; drawn anew only where they say something else."""

    DEFAULT_CSS = "FiguresView { height: 3; padding: 0 1; color: $text-muted; }"
    lines = reactive("")

    def render(self) -> Content:
        return Content(self.lines)

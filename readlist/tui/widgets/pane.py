"""What every pane has: a title line over its content."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive
from textual.widget import Widget

from readlist.tui.widgets.line import Line
from readlist.view.edges import Piece, title_pieces


class PaneTitle(Line):
    """The only frame a pane has. Bright while the pane has the focus."""

    DEFAULT_CSS = """
    PaneTitle { height: 1; color: $text-muted; }
    """
    name_shown = reactive("")
    count_shown = reactive("")

    def __init__(self, name: str) -> None:
        super().__init__()
        self.set_reactive(PaneTitle.name_shown, name)

    def pieces(self) -> Iterable[Piece]:
        return title_pieces(self.name_shown, self.count_shown, self.size.width)


class Pane(Vertical):
    """A title line and what is under it."""

    DEFAULT_CSS = """
    Pane { height: 1fr; }
    Pane.-focused > PaneTitle { color: $foreground; text-style: bold; }
    """

    def __init__(self, title: str, *content: Widget, id: str) -> None:
        super().__init__(id=id)
        self.title = PaneTitle(title)
        self.content = content

    def compose(self) -> ComposeResult:
        yield self.title
        yield from self.content

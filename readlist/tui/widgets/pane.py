"""What every pane has: a title line over its content."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive
from textual.widget import Widget

from readlist.tui.widgets.line import Line
from readlist.tui.widgets.row_list import fitted


class PaneTitle(Line):
    """``─ Papers ────────── 18 ─``: the only frame a pane has. Bright while the pane has the focus."""

    DEFAULT_CSS = """
    PaneTitle { height: 1; color: $text-muted; }
    """
    name_shown = reactive("")
    count_shown = reactive("")

    def __init__(self, name: str) -> None:
        super().__init__()
        self.set_reactive(PaneTitle.name_shown, name)

    def pieces(self) -> Iterable[tuple[str, str]]:
        right = f" {self.count_shown} ─" if self.count_shown else "─"
        width = max(self.size.width - len(right), 0)
        left = fitted(f"─ {self.name_shown} ", min(len(self.name_shown) + 3, width))
        return [(left + "─" * (width - len(left)) + right, "")]


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

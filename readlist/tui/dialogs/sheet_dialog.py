"""A text over the screen, to be read and closed again."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readlist.tui.widgets.bars import KeyHints


class Sheet(ModalScreen[None]):
    """As high as its text, which is scrolled where the screen is lower; the key that opened it closes it too."""

    DEFAULT_CSS = """
    Sheet { align: center middle; background: $background 40%; }
    Sheet > VerticalScroll { max-width: 100%; height: auto; max-height: 100%; background: $panel; padding: 1 2;
        scrollbar-size-vertical: 1; }
    Sheet Static { height: auto; }
    Sheet > KeyHints { dock: bottom; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", show=False),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("ctrl+d,pagedown,space", "scroll(12)", show=False),
        Binding("ctrl+u,pageup", "scroll(-12)", show=False),
    ]
    WIDTH: ClassVar[int]  # cells, where there are so many

    def content(self, width: int) -> Content:
        """The text, in lines of at most that many cells."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False) as sheet:
            sheet.styles.width = self.WIDTH
            yield Static(markup=False)
        yield KeyHints()

    def on_mount(self) -> None:
        self.query_one(KeyHints).tell([("j", "down"), ("k", "up"), ("esc", "leave")])

    def on_resize(self) -> None:
        self.call_after_refresh(self.say)

    def say(self) -> None:
        """Show the text as it is now."""
        width = min(self.size.width, self.WIDTH) - 5  # the padding, and the scrollbar
        self.query_one(Static).update(self.content(max(width, 20)))

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

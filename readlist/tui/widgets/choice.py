"""One of a few things, all of them on one line: the arrow keys go from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class Choice(Widget, can_focus=True):
    """A line of options, one of them chosen. What is chosen is in brackets too, for terminals without colour."""

    DEFAULT_CSS = """
    Choice { height: 1; width: 1fr; background: $surface; }
    Choice:focus { background: $block-cursor-blurred-background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l,space", "step(1)", show=False),
        Binding("left,h", "step(-1)", show=False),
    ]
    at = reactive(0)

    class Changed(Message):
        """Another option was chosen."""

    def __init__(self, options: Sequence[str], at: int = 0, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.options = tuple(options)
        self.set_reactive(Choice.at, at)

    def action_step(self, by: int) -> None:
        self.at = (self.at + by) % len(self.options)

    def watch_at(self) -> None:
        self.post_message(self.Changed())

    def _places(self) -> list[tuple[int, int]]:
        """Where each option begins and ends, so that the chosen one is in view."""
        places, x = [], 0
        for option in self.options:
            places.append((x, x + len(option) + 2))
            x += len(option) + 3
        hidden = max(0, places[self.at][1] - max(self.size.width, 1))
        return [(start - hidden, end - hidden) for start, end in places]

    def render(self) -> Text:
        line = Text(no_wrap=True, end="")
        for n, option in enumerate(self.options):
            chosen = n == self.at
            line.append(f"[{option}]" if chosen else f" {option} ", style="bold reverse" if chosen else "")
            line.append(" ")
        return line[max(0, -self._places()[0][0]) :]

    def on_click(self, event: events.Click) -> None:
        for n, (start, end) in enumerate(self._places()):
            if start <= event.x < end:
                self.at = n

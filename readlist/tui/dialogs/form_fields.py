"""Form fields of dialogs: the path of a file, and a choice between a few options on one line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.suggester import Suggester
from textual.widget import Widget

from readlist.platform.paths import user_path
from readlist.tui.widgets.search_bar import Field

_MOST_NAMES = 2000  # names that are read of a folder


class PathField(Field):
    """A path, completed with the names in its folder; the right arrow, at the end, accepts the suggestion."""

    def __init__(self, value: str = "", *, id: str | None = None) -> None:
        super().__init__(value, compact=True, select_on_focus=False, suggester=_PathSuggester(), id=id)

    def complete(self) -> None:
        """Accept the suggestion, and move the cursor to the end."""
        self.value = complete_path(self.value) or self.value
        self.cursor_position = len(self.value)


class _PathSuggester(Suggester):
    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return complete_path(value)


def complete_path(typed: str) -> str | None:
    """The path with the first name, in order, that begins as the last part does; None where there is none."""
    head, _, start = typed.rpartition("/")
    if not start or "\0" in typed:
        return None
    folder = user_path(f"{head}/") if head or typed.startswith("/") else Path()
    names: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for n, entry in enumerate(entries):
                if n >= _MOST_NAMES:
                    break
                if entry.name.startswith(start) and entry.name.isprintable():
                    names.append(entry.name + ("/" if entry.is_dir() else ""))
    except OSError:
        return None
    name = min(names, default=None)
    return typed[: len(typed) - len(start)] + name if name else None


class OptionLine(Widget, can_focus=True):
    """One of a few options, all on one line. The selected one is in brackets too, for terminals without colour."""

    DEFAULT_CSS = """
    OptionLine { height: 1; width: 1fr; background: $surface; }
    OptionLine:focus { background: $block-cursor-blurred-background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l,space", "step(1)", show=False),
        Binding("left,h", "step(-1)", show=False),
    ]
    at = reactive(0)

    class Changed(Message):
        """Another option was selected."""

    def __init__(self, options: Sequence[str], at: int = 0, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.options = tuple(options)
        self.set_reactive(OptionLine.at, at)

    def action_step(self, by: int) -> None:
        self.at = (self.at + by) % len(self.options)

    def watch_at(self) -> None:
        self.post_message(self.Changed())

    def _columns(self) -> list[tuple[int, int]]:
        """Where each option begins and ends, shifted so that the selected one is in view."""
        columns, x = [], 0
        for option in self.options:
            columns.append((x, x + len(option) + 2))
            x += len(option) + 3
        hidden = max(0, columns[self.at][1] - max(self.size.width, 1))
        return [(start - hidden, end - hidden) for start, end in columns]

    def render(self) -> Text:
        line = Text(no_wrap=True, end="")
        for n, option in enumerate(self.options):
            selected = n == self.at
            line.append(f"[{option}]" if selected else f" {option} ", style="bold reverse" if selected else "")
            line.append(" ")
        return line[max(0, -self._columns()[0][0]) :]

    def on_click(self, event: events.Click) -> None:
        for n, (start, end) in enumerate(self._columns()):
            if start <= event.x < end:
                self.at = n

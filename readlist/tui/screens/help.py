"""Every key, those of the pane one came from first. Made from the table of commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readlist.commands import GROUPS, Command

_WIDTH = 84
_KEYS = 12  # cells for the keys; longer lists of keys take what they need


def help_text(pane: str, commands: Sequence[Command], width: int) -> Content:
    """The keys that act in the pane, then all others by group, in lines of at most that many cells."""
    here = [c for c in commands if pane in c.panes]
    groups = [(f"In the {pane}", here)]
    groups += [(g.capitalize(), [c for c in commands if c.group == g and c not in here]) for g in GROUPS]
    parts: list[Content] = []
    for heading, rows in groups:
        if rows:
            parts += [Content(heading).stylize("bold"), *(line for c in rows for line in _lines(c, width)), Content("")]
    return Content("\n").join(parts[:-1])


def _lines(command: Command, width: int) -> Iterator[Content]:
    """Keys, then what they do; where that takes several lines, all stand under the first."""
    keys = f"  {command.shown:{_KEYS}} "
    head, *rest = wrap(command.help, max(width - len(keys), 10)) or [""]
    yield Content(keys).stylize("$text-accent") + Content(head)
    yield from (Content(" " * len(keys) + line) for line in rest)


class HelpScreen(ModalScreen[None]):
    """Any of its keys closes it."""

    CSS = """
    HelpScreen { align: center middle; background: $background 40%; }
    HelpScreen > VerticalScroll { width: 84; max-width: 100%; height: auto; max-height: 90%;
        background: $panel; padding: 1 2;
        scrollbar-size-vertical: 1; }
    HelpScreen Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "dismiss", show=False),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("ctrl+d,pagedown,space", "scroll(12)", show=False),
        Binding("ctrl+u,pageup", "scroll(-12)", show=False),
    ]

    def __init__(self, pane: str, commands: Sequence[Command]) -> None:
        super().__init__()
        self._pane, self._commands = pane, commands

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static(markup=False)

    def on_resize(self) -> None:
        self.call_after_refresh(self._say)

    def _say(self) -> None:
        width = min(self.size.width, _WIDTH) - 5  # the padding, and the scrollbar
        self.query_one(Static).update(help_text(self._pane, self._commands, width))

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

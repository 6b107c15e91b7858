"""Every key, those of the pane one came from first. Made from the table of commands."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readlist.commands import COMMANDS, GROUPS, Command

_KEYS = 16


def help_text(pane: str) -> Content:
    """The keys that act in the pane, then all others by group."""
    here = [c for c in COMMANDS if pane in c.panes]
    parts: list[Content] = []
    if here:
        parts += [Content(f"In the {pane}").stylize("bold"), *map(_line, here), Content("")]
    for group in GROUPS:
        rest = [c for c in COMMANDS if c.group == group and c not in here]
        if rest:
            parts += [Content(group.capitalize()).stylize("bold"), *map(_line, rest), Content("")]
    return Content("\n").join(parts[:-1])


def _line(command: Command) -> Content:
    return Content(f"  {command.shown:{_KEYS}} ").stylize("$text-accent") + Content(command.help)


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

    def __init__(self, pane: str) -> None:
        super().__init__()
        self._pane = pane

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static(help_text(self._pane), markup=False)

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

"""Every key, those of the pane one came from first. Made from the table of commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from readlist.commands import GROUPS, Command
from readlist.tui.dialogs.sheet_dialog import Sheet

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


class HelpScreen(Sheet):
    """Every key, those of a pane first."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark", "dismiss", show=False)]
    WIDTH = 84

    def __init__(self, pane: str, commands: Sequence[Command]) -> None:
        super().__init__()
        self._pane, self._commands = pane, commands

    def content(self, width: int) -> Content:
        return help_text(self._pane, self._commands, width)

"""A screen whose keys are the commands of the table, and the palette that lists them by name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from time import monotonic
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import Screen

from readlist.commands import BY_ID, COMMANDS, Command, acting, show_key
from readlist.tui.compositor import PatchCompositor

_ONCE = frozenset({"toggle_detail", "copy"})
"""Commands whose key is pressed twice by who is used to vim's ``dd`` and ``yy``."""
_TWICE = 0.3  # seconds within which a repeated key counts as one press


class CommandScreen(Screen[None]):
    """Binds keys to every command of the table, says why one can't act, and lists in the footer those that can."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(c.keys), f"run('{c.id}')", c.title, id=c.id, show=False) for c in COMMANDS
    ]

    AUTO_FOCUS = ""  # what is typed before the first frame must not go to the first field
    commands: tuple[Command, ...] = COMMANDS  # with the keys that the user gave them
    then: Mapping[str, Callable[[], object]] = {}  # commands of the next key, if they depend on the one before
    answered: asyncio.Event | None = None  # set if the screen shows the results of the query

    def __init__(self) -> None:
        super().__init__()
        self._compositor: PatchCompositor = PatchCompositor()
        self._latest = ("", 0.0)  # the command carried out last, and when

    @property
    def is_current(self) -> bool:
        """Is it seen? Textual takes a screen for seen also while the one in front of it covers it, and draws that one
        anew wherever this one changes.
        """
        for screen in reversed(self.app.screen_stack):
            if screen is self:
                return True
            if screen.styles.background.a == 1:
                return False
        return False

    def on_resize(self, event: events.Resize) -> None:
        """Textual tells a screen of every size that it was laid out in: two that cross would go back and forth without
        end.
        """
        if event.size != self.app.size:
            event.prevent_default()

    @property
    def pane(self) -> str:
        """Where the keys act: one of the names in ``Command.panes``."""
        raise NotImplementedError

    def why_not(self, command: Command) -> str | None:
        """Why a command can't act now, or None."""
        raise NotImplementedError

    def carry_out(self, command: Command) -> None:
        """Do what the command says."""
        raise NotImplementedError

    def action_run(self, id: str) -> None:
        """Carry out a command of the table."""
        before, self._latest = self._latest, (id, monotonic())
        if id in _ONCE and before[0] == id and self._latest[1] - before[1] < _TWICE:
            return
        reason = self.why_not(BY_ID[id])
        if reason:
            self.notify(reason, severity="warning", markup=False)
        else:
            self.carry_out(BY_ID[id])

    def carry_out_key(self, key: str) -> bool:
        """Carry out the command of a key; False if there is none."""
        then, self.then = self.then, {}
        if key in then:
            then[key]()
            return True
        id = next((command.id for command in self.commands if key in command.keys), None)
        if id is not None:
            self.action_run(id)
        return id is not None

    def draw_at_once(self) -> None:
        """Draw the effect of a command in the focused pane, before anything else is updated."""
        if self.focused is not None and self.focused._repaint_required:
            self._dirty_widgets.add(self.focused)
            self._on_timer_update()

    def key(self, id: str) -> str:
        """A command's first key, as people read it."""
        return next((show_key(c.keys[0]) for c in self.commands if c.id == id and c.keys), "")

    def acting(self) -> list[Command]:
        """The commands of the footer that can act now."""
        return acting(self.commands, self.pane, lambda command: not self.why_not(command))


class Commands(Provider):
    """The palette of the commands that can act on the screen."""

    def _named(self, command: Command) -> str:
        return f"{command.title}  ({command.shown})" if command.keys else command.title

    async def discover(self) -> Hits:
        if isinstance(self.screen, CommandScreen):
            for c in self.screen.commands:
                if c.group != "move":
                    run = partial(self.screen.action_run, c.id)
                    yield DiscoveryHit(Content(self._named(c)), run, text=c.title, help=c.help)

    async def search(self, query: str) -> Hits:
        if isinstance(self.screen, CommandScreen):
            matcher = self.matcher(query)
            for c in self.screen.commands:
                name = self._named(c)
                if (score := matcher.match(name)) > 0:
                    yield Hit(score, matcher.highlight(name), partial(self.screen.action_run, c.id), help=c.help)

"""Every command by name, with its key: the table of commands in Textual's palette."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from readlist.commands import Command
from readlist.tui.commanding import CommandScreen


class Commands(Provider):
    """Offers what the screen can do."""

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

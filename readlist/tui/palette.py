"""Every command by name, with its key: the table of commands in Textual's palette."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from readlist.commands import COMMANDS, Command
from readlist.tui.main import MainScreen


class Commands(Provider):
    """Offers what the main screen can do."""

    def _named(self, command: Command) -> str:
        return f"{command.title}  ({command.shown})"

    async def discover(self) -> Hits:
        if isinstance(self.screen, MainScreen):
            for c in COMMANDS:
                if c.group != "move":
                    run = partial(self.screen.action_run, c.id)
                    yield DiscoveryHit(Content(self._named(c)), run, text=c.title, help=c.help)

    async def search(self, query: str) -> Hits:
        if isinstance(self.screen, MainScreen):
            matcher = self.matcher(query)
            for c in COMMANDS:
                name = self._named(c)
                if (score := matcher.match(name)) > 0:
                    yield Hit(score, matcher.highlight(name), partial(self.screen.action_run, c.id), help=c.help)

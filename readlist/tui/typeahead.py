"""Handles keys and pastes strictly in order: each waits until the one before it has taken effect.

Textual sends a key to whatever has the focus when it arrives. If ``/neural`` arrives in one piece, as over a slow line,
the letters would go to the list as commands, because the search has not opened yet.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.widgets import Input

from readlist.tui.command_screen import CommandScreen

Typed = events.Key | events.Paste

_PATIENCE = 0.5  # seconds after which a key is not waited for any longer
_SEARCHED = 10.0  # seconds after which a search is not
_ROUNDS = 3  # a key bubbles up to the app, what it did is told there, and a screen that it opened takes the focus


class TypeAhead:
    """The queue of what was typed into an app."""

    def __init__(self, app: App[Any], forward: Callable[[Typed], Awaitable[None]]) -> None:
        self._app = app
        self._forward = forward  # Textual's own way
        self._waiting: deque[Typed] = deque()
        self._held = True  # until there is a screen
        self._release: asyncio.Task[None] | None = None
        self._letters = False  # were letters typed into a field, whose effects were not awaited yet?

    @property
    def done(self) -> bool:
        """Has everything typed been handled?"""
        return not self._held

    def begin(self) -> None:
        """Start handling input: the first screen is drawn."""
        self._app.call_later(self._go_on)

    async def take(self, typed: Typed) -> None:
        """Handle input, now or in its turn. The app calls it when the terminal sends something."""
        self._waiting.extend(self._meant(typed))
        if not self._held:
            await self._go_on()

    def _meant(self, typed: Typed) -> list[Typed]:
        """Splits alt and a letter, as Textual parses escape and a letter in one piece, unless alt is bound."""
        if not isinstance(typed, events.Key) or not typed.key.startswith("alt+") or not typed.character:
            return [typed]
        if typed.key in self._app.screen.active_bindings:
            return [typed]
        return [events.Key("escape", None), events.Key(typed.character, typed.character)]

    async def _go_on(self) -> None:
        self._held = False
        while self._waiting and not self._held:
            await self._deal_with(self._waiting[0])

    async def _deal_with(self, typed: Typed) -> None:
        focused = self._app.screen.focused
        if focused and isinstance(typed, events.Key) and focused.check_consume_key(typed.key, typed.character):
            self._letters = True  # one letter need not wait for another
            self._waiting.popleft()
            await self._forward(typed)
        elif self._letters:  # other keys wait: enter goes to the matches of the whole query
            self._letters = False
            self._hold(self._heard(), self._answered(typed))
        else:
            self._waiting.popleft()
            if not (isinstance(typed, events.Key) and self._carried_out(typed)):
                await self._forward(typed)
                self._hold(self._heard())

    # a command

    def _carried_out(self, key: events.Key) -> bool:
        """Run a key's command directly, unless text is being typed: a forwarded key would be looked up in every widget
        around the focus.
        """
        screen, focused = self._app.screen, self._app.focused
        if not isinstance(screen, CommandScreen) or isinstance(focused, Input) or not self._app.app_focus:
            return False
        if not screen.carry_out_key(key.key):
            return False
        if self._app.message_queue_size or (self._app.screen, self._app.focused) != (screen, focused):
            self._hold(self._heard())
        elif not self._waiting:
            screen.draw_at_once()
        return True

    # what is waited for

    def _hold(self, *until: Coroutine[Any, Any, None]) -> None:
        async def release() -> None:
            for each in until:
                with suppress(TimeoutError):
                    await each
            self._app.call_later(self._go_on)

        self._held = True
        self._release = asyncio.create_task(release())

    async def _heard(self) -> None:
        """Wait until every widget around the focus has handled what was typed."""
        async with asyncio.timeout(_PATIENCE):
            for _ in range(_ROUNDS):
                screen = self._app.screen
                for widget in (screen.focused or screen).ancestors_with_self:
                    await heard(widget)

    async def _answered(self, typed: Typed) -> None:
        """Wait until the search has its results, unless the key leaves the search."""
        screen = self._app.screen
        leaves = isinstance(typed, events.Key) and typed.key == "escape"
        if isinstance(screen, CommandScreen) and screen.answered is not None and not leaves:
            async with asyncio.timeout(_SEARCHED):
                await screen.answered.wait()


async def heard(one: MessagePump) -> None:
    """Wait until a widget, a screen or the app has handled its messages, or is gone."""
    done = asyncio.Event()
    if one.call_later(done.set):
        await done.wait()

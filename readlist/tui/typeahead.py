"""Keys and pastes are dealt with in the order they came, each when what the one before it did is done.

Textual sends a key to where the focus is when it comes: of ``/neural`` that arrives in one piece, as over a slow line,
the letters would go to the list as commands, because the search has not opened yet.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.widgets import Input, TextArea

from readlist.tui.commanding import CommandScreen

Typed = events.Key | events.Paste

_PATIENCE = 0.5  # seconds after which a key is not waited for any longer
_ROUNDS = 3  # a key bubbles up to the app, what it did is told there, and a screen that it opened takes the focus


class TypeAhead:
    """What was typed into an app and waits for its turn."""

    def __init__(self, app: App[Any], forward: Callable[[Typed], Awaitable[None]]) -> None:
        self._app = app
        self._forward = forward  # Textual's own way
        self._waiting: deque[Typed] = deque()
        self._held = True  # until there is a screen
        self._release_task: asyncio.Task[None] | None = None

    @property
    def done(self) -> bool:
        """Is everything done that was typed?"""
        return not self._held

    def begin(self) -> None:
        """The first screen stands."""
        self._app.call_later(self._go_on)

    async def take(self, typed: Typed) -> None:
        """Deal with what is typed, now or in its turn. To be called by the app when the terminal sends it."""
        self._waiting.append(typed)
        if not self._held:
            await self._go_on()

    async def _go_on(self) -> None:
        self._held = False
        while self._waiting and not self._held:
            screen = self._app.screen
            focused = screen.focused
            typed = self._waiting.popleft()
            if isinstance(typed, events.Key) and self._carried_out(typed):
                settled = self._app.screen is screen and screen.focused is focused and not self._app.message_queue_size
            else:
                await self._forward(typed)
                settled = isinstance(typed, events.Key) and typed.is_printable and isinstance(focused, Input | TextArea)
            if not settled:
                self._held = True
                self._release_task = asyncio.create_task(self._release())

    def _carried_out(self, key: events.Key) -> bool:
        """Carry out a command at once, where no text is typed: a key that is forwarded passes every widget around the
        focus, and is looked for among the keys of each.
        """
        screen = self._app.screen
        if not isinstance(screen, CommandScreen) or isinstance(screen.focused, Input) or not self._app.app_focus:
            return False
        if not screen.carry_out_key(key.key):
            return False
        if not self._waiting and not self._app.message_queue_size:
            screen.draw_at_once()
        return True

    async def _release(self) -> None:
        """Go on when everybody around the focus was told what was typed, and has done what follows from it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                for _ in range(_ROUNDS):
                    screen = self._app.screen
                    for widget in (screen.focused or screen).ancestors_with_self:
                        await heard(widget)
        self._app.call_later(self._go_on)


async def heard(one: MessagePump) -> None:
    """Wait until a widget, a screen or the app has dealt with what it was sent."""
    done = asyncio.Event()
    one.call_later(done.set)
    await done.wait()

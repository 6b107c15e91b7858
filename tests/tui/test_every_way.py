"""Every command by the palette, and those with a hint by the mouse: the same is seen as after its key."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from readlist.commands import BY_ID, COMMANDS, Command
from readlist.keynames import show_key
from readlist.services.opened import OpenLibrary
from tests.tui import test_every_command  # noqa: F401 - what every command does
from tests.tui.conftest import Run, Seat
from tests.tui.doing import DOES

pytestmark = pytest.mark.long

Way = Callable[[Seat, Command], Coroutine[Any, Any, None]]


async def by_palette(seat: Seat, command: Command) -> None:
    await seat.press("ctrl+p")
    await seat.type(f"{command.title}  ({command.shown})")
    await seat.press("enter")
    await seat.settle()  # the palette goes first, and then the command comes


class Other(Seat):
    """Takes a command's id for a key: it is then given in another way."""

    way: Way

    async def press(self, *keys: str) -> None:
        for key in keys:
            if key in BY_ID:
                await self.way(self, BY_ID[key])
            else:
                await super().press(key)


def other(seat: Seat, way: Way) -> Other:
    found = Other(seat.app, seat.pilot)
    found.way = way  # type: ignore[method-assign]
    return found


_LAST = "quit"  # ends the app, and is therefore tried apart


async def test_every_command_is_in_the_palette(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        by = other(seat, lambda _, command: by_palette(seat, command))
        for command in COMMANDS:
            if command.id != _LAST:
                await DOES[command.id](by, command.id)
                await seat.start_over()
        await by_palette(seat, BY_ID[_LAST])
        assert seat.app.return_code == 0


async def test_a_click_on_its_hint_is_a_command(sample: OpenLibrary, run: Run) -> None:
    hinted = [c for c in COMMANDS if c.hint]
    clicked = set()

    async def by_mouse(seat: Seat, command: Command) -> None:
        at = f" {seat.hints}".find(f" {show_key(command.keys[0])} {command.hint} ")
        if at < 0:  # it does not act here, which the check wants to hear from its key
            await seat.press(command.keys[0])
        else:
            await seat.pilot.click("KeyHints", offset=(at, 0))
            await seat.settle()
            clicked.add(command.id)

    async with run(sample, (220, 26)) as seat:  # so wide that all hints are shown
        by = other(seat, lambda _, command: by_mouse(seat, command))
        for command in hinted:
            await DOES[command.id](by, command.id)
            await seat.start_over()
    assert clicked == {c.id for c in hinted}

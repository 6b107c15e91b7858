"""Every command by the palette, and those with a hint by the mouse: the same is seen as after its key."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from textual.command import CommandList

from readlist.commands import BY_ID, COMMANDS, Command, show_key
from readlist.session.open_library import OpenLibrary
from readlist.tui.command_screen import CommandScreen
from tests.tui import test_every_command  # noqa: F401 - what every command does
from tests.tui.conftest import Run, Seat
from tests.tui.doing import DOES

pytestmark = pytest.mark.long

Way = Callable[[Seat, Command], Coroutine[Any, Any, None]]


async def by_palette(seat: Seat, command: Command) -> None:
    name = f"{command.title}  ({command.shown})"
    ran: list[str] = []
    run = CommandScreen.action_run
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CommandScreen, "action_run", lambda screen, id: (ran.append(id), run(screen, id)))
        await seat.press("ctrl+p")
        await seat.type(f"{command.title}  (")
        hits = seat.app.screen.query_one(CommandList)
        at = None
        for _ in range(100):  # the palette looks for it in the background
            names = [str(hits.get_option_at_index(n).prompt) for n in range(hits.option_count)]
            at = next((n for n, shown in enumerate(names) if shown.startswith(name)), None)
            if at is not None:
                break
            await seat.pilot.pause()
        assert at is not None, names
        hits.highlighted = at
        await seat.press("enter")
        for _ in range(100):  # the palette goes first
            if command.id in ran:
                break
            await seat.pilot.pause()
    assert ran[-1] == command.id
    for _ in range(3):  # what it opens, and what that does in the background
        await seat.pilot.pause()
        await seat.settle()


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

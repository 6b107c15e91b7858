"""What the commands about tags, notes, statistics and the terminal do."""

from __future__ import annotations

import signal

import pytest

from tests.tui.conftest import SECOND, Seat
from tests.tui.doing import does


@does("tags")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press(key, *"proofs", "enter")
    assert "#proofs" in seat.prose("#detail")


@does("note")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press(key, *"again", "ctrl+s")
    assert "note again" in seat.prose("#detail")


@does("statistics")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert "This week" in seat.text


@does("suspend")
async def _(seat: Seat, key: str) -> None:
    stopped: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.drivers.headless_driver.HeadlessDriver.can_suspend", True)
        patch.setattr("os.kill", lambda _, number: stopped.append(number))
        await seat.press(key)
    assert stopped == [signal.SIGTSTP]

"""What the commands about following do where nothing was fetched; the rest is in ``test_following.py``."""

from __future__ import annotations

from readlist.tui.dialogs.board_dialog import FollowBoard
from tests.tui.conftest import Seat
from tests.tui.doing import does


@does("fetch")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert seat.messages[-1] == "nothing is followed: F on an author, or `readlist follow`"


@does("follow_board")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert isinstance(seat.app.screen, FollowBoard)
    assert "Nothing is followed" in seat.text


@does("theirs")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert seat.messages[-1] == "whose this paper is, is not in doubt"


@does("not_theirs")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert seat.messages[-1] == "no fetch brought this paper for whom you follow"


@does("never_theirs")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert seat.messages[-1] == "no fetch brought this paper for whom you follow"

"""What every command does, tried by its key: command id → a check that is given the key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.tui.conftest import Seat

Does = Callable[[Seat, str], Awaitable[None]]
DOES: dict[str, Does] = {}


def does(id: str) -> Callable[[Does], Does]:
    """The decorated function tries the command."""

    def keep(check: Does) -> Does:
        DOES[id] = check
        return check

    return keep

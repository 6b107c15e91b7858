"""Lending the terminal: to an editor, or to show a text as any program would, so that it can be selected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen

_AFTERWARDS = 0.5  # seconds; then what was pressed while the terminal was lent has arrived


class LendingError(Exception):
    """The terminal can't be lent."""


@contextmanager
def lent(main: MainScreen) -> Iterator[None]:
    """The terminal as it was before the app. ctrl+c is meant for who has it. Raises LendingError."""
    main.lent = True
    try:
        with main.app.suspend():
            yield
    except SuspendNotSupported:
        raise LendingError("this terminal can't be lent to another program") from None
    finally:
        main.set_timer(_AFTERWARDS, lambda: setattr(main, "lent", False))


def show_plain(main: MainScreen, text: str) -> None:
    """Show a text outside of the app until enter is pressed. Raises LendingError."""
    with lent(main):
        print(text.rstrip())
        with suppress(EOFError, OSError):
            input("\n[enter goes back to readlist] ")

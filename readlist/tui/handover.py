"""Handing the terminal over: to an editor or a browser, or to show a text that any terminal can select and copy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from textual.app import App, SuspendNotSupported

_KEYS_ARRIVE = 0.5  # seconds after which keys pressed in the other program have arrived

_handed_over = 0  # a process has one terminal


class HandoverError(Exception):
    """The terminal can't be handed over."""


def terminal_is_handed_over() -> bool:
    """Does another program have the terminal? Its user's ctrl+c is not meant for readlist."""
    return _handed_over > 0


@contextmanager
def hand_over(app: App[Any]) -> Iterator[None]:
    """The terminal as it was before the app, for another program. Raises HandoverError where that is not possible."""
    global _handed_over
    _handed_over += 1
    try:
        with app.suspend():
            yield
    except SuspendNotSupported:
        raise HandoverError("this terminal can't be given to another program") from None
    finally:
        app.set_timer(_KEYS_ARRIVE, _take_back)


def _take_back() -> None:
    global _handed_over
    _handed_over -= 1


def show_outside(app: App[Any], text: str) -> None:
    """Show a text outside of the app until enter is pressed. Raises HandoverError."""
    with hand_over(app):
        print(text.rstrip())
        with suppress(EOFError, OSError):
            input("\n[press enter to return to readlist] ")

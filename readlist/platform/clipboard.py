"""The system's clipboard, where there is one; the app also copies through the terminal (OSC 52)."""

from __future__ import annotations

import threading

_SECONDS = 2.0  # xsel has been seen to stall over ssh


class ClipboardError(Exception):
    """The clipboard can't be used; the message says why and what to do instead."""


def read_clipboard() -> str:
    """What the clipboard holds. Raises ClipboardError."""
    import pyperclip

    text = _in_time(pyperclip.paste)
    if not isinstance(text, str) or not text.strip():
        raise ClipboardError("the clipboard is empty, or can't be read here: paste with the terminal's own key")
    return text


def write_clipboard(text: str) -> None:
    """Put text on the clipboard. Raises ClipboardError."""
    import pyperclip

    _in_time(lambda: pyperclip.copy(text))


def _in_time(call: object) -> object:
    """The result of a call that may hang or fail in another program."""
    assert callable(call)
    result: list[object] = []
    failure: list[Exception] = []

    def run() -> None:
        try:
            result.append(call())
        except Exception as error:  # pyperclip starts other programs: whatever goes wrong there means no clipboard
            failure.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(_SECONDS)
    if failure or not result:
        raise ClipboardError("no clipboard program answers here (xclip, xsel or wl-copy)")
    return result[0]

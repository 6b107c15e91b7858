"""The terminal. It may show the first screen before the app is there, which then draws what differs."""

from __future__ import annotations

import asyncio
import re
import signal
from typing import Any

from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from readlist.platform import picture

_DRAWING = re.compile(r"\x1b\[\d+;\d+H")
"""How what Textual draws begins: at a place. All else tells the terminal how to behave."""
_LINES = re.compile(r"(?=\x1b\[(\d+);\d+H)")
"""Where a piece of a line begins, and of which."""
_PIECE = re.compile(r"\x1b\[([\d;]*)([mH])([^\x1b]*)")
"""Another look, or another place, and what is drawn in it."""


class PictureDriver(LinuxDriver):
    """Takes over a terminal on which the first screen is shown already."""

    def __init__(self, app: Any, **named: Any) -> None:
        super().__init__(app, **named)
        self._picture: str | None = None  # what is on the screen, until the app drew all of it itself

    def start_application_mode(self) -> None:
        shown = picture.take()
        if shown:
            self._picture = shown.drawn
        super().start_application_mode()  # type: ignore[no-untyped-call]
        # Textual asks for the size within the signal, of which a second one may come meanwhile, and be told first
        asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, self._tell_size)
        if shown:  # what Textual found are the modes in which the picture was shown
            self.attrs_before = shown.modes

    def _tell_size(self) -> None:
        if not self._in_band_window_resize:  # else the terminal tells it itself
            size = Size(*self._get_terminal_size())
            self.send_message(events.Resize(size, size))

    def send_message(self, message: Message) -> None:
        self._app.post_message(message)  # from any thread; Textual makes a task of it

    def write(self, data: str) -> None:
        if not _DRAWING.match(data):
            covered = self._picture is not None  # to enter the other screen again would wipe it
            super().write(data.replace(picture.ALTERNATE_SCREEN, "") if covered else data)
        else:
            known, self._picture = self._picture, None
            super().write(data if known is None else other_lines(known, data))


def other_lines(known: str, drawn: str) -> str:
    """The lines of a whole screen that are not on the terminal already."""
    before, now = _lines(known), _lines(drawn)
    return "".join(line for y, line in now.items() if _seen(line) != _seen(before.get(y, "")))


def _lines(drawn: str) -> dict[str, str]:
    """Number of a line → how it is drawn."""
    lines: dict[str, str] = {}
    _, *pieces = _LINES.split(drawn)
    for y, piece in zip(pieces[::2], pieces[1::2], strict=True):
        lines[y] = lines.get(y, "") + piece
    return lines


def _seen(line: str) -> list[tuple[str, str]]:
    """(look, text) of what is seen of a line, however many pieces it is drawn in."""
    seen: list[tuple[str, str]] = []
    look = ""
    for told, kind, text in _PIECE.findall(line):
        if kind == "m":
            look = told if told != "0" else ""
        if seen and seen[-1][0] == look:
            seen[-1] = (look, seen[-1][1] + text)
        elif text:
            seen.append((look, text))
    return seen

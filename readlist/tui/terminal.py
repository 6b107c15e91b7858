"""The app's terminal: the picture shown before the app, safe pastes, handing over to another program.

Textual 8.2.8 reads a paste letter by letter and takes what follows an escape character in it for keys, so a malicious
page could give commands. Most terminals remove such characters, multiplexers do not.
"""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App, SuspendNotSupported
from textual.drivers import linux_driver
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
    """Textual's driver, for a terminal on which a picture is shown already."""

    def __init__(self, app: Any, **named: Any) -> None:
        super().__init__(app, **named)
        self._picture: str | None = None  # what is on the screen, until the app drew all of it itself

    def start_application_mode(self) -> None:
        shown = picture.take()
        if shown:
            self._picture = shown.drawn
        super().start_application_mode()  # type: ignore[no-untyped-call]
        # Textual asks for the size in the signal handler; a second signal may interrupt it, and be reported first
        asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, self._send_size)
        if shown:  # Textual has saved the modes set for the picture, not those before it
            self.attrs_before = shown.modes

    def _send_size(self) -> None:
        if not self._in_band_window_resize:  # else the terminal tells it itself
            size = Size(*self._get_terminal_size())
            self.send_message(events.Resize(size, size))

    def send_message(self, message: Message) -> None:
        self._app.post_message(message)  # from any thread; Textual makes a task of it

    def write(self, data: str) -> None:
        if not _DRAWING.match(data):
            covered = self._picture is not None  # entering the alternate screen again would clear it
            super().write(data.replace(picture.ALTERNATE_SCREEN, "") if covered else data)
        else:
            known, self._picture = self._picture, None
            super().write(data if known is None else other_lines(known, data))


def other_lines(known: str, drawn: str) -> str:
    """The lines of a whole screen that differ from those on the terminal."""
    before, now = _lines(known), _lines(drawn)
    return "".join(line for y, line in now.items() if _appearance(line) != _appearance(before.get(y, "")))


def _lines(drawn: str) -> dict[str, str]:
    """Line number → what draws the line."""
    lines: dict[str, str] = {}
    _, *pieces = _LINES.split(drawn)
    for y, piece in zip(pieces[::2], pieces[1::2], strict=True):
        lines[y] = lines.get(y, "") + piece
    return lines


def _appearance(line: str) -> list[tuple[str, str]]:
    """The visible (style, text) of a line, however many pieces it is drawn in."""
    seen: list[tuple[str, str]] = []
    look = ""
    for sequence, kind, text in _PIECE.findall(line):
        if kind == "m":
            look = sequence if sequence != "0" else ""
        if seen and seen[-1][0] == look:
            seen[-1] = (look, seen[-1][1] + text)
        elif text:
            seen.append((look, text))
    return seen


_BEGIN, _END = "\x1b[200~", "\x1b[201~"


class PasteParser(XTermParser):
    """Textual's parser of terminal input, which sees the beginning and end of a paste, but not its text."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasted: list[str] | None = None  # the parts of a paste that has not ended yet
        self._tail = ""  # the end of the last input, which may be the beginning of a mark

    def feed(self, data: str) -> Iterable[Message]:
        """The events of some input; empty input is its end."""
        return self._events(data) if data else super().feed(data)

    def _events(self, data: str) -> Iterator[Message]:
        while data:
            if self._pasted is None:
                data = yield from self._typed(data)
            else:
                data = yield from self._paste(data, self._pasted)

    def _typed(self, data: str) -> Generator[Message, None, str]:
        """Parse what was typed; returns the input after it, which is pasted."""
        at = (self._tail + data).find(_BEGIN)
        end = len(data) if at < 0 else at + len(_BEGIN) - len(self._tail)
        self._tail = "" if at >= 0 else (self._tail + data)[1 - len(_BEGIN) :]
        self._pasted = [] if at >= 0 else None
        yield from super().feed(data[:end])
        return data[end:]

    def _paste(self, data: str, pasted: list[str]) -> Generator[Message, None, str]:
        """Collect what was pasted, up to its end; returns the input after it, which was typed."""
        text, end, rest = (self._tail + data).partition(_END)
        if not end:
            self._tail = next((_END[:n] for n in range(len(_END) - 1, 0, -1) if text.endswith(_END[:n])), "")
            pasted.append(text.removesuffix(self._tail))
            return ""
        self._tail, self._pasted = "", None
        whole = "".join([*pasted, text]).replace("\0", "")
        for event in super().feed(_END):
            yield events.Paste(whole) if isinstance(event, events.Paste) else event
        return rest


def guard_pastes() -> None:
    """Make Textual use this parser, for which it has no setting."""
    linux_driver.XTermParser = PasteParser  # type: ignore[attr-defined]


_KEYS_ARRIVE = 0.5  # seconds after which keys pressed in the other program have arrived

_handed_over = 0  # a process has one terminal


class HandoverError(Exception):
    """The terminal can't be handed over."""


def terminal_is_handed_over() -> bool:
    """Does another program have the terminal? Then ctrl+c is not meant for readlist."""
    return _handed_over > 0


@contextmanager
def hand_over(app: App[Any]) -> Iterator[None]:
    """Restore the terminal for another program while it runs. Raises HandoverError if that is not possible."""
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
    """Show a text outside the app until enter is pressed. Raises HandoverError."""
    with hand_over(app):
        print(text.rstrip())
        with suppress(EOFError, OSError):
            input("\n[press enter to return to readlist] ")

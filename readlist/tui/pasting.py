"""What is pasted is text, all of it.

Textual reads a paste letter by letter, and takes what follows an escape character in it for keys that were pressed:
a page that somebody made could then give commands. Terminals remove such characters as a rule, multiplexers do not.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.message import Message

_BEGIN, _END = "\x1b[200~", "\x1b[201~"


class PasteParser(XTermParser):
    """Textual's parser of what the terminal sends; of a paste it sees beginning and end, not what is between."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasted: list[str] | None = None  # while a paste goes on: what has come of it
        self._tail = ""  # of what came: it may be the beginning of one of the two marks

    def feed(self, data: str) -> Iterable[Message]:
        """The events of the data that came; none is the end of it all."""
        return self._events(data) if data else super().feed(data)

    def _events(self, data: str) -> Iterator[Message]:
        while data:
            if self._pasted is None:
                data = yield from self._typed(data)
            else:
                data = yield from self._paste(data, self._pasted)

    def _typed(self, data: str) -> Generator[Message, None, str]:
        """What was typed; returns what was pasted after it."""
        at = (self._tail + data).find(_BEGIN)
        end = len(data) if at < 0 else at + len(_BEGIN) - len(self._tail)
        self._tail = "" if at >= 0 else (self._tail + data)[1 - len(_BEGIN) :]
        self._pasted = [] if at >= 0 else None
        yield from super().feed(data[:end])
        return data[end:]

    def _paste(self, data: str, pasted: list[str]) -> Generator[Message, None, str]:
        """What was pasted, when its end is there; returns what was typed after it."""
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
    """Have the terminal's input read so; Textual has no setting for it."""
    linux_driver.XTermParser = PasteParser  # type: ignore[attr-defined]

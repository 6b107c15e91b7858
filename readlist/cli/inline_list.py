"""A small list to pick from, drawn below the prompt: it works over ssh, in tmux popups and in editors' shells.

It talks to the terminal itself, so that a program that reads what is picked gets nothing else.
"""

from __future__ import annotations

import codecs
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from readlist.cli.output import UsageError
from readlist.model.text import printable

_ROWS = 8
_KEY = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.|[^\[O])|\x1b|.", re.DOTALL)
_UP = frozenset({"\x1b[A", "\x1bOA", "\x10", "\x0b"})
_DOWN = frozenset({"\x1b[B", "\x1bOB", "\x0e", "\n"})

Find = Callable[[str], tuple[Sequence[int], int]]
"""What a text finds: the first ids, and how many there are."""


def pick(find: Find, row: Callable[[int], str], query: str = "") -> list[int] | None:
    """What the user picks, in that order; None where the user leaves. Raises UsageError without a terminal."""
    with _terminal() as terminal:
        picker = _Picker(find, row, query, lambda: os.get_terminal_size(terminal))
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        os.write(terminal, picker.frame().encode())
        while picker.picked is None and not picker.left:
            data = os.read(terminal, 4096)
            if not data:
                break
            for key in _KEY.findall(decode(data)):
                if picker.picked is None and not picker.left:
                    picker.press(key)
            os.write(terminal, picker.frame().encode())
        os.write(terminal, b"\r\x1b[J")
        return picker.picked


@contextmanager
def _terminal() -> Iterator[int]:
    """The terminal, which hands over each key. Raises UsageError."""
    import termios
    import tty

    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_CLOEXEC)
        before = termios.tcgetattr(terminal)
    except (OSError, termios.error):
        raise UsageError("pick needs a terminal; `readlist cite KEY` prints without one") from None
    try:
        tty.setraw(terminal)
        yield terminal
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
        os.close(terminal)


class _Picker:
    """What is typed, found, under the cursor and selected."""

    def __init__(self, find: Find, row: Callable[[int], str], query: str, size: Callable[[], os.terminal_size]) -> None:
        self._find, self._row, self._size = find, row, size
        self.query = query
        self.at = 0
        self.selected: dict[int, None] = {}
        self.picked: list[int] | None = None
        self.left = False
        self._moved = not query  # space selects before anything is typed, and after a move
        self._search()

    def _search(self) -> None:
        self.rows, self.total = self._find(self.query)
        self.rows = self.rows[: _ROWS * 8]
        self.at = 0

    def press(self, key: str) -> None:
        if key in ("\x1b", "\x03", "\x07"):
            self.left = True
        elif key == "\r":
            chosen = list(self.selected) or list(self.rows[self.at : self.at + 1])
            self.picked = chosen or None
        elif key in _UP or key in _DOWN:
            self.at = max(min(self.at + (1 if key in _DOWN else -1), len(self.rows) - 1), 0)
            self._moved = True
        elif key == "\t" or (key == " " and self._moved):
            self._toggle()
        elif key in ("\x7f", "\x08", "\x15", "\x17"):
            shorter = {"\x15": "", "\x17": self.query.rstrip().rpartition(" ")[0]}
            self.query = shorter.get(key, self.query[:-1])
            self._moved = not self.query
            self._search()
        elif key.isprintable():
            self.query += key
            self._moved = False
            self._search()

    def _toggle(self) -> None:
        for id in self.rows[self.at : self.at + 1]:
            if id in self.selected:
                del self.selected[id]
            else:
                self.selected[id] = None
            self.at = min(self.at + 1, len(self.rows) - 1)

    def frame(self) -> str:
        """What draws it over the last frame; the cursor ends behind the query."""
        size = self._size()
        columns = size.columns or 80  # some terminals report 0
        height = max(min(_ROWS, (size.lines or 24) - 2), 1)
        first = max(self.at - height + 1, 0)
        marked = f"{len(self.selected)} selected, " if self.selected else ""
        prompt = f"> {printable(self.query)}"
        count = f"   {marked}{self.total:,} found"
        lines = [f"{fit(prompt, columns - 1)}\x1b[2m{fit(count, columns - 1 - cells(prompt))}\x1b[0m"]
        for n, id in enumerate(self.rows[first : first + height], first):
            text = fit(f"{'✓' if id in self.selected else ' '} {printable(self._row(id))}", columns - 2)
            lines.append(f"\x1b[7m▸{text}\x1b[0m" if n == self.at else f" {text}")
        drawn = "\r\n".join(f"{line}\x1b[K" for line in lines)
        back = f"\x1b[{len(lines) - 1}A" if len(lines) > 1 else ""
        return f"\r\x1b[J{drawn}{back}\r\x1b[{max(min(cells(prompt), columns - 1), 1)}C"


def cells(text: str) -> int:
    """The columns that a text takes in a terminal."""
    return sum(_width(c) for c in text)


def _width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def fit(text: str, width: int) -> str:
    """The beginning of a text, in at most that many columns; "…" where it goes on."""
    if cells(text) <= width:
        return text
    out, room = [], width - 1
    for char in text:
        room -= _width(char)
        if room < 0:
            break
        out.append(char)
    return "".join((*out, "…")) if width > 0 else ""

"""readlist in a terminal of its own, as a person has it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

import pexpect
import pyte

SECONDS = 15.0  # how long anything may take on a busy machine
RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l")
"""The screen from before, the cursor, no mouse, no bracketed paste."""


class Terminal:
    """A process in a terminal of its own, and what it shows."""

    def __init__(self, *arguments: str, size: tuple[int, int] = (100, 30), code: str = "", **env: str) -> None:
        """``code`` is run instead of readlist; it is to begin it."""
        width, height = size
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.ByteStream(self.screen)
        self.drawn = b""
        self.process = pexpect.spawn(
            sys.executable,
            ["-c", code, *arguments] if code else ["-m", "readlist", *arguments],
            dimensions=(height, width),
            # what a test runner says of its own terminal is not meant for this one
            env={
                **{k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")},
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                **env,
            },
            timeout=SECONDS,
        )
        self.process.delaybeforesend = None

    @property
    def text(self) -> str:
        """What is on the screen, also where only half of a change has come: half of a wide sign is nothing then."""
        lines = (self.screen.buffer[y] for y in range(self.screen.lines))
        return "\n".join("".join(line[x].data for x in range(self.screen.columns)) for line in lines)

    def read(self) -> bool:
        """Take in what the process drew; False after its end."""
        try:
            data = self.process.read_nonblocking(65536, timeout=0.05)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.drawn += data
        # pyte knows no "CSI > …" and would print its end
        self._stream.feed(data.replace(b"\x1b[>1u", b"").replace(b"\x1b[<u", b""))
        return True

    def until(self, shown: str | Callable[[], bool]) -> None:
        """Read on until a text, or what is asked, is on the screen."""
        there = (lambda: shown in self.text) if isinstance(shown, str) else shown
        end = time.monotonic() + SECONDS
        while not there():
            assert self.read(), f"the process ended before {shown!r} was shown:\n{self.text}"
            assert time.monotonic() < end, f"{shown!r} was not shown:\n{self.text}"

    def begun(self) -> None:
        """Read on until the app itself is there, behind the screen that is shown before it."""
        self.until(lambda: b"\x1b[?1006h" in self.drawn and "✓" in self.text)

    def settle(self) -> None:
        """Read on until nothing is drawn any more."""
        quiet = 0
        while quiet < 5:
            n = len(self.drawn)
            self.read()
            quiet = quiet + 1 if len(self.drawn) == n else 0

    def send(self, keys: str) -> None:
        self.process.send(keys)

    def paste(self, text: str) -> None:
        self.send("\x1b[200~" + text.replace("\n", "\r") + "\x1b[201~")  # line ends as terminals paste them

    def resize(self, width: int, height: int) -> None:
        self.process.setwinsize(height, width)
        self.screen.resize(height, width)

    def ended(self) -> int:
        """Wait for the end; the exit code, or minus the signal that ended it."""
        end = time.monotonic() + SECONDS
        while self.read():
            assert time.monotonic() < end, f"it did not end:\n{self.text}"
        self.process.wait()
        code = self.process.exitstatus
        return code if code is not None else -self.process.signalstatus

    def check_restored(self) -> None:
        assert [sequence for sequence in RESTORED if sequence not in self.drawn] == []
        assert self.drawn.rfind(b"\x1b[?1049l") > self.drawn.rfind(b"\x1b[?1049h")
        assert self.drawn.rfind(b"\x1b[?25h") > self.drawn.rfind(b"\x1b[?25l")
        assert b"Traceback" not in self.drawn


Start = Callable[..., Terminal]

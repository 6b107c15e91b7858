"""The app in a real terminal: what it draws, what it takes, and how it leaves the terminal behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

from readlist.services.opened import OpenLibrary
from tests.tui.conftest import as_pasted, page

SECONDS = 15.0  # how long anything may take on a busy machine
RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l")
"""The screen from before, the cursor, no mouse, no bracketed paste."""


class Terminal:
    """A process in a terminal of its own, and what it shows."""

    def __init__(self, *arguments: str, size: tuple[int, int] = (100, 30), **env: str) -> None:
        width, height = size
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.ByteStream(self.screen)
        self.drawn = b""
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "readlist", *arguments],
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
        return "\n".join(self.screen.display)

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

    def send(self, keys: str) -> None:
        self.process.send(keys)

    def paste(self, text: str) -> None:
        self.send(f"\x1b[200~{as_pasted(text)}\x1b[201~")

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


@pytest.fixture
def folder(sample: OpenLibrary) -> Path:
    return sample.folder


@pytest.fixture
def start() -> Iterator[Callable[..., Terminal]]:
    """Start readlist in a terminal; what still runs at the end of the test is ended."""
    started: list[Terminal] = []

    def begin(*arguments: str, **options: object) -> Terminal:
        started.append(Terminal(*arguments, **options))  # type: ignore[arg-type]
        return started[-1]

    yield begin
    for terminal in started:
        terminal.process.close(force=True)


Start = Callable[..., Terminal]


def test_the_first_frame_shows_the_library_and_q_leaves_the_terminal_as_it_was(folder: Path, start: Start) -> None:
    terminal = start()
    terminal.until("saved ✓")
    assert "55 papers   inbox 47   queue 4   ★ 2" in terminal.screen.display[0]
    assert terminal.screen.display[2].startswith("▌·★  1 2023-12-01 LG Mamba: Linear-Time Sequence")
    terminal.send("q")
    assert terminal.ended() == 0
    terminal.check_restored()


def test_a_page_pasted_into_the_terminal_is_imported(tmp_path: Path, start: Start) -> None:
    terminal = start("--library", str(tmp_path / "new"))
    terminal.until("The library is empty.")
    terminal.paste(page("kaiser"))
    terminal.until("9 papers: 9 new")
    terminal.send("\r")
    terminal.until("9 papers   inbox 9")
    terminal.send("q")
    assert terminal.ended() == 0
    assert OpenLibrary(tmp_path / "new").library.count("papers") == 9


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_that_ends_the_app_leaves_the_terminal_as_it_was(
    number: signal.Signals, code: int, folder: Path, start: Start
) -> None:
    terminal = start()
    terminal.until("saved ✓")
    terminal.send("s")
    terminal.until("★ 1")
    terminal.process.kill(number)
    assert terminal.ended() == code
    terminal.check_restored()
    assert OpenLibrary(folder).library.count("starred") == 1


def test_a_decision_that_was_shown_survives_the_death_of_the_app(folder: Path, start: Start) -> None:
    terminal = start()
    terminal.until("saved ✓")
    terminal.send("jx")
    terminal.until("inbox 46")
    terminal.send("s")
    terminal.until("★ 3")
    terminal.process.kill(signal.SIGKILL)
    assert terminal.ended() == -signal.SIGKILL
    library = OpenLibrary(folder).library
    id = library.keys["lightman2023let"]
    assert library.mark(id).skipped
    assert library.mark(id).starred
    again = start()
    again.until("inbox 46   queue 4   ★ 3")
    again.send("uu")
    again.until("inbox 47   queue 4   ★ 2")


@pytest.mark.long
def test_a_storm_of_resizes_is_survived(folder: Path, start: Start) -> None:
    terminal = start()
    terminal.until("saved ✓")
    sizes = [(1, 1), (300, 80), (40, 8), (39, 8), (2, 50), (200, 2), (90, 24), (89, 24), (140, 42), (1, 1), (300, 80)]
    for n in range(4):
        for width, height in sizes:
            terminal.resize(width, height)
            if n % 2:
                terminal.send("jk")
            terminal.read()
    terminal.resize(140, 42)
    terminal.until(lambda: "Ilya Sutskever" in terminal.text and "55 papers" in terminal.screen.display[0])
    terminal.send("s")
    terminal.until(lambda: "★ 1" in terminal.text or "★ 3" in terminal.text)
    terminal.send("q")
    assert terminal.ended() == 0
    terminal.check_restored()


@pytest.mark.parametrize("keys", ["e", "/"])
def test_ctrl_q_leaves_from_anywhere(keys: str, folder: Path, start: Start) -> None:
    terminal = start()
    terminal.until("saved ✓")
    before = terminal.text
    terminal.send(keys)
    terminal.until(lambda: terminal.text != before)
    terminal.send("\x11")
    assert terminal.ended() == 0
    terminal.check_restored()


@pytest.mark.parametrize("kind", ["dumb", ""])
def test_a_terminal_that_cannot_move_its_cursor_gets_one_line(kind: str, folder: Path, start: Start) -> None:
    terminal = start(TERM=kind)
    assert terminal.ended() == 2
    said = terminal.drawn.decode()
    assert said.startswith("readlist: the app needs a terminal")
    assert said.count("\n") == 1
    assert "\x1b" not in said


def test_a_pipe_gets_one_line(folder: Path, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "readlist"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("readlist: the app needs a terminal")
    assert done.stderr.count("\n") == 1


def test_the_demo_leaves_no_trace(tmp_path: Path, own_home: Path, start: Start) -> None:
    terminal = start("demo", size=(140, 42), TMPDIR=str(tmp_path))
    terminal.until("Ilya Sutskever")
    assert "55 papers   inbox 47   queue 4   ★ 2" in terminal.screen.display[0]
    terminal.send("sq")
    assert terminal.ended() == 0
    terminal.check_restored()
    assert not (tmp_path / "library").exists()
    assert list(tmp_path.glob("readlist-demo-*")) == []
    assert list(own_home.rglob("*.json")) == []

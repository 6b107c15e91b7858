"""The app in a real terminal: what it draws, what it takes, and how it leaves the terminal behind."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from readlist.session.open_library import OpenLibrary
from tests.tui.conftest import page
from tests.tui.terminal import Start


def test_the_first_frame_shows_the_library_and_q_restores_the_terminal(folder: Path, start: Start) -> None:
    terminal = start()
    terminal.begun()
    assert "55 papers   inbox 47   queue 4   ★ 2" in terminal.screen.display[0]
    assert terminal.screen.display[2].startswith("▌›★  2023   LG 90.1 Mamba: Linear-Time Sequence")
    terminal.send("q")
    assert terminal.ended() == 0
    terminal.check_restored()


def test_a_page_pasted_into_the_terminal_is_imported(tmp_path: Path, start: Start) -> None:
    terminal = start("--library", str(tmp_path / "new"))
    terminal.begun()
    assert "The library is empty." in terminal.text
    terminal.paste(page("kaiser"))
    terminal.until("9 papers: 9 new")
    terminal.send("\r")
    terminal.until("9 papers   inbox 9")
    terminal.send("q")
    assert terminal.ended() == 0
    assert OpenLibrary(tmp_path / "new").library.count("papers") == 9


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGTERM, 143),
        (signal.SIGHUP, 129),
        pytest.param(signal.SIGINT, 130, marks=pytest.mark.long),
        pytest.param(signal.SIGQUIT, 131, marks=pytest.mark.long),
    ],
)
def test_a_signal_that_ends_the_app_leaves_the_terminal_as_it_was(
    number: signal.Signals, code: int, folder: Path, start: Start
) -> None:
    terminal = start()
    terminal.begun()
    terminal.send("s")
    terminal.until("★ 1")
    terminal.process.kill(number)
    assert terminal.ended() == code
    terminal.check_restored()
    assert OpenLibrary(folder).library.count("starred") == 1


def test_a_decision_that_was_shown_survives_the_death_of_the_app(folder: Path, start: Start) -> None:
    terminal = start()
    terminal.begun()
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


def test_what_the_terminal_cut_off_meanwhile_is_drawn_again(folder: Path, start: Start) -> None:
    terminal = start(size=(100, 30))
    terminal.begun()
    terminal.settle()
    shown = terminal.text
    terminal.process.kill(signal.SIGSTOP)
    terminal.resize(20, 5)
    terminal.resize(100, 30)
    assert terminal.text != shown
    terminal.process.kill(signal.SIGCONT)
    terminal.until(lambda: terminal.text == shown)


@pytest.mark.long
def test_a_storm_of_resizes_is_survived(folder: Path, start: Start) -> None:
    terminal = start()
    terminal.begun()
    terminal.settle()
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
    terminal.begun()
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
    assert said.startswith("readlist: the app needs an interactive terminal")
    assert said.count("\n") == 1
    assert "\x1b" not in said


def test_a_pipe_gets_one_line(folder: Path, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "readlist"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("readlist: the app needs an interactive terminal")
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

"""What happens to terminals: signals, suspension, slow lines, large pastes, no clipboard, editors, bugs."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import pytest

from readlist.library.marking import skip
from readlist.model.paper import Paper
from readlist.session.open_library import OpenLibrary
from tests.tui.conftest import add
from tests.tui.terminal import Start, Terminal

pytestmark = pytest.mark.long

ALT, BACK = b"\x1b[?1049h", b"\x1b[?1049l"  # the app's screen, and the one from before


def drawn_for(terminal: Terminal, keys: str) -> int:
    """How many bytes are written for some keys."""
    terminal.settle()
    n = len(terminal.drawn)
    terminal.send(keys)
    terminal.settle()
    return len(terminal.drawn) - n


# signals


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGKILL, -9)]
)
def test_a_signal_in_the_middle_of_triage_loses_no_decision(
    number: signal.Signals, code: int, folder: Path, start: Start
) -> None:
    terminal = start()
    terminal.begun()
    terminal.send("T")
    terminal.until("47 left")
    terminal.send("xr")
    terminal.until("45 left")
    terminal.process.kill(number)
    assert terminal.ended() == code
    if number != signal.SIGKILL:
        terminal.check_restored()
    library = OpenLibrary(folder).library
    assert (library.count("skipped"), library.count("read"), library.count("inbox")) == (2, 4, 45)


def test_ctrl_z_gives_the_terminal_back_and_fg_takes_it_again(folder: Path, start: Start) -> None:
    terminal = start()
    terminal.begun()
    terminal.send("\x1a")
    terminal.settle()
    pid, status = os.waitpid(terminal.process.pid, os.WUNTRACED | os.WNOHANG)
    assert pid
    assert os.WIFSTOPPED(status)
    terminal.check_restored()
    n = len(terminal.drawn)
    terminal.process.kill(signal.SIGCONT)
    terminal.until(lambda: ALT in terminal.drawn[n:] and b"55 papers" in terminal.drawn[n:])  # all is drawn again
    terminal.until(lambda: b"Mamba" in terminal.drawn[n:])
    terminal.send("jq")
    assert terminal.ended() == 0
    terminal.check_restored()


# a slow line


def test_a_cursor_move_writes_two_rows_and_the_detail(folder: Path, start: Start) -> None:
    terminal = start(size=(140, 42))
    terminal.begun()
    terminal.settle()
    frame = 140 * 42
    assert drawn_for(terminal, "j") < 2 * frame
    small = start(size=(80, 24))
    small.begun()
    assert drawn_for(small, "j") < 80 * 24
    assert drawn_for(small, "s") < 80 * 24


def test_a_decision_writes_the_bars_that_change(folder: Path, start: Start) -> None:
    opened = OpenLibrary(folder)
    opened.do("skip", lambda library, at: skip(library, sorted(library.papers)[:12], True, at))
    terminal = start(size=(140, 42))
    terminal.begun()
    terminal.until("interest")
    assert drawn_for(terminal, "s") < 140 * 42


def test_without_a_key_nothing_is_written(folder: Path, start: Start) -> None:
    terminal = start(size=(140, 42))
    terminal.begun()
    terminal.settle()
    n = len(terminal.drawn)
    for _ in range(40):  # longer than a second, in which the app looks for others' changes
        terminal.read()
    assert len(terminal.drawn) == n


# pastes


@pytest.mark.long
@pytest.mark.parametrize(
    ("text", "said"),
    [("no paper at all\n" * 330_000, "not imported: no list"), ("word " * 1_000_000, "only one line")],
    ids=["lines", "one line"],
)
def test_five_megabytes_pasted_are_refused_and_the_app_goes_on(
    text: str, said: str, folder: Path, start: Start
) -> None:
    terminal = start()
    terminal.begun()
    terminal.paste(text)
    terminal.until(said)
    terminal.send("s")
    terminal.until("★ 1")
    terminal.send("q")
    assert terminal.ended() == 0


# the clipboard, the browser and the editor


def test_without_a_clipboard_text_goes_to_the_terminal_then_on_the_screen(
    folder: Path, tmp_path: Path, start: Start
) -> None:
    (tmp_path / "bin").mkdir()
    terminal = start(PATH=str(tmp_path / "bin"), DISPLAY="", WAYLAND_DISPLAY="")
    terminal.begun()
    terminal.send("y")
    terminal.until("through the terminal")
    assert b"\x1b]52;c;" in terminal.drawn
    terminal.send("jky")  # y at once after y would be one
    terminal.until("[press enter to return to readlist]")
    assert terminal.drawn.rfind(BACK) > terminal.drawn.rfind(ALT)
    assert "@misc{gu2023mamba," in terminal.text
    terminal.process.kill(signal.SIGINT)  # ctrl+c there is no reason to leave
    terminal.send("\r")
    terminal.begun()
    terminal.send("q")
    assert terminal.ended() == 0


def test_a_browser_that_takes_the_terminal_has_it_until_it_is_left(folder: Path, tmp_path: Path, start: Start) -> None:
    url = "https://x.example/$(id);touch%20evil&-oX"
    add(OpenLibrary(folder), Paper(id=1, key="a", title="A", title_text="A", date="2030", urls=(url,)))
    browser, log = tmp_path / "browser", tmp_path / "log"
    browser.write_text(f'#!/bin/sh\nprintf "%s\\n" "$#" "$@" >> {log}\necho BROWSING\nread line\n')
    browser.chmod(0o755)
    terminal = start(BROWSER=str(browser))
    terminal.begun()
    terminal.send("o")
    terminal.until("BROWSING")
    assert terminal.drawn.rfind(BACK) > terminal.drawn.rfind(ALT)
    terminal.process.kill(signal.SIGINT)  # ctrl+c there is no reason to leave
    terminal.send("q\r")  # what is typed is the browser's
    terminal.until("opened https://x.example/")
    assert log.read_text().splitlines() == ["1", url]
    terminal.send("q")
    assert terminal.ended() == 0
    terminal.check_restored()


def test_a_note_is_written_in_the_users_own_editor(folder: Path, tmp_path: Path, start: Start) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "from the editor" >> "$1"\necho EDITING; sleep 0.2\n')
    editor.chmod(0o755)
    terminal = start(EDITOR=str(editor))
    terminal.begun()
    terminal.send("n")
    terminal.until("Note on")
    terminal.send("typed \x0f")
    terminal.until("from the editor")
    assert b"EDITING" in terminal.drawn
    terminal.send("\x13")
    terminal.until("wrote a note")
    terminal.send("q")
    assert terminal.ended() == 0
    library = OpenLibrary(folder).library
    assert library.mark(library.keys["gu2023mamba"]).note == "typed \nfrom the editor"


# a bug


def test_a_bug_ends_the_app_with_one_line_and_a_private_log(folder: Path, own_home: Path, start: Start) -> None:
    code = """if True:
        from readlist.tui.commands import opening
        def bug(main):
            secret = "what only the user knows"
            raise KeyError("bug")
        opening.sort = bug
        from readlist.__main__ import main
        main()
    """
    terminal = start(code=code)
    terminal.begun()
    terminal.send("s")
    terminal.until("★ 1")
    terminal.send("S")
    assert terminal.ended() == 1
    terminal.check_restored()
    said = terminal.drawn[terminal.drawn.rfind(BACK) :].decode()
    assert "readlist: a bug in readlist (KeyError: 'bug'); details are in" in said
    (log,) = own_home.rglob("readlist.log")
    text = log.read_text()
    assert text.split()[0] in said.replace("\r\n", "")
    assert "in bug" in text
    assert "only the user knows" not in text
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert OpenLibrary(folder).library.count("starred") == 1


# sizes and kinds of terminals


def test_a_terminal_that_is_too_small_at_first_says_so_and_recovers(folder: Path, start: Start) -> None:
    terminal = start(size=(36, 6))
    terminal.until("needs 40 columns, 8 lines")
    terminal.resize(100, 30)
    terminal.until("Mamba: Linear-Time")
    terminal.send("q")
    assert terminal.ended() == 0


@pytest.mark.parametrize(
    "env",
    [{"NO_COLOR": "1"}, {"TERM": "xterm", "COLORTERM": ""}, {"TERM": "vt100", "COLORTERM": ""},
     {"LC_ALL": "C", "LANG": "C"}],
    ids=["no colour", "16 colours", "vt100", "ASCII"],
)  # fmt: skip
def test_it_runs_in_every_kind_of_terminal(env: dict[str, str], folder: Path, start: Start) -> None:
    terminal = start(**env)
    terminal.begun()
    assert "▌›★  2023   LG 90.1 Mamba" in terminal.text
    if env.get("TERM") == "xterm":
        assert b"\x1b[38;2;" not in terminal.drawn, "no colours that the terminal has not"
    terminal.send("q")
    assert terminal.ended() == 0
    terminal.check_restored()

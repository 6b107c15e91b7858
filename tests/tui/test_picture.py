"""The picture of the next start: shown before the app is there, and no surprise ever."""

from __future__ import annotations

import signal
import termios
from pathlib import Path

import pytest

from readlist import __version__
from readlist.cli.main import main
from readlist.session.open_library import OpenLibrary
from tests.tui.terminal import Start, Terminal

_SHOW = """
import signal, sys
from readlist.__main__ import library_of_app
from readlist.platform import picture
picture.show(library_of_app(sys.argv[1:]))
"""
_ONLY_THE_PICTURE = f"{_SHOW}signal.pause()"
_WHAT_IS_IMPORTED = f"""{_SHOW}
picture.give_back()
print(*sorted(sys.modules))
"""
_NO_APP = """
import sys
from readlist.session import open_library
def fail(*_, **__):
    raise open_library.StoreError("the library is not well")
open_library.OpenLibrary.__init__ = fail
from readlist.__main__ import main
main()
"""
_LATER = f"""
import time
now = time.time
time.time = lambda: now() + %d * 86_400
{_SHOW}picture.give_back()"""
_INPUT, _LOCAL = 0, 3  # where termios tells of line ends, and of echo


def left(start: Start, keys: tuple[str, ...] = (), size: tuple[int, int] = (100, 30)) -> Terminal:
    """The app, after these keys and ctrl+q."""
    terminal = start(size=size)
    terminal.until("saved ✓")
    for key in keys:
        terminal.settle()
        before = terminal.text
        terminal.send(key)
        terminal.until(lambda before=before: terminal.text != before)  # type: ignore[misc]
    terminal.send("\x11")
    assert terminal.ended() == 0
    terminal.check_restored()
    return terminal


def pictures(home: Path) -> list[Path]:
    return [*(home / ".cache" / "readlist" / "pictures").glob("*")] or [*home.rglob("pictures/*")]


def echoes(terminal: Terminal) -> bool:
    """Is the terminal in the modes of a shell: shows what is typed, takes lines, makes a line end of enter?"""
    modes = termios.tcgetattr(terminal.process.child_fd)
    both = termios.ECHO | termios.ICANON
    return modes[_LOCAL] & both == both and bool(modes[_INPUT] & termios.ICRNL)


def redrawn(terminal: Terminal) -> list[int]:
    """The lines, from 1, that were drawn more than once from their first column on, or not at all."""
    return [y for y in range(1, terminal.screen.lines + 1) if terminal.drawn.count(b"\x1b[%d;1H" % y) != 1]


def test_the_app_is_seen_as_it_was_left_and_draws_nothing_over_it(folder: Path, start: Start) -> None:
    left(start, ("j", "s", "a"))
    shown = start(code=_ONLY_THE_PICTURE)
    shown.until("saved ✓")
    app = start()
    app.begun()
    assert app.screen.display == shown.screen.display
    app.send("q")
    assert app.ended() == 0
    assert redrawn(app) == []
    assert app.drawn.count(b"\x1b[?1049h") == 1


@pytest.mark.long
@pytest.mark.parametrize("size", [(140, 42), (100, 30), (60, 20)])
@pytest.mark.parametrize(
    "keys",
    [
        (),
        ("G", "a"),
        ("/", "mamba", "\r"),
        ("T", "a", "x"),
        ("\t", "j"),
        (" ", " "),
        ("s", "u"),
        ("?", "\x1b"),
    ],
)
def test_however_the_app_was_left(keys: tuple[str, ...], size: tuple[int, int], folder: Path, start: Start) -> None:
    left(start, keys, size)
    app = start(size=size)
    app.until("✓")
    app.begun()
    app.send("q")
    assert app.ended() == 0
    if not {"/", "T", " "} & set(keys):  # a search, triage and a selection are not come back to: the app draws anew
        assert redrawn(app) == []


def test_what_is_typed_before_the_app_is_there_is_done_and_never_seen(folder: Path, start: Start) -> None:
    left(start)
    app = start()
    app.until("saved ✓")
    app.send("sjjx")
    app.until("✗")
    assert "sjjx" not in app.text
    app.send("q")
    assert app.ended() == 0
    library = OpenLibrary(folder).library
    assert library.count("starred") == 1
    assert library.count("skipped") == 2


def test_the_terminal_is_left_in_the_modes_it_had(folder: Path, start: Start) -> None:
    left(start)
    app = start()
    app.until("saved ✓")
    assert not echoes(app)
    app.begun()
    app.send("q")
    app.until(lambda: b"\x1b[?1049l" in app.drawn)
    app.ended()
    assert echoes(app)


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_before_the_app_is_there_leaves_the_terminal_as_it_was(
    number: signal.Signals, folder: Path, start: Start
) -> None:
    left(start)
    shown = start(code=_ONLY_THE_PICTURE)
    shown.until("saved ✓")
    assert not echoes(shown)
    shown.process.kill(number)
    assert shown.ended() == -number
    assert shown.drawn.rfind(b"\x1b[?1049l") > shown.drawn.rfind(b"\x1b[?1049h")
    assert shown.drawn.rfind(b"\x1b[?25h") > shown.drawn.rfind(b"\x1b[?25l")
    assert shown.drawn.rfind(b"\x1b[?2004l") > shown.drawn.rfind(b"\x1b[?2004h")
    assert echoes(shown)


def test_a_window_that_is_closed_before_the_app_is_there_ends_it(folder: Path, start: Start) -> None:
    left(start)
    shown = start(code=_ONLY_THE_PICTURE)
    shown.until("saved ✓")
    shown.process.close(force=True)
    assert shown.process.signalstatus == signal.SIGHUP


def test_an_app_that_cannot_start_shows_why_on_the_screen_from_before(folder: Path, start: Start) -> None:
    left(start)
    app = start(code=_NO_APP)
    assert app.ended() == 1
    assert b"\x1b[?1049h" in app.drawn  # the picture was shown
    assert app.drawn.rfind(b"\x1b[?1049l") < app.drawn.rfind(b"readlist: the library is not well")
    assert app.drawn.rfind(b"\x1b[?1049l") > app.drawn.rfind(b"\x1b[?1049h")


# when it is not shown


def shown_at_once(start: Start, *arguments: str, size: tuple[int, int] = (100, 30), **env: str) -> bool:
    """Is there a picture for this start?"""
    code = f"{_SHOW}picture.give_back()"
    terminal = start(*arguments, size=size, code=code, **env)
    assert terminal.ended() == 0
    return b"\x1b[?1049h" in terminal.drawn


def test_a_picture_that_no_longer_tells_the_truth_is_not_shown(
    folder: Path, own_home: Path, start: Start, tmp_path: Path
) -> None:
    left(start)
    assert shown_at_once(start)
    assert not shown_at_once(start, size=(100, 31))
    assert not shown_at_once(start, NO_COLOR="1")
    assert not shown_at_once(start, TERM="xterm")
    assert not shown_at_once(start, "list")
    assert not shown_at_once(start, "--library", str(tmp_path))
    assert not shown_at_once(start, READLIST_LIBRARY=str(tmp_path))
    assert shown_at_once(start)
    assert main(["mark", "star", "lightman2023let"]) == 0
    assert not shown_at_once(start)


def test_a_picture_is_of_its_day(folder: Path, start: Start) -> None:
    left(start)
    for days, shown in [(0, True), (1, False), (-1, False)]:
        terminal = start(code=_LATER % days)
        assert terminal.ended() == 0
        assert bool(terminal.drawn) is shown


def test_a_picture_of_another_version_is_not_shown(folder: Path, start: Start) -> None:
    left(start)
    for version, shown in [(__version__, True), (f"{__version__}.1", False)]:
        terminal = start(code=f"import readlist\nreadlist.__version__ = {version!r}\n{_SHOW}picture.give_back()")
        assert terminal.ended() == 0
        assert bool(terminal.drawn) is shown


@pytest.mark.long
@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "everybody's", "nonsense"])
def test_a_picture_that_somebody_touched_is_not_shown(damage: str, folder: Path, own_home: Path, start: Start) -> None:
    left(start)
    [kept] = pictures(own_home)
    assert kept.stat().st_mode & 0o777 == 0o600
    raw = kept.read_bytes()
    changed = {
        "cut": raw[:-1],
        "changed": raw.replace(b"Mamba", b"Nanba"),
        "empty": b"",
        "everybody's": raw,
        "nonsense": bytes(range(256)),
    }
    kept.write_bytes(changed[damage])
    if damage == "everybody's":
        kept.chmod(0o666)
    assert not shown_at_once(start)


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.long)])
def test_who_is_ended_by_a_signal_keeps_one_too(number: signal.Signals, folder: Path, start: Start) -> None:
    terminal = start()
    terminal.begun()
    terminal.send("js")
    terminal.until("★ 3")
    terminal.process.kill(number)
    assert terminal.ended() == 128 + number
    shown = start(code=_ONLY_THE_PICTURE)
    shown.until("saved ✓")
    assert "★ 3" in shown.text


def test_painting_it_imports_nothing_that_takes_long(folder: Path, start: Start) -> None:
    left(start)
    terminal = start(code=_WHAT_IS_IMPORTED)
    assert terminal.ended() == 0
    assert b"\x1b[?1049h" in terminal.drawn
    imported = set(terminal.drawn.decode().split("\x1b[?25h")[-1].split())
    assert "platformdirs" in imported
    assert {"textual", "rich", "asyncio", "tinydb", "argparse", "json", "dataclasses", "numpy"} & imported == set()

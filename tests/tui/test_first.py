"""The first screen, drawn before the app is there: it is the app's own, cell by cell, and no surprise ever."""

from __future__ import annotations

import json
import os
import re
import signal
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

import tests.looks
from readlist.cli.main import main
from readlist.commands import PANES
from readlist.library.listing import SORTS
from readlist.library.marking import follow, note
from readlist.platform import derived_files
from readlist.platform.config import Config
from readlist.session.open_library import OpenLibrary
from readlist.session.ui_state import UiState
from readlist.settings import Columns, Settings
from readlist.tui.driver import other_lines
from readlist.tui.first import found
from readlist.view import looks
from readlist.view.first import First
from readlist.view.looks import keep
from tests.looks import TERMINALS
from tests.tui.conftest import TODAY, Run, Seat
from tests.tui.terminal import Start, Terminal
from tests.tui.test_picture import left, redrawn
from tests.tui.test_row_list import hostile_library

_SETTINGS = Settings()
SIZES = [(140, 42), (100, 30), (60, 20)]


def drawn(seat: Seat) -> str:
    """The screen as the app draws it."""
    return "".join(f"\x1b[{y};1H{strip.render(seat.app.console)}" for y, strip in enumerate(seat.paint(), 1))


async def differences(
    run: Run, opened: OpenLibrary, size: tuple[int, int], state: UiState, settings: Settings = _SETTINGS
) -> str:
    """The lines in which the app's first screen is another than what is drawn before. How things look was found out
    on another screen.
    """
    async with run(opened, (60, 20)) as seat:
        known = found(seat.main)
    async with run(opened, size, state, Config(settings)) as seat:
        return other_lines(
            First(opened.library, state, settings, seat.main.session.today).drawn(known, *size), drawn(seat)
        )


# it is the app's own


@pytest.mark.parametrize("size", SIZES)
async def test_it_is_what_the_app_draws(size: tuple[int, int], sample: OpenLibrary, run: Run) -> None:
    assert await differences(run, sample, size, UiState()) == ""


async def test_a_difference_would_be_found(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (60, 20)) as seat:
        before = First(sample.library, UiState(), _SETTINGS, seat.main.session.today).drawn(found(seat.main), 60, 20)
        await seat.press("r")
        others = other_lines(before, drawn(seat))
        assert re.findall(r"\x1b\[(\d+);1H", others) == ["3"]  # the row of the paper
        assert "✓★  1 2023-12-01" in re.sub(r"\x1b\[[\d;]*m", "", others)


@pytest.mark.parametrize("size", SIZES)
async def test_of_an_empty_library_it_says_how_to_begin(size: tuple[int, int], empty: OpenLibrary, run: Run) -> None:
    assert await differences(run, empty, size, UiState(pane="queue")) == ""


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_text_is_text_in_it_too(size: tuple[int, int], empty: OpenLibrary, run: Run) -> None:
    opened = hostile_library(empty)
    assert await differences(run, opened, size, UiState(paper=7, queued=12)) == ""


def _states(opened: OpenLibrary, n: int) -> list[UiState]:
    """States in which an app may be left, by chance."""
    chance = Random(6)
    papers, authors = list(opened.library.papers), list(opened.library.authors().ids)
    return [
        UiState(
            group=chance.choice([None, "group:Inbox", "group:Starred", "group:To check", *chance.sample(authors, 9)]),
            pane=chance.choice(PANES),
            paper=chance.choice(papers),
            queued=chance.choice(opened.library.queue),
            sort=chance.choice([None, "title", *(f"-{field}" for field in SORTS)]),
            authors_width=chance.choice([None, 20, 60]),
            detail_width=chance.choice([None, 30, 200]),
            queue_height=chance.choice([None, 5, 9, 100]),
        )
        for _ in range(n)
    ]


@pytest.mark.long
@pytest.mark.parametrize("size", [*SIZES, (91, 12), (141, 29), (89, 31), (220, 60)])
async def test_wherever_the_app_was_left(size: tuple[int, int], sample: OpenLibrary, run: Run) -> None:
    sample.do("follow", lambda library, at: follow(library, "Ilya Sutskever", True, at))
    sample.do("note", lambda library, at: note(library, sample.library.newest[0], "two\nlines, 大規模言語モデル"))
    for state in _states(sample, 12):
        columns = Columns(date=state.pane != "queue", author_width=12)
        assert await differences(run, sample, size, state, Settings(columns=columns)) == "", state


async def test_a_paper_that_cannot_be_read_is_told_as_the_app_tells_it(sample: OpenLibrary, run: Run) -> None:
    (sample.folder / "library.json").write_bytes(b"")
    state = UiState(pane="queue")
    assert await differences(run, sample, (140, 42), state) == ""
    first = First(sample.library, state, _SETTINGS, TODAY)
    assert "library.json is damaged" in first.drawn(defaultdict(lambda: defaultdict(str)), 140, 42)


# from one start to the next


def early(terminal: Terminal) -> bool:
    """Is a whole screen there before the app has begun?"""
    terminal.until("saved ✓")
    return b"\x1b[?1000h" not in terminal.drawn


def left_alone(terminal: Terminal) -> bool:
    """Does the app draw nothing over what is there, until it is left?"""
    terminal.begun()
    terminal.send("q")
    assert terminal.ended() == 0
    return redrawn(terminal) == []


def test_what_changed_is_seen_at_once_and_the_app_draws_nothing_over_it(folder: Path, start: Start) -> None:
    left(start, ("j", "a"))
    assert main(["--library", str(folder), "mark", "skip", "gu2023mamba"]) == 0
    app = start()
    assert early(app)
    assert "✗★    2023-12-01" in app.text
    assert left_alone(app)


def test_who_closes_the_window_has_one_at_the_next_start(folder: Path, start: Start) -> None:
    first = start()
    first.begun()
    first.send("j")
    first.until(lambda: "▌·     2023-05-31" in first.text)
    first.process.kill(1)
    first.ended()
    app = start()
    assert early(app)
    assert left_alone(app)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_while_the_app_takes_over_leaves_the_terminal_as_it_was(
    number: signal.Signals, folder: Path, own_home: Path, start: Start
) -> None:
    left(start, ("j", "j"))
    [state] = own_home.rglob("state/readlist/*.json")
    before = state.read_bytes()
    app = start()
    app.until(lambda: b"\x1b[?1006h" in app.drawn)
    app.process.kill(number)
    assert app.ended() == 128 + number
    app.check_restored()
    assert state.read_bytes() == before


_WRONG = """
from readlist.view.first import First
First._title = lambda self, pane: ("Wrong", "0")
from readlist.__main__ import main
main()
"""


def test_what_is_wrong_in_it_the_app_mends_line_by_line(folder: Path, start: Start) -> None:
    left(start)
    assert main(["--library", str(folder), "mark", "star", "lightman2023let"]) == 0
    app = start(code=_WRONG)
    assert early(app)
    assert "─ Wrong" in app.text
    app.until(lambda: "Wrong" not in app.text)
    assert "─ Papers" in app.text
    app.send("q")
    assert app.ended() == 0
    assert redrawn(app) == [2, 22]  # the titles of papers and queue; rows that were right are drawn once


_WHAT_IS_IMPORTED = """
import sys
from readlist.platform import picture
def paint(drawn):
    print(len(drawn) > 5000, *sorted(sys.modules))
    sys.exit()
picture.paint = paint
from readlist.__main__ import main
main()
"""


def test_drawing_it_imports_nothing_of_the_app(folder: Path, start: Start) -> None:
    left(start)
    assert main(["--library", str(folder), "mark", "star", "lightman2023let"]) == 0
    terminal = start(code=_WHAT_IS_IMPORTED)
    terminal.ended()
    whole, *imported = terminal.drawn.decode().split()
    assert whole == "True"
    assert {"textual", "rich.style", "rich.text", "asyncio", "argparse", "numpy"} & set(imported) == set()


# when there is none


@pytest.fixture
def nord(tmp_path: Path) -> dict[str, str]:
    """The environment of someone with a theme that does not come with readlist."""
    config = tmp_path / "config.toml"
    config.write_text('[theme]\nname = "nord"\n')
    return {"READLIST_CONFIG": str(config)}


def shown(start: Start, env: Mapping[str, str], size: tuple[int, int] = (100, 30)) -> bool:
    app = start(size=size, **env)
    there = early(app)
    app.send("\x11")
    app.ended()
    return there


@pytest.mark.long
@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "everybody's", "nonsense", "of another shape", "less"])
def test_looks_that_somebody_touched_are_not_used(
    damage: str, folder: Path, own_home: Path, start: Start, nord: dict[str, str]
) -> None:
    assert not shown(start, nord)
    [file] = own_home.rglob("looks/*")
    assert file.stat().st_mode & 0o777 == 0o600
    raw = file.read_bytes()
    parts = derived_files.read(file, "looks")
    assert parts is not None
    known = json.loads(bytes(parts["looks"]))
    if damage == "everybody's":
        file.chmod(0o666)
    elif damage == "of another shape":
        derived_files.write(file, "looks", {"looks": b"[1]"})
    elif damage == "less":
        less = {part: kinds for part, kinds in known.items() if part != "detail"}
        derived_files.write(file, "looks", {"looks": json.dumps(less).encode()})
    else:
        file.write_bytes({"cut": raw[:-1], "changed": raw.replace(b"38;2", b"48;2"), "empty": b""}.get(damage, b"\xff"))
    assert main(["--library", str(folder), "mark", "star", "lightman2023let"]) == 0
    assert not shown(start, nord)


def test_looks_are_those_of_theme_and_terminal(
    folder: Path, own_home: Path, start: Start, nord: dict[str, str]
) -> None:
    assert not shown(start, nord)
    for pictures in own_home.rglob("pictures/*"):
        pictures.unlink()
    assert not shown(start, {**nord, "NO_COLOR": "1"})
    assert not shown(start, {"NO_COLOR": "1"})
    assert shown(start, nord, (141, 42))


def test_who_leaves_in_another_theme_has_one_at_the_next_start(folder: Path, start: Start) -> None:
    app = start()
    app.until("saved ✓")
    app.send("\x14")
    app.until("nord")
    app.send("nord\r")
    app.until(lambda: "nord" not in app.text)
    app.settle()
    app.send("q")
    app.ended()
    assert main(["--library", str(folder), "mark", "star", "lightman2023let"]) == 0
    app = start()
    assert early(app)
    assert left_alone(app)


# how the usual theme looks


@pytest.mark.long
def test_the_looks_that_come_with_readlist_are_those_of_the_app(tmp_path: Path) -> None:
    assert looks.usual() == tests.looks.found(tmp_path)


@pytest.mark.parametrize("env", [*TERMINALS.values(), {"TERM": "xterm-256color", "COLORTERM": "24bit"}])
def test_with_the_usual_theme_it_is_there_at_the_first_start_of_all(
    env: dict[str, str], folder: Path, start: Start
) -> None:
    app = start(**env)
    assert early(app)
    assert left_alone(app)


@pytest.mark.parametrize(
    "env",
    [
        {"TERM": "xterm", "COLORTERM": ""},
        {"TERM": "linux", "COLORTERM": ""},
        {"FORCE_COLOR": "1"},
        {"TEXTUAL_COLOR_SYSTEM": "standard"},
    ],
)
def test_where_it_is_not_plain_what_a_terminal_can_do_the_app_is_waited_for(
    env: dict[str, str], folder: Path, start: Start
) -> None:
    assert not shown(start, env)


# what is kept


def test_no_more_looks_are_kept_than_are_of_use(tmp_path: Path) -> None:
    for n in range(40):
        file = tmp_path / "looks" / f"{n}"
        keep(file, {})
        os.utime(file, (n, n))
    assert sorted(int(file.name) for file in (tmp_path / "looks").iterdir()) == list(range(24, 40))

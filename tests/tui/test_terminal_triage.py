"""Triage in a real terminal: nothing is lost however it ends, and a whole reading list takes few keys."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from readlist.session.open_library import OpenLibrary
from tests.conftest import SEEDS, needs_seeds
from tests.tui.conftest import PAGES
from tests.tui.terminal import Start, Terminal

pytestmark = pytest.mark.long


def in_triage(start: Start) -> Terminal:
    """Triage with two papers decided."""
    terminal = start()
    terminal.begun()
    terminal.send("T")
    terminal.until("47 left")
    terminal.send("a")
    terminal.until("46 left")
    terminal.send("x")
    terminal.until("45 left")
    return terminal


def decided(folder: Path) -> tuple[int, int]:
    library = OpenLibrary(folder).library
    return library.count("queued"), library.count("skipped")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_during_triage_restores_the_terminal_and_saves_decisions(
    number: signal.Signals, code: int, folder: Path, start: Start
) -> None:
    terminal = in_triage(start)
    terminal.process.kill(number)
    assert terminal.ended() == code
    terminal.check_restored()
    assert decided(folder) == (5, 2)


def test_a_kill_during_triage_loses_nothing_and_the_next_day_continues(folder: Path, start: Start) -> None:
    terminal = in_triage(start)
    terminal.process.kill(signal.SIGKILL)
    assert terminal.ended() == -signal.SIGKILL
    assert decided(folder) == (5, 2)
    again = start()
    again.until("inbox 45")
    again.send("T")
    again.until("Segment Anything")
    again.send("u")
    again.until("undone: skipped “Tree of Thoughts: Deliberate")
    again.send("u")
    again.until("47 left")
    assert decided(folder) == (4, 1)


REAL = sorted((SEEDS / "seeds").glob("*.txt")) if SEEDS else []


@pytest.mark.parametrize(
    ("pages", "papers"),
    [
        pytest.param(sorted(PAGES.glob("*.txt"))[:5], 40, id="sample"),
        pytest.param(REAL, 77, id="real", marks=[needs_seeds, pytest.mark.long]),
    ],
)
def test_pages_from_paste_to_an_empty_inbox_to_a_bib_by_keyboard_alone(
    pages: list[Path], papers: int, tmp_path: Path, start: Start
) -> None:
    terminal = start("--library", str(tmp_path / "new"), size=(140, 42))
    terminal.begun()
    assert "The library is empty." in terminal.text
    keys = 0

    def press(key: str) -> None:
        nonlocal keys
        terminal.send(key)
        keys += 1

    for page in pages:
        terminal.paste(page.read_text(encoding="utf-8"))
        terminal.until("enter import")
        press("\r")
        terminal.until(lambda: "enter import" not in terminal.text)
    terminal.until(f"{papers} papers   inbox {papers}")
    assert len(pages) == 5
    for key in ("1", "g", "\r"):  # from the last import to all of them
        press(key)
    terminal.until("All papers ▸")
    press("T")
    for n in range(papers):
        terminal.until(f"{papers - n} left")
        press("asrx"[n % 4])
    terminal.until("Inbox empty.")
    press("e")
    terminal.until("new file: ")
    press("\r")
    terminal.until(Path("queue.bib").exists)
    press("q")  # out of triage
    terminal.until("Papers ─")
    press("q")
    assert terminal.ended() == 0
    assert keys <= papers + 30
    done = OpenLibrary(tmp_path / "new").library
    queued = sum(n % 4 < 2 for n in range(papers))
    assert (done.count("inbox"), done.count("queued"), done.count("skipped")) == (0, queued, papers // 4)
    citable = sum(done.papers[id].citable for id in done.queue)
    assert ("\n" + Path("queue.bib").read_text(encoding="utf-8")).count("\n@") == citable

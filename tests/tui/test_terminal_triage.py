"""Triage in a real terminal: nothing is lost however it ends, and a whole reading list takes few keys."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest

from readlist.services.opened import OpenLibrary
from tests.conftest import SEEDS, needs_seeds
from tests.tui.terminal import Start, Terminal


def in_triage(start: Start) -> Terminal:
    """Triage with two papers decided."""
    terminal = start()
    terminal.until("saved ✓")
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
def test_a_signal_in_the_middle_of_triage_leaves_the_terminal_as_it_was_and_every_decision(
    number: signal.Signals, code: int, folder: Path, start: Start
) -> None:
    terminal = in_triage(start)
    terminal.process.kill(number)
    assert terminal.ended() == code
    terminal.check_restored()
    assert decided(folder) == (5, 2)


def test_a_kill_in_the_middle_of_triage_loses_nothing_and_the_next_day_goes_on_and_back(
    folder: Path, start: Start
) -> None:
    terminal = in_triage(start)
    terminal.process.kill(signal.SIGKILL)
    assert terminal.ended() == -signal.SIGKILL
    assert decided(folder) == (5, 2)
    again = start()
    again.until("inbox 45")
    again.send("T")
    again.until("Segment Anything")
    again.send("u")
    again.until("Tree of Thoughts: Deliberate")
    again.send("u")
    again.until("Let's Verify Step by Step")
    assert decided(folder) == (4, 1)


@needs_seeds
@pytest.mark.long
def test_real_pages_from_paste_to_an_empty_inbox_to_a_bib_by_keyboard_alone(tmp_path: Path, start: Start) -> None:
    assert SEEDS is not None
    pages = sorted((SEEDS / "seeds").glob("*.txt"))
    out = tmp_path / "reading.bib"
    terminal = start("--library", str(tmp_path / "new"), size=(140, 42))
    terminal.until("The library is empty.")
    keys = 0

    def press(key: str, times: int = 1) -> None:
        nonlocal keys
        terminal.send(key * times)
        keys += times

    def shown() -> int:
        found = re.search(r"(\d+) papers   inbox", terminal.screen.display[0])
        return int(found[1]) if found else 0

    taken = 0
    for page in pages:
        terminal.paste(page.read_text(encoding="utf-8"))
        terminal.until("enter take")
        press("\r")
        terminal.until(lambda taken=taken: shown() > taken and "enter take" not in terminal.text)
        taken = shown()
    library = OpenLibrary(tmp_path / "new").library
    papers = library.count("papers")
    assert library.count("inbox") == papers
    press("T")
    for n in range(papers):
        terminal.until(f"{papers - n} left")
        press("asrx"[n % 4])
    terminal.until("The inbox is empty.")
    press("e")
    terminal.until("Write the queue as BibTeX")
    terminal.until("queue.bib")
    terminal.send("\x15")  # ctrl+u empties the field
    terminal.until(lambda: "queue.bib" not in terminal.text)
    terminal.send(str(out))  # naming a file is typing
    terminal.until("reading.bib")
    press("\r")
    terminal.until(out.exists)
    press("q")
    assert terminal.ended() == 0
    assert keys <= papers + 30
    assert len(pages) <= 5
    done = OpenLibrary(tmp_path / "new").library
    assert (done.count("inbox"), done.count("queued")) == (0, len(range(0, papers, 4)) + len(range(1, papers, 4)))
    citable = sum(done.papers[id].citable for id in done.queue)
    assert out.read_text(encoding="utf-8").count("\n@") + 1 == citable

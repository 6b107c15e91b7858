"""``pick`` in a real terminal: what is typed and pressed, what is shown, and what reaches standard output alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte
import pytest

from readlist.cli.inline_list import cells, fit
from readlist.session.open_library import OpenLibrary
from tests.cli.conftest import process
from tests.writing.conftest import library_with, paper

DOWN, ENTER, ESCAPE = "\x1b[B", "\r", "\x1b"


class Terminal:
    """A shell command in a terminal of 24 lines."""

    def __init__(self, command: str, columns: int = 80) -> None:
        self._screen = pyte.Screen(columns, 24)
        self._stream = pyte.Stream(self._screen)
        env = {**os.environ, "TERM": "xterm", "READLIST": f"{sys.executable} -m readlist"}
        self.child = pexpect.spawn(
            "sh", ["-c", command], env=env, dimensions=(24, columns), encoding="utf-8", timeout=20
        )

    def wait(self, done: Callable[[list[str]], bool]) -> list[str]:
        """The lines of the screen, once they are so."""
        while not done(self.lines):
            self._stream.feed(self.child.read_nonblocking(4096, timeout=20))
        return self.lines

    def press(self, *keys: str) -> None:
        for key in keys:
            self.child.send(key)

    def end(self) -> int:
        """The exit code of the command."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        assert self.child.exitstatus is not None
        return self.child.exitstatus

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self._screen.display if line.strip()]


@pytest.fixture
def seven(tmp_path: Path) -> OpenLibrary:
    papers = [paper(n) for n in range(1, 7)]
    return library_with(tmp_path / "library", [*papers, paper(7, title="\x1b[31mRed 注意力机制 \u202eText", doi=None)])


def shows(text: str) -> Callable[[list[str]], bool]:
    return lambda lines: any(text in line for line in lines)


def test_what_is_typed_is_found_and_printed(seven: OpenLibrary, tmp_path: Path) -> None:
    out = tmp_path / "out"
    terminal = Terminal(f"$READLIST pick --form citep > {out}")
    terminal.wait(shows("7 found"))
    terminal.press(*"juniprr")
    terminal.wait(lambda lines: shows("> juniprr   1 found")(lines) and shows("▸  writer2006work")(lines))
    terminal.press(ENTER)
    assert terminal.end() == 0
    assert out.read_text() == "\\citep{writer2006work}\n"


def test_several_are_selected_in_their_order(seven: OpenLibrary, tmp_path: Path) -> None:
    out = tmp_path / "out"
    terminal = Terminal(f"$READLIST pick --form key > {out}")
    terminal.wait(shows("7 found"))
    terminal.press(DOWN, "\t", "\x1b[A", "\x1b[A", " ", *"two words")
    terminal.wait(shows("> two words   2 selected"))
    terminal.press("\x17", "\x15")
    terminal.wait(shows("2 selected, 7 found"))
    terminal.press(ENTER)
    assert terminal.end() == 0
    assert len(set(out.read_text().strip().split(","))) == 2


def test_text_of_papers_is_never_obeyed(seven: OpenLibrary) -> None:
    terminal = Terminal("$READLIST pick red")
    lines = terminal.wait(shows("注"))
    assert any("Red 注" in line.replace("注 ", "注") for line in lines)
    terminal.press(ESCAPE)
    assert terminal.end() == 1


@pytest.mark.parametrize("key", [ESCAPE, "\x03"])
def test_leaving_prints_nothing_and_cleans_up(key: str, seven: OpenLibrary, tmp_path: Path) -> None:
    out = tmp_path / "out"
    terminal = Terminal(f"$READLIST pick > {out}; code=$?; stty -a; exit $code")
    terminal.wait(shows("7 found"))
    terminal.press(key)
    lines = terminal.wait(shows("icanon"))
    assert not shows("-icanon")(lines)
    assert shows("readlist: nothing was picked")(lines)
    assert not shows("writer2001work")(lines)
    assert terminal.end() == 1
    assert out.read_text() == ""


def test_a_narrow_terminal_cuts_rows_and_nothing_wraps(seven: OpenLibrary) -> None:
    terminal = Terminal("$READLIST pick", columns=24)
    lines = terminal.wait(shows("found"))
    assert len(lines) == 8
    assert all(len(line) <= 24 for line in lines)
    terminal.press(ESCAPE)
    terminal.end()


def test_into_a_manuscript_the_form_is_its_own_and_entries_are_added(seven: OpenLibrary, tmp_path: Path) -> None:
    (tmp_path / "a.typ").write_text('#bibliography("refs.yml")\n')
    out = tmp_path / "out"
    terminal = Terminal(f"$READLIST pick elm --into {tmp_path / 'a.typ'} > {out}")
    terminal.wait(shows("▸  writer2003work"))
    terminal.press(ENTER)
    assert terminal.end() == 0
    assert out.read_text() == "@writer2003work\n"
    assert (tmp_path / "refs.yml").read_text().startswith("writer2003work:\n")


def test_without_a_terminal_it_is_wrong_usage(seven: OpenLibrary) -> None:
    ran = process("pick", "elm", start_new_session=True)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert b"pick needs a terminal" in ran.stderr


@pytest.mark.parametrize(("text", "width", "fitted"), [
    ("plain", 5, "plain"), ("plain", 4, "pla…"), ("注意力", 6, "注意力"), ("注意力", 5, "注意…"), ("注意力", 4, "注…"),
    ("e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"), ("abc", 1, "…"), ("abc", 0, ""),
])  # fmt: skip
def test_rows_are_fitted_by_their_cells(text: str, width: int, fitted: str) -> None:
    assert fit(text, width) == fitted
    assert cells(fit(text, width)) <= width

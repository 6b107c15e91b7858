"""A clipboard that is empty, absent or stalls is a message, never a crash or a wait without end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyperclip
import pytest

from readlist.platform import programs
from readlist.platform.programs import ClipboardError, read_clipboard, write_clipboard


def fail(*_: Any) -> Any:
    raise pyperclip.PyperclipException("no copy/paste mechanism for your system")


def break_down(*_: Any) -> Any:
    raise FileNotFoundError("xclip")


@pytest.fixture
def stall(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A call that ends only with the test."""
    monkeypatch.setattr(programs, "_SECONDS", 0.01)
    end = threading.Event()
    yield lambda *_: end.wait() and None
    end.set()


def test_text_is_read_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyperclip, "paste", lambda: " a page\r\n\tŁ 🙂 ")
    assert read_clipboard() == " a page\r\n\tŁ 🙂 "


def test_text_is_written_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[str] = []
    monkeypatch.setattr(pyperclip, "copy", held.append)
    write_clipboard("@misc{ł}\n")
    assert held == ["@misc{ł}\n"]


@pytest.mark.parametrize("nothing", ["", " \n\t", None, b"bytes"])
def test_an_empty_clipboard_says_what_else_to_do(monkeypatch: pytest.MonkeyPatch, nothing: object) -> None:
    monkeypatch.setattr(pyperclip, "paste", lambda: nothing)
    with pytest.raises(ClipboardError, match=r"the clipboard is empty.*paste with your terminal's paste key"):
        read_clipboard()


@pytest.mark.parametrize("failure", [fail, break_down])
def test_a_clipboard_that_fails_is_a_message(monkeypatch: pytest.MonkeyPatch, failure: Any) -> None:
    monkeypatch.setattr(pyperclip, "paste", failure)
    monkeypatch.setattr(pyperclip, "copy", failure)
    for attempt in (read_clipboard, lambda: write_clipboard("x")):
        with pytest.raises(ClipboardError, match="no clipboard program answers"):
            attempt()


def test_a_clipboard_that_stalls_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, stall: Any) -> None:
    monkeypatch.setattr(pyperclip, "paste", stall)
    monkeypatch.setattr(pyperclip, "copy", stall)
    for attempt in (read_clipboard, lambda: write_clipboard("x")):
        with pytest.raises(ClipboardError, match="no clipboard program answers"):
            attempt()


def test_a_clipboard_that_stalls_keeps_no_process_alive(monkeypatch: pytest.MonkeyPatch, stall: Any) -> None:
    before = set(threading.enumerate())
    monkeypatch.setattr(pyperclip, "paste", stall)
    with pytest.raises(ClipboardError):
        read_clipboard()
    assert all(thread.daemon for thread in set(threading.enumerate()) - before)


# a page with its links

PAGE = "<p>Łukasz: <a href='https://arxiv.org/abs/1706.03762'>Attention</a></p>"


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("wl-paste", PAGE.encode()),
        ("xclip", PAGE.encode("utf-16")),
        ("osascript", f"«data HTML{PAGE.encode().hex().upper()}»\n".encode()),
    ],
)
def test_html_is_read_as_each_program_hands_it_over(
    name: str, output: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "html").write_bytes(output)
    program = tmp_path / name
    program.write_text(f"#!/bin/sh\nexec /bin/cat '{tmp_path}/html'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert programs.read_clipboard_html() == PAGE


def test_without_html_or_a_program_for_it_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert programs.read_clipboard_html() is None
    program = tmp_path / "xclip"
    program.write_text("#!/bin/sh\necho 'Error: target text/html not available' >&2\nexit 1\n")
    program.chmod(0o755)
    assert programs.read_clipboard_html() is None

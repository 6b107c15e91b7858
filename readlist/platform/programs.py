"""Runs other programs, never through a shell: the clipboard's, the browser, the user's editor and pager."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from readlist.model.text import clean

Result = TypeVar("Result")

_SECONDS = 2.0  # xsel has been seen to hang over ssh


# programs that have the terminal


def run_in_terminal(command: Sequence[str], text: str | None = None, env: dict[str, str] | None = None) -> int:
    """Run a program in the terminal, with ``text`` as its input; returns its exit code. Raises OSError.

    A signal that ends this process ends the program first, which would be left without a terminal otherwise.
    """
    came: list[int] = []
    running: list[subprocess.Popen[bytes]] = []

    def end(number: int, _: object) -> None:
        came.append(number)
        for process in running:
            process.send_signal(number)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        process = subprocess.Popen(command, stdin=None if text is None else subprocess.PIPE, env=env)  # noqa: S603 - no shell
        running.append(process)
        for number in came:  # before there was anything to end
            process.send_signal(number)
        process.communicate(None if text is None else text.encode())  # ignores a pager that quits early
    finally:
        for number, handler in before.items():  # the app's event loop gets the signal nevertheless
            signal.signal(number, handler)
    for number in came:
        if before[signal.Signals(number)] is signal.SIG_DFL:
            os.kill(os.getpid(), number)
    return process.returncode


# the clipboard of the system; the app also copies through the terminal (OSC 52)


class ClipboardError(Exception):
    """The clipboard can't be used; the message says why and what to do instead."""


def read_clipboard() -> str:
    """The text on the clipboard. Raises ClipboardError."""
    import pyperclip

    text = _call_in_time(pyperclip.paste)
    if not isinstance(text, str) or not text.strip():
        raise ClipboardError("the clipboard is empty or can't be read here; paste with your terminal's paste key")
    return text


_HTML_PROGRAMS = (
    ("wl-paste", "--no-newline", "--type", "text/html"),
    ("xclip", "-selection", "clipboard", "-target", "text/html", "-out"),
    ("osascript", "-e", "the clipboard as «class HTML»"),
)
_HEX = re.compile(rb"\xc2\xabdata HTML([0-9A-Fa-f]+)\xc2\xbb")  # as osascript prints it
_MOST_HTML = 50_000_000  # bytes


def read_clipboard_html() -> str | None:
    """The clipboard's HTML, as a browser puts it there, with its links; None if there is none."""
    for command in _HTML_PROGRAMS:
        if shutil.which(command[0]):
            with suppress(OSError, ValueError, subprocess.SubprocessError):
                ran = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - no shell
                html = _decoded(ran.stdout[:_MOST_HTML])
                if ran.returncode == 0 and "<" in html:
                    return html
    return None


def _decoded(raw: bytes) -> str:
    """HTML in the encodings that programs use: UTF-16 (Firefox), UTF-8 (all others); osascript prints hexadecimal."""
    if match := _HEX.search(raw[:_MOST_HTML]):
        raw = bytes.fromhex(match[1].decode())
    return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")


def write_clipboard(text: str) -> None:
    """Put text on the clipboard. Raises ClipboardError."""
    import pyperclip

    _call_in_time(lambda: pyperclip.copy(text))


def _call_in_time(call: Callable[[], Result]) -> Result:
    """The result of a call that may hang or fail in another program. Raises ClipboardError."""
    result: list[Result] = []

    def run() -> None:
        with suppress(Exception):  # pyperclip runs other programs: any failure means no clipboard
            result.append(call())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(_SECONDS)
    if not result:
        with suppress(OSError, ValueError):  # what still runs would outlive this process
            for child in Path(f"/proc/self/task/{thread.native_id}/children").read_text(encoding="ascii").split():
                os.kill(int(child), signal.SIGKILL)
        raise ClipboardError("no clipboard program answers; install xclip, xsel or wl-clipboard")
    return result[0]


# the browser


def in_terminal() -> bool:
    """Does the browser run in the terminal, as w3m, lynx and perhaps that of ``$BROWSER`` do?"""
    try:
        return type(webbrowser.get()) is webbrowser.GenericBrowser
    except webbrowser.Error:
        return False


def open_link(url: str) -> bool:
    """Open a URL in the browser; False if there is none."""
    try:
        if in_terminal():
            browser = webbrowser.get()
            assert isinstance(browser, webbrowser.GenericBrowser)
            return run_in_terminal([browser.name, *(arg.replace("%s", url) for arg in browser.args)]) == 0
        return webbrowser.open(url)
    except (webbrowser.Error, OSError):
        return False


# the editor: ``$VISUAL``, else ``$EDITOR``


class EditorError(Exception):
    """The editor returned no text, and nothing was changed; the message says why."""


def editor() -> list[str]:
    """The editor as a command with its arguments; empty if none is set. Raises EditorError."""
    for name in ("VISUAL", "EDITOR"):
        try:
            if command := shlex.split(os.environ.get(name, "")):
                return command
        except ValueError:  # an unclosed quotation mark
            raise EditorError(f"${name} has unbalanced quotes: {clean(os.environ[name])}") from None
    return []


def edit(text: str) -> str:
    """Let the user edit a text, in a file that nobody else can read; the terminal must be free. Raises EditorError."""
    command = editor()
    if not command:
        raise EditorError("no editor is set; name one in $EDITOR")
    with tempfile.TemporaryDirectory(prefix="readlist-") as folder:  # mode 0700
        file = Path(folder) / "note.txt"
        file.write_text(text + "\n" if text else "", encoding="utf-8")
        try:
            code = run_in_terminal([*command, str(file)])
            if code:
                raise EditorError(f"{clean(command[0])} ended with exit code {code}: nothing was changed")
            return file.read_text(encoding="utf-8")
        except OSError as error:
            raise EditorError(f"{clean(command[0])}: {error.strerror}: nothing was changed") from None
        except UnicodeDecodeError:
            raise EditorError("the editor saved text that is not UTF-8: nothing was changed") from None


# the pager: ``$PAGER``, else less


def show_in_pager(text: str) -> bool:
    """Show a text in the user's pager until the user quits it; False if there is none, or it can't be started."""
    try:
        command = shlex.split(os.environ.get("PAGER") or "less")
    except ValueError:  # an unclosed quotation mark
        return False
    if not command or shutil.which(command[0]) is None:
        return False
    env = {"LESS": "FRX", **os.environ}  # as git has it: what fits on the screen is printed, escape sequences are shown
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl+c is the pager's own
    try:
        run_in_terminal(command, text, env)
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, before)
    return True

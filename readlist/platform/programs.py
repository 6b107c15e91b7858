"""Opening a link, never through a shell."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
import webbrowser
from pathlib import Path

from readlist.model.text import clean


def in_terminal() -> bool:
    """Does the browser take the terminal for itself until it is left, as w3m, lynx and what ``$BROWSER`` names may?"""
    try:
        return type(webbrowser.get()) is webbrowser.GenericBrowser
    except webbrowser.Error:
        return False


def open_link(url: str) -> bool:
    """Hand an address to the browser; False where there is none."""
    try:
        return webbrowser.open(url)
    except webbrowser.Error:
        return False


# Writing a text in the user's own editor: ``$VISUAL``, else ``$EDITOR``. Never through a shell.


class EditorError(Exception):
    """The editor gave no text; the message says why. What was to be edited is as it was."""


def editor() -> list[str]:
    """The editor as a command with its arguments; empty where none is set."""
    for name in ("VISUAL", "EDITOR"):
        try:
            if command := shlex.split(os.environ.get(name, "")):
                return command
        except ValueError:  # a quotation mark that is not closed
            raise EditorError(f"${name} can't be read: {clean(os.environ[name])}") from None
    return []


def edit(text: str) -> str:
    """Let the user edit a text in a file that nobody else can read. The terminal has to be free. Raises EditorError."""
    command = editor()
    if not command:
        raise EditorError("no editor is set: $EDITOR names one")
    with tempfile.TemporaryDirectory(prefix="readlist-") as folder:  # mode 0700
        file = Path(folder) / "note.txt"
        file.write_text(text + "\n" if text else "", encoding="utf-8")
        try:
            code = subprocess.run([*command, str(file)], check=False).returncode  # noqa: S603 - the user's own
            if code:
                raise EditorError(f"{clean(command[0])} ended with exit code {code}: nothing was changed")
            return file.read_text(encoding="utf-8")
        except OSError as error:
            raise EditorError(f"{clean(command[0])}: {error.strerror}: nothing was changed") from None
        except UnicodeDecodeError:
            raise EditorError("what the editor wrote is not UTF-8: nothing was changed") from None

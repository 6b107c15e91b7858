"""Opens PDFs in the configured viewer, else the platform's, at a page if the viewer supports that."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from readlist.model.text import clean

_AT_PAGE = {
    "zathura": ("--page={page}", "{file}"),
    "evince": ("--page-index={page}", "{file}"),
    "okular": ("--page", "{page}", "{file}"),
    "sioyek": ("--page", "{page}", "{file}"),
    "xreader": ("--page-index={page}", "{file}"),
    "atril": ("--page-index={page}", "{file}"),
    "mupdf": ("{file}", "{page}"),
    "xpdf": ("{file}", "{page}"),
    "qpdfview": ("--unique", "{file}#{page}"),
}
"""How viewers are told the page: their arguments, by the program's name."""


class ViewerError(Exception):
    """No viewer can be started; the message says why and what to do instead."""


def has_viewer(configured: str = "") -> bool:
    """Can a PDF be shown here? Not over ssh without a display, unless a viewer is configured."""
    if configured:
        return True
    if sys.platform == "darwin":
        return "SSH_CONNECTION" not in os.environ
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(display) and shutil.which("xdg-open") is not None


def view(path: Path, configured: str = "", page: int = 0) -> bool:
    """Show a file, at a page from 1 where one is given; True where the viewer was told the page. Raises ViewerError.

    The viewer goes on when readlist ends.
    """
    command, at_page = viewer_command(path, configured, page)
    if not command:
        raise ViewerError("no PDF viewer here: set [pdf] viewer, or read it with `readlist pdf text KEY`")
    try:
        _start(command)
    except OSError as error:
        why = error.strerror or str(error)
        raise ViewerError(f"the PDF viewer {clean(command[0])} can't be started: {why}; set [pdf] viewer") from None
    return at_page


def _start(command: list[str]) -> None:
    """Start a program that goes on by itself. Raises OSError."""
    nowhere = subprocess.DEVNULL
    subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)  # noqa: S603


def viewer_command(path: Path, configured: str, page: int) -> tuple[list[str], bool]:
    """The command that shows a file, and whether it says the page; no command where there is no viewer. Raises
    ViewerError.
    """
    file = str(path)
    if not configured:
        command = ["open", file] if sys.platform == "darwin" else ["xdg-open", file]
        return (command, False) if has_viewer() else ([], False)
    try:
        words = shlex.split(configured)
    except ValueError:
        words = []
    if not words:
        raise ViewerError("[pdf] viewer has unbalanced quotes, or no program")
    name = Path(words[0]).name
    if page and len(words) == 1 and name in _AT_PAGE:
        words += _AT_PAGE[name]
    elif not any("{file}" in word for word in words):
        words.append("{file}")
    opens_at_page = any("{page}" in word for word in words)
    number = str(page or 1)
    return [word.replace("{page}", number).replace("{file}", file) for word in words], opens_at_page and page > 0


def reveal(path: Path) -> bool:
    """Show a file in the platform's file manager; False where there is none."""
    command = ["open", "-R", str(path)] if sys.platform == "darwin" else ["xdg-open", str(path.parent)]
    if not has_viewer():
        return False
    try:
        _start(command)
    except OSError:
        return False
    return True

"""Bringing a page into the app: what was pasted, a file, the clipboard. All lead to the preview."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from readlist.formats import format_of
from readlist.library.importing import plan_import
from readlist.model.text import has_lines
from readlist.pages.decode import decode
from readlist.pages.reading import Progress
from readlist.platform.paths import dropped_path, read_source, source_name, user_path
from readlist.platform.programs import read_clipboard
from readlist.session.imports import read_text
from readlist.session.open_library import now
from readlist.tui.dialogs.preview_dialog import PreviewScreen
from readlist.tui.threads import in_thread

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen


def import_text(main: MainScreen, text: str, name: str = "pasted") -> None:
    """Show what a text would bring; a text that is the path of a file stands for the file."""
    if has_lines(text) or format_of(text):
        _read(main, lambda: (text, name))
    elif len(text) < 4096 and _is_file(dropped_path(text)):
        import_file(main, text)
    else:
        main.session.notify(
            "that is one line: paste a whole page, BibTeX or the like, or the path of a file", "warning"
        )


def import_file(main: MainScreen, path: str) -> None:
    """Show what a file would bring."""
    path = dropped_path(path)
    _read(main, lambda: (decode(read_source(path))[0], source_name(path)))


def import_clipboard(main: MainScreen) -> None:
    """Show what the clipboard would bring."""
    _read(main, lambda: (read_clipboard(), "clipboard"))


def _is_file(text: str) -> bool:
    try:
        return user_path(text).is_file()
    except (OSError, ValueError):
        return False


def _read(main: MainScreen, source: Callable[[], tuple[str, str]]) -> None:
    """Read a source, recognise its pages and plan the import in a thread, then show the preview."""

    def work(progress: Progress) -> Callable[[], object]:
        text, name = source()
        pages = read_text(text, name, main.session.library, date.today(), progress)
        planned = plan_import(main.session.library, pages, now())
        return lambda: main.app.push_screen(PreviewScreen(main, pages, planned, (text, name)))

    in_thread(main, work)

"""Bringing a page into the app: what was pasted, a file, the clipboard. All lead to the preview."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from textual.worker import Worker, get_current_worker

from readlist.library.importing import plan_import
from readlist.pages.decode import decode
from readlist.pages.page import PageError
from readlist.services.imports import read_text
from readlist.services.opened import now
from readlist.system.clipboard import ClipboardError, read_clipboard
from readlist.system.paths import user_path
from readlist.system.sources import read_source, source_name
from readlist.text import has_lines
from readlist.tui.screens.preview import PreviewScreen
from readlist.tui.screens.progress import ProgressScreen

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen

_LARGE = 500  # entries; fewer are read before a bar could be seen


def import_text(main: MainScreen, text: str, name: str = "pasted") -> None:
    """Show what a text would bring; a text that is the path of a file stands for the file."""
    one = text.strip().strip("'\"")
    if has_lines(text):
        _read(main, lambda: (text, name))
    elif len(one) < 4096 and _is_file(one):
        import_file(main, one)
    else:
        main.say("that is one line: paste a whole page, or the path of a file", "warning")


def import_file(main: MainScreen, path: str) -> None:
    """Show what a file would bring."""
    _read(main, lambda: (decode(read_source(path))[0], source_name(path)))


def import_clipboard(main: MainScreen) -> None:
    """Show what the clipboard would bring."""
    _read(main, lambda: (read_clipboard(), "clipboard"))


def _is_file(text: str) -> bool:
    try:
        return user_path(text).is_file()
    except (OSError, ValueError):
        return False


class _StoppedError(Exception):
    """The user has enough of waiting."""


def _read(main: MainScreen, source: Callable[[], tuple[str, str]]) -> None:
    """Read a source, recognise its pages and plan the import in a thread, then show the preview."""

    def work() -> None:
        worker: Worker[None] = get_current_worker()
        app, library = main.app, main.library
        waiting = ProgressScreen(worker.cancel)

        def progress(done: int, total: int) -> None:
            if worker.is_cancelled:
                raise _StoppedError
            if total >= _LARGE:
                app.call_from_thread(_wait, main, waiting, done, total)

        try:
            text, name = source()
            pages = read_text(text, name, library, date.today(), progress)
            planned = plan_import(library, pages, now())
        except (PageError, ClipboardError) as error:
            app.call_from_thread(main.say, f"not imported: {error}", "error")
        except _StoppedError:
            app.call_from_thread(main.say, "stopped: nothing was imported")
        else:
            if not worker.is_cancelled:
                app.call_from_thread(_preview, main, waiting, PreviewScreen(main, pages, planned, (text, name)))

    main.run_worker(work, thread=True, exclusive=True, group="import")


def _wait(main: MainScreen, waiting: ProgressScreen, done: int, total: int) -> None:
    if not waiting.is_attached and not done:
        main.app.push_screen(waiting)
    waiting.tell(done, total)


def _preview(main: MainScreen, waiting: ProgressScreen, preview: PreviewScreen) -> None:
    if main.app.screen is waiting:
        main.app.switch_screen(preview)
    else:
        main.app.push_screen(preview)

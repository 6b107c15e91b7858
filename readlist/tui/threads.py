"""Work that would hold up the app, done in a thread: reading, planning and storing large pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.worker import Worker, get_current_worker

from readlist.model.text import count
from readlist.pages.page import PageError
from readlist.pages.reading import Progress
from readlist.platform.programs import ClipboardError
from readlist.tui.dialogs.progress_dialog import ProgressScreen

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen

LARGE = 500
"""Entries of a page; fewer are read, planned and stored before a bar could be seen."""


class _StoppedError(Exception):
    """The user has enough of waiting."""


def in_thread(main: MainScreen, work: Callable[[Progress], Callable[[], object]]) -> None:
    """Work in a thread, then call what it returns in the app; a bar shows how far large pages are read."""

    def run() -> None:
        worker: Worker[None] = get_current_worker()
        app = main.app
        waiting = ProgressScreen("reading the page   ·   esc stops, nothing is changed", worker.cancel)

        def progress(done: int, total: int) -> None:
            if worker.is_cancelled:
                raise _StoppedError
            if total >= LARGE:
                app.call_from_thread(_wait, main, waiting, done, total)

        def end(then: Callable[[], object]) -> None:
            if app.screen is waiting:
                app.pop_screen()
            then()

        try:
            then = work(progress)
        except (PageError, ClipboardError, MemoryError) as error:
            reason = str(error) or "there is not enough memory for it"
            app.call_from_thread(end, lambda: main.session.notify(f"not imported: {reason}", "error"))
        except _StoppedError:
            app.call_from_thread(main.session.notify, "stopped: nothing was imported")
        else:
            if worker.is_cancelled:
                app.call_from_thread(main.session.notify, "stopped: nothing was imported")
            else:
                app.call_from_thread(end, then)

    main.run_worker(run, thread=True, exclusive=True, group="import")


def store_in_thread(main: MainScreen, papers: int, change: Callable[[], Callable[[], object]]) -> None:
    """Carry out a large change in a thread, behind a screen that takes no keys, then call what it returns."""
    waiting = ProgressScreen(f"storing {count(papers, 'paper')}   ·   u takes them back afterwards")

    def run() -> None:
        try:
            then = change()
        finally:
            main.app.call_from_thread(waiting.dismiss)
        main.app.call_from_thread(then)

    main.app.push_screen(waiting)
    main.run_worker(run, thread=True, exclusive=True, group="import")


def _wait(main: MainScreen, waiting: ProgressScreen, done: int, total: int) -> None:
    if not waiting.is_attached and not done:
        main.app.push_screen(waiting)
    waiting.tell(done, total)

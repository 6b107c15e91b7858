"""Keeps the app and the disk in step: retries failed writes, takes in others' changes, tells the user."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from readlist.model.text import count
from readlist.platform.paths import has_ledgers
from readlist.store.files import StoreError
from readlist.tui.widgets.frame import KeyHints

if TYPE_CHECKING:
    from subprocess import Popen

    from readlist.library.library import Touched
    from readlist.tui.main_screen import MainScreen

_EVERY = 0.5  # seconds between looks: others' changes are shown within a second
_READERS = frozenset({"index", "interest", "related", "counts"})  # groups of workers that only read the library
_SOON = 0.1  # seconds after a change: several keys in a row need one update
_USUAL = 3.0  # seconds that an update takes at most, unless the disk does not answer


class SaveControl:
    """The main screen's work on the disk. Only the snapshot is written in a thread."""

    def __init__(self, main: MainScreen) -> None:
        self._main = main
        self._warned = False  # was the user told that quitting loses unsaved changes?
        self._told: str | None = None  # why others' changes can't be read
        self._updating: Popen[bytes] | None = None  # what brings kept exports up to date
        self._waiting = False  # will it be looked at soon?
        self._patient = 0.0  # until when that is done more often than others' changes are looked for

    def start(self) -> None:
        self._main.set_interval(_EVERY, self.look)
        self._main.session.watch(self._changed)

    def _changed(self, touched: Touched) -> None:
        if has_ledgers():
            self._main.call_later(self._update_soon)  # imports change it in a thread

    def _update_soon(self) -> None:
        if not self._waiting:
            self._waiting = True
            self._main.set_timer(_SOON, self._update_now)

    def _update_now(self) -> None:
        self._waiting = False
        self.update_exports()

    def look(self) -> None:
        """Retry unsaved changes, and take in changes of others."""
        if any(worker.is_running and worker.group not in _READERS for worker in self._main.workers):
            return  # it may be storing; the next look is soon
        self._keep()
        self.update_exports()
        try:
            self._main.session.opened.refresh()
            self._told = None
        except StoreError as error:
            if self._told != str(error):  # tell the user once, though it is found every time
                self._told = str(error)
                self._main.session.notify(self._told, "error")

    def update_exports(self) -> None:
        """Have another process bring kept exports up to date: its disk may take as long as it likes."""
        if not has_ledgers() or not self._main.session.opened.persistent:
            return
        from readlist.session.kept_exports import due, start, take_news

        opened = self._main.session.opened
        if self._updating is not None:
            if self._updating.poll() is None:
                if monotonic() < self._patient:
                    self._update_soon()  # a key may have come after it began
                return
            self._updating = None
            for line in take_news(opened.folder):
                self._main.session.notify(line, "warning")
        if not opened.unsaved and due(opened):
            with contextlib.suppress(OSError):  # no process can be had: the next look is soon
                self._updating, self._patient = start(opened), monotonic() + _USUAL

    def _keep(self) -> None:
        """Retry changes that could not be written; rewrite the snapshot if that is due."""
        opened = self._main.session.opened
        if opened.unsaved and opened.retry():
            self._main.session.notify("everything is saved again")
            self.show_state()
        if opened.files_moved:
            move = self._main.session.pdfs.tidying()
            self._main.run_worker(move, thread=True, group="pdf files", exit_on_error=False)
        if tidy := opened.compaction():
            self._main.run_worker(partial(_tidied, tidy), thread=True, group="tidy", exit_on_error=False)

    def show_state(self) -> None:
        """Show at the foot whether everything is saved; the first time it is not, say why."""
        opened, hints = self._main.session.opened, self._main.query_one(KeyHints)
        if hints.saved and opened.unsaved:
            why = f"{opened.unsaved_reason}; changes are kept in memory and saved as soon as possible"
            self._main.session.notify(why, "error")
        hints.saved = not opened.unsaved

    def holds_back(self) -> bool:
        """Would quitting lose unsaved changes? The first time the user is warned, the second time it is allowed."""
        opened = self._main.session.opened
        if not opened.unsaved or opened.retry() or self._warned:
            return False
        self._warned = True
        unsaved = count(opened.unsaved, "change")
        self._main.session.notify(
            f"{unsaved} could not be saved: {opened.unsaved_reason}; q again quits without them", "error"
        )
        return True


def _tidied(tidy: Callable[[], bool]) -> None:
    with contextlib.suppress(StoreError):  # nothing is lost; it is due again after the next change
        tidy()

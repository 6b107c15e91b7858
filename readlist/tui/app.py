"""The app: a library opened in a terminal."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from typing import ClassVar

from textual import events
from textual.app import App
from textual.command import Provider
from textual.worker import WorkerFailed

from readlist.services.opened import OpenLibrary
from readlist.system import faults
from readlist.system.config import Config
from readlist.system.faults import FaultError
from readlist.tui import state
from readlist.tui.main import MainScreen
from readlist.tui.palette import Commands
from readlist.tui.pasting import guard_pastes
from readlist.tui.settings import keymap, set_theme, told
from readlist.tui.state import UiState

_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
"""Signals that end the app in good order: Textual restores the terminal only for its own exits."""


class ReadlistApp(App[None]):
    """Shows one library. Pasted pages are imported from anywhere."""

    TITLE = "readlist"
    CSS_PATH = ["app.tcss", "main.tcss"]  # noqa: RUF012 - Textual's own; a default screen's own CSS_PATH is not read
    COMMANDS: ClassVar[set[type[Provider]]] = {Commands}  # type: ignore[assignment]

    def __init__(self, opened: OpenLibrary, left: UiState | None = None, config: Config | None = None) -> None:
        super().__init__()
        self._config = config or Config()
        self._left = left or UiState()
        self.main = MainScreen(opened, self._left, self._config.settings)
        self.fault: str | None = None  # what to say of what ended the app

    def get_default_screen(self) -> MainScreen:
        self.main.break_at_once(*self.size)
        return self.main

    def on_mount(self) -> None:
        self.set_keymap(keymap(self._config))
        no_theme = set_theme(self, self._config, self._left.theme)
        for mistake in told([*self._config.mistakes, *filter(None, [no_theme])]):
            self.notify(mistake, severity="warning", markup=False, timeout=12)
        loop = asyncio.get_running_loop()
        for number in _ENDING:
            loop.add_signal_handler(number, self._end, number)

    def _end(self, number: signal.Signals) -> None:
        if not (number in (signal.SIGINT, signal.SIGQUIT) and self.main.lent):  # of the keyboard: for who has it
            self.exit(return_code=128 + number)

    def _handle_exception(self, error: Exception) -> None:
        """What nothing else took, a bug as a rule: the app ends. Textual would print the values of all variables, which
        are the user's own affair.
        """
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            self.fault = faults.told(error.error if isinstance(error, WorkerFailed) else error)
        self._close_messages_no_wait()

    def on_paste(self, event: events.Paste) -> None:
        """What no field took: a page, or the path of a file that was dropped on the terminal."""
        from readlist.tui.importing import import_text  # late: it takes longer than all else that is readlist's own

        event.stop()
        import_text(self.main, event.text)


def show(opened: OpenLibrary, config: Config | None = None, *, throw_away: bool = False) -> int:
    """Show a library where it was left, until the user leaves; the exit code. A throw-away one leaves no trace."""
    gc.freeze()  # the library as it was loaded need not be searched for cycles again and again
    gc.enable()  # the command line does without
    guard_pastes()
    app = ReadlistApp(opened, UiState() if throw_away else state.load(opened.folder), config)
    sys.setswitchinterval(0.0001)  # what is drawn is written by a thread, which else waits for the next frame's work
    app.run()
    if app.fault is not None:
        raise FaultError(app.fault)
    if not throw_away:
        state.save(opened.folder, app.main.remember(app.theme))
    return app.return_code or 0

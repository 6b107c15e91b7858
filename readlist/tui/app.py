"""The app: a library opened in a terminal."""

from __future__ import annotations

import asyncio
import gc
import signal
from typing import ClassVar

from textual import events
from textual.app import App
from textual.command import Provider

from readlist.services.opened import OpenLibrary
from readlist.tui import state
from readlist.tui.importing import import_text
from readlist.tui.main import MainScreen
from readlist.tui.palette import Commands
from readlist.tui.state import UiState


class ReadlistApp(App[None]):
    """Shows one library. Pasted pages are imported from anywhere."""

    TITLE = "readlist"
    COMMANDS: ClassVar[set[type[Provider]]] = {Commands}  # type: ignore[assignment]

    def __init__(self, opened: OpenLibrary, left: UiState | None = None) -> None:
        super().__init__()
        self.main = MainScreen(opened, left or UiState())

    def on_mount(self) -> None:
        self.push_screen(self.main)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):  # Textual restores the terminal only for its own exits
            loop.add_signal_handler(number, self._end, number)

    def _end(self, number: signal.Signals) -> None:
        self.exit(return_code=128 + number)

    def on_paste(self, event: events.Paste) -> None:
        """What no field took: a page, or the path of a file that was dropped on the terminal."""
        event.stop()
        import_text(self.main, event.text)


def show(opened: OpenLibrary, *, throw_away: bool = False) -> int:
    """Show a library where it was left, until the user leaves; the exit code. A throw-away one leaves no trace."""
    gc.freeze()  # the library as it was loaded need not be searched for cycles again and again
    gc.enable()  # the command line does without
    app = ReadlistApp(opened, UiState() if throw_away else state.load(opened.folder))
    app.run()
    if not throw_away:
        state.save(opened.folder, app.main.remember())
    return app.return_code or 0

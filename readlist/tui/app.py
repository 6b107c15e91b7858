"""The app: a library opened in a terminal."""

from __future__ import annotations

import asyncio
import gc
import signal
from contextlib import suppress
from typing import ClassVar

from textual import events, on
from textual.app import App
from textual.command import Provider
from textual.driver import Driver
from textual.worker import WorkerFailed

from readlist.services.opened import OpenLibrary
from readlist.store.files import StoreError
from readlist.system import faults, picture
from readlist.system.config import Config
from readlist.system.faults import FaultError
from readlist.system.paths import config_file
from readlist.tui import first
from readlist.tui.driver import PictureDriver
from readlist.tui.main import MainScreen
from readlist.tui.palette import Commands
from readlist.tui.pasting import guard_pastes
from readlist.tui.settings import keymap, set_theme, told
from readlist.tui.typeahead import TypeAhead, heard
from readlist.view import state
from readlist.view.state import UiState

_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
"""Signals that end the app in good order: Textual restores the terminal only for its own exits."""

_PATIENCE = 0.2  # seconds that leaving may wait for the last picture


class ReadlistApp(App[None]):
    """Shows one library. Pasted pages are imported from anywhere."""

    TITLE = "readlist"
    CSS_PATH = ["app.tcss", "main.tcss"]  # noqa: RUF012 - Textual's own; a default screen's own CSS_PATH is not read
    COMMANDS: ClassVar[set[type[Provider]]] = {Commands}  # type: ignore[assignment]

    def __init__(
        self,
        opened: OpenLibrary,
        left: UiState | None = None,
        config: Config | None = None,
        *,
        lasting: bool = False,
    ) -> None:
        super().__init__(driver_class=PictureDriver)
        self.terminal: PictureDriver | None = None
        self.drawn = ""  # the screen as it is when the app opens where it was left
        self.seen = ""  # the state of the library's files that it shows
        self.same_days = 0  # how many days from now it shows the same
        self._leaving = False
        self._lasting = lasting
        self.typed = TypeAhead(self, super().on_event)
        self._config = config or Config()
        self._left = left or UiState()
        self.main = MainScreen(opened, self._left, self._config.settings)
        self.fault: str | None = None  # what to say of what ended the app

    def get_default_screen(self) -> MainScreen:
        return self.main

    def on_mount(self) -> None:
        self.set_keymap(keymap(self._config))
        no_theme = set_theme(self, self._config, self._left.theme)
        for mistake in told([*self._config.mistakes, *filter(None, [no_theme])]):
            self.notify(mistake, severity="warning", markup=False, timeout=12)
        loop = asyncio.get_running_loop()
        for number in _ENDING:
            loop.add_signal_handler(number, self._end, number)

    @on(MainScreen.Whole)
    def _open(self) -> None:
        self.main.call_after_refresh(self._draw)

    def _draw(self) -> None:
        """Draw the whole screen; over a picture of it that is the same, nothing is sent."""
        if not self._leaving:
            if self.terminal is not None:
                self.terminal.drawn_aside()
            self.main.draw()
            if not gc.isenabled():  # the command line does without, and so does the start
                gc.freeze()  # what is there already need not be searched for cycles again and again
                gc.enable()
        self.main.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """The first screen stands: keys may come."""
        if not self._leaving:
            self.main.bar.fill()
            self._keep_looks()
        self.typed.begin()

    @on(Driver.SignalResume)
    def _come_back(self) -> None:
        """``fg``: the terminal has forgotten what it showed."""
        self.refresh(layout=True)

    @on(MainScreen.Left)
    def _wants_to_leave(self) -> None:
        if self.terminal is None:
            self.exit()
        elif not self._leaving:
            self._leaving = True
            self.run_worker(self._leave(self.terminal))

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.typed.take(event)
        else:
            await super().on_event(event)

    async def action_quit(self) -> None:
        """ctrl+q, which leaves from anywhere: as q does."""
        self.main.leave()

    async def _leave(self, terminal: PictureDriver) -> None:
        """Quit. Unseen, the screen is drawn as it is when the app opens again, to be shown then at once."""
        terminal.draw_aside()
        for _ in self.screen_stack[1:]:
            self.pop_screen()
        self.clear_notifications()
        await self._settled()
        opened = self.main.opened
        self.seen = picture.states(map(str, opened.files()))
        with suppress(StoreError):
            opened.refresh()  # so that nothing is seen that is not shown
        self.main.be_as_reopened()
        await self._settled()
        terminal.draw_aside()
        self.main.refresh()
        await self._settled()
        drawn = terminal.drawn_aside()
        told = not (opened.unsaved or opened.changed())
        if told and not self.main.search.active:  # what a kept query finds is not known at once
            self.drawn, self.same_days = drawn, self.main.same_days()
            self._keep_looks()
        self.exit()

    def _keep_looks(self) -> None:
        if self._lasting:
            first.keep(self.main, self._config.settings)

    async def _settled(self) -> None:
        """Every widget has dealt with what it was told, and what that changed is drawn; or it takes too long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                for _ in range(2):  # what they did may be news to others
                    await asyncio.gather(*map(heard, self.main.walk_children()))
                    await heard(self.main)
                    await _drawn(self.main)

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


async def _drawn(screen: MainScreen) -> None:
    """Wait until what changed of a screen is drawn."""
    done = asyncio.Event()
    screen.call_after_refresh(done.set)
    await done.wait()


def show(opened: OpenLibrary, config: Config | None, left: UiState | None, *, asked: str | None = None) -> int:
    """Show a library, ``asked`` for by that name, where it was left, until the user leaves; the exit code.

    One that nobody left anywhere (None) is thrown away: it leaves no trace.
    """
    guard_pastes()
    app = ReadlistApp(opened, left or UiState(), config, lasting=left is not None)
    app.run()
    if app.fault is not None:
        raise FaultError(app.fault)
    if left is not None:
        state.save(opened.folder, app.main.remember(app.theme))
        _keep_picture(app, asked)
    return app.return_code or 0


def _keep_picture(app: ReadlistApp, asked: str | None) -> None:
    """Keep what the app will look like, with the files that may make it look otherwise."""
    if not app.drawn:
        picture.forget(asked)
        return
    opened = app.main.opened
    settings = [config_file(), state.file_of(opened.folder)]
    seen = f"{app.seen},{picture.states(map(str, settings))}"
    picture.keep(asked, [*opened.files(), *settings], seen, app.drawn, app.same_days)

"""The Textual app, which shows one library."""

from __future__ import annotations

import asyncio
import gc
import signal
from contextlib import suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

from rich.console import RenderableType
from textual import events, on
from textual.app import App
from textual.command import Provider
from textual.driver import Driver
from textual.theme import BUILTIN_THEMES
from textual.worker import WorkerFailed

from readlist.platform import faults, picture
from readlist.platform.config import Config
from readlist.platform.faults import FaultError
from readlist.platform.paths import config_file
from readlist.session.open_library import OpenLibrary
from readlist.session.ui_state import UiState, save_state, state_file
from readlist.tui.command_screen import Commands
from readlist.tui.main_screen import UNTIL_A_KEY, MainScreen
from readlist.tui.terminal import PictureDriver, guard_pastes, terminal_is_handed_over
from readlist.tui.typeahead import TypeAhead

if TYPE_CHECKING:
    from readlist.tui.dialogs.add_dialog import Imported

_TWICE = 2.0  # seconds within which a second ctrl+c quits
_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
"""Signals that end the app in good order: Textual restores the terminal only for its own exits."""


class ReadlistApp(App[None]):
    """Shows one library. Pasted pages are imported from anywhere."""

    TITLE = "readlist"
    NOTIFICATION_TIMEOUT = 5  # seconds; an error stays until a key
    CSS_PATH = ["app.tcss", "main_screen.tcss"]  # noqa: RUF012 - Textual's own; a default screen's own CSS_PATH is not read
    COMMANDS: ClassVar[set[type[Provider]]] = {Commands}  # type: ignore[assignment]

    def __init__(
        self,
        opened: OpenLibrary,
        left: UiState | None = None,
        config: Config | None = None,
    ) -> None:
        super().__init__(driver_class=PictureDriver)
        self.stands = False  # was the first screen drawn?
        self._ctrl_c = False  # was it pressed just now?
        self._ended_by: signal.Signals | None = None  # a signal that came before
        self.typed = TypeAhead(self, super().on_event)
        self._config = config or Config()
        self._left = left or UiState()
        self.main = MainScreen(opened, self._left, self._config.settings)
        self.fault: str | None = None  # the message about the error that ended the app
        self.last_frame: str | None = None  # the main screen as it was left, drawn as a terminal is told it

    def get_default_screen(self) -> MainScreen:
        return self.main

    def on_load(self) -> None:  # before the terminal is touched
        loop = asyncio.get_running_loop()
        for number in _ENDING:
            loop.add_signal_handler(number, self._end, number)

    def on_mount(self) -> None:
        self.set_keymap(keymap(self._config))
        set_theme(self, self._config, self._left.theme)
        self.main.theme_given = self.theme
        if mistakes := [*self._config.mistakes, *filter(None, [theme_mistake(self._config)])]:
            self.notify(one_line(mistakes), severity="error", markup=False, timeout=UNTIL_A_KEY)

    @on(MainScreen.Whole)
    def _open(self) -> None:
        self.main.call_after_refresh(self._draw)

    def _draw(self) -> None:
        """Draw the whole screen; nothing is sent if it is on the terminal already."""
        self.main.draw()
        if not gc.isenabled():  # it is disabled on the command line, and during the start
            gc.freeze()  # present objects need not be searched for cycles again and again
            gc.enable()
        self.main.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """The first screen is drawn: keys may be handled."""
        self.main.bar.fill()
        self.stands = True
        self.typed.begin()
        if (chosen := self.main.session.settings.fetch).on_start or chosen.every:
            from readlist.tui.commands.news import fetch_by_itself

            fetch_by_itself(self.main, at_once=chosen.on_start, hours=chosen.every)
        if self._ended_by is not None:
            self._end(self._ended_by)

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        if self.stands and not self.main.bar.display:
            with suppress(Exception):  # a picture is only a quicker start: leaving must work in any case
                self.last_frame = self.main.last_frame()
        super().exit(result, return_code, message)

    @on(Driver.SignalResume)
    def _come_back(self) -> None:
        """Redraw after ``fg``: the terminal has lost what it showed."""
        self.refresh(layout=True)

    def on_resize(self, event: events.Resize) -> None:
        """Of two changes that follow each other the app may hear once, of the size it has already: meanwhile the
        terminal has cut off what it showed.
        """
        if self.stands and event.size == self.size:
            self.refresh(layout=True)

    def on_imported(self, event: Imported) -> None:
        """List the imported papers, so that triage goes through them."""
        if event.new:
            self.main.show_group("group:Last import")
        else:
            self.main.go("papers")

    def on_notify(self) -> None:
        """Show a message in the one line there is: the newest replaces the one before."""
        self.clear_notifications()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if any(message.severity == "error" for message in self._notifications):
                self.clear_notifications()
            await self.typed.take(event)
        else:
            await super().on_event(event)

    async def action_quit(self) -> None:
        """ctrl+q quits from anywhere, as q does in the main screen."""
        self.main.leave()

    def action_help_quit(self) -> None:
        """ctrl+c, which many press to quit: the second press does."""
        if self._ctrl_c:
            self.main.leave()
            return
        self._ctrl_c = True
        self.set_timer(_TWICE, self._forget_ctrl_c)
        self.notify("ctrl+c again quits", markup=False)

    def _forget_ctrl_c(self) -> None:
        self._ctrl_c = False

    def _end(self, number: signal.Signals) -> None:
        if not self.stands:
            self._ended_by = number  # widgets that are being made can't be left
        elif not (
            number in (signal.SIGINT, signal.SIGQUIT) and terminal_is_handed_over()
        ):  # signals of the keyboard are for the program that has it
            self.exit(return_code=128 + number)

    def _handle_exception(self, error: Exception) -> None:
        """What nothing else took, a bug as a rule: the app ends. Textual would print the values of all variables, which
        are the user's own affair.
        """
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            self.fault = faults.message_of(error.error if isinstance(error, WorkerFailed) else error)
        self._close_messages_no_wait()

    def on_paste(self, event: events.Paste) -> None:
        """Import what no field took: a pasted page, or the path of a file that was dropped on the terminal."""
        from readlist.tui.dialogs.import_dialog import import_text  # late: it takes longer than the rest of readlist

        event.stop()
        import_text(self, self.main.session, event.text)


def show(opened: OpenLibrary, config: Config | None, left: UiState | None, *, asked: str | None = None) -> int | str:
    """Show a library, opened by the name ``asked``, in the state in which the user left it, until the user quits.

    Returns the exit code, or the folder of the library to open next.

    One that nobody left anywhere (None) is thrown away: it leaves no trace.
    """
    guard_pastes()
    app = ReadlistApp(opened, left or UiState(), config)
    app.run()
    if app.fault is not None:
        raise FaultError(app.fault)
    if left is not None and app.stands:  # else nothing is known that was not before
        now = app.main.remember(app.theme)
        save_state(opened.folder, now)
        app.main.interest.remember()
        _keep_picture(app, opened, asked)
    return app.return_code or app.main.next_library or 0


def _keep_picture(app: ReadlistApp, opened: OpenLibrary, asked: str | None) -> None:
    """Save a picture of the main screen for the next start, unless that will look different."""
    picture.forget(asked)
    group = app.main.papers.group
    if app.last_frame is None or opened.unsaved or opened.read_only or group.query is not None:
        return
    with suppress(OSError, ValueError):  # a picture is only a quicker start
        sources = [*opened.files(), config_file(), state_file(opened.folder)]
        states = picture.states(map(str, sources))
        if not opened.changed():
            picture.keep(asked, sources, states, app.last_frame, app.size)


_NEVER = "<ignore>"  # what Textual calls a key that can't be pressed


def keymap(config: Config) -> dict[str, str]:
    """Command id → its keys, for Textual's ``set_keymap``."""
    return {id: ",".join(keys) or _NEVER for id, keys in config.settings.keys.items()}


def theme_mistake(config: Config) -> str | None:
    """A message if the configuration names a theme that does not exist."""
    wanted = config.settings.theme.name
    if not wanted or wanted in BUILTIN_THEMES:
        return None
    near = get_close_matches(wanted, BUILTIN_THEMES, n=1, cutoff=0.3)
    hint = f"did you mean “{near[0]}”?" if near else "ctrl+t in the app shows them"
    return config.mistake("theme", "name", f"unknown theme “{wanted}”; {hint}")


def set_theme(app: App[None], config: Config, remembered: str | None) -> None:
    """The theme of the configuration, else the one chosen in the app, else one for the terminal."""
    wanted = (name for name in (config.settings.theme.name, remembered) if name in BUILTIN_THEMES)
    if (theme := next(wanted, None)) is not None:
        app.theme = theme
    elif not app.is_headless and app.console.color_system == "standard":
        app.theme = "ansi-dark"  # a terminal of 16 colours: the nearest ones to those of other themes can't be read


def one_line(mistakes: list[str]) -> str:
    """The first mistake, and where to read the others."""
    rest = len(mistakes) - 1
    return f"{mistakes[0]}   (and {rest} more: `readlist config` names them all)" if rest else mistakes[0]

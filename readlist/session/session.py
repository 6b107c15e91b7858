"""The session of the app: the open library, the settings, and what the user is looking at.

A screen, a dialog and a command each get the session, never each other. Nothing here knows Textual.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Literal, Protocol

from readlist.commands import with_keys
from readlist.library.history import HistoryError
from readlist.library.library import Library, Touched
from readlist.library.marking import Plan
from readlist.model.change import Change
from readlist.model.text import clean_lines
from readlist.session import open_library
from readlist.session.open_library import OpenLibrary
from readlist.session.ui_state import UiState
from readlist.settings import Settings, Weights
from readlist.store.files import StoreError

if TYPE_CHECKING:
    from readlist.session.library_interest import LibraryInterest
    from readlist.session.library_pdfs import Pdfs
    from readlist.session.library_search import Answer, LibrarySearch

Severity = Literal["information", "warning", "error"]


class Focus(Protocol):
    """What commands act on: the main screen, or a screen in front of it that shows a paper of its own."""

    @property
    def pane(self) -> str:
        """One of the names in ``Command.panes``."""

    @property
    def paper(self) -> int | None:
        """The paper under the cursor, by id."""

    @property
    def chosen(self) -> tuple[int, ...]:
        """The papers a command acts on: the selected ones, else the one under the cursor."""

    def advance(self) -> None:
        """Move on to the next paper after a decision."""

    def end_selection(self) -> None:
        """End the selection after a command."""


class Session:
    """An open library in use: ``library`` to read, ``change`` to write, ``notify`` to tell the user.

    ``show_message(text, severity)`` and ``show_saved()`` are set by the app; until then messages go nowhere.
    A screen that shows a paper of its own calls ``enter(self)`` when it opens and ``leave(self)`` when it closes.
    """

    def __init__(self, opened: OpenLibrary, state: UiState | None = None, settings: Settings | None = None) -> None:
        self.opened = opened
        self.state = state or UiState()  # as the app was left last time
        self.settings = settings or Settings()
        self.commands = with_keys(self.settings.keys)
        self.exported_to = self.state.exported  # the file and format of the last export
        self.exported_as = self.state.exported_as
        self.cited_in: str | None = None  # the manuscript that entries were added for last
        self.may_look_up = bool(self.state.may_look_up)  # papers that are named, without asking
        self.may_fetch = bool(self.state.may_fetch)  # PDFs, without asking
        self.unconfirmed_copy: str | None = None  # a text that only the terminal was given, which can't confirm it
        self.show_message: Callable[[str, Severity], None] = lambda text, severity: None
        self.show_saved: Callable[[], None] = lambda: None
        self._focuses: list[Focus] = []
        self._searching: LibrarySearch | None = None
        self._interest: LibraryInterest | None = None
        self._pdfs: Pdfs | None = None

    # reading

    @property
    def library(self) -> Library:
        return self.opened.library

    @property
    def weights(self) -> Weights:
        return self.settings.weights

    @property
    def today(self) -> date:
        return open_library.today()

    @property
    def searching(self) -> LibrarySearch:
        """The search, imported when it is first needed: after the first screen is drawn."""
        if self._searching is None:
            from readlist.session.background_reading import BackgroundReading
            from readlist.session.library_search import LibrarySearch

            self._searching = LibrarySearch(self.opened, BackgroundReading("index", self.opened))
        return self._searching

    @property
    def pdfs(self) -> Pdfs:
        """The PDFs of the library, imported when they are first needed."""
        if self._pdfs is None:
            from readlist.session.library_pdfs import Pdfs

            self._pdfs = Pdfs(self.opened, self.settings.pdf)
        return self._pdfs

    def show_pdf(self, id: int, page: int = 0) -> None:
        """Show a paper's PDF in the viewer; where that can't be, say why."""
        from readlist.platform.viewer import ViewerError
        from readlist.session.library_pdfs import PdfError

        try:
            self.notify(self.pdfs.show(id, page))
        except (PdfError, ViewerError) as error:
            self.notify(str(error), "error")

    @property
    def has_searched(self) -> bool:
        """Has the search been used yet?"""
        return self._searching is not None

    @property
    def interest(self) -> LibraryInterest:
        """What is learned from the marks; imported when it is first needed, as the search is."""
        if self._interest is None:
            from readlist.session.background_reading import BackgroundReading
            from readlist.session.library_interest import LibraryInterest

            self._interest = LibraryInterest(self.opened, BackgroundReading("interest", self.opened))
        return self._interest

    def end_reading(self) -> None:
        """Leave off what reads the library in the background: the app is left."""
        for reader in (self._searching, self._interest):
            if reader is not None:
                reader.cancel()

    def search(self, text: str) -> Answer:
        """The papers of the whole library that match a query; waits until the index is ready."""
        return self.searching.search(self.searching.parse(text))

    def watch(self, watcher: Callable[[Touched], None]) -> Callable[[], None]:
        """Call a function after every change of the library, here or elsewhere; returns a function that ends that."""
        return self.opened.watch(watcher)

    # what the user is looking at

    def enter(self, focus: Focus) -> None:
        """Let commands act on what this screen shows, until it leaves."""
        self._focuses.append(focus)

    def leave(self, focus: Focus) -> None:
        if focus in self._focuses:
            self._focuses.remove(focus)

    @property
    def pane(self) -> str:
        return self._focuses[-1].pane

    @property
    def paper(self) -> int | None:
        """The paper under the cursor, or shown, by id."""
        return self._focuses[-1].paper

    @property
    def chosen(self) -> tuple[int, ...]:
        """The papers a command acts on."""
        return self._focuses[-1].chosen

    def only_paper(self, action: str) -> int | None:
        """The chosen paper, for a command that acts on one; None, with a message, if several are chosen."""
        if len(self.chosen) > 1:
            self.notify(
                f"{action} acts on one paper, {len(self.chosen)} are selected: esc ends the selection", "warning"
            )
            return None
        return self.paper

    def advance(self) -> None:
        """Go on to the next paper after a decision."""
        self._focuses[-1].advance()

    def end_selection(self) -> None:
        """A selection ends with its action; the cursor stays."""
        self._focuses[-1].end_selection()

    # writing

    def change(self, command: str, plan: Callable[[Library, str], Plan]) -> Change | None:
        """Carry out a change; None if nothing changed, or if it failed, of which the user is told."""
        try:
            change = self.opened.do(command, plan)
        except StoreError as error:
            self.notify(str(error), "error")
            return None
        self.show_saved()
        return change

    def undo(self) -> Change | None:
        """Undo the last change and tell the user; None if that was not possible."""
        return self._step(self.opened.undo, "undone")

    def redo(self) -> Change | None:
        """Redo what was undone last and tell the user; None if that was not possible."""
        return self._step(self.opened.redo, "redone")

    def _step(self, step: Callable[[], Change], done: str) -> Change | None:
        try:
            change = step()
        except (HistoryError, StoreError) as error:
            self.notify(str(error), "warning")
            return None
        self.notify(f"{done}: {change.summary}")
        self.show_saved()
        return change

    def notify(self, text: str, severity: Severity = "information") -> None:
        """Tell the user something in a line. The text is shown as it is: never as markup or escape sequences."""
        self.show_message(clean_lines(text), severity)

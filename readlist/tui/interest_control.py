"""Learns the user's interest in the background of the app, a moment after marks changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.timer import Timer

from readlist.library.library import Touched
from readlist.platform import faults

if TYPE_CHECKING:
    from readlist.session.library_interest import LibraryInterest
    from readlist.tui.main_screen import MainScreen

_AFTER_INDEX = 1.0  # seconds after the first screen: the search index comes first
_PAUSE = 0.15  # seconds without a decision, after which is learned


class InterestControl:
    """What the main screen does about interest. In the app's own thread but for reading and learning."""

    def __init__(self, main: MainScreen) -> None:
        self._main = main
        self._timer: Timer | None = None
        self._learning = False
        self._again = False  # what changed since that began is to be learned, too
        self.learned = asyncio.Event()  # what is shown is what all marks tell

    @property
    def on(self) -> bool:
        return self._main.session.settings.interest.learn

    @property
    def _interest(self) -> LibraryInterest:
        return self._main.session.interest

    def show_last(self) -> None:
        """Begin with what was learned last time."""
        if self.on and self._main.library.marks:
            self._interest.load_sums()

    def remember(self) -> None:
        """Keep what was learned for the next start."""
        if self.learned.is_set():
            self._interest.save_sums(filter(None, [self._main.shown.current]))

    def start(self) -> None:
        """Read and learn, a little later, so that neither the first frame nor the search waits."""
        if self.on:
            self._timer = self._main.set_timer(_AFTER_INDEX, self.begin)

    def follow(self, touched: Touched) -> None:
        """Take in a change of the library."""
        if self.on and self._interest.update(touched):
            self.learned.clear()
            if self._timer is not None:
                self._timer.stop()
            self._timer = self._main.set_timer(_PAUSE, self.begin)

    def begin(self) -> None:
        """Learn now."""
        self._timer = None
        if not self.on or not self._main.library.marks:
            return
        if self._interest.preparing and not self._learning:  # for related papers: that asks for this at its end
            return
        self._again = True
        if not self._learning:
            self._learning = True
            self._main.run_worker(self._learn(), group="interest", exit_on_error=False)

    async def _learn(self) -> None:
        from readlist.session.derived_state import CancelledError

        interest, before = self._interest, self._main.library.interests
        try:
            while self._again or not interest.ready:  # there may have been another change meanwhile
                self._again = False
                if not interest.ready:
                    interest.begin()
                    interest.use(await asyncio.to_thread(interest.prepare))
                interest.take(await asyncio.to_thread(interest.learning()))
        except CancelledError:
            return
        except Exception as error:
            interest.stop()
            self._main.session.notify(faults.message_of(error), "error")
            return
        finally:
            self._learning = False
        self.learned.set()
        self._main.show_interest(before)

"""The lines at the edges of the screen: status on top, key hints at the bottom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.reactive import reactive

from readlist.commands import key_named
from readlist.tui.widgets.line import Line
from readlist.view.edges import NOT_SAVED, READ_ONLY, SAVED, Hint, Piece, hint_pieces, status_pieces


class StatusLine(Line):
    """Name and counts on the left, what is listed on the right. The only place for counts of the library."""

    DEFAULT_CSS = "StatusLine { height: 1; background: $panel; }"
    counts: reactive[tuple[str, ...]] = reactive(())
    place = reactive("")
    brief = reactive(False)  # where there is no room for the name

    def pieces(self) -> Iterable[Piece]:
        return status_pieces(self.counts, self.place, self.size.width, brief=self.brief)


class KeyHints(Line):
    """The keys that act now, as many as there is room for, and whether everything is saved."""

    DEFAULT_CSS = "KeyHints { height: 1; background: $panel; }"
    hints: reactive[tuple[Hint, ...]] = reactive(())
    saved = reactive(True)
    read_only = reactive(False)
    _places: Sequence[tuple[int, int, str]] = ()  # where each hint is

    def tell(self, hints: Iterable[Hint]) -> None:
        """Key and what it does, in the order of their worth; but the last is always shown: it leads out, or on."""
        self.hints = tuple(hints)

    def on_click(self, event: events.Click) -> None:
        """A click on a hint is its key."""
        for start, end, key in self._places:
            if start <= event.x < end and (name := key_named(key)):
                self.app.simulate_key(name)

    def pieces(self) -> Iterable[Piece]:
        state = NOT_SAVED if not self.saved else READ_ONLY if self.read_only else SAVED
        pieces, self._places = hint_pieces(self.hints, state, self.size.width)
        return pieces

"""The lines at the edges of the screen: status on top, key hints at the bottom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.reactive import reactive

from readlist.keynames import key_named
from readlist.tui.widgets.line import Line
from readlist.view.edges import SAVED, Hint, Piece, hint_pieces, status_pieces


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

    def tell(self, hints: Iterable[Hint]) -> None:
        """Key and what it does, in the order of their worth; but the last is always shown: it leads out, or on."""
        self.hints = tuple(hints)

    _places: Sequence[tuple[int, int, str]] = ()

    def on_click(self, event: events.Click) -> None:
        """A click on a hint is its key."""
        for start, end, key in self._places:
            if start <= event.x < end and (name := key_named(key)):
                self.app.simulate_key(name)

    def pieces(self) -> Iterable[Piece]:
        state = SAVED if self.saved else (" NOT SAVED ✗ ", "bold reverse")
        if self.saved and self.read_only:
            state = (" read only ", "dim")
        pieces, self._places = hint_pieces(self.hints, state, self.size.width)
        return pieces

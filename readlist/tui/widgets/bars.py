"""The lines at the edges of the screen: status on top, key hints at the bottom."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual import events
from textual.reactive import reactive

from readlist.keynames import key_named
from readlist.library.library import Library
from readlist.tui.widgets.line import Line
from readlist.tui.widgets.row_list import fitted


class StatusLine(Line):
    """Name and counts on the left, what is listed on the right. The only place for counts of the library."""

    DEFAULT_CSS = "StatusLine { height: 1; background: $panel; }"
    counts: reactive[tuple[str, ...]] = reactive(())
    place = reactive("")
    brief = reactive(False)  # where there is no room for the name

    def tell(self, library: Library, place: str) -> None:
        """``place`` says where one is: what is listed, or which of the panes is shown."""
        n = {state: f"{library.count(state):,}" for state in ("papers", "inbox", "queued", "starred")}
        counts = (f"{n['papers']} papers", f"inbox {n['inbox']}", f"queue {n['queued']}", f"★ {n['starred']}")
        self.counts = counts if library.count("starred") else counts[:-1]
        self.place = place

    def pieces(self) -> Iterable[tuple[str, str]]:
        name = " " if self.brief else " readlist   "
        place = fitted(self.place, min(cell_len(self.place), max(self.size.width - len(name) - 1, 0)))
        room = self.size.width - len(name) - cell_len(place) - 1
        said = ""
        for text in self.counts:  # each whole, or not at all
            if len(said) + len(text) + 3 > room:
                break
            said += f"{text}   "
        return [(name, "bold"), (said.ljust(room) + place, "")]


class KeyHints(Line):
    """The keys that act now, as many as there is room for, and whether everything is saved."""

    DEFAULT_CSS = "KeyHints { height: 1; background: $panel; }"
    hints: reactive[tuple[tuple[str, str], ...]] = reactive(())
    saved = reactive(True)
    read_only = reactive(False)

    def tell(self, hints: Iterable[tuple[str, str]]) -> None:
        """Key and what it does, in the order of their worth; but the last is always shown: it leads out, or on."""
        self.hints = tuple(hints)

    def on_click(self, event: events.Click) -> None:
        """A click on a hint is its key."""
        for start, end, key in self._places:
            if start <= event.x < end and (name := key_named(key)):
                self.app.simulate_key(name)

    def pieces(self) -> Iterable[tuple[str, str]]:
        self._places: list[tuple[int, int, str]] = []
        state = " NOT SAVED ✗ " if not self.saved else " read only " if self.read_only else " saved ✓ "
        *hints, last = self.hints or (("", ""),)
        room = self.size.width - len(state) - _wide(last)
        at, pieces = 0, list[tuple[str, str]]()
        for hint in hints:
            if at + _wide(hint) > room:
                break
            at = self._say(hint, at, pieces)
        at = self._say(last, at, pieces)
        pieces.append((" " * max(self.size.width - at - len(state), 0), ""))
        return [*pieces, (state, "dim" if self.saved else "bold reverse")]

    def _say(self, hint: tuple[str, str], at: int, pieces: list[tuple[str, str]]) -> int:
        """Say a hint at some column; the column behind it."""
        key, what = hint
        pieces += [(f" {key}", "bold"), (f" {what} ", "")]
        self._places.append((at, at + _wide(hint), key))
        return at + _wide(hint)


def _wide(hint: tuple[str, str]) -> int:
    return cell_len(f" {hint[0]} {hint[1]} ")

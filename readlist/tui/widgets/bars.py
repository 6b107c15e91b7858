"""The lines at the edges of the screen: status on top, key hints at the bottom."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.reactive import reactive
from textual.widget import Widget

from readlist.keynames import key_named
from readlist.library.library import Library
from readlist.tui.widgets.row_list import fitted


class StatusLine(Widget):
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

    def render(self) -> Text:
        line = Text(" " if self.brief else " readlist   ", style="bold", no_wrap=True, end="")
        place = fitted(self.place, min(cell_len(self.place), max(self.size.width - line.cell_len - 1, 0)))
        room = self.size.width - line.cell_len - cell_len(place) - 1
        for text in self.counts:  # each whole, or not at all
            if cell_len(text) + 3 > room:
                break
            line.append(f"{text}   ", style="not bold")
            room -= cell_len(text) + 3
        line.append(" " * room + place, style="not bold")
        return line


class KeyHints(Widget):
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

    def render(self) -> Text:
        self._places: list[tuple[int, int, str]] = []
        state = " NOT SAVED ✗ " if not self.saved else " read only " if self.read_only else " saved ✓ "
        line = Text(no_wrap=True, end="")
        *hints, last = self.hints or (("", ""),)
        room = self.size.width - len(state) - cell_len(f" {last[0]} {last[1]} ")
        for key, what in hints:
            if line.cell_len + cell_len(f" {key} {what} ") > room:
                break
            self._places.append((line.cell_len, line.cell_len + cell_len(f" {key} {what} "), key))
            line.append(f" {key}", style="bold")
            line.append(f" {what} ")
        self._places.append((line.cell_len, line.cell_len + cell_len(f" {last[0]} {last[1]} "), last[0]))
        line.append(f" {last[0]}", style="bold")
        line.append(f" {last[1]} ")
        line.append(" " * max(self.size.width - line.cell_len - len(state), 0))
        line.append(state, style="dim" if self.saved else "bold reverse")
        return line

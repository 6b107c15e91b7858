"""The lines at the edges of the screen: status on top (or the search), key hints at the bottom."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from readlist.library.library import Library
from readlist.search.index import Result
from readlist.tui.widgets.field import Field


class StatusLine(Widget):
    """Name and counts on the left, what is listed on the right. The only place for counts of the library."""

    DEFAULT_CSS = "StatusLine { height: 1; background: $panel; }"
    counts = reactive("")
    place = reactive("")
    brief = reactive(False)  # where there is no room for the name

    def tell(self, library: Library, place: str) -> None:
        """``place`` says where one is: what is listed, or which of the panes is shown."""
        n = {state: f"{library.count(state):,}" for state in ("papers", "inbox", "queued", "starred")}
        star = f"   ★ {n['starred']}" if library.count("starred") else ""
        self.counts = f"{n['papers']} papers   inbox {n['inbox']}   queue {n['queued']}{star}"
        self.place = place

    def render(self) -> Text:
        line = Text(" " if self.brief else " readlist   ", style="bold", no_wrap=True, end="")
        line.append(self.counts, style="not bold")
        line.truncate(max(self.size.width - cell_len(self.place) - 3, 0), overflow="ellipsis")
        room = self.size.width - line.cell_len - cell_len(self.place) - 1
        line.append(" " * room + self.place, style="not bold")
        return line


class KeyHints(Widget):
    """The keys that act now, as many as there is room for, and whether everything is saved."""

    DEFAULT_CSS = "KeyHints { height: 1; background: $panel; }"
    hints: reactive[tuple[tuple[str, str], ...]] = reactive(())
    saved = reactive(True)

    def tell(self, hints: Iterable[tuple[str, str]]) -> None:
        """Key and what it does, in the order of their worth; but the last is always shown: it leads out, or on."""
        self.hints = tuple(hints)

    def render(self) -> Text:
        state = " saved ✓ " if self.saved else " NOT SAVED ✗ "
        line = Text(no_wrap=True, end="")
        *hints, last = self.hints or (("", ""),)
        room = self.size.width - len(state) - cell_len(f" {last[0]} {last[1]} ")
        for key, what in hints:
            if line.cell_len + cell_len(f" {key} {what} ") > room:
                break
            line.append(f" {key}", style="bold")
            line.append(f" {what} ")
        line.append(f" {last[0]}", style="bold")
        line.append(f" {last[1]} ")
        line.append(" " * max(self.size.width - line.cell_len - len(state), 0))
        line.append(state, style="dim" if self.saved else "bold reverse")
        return line


class SearchBar(Horizontal):
    """``/ words ▏ 12 of 77   scalng → scaling   esc back``. Takes the place of the status line while in use."""

    DEFAULT_CSS = """
    SearchBar { height: 1; background: $panel; display: none; }
    SearchBar > #slash { width: 3; text-style: bold; color: $text-accent; }
    SearchBar > Field { width: 1fr; background: $panel; }
    SearchBar > #found { width: auto; max-width: 60%; padding: 0 1; color: $text-muted; }
    """

    class Asked(Message):
        """The query is another one."""

        def __init__(self, query: str) -> None:
            super().__init__()
            self.query_text = query

    def compose(self) -> ComposeResult:
        yield Static(" / ", id="slash", markup=False)
        yield Field(id="query", compact=True, select_on_focus=False)
        yield Static("", id="found", markup=False)

    @property
    def field(self) -> Field:
        return self.query_one(Field)

    def tell(self, result: Result | None, shown: int, of: int) -> None:
        """Say what was found and what words were taken for."""
        said = []
        if result is not None:
            said = [f"{shown} of {of:,}", *(f"{word} → {read_as}" for word, read_as in result.read_as)]
            said += [f"{word}: nowhere" for word in result.missed]
        self.query_one("#found", Static).update("   ".join([*said, "esc back"]))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Asked(event.value))

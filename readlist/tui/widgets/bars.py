"""The lines at the edges of the screen: status on top (or the search), key hints at the bottom."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from readlist.commands import Command, show_key
from readlist.library.library import Library
from readlist.search.index import Result
from readlist.text import has_lines


class StatusLine(Widget):
    """Name and counts on the left, what is listed on the right. The only place for counts of the library."""

    DEFAULT_CSS = "StatusLine { height: 1; background: $panel; }"
    counts = reactive("")
    place = reactive("")

    def tell(self, library: Library, place: str) -> None:
        """``place`` says where one is: what is listed, or which of the panes is shown."""
        n = {state: f"{library.count(state):,}" for state in ("papers", "inbox", "queued", "starred")}
        star = f"   ★ {n['starred']}" if library.count("starred") else ""
        self.counts = f"{n['papers']} papers   inbox {n['inbox']}   queue {n['queued']}{star}"
        self.place = place

    def render(self) -> Text:
        line = Text(" readlist", style="bold", no_wrap=True, end="", overflow="ellipsis")
        line.append(f"   {self.counts}", style="not bold")
        room = self.size.width - line.cell_len - cell_len(self.place) - 1
        if room >= 2:
            line.append(" " * room + self.place, style="not bold")
        return line


class KeyHints(Widget):
    """The keys that act now, as many as there is room for, and whether everything is saved."""

    DEFAULT_CSS = "KeyHints { height: 1; background: $panel; }"
    hints: reactive[tuple[tuple[str, str], ...]] = reactive(())
    saved = reactive(True)

    def tell(self, commands: Sequence[Command]) -> None:
        """Hints in the order of their worth, but for the last, which is always shown: it leads to all others."""
        self.hints = tuple((show_key(c.keys[0]), c.hint) for c in commands)

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


class SearchInput(Input):
    """The field of the search. Several pasted lines are a page, not a query: they go on to the screen."""

    def _on_paste(self, event: events.Paste) -> None:
        if has_lines(event.text):
            event.prevent_default()
        else:
            super()._on_paste(event)


class SearchBar(Horizontal):
    """``/ words ▏ 12 of 77   scalng → scaling   esc back``. Takes the place of the status line while in use."""

    DEFAULT_CSS = """
    SearchBar { height: 1; background: $panel; display: none; }
    SearchBar > #slash { width: 3; text-style: bold; color: $text-accent; }
    SearchBar > SearchInput { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
    SearchBar > SearchInput:focus { border: none; }
    SearchBar > #found { width: auto; max-width: 60%; padding: 0 1; color: $text-muted; }
    """

    class Asked(Message):
        """The query is another one."""

        def __init__(self, query: str) -> None:
            super().__init__()
            self.query_text = query

    def compose(self) -> ComposeResult:
        yield Static(" / ", id="slash", markup=False)
        yield SearchInput(id="query", compact=True, select_on_focus=False)
        yield Static("", id="found", markup=False)

    @property
    def field(self) -> SearchInput:
        return self.query_one(SearchInput)

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

"""The frame of the main screen: status line, pane titles and key hints.

A line is a sequence of pieces, (text, weight) from left to right; a weight is "bold", "dim", "bold reverse" or "".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from readlist.commands import PANES, Command, key_named, show_key
from readlist.library.library import Library
from readlist.library.listing import ALL
from readlist.tui.widgets.paper_lists import GroupList
from readlist.tui.widgets.row_list import fitted

Piece = tuple[str, str]
Hint = tuple[str, str]
"""A key and what it does."""

WELCOME = """\
The library is empty.

Open an author's page in a browser,
select all, copy, and paste it here.

i  imports a file, or the clipboard
?  shows every key, and the manual
q  quits"""

ORDERS = {
    "date": ("newest first", "oldest first"),
    "added": ("recently added first", "oldest added first"),
    "title": ("title A to Z", "title Z to A"),
    "author": ("first author A to Z", "first author Z to A"),
    "score": ("best score first", "lowest score first"),
    "key": ("key A to Z", "key Z to A"),
    "interest": ("most interesting first", "least interesting first"),
}
"""Field that papers are sorted by → how its order is called, and the other way round."""


def counts(library: Library) -> tuple[str, ...]:
    """The counts of the library, which only the status line shows."""
    n = {state: f"{library.count(state):,}" for state in ("papers", "inbox", "queued", "starred")}
    counts = (f"{n['papers']} papers", f"inbox {n['inbox']}", f"queue {n['queued']}", f"★ {n['starred']}")
    return counts if library.count("starred") else counts[:-1]


def where(papers: GroupList, pane: str, *, narrow: bool, selected: int = 0) -> str:
    """What is listed, and in which order, or which pane is shown; first the number of selected papers."""
    by, turned = papers.order
    usual = "best match first" if papers.result else ORDERS["interest" if papers.was_by_interest else "date"][0]
    listing = f"{papers.group.name} ▸ {ORDERS[by][turned] if by else usual}"
    if not papers.skipped_shown:
        listing += " ▸ skipped hidden"
    if narrow and pane in PANES:
        listing = f"{PANES.index(pane) + 1}/{len(PANES)} {pane.capitalize()}"
    return f"+{selected:,} selected   {listing}" if selected else listing


def nothing(papers: GroupList) -> str:
    """The text of an empty list of papers."""
    return "no match" if papers.result else "nothing here" if papers.library.papers else WELCOME


def papers_title(papers: GroupList) -> tuple[str, str]:
    """The title of the papers pane, with the number of papers."""
    name = papers.group.name if papers.group != ALL else "Papers"
    return f"2 {name}", f"{papers.result.count if papers.result else papers.group.size(papers.library):,}"


def queue_count(library: Library) -> str:
    unread = sum(not library.mark(id).read for id in library.queue)
    queued = library.count("queued")
    return f"{queued} · {unread} unread" if queued else ""


def hints(acting: Iterable[Command]) -> list[Hint]:
    """The key hints of commands that can act now."""
    return [(show_key(c.keys[0]), c.hint) for c in acting]


_OF_PAPERS = frozenset({"triage", "search", "export"})
"""Commands that need papers in the library, if none under the cursor."""
_OF_AUTHOR = frozenset({"alias", "follow", "queue_author"})
"""Commands that need an author under the cursor of the authors pane."""


def can_act(command: Command, pane: str, papers: bool, paper: bool, author: bool) -> bool:
    """Can a command act in a pane, given whether there are papers, and a paper or author at the cursor?"""
    if not papers and command.id in _OF_PAPERS:
        return False
    at_cursor = (author or command.id not in _OF_AUTHOR) if pane == "authors" else paper
    return not command.panes or (pane in command.panes and at_cursor)


# how it is put in a line


def status_pieces(counts: Sequence[str], place: str, width: int, *, brief: bool) -> list[Piece]:
    """Name and counts on the left, what is listed on the right; ``brief`` if there is no room for the name."""
    name = " " if brief else " readlist   "
    place = fitted(place, min(cell_len(place), max(width - len(name) - 1, 0)))
    room = width - len(name) - cell_len(place) - 1
    shown = ""
    for text in counts:  # each whole, or not at all
        if len(shown) + len(text) + 3 > room:
            break
        shown += f"{text}   "
    return [(name, "bold"), (shown.ljust(room) + place, "")]


def title_pieces(name: str, count: str, width: int) -> list[Piece]:
    """``─ Papers ────────── 18 ─``"""
    right = f" {count} ─" if count else "─"
    room = max(width - len(right), 0)
    left = fitted(f"─ {name} ", min(len(name) + 3, room))
    return [(left + "─" * (room - len(left)) + right, "")]


def text_pieces(text: str, width: int, height: int) -> list[list[Piece]]:
    """A text in a number of lines, with an empty column on both sides."""
    lines = [*(line.plain for line in Content(text).wrap(max(width - 2, 1))), *[""] * height][:height]
    return [[(f" {line}", "")] for line in lines]


SAVED: Piece = (" saved ✓ ", "dim")
READ_ONLY: Piece = (" read only ", "dim")
NOT_SAVED: Piece = (" NOT SAVED ✗ ", "bold reverse")


def hint_pieces(hints: Sequence[Hint], state: Piece, width: int) -> tuple[list[Piece], list[tuple[int, int, str]]]:
    """As many hints as there is room for, the most useful first, then the library's state; and the place of each hint.

    The last hint is always there: it leads out, or on. A place is (first column, column after the last, key).
    """
    *some, last = hints or (("", ""),)
    room = width - len(state[0]) - _wide(last)
    shown: list[Hint] = []
    for hint in some:
        if sum(map(_wide, shown)) + _wide(hint) > room:
            break
        shown.append(hint)
    at, pieces, places = 0, list[Piece](), list[tuple[int, int, str]]()
    for key, what in (*shown, last):
        pieces += [(f" {key}", "bold"), (f" {what} ", "")]
        places.append((at, at + _wide((key, what)), key))
        at = places[-1][1]
    return [*pieces, (" " * max(width - at - len(state[0]), 0), ""), state], places


def _wide(hint: Hint) -> int:
    return cell_len(f" {hint[0]} {hint[1]} ")


class Line(Widget):
    """A widget of lines made of pieces in the widget's colours."""

    def pieces(self) -> Iterable[Piece]:
        """The pieces of the line, together at most as wide as the widget."""
        raise NotImplementedError

    def lines(self) -> Sequence[Iterable[Piece]]:
        """The lines of the widget, as many as it is high."""
        return [self.pieces()] * self.size.height

    def render_line(self, y: int) -> Strip:
        lines = self.lines()
        segments = (
            [Segment(text, self.rich_style + Style.parse(weight)) for text, weight in lines[y]]
            if y < len(lines)
            else []
        )
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)


class StatusLine(Line):
    """Name and counts on the left, what is listed on the right. The only place for counts of the library."""

    DEFAULT_CSS = "StatusLine { height: 1; background: $panel; }"
    counts: reactive[tuple[str, ...]] = reactive(())
    place = reactive("")
    brief = reactive(False)  # where there is no room for the name

    def pieces(self) -> Iterable[Piece]:
        return status_pieces(self.counts, self.place, self.size.width, brief=self.brief)


class KeyHints(Line):
    """The keys that can act now, as many as there is room for, and whether everything is saved."""

    DEFAULT_CSS = "KeyHints { height: 1; background: $panel; }"
    hints: reactive[tuple[Hint, ...]] = reactive(())
    saved = reactive(True)
    read_only = reactive(False)
    _places: Sequence[tuple[int, int, str]] = ()  # where each hint is

    def show_hints(self, hints: Iterable[Hint]) -> None:
        """Show keys and what they do, the most useful first; the last is always shown, since it leads out, or on."""
        self.hints = tuple(hints)

    def on_click(self, event: events.Click) -> None:
        """Press the key of the hint that was clicked."""
        for start, end, key in self._places:
            if start <= event.x < end and (name := key_named(key)):
                self.app.simulate_key(name)

    def pieces(self) -> Iterable[Piece]:
        state = NOT_SAVED if not self.saved else READ_ONLY if self.read_only else SAVED
        pieces, self._places = hint_pieces(self.hints, state, self.size.width)
        return pieces


class PaneTitle(Line):
    """The title line of a pane, its only frame; bright while the pane has the focus."""

    DEFAULT_CSS = """
    PaneTitle { height: 1; color: $text-muted; }
    """
    name_shown = reactive("")
    count_shown = reactive("")

    def __init__(self, name: str) -> None:
        super().__init__()
        self.set_reactive(PaneTitle.name_shown, name)

    def pieces(self) -> Iterable[Piece]:
        return title_pieces(self.name_shown, self.count_shown, self.size.width)


class Pane(Vertical):
    """A pane: a title line and the widget under it."""

    DEFAULT_CSS = """
    Pane { height: 1fr; }
    Pane.-focused > PaneTitle { color: $foreground; text-style: bold; }
    """

    def __init__(self, title: str, *content: Widget, id: str) -> None:
        super().__init__(id=id)
        self.title = PaneTitle(title)
        self.content = content

    def compose(self) -> ComposeResult:
        yield self.title
        yield from self.content

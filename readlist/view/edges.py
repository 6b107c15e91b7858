"""What the lines at the edges say: status on top, titles of panes, keys at the foot.

Lines are pieces, (text, weight) from left to right, each weight "bold", "dim", "bold reverse", or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from readlist.commands import PANES, Command, show_key
from readlist.library.library import Library
from readlist.library.listing import ALL
from readlist.view.papers import GroupRows
from readlist.view.rows import fitted
from readlist.view.wrapping import wrapped

Piece = tuple[str, str]
Hint = tuple[str, str]
"""A key and what it does."""

WELCOME = """\
The library is empty.

Open an author's page in a browser,
select all, copy, and paste it here.

i  imports a file, or the clipboard
?  shows every key
q  leaves"""

ORDERS = {
    "date": ("newest first", "oldest first"),
    "added": ("added last first", "added first first"),
    "title": ("title A to Z", "title Z to A"),
    "author": ("first author A to Z", "first author Z to A"),
    "score": ("best score first", "lowest score first"),
    "key": ("key A to Z", "key Z to A"),
}
"""Field that papers are sorted by → how its order is said, and the other way round."""


# what is said


def counts(library: Library) -> tuple[str, ...]:
    """The status line is the only place for counts of the library."""
    n = {state: f"{library.count(state):,}" for state in ("papers", "inbox", "queued", "starred")}
    said = (f"{n['papers']} papers", f"inbox {n['inbox']}", f"queue {n['queued']}", f"★ {n['starred']}")
    return said if library.count("starred") else said[:-1]


def where(papers: GroupRows, pane: str, *, narrow: bool, selected: int = 0) -> str:
    """What is listed in which order, or which pane is shown; first how many are selected."""
    by, turned = papers.order
    usual = "best match first" if papers.result else "newest first"
    said = f"{papers.group.name} ▸ {ORDERS[by][turned] if by else usual}"
    if narrow and pane in PANES:
        said = f"{PANES.index(pane) + 1}/{len(PANES)} {pane.capitalize()}"
    return f"+{selected:,} selected   {said}" if selected else said


def nothing(papers: GroupRows) -> str:
    """What is said where no papers are listed."""
    return "nothing found" if papers.result else "nothing here" if papers.library.papers else WELCOME


def papers_title(papers: GroupRows) -> tuple[str, str]:
    """The name over the papers, and how many there are."""
    name = papers.group.name if papers.group != ALL else "Papers"
    return name, f"{papers.result.count if papers.result else papers.group.size(papers.library):,}"


def queue_count(library: Library) -> str:
    unread = sum(not library.mark(id).read for id in library.queue)
    queued = library.count("queued")
    return f"{queued} · {unread} unread" if queued else ""


def hints(acting: Iterable[Command]) -> list[Hint]:
    """The keys of commands that act now."""
    return [(show_key(c.keys[0]), c.hint) for c in acting]


_OF_PAPERS = frozenset({"triage", "search", "export"})
"""Commands without a pane of their own that need papers."""


def can_act(command: Command, pane: str, papers: bool, paper: bool) -> bool:
    """Can a command act in a pane, by whether there are ``papers``, and whether there is a ``paper`` at the cursor?"""
    if command.panes:
        return pane in command.panes and (pane == "authors" or paper)
    return papers or command.id not in _OF_PAPERS


# how it is put in a line


def status_pieces(counts: Sequence[str], place: str, width: int, *, brief: bool) -> list[Piece]:
    """Name and counts on the left, what is listed on the right; ``brief`` where there is no room for the name."""
    name = " " if brief else " readlist   "
    place = fitted(place, min(cell_len(place), max(width - len(name) - 1, 0)))
    room = width - len(name) - cell_len(place) - 1
    said = ""
    for text in counts:  # each whole, or not at all
        if len(said) + len(text) + 3 > room:
            break
        said += f"{text}   "
    return [(name, "bold"), (said.ljust(room) + place, "")]


def title_pieces(name: str, count: str, width: int) -> list[Piece]:
    """``─ Papers ────────── 18 ─``"""
    right = f" {count} ─" if count else "─"
    room = max(width - len(right), 0)
    left = fitted(f"─ {name} ", min(len(name) + 3, room))
    return [(left + "─" * (room - len(left)) + right, "")]


def text_pieces(text: str, width: int, height: int) -> list[list[Piece]]:
    """A text in so many lines, a column free on both sides."""
    lines = [*wrapped(text, width - 2), *[""] * height][:height]
    return [[(f" {line}", "")] for line in lines]


SAVED: Piece = (" saved ✓ ", "dim")
READ_ONLY: Piece = (" read only ", "dim")
NOT_SAVED: Piece = (" NOT SAVED ✗ ", "bold reverse")


def hint_pieces(hints: Sequence[Hint], state: Piece, width: int) -> tuple[list[Piece], list[tuple[int, int, str]]]:
    """As many hints as there is room for, in the order of their worth, but always the last: it leads out, or on. Then
    how the library is. And where each hint is: (first column, column behind it, key).
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

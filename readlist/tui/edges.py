"""The edges of the main screen: status on top, titles of panes, keys at the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.keynames import show_key
from readlist.library.listing import ALL
from readlist.tui.panes import PANES
from readlist.tui.widgets.bars import KeyHints, StatusLine
from readlist.tui.widgets.figures import figures_lines
from readlist.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen

_WELCOME = """\
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


def say_edges(main: MainScreen) -> None:
    """Bring the lines at the edges and the titles up to date; each is drawn anew only where it says something else."""
    library, papers = main.library, main.papers
    narrow = main.has_class("-narrow")
    main.query_one(StatusLine).brief = narrow
    main.query_one(StatusLine).tell(library, _where(main, narrow))
    papers.empty = "nothing found" if papers.result else "nothing here" if library.papers else _WELCOME
    title = main.query_one("#papers-pane", Pane).title
    title.name_shown = papers.group.name if papers.group != ALL else "Papers"
    title.count_shown = f"{papers.result.count if papers.result else papers.group.size(library):,}"
    unread = sum(not library.mark(id).read for id in library.queue)
    queued = library.count("queued")
    main.query_one("#queue-pane", Pane).title.count_shown = f"{queued} · {unread} unread" if queued else ""
    author = main.authors.author_of(main.authors.current or "")
    main.figures.lines = figures_lines(library, author and library.author(author.name))
    main.query_one(KeyHints).tell(_hints(main))


def _where(main: MainScreen, narrow: bool) -> str:
    """What is listed in which order, or which pane is shown; first how many are selected."""
    papers, pane = main.papers, main.pane
    by, turned = papers.order
    usual = "best match first" if papers.result else "newest first"
    where = f"{papers.group.name} ▸ {ORDERS[by][turned] if by else usual}"
    if narrow and pane in PANES:
        where = f"{PANES.index(pane) + 1}/{len(PANES)} {pane.capitalize()}"
    selected = len(main.shown.selected)
    return f"+{selected:,} selected   {where}" if selected else where


def _hints(main: MainScreen) -> list[tuple[str, str]]:
    """The keys that act where the focus is."""
    if main.focused is main.bar.field:
        return [("enter", "to the results"), ("esc", "back")]
    hints = [(show_key(c.keys[0]), c.hint) for c in main.acting()]
    selecting = main.shown.selected and main.pane == main.shown.id
    return [*hints, ("esc", "select none")] if selecting else hints

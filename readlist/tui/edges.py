"""Brings the edges of the main screen up to date; each line is drawn anew only where it says something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.tui.widgets import frame
from readlist.tui.widgets.authors import figures_of
from readlist.tui.widgets.frame import KeyHints, Pane, StatusLine

if TYPE_CHECKING:
    from readlist.tui.main_screen import MainScreen


def say_edges(main: MainScreen) -> None:
    library, papers = main.session.library, main.papers
    narrow, selected = main.narrow, len(main.shown.selected)
    status = main.query_one(StatusLine)
    status.brief = narrow
    status.counts = frame.counts(library)
    status.place = frame.where(papers, main.session.pane, narrow=narrow, selected=selected)
    papers.empty = frame.nothing(papers)
    title = main.query_one("#papers-pane", Pane).title
    title.name_shown, title.count_shown = frame.papers_title(papers)
    main.query_one("#queue-pane", Pane).title.count_shown = frame.queue_count(library)
    main.figures.said = figures_of(library, main.authors.author_of(main.authors.current or ""))
    main.query_one(KeyHints).show_hints(_hints(main))


def _hints(main: MainScreen) -> list[frame.Hint]:
    """The keys that act where the focus is."""
    if main.focused is main.bar.field:
        return [("enter", "to the results"), ("esc", "back")]
    hints = frame.hints(main.acting())
    selecting = main.shown.selected and main.session.pane == main.shown.id
    return [*hints, ("esc", "select none")] if selecting else hints

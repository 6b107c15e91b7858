"""Brings the edges of the main screen up to date; each line is drawn anew only where it says something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.tui.widgets.bars import KeyHints, StatusLine
from readlist.tui.widgets.pane import Pane
from readlist.view import edges
from readlist.view.figures import figures_of

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen


def say_edges(main: MainScreen) -> None:
    library, papers = main.session.library, main.papers
    narrow, selected = main.narrow, len(main.shown.selected)
    status = main.query_one(StatusLine)
    status.brief = narrow
    status.counts = edges.counts(library)
    status.place = edges.where(papers, main.session.pane, narrow=narrow, selected=selected)
    papers.empty = edges.nothing(papers)
    title = main.query_one("#papers-pane", Pane).title
    title.name_shown, title.count_shown = edges.papers_title(papers)
    main.query_one("#queue-pane", Pane).title.count_shown = edges.queue_count(library)
    main.figures.said = figures_of(library, main.authors.author_of(main.authors.current or ""))
    main.query_one(KeyHints).tell(_hints(main))


def _hints(main: MainScreen) -> list[edges.Hint]:
    """The keys that act where the focus is."""
    if main.focused is main.bar.field:
        return [("enter", "to the results"), ("esc", "back")]
    hints = edges.hints(main.acting())
    selecting = main.shown.selected and main.session.pane == main.shown.id
    return [*hints, ("esc", "select none")] if selecting else hints

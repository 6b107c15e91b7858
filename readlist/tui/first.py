"""Finds out how everything on the main screen looks, for first screens to come."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from readlist.tui.panes import Grip
from readlist.tui.widgets.bars import KeyHints, StatusLine
from readlist.tui.widgets.pane import Pane, PaneTitle
from readlist.tui.widgets.scrollbar import Bar
from readlist.view import looks
from readlist.view.looks import Looks

if TYPE_CHECKING:
    from readlist.settings import Settings
    from readlist.tui.main import MainScreen


def keep(main: MainScreen, settings: Settings) -> None:
    """Keep how everything looks in the app as it would be left now, if that is not known yet."""
    with suppress(OSError):
        file = looks.file_for(main.remember(), settings)
        lit = isinstance(main.app.mouse_over, Bar | Grip)  # the mouse makes these look otherwise
        if not lit and not file.exists():
            looks.keep(file, found(main))


def found(main: MainScreen) -> Looks:
    """How everything on the screen looks."""
    here = main.query_one(f"#{main.session.pane}-pane", Pane).title
    parts: dict[str, Mapping[str, Style]] = {
        "status": main.query_one(StatusLine).looks(),
        "hints": main.query_one(KeyHints).looks(),
        "title": next(title for title in main.query(PaneTitle) if title is not here).looks(),
        "title in use": here.looks(),
        "grip": main.query(Grip).first().looks(),
        "rows": main.papers.looks(),
        "detail": main.detail.looks(),
        "figures": main.figures.looks(),
    }
    return {part: {kind: _told(main, look) for kind, look in kinds.items()} for part, kinds in parts.items()}


def _told(main: MainScreen, look: Style) -> str:
    return Strip([Segment("x", look)]).render(main.app.console).partition("x")[0][2:-1]

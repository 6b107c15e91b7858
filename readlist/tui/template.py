"""Finds out where the parts of the main screen are and how they look, for first screens to come."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from readlist.tui.panes import Grip
from readlist.tui.widgets.bars import KeyHints, StatusLine
from readlist.tui.widgets.detail import DetailView
from readlist.tui.widgets.line import Line, Lines
from readlist.tui.widgets.pane import Pane
from readlist.tui.widgets.row_list import RowList
from readlist.view import template
from readlist.view.edges import PANES
from readlist.view.template import Place, Template

if TYPE_CHECKING:
    from readlist.settings import Settings
    from readlist.tui.main import MainScreen

Part = Line | Lines | RowList[Any] | DetailView


def keep(main: MainScreen, settings: Settings) -> None:
    """Keep the template of an app that stands as it opens, if it is not there yet."""
    state = main.remember()
    with suppress(OSError):
        file = template.file_for(state, settings)
        if not file.exists() and main.focused is not None and main.focused.id == state.in_pane:
            template.keep(file, found(main))


def found(main: MainScreen) -> Template:
    """The template of the screen as it is."""
    return {name: _place(widget) for name, widget in _parts(main) if widget.region.area}


def _parts(main: MainScreen) -> Iterable[tuple[str, Part]]:
    yield "status", main.query_one(StatusLine)
    yield "hints", main.query_one(KeyHints)
    for grip in main.query(Grip):
        yield grip.id or "", grip
    for pane in PANES:
        yield f"{pane}-title", main.query_one(f"#{pane}-pane", Pane).title
    yield from (("authors", main.authors), ("papers", main.papers), ("queue", main.queue), ("detail", main.detail))
    yield "figures", main.figures


def _place(widget: Part) -> Place:
    region = widget.region
    looks = {kind: _told(widget, look) for kind, look in widget.looks().items()}
    room, bar = widget.scrollable_content_region.width, widget.gutter.left + widget.size.width - 1
    return Place(region.x, region.y, region.width, region.height, room, bar, looks)


def _told(widget: Part, look: Style) -> str:
    """The look as the terminal is told it: the numbers of SGR."""
    return Strip([Segment("x", look)]).render(widget.app.console).partition("x")[0][2:-1]

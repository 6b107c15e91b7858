"""What can be exported from where one is in the app, and what can be copied of a paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.formats import ExportOptions
from readlist.model.text import count
from readlist.tui.widgets.paper_list import PaperList

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen


@dataclass(frozen=True, slots=True)
class Source:
    """Papers that an export can take."""

    name: str  # in the dialog: "the queue (4)"
    file: str  # what a file of them is called, without a suffix
    ids: tuple[int, ...]


def chosen(main: MainScreen) -> tuple[int, ...]:
    """The papers that a command acts on."""
    return main.session.chosen


def export_options(main: MainScreen) -> ExportOptions:
    """What the configuration says of exports."""
    chosen = main.session.settings.export
    return ExportOptions(
        notes=chosen.notes, abstract=chosen.abstract, protect=chosen.protect, howpublished=chosen.howpublished
    )


def sources(main: MainScreen) -> Sequence[Source]:
    """The queue, what is selected, and what the papers pane lists."""
    queue, here, listed = main.session.library.queue, chosen(main), _listed(main.papers)
    what = "this paper" if len(here) == 1 else "the selection"
    found = [Source(f"the queue ({len(queue):,})", "queue", queue)]
    if here:
        found.append(Source(what if len(here) == 1 else f"{what} ({len(here):,})", "papers", here))
    if listed:
        found.append(Source(f"the listing: {count(len(listed), 'paper')}", "papers", listed))
    return found


def _listed(papers: PaperList) -> tuple[int, ...]:
    return tuple(id for id in papers.rows if id in papers.library.papers)

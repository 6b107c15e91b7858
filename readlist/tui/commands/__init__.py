"""What the commands do in the app, by their id in the table of commands. A module a subject, one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from readlist.library import marking
from readlist.tui.commands import deciding, moves, notes, opening

if TYPE_CHECKING:
    from readlist.tui.main_screen import MainScreen


def _repair(name: str) -> Callable[[MainScreen], None]:
    """A repair; its module is imported when one is asked for: with the readers it takes as long as the first frame."""

    def carry_out(main: MainScreen) -> None:
        getattr(import_module(f"{__name__}.repairing"), name)(main)

    return carry_out


ACTIONS: Mapping[str, Callable[[MainScreen], object]] = {
    "queue": deciding.decide(("queue add", "queue remove"), lambda m: m.queued, marking.queue),
    "star": deciding.decide(("mark star", "mark unstar"), lambda m: m.starred, marking.star),
    "read": deciding.decide(("mark read", "mark unread"), lambda m: m.read, marking.read),
    "skip": deciding.decide(("mark skip", "mark unskip"), lambda m: m.skipped, marking.skip),
    "later": lambda main: main.session.notify("Later acts in triage: T enters it"),
    "undo": lambda main: main.session.undo(),
    "redo": lambda main: main.session.redo(),
    "tags": notes.tags,
    "note": notes.note,
    "fix": _repair("fix"),
    "remove": _repair("remove"),
    "merge": _repair("merge"),
    "split": _repair("split"),
    "alias": _repair("alias"),
    "follow": deciding.follow,
    "queue_author": deciding.queue_author,
    "triage": opening.triage,
    "queue_down": deciding.move(lambda place, last: place + 1),
    "queue_up": deciding.move(lambda place, last: place - 1),
    "queue_top": deciding.move(lambda place, last: 1),
    "queue_bottom": deciding.move(lambda place, last: last),
    "suggest": deciding.suggest,
    "release": deciding.release,
    "select": moves.select,
    "select_range": moves.select_range,
    "select_all": moves.select_all,
    "down": moves.by(+1),
    "up": moves.by(-1),
    "first": moves.to(end=False),
    "last": moves.to(end=True),
    "half_down": moves.pages(+0.5),
    "half_up": moves.pages(-0.5),
    "page_down": moves.pages(+1),
    "page_up": moves.pages(-1),
    "next_pane": moves.next_pane(+1),
    "previous_pane": moves.next_pane(-1),
    "authors": moves.pane("authors"),
    "papers": moves.pane("papers"),
    "queue_pane": moves.pane("queue"),
    "detail": moves.pane("detail"),
    "wider": moves.wider(+1),
    "narrower": moves.wider(-1),
    "usual_sizes": moves.usual_sizes,
    "into": moves.into,
    "out": moves.out,
    "search": lambda main: main.open_search(),
    "next_match": opening.match(+1),
    "previous_match": opening.match(-1),
    "keep": opening.keep,
    "sort": opening.sort,
    "import": opening.import_source,
    "paste": opening.paste,
    "enrich": opening.enrich,
    "export": opening.export,
    "copy": opening.copy,
    "copy_other": opening.copy_other,
    "open": opening.open_paper,
    "open_code": opening.open_code,
    "history": opening.history,
    "statistics": notes.statistics,
    "help": opening.show_help,
    "palette": lambda main: main.app.action_command_palette(),
    "theme": lambda main: main.app.search_themes(),
    "suspend": lambda main: main.app.action_suspend_process(),
    "quit": lambda main: main.leave(),
}

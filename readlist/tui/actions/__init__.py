"""What the commands do in the app, by their id in the table of commands. A module a subject, one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from readlist.library import marking
from readlist.tui.actions import annotating, deciding, looking, moving

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen


def _repair(name: str) -> Callable[[MainScreen], None]:
    """A repair; its module is imported when one is asked for: with the readers it takes as long as the first frame."""

    def carry_out(main: MainScreen) -> None:
        getattr(import_module(f"{__name__}.repairing"), name)(main)

    return carry_out


ACTIONS: Mapping[str, Callable[[MainScreen], None]] = {
    "queue": deciding.decide(("queue add", "queue remove"), lambda m: m.queued, marking.queue),
    "star": deciding.decide(("mark star", "mark unstar"), lambda m: m.starred, marking.star),
    "read": deciding.decide(("mark read", "mark unread"), lambda m: m.read, marking.read),
    "skip": deciding.decide(("mark skip", "mark unskip"), lambda m: m.skipped, marking.skip),
    "later": lambda main: main.say("Later acts in triage: T enters it"),
    "undo": lambda main: main.step(main.opened.undo, "undone"),
    "redo": lambda main: main.step(main.opened.redo, "redone"),
    "tags": annotating.tags,
    "note": annotating.note,
    "fix": _repair("fix"),
    "remove": _repair("remove"),
    "merge": _repair("merge"),
    "split": _repair("split"),
    "alias": _repair("alias"),
    "follow": deciding.follow,
    "queue_author": deciding.queue_author,
    "triage": looking.triage,
    "queue_down": deciding.move(lambda place, last: place + 1),
    "queue_up": deciding.move(lambda place, last: place - 1),
    "queue_top": deciding.move(lambda place, last: 1),
    "queue_bottom": deciding.move(lambda place, last: last),
    "suggest": deciding.suggest,
    "release": deciding.release,
    "select": moving.select,
    "select_range": moving.select_range,
    "select_all": moving.select_all,
    "down": moving.by(+1),
    "up": moving.by(-1),
    "first": moving.to(end=False),
    "last": moving.to(end=True),
    "half_down": moving.pages(+0.5),
    "half_up": moving.pages(-0.5),
    "page_down": moving.pages(+1),
    "page_up": moving.pages(-1),
    "next_pane": moving.next_pane(+1),
    "previous_pane": moving.next_pane(-1),
    "authors": moving.pane("authors"),
    "papers": moving.pane("papers"),
    "queue_pane": moving.pane("queue"),
    "detail": moving.pane("detail"),
    "wider": moving.wider(+1),
    "narrower": moving.wider(-1),
    "usual_sizes": moving.usual_sizes,
    "into": moving.into,
    "out": moving.out,
    "search": lambda main: main.open_search(),
    "next_match": looking.match(+1),
    "previous_match": looking.match(-1),
    "keep": looking.keep,
    "sort": looking.sort,
    "import": looking.import_source,
    "paste": looking.paste,
    "enrich": looking.enrich,
    "export": looking.export,
    "copy": looking.copy,
    "copy_other": looking.copy_other,
    "open": looking.open_paper,
    "open_code": looking.open_code,
    "history": looking.history,
    "statistics": annotating.statistics,
    "help": looking.show_help,
    "palette": lambda main: main.app.action_command_palette(),
    "theme": lambda main: main.app.search_themes(),
    "suspend": lambda main: main.app.action_suspend_process(),
    "quit": lambda main: main.leave(),
}

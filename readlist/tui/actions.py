"""What the commands do in the app, by their id in the table of commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from readlist.library import marking, repairs
from readlist.library.fixing import Facts
from readlist.library.fixing import fix as fix_paper
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.library.repairs import RepairError
from readlist.models import Mark

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen

_Marking = Callable[[Library, Iterable[int], bool, str], Plan]


def _decide(names: tuple[str, str], has: Callable[[Mark], bool], plan: _Marking) -> Callable[[MainScreen], None]:
    """A command that sets a mark, or takes it back where the paper has it."""

    def run(main: MainScreen) -> None:
        id = main.paper
        assert id is not None
        rows = main.shown
        on = not has(main.library.mark(id))
        change = main.change(names[0] if on else names[1], lambda library, at: plan(library, [id], on, at))
        # what left its listing is decided: on to the next
        if change and main.focused is rows and not rows.belongs(id):
            rows.move(+1)

    return run


def _move(to: Callable[[int, int], int]) -> Callable[[MainScreen], None]:
    """A command that gives the paper another place in the queue: ``to(place, length)``, from 1."""

    def run(main: MainScreen) -> None:
        id = main.queue.current
        place = main.library.place(id) if id is not None else None
        if id is None or place is None:
            main.say("that paper is not in the queue any more: a puts it back", "warning")
            return
        length = len(main.library.queue)
        target = max(1, min(to(place, length), length))
        if target == place:
            main.say("it is the first of the queue already" if place == 1 else "it is the last of the queue already")
            return
        main.change("queue move", lambda library, at: marking.move(library, [id], target))
        main.queue.go(id)

    return run


def _rows(act: Callable[[MainScreen], None], scroll: Callable[[MainScreen], None]) -> Callable[[MainScreen], None]:
    """A command that moves the cursor of a list, or scrolls the detail."""
    return lambda main: act(main) if main.rows is not None else scroll(main)


def _by(n: int) -> Callable[[MainScreen], None]:
    def act(main: MainScreen) -> None:
        rows = main.rows
        assert rows is not None
        rows.move(n)

    def scroll(main: MainScreen) -> None:
        if main.focused is main.detail:
            main.detail.scroll_relative(y=n, animate=False)
        else:  # from the search box down to what it found
            main.go("papers")

    return _rows(act, scroll)


def _pages(n: float) -> Callable[[MainScreen], None]:
    def act(main: MainScreen) -> None:
        rows = main.rows
        assert rows is not None
        rows.page(n)

    return _rows(act, lambda main: main.detail.scroll_relative(y=int(n * main.detail.size.height), animate=False))


def _to(end: bool) -> Callable[[MainScreen], None]:
    def act(main: MainScreen) -> None:
        rows = main.rows
        assert rows is not None
        rows.move(len(rows.rows) if end else -len(rows.rows))

    def scroll(main: MainScreen) -> None:
        main.detail.scroll_end(animate=False) if end else main.detail.scroll_home(animate=False)

    return _rows(act, scroll)


def _pane(name: str) -> Callable[[MainScreen], None]:
    return lambda main: main.go(name)


def _next_pane(step: int) -> Callable[[MainScreen], None]:
    def run(main: MainScreen) -> None:
        from readlist.tui.main import PANES

        panes = [p for p in PANES if p != "authors" or not main.has_class("-normal")]
        at = panes.index(main.pane) if main.pane in panes else 0
        main.go(panes[(at + step) % len(panes)])

    return run


def into(main: MainScreen) -> None:
    """From an author to the papers, listed anew; from a paper to its detail."""
    if main.pane == "authors":
        main.papers.enter(main.papers.group)
        main.go("papers")
    else:
        main.go("detail")


def out(main: MainScreen) -> None:
    """One step back: out of the detail, out of the search, out of the authors."""
    if main.pane == "detail":
        main.go(main.shown.id or "papers")
    elif not main.close_search() and main.pane != "papers":
        main.go("papers")


def copy(main: MainScreen) -> None:
    from readlist.tui.copying import copy_entry

    copy_entry(main)


def open_paper(main: MainScreen) -> None:
    from readlist.system.browser import link_of, open_link

    paper = main.library.papers[main.paper or 0]
    url = link_of(paper)
    if url is None:
        main.say("this paper has no link: pages give one only inside an abstract", "warning")
    elif open_link(url):
        main.say(f"opened {url}")
    else:
        main.app.copy_to_clipboard(url)
        main.say(f"no browser here; copied: {url}", "warning")


def import_source(main: MainScreen) -> None:
    from readlist.tui.screens.import_source import ImportSource

    main.app.push_screen(ImportSource(main))


def paste(main: MainScreen) -> None:
    from readlist.tui.importing import import_clipboard

    import_clipboard(main)


def fix(main: MainScreen) -> None:
    from readlist.tui.screens.fix import FixScreen, given_of

    id = main.paper
    assert id is not None

    def take(facts: Facts | None) -> None:
        if facts is not None:
            main.change("fix", lambda library, at: fix_paper(library, id, facts))

    main.app.push_screen(FixScreen(given_of(main.library.papers[id]), main.library.author_names()), take)


def remove(main: MainScreen) -> None:
    id = main.paper
    assert id is not None
    change = main.change("remove", lambda library, at: repairs.remove(library, [id]))
    if change:
        main.say(f"{change.summary}   (u brings it back)")


def merge(main: MainScreen) -> None:
    from readlist.tui.screens.repair import MergeScreen

    assert main.paper is not None
    main.app.push_screen(MergeScreen(main, main.paper))


def split(main: MainScreen) -> None:
    id = main.paper
    assert id is not None
    try:
        change = main.change("split", lambda library, at: repairs.split(library, id))
    except RepairError as error:
        main.say(str(error), "warning")
    else:
        if change:
            main.say(f"{change.summary}   (u undoes)")


def alias(main: MainScreen) -> None:
    from readlist.tui.screens.repair import AliasScreen

    author = main.authors.author_of(main.authors.current or "")
    if author is None:
        main.say("Alias: there is no author here", "warning")
    else:
        main.app.push_screen(AliasScreen(main, author.name))


def export(main: MainScreen) -> None:
    from readlist.tui.screens.export import ExportScreen

    main.app.push_screen(ExportScreen(main))


def show_help(main: MainScreen) -> None:
    from readlist.tui.screens.help import HelpScreen

    main.app.push_screen(HelpScreen(main.pane))


ACTIONS: Mapping[str, Callable[[MainScreen], None]] = {
    "queue": _decide(("queue add", "queue remove"), lambda m: m.queued, marking.queue),
    "star": _decide(("mark star", "mark unstar"), lambda m: m.starred, marking.star),
    "read": _decide(("mark read", "mark unread"), lambda m: m.read, marking.read),
    "skip": _decide(("mark skip", "mark unskip"), lambda m: m.skipped, marking.skip),
    "undo": lambda main: main.step(main.opened.undo, "undone"),
    "redo": lambda main: main.step(main.opened.redo, "redone"),
    "fix": fix,
    "remove": remove,
    "merge": merge,
    "split": split,
    "alias": alias,
    "queue_down": _move(lambda place, length: place + 1),
    "queue_up": _move(lambda place, length: place - 1),
    "queue_top": _move(lambda place, length: 1),
    "queue_bottom": _move(lambda place, length: length),
    "down": _by(+1),
    "up": _by(-1),
    "first": _to(end=False),
    "last": _to(end=True),
    "half_down": _pages(+0.5),
    "half_up": _pages(-0.5),
    "page_down": _pages(+1),
    "page_up": _pages(-1),
    "next_pane": _next_pane(+1),
    "previous_pane": _next_pane(-1),
    "authors": _pane("authors"),
    "papers": _pane("papers"),
    "queue_pane": _pane("queue"),
    "detail": _pane("detail"),
    "into": into,
    "out": out,
    "search": lambda main: main.open_search(),
    "import": import_source,
    "paste": paste,
    "export": export,
    "copy": copy,
    "open": open_paper,
    "help": show_help,
    "palette": lambda main: main.app.action_command_palette(),
    "quit": lambda main: main.app.exit(),
}

"""Commands that move the cursor, select rows and switch panes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from readlist.commands import PANES
from readlist.session.ui_state import Sizes

if TYPE_CHECKING:
    from readlist.tui.main_screen import MainScreen

_WAYS = {"left": "h", "down": "j", "up": "k", "right": "l"}
Act = Callable[["MainScreen"], None]


def _rows(act: Act, scroll: Act) -> Act:
    """A command that moves the cursor of a list, or scrolls the detail."""
    return lambda main: act(main) if main.rows is not None else scroll(main)


def by(n: int) -> Act:
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


def pages(n: float) -> Act:
    def act(main: MainScreen) -> None:
        rows = main.rows
        assert rows is not None
        rows.page(n)

    return _rows(act, lambda main: main.detail.scroll_relative(y=int(n * main.detail.size.height), animate=False))


def to(end: bool) -> Act:
    def act(main: MainScreen) -> None:
        rows = main.rows
        assert rows is not None
        rows.move(len(rows.rows) if end else -len(rows.rows))

    def scroll(main: MainScreen) -> None:
        main.detail.scroll_end(animate=False) if end else main.detail.scroll_home(animate=False)

    return _rows(act, scroll)


def go_to(name: str) -> Act:
    return lambda main: main.go(name)


def step_pane(step: int) -> Act:
    def run(main: MainScreen) -> None:
        panes = [p for p in PANES if p != "authors" or not main.slides]
        at = panes.index(main.session.pane) if main.session.pane in panes else 0
        main.go(panes[(at + step) % len(panes)])

    return run


def beside(way: str) -> Act:
    return lambda main: main.go_beside(way)


def pane_there(main: MainScreen) -> None:
    """Let the next key choose the pane to go to."""
    main.then = {
        **{key: partial(main.go_beside, way) for way, letter in _WAYS.items() for key in (way, letter)},
        **dict.fromkeys(("w", "ctrl+w"), partial(step_pane(+1), main)),
    }


def widen(steps: int) -> Act:
    return lambda main: main.widen(steps)


def reset_sizes(main: MainScreen) -> None:
    main.sizes = Sizes(detail_shown=main.sizes.detail_shown)
    main.fit()


def toggle_skipped(main: MainScreen) -> None:
    main.papers.skipped_shown = not main.papers.skipped_shown
    main.papers.relist()
    main.session.notify("skipped papers are shown" if main.papers.skipped_shown else "skipped papers are hidden")
    main.refresh_edges()


def toggle_detail(main: MainScreen) -> None:
    main.toggle_detail()


def open_row(main: MainScreen) -> None:
    """Open the row under the cursor: list an author's papers, unfold a folded line, go to a paper's detail."""
    if main.session.pane == "authors" and main.authors.toggle_fold():
        return
    if main.session.pane == "authors":
        main.enter(main.papers.group)
        main.go("papers")
    elif main.pane == "papers" and (page := main.page_found()):
        from readlist.tui.commands.pdfs import read_here

        read_here(main, main.papers.current or 0, page)
    else:
        main.go("detail")


def back(main: MainScreen) -> None:
    """Go one step back: leave the detail, the selection, the search or the authors."""
    if main.session.pane == "detail":
        main.go(main.shown.id or "papers")
    elif not main.shown.select_none() and not main.close_search() and main.session.pane != "papers":
        main.go("papers")


def select(main: MainScreen) -> None:
    main.shown.toggle()


def select_range(main: MainScreen) -> None:
    main.shown.stretch()


def select_all(main: MainScreen) -> None:
    main.shown.select_all()


down, up = by(+1), by(-1)
first, last = to(end=False), to(end=True)
half_down, half_up = pages(+0.5), pages(-0.5)
page_down, page_up = pages(+1), pages(-1)
next_pane, previous_pane = step_pane(+1), step_pane(-1)
pane_left, pane_right = beside("left"), beside("right")
authors, papers, queue_pane, detail = map(go_to, PANES)
wider, narrower = widen(+1), widen(-1)

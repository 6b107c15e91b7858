"""Commands of the app as a whole: undo, redo, search, palette, theme, suspend, quit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readlist.tui.main_screen import MainScreen


def later(main: MainScreen) -> None:
    main.session.notify("Later works in triage (press T)")


def undo(main: MainScreen) -> None:
    if change := main.session.undo():
        main.go_to_changed(change)


def redo(main: MainScreen) -> None:
    if change := main.session.redo():
        main.go_to_changed(change)


def search(main: MainScreen) -> None:
    main.open_search()


def palette(main: MainScreen) -> None:
    main.app.action_command_palette()


def theme(main: MainScreen) -> None:
    main.app.search_themes()


def suspend(main: MainScreen) -> None:
    main.app.action_suspend_process()


def leave(main: MainScreen) -> None:
    main.leave()

"""Commands of the app as a whole: undo, redo, search, palette, theme, library, suspend, quit."""

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
    """Choose a theme, with a preview of the one under the cursor."""
    from readlist.tui.dialogs.base import Option
    from readlist.tui.dialogs.pick_dialog import ListPick

    app = main.app

    def show(name: str) -> None:
        app.theme = name

    themes = [Option(name, name) for name in sorted(app.available_themes)]
    ListPick(main.session, "Theme", themes, at=app.theme, preview=show).open(app, show)


def open_library(main: MainScreen) -> None:
    """Leave this library for another one."""
    from readlist.tui.dialogs.pick_dialog import LibraryDialog

    LibraryDialog(main.session).open(main.app, main.leave_for)


def suspend(main: MainScreen) -> None:
    main.app.action_suspend_process()


def leave(main: MainScreen) -> None:
    main.leave()

"""Tags, notes and the statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen


def tags(main: MainScreen) -> None:
    from readlist.tui.dialogs.tags_dialog import TagScreen

    main.app.push_screen(TagScreen(main, main.session.chosen))


def note(main: MainScreen) -> None:
    from readlist.tui.dialogs.note_dialog import NoteScreen

    assert main.session.paper is not None
    main.app.push_screen(NoteScreen(main, main.session.paper))


def statistics(main: MainScreen) -> None:
    from readlist.tui.dialogs.statistics_dialog import StatisticsScreen

    main.app.push_screen(StatisticsScreen(main))

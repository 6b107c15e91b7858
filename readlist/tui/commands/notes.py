"""Commands for tags, notes and the statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readlist.tui.main_screen import MainScreen


def tags(main: MainScreen) -> None:
    from readlist.tui.dialogs.text_dialogs import TagsDialog

    TagsDialog(main.session, main.session.chosen).open(main.app)


def note(main: MainScreen) -> None:
    from readlist.tui.dialogs.text_dialogs import NoteDialog

    id = main.session.only_paper("Note")
    if id is not None:
        NoteDialog(main.session, id).open(main.app)


def statistics(main: MainScreen) -> None:
    from readlist.tui.dialogs.sheets import StatisticsSheet

    StatisticsSheet(main.session).open(main.app)

"""Asking for a file to import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.readers import TAKES
from readlist.tui.importing import import_clipboard, import_file
from readlist.tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen


class ImportSource(Dialog):
    """A path, or nothing for the clipboard."""

    def __init__(self, main: MainScreen) -> None:
        super().__init__(
            main,
            "Import: the path of a file",
            "",
            f"{TAKES}\nenter with nothing: what the clipboard holds   ·   or paste the text itself   ·   esc leaves",
        )

    def answer(self, value: str) -> None:
        self.dismiss()
        if value:
            import_file(self.main, value)
        else:
            import_clipboard(self.main)

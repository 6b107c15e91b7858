"""Asking for a file to import."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from readlist.formats import TAKES
from readlist.tui.dialogs.dialog import Dialog
from readlist.tui.importing import import_clipboard, import_file
from readlist.tui.widgets.path_field import PathField, completed

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen


class ImportSource(Dialog):
    """A path, or nothing for the clipboard."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", show=False)]

    def __init__(self, main: MainScreen) -> None:
        super().__init__(
            main,
            "Import: the path of a file",
            "",
            f"{TAKES}\ntab completes the path   ·   enter with nothing: the clipboard   ·   or paste the text itself"
            "   ·   esc leaves",
        )

    def field(self, value: str) -> PathField:
        return PathField(value)

    def action_complete(self) -> None:
        """Take the rest of the name that is offered, as the right arrow does at the end of the line."""
        field = self.query_one(PathField)
        field.value = completed(field.value) or field.value
        field.cursor_position = len(field.value)

    def answer(self, value: str) -> None:
        self.dismiss()
        if value:
            import_file(self.main, value)
        else:
            import_clipboard(self.main)

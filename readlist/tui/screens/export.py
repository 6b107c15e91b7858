"""Asking where the queue is to be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.formats import Exported, ExportError, ExportOptions
from readlist.services.exports import export, write
from readlist.system.paths import user_path
from readlist.text import count
from readlist.tui.screens.dialog import Dialog

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen

_FILE = "queue.bib"


class ExportScreen(Dialog):
    """A file for the queue's BibTeX; an existing one is replaced only when told twice, and a .bak is kept."""

    def __init__(self, main: MainScreen) -> None:
        self._exported: Exported | None = None
        self._refused: str | None = None
        try:
            self._exported = export(main.library, main.library.queue, "bibtex", ExportOptions())
            remarks = "\n".join(self._exported.remarks)
            ready = count(len(self._exported.written), "entry", "entries")
            answer = f"{ready} ready   ·   enter writes   ·   esc leaves" + (f"\n{remarks}" if remarks else "")
        except ExportError as error:
            answer = str(error)
        super().__init__(main, "Write the queue as BibTeX to", main.exported_to or _FILE, answer)

    def answer(self, value: str) -> None:
        if self._exported is None or not self._exported.text:
            self.tell("The queue holds nothing that can be cited: a puts papers there.")
            return
        if not value:
            self.tell("Name a file.")
            return
        try:
            done = write(self._exported, user_path(value), overwrite=self._refused == value)
        except ExportError as error:
            self._refused = value
            self.tell(f"{error}\nenter again replaces it   ·   esc leaves")
            return
        self.main.exported_to = value
        self.dismiss()
        self.main.say(done)

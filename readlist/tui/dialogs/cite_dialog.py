"""The cite dialog: copy a citation in one of several forms, or add entries to a manuscript's bibliography."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from readlist.formats import ExportError
from readlist.model.text import count
from readlist.platform.paths import user_path
from readlist.session.copies import CITATIONS, Copy
from readlist.session.manuscripts import add, bibliography_of
from readlist.session.session import Session
from readlist.tui.dialogs.base import Panel
from readlist.tui.dialogs.copy_dialog import CopyDialog, copy_text
from readlist.tui.dialogs.export_dialog import export_options
from readlist.tui.dialogs.form_fields import PathField
from readlist.writing.cite_forms import BY_NAME
from readlist.writing.manuscript import ManuscriptError
from readlist.writing.manuscript_kinds import kind_of


class CiteDialog(CopyDialog):
    """The forms of a citation, each with its text; enter copies, w writes entries into a bibliography."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "write", "write into …", tooltip="Add the entries to the bibliography of a manuscript")
    ]
    heading = "Cite"

    def copies(self) -> Mapping[str, Copy]:
        return CITATIONS

    def action_write(self) -> None:
        self.dismiss(None)
        IntoDialog(self.session, self.papers).open(self.app)


class IntoDialog(Panel[None]):
    """Asks for a manuscript, or a bibliography: what it lacks is added, and the citation copied."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "add", tooltip="Add the entries, and copy the citation"),
        Binding("tab", "complete", "complete", tooltip="Complete the path"),
    ]

    def __init__(self, session: Session, papers: Sequence[int]) -> None:
        heading = f"Add {count(len(papers), 'entry', 'entries')} to the bibliography of"
        super().__init__(session, heading, "a manuscript (.tex .md .qmd .typ .org), or the bibliography itself")
        self._papers = [id for id in papers if session.library.papers[id].citable]
        self._path = PathField(session.cited_in or "", id="path")

    def compose_body(self) -> ComposeResult:
        yield self._path

    def on_mount(self) -> None:
        self._path.focus()

    def action_complete(self) -> None:
        self._path.complete()

    def action_accept(self) -> None:
        value, session = self._path.value.strip(), self.session
        if not value:
            self.show_error("enter the path of a manuscript or a bibliography")
            return
        if not self._papers:
            self.show_error("nothing to cite yet: only the abstract is known")
            return
        try:
            path = user_path(value)
            added = add(session.opened, self._papers, bibliography_of(path), export_options(session))
        except (ExportError, ManuscriptError) as error:
            self.show_error(str(error))
            return
        session.cited_in = value
        app, library, kind = self.app, session.library, kind_of(path.name)
        self.dismiss(None)
        named = [(added.keys.get(id, library.papers[id].key), library.papers[id]) for id in self._papers]
        text = BY_NAME[kind.form if kind else "key"].text(named)
        copy_text(app, session, text, text, f"; {added.report}")
        session.end_selection()

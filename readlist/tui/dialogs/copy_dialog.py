"""The copy dialog, and copying text through the terminal and the system clipboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from readlist.formats import ExportError
from readlist.model.text import clean, count
from readlist.platform.paths import user_path
from readlist.platform.programs import ClipboardError, write_clipboard
from readlist.session.copies import COPIES, Copy, in_style
from readlist.session.exports import gaps
from readlist.session.session import Session
from readlist.tui.dialogs.base import Panel
from readlist.tui.dialogs.export_dialog import export_options
from readlist.tui.terminal import HandoverError, show_outside
from readlist.tui.widgets.row_list import Part, RowList, fitted

_MOST_PAPERS = 50  # papers whose texts are made only to be shown
_NAME_WIDTH = 10


class CopyList(RowList[str]):
    """Names of what can be copied, each with the beginning of its text."""

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__(id="copies")
        self._texts = texts
        self.rows = tuple(texts)

    def draw(self, name: str, width: int) -> list[Part]:
        head = f"{(self.places[name] + 1) % 10} {name:{_NAME_WIDTH}} "
        text = clean(self._texts[name][:500]) or "none"
        return [
            Part(fitted(head, min(len(head), width))),
            Part(fitted(text, max(width - len(head), 0)), "muted"),
        ]


class CopyDialog(Panel[None]):
    """Lists the texts that can be copied from some papers; a digit or enter copies one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "copy", tooltip="Copy what is under the cursor"),
        Binding("escape,q", "cancel", "cancel", tooltip="Close without copying"),
        Binding("j,down", "move(1)", tooltip="Next row"),
        Binding("k,up", "move(-1)", tooltip="Previous row"),
        *[Binding(str(n), f"copy({(n - 1) % 10})", show=False) for n in range(10)],
    ]
    rows: CopyList
    heading = "Copy"

    def __init__(self, session: Session, papers: Sequence[int]) -> None:
        super().__init__(session, self.heading if len(papers) == 1 else f"{self.heading} {count(len(papers), 'paper')}")
        self.papers = papers
        self._copies = dict(self.copies())
        if style := session.settings.export.style:
            self._copies["reference"] = in_style(user_path(style))
        self.rows = CopyList({name: self._text(name) for name in self._copies})

    def copies(self) -> Mapping[str, Copy]:
        """What is offered, by name."""
        return COPIES

    def _text(self, name: str) -> str:
        try:
            return self._copies[name](self.session.library, self.papers[:_MOST_PAPERS], export_options(self.session))
        except ExportError as error:
            return str(error)

    def compose_body(self) -> ComposeResult:
        yield self.rows

    def on_mount(self) -> None:
        self.fit_rows(self.rows, around=5)
        self.rows.show(self.rows.rows)
        self.rows.focus()

    def action_accept(self) -> None:
        self.action_copy(self.rows.cursor)

    def action_copy(self, place: int) -> None:
        app, name = self.app, self.rows.rows[place]
        self.dismiss(None)
        copy_as(app, self.session, name, self.papers, self._copies[name])


def copy_as(app: App[Any], session: Session, name: str, ids: Sequence[int], copy: Copy | None = None) -> None:
    """Copy one of ``COPIES`` of some papers, or what ``copy`` makes of them, and tell the user."""
    try:
        text = (copy or COPIES[name])(session.library, ids, export_options(session))
    except ExportError as error:
        session.notify(str(error), "error")
        return
    if text:
        what = session.library.papers[ids[0]].key if len(ids) == 1 else count(len(ids), "paper")
        lack = gaps(session.library, ids) if name == "BibTeX" else ""
        copy_text(app, session, text, f"the {name} of {what}", f"; {lack}: E looks it up" if lack else "")
        session.end_selection()
    elif any(session.library.papers[id].citable for id in ids):
        session.notify(f"no {name} to copy", "warning")
    else:
        session.notify("nothing to cite yet: only the abstract is known", "warning")


def copy_text(app: App[Any], session: Session, text: str, what: str, more: str = "") -> None:
    """Copy a text, and tell the user how. A terminal can't confirm a copy, so the second press shows the text."""
    if session.unconfirmed_copy == text:
        session.unconfirmed_copy = None
        try:
            show_outside(app, text)
        except HandoverError as error:
            session.notify(str(error), "warning")
        return
    app.copy_to_clipboard(text)

    def work() -> None:
        try:
            write_clipboard(text)
            report = f"copied {what}{more}"
        except ClipboardError:
            session.unconfirmed_copy = text
            how = "not in your clipboard? The same key again shows the text"
            report = f"copied {what} through the terminal{more}; {how}"
        app.call_from_thread(session.notify, report)

    app.run_worker(work, thread=True, exclusive=True, group="copy")

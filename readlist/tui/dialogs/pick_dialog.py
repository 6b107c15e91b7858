"""Dialogs that find by a few letters what to pick: a record to merge, an author, a theme, a library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.fuzzy import Matcher
from textual.widgets import Input

from readlist.library import repairs
from readlist.library.library import Library
from readlist.library.listing import short_date
from readlist.library.marking import Plan, title_of
from readlist.library.repairs import RepairError
from readlist.model.text import fold
from readlist.platform.paths import user_path
from readlist.session.session import Session
from readlist.session.ui_state import known_libraries
from readlist.tui.dialogs.base import Option, OptionRows, Panel
from readlist.tui.widgets.row_list import RowList
from readlist.tui.widgets.search_bar import Field

_SHOWN = 8  # options at once, of many
_FEW_SHOWN = 14  # of a few


class PickDialog(Panel[str]):
    """A field, and below it the options that match it, best first; enter takes the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "select", tooltip="Select the option under the cursor"),
        Binding("down", "move(1)", tooltip="Next option"),
        Binding("up", "move(-1)", tooltip="Previous option"),
    ]
    rows: OptionRows
    most = _SHOWN
    likely = True  # are the options shown before anything is typed only guesses?

    def __init__(self, session: Session, heading: str, about: str = "") -> None:
        super().__init__(session, heading, about)
        self.field = Field(compact=True)
        self.rows = OptionRows(self.options(""))
        self._moved = False  # did the user move to an option without typing?

    def options(self, text: str) -> Sequence[Option]:
        """The options that match a text; for an empty one, the likely options."""
        raise NotImplementedError

    def pick(self, id: str) -> None:
        """Carry out the dialog's purpose with an option."""
        raise NotImplementedError

    def compose_body(self) -> ComposeResult:
        yield self.field
        yield self.rows

    def on_mount(self) -> None:
        self.rows.can_focus = False
        self.rows.styles.height = min(self.most, max(self.app.size.height - 9, 2))
        self.field.focus()

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        event.stop()
        self.show_message("")
        self.rows.offer(self.options(event.value.strip()))

    def action_move(self, by: int) -> None:
        self.rows.move(by if self._moved or self.field.value.strip() or not self.likely else 0)
        self._moved = True

    def action_accept(self) -> None:
        text = self.field.value.strip()
        if self.likely and not (text or self._moved):  # a guess is not the user's choice yet
            self.show_error("type what you remember, or choose with ↓")
        elif self.rows.current is None:
            self.show_error(f"no match for “{text}”")
        else:
            self.pick(self.rows.current)

    def change(self, command: str, plan: Callable[[Library, str], Plan]) -> None:
        """Carry out a change and close; if it makes no sense, say why."""
        try:
            change = self.session.change(command, plan)
        except RepairError as error:
            self.show_error(str(error))
            return
        self.dismiss(None)
        if change:
            self.session.notify(f"{change.summary}   (u undoes)")


class ListPick(PickDialog):
    """Asks for one of a few options, all of them shown until something is typed; the result is its id.

    ``preview``, if given, is called with the option under the cursor, and with the first one on cancelling.
    """

    likely = False

    def __init__(
        self,
        session: Session,
        heading: str,
        options: Sequence[Option],
        at: str | None = None,
        preview: Callable[[str], object] | None = None,
    ) -> None:
        self._options, self._at, self._preview = options, at, preview
        self.most = min(len(options), _FEW_SHOWN)
        super().__init__(session, heading)

    def on_mount(self) -> None:
        self.rows.show(self.rows.rows, self._at)

    def options(self, text: str) -> Sequence[Option]:
        """The options that have the letters of a text in order, the nearest first."""
        matcher = Matcher(text)
        scores = {option.id: matcher.match(option.name) if text else 1.0 for option in self._options}
        return sorted((option for option in self._options if scores[option.id]), key=lambda option: -scores[option.id])

    @on(RowList.Moved)
    def _show_preview(self) -> None:
        if self._preview is not None and self.rows.current is not None:
            self._preview(self.rows.current)

    def action_cancel(self) -> None:
        if self._preview is not None and self._at is not None:
            self._preview(self._at)
        self.dismiss(None)

    def pick(self, id: str) -> None:
        self.dismiss(id)


class LibraryDialog(PickDialog):
    """Asks for another library: one that was open before, or the path of a folder; the result is its folder."""

    def __init__(self, session: Session) -> None:
        here = session.opened.folder.resolve()
        self._known = [folder for folder in known_libraries() if folder != here]
        super().__init__(
            session, "Open another library", "type the path of its folder; a new one is made with its first paper"
        )

    def options(self, text: str) -> Sequence[Option]:
        matcher = Matcher(text)
        known = [Option(str(folder), str(folder)) for folder in self._known if not text or matcher.match(str(folder))]
        path = user_path(text).absolute() if text else None
        typed = path is not None and ("/" in text or path.is_dir()) and path not in self._known
        return [*([Option(str(path), str(path), "this folder")] if typed else ()), *known][:_SHOWN]

    def pick(self, id: str) -> None:
        if Path(id).exists() and not Path(id).is_dir():
            self.show_error(f"not a folder: {id}")
        else:
            self.dismiss(id)


class MergeDialog(PickDialog):
    """Asks for another record of a paper, by words of its title, its authors or its key; likely ones first."""

    def __init__(self, session: Session, id: int) -> None:
        self._paper = id
        title = title_of(session.library.papers[id])
        about = (
            "type words or the citation key of the other record; its facts and marks move here, its key keeps working"
        )
        super().__init__(session, f"Merge into {title}", about)

    def options(self, text: str) -> Sequence[Option]:
        library = self.session.library
        keyed = library.find(text) if text else ()
        likely = text or library.papers[self._paper].title_text
        found = dict.fromkeys((*keyed, *self.session.search(likely).ids))
        return [self._option(id) for id in [*found][: _SHOWN + 1] if id != self._paper][:_SHOWN]

    def _option(self, id: int) -> Option:
        paper = self.session.library.papers[id]
        date = short_date(paper.date, self.session.today)
        return Option(str(id), paper.title_text, f"{date}  {paper.key}  {', '.join(paper.authors[:3])}")

    def pick(self, id: str) -> None:
        self.change("merge", lambda library, at: repairs.join(library, [self._paper, int(id)]))


class AliasDialog(PickDialog):
    """Asks for another name of an author, among the authors of the library."""

    def __init__(self, session: Session, name: str) -> None:
        self._author = name
        super().__init__(session, f"Another name of {name}", "papers under both names are listed together")

    def options(self, text: str) -> Sequence[Option]:
        library = self.session.library
        begun = fold(text or self._author.split()[-1])
        names = (name for name in library.author_names_with(begun) if name != self._author)
        return [Option(name, name, f"{len(library.papers_of(name))} papers") for name in islice(names, _SHOWN)]

    def pick(self, id: str) -> None:
        self.change("alias", lambda library, at: repairs.alias(library, [self._author, id]))

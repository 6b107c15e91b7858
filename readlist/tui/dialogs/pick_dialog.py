"""Picking something by typing what one remembers of it: the other record of a paper, another name of an author."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from readlist.library import repairs
from readlist.library.library import Library
from readlist.library.listing import short_date
from readlist.library.marking import Plan, title_of
from readlist.library.repairs import RepairError
from readlist.model.text import fold
from readlist.session.session import Session
from readlist.tui.dialogs.base import Option, OptionRows, Panel
from readlist.tui.widgets.search_bar import Field

_SHOWN = 8  # options at once


class PickDialog(Panel[str]):
    """A field, and below it what the text finds, best first; enter takes the option under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "select", tooltip="Select the option under the cursor"),
        Binding("down", "move(1)", tooltip="Next option"),
        Binding("up", "move(-1)", tooltip="Previous option"),
    ]
    rows: OptionRows

    def __init__(self, session: Session, heading: str, about: str) -> None:
        super().__init__(session, heading, about)
        self.field = Field(compact=True)
        self.rows = OptionRows(self.options(""))
        self._moved = False  # was an option chosen that nothing was typed for?

    def options(self, text: str) -> Sequence[Option]:
        """What a text finds; what is likely, for an empty one."""
        raise NotImplementedError

    def pick(self, id: str) -> None:
        """Do what the dialog is for with an option."""
        raise NotImplementedError

    def compose_body(self) -> ComposeResult:
        yield self.field
        yield self.rows

    def on_mount(self) -> None:
        self.rows.can_focus = False
        self.rows.styles.height = min(_SHOWN, max(self.app.size.height - 9, 2))
        self.field.focus()

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        event.stop()
        self.show_message("")
        self.rows.offer(self.options(event.value.strip())[:_SHOWN])

    def action_move(self, by: int) -> None:
        self.rows.move(by if self._moved or self.field.value.strip() else 0)
        self._moved = True

    def action_accept(self) -> None:
        text = self.field.value.strip()
        if not (text or self._moved):  # what is likely is no choice of the user's yet
            self.show_error("type what you remember, or choose with ↓")
        elif self.rows.current is None:
            self.show_error(f"no match for “{text}”")
        else:
            self.pick(self.rows.current)

    def change(self, command: str, plan: Callable[[Library, str], Plan]) -> None:
        """Carry out a change and close; where it makes no sense, say why."""
        try:
            change = self.session.change(command, plan)
        except RepairError as error:
            self.show_error(str(error))
            return
        self.dismiss(None)
        if change:
            self.session.notify(f"{change.summary}   (u undoes)")


class MergeDialog(PickDialog):
    """The other record of a paper, by words of its title, its authors or its key; likely ones first."""

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
        return [self._option(id) for id in [*found][: _SHOWN + 1] if id != self._paper]

    def _option(self, id: int) -> Option:
        paper = self.session.library.papers[id]
        date = short_date(paper.date, self.session.today)
        return Option(str(id), paper.title_text, f"{date}  {paper.key}  {', '.join(paper.authors[:3])}")

    def pick(self, id: str) -> None:
        self.change("merge", lambda library, at: repairs.join(library, [self._paper, int(id)]))


class AliasDialog(PickDialog):
    """Another name of an author, among the authors of the library."""

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

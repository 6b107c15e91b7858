"""Choosing what to copy of a paper: each thing on a line, with the text it would be."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from readlist.formats import ExportError
from readlist.model.text import clean
from readlist.session.copies import COPIES
from readlist.tui.exporting import chosen, export_options
from readlist.tui.widgets.bars import KeyHints
from readlist.tui.widgets.row_list import RowList
from readlist.view.rows import Part, fitted

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen

_MOST = 50  # papers of which the texts are made only to be shown
_NAME = 10


class CopyList(RowList[str]):
    """Names of what can be copied, each with the beginning of its text."""

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__(id="copies")
        self.texts = texts
        self.rows = tuple(texts)

    def draw(self, name: str, width: int) -> list[Part]:
        number = (self.places[name] + 1) % 10
        text = clean(self.texts[name][:500])
        head = f"{number} {name:{_NAME}} "
        return [
            Part(fitted(head, min(len(head), width))),
            Part(fitted(text or "none", max(width - len(head), 0)), "muted"),
        ]


class CopyScreen(ModalScreen[None]):
    """A number, or enter, copies; escape leaves."""

    DEFAULT_CSS = """
    CopyScreen { align: center bottom; background: $background 40%; }
    CopyScreen > Vertical { height: auto; max-height: 100%; background: $panel; padding: 1 2 0 2; }
    CopyScreen #question { text-style: bold; height: 1; }
    CopyScreen CopyList { height: auto; max-height: 10; margin: 1 0; background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", show=False),
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("enter", "take(-1)", show=False),
        *[Binding(str(n), f"take({(n - 1) % 10})", show=False) for n in range(10)],
    ]

    def __init__(self, main: MainScreen) -> None:
        super().__init__()
        self.main = main
        self._papers = chosen(main)
        self._copies = CopyList({name: self._text(name) for name in COPIES})

    def _text(self, name: str) -> str:
        try:
            return COPIES[name](self.main.session.library, self._papers[:_MOST], export_options(self.main))
        except ExportError as error:
            return str(error)

    def compose(self) -> ComposeResult:
        n = len(self._papers)
        with Vertical():
            yield Static("Copy" if n == 1 else f"Copy of {n:,} papers", id="question", markup=False)
            yield self._copies
            yield KeyHints()

    def on_mount(self) -> None:
        self._copies.styles.height = min(len(COPIES), max(self.app.size.height - 5, 1))
        self._copies.show(self._copies.rows)
        self._copies.focus()
        self.query_one(KeyHints).tell([("1…0", "copy that"), ("enter", "copy"), ("esc", "leave")])

    def action_move(self, by: int) -> None:
        self._copies.move(by)

    def action_take(self, place: int) -> None:
        from readlist.tui.copying import copy_as

        name = self._copies.rows[self._copies.cursor if place < 0 else place]
        self.dismiss()
        copy_as(self.main, name, self._papers)

    @on(RowList.Chosen)
    def _clicked(self) -> None:
        self.action_take(-1)

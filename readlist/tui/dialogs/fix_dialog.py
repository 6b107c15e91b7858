"""Correcting a paper: where the title ends, chosen from the likely places, or any fact, written anew."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from readlist.library.corrections import Facts, FixError, check, parse_authors
from readlist.model.paper import Paper
from readlist.pages.cut import Cut, alternatives
from readlist.pages.page import Entry
from readlist.tui.widgets.bars import KeyHints
from readlist.tui.widgets.field import Field
from readlist.tui.widgets.row_list import RowList
from readlist.view.rows import Part, fitted

_LIKELY = 0.001  # share of a cut that is worth showing where the present one is not in doubt
_FIELDS = ("title", "authors", "date", "category", "arxiv", "doi")


@dataclass(frozen=True, slots=True)
class Given:
    """What is known and may be corrected."""

    title: str = ""
    authors: tuple[str, ...] = ()
    et_al: bool = False
    date: str = ""
    category: str = ""
    arxiv: str = ""
    doi: str = ""
    to_check: bool = False

    def written(self, name: str) -> str:
        """A fact as its field shows it: names with semicolons between them."""
        if name == "authors":
            return "; ".join((*self.authors, *(("et al.",) if self.et_al else ())))
        text: str = getattr(self, name)
        return text

    @property
    def line(self) -> str:
        """Title and authors run together, as a compact page has them."""
        return self.title + ", ".join(self.authors) + (" et al." if self.et_al else "")


def given_of(record: Paper | Entry) -> Given:
    """What a paper, or an entry of a page, gives."""
    numbers = (record.arxiv, record.doi) if isinstance(record, Paper) else (None, None)
    return Given(
        title=record.title or "",
        authors=record.authors,
        et_al=record.et_al,
        date=record.date or "",
        category=record.category or "",
        arxiv=numbers[0] or "",
        doi=numbers[1] or "",
        to_check=record.to_check,
    )


class CutList(RowList[int]):
    """The likely cuts, numbered; the present one first."""

    def __init__(self, cuts: tuple[Cut, ...]) -> None:
        super().__init__(id="cuts")
        self.cuts = cuts
        self.rows = range(len(cuts))

    def draw(self, place: int, width: int) -> list[Part]:
        cut = self.cuts[place]
        names = fitted(" │ " + ", ".join(cut.authors) + (" et al." if cut.et_al else ""), width // 2).rstrip()
        room = width - 2 - cell_len(names)
        end = cut.title if cell_len(cut.title) <= room else "…" + cut.title[-(room - 1) :]  # its end is what counts
        return [Part(f"{place + 1} ", "place"), Part(fitted(end, min(room, cell_len(end)))), Part(names, "muted")]


class FixScreen(ModalScreen[Facts | None]):
    """A number or enter takes a cut; enter in a field takes what the fields say; escape leaves all as it was."""

    DEFAULT_CSS = """
    FixScreen { align: center bottom; background: $background 40%; }
    FixScreen > Vertical { height: auto; max-height: 100%; background: $panel; padding: 1 2 0 2; }
    FixScreen CutList { height: auto; max-height: 9; margin: 0 0 1 0; background: $panel; }
    FixScreen #question { text-style: bold; height: auto; }
    FixScreen #reason { color: $text-warning; height: auto; }
    FixScreen Horizontal { height: 1; }
    FixScreen Horizontal > Static { width: 10; color: $text-muted; }
    FixScreen Field { width: 1fr; background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("enter", "choose(0)", show=False),
        *[Binding(str(n), f"choose({n})", show=False) for n in range(1, 10)],
    ]

    def __init__(self, given: Given, known: Container[str]) -> None:
        super().__init__()
        self._given = given
        present = Cut(given.title, given.authors, given.et_al, (), 1.0)
        others = alternatives(given.line, known) if given.title and given.authors else ()
        others = tuple(c for c in others if (c.title, c.authors) != (present.title, present.authors))
        if not given.to_check:
            others = tuple(c for c in others if c.confidence >= _LIKELY)
        self._cuts = CutList((present, *others)[:9] if others or given.to_check else ())

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Where does the title end?" if self._cuts.cuts else "The facts", id="question", markup=False)
            yield self._cuts
            for name in _FIELDS:
                with Horizontal():
                    yield Static(name, markup=False)
                    yield Field(self._given.written(name), compact=True, id=f"fix-{name}", select_on_focus=False)
            yield Static("", id="reason", markup=False)
            yield KeyHints()

    def on_mount(self) -> None:
        self._cuts.display = bool(self._cuts.cuts)
        self._cuts.styles.height = min(len(self._cuts.cuts), max(self.app.size.height - 14, 2))
        self._cuts.show(self._cuts.rows)
        if self._cuts.cuts:
            self._cuts.focus()
        else:
            self.query_one("#fix-title").focus()
        hints = [("1…9", "that cut")] if self._cuts.cuts else []
        self.query_one(KeyHints).tell([("enter", "take it"), *hints, ("tab", "to the facts"), ("esc", "leave")])

    def action_move(self, by: int) -> None:
        if self.focused is self._cuts:
            self._cuts.move(by)

    def action_choose(self, number: int) -> None:
        """Take the cut of that number, or the one under the cursor."""
        place = number - 1 if number else self._cuts.cursor
        if self.focused is self._cuts and place < len(self._cuts.cuts):
            cut = self._cuts.cuts[place]
            same = (cut.title, cut.authors) == (self._given.title, self._given.authors)
            self.dismiss(Facts() if same else Facts(title=cut.title, authors=cut.authors, et_al=cut.et_al))

    @on(RowList.Chosen)
    def _clicked(self) -> None:
        self.action_choose(0)

    @on(Input.Submitted)
    def _written(self, event: Input.Submitted) -> None:
        """What the fields say that was not said before."""
        event.stop()
        said = {name: self.query_one(f"#fix-{name}", Field).value.strip() for name in _FIELDS}
        new = {name: text for name, text in said.items() if text != self._given.written(name)}
        authors, et_al = parse_authors(new.pop("authors")) if "authors" in new else (None, False)
        facts = Facts(authors=authors, et_al=et_al, **new)
        try:
            check(facts)
        except FixError as error:
            self.query_one("#reason", Static).update(str(error))
        else:
            self.dismiss(facts)

    def action_leave(self) -> None:
        self.dismiss(None)

"""The fix dialog: choose where the title ends, or correct any fact of a paper."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from readlist.library.repairs import FixError, check, correction, parse_authors
from readlist.model.paper import Candidate, Paper
from readlist.pages.cut import Cut, alternatives
from readlist.session.session import Session
from readlist.tui.dialogs.base import Panel
from readlist.tui.widgets.row_list import Part, RowList, fitted
from readlist.tui.widgets.search_bar import Field

_LIKELY = 0.001  # least confidence of a cut that is offered where the present one is not in doubt
_MOST_CUTS = 9  # each has a digit
_FIELDS = ("title", "authors", "date", "venue", "type", "category", "arxiv", "doi")
_MORE = "more"  # the field for facts that have none of their own: "pages=1--9"


@dataclass(frozen=True, slots=True)
class Given:
    """The facts that can be corrected."""

    title: str = ""
    authors: tuple[str, ...] = ()
    et_al: bool = False
    date: str = ""
    category: str = ""
    arxiv: str = ""
    doi: str = ""
    venue: str = ""
    type: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)  # further facts under BibTeX's names
    to_check: bool = False

    def text(self, name: str) -> str:
        """A fact as its field shows it: names with semicolons between them."""
        if name == "authors":
            return "; ".join((*self.authors, *(("et al.",) if self.et_al else ())))
        return str(getattr(self, name))

    @property
    def line(self) -> str:
        """Title and authors run together, as on a compact page."""
        return self.title + ", ".join(self.authors) + (" et al." if self.et_al else "")


def given_of(record: Paper | Candidate) -> Given:
    """The facts of a paper, or of an entry of a page."""
    ids = (record.arxiv, record.doi) if isinstance(record, Paper) else (None, None)
    return Given(
        title=record.title or "",
        authors=record.authors,
        et_al=record.et_al,
        date=record.date or "",
        category=record.category or "",
        arxiv=ids[0] or "",
        doi=ids[1] or "",
        venue=record.venue or "",
        type=record.type or "",
        fields=record.fields,
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


class FixDialog(Panel[Candidate]):
    """Corrects what is ``given``; the result is what the user changed. ``known`` are names of authors in the library.

    Enter or a digit takes a cut where the list of cuts has the focus; in a field, enter saves what the fields say.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *[Binding(str(n), f"choose({n})", show=False) for n in range(1, _MOST_CUTS + 1)],
        Binding("tab", "app.focus_next", "next field", tooltip="Next field"),
        Binding("down", "move(1)", tooltip="Next cut, or next field"),
        Binding("up", "move(-1)", tooltip="Previous cut, or previous field"),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
    ]
    rows: CutList

    def __init__(self, session: Session, given: Given, known: Container[str]) -> None:
        self._given = given
        present = Cut(given.title, given.authors, given.et_al, (), 1.0)
        others = alternatives(given.line, known) if given.title and given.authors else ()
        others = tuple(c for c in others if (c.title, c.authors) != (present.title, present.authors))
        if not given.to_check:
            others = tuple(c for c in others if c.confidence >= _LIKELY)
        self.rows = CutList((present, *others)[:_MOST_CUTS] if others or given.to_check else ())
        super().__init__(session, "Where does the title end?" if self.rows.cuts else "Edit the paper")

    def compose_body(self) -> ComposeResult:
        yield self.rows
        with VerticalScroll(id="facts", can_focus=False):
            for name in _FIELDS:
                yield from self._row(name, self._given.text(name), f"fix-{name}")
            for n, (name, text) in enumerate(self._given.fields.items()):
                yield from self._row(name, text, f"fix-field-{n}")
            yield from self._row(_MORE, "", f"fix-{_MORE}")

    def _row(self, name: str, text: str, id: str) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Static(name, markup=False)
            placeholder = "another field: pages=1--9" if name == _MORE else ""
            yield Field(text, compact=True, id=id, select_on_focus=False, placeholder=placeholder)

    def on_mount(self) -> None:
        self.rows.display = bool(self.rows.cuts)
        self.fit_rows(self.rows, around=14)
        self._fit()
        self.rows.show(self.rows.rows)
        self.set_focus(self.rows if self.rows.cuts else self.query_one("#fix-title"))

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """Show as many facts as there is room for; the others scroll."""
        cuts = len(self.rows.cuts) + 1 if self.rows.cuts else 0
        self.query_one("#facts").styles.max_height = max(self.app.size.height - 9 - cuts, 3)

    def labels(self) -> Mapping[str, str]:
        digits = f"1…{len(self.rows.cuts)}" if self.focused is self.rows else ""
        return {"accept": f"save (or {digits})" if digits else "save"}

    def action_move(self, by: int) -> None:
        last = len(self.rows.cuts) - 1
        if self.focused is self.rows and not (by > 0 and self.rows.cursor == last):
            self.rows.move(by)
        elif by > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def action_choose(self, number: int) -> None:
        """Take the cut of that number, from 1."""
        if self.focused is self.rows and number <= len(self.rows.cuts):
            cut = self.rows.cuts[number - 1]
            same = (cut.title, cut.authors) == (self._given.title, self._given.authors)
            self.dismiss(correction() if same else correction(title=cut.title, authors=cut.authors, et_al=cut.et_al))

    def action_accept(self) -> None:
        if self.focused is self.rows:
            self.action_choose(self.rows.cursor + 1)
            return
        texts = {name: self.query_one(f"#fix-{name}", Field).value.strip() for name in _FIELDS}
        new = {name: text for name, text in texts.items() if text != self._given.text(name)}
        authors, et_al = parse_authors(new.pop("authors")) if "authors" in new else (None, False)
        try:
            facts = correction(authors=authors, et_al=et_al or None, fields=self._further(), **new)
            check(facts)
        except FixError as error:
            self.show_error(str(error))
        else:
            self.dismiss(facts)

    def _further(self) -> dict[str, str] | None:
        """The further facts that were changed, by name. Raises FixError."""
        fields = self._given.fields
        texts = [self.query_one(f"#fix-field-{n}", Field).value.strip() for n in range(len(fields))]
        new = {name: text for (name, old), text in zip(fields.items(), texts, strict=True) if text != old.strip()}
        if more := self.query_one(f"#fix-{_MORE}", Field).value.strip():
            name, sign, text = more.partition("=")
            if not (sign and re.fullmatch(r"[a-z][a-z0-9_-]*", name.strip())):
                raise FixError(f"not a field: {more}; write it as pages=1--9")
            new[name.strip()] = text.strip()
        return new or None

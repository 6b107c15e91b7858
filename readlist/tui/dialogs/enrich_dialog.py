"""The dialog that shows what a look-up found, field by field, to be accepted or left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from readlist.library.differences import Difference, differences
from readlist.lookup.completion import Choice, completed
from readlist.lookup.seeker import Outcome, described
from readlist.lookup.services import NAMES
from readlist.model.paper import Candidate
from readlist.model.text import count, join_words
from readlist.session.lookups import enrich, twins
from readlist.session.session import Session
from readlist.store.files import StoreError
from readlist.tui.dialogs.base import LIST_KEYS, Dialog
from readlist.tui.widgets.row_list import Part, RowList, fitted

_WORD_WIDTH, _FIELD_WIDTH = 10, 13
_MOST_TWINS = 3  # messages at once
_LABELS = {"arxiv": "arXiv", "doi": "DOI", "urls": "link"}
_ORDER = ("found", "unsure", "failed", "unknown", "untitled")  # kinds of outcomes, from the most to the least useful
_UNSURE = "?"  # in place of a field: the record that may be the published paper


@dataclass(frozen=True, slots=True)
class _Row:
    """A line: a paper, a field that would change, or a record to be asked about."""

    paper: int  # place among the outcomes
    field: str = ""  # "" for the paper itself, or _UNSURE


class EnrichList(RowList[_Row]):
    """The papers that were looked up, each with what would change under it."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        super().__init__(id="outcomes")
        self.outcomes = sorted(outcomes, key=lambda o: _ORDER.index(o.kind))
        self.accepted = {n for n, o in enumerate(self.outcomes) if o.sure}
        self._unsure_accepted: set[int] = set()  # papers whose unsure record counts
        self._unchanged: set[tuple[int, str]] = set()  # fields that stay as they are
        self._differences: dict[_Row, Difference] = {}

    def _records(self, n: int) -> tuple[Candidate, ...]:
        outcome = self.outcomes[n]
        unsure = (outcome.unsure.found,) if outcome.unsure and n in self._unsure_accepted else ()
        return (*(m.found for m in outcome.sure), *unsure)

    def _differences_of(self, n: int) -> tuple[Difference, ...]:
        paper = self.outcomes[n].paper
        return differences(paper, completed(paper, self._records(n)))

    def update(self) -> None:
        """Update the rows: an accepted paper has its fields under it."""
        rows: list[_Row] = []
        self._differences = {}
        for n, outcome in enumerate(self.outcomes):
            rows.append(_Row(n))
            if outcome.unsure and outcome.sure:
                rows.append(_Row(n, _UNSURE))
            for difference in self._differences_of(n):
                rows.append(_Row(n, difference.field))
                self._differences[rows[-1]] = difference
        self.show(rows, self.current)

    def toggle(self, row: _Row) -> None:
        """Accept the paper, field or record of a row, or leave it."""
        n = row.paper
        outcome = self.outcomes[n]
        if row.field == _UNSURE or (not row.field and not outcome.sure and outcome.unsure):
            self._unsure_accepted ^= {n}
            if not outcome.sure:
                self.accepted ^= {n}
            elif n in self._unsure_accepted:
                self.accepted |= {n}
        elif row.field:
            self._unchanged ^= {(n, row.field)}
        elif outcome.sure:
            self.accepted ^= {n}
        self.update()

    @property
    def choices(self) -> list[Choice]:
        """The accepted records and the fields to leave."""
        return [
            Choice(o.paper.id, self._records(n), frozenset(f for m, f in self._unchanged if m == n), o.whole)
            for n, o in enumerate(self.outcomes)
            if n in self.accepted
        ]

    def whole(self, row: _Row) -> str:
        """The full text of a row, whose line may be too short: half a title is not enough to judge by."""
        outcome = self.outcomes[row.paper]
        if row in self._differences:
            d = self._differences[row]
            return f"{d.old} → {d.new}" if d.old else d.new
        if outcome.unsure and (row.field or not outcome.sure):
            question = "published as?" if row.field else "the same paper?"
            return f"{outcome.paper.title_text}\n{question} {outcome.unsure.why}: {described(outcome.unsure)}"
        return f"{outcome.paper.title_text}\n{outcome.reason}"

    # painting

    def draw(self, row: _Row, width: int) -> list[Part]:
        room = max(width - _WORD_WIDTH, 0)
        if row.field == _UNSURE:
            return self._unsure_row(row.paper, room)
        if row.field:
            return self._field_row(row, room)
        return self._paper_row(row.paper, room)

    def _paper_row(self, n: int, room: int) -> list[Part]:
        outcome = self.outcomes[n]
        word, kind = self._state(outcome, n)
        side = f"  {self._evidence(outcome)}"
        third = min(len(side) + 1, room // 2)
        return [
            Part(fitted(word, _WORD_WIDTH), kind),
            Part(fitted(outcome.paper.title_text, room - third), "text" if n in self.accepted else "heading"),
            Part(fitted(side, third), "doubt" if outcome.kind in ("unsure", "failed") else "muted"),
        ]

    def _unsure_row(self, n: int, room: int) -> list[Part]:
        unsure = self.outcomes[n].unsure
        assert unsure
        word = "accept" if n in self._unsure_accepted else "unsure"
        text = f"   published as? {unsure.why}: {described(unsure)}"
        return [Part(fitted(word, _WORD_WIDTH), "doubt"), Part(fitted(text, room), "muted")]

    def _field_row(self, row: _Row, room: int) -> list[Part]:
        difference = self._differences[row]
        accepted = row.paper in self.accepted and (row.paper, row.field) not in self._unchanged
        old, new = difference.brief
        room = max(room - _FIELD_WIDTH, 0)
        if len(old) > room // 2:
            old = fitted(old, room // 2 - 3)
        return [
            Part(fitted("" if accepted else "keep", _WORD_WIDTH), "gone"),
            Part(fitted(f"   {_LABELS.get(row.field, row.field)}", _FIELD_WIDTH), "muted"),
            Part(fitted(f"{old} → {new}" if old else new, room), "text" if accepted else "gone"),
        ]

    def _state(self, outcome: Outcome, n: int) -> tuple[str, str]:
        """The word in front of a paper, and its look."""
        if not outcome.sure and not outcome.unsure:
            return ("failed", "doubt") if outcome.kind == "failed" else ("unknown", "muted")
        if n in self.accepted:
            return ("accept", "match") if self._differences_of(n) else ("no change", "muted")
        return ("excluded", "gone") if outcome.sure else ("unsure", "doubt")

    def _evidence(self, outcome: Outcome) -> str:
        """ "sure 100 · arXiv and Crossref"."""
        if outcome.sure:
            names = join_words(dict.fromkeys(NAMES[m.found.source] for m in outcome.sure))
            return f"sure {min(m.score for m in outcome.sure)} · {names}"
        if outcome.unsure:
            return f"{outcome.unsure.score} · {outcome.unsure.why}: {described(outcome.unsure)}"
        return outcome.reason


class EnrichDialog(Dialog[None]):
    """Enter accepts what is shown, esc leaves everything as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "accept", tooltip="Accept what is not excluded"),
        Binding("space", "accept_row", "accept or not", tooltip="Accept the paper, record or field, or not"),
        Binding("escape,q", "cancel", "cancel", tooltip="Close without changing anything"),
        *LIST_KEYS,
    ]
    rows: EnrichList

    def __init__(self, session: Session, outcomes: Sequence[Outcome]) -> None:
        kinds = [o.kind for o in outcomes]
        words = {"found": "found", "unsure": "unsure", "unknown": "unknown", "failed": "failed"}
        numbers = ", ".join(f"{n} {word}" for kind, word in words.items() if (n := kinds.count(kind)))  # type: ignore[arg-type]
        super().__init__(session, f"Looked up  {count(len(kinds), 'paper')}: {numbers}")
        self.rows = EnrichList(outcomes)
        self._whole = Static(id="whole", markup=False)

    def compose_body(self) -> ComposeResult:
        yield self.rows
        yield self._whole

    def on_mount(self) -> None:
        self.rows.focus()
        self.rows.update()
        self.show_hints()

    def labels(self) -> Mapping[str, str]:
        n = len(self.rows.accepted)
        return {"accept": f"accept {count(n, 'paper')}" if n else "accept nothing"}

    def action_accept_row(self) -> None:
        if (row := self.rows.current) is not None:
            self.rows.toggle(row)
            self.show_hints()

    @on(RowList.Moved)
    def _show_whole(self) -> None:
        row = self.rows.current
        self._whole.update("" if row is None else self.rows.whole(row))

    def double_click(self) -> None:
        self.action_accept_row()

    def action_accept(self) -> None:
        choices, session = self.rows.choices, self.session
        self.dismiss(None)
        try:
            change = enrich(session.opened, choices)
        except StoreError as error:
            session.notify(str(error), "error")
            return
        session.notify(f"{change.summary}   (u undoes)" if change else "nothing new to accept")
        session.end_selection()
        for line in twins(session.library, [choice.id for choice in choices])[:_MOST_TWINS]:
            session.notify(line, "warning")

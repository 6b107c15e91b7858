"""What the services say about papers, field by field: all of it can be taken or left before anything changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from readlist.lookup.answer_fields import Found
from readlist.lookup.completion import Choice, Difference, completed, differences
from readlist.lookup.seeker import Outcome, described
from readlist.lookup.services import NAMES
from readlist.model.text import count, listed
from readlist.session.lookups import enrich, twins
from readlist.store.files import StoreError
from readlist.tui.dialogs.moves_dialog import MOVES
from readlist.tui.widgets.bars import KeyHints
from readlist.tui.widgets.row_list import RowList
from readlist.view.rows import Part, fitted

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen

_WORD = 10
_TWINS = 3  # toasts at once
_SAID = {"arxiv": "arXiv", "doi": "DOI", "urls": "link"}


@dataclass(frozen=True, slots=True)
class _Row:
    """A line: of a paper, of a field that would change, or of a record to be asked about."""

    paper: int  # place among the outcomes
    field: str = ""  # "" for the paper itself, "?" for its unsure record


class EnrichList(RowList[_Row]):
    """The papers that were looked up, each with what would change under it."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        super().__init__(id="found")
        order = {"found": 0, "unsure": 1, "failed": 2, "unknown": 3, "untitled": 4}
        self.outcomes = sorted(outcomes, key=lambda o: order[o.kind])
        self.taken = {n for n, o in enumerate(self.outcomes) if o.sure}
        self.accepted: set[int] = set()  # papers whose unsure record counts
        self.left: set[tuple[int, str]] = set()  # fields that stay as they are

    def records(self, n: int) -> tuple[Found, ...]:
        outcome = self.outcomes[n]
        unsure = (outcome.unsure.found,) if outcome.unsure and n in self.accepted else ()
        return (*(m.found for m in outcome.sure), *unsure)

    def differences(self, n: int) -> tuple[Difference, ...]:
        paper = self.outcomes[n].paper
        return differences(paper, completed(paper, self.records(n)))

    def tell(self) -> None:
        """Lay the rows out: what is taken has its fields under it."""
        rows: list[_Row] = []
        self._shown: dict[_Row, Difference] = {}
        for n, outcome in enumerate(self.outcomes):
            rows.append(_Row(n))
            if outcome.unsure and outcome.sure:
                rows.append(_Row(n, "?"))
            for d in self.differences(n):
                rows.append(_Row(n, d.field))
                self._shown[rows[-1]] = d
        self.show(rows, self.current)

    def toggle(self, row: _Row) -> None:
        n = row.paper
        outcome = self.outcomes[n]
        if row.field == "?" or (not row.field and not outcome.sure and outcome.unsure):
            self.accepted ^= {n}
            if not outcome.sure:
                self.taken ^= {n}
            elif n in self.accepted:
                self.taken |= {n}
        elif not row.field and outcome.sure:
            self.taken ^= {n}
        elif row.field:
            self.left ^= {(n, row.field)}
        self.tell()

    @property
    def choices(self) -> list[Choice]:
        """What enter takes."""
        return [
            Choice(o.paper.id, self.records(n), frozenset(f for m, f in self.left if m == n), o.whole)
            for n, o in enumerate(self.outcomes)
            if n in self.taken
        ]

    def whole(self, row: _Row) -> str:
        """What a row says, where its line may be too short for it: nobody can judge half a title."""
        outcome = self.outcomes[row.paper]
        if row.field and row.field != "?":
            d = self._shown[row]
            return f"{d.old} → {d.new}" if d.old else d.new
        if outcome.unsure and (row.field or not outcome.sure):
            asked = "published as?" if row.field else "the same paper?"
            return f"{outcome.paper.title_text}\n{asked} {outcome.unsure.why}: {described(outcome.unsure)}"
        return f"{outcome.paper.title_text}\n{outcome.reason}"

    def draw(self, row: _Row, width: int) -> list[Part]:
        outcome = self.outcomes[row.paper]
        taken = row.paper in self.taken
        if row.field == "?":
            assert outcome.unsure
            word = "and also" if row.paper in self.accepted else "not sure"
            said = f"   published as? {outcome.unsure.why}: {described(outcome.unsure)}"
            return [Part(fitted(word, _WORD), "doubt"), Part(fitted(said, width - _WORD), "muted")]
        if row.field:
            return self._field(row, taken and (row.paper, row.field) not in self.left, width)
        word, kind = self._word(outcome, row.paper)
        side = f"  {self._score(outcome)}" if outcome.sure or outcome.unsure else f"  {outcome.reason}"
        room = max(width - _WORD, 0)
        third = min(len(side) + 1, room // 2)
        return [
            Part(fitted(word, _WORD), kind),
            Part(fitted(outcome.paper.title_text, room - third), "heading" if not taken else "text"),
            Part(fitted(side, third), "doubt" if outcome.kind in ("unsure", "failed") else "muted"),
        ]

    def _word(self, outcome: Outcome, n: int) -> tuple[str, str]:
        if not outcome.sure and not outcome.unsure:
            return ("failed", "doubt") if outcome.kind == "failed" else ("not known", "muted")
        if n in self.taken:
            return ("take", "match") if self.differences(n) else ("no news", "muted")
        return ("left out", "gone") if outcome.sure else ("not sure", "doubt")

    def _score(self, outcome: Outcome) -> str:
        """ "sure 100 · arXiv and Crossref"."""
        if outcome.sure:
            names = listed(dict.fromkeys(NAMES[m.found.service] for m in outcome.sure))
            return f"sure {min(m.score for m in outcome.sure)} · {names}"
        assert outcome.unsure
        return f"{outcome.unsure.score} · {outcome.unsure.why}: {described(outcome.unsure)}"

    def _field(self, row: _Row, taken: bool, width: int) -> list[Part]:
        d = self._shown[row]
        word = "" if taken else "left"
        old, new = d.brief
        room = max(width - _WORD - 13, 0)
        if len(old) > room // 2:
            old = fitted(old, room // 2 - 3)
        text = fitted(f"{old} → {new}" if old else new, room)
        kind = "text" if taken else "gone"
        return [
            Part(fitted(word, _WORD), "gone"),
            Part(fitted(f"   {_SAID.get(d.field, d.field)}", 13), "muted"),
            Part(text, kind),
        ]


class EnrichScreen(Screen[None]):
    """Enter takes what is shown, escape leaves everything as it was."""

    CSS = """
    EnrichScreen { background: $background; }
    EnrichScreen > #summary { height: 1; background: $panel; padding: 0 1; text-style: bold; }
    EnrichScreen > #whole { height: 4; background: $panel; padding: 0 1; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", show=False),
        Binding("escape,q", "dismiss", show=False),
        Binding("space", "choose", show=False),
        *MOVES,
    ]

    def __init__(self, main: MainScreen, outcomes: Sequence[Outcome]) -> None:
        super().__init__()
        self._main = main
        self._list = EnrichList(outcomes)

    def compose(self) -> ComposeResult:
        yield Static(id="summary", markup=False)
        yield self._list
        yield Static(id="whole", markup=False)
        yield KeyHints()

    def on_mount(self) -> None:
        self._list.focus()
        self._list.tell()
        self._say()

    def _say(self) -> None:
        kinds = [o.kind for o in self._list.outcomes]
        words = {"found": "found", "unsure": "not sure", "unknown": "not known", "failed": "failed"}
        numbers = ", ".join(f"{n} {said}" for kind, said in words.items() if (n := kinds.count(kind)))  # type: ignore[arg-type]
        self.query_one("#summary", Static).update(f"Looked up  {count(len(kinds), 'paper')}: {numbers}")
        taken = len(self._list.taken)
        self.query_one(KeyHints).tell(
            [
                ("enter", f"take {count(taken, 'paper')}" if taken else "take nothing"),
                ("space", "yes/no"),
                ("esc", "leave all"),
            ]
        )

    def action_move(self, by: int) -> None:
        self._list.move(by)

    def action_choose(self) -> None:
        row = self._list.current
        if row is not None:
            self._list.toggle(row)
            self._say()

    def on_row_list_moved(self) -> None:
        row = self._list.current
        self.query_one("#whole", Static).update("" if row is None else self._list.whole(row))

    def on_row_list_chosen(self) -> None:
        self.action_choose()

    def action_take(self) -> None:
        choices = self._list.choices
        self.dismiss()
        try:
            change = enrich(self._main.session.opened, choices)
        except StoreError as error:
            self._main.session.notify(str(error), "error")
            return
        self._main.session.notify(f"{change.summary}   (u undoes)" if change else "nothing new was taken")
        for line in twins(self._main.session.library, [choice.id for choice in choices])[:_TWINS]:
            self._main.session.notify(line, "warning")

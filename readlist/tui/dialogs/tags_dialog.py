"""Asking for tags, with those that the library has already offered as one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from readlist.library.annotations import TagError, all_tags, tag, tag_of
from readlist.library.marking import title_of
from readlist.model.text import count
from readlist.tui.dialogs.dialog import Dialog
from readlist.tui.widgets.field import Field

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen

_OFFERED = 8


class TagScreen(Dialog):
    """The tags that all the papers have, to be edited; ``-tag`` takes one from those that have it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", show=False)]

    def __init__(self, main: MainScreen, ids: Sequence[int]) -> None:
        self._ids = ids
        self._tags = all_tags(main.session.library)
        marks = [set(main.session.library.mark(id).tags) for id in ids]
        self._common = set.intersection(*marks)
        self._some = set.union(*marks) - self._common
        what = title_of(main.session.library.papers[ids[0]]) if len(ids) == 1 else count(len(ids), "paper")
        value = " ".join(sorted(self._common, key=str.casefold))
        super().__init__(main, f"Tags of {what}", f"{value} " if value else "", "")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Field).cursor_position = len(self.query_one(Field).value)
        self._offer()

    def _word(self) -> tuple[str, str]:
        """The text before the word that is being typed, and that word."""
        value = self.query_one(Field).value[: self.query_one(Field).cursor_position]
        head, space, word = value.rpartition(" ")
        return head + space, word

    def _offers(self) -> list[str]:
        """Tags that the word may become: those it begins, then those it is in; the most used first."""
        word = self._word()[1].lstrip("+-").casefold()
        there = {t.casefold() for t in self.query_one(Field).value.split()} - {word}
        found = [t for t in self._tags if word in t.casefold() and t.casefold() not in there]
        return sorted(found, key=lambda t: (not t.casefold().startswith(word), -self._tags[t]))[:_OFFERED]

    @on(Input.Changed)
    def _offer(self) -> None:
        offers = self._offers()
        said = [f"tab: {'   '.join(offers)}"] if offers else []
        if self._some:
            said.append(f"on some: {' '.join(sorted(self._some))}   (-tag takes it from these)")
        self.tell("\n".join([*said, "enter tags   ·   esc leaves"]))

    def action_complete(self) -> None:
        """The first offer in the place of the word; again, the next one."""
        field = self.query_one(Field)
        head, word = self._word()
        sign = word[:1] if word[:1] in ("+", "-") else ""
        if offers := self._offers():
            whole = word[len(sign) :] == offers[0]
            chosen = offers[1] if whole and len(offers) > 1 else offers[0]
            field.value = f"{head}{sign}{chosen} {field.value[field.cursor_position :].lstrip()}"
            field.cursor_position = len(head + sign + chosen) + 1

    def answer(self, value: str) -> None:
        try:
            words = [(word[0] == "-", tag_of(word.lstrip("+-"))) for word in value.split()]
        except TagError as error:
            self.tell(f"{error}\nesc leaves")
            return
        wanted = [t for minus, t in words if not minus]
        kept = {t.casefold() for t in wanted}
        drop = [t for minus, t in words if minus] + [t for t in self._common if t.casefold() not in kept]
        ids = self._ids
        change = self.main.session.change("tag", lambda library, _: tag(library, ids, wanted, drop))
        self.dismiss()
        if change:
            self.main.session.notify(f"{change.summary}   (u undoes)")

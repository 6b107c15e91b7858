"""The detail pane: one paper, whole, as text."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from readlist.model.paper import Paper
from readlist.search.words import Highlights
from readlist.tui.widgets.text_view import TextView
from readlist.view.detail import LIT, facts
from readlist.view.rows import Part

_LIT = "bold underline $text-success"
_HERE = "bold reverse $text-success"


class DetailView(TextView, can_focus=True, inherit_bindings=False):
    """One paper, whole, as text, and a way from match to match in it."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._match: int | None = None  # the one that was jumped to

    def tell(self, content: Content) -> None:
        """Show a text from its top; the same again stays where it was scrolled to."""
        if not content.is_same(self.content):
            self._match = None
            super().tell(content)

    def matches(self) -> list[tuple[int, int]]:
        """(start, end) of what is lit."""
        return sorted((span.start, span.end) for span in self.content.spans if span.style == _LIT)

    @property
    def here(self) -> tuple[int, int] | None:
        """The match that was jumped to."""
        return None if self._match is None else self.matches()[self._match]

    def jump(self, step: int) -> bool:
        """To the next match, or the one before; False where there is none."""
        found = self.matches()
        if not found:
            return False
        here = self._match
        self._match = (here + step) % len(found) if here is not None else 0 if step > 0 else len(found) - 1
        self.light(self.content.stylize(_HERE, *found[self._match]), _HERE)
        return True


MUTED = "$foreground 60%"  # in Content, $text-muted is a colour of its own
STYLES = {
    "title": "bold",
    "muted": MUTED,
    "states": "$text-accent",
    "tags": "$text-secondary",
    "address": "$text-secondary",
    "waiting": "$text-warning",
}
"""How the paragraphs of a paper look."""


def content_of(paragraphs: Iterable[Part], words: Highlights) -> Content:
    """The paragraphs of a paper, what matched lit."""
    made = []
    for part in paragraphs:
        text = lit_text(part.text, words) if part.kind in LIT else Content(part.text)
        made.append(text.stylize(STYLES[part.kind]) if part.kind in STYLES else text)
    return Content("\n").join(made)


def facts_line(paper: Paper) -> Content:
    return Content(facts(paper)).stylize(MUTED)


def lit_text(text: str, words: Highlights) -> Content:
    content = Content(text)
    for start, end in words.spans(text):
        content = content.stylize(_LIT, start, end)
    return content

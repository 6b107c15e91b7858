"""Lists that are known by name but not read, since their text has no sure form: what they are, and what would help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from readlist.model.text import shorten
from readlist.pages.page import Line
from readlist.pages.single import MARK


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row of ``REFUSALS``."""

    name: str  # as in the tests
    mark: Callable[[Sequence[Line]], bool]  # do the lines look like it? Quick, asked of every text
    advice: str  # behind "it looks like": "a ResearchGate list, whose text has no sure form: export it as RIS"

    @property
    def reason(self) -> str:
        return f"it looks like {self.advice}"


REFUSALS: tuple[Refusal, ...] = ()


def refusal_of(lines: Sequence[Line]) -> Refusal | None:
    """The first row whose mark stands in the lines."""
    return next((refusal for refusal in REFUSALS if refusal.mark(lines)), None)


def looks_like(lines: Sequence[Line]) -> str:
    """What a text in which no papers are listed looks like, and what would help."""
    texts = [line.text for line in lines if line.text]
    if not texts:
        return "the text is empty"
    if texts[0].lower().startswith(("<!doctype", "<html", "<?xml")):
        return "it is HTML: copy the page as the browser shows it, as text"
    if mark := next((m for text in texts if (m := MARK.fullmatch(text)) and m["figures"].strip()), None):
        return f"it is part of one paper's own page ({mark['number']}): copy the whole page, with the title"
    head = shorten(texts[0], 6, 40)
    return f"no list of papers was recognised (it starts “{head}”): copy a whole page or list"

"""Lists that are known by name but not read, since their text has no sure form: what they are, and what would help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from readlist.model.identifiers import find_arxiv
from readlist.model.text import shorten
from readlist.pages.page import Line
from readlist.pages.single import has_figures


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


def looks_like(lines: Sequence[Line], *, web: bool = False) -> str:
    """What a text in which no papers are listed looks like, and what would help."""
    texts = [line.text for line in lines if line.text]
    if not texts and not web:
        return "the text is empty"
    if web:
        return "it is a web page saved as HTML, without a list of papers in it: copy the list as the browser shows it"
    if number := next((text for text in texts if has_figures(text)), None):
        return f"it is part of one paper's own page ({find_arxiv(number)}): copy the whole page, with the title"
    head = shorten(texts[0], 6, 40)
    return f"no list of papers was recognised (it starts “{head}”): copy a whole page or list"

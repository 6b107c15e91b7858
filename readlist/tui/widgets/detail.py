"""The detail pane: one paper, whole, as text."""

from __future__ import annotations

from textual.content import Content

from readlist.library.library import Library
from readlist.models import Paper
from readlist.search.lights import Lights
from readlist.system.links import link_of
from readlist.tui.widgets.text_view import TextView

_DARK = Lights()
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


def authors_line(paper: Paper) -> str:
    """Its authors as far as they are known."""
    return ", ".join(paper.authors) + (" et al." if paper.et_al else "") or "authors unknown"


def facts_line(paper: Paper) -> Content:
    """When and where it appeared, and what its page says of it."""
    facts = [
        paper.date + (" (year assumed)" if paper.year_assumed else "") if paper.date else "no date",
        paper.category or "",
        f"score {paper.score:.1f}" if paper.score is not None else "",
        "code" if paper.code else "",
        paper.venue or "",
    ]
    return Content(" · ".join(filter(None, facts))).stylize(MUTED)


def detail_of(library: Library, id: int, words: Lights = _DARK, why: str = "") -> Content:
    """A paper as the detail shows it; ``why`` says why it stands where it stands in the queue."""
    p, m = library.papers[id], library.mark(id)
    place = library.place(id)
    states = [
        "skipped" if m.skipped else "read" if m.read else "unread",
        "starred" if m.starred else "",
        f"queue {place}" if place else "",
        "to check" if p.to_check else "",
    ]
    parts: list[Content] = [
        lit_text(p.title_text, words).stylize("bold"),
        Content(""),
        lit_text(authors_line(p), words),
        facts_line(p),
        Content(" · ".join(filter(None, states))).stylize("$text-accent"),
    ]
    if why:
        parts.append(Content(why).stylize(MUTED))
    if m.tags:
        parts.append(lit_text(" ".join(f"#{tag}" for tag in m.tags), words).stylize("$text-secondary"))
    if p.affiliations:
        parts.append(Content(", ".join(p.affiliations)).stylize(MUTED))
    if p.placeholder:
        parts.append(Content("known only by its abstract: waits for a page with its title").stylize("$text-warning"))
    if m.note:
        parts += [Content(""), Content("note").stylize(MUTED), lit_text(m.note, words)]
    if p.abstract_text:
        parts += [Content(""), lit_text(p.abstract_text, words)]
    if urls := [*_own_address(p), *p.urls]:
        parts += [Content(""), *(Content(url).stylize("$text-secondary") for url in urls)]
    parts += [Content(""), Content(p.key).stylize(MUTED)]
    parts += [Content(f"from {source}").stylize(MUTED) for source in p.sources]
    return Content("\n").join(parts)


def _own_address(paper: Paper) -> list[str]:
    """Where a paper with a number is opened, which none of its links says."""
    if not (paper.arxiv or paper.doi):
        return []
    link = link_of(paper)
    return [link] if link and link not in paper.urls else []


def lit_text(text: str, words: Lights) -> Content:
    content = Content(text)
    for start, end in words.spans(text):
        content = content.stylize(_LIT, start, end)
    return content

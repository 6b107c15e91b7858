"""The detail pane: one paper in full as scrolling text, with jumps from match to match.

A ``Static`` in a scrolling container would lay out the whole screen for every new text; this widget repaints only the
lines that differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from readlist.formats.citation import authors_line, further_facts
from readlist.library.interests import line_of
from readlist.library.library import Library
from readlist.library.suggestion import why
from readlist.model.identifiers import paper_address
from readlist.model.paper import Mark, Paper, PaperFile
from readlist.model.text import clean_lines, count
from readlist.search.words import Highlights
from readlist.settings import Weights
from readlist.store.files import StoreError
from readlist.tui.widgets.row_list import Part

if TYPE_CHECKING:
    from readlist.session.full_texts import Passage


class TextView(ScrollView, inherit_bindings=False):
    """Scrolling text, in which nothing is read as markup."""

    DEFAULT_CSS = """
    TextView { height: 1fr; padding: 0 1; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-color: $panel; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.content = Content("")
        self._lit: Content | None = None  # the content with one place of it shown
        self._lines: list[Strip] = []
        self._theme = ""  # the one whose colours the lines have

    def show_text(self, content: Content) -> None:
        """Show a text from its top."""
        before, scrolled = self._lines, self.scroll_offset.y
        self.content, self._lit = content, None
        self._wrap()
        if scrolled:
            self.scroll_to(y=0, animate=False, force=True)
            self.refresh()
            return
        both = max(len(before), len(self._lines))
        old, new = (lines + [Strip([])] * (both - len(lines)) for lines in (before, self._lines))
        width = self.size.width
        if changed := [Region(0, y, width, 1) for y in range(min(both, self.size.height)) if old[y] != new[y]]:
            self.refresh(*changed)

    def light(self, content: Content, style: str) -> None:
        """Show the same text with one place highlighted and in view."""
        self._lit = content
        self._wrap()
        lines = content.wrap(max(self.scrollable_content_region.width, 1))
        at = next((y for y, line in enumerate(lines) if any(span.style == style for span in line.spans)), 0)
        if not self.scroll_offset.y <= at < self.scroll_offset.y + self.size.height - 1:
            self.scroll_to(y=max(at - self.size.height // 3, 0), animate=False, force=True)
        self.refresh()

    def _wrap(self) -> None:
        """Wrap the text to the width of the widget, without laying out anything else."""
        width = self.scrollable_content_region.width
        shown = self._lit or self.content
        self._lines = self._strips(shown, width)
        self.set_reactive(Widget.virtual_size, Size(width, len(self._lines)))
        self.vertical_scrollbar.window_virtual_size = len(self._lines)
        self.vertical_scrollbar.window_size = self.container_size.height

    def _strips(self, content: Content, width: int) -> list[Strip]:
        return Visual.to_strips(self, content, width, None, self.visual_style) if width > 0 else []

    def on_resize(self) -> None:
        self._wrap()
        self.refresh()

    def notify_style_update(self) -> None:
        """Update the colours of the text after a change of theme."""
        super().notify_style_update()
        if self.is_attached and self.size and self._theme != self.app.theme:
            self._theme = self.app.theme
            self._wrap()
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width, place = self.size.width, y + self.scroll_offset.y
        line = self._lines[place] if place < len(self._lines) else Strip([])
        return line.adjust_cell_length(width, self.rich_style)


LIT = frozenset({"title", "text", "tags"})
"""Kinds of paragraphs in which what matched is lit."""


def detail(library: Library, id: int | None, weights: Weights, today: date) -> list[Part]:
    """The text of a paper's detail, or why it can't be read."""
    if id is None or id not in library.papers:
        return []
    try:
        return _paragraphs(library, id, why(library, id, weights, today))
    except StoreError as error:  # the paper is read only now
        return [Part(clean_lines(str(error)))]


def _paragraphs(library: Library, id: int, why: str) -> list[Part]:
    """``why`` explains the paper's place in the queue."""
    p, m = library.papers[id], library.mark(id)
    place = library.place(id)
    states = [
        "skipped" if m.skipped else "read" if m.read else "unread",
        "starred" if m.starred else "",
        f"queue {place}" if place else "",
        "to check" if library.is_to_check(id) else "",
        reading(m),
    ]
    gap = Part("")
    parts = [
        Part(p.title_text, "title"),
        Part(authors_line(p)),
        Part(facts(p), "muted"),
        Part(" · ".join(filter(None, states)), "states"),
    ]
    if notice := p.fields.get("retracted"):
        parts.append(Part("retracted" + (f": {notice}" if notice != "yes" else ""), "waiting"))
    if why:
        parts.append(Part(why, "muted"))
    if (arrival := library.arrivals.get(id)) and arrival.why:
        parts.append(Part(arrival.why, "waiting" if arrival.doubt else "muted"))
        parts += [Part(arrival.points, "muted")] if arrival.doubt else []
    if interest := line_of(library.interests, id):
        parts.append(Part(interest, "muted"))
    if arrival and arrival.version > 1:
        parts.append(Part(f"arXiv version {arrival.version}", "muted"))
    if m.tags:
        parts.append(Part(" ".join(f"#{tag}" for tag in m.tags), "tags"))
    if p.affiliations:
        parts.append(Part(", ".join(p.affiliations), "muted"))
    if p.placeholder:
        how = "known only by its abstract" if p.abstract else "E looks it up by its number"
        parts.append(Part(f"title unknown: {how}", "waiting"))
    if m.note:
        parts += [gap, Part("note", "muted"), Part(m.note)]
    if p.abstract_text:
        parts += [gap, Part(p.abstract_text)]
    if known := further_facts(p):
        parts += [gap, *(Part(line, "muted") for line in known)]
    if urls := [*_own_address(p), *p.urls]:
        parts += [gap, *(Part(url, "address") for url in urls)]
    parts += [gap, *(Part(file_line(file), "muted") for file in p.files)] if p.files else []
    parts += [gap, Part(p.key, "muted")]
    return [*parts, *(Part(f"from {source}", "muted") for source in p.sources)]


def reading(mark: Mark) -> str:
    """How far a paper that was begun was read: "reading, page 4 of 12"; "" for all others."""
    if not mark.reading:
        return ""
    page = f", page {mark.page} of {mark.pages}" if mark.page and mark.pages else ""
    minutes = f", {mark.minutes} min" if mark.minutes else ""
    return f"reading{page}{minutes}"


def file_line(file: PaperFile) -> str:
    """A PDF in a line: "PDF, 12 pages: pdfs/gu2023mamba.pdf"."""
    pages = f", {count(file.pages, 'page')}" if file.pages else ""
    return f"PDF{pages}: {file.path}"


def passage_parts(passage: Passage | None) -> list[Part]:
    """Where the paper's PDF says what is searched."""
    if passage is None:
        return []
    return [Part(""), Part(f"in the PDF, page {passage.page}", "muted"), Part(passage.text)]


def facts(paper: Paper) -> str:
    """When and where the paper appeared, and the figures from its page."""
    known = [
        paper.date + (" (year assumed)" if paper.year_assumed else "") if paper.date else "no date",
        paper.category or "",
        f"score {paper.score:.1f}" if paper.score is not None else "",
        "code" if paper.code else "",
        "PDF" if paper.files else "",
        paper.venue or "",
    ]
    return " · ".join(filter(None, known))


def _own_address(paper: Paper) -> list[str]:
    """The address of a paper that follows from its id, if none of its links has it."""
    if not (paper.arxiv or paper.doi):
        return []
    link = paper_address(paper)
    return [link] if link and link not in paper.urls else []


_LIT = "bold underline $text-success"
_HERE = "bold reverse $text-success"


class DetailView(TextView, can_focus=True, inherit_bindings=False):
    """The whole text of one paper, with jumps from match to match."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._match: int | None = None  # the one that was jumped to

    def show_text(self, content: Content) -> None:
        """Show a text from its top; the same text keeps its scroll position."""
        if not content.is_same(self.content):
            self._match = None
            super().show_text(content)

    def matches(self) -> list[tuple[int, int]]:
        """(start, end) of each highlight."""
        return sorted((span.start, span.end) for span in self.content.spans if span.style == _LIT)

    @property
    def here(self) -> tuple[int, int] | None:
        """The match that was jumped to."""
        return None if self._match is None else self.matches()[self._match]

    def jump(self, step: int) -> bool:
        """Go to the next or previous match; False if there is none."""
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
    """The paragraphs of a paper, with matches highlighted."""
    made = []
    for part in paragraphs:
        text = lit_text(part.text, words) if part.kind in LIT else Content(part.text)
        made.append(text.stylize(STYLES[part.kind]) if part.kind in STYLES else text)
    return Content("\n").join(made)


def facts_line(paper: Paper) -> Content:
    return Content(facts(paper)).stylize(MUTED)


def lit_text(text: str | Content, words: Highlights) -> Content:
    content = Content(text) if isinstance(text, str) else text
    for start, end in words.spans(content.plain):
        content = content.stylize(_LIT, start, end)
    return content

"""The detail pane: one paper, whole, as text."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from readlist.library.library import Library
from readlist.search.index import spans


class DetailView(VerticalScroll, can_focus=True, inherit_bindings=False):
    """One paper, whole, as text: nothing in it is read as markup."""

    DEFAULT_CSS = """
    DetailView { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        scrollbar-background: $background; scrollbar-color: $panel; }
    DetailView > Static { width: 1fr; height: auto; }
    """

    def compose(self) -> ComposeResult:
        yield Static(markup=False)

    def tell(self, content: Content) -> None:
        """Show a text from its top."""
        self.query_one(Static).update(content)
        self.scroll_home(animate=False)


_MUTED = "$foreground 60%"  # in Content, $text-muted is a colour of its own


def detail_of(library: Library, id: int, words: frozenset[str] = frozenset()) -> Content:
    """A paper as the detail shows it."""
    p, m = library.papers[id], library.mark(id)
    place = library.place(id)
    facts = [
        p.date + (" (year assumed)" if p.year_assumed else "") if p.date else "no date",
        p.category or "",
        f"score {p.score:.1f}" if p.score is not None else "",
        "code" if p.code else "",
        p.venue or "",
    ]
    states = [
        "skipped" if m.skipped else "read" if m.read else "unread",
        "starred" if m.starred else "",
        f"queue {place}" if place else "",
        "to check" if p.to_check else "",
    ]
    authors = ", ".join(p.authors) + (" et al." if p.et_al else "") or "authors unknown"
    parts: list[Content] = [
        _lit(p.title_text, words).stylize("bold"),
        Content(""),
        _lit(authors, words),
        Content(" · ".join(filter(None, facts))).stylize(_MUTED),
        Content(" · ".join(filter(None, states))).stylize("$text-accent"),
    ]
    if p.affiliations:
        parts.append(Content(", ".join(p.affiliations)).stylize(_MUTED))
    if p.placeholder:
        parts.append(Content("known only by its abstract: waits for a page with its title").stylize("$text-warning"))
    if p.abstract_text:
        parts += [Content(""), _lit(p.abstract_text, words)]
    if p.urls:
        parts += [Content(""), *(Content(url).stylize("$text-secondary") for url in p.urls)]
    parts += [Content(""), Content(p.key).stylize(_MUTED)]
    parts += [Content(f"from {source}").stylize(_MUTED) for source in p.sources]
    return Content("\n").join(parts)


def _lit(text: str, words: frozenset[str]) -> Content:
    content = Content(text)
    for start, end in spans(text, words):
        content = content.stylize("bold underline $text-success", start, end)
    return content

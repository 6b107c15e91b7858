"""The four panes: each is a title line over a list or a text."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from readlist.library.library import Library
from readlist.library.listing import ALL, GROUPS, Group, author_group, listing
from readlist.models import Author, Figures
from readlist.search.index import Result, spans
from readlist.text import fold
from readlist.tui.widgets.paper_list import PaperList
from readlist.tui.widgets.row_list import Part, RowList, fitted

Ask = Callable[[], Library]
"""How a pane asks for the library: it may be another object after other processes wrote it."""


class PaneTitle(Widget):
    """``─ Papers ────────── 18 ─``: the only frame a pane has. Bright while the pane has the focus."""

    DEFAULT_CSS = """
    PaneTitle { height: 1; color: $text-muted; }
    """
    name_shown = reactive("")
    count_shown = reactive("")

    def __init__(self, name: str) -> None:
        super().__init__()
        self.set_reactive(PaneTitle.name_shown, name)

    def render(self) -> Text:
        right = f" {self.count_shown} ─" if self.count_shown else "─"
        width = max(self.size.width - len(right), 0)
        left = fitted(f"─ {self.name_shown} ", min(len(self.name_shown) + 3, width))
        return Text(left + "─" * (width - len(left)) + right, no_wrap=True, end="")


class Pane(Vertical):
    """A title line and what is under it."""

    DEFAULT_CSS = """
    Pane { height: 1fr; }
    Pane.-focused > PaneTitle { color: $foreground; text-style: bold; }
    """

    def __init__(self, title: str, content: Widget, *, id: str) -> None:
        super().__init__(id=id)
        self.title = PaneTitle(title)
        self.content = content

    def compose(self) -> ComposeResult:
        yield self.title
        yield self.content


# authors

_RULE = "rule"  # the row between groups and authors


class AuthorList(RowList[str]):
    """The groups, then the authors. Rows are keyed ``group:NAME`` or ``author:FOLDED NAME``."""

    def __init__(self, library: Ask, *, id: str) -> None:
        super().__init__(id=id)
        self._library = library
        self._authors: dict[str, Author] = {}
        self._counts: dict[str, int] = {}

    def reload(self, at: str | None = None) -> None:
        """Count anew. Work in proportion to the number of authors."""
        self._authors = {f"author:{fold(a.name)}": a for a in self._library().authors()}
        self._counts = self._count_groups()
        self.show((*self._counts, *((_RULE, *self._authors) if self._authors else ())), at)

    def recount(self) -> None:
        """Marks changed: paint the groups again that have another count. Authors' rows count only papers."""
        counts = self._count_groups()
        self.redraw({key for key, n in counts.items() if n != self._counts.get(key)})
        self._counts = counts

    def _count_groups(self) -> dict[str, int]:
        return {f"group:{g.name}": self._library().count(g.state or "") for g in GROUPS}

    def selectable(self, key: str) -> bool:
        return key != _RULE

    def group_of(self, key: str) -> Group:
        """The papers that a row stands for."""
        kind, _, name = key.partition(":")
        if kind == "author" and key in self._authors:
            return author_group(self._authors[key].name)
        return next((g for g in GROUPS if g.name == name), ALL)

    def author_of(self, key: str) -> Author | None:
        return self._authors.get(key)

    def draw(self, key: str, width: int) -> list[Part]:
        if key == _RULE:
            return [Part("─" * (width - 1), "heading")]
        author = self._authors.get(key)
        if author is None:
            group = self.group_of(key)
            return [Part(fitted(group.name, width - 7)), Part(f"{self._counts[key]:>6}", "muted")]
        figures = author.profile.latest if author.profile else None
        h = f" h{figures.h_index:>3}" if figures and figures.h_index is not None else ""
        return [Part(fitted(author.name, width - 5 - len(h) - 1)), Part(f"{author.papers:>5}{h}", "muted")]


def figures_line(figures: Figures) -> str:
    """ "h 10 · 2,816 citations · novelty 45 · AI score 59"."""
    said = [
        f"h {figures.h_index}" if figures.h_index is not None else "",
        f"{figures.citations:,} citations" if figures.citations is not None else "",
        f"novelty {figures.novelty}" if figures.novelty is not None else "",
        f"AI score {figures.ai_score}" if figures.ai_score is not None else "",
    ]
    return " · ".join(filter(None, said))


# papers and queue


class GroupList(PaperList):
    """The papers of a group, or what a search finds among them."""

    def __init__(self, library: Ask, *, id: str) -> None:
        super().__init__(library, id=id)
        self.group = ALL
        self.result: Result | None = None

    def belongs(self, id: int) -> bool:
        return self.group.holds(self.library, id)

    def enter(self, group: Group, at: int | None = None) -> None:
        """List a group anew; rows that stayed on though they no longer belong to it go."""
        self.group = group
        self.relist(at)

    def relist(self, at: int | None = None) -> None:
        """List anew, searched as before."""
        found = listing(self.library, self.group) if self.result is None else self._found(self.result)
        self.words = self.result.words if self.result else frozenset()
        self.show(found, at)

    def narrow(self, result: Result | None, at: int | None = None) -> None:
        """Show only what a search found, best first; None shows the whole group again."""
        self.result = result
        self.relist(result.ids[0] if result and result.ids and at is None else at)

    def _found(self, result: Result) -> tuple[int, ...]:
        return tuple(id for id in result.ids if self.belongs(id))

    def follow(self, papers: set[int], facts: set[int]) -> None:
        """Take in a change: its rows are painted again; papers that came or came back are listed."""
        listed = self.places.keys()
        came = any(id not in listed and self.belongs(id) for id in papers) and self.result is None
        went = any(id in listed and id not in self.library.papers for id in papers)
        if came or went or facts & listed:
            fresh = listing(self.library, self.group) if self.result is None else self.rows
            self.show(tuple(id for id in self.with_ghosts(fresh) if id in self.library.papers))
        else:
            self.redraw(papers)


class QueueList(PaperList):
    """The queue, in its order."""

    def belongs(self, id: int) -> bool:
        return self.library.mark(id).queued

    def enter(self) -> None:
        """List the queue anew; rows that stayed on though they left it go."""
        if tuple(self.rows) != self.library.queue:
            self.show(self.library.queue)

    def follow(self, papers: set[int]) -> None:
        """Take in a change. While the pane is in use, a row that left the queue stays, dimmed."""
        queue = self.library.queue
        rows = self.with_ghosts(queue) if self.has_focus else queue
        if tuple(rows) != tuple(self.rows):
            self.show(rows)
        else:
            self.redraw(papers)


# detail


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

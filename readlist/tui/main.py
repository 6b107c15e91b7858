"""The main screen: authors, papers, queue and detail, over one open library."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widgets import Static

from readlist.commands import COMMANDS, Command, show_key
from readlist.library.history import HistoryError
from readlist.library.library import Library, Touched
from readlist.library.listing import ALL, Group
from readlist.library.marking import Plan
from readlist.models import Change
from readlist.search.index import Index
from readlist.services.opened import OpenLibrary
from readlist.store.store import StoreError
from readlist.text import listed
from readlist.tui import actions
from readlist.tui.state import UiState
from readlist.tui.widgets.authors import AuthorList, figures_lines
from readlist.tui.widgets.bars import KeyHints, SearchBar, StatusLine
from readlist.tui.widgets.detail import DetailView, detail_of
from readlist.tui.widgets.pane import Pane
from readlist.tui.widgets.paper_list import PaperList
from readlist.tui.widgets.papers import GroupList
from readlist.tui.widgets.queue import QueueList
from readlist.tui.widgets.row_list import RowList

PANES = ("authors", "papers", "queue", "detail")

_WELCOME = """\
The library is empty.

Open an author's page in your browser,
select all of it, copy it, and paste it here.

i   imports a file, or what the clipboard holds
?   shows every key
q   leaves"""


class MainScreen(Screen[None]):
    """Panes show immutable listings and send messages up; everything that changes goes through ``change``."""

    CSS_PATH = "main.tcss"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual's own declaration
        (0, "-tiny"),
        (40, "-narrow"),
        (90, "-normal"),
        (140, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (8, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(c.keys), f"run('{c.id}')", c.title, id=c.id, show=False) for c in COMMANDS
    ]

    opened: OpenLibrary

    def __init__(self, opened: OpenLibrary, state: UiState) -> None:
        super().__init__()
        self.opened = opened
        self.state = state
        self.exported_to = state.exported
        self._pane = "papers"
        self._index: Index | None = None  # made at the first search
        self.authors = AuthorList(lambda: self.library, id="authors")
        self.figures = Static("", id="figures", markup=False)
        self.papers = GroupList(lambda: self.library, id="papers")
        self.queue = QueueList(lambda: self.library, id="queue")
        self.detail = DetailView(id="detail")
        self.shown: PaperList = self.papers  # the list whose paper the detail shows

    @property
    def library(self) -> Library:
        return self.opened.library

    def compose(self) -> ComposeResult:
        yield StatusLine()
        yield SearchBar()
        with Horizontal(id="panes"):
            yield Pane("Authors", self.authors, self.figures, id="authors-pane")
            with Vertical(id="middle"):
                yield Pane("Papers", self.papers, id="papers-pane")
                yield Pane("Queue", self.queue, id="queue-pane")
            yield Pane("Detail", self.detail, id="detail-pane")
        yield Static("readlist needs 40 columns, 8 lines", id="too-small", markup=False)
        yield KeyHints()

    def on_mount(self) -> None:
        self._stop_watching = self.opened.watch(self._follow)
        self.authors.reload(self.state.group)
        self.queue.empty = "a puts papers here"
        self.papers.enter(self._group(), self._known(self.state.paper))
        self.queue.show(self.library.queue, self._known(self.state.queued))
        self.go(self.state.pane if self.state.pane in PANES and self.library.papers else "papers")
        self.set_interval(1.0, self._look_for_others)

    def on_unmount(self) -> None:
        self._stop_watching()

    def _known(self, key: str | None) -> int | None:
        return self.library.keys.get(key) if key else None

    def _group(self) -> Group:
        return self.authors.group_of(self.authors.current) if self.authors.current else ALL

    def remember(self) -> UiState:
        """Where the app is left."""
        papers = self.library.papers
        here, queued = papers.get(self.papers.current or 0), papers.get(self.queue.current or 0)
        return UiState(
            group=self.authors.current,
            pane=self.pane,
            paper=here.key if here else None,
            queued=queued.key if queued else None,
            exported=self.exported_to,
        )

    # panes

    def on_resize(self) -> None:
        self.call_after_refresh(self._keep_focus)

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self._keep_focus)

    def _keep_focus(self) -> None:
        """The pane in use keeps the focus when the size of the terminal hides or shows panes."""
        focused = self.focused
        searching = focused is self.query_one(SearchBar).field and self.query_one(SearchBar).display
        self._set_pane(self._pane)
        if not searching and (focused is None or focused.id != self.pane or not focused.region.area):
            self.go(self.pane)
        self._say()

    @property
    def pane(self) -> str:
        """The pane that has the focus, or had it before the search."""
        return self._pane

    def go(self, pane: str) -> None:
        """Into a pane; where only one fits, it is the one shown."""
        self._set_pane(pane)
        self.query_one(f"#{pane}").focus()

    def _set_pane(self, pane: str) -> None:
        self._pane = pane
        for name in PANES:
            self.query_one(f"#{name}-pane").set_class(name == pane, "-focused")
            if self.has_class("-narrow"):  # elsewhere all are shown, and changing classes restyles the whole screen
                self.set_class(name == pane, f"-at-{name}")
        self.set_class(pane == "authors" and not self.has_class("-wide"), "-authors-open")

    @on(events.DescendantFocus)
    def _focused(self, event: events.DescendantFocus) -> None:
        name = event.widget.id
        if name in PANES:
            self._set_pane(name)
            if event.widget is self.queue:
                self.queue.enter()
            if isinstance(event.widget, PaperList):
                self.shown = event.widget
                self.show_detail()
        self._say()

    @property
    def rows(self) -> RowList[int] | RowList[str] | None:
        """The list that has the focus."""
        return self.focused if isinstance(self.focused, RowList) else None

    @property
    def paper(self) -> int | None:
        """The paper that a command acts on: under the cursor, or shown in the detail."""
        id = self.shown.current
        return id if id in self.library.papers else None

    def show_detail(self) -> None:
        id = self.paper
        if id is None:
            self.detail.tell(Content(""))
        else:
            self.detail.tell(detail_of(self.library, id, self.papers.words))

    def _say(self) -> None:
        """Bring the lines at the edges and the titles up to date."""
        library, papers = self.library, self.papers
        where = f"{papers.group.name} ▸ newest first"
        brief = self.has_class("-narrow")
        if brief:
            where = f"{PANES.index(self.pane) + 1}/{len(PANES)} {self.pane.capitalize()}"
        self.query_one(StatusLine).brief = brief
        self.query_one(StatusLine).tell(library, where)
        papers.empty = "nothing found" if papers.result else "nothing here" if library.papers else _WELCOME
        shown = len(papers.rows) if papers.result else papers.group.size(library)
        self.query_one("#papers-pane", Pane).title.count_shown = f"{shown:,}"
        unread = sum(not library.mark(id).read for id in library.queue)
        queued = library.count("queued")
        self.query_one("#queue-pane", Pane).title.count_shown = f"{queued} · {unread} unread" if queued else ""
        self.query_one("#papers-pane", Pane).title.name_shown = papers.group.name if papers.group != ALL else "Papers"
        self._say_figures()
        self.query_one(KeyHints).tell(self._hints())

    def _hints(self) -> list[tuple[str, str]]:
        """The keys that act where the focus is."""
        if self.focused is self.query_one(SearchBar).field:
            return [("enter", "to the results"), ("esc", "back")]
        here = [c for c in COMMANDS if c.hint and (not c.panes or self.pane in c.panes) and not self._why_not(c)]
        return [(show_key(c.keys[0]), c.hint) for c in here]

    def _say_figures(self) -> None:
        author = self.authors.author_of(self.authors.current or "")
        figures = author.profile.latest if author and author.profile else None
        self.figures.update(figures_lines(figures) if figures else "")

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        if event.rows is self.authors and event.key is not None:
            group = self.authors.group_of(str(event.key))
            if group != self.papers.group:
                self.papers.enter(group)
        elif event.rows is self.shown:
            self.show_detail()
        self._say()

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        actions.into(self)

    # commands

    def action_run(self, id: str) -> None:
        """Carry out a command of the table."""
        command = next(c for c in COMMANDS if c.id == id)
        reason = self._why_not(command)
        if reason:
            self.say(reason, "warning")
        else:
            actions.ACTIONS[id](self)

    def _why_not(self, command: Command) -> str | None:
        """Why a command can't act now, or None."""
        if command.panes and self.pane not in command.panes:
            where = listed([pane for pane in PANES if pane in command.panes], "or")
            return f"{command.title} acts in {where}: tab goes there"
        if command.panes and "authors" not in command.panes and self.paper is None:
            return f"{command.title}: there is no paper here"
        return None

    def change(self, command: str, plan: Callable[[Library, str], Plan]) -> Change | None:
        """Carry out a change; where that fails, say so. None where nothing changed."""
        try:
            change = self.opened.do(command, plan)
        except StoreError as error:
            self.say(str(error), "error")
            return None
        return change

    def step(self, step: Callable[[], Change], did: str) -> None:
        """Undo or redo, and say what was."""
        try:
            self.say(f"{did}: {step().summary}")
        except (HistoryError, StoreError) as error:
            self.say(str(error), "warning")

    def say(self, text: str, severity: SeverityLevel = "information") -> None:
        """A toast; its text is never markup."""
        self.notify(text, severity=severity, markup=False, timeout=4)

    def _follow(self, touched: Touched) -> None:
        """A change was made, here or by another process: show it with work in proportion to it."""
        if self._index is not None:
            for id in touched.papers:
                self._index.update(id, self.library.papers.get(id), self.library.mark(id))
        if touched.facts or touched.profiles:
            self.authors.reload()
        else:
            self.authors.recount()
        shown = touched.papers | self.queue.replaced()
        self.papers.follow(shown, touched.facts)
        self.queue.follow(shown)
        if self.paper in touched.papers or self.paper is None:
            self.show_detail()
        self._say()

    def _look_for_others(self) -> None:
        try:
            self.opened.refresh()
        except StoreError as error:
            self.say(str(error), "error")

    # search

    @on(SearchBar.Asked)
    def _asked(self, event: SearchBar.Asked) -> None:
        if not event.query_text.strip():
            self.papers.narrow(None)
            self.query_one(SearchBar).tell(None, 0, 0)
            return
        if self._index is None:
            self._index = Index((p, self.library.mark(p.id)) for p in self.library.papers.values())
        result = self._index.search(event.query_text)
        self.papers.narrow(result)
        self.query_one(SearchBar).tell(result, len(self.papers.rows), self.papers.group.size(self.library))

    def open_search(self) -> None:
        """Type to narrow the listing; the cursor's paper is kept for when the search is left."""
        bar = self.query_one(SearchBar)
        if not bar.display:
            self._before_search = self.papers.current
        bar.display = True
        self.query_one(StatusLine).display = False
        self.go("papers")
        bar.field.focus()

    def close_search(self) -> bool:
        """Back to the whole listing and its cursor; False where there was no search."""
        bar = self.query_one(SearchBar)
        if not bar.display:
            return False
        with self.prevent(SearchBar.Asked):
            bar.field.value = ""
        self.papers.narrow(None, self._before_search)
        bar.display = False
        self.query_one(StatusLine).display = True
        self.go("papers")
        return True

    def on_input_submitted(self) -> None:
        """Enter in the search goes to what it found."""
        self.go("papers")

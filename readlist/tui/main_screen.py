"""The main screen: authors, papers, queue and detail, over one open library."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import current_thread, main_thread

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Static

from readlist.commands import ANSWERS, PANES, Command
from readlist.library import marking
from readlist.library.interests import Interests
from readlist.library.library import Library, Touched
from readlist.library.listing import ALL, Group
from readlist.library.suggestion import points, reasons
from readlist.model.change import Change
from readlist.model.text import join_words
from readlist.session.open_library import OpenLibrary
from readlist.session.session import Session, Severity
from readlist.session.ui_state import UiState
from readlist.settings import Settings
from readlist.store.files import StoreError
from readlist.tui.interest_control import InterestControl
from readlist.tui.panes import LEAST, Grip, Panes, PaneScreen, title_cap
from readlist.tui.saving import SaveControl
from readlist.tui.searching import SearchControl
from readlist.tui.widgets import frame
from readlist.tui.widgets.authors import AuthorList, FiguresView, figures_of
from readlist.tui.widgets.detail import DetailView, content_of, detail, passage_parts
from readlist.tui.widgets.frame import KeyHints, Pane, StatusLine, can_act
from readlist.tui.widgets.paper_lists import GroupList, PaperList, QueueList
from readlist.tui.widgets.row_list import RowList, SelectList
from readlist.tui.widgets.search_bar import QueryField, SearchBar

UNTIL_A_KEY = 86_400  # seconds: a day


class MainScreen(PaneScreen):
    """The screen of the four panes, which show immutable listings and send messages up."""

    session: Session

    class Whole(Message):
        """The first screen can be drawn."""

    def __init__(self, opened: OpenLibrary, state: UiState, settings: Settings) -> None:
        super().__init__(state.sizes)
        self._compositor.held = True
        self.session = Session(opened, state, settings)
        self.session.show_message = self._show_message
        self.session.show_saved = lambda: self.saving.show_state()
        self.session.enter(self)
        self.commands = self.session.commands
        self.theme_given = ""  # the one that the app began with
        self.when_left: Callable[[], object] = lambda: None  # ends what goes on behind the screen
        self.next_library: str | None = None  # the folder of the one to open after this
        self.bar = SearchBar()
        self.search = SearchControl(self, state.queries)
        self.answered = self.search.answered
        self.interest = InterestControl(self)
        self.saving = SaveControl(self)
        self.authors = AuthorList(lambda: self.library, id="authors")
        self.figures = FiguresView(id="figures")
        self.papers = GroupList(lambda: self.library, self._today, id="papers")
        self.queue = QueueList(lambda: self.library, self._today, self._points, id="queue")
        self.papers.columns = self.queue.columns = settings.columns
        self.detail = DetailView(id="detail")
        self.shown: PaperList = self.papers  # the list whose paper the detail shows
        self._detail_due = False  # the detail shows another paper than that under the cursor

    @property
    def library(self) -> Library:
        return self.session.library

    def compose(self) -> ComposeResult:
        yield StatusLine()
        yield self.bar
        yield Panes(
            Pane("1 Authors", self.authors, self.figures, id="authors-pane"),
            Grip(id="authors-grip"),
            Pane("2 Papers", self.papers, id="papers-pane"),
            Pane("3 Queue", self.queue, id="queue-pane"),
            Grip(id="detail-grip"),
            Pane("4 Detail", self.detail, id="detail-pane"),
        )
        yield Static(f"readlist needs {LEAST[0]} columns, {LEAST[1]} lines", id="too-small", markup=False)
        yield KeyHints()

    def on_mount(self) -> None:
        self.fit()  # before the first layout
        self._stop_watching = self.session.watch(self._follow)
        self._be_as_left()
        self.saving.start()
        if self.session.opened.read_only:
            self.query_one(KeyHints).read_only = True
            self.session.notify(f"{self.session.opened.folder} read-only: changes are lost on quit", "warning")
        self.search.start()
        self.interest.start()
        self.show_detail()  # so that nothing is missing from the first frame
        self.refresh_edges()
        self.call_after_refresh(self.post_message, self.Whole())

    def last_frame(self) -> str:
        """The present screen, as sent to a terminal."""
        self._follow_cursors()
        for _ in range(2):  # the last key may have brought a scrollbar, for which the screen is laid out twice
            self._refresh_layout()
        return self._compositor.frame().render_segments(self.app.console)

    def draw(self) -> None:
        """Draw the whole screen, for the first time."""
        self._compositor.held = False
        self.refresh()

    def _be_as_left(self) -> None:
        """Restore the saved state: groups, papers and queue with their cursors, and the pane in use."""
        state = self.session.state
        self.interest.show_last()
        self.authors.reload(state.group)
        self.papers.order, self.papers.skipped_shown = state.order, not state.skipped_hidden
        self.papers.enter(self._group(), self.library.heir(state.paper))
        self.queue.show(self.library.queue, self.library.heir(state.queued))
        self.go(state.focused_pane if self.library.papers else "papers")
        if self.search.active:
            self.search.ask()

    def on_unmount(self) -> None:
        self._stop_watching()
        self.session.end_reading()
        self.when_left()

    def _group(self) -> Group:
        return (self.authors.group_of(self.authors.current) if self.authors.current else None) or ALL

    def remember(self, theme: str | None = None) -> UiState:
        """The state to save; ``theme`` is given once the app has ended."""
        theme = theme or self.app.theme
        return UiState(
            folder=str(self.session.opened.folder.resolve()),
            group=self.authors.current,
            pane=self._pane,
            paper=self.papers.current,
            queued=self.queue.current,
            exported=self.session.exported_to,
            theme=theme if theme != self.theme_given else self.session.state.theme,
            sort=("-" * self.papers.order[1] + self.papers.order[0]) or None,
            authors_width=self.sizes.authors,
            detail_width=self.sizes.detail,
            queue_height=self.sizes.queue,
            detail_height=self.sizes.detail_lines,
            detail_hidden=None if self.sizes.detail_shown else 1,
            skipped_hidden=None if self.papers.skipped_shown else 1,
            may_look_up=1 if self.session.may_look_up else None,
            may_fetch=1 if self.session.may_fetch else None,
            queries=self.search.recent,
            exported_as=self.session.exported_as,
        )

    # panes

    def fit(self, size: Size | None = None) -> None:
        cap = title_cap((size or self.app.size).width)
        self.papers.title_cap = self.queue.title_cap = cap
        super().fit(size)

    def on_resize(self, event: events.Resize) -> None:
        if self._compositor.held and self._compositor.size == event.size:
            event.prevent_default()  # at the start Textual lays all out twice
        self.call_after_refresh(self._keep_focus)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        if self._compositor.held:
            event.refresh_styles = False  # each widget was given its style when it was mounted
        self.call_after_refresh(self._keep_focus)

    def _keep_focus(self) -> None:
        """The pane in use keeps the focus when the size of the terminal hides or shows panes."""
        focused = self.focused
        searching = focused is self.bar.field and self.bar.display
        self.set_pane(self._pane)
        if not searching and (focused is None or focused.id != self._pane or not focused.region.area):
            self.go(self._pane)
        self.refresh_edges()

    @on(events.DescendantFocus)
    def _focused(self, event: events.DescendantFocus) -> None:
        name = event.widget.id
        if name in PANES and event.widget is self.focused:  # events of two widgets come in any order
            self.set_pane(name)
            if event.widget is self.queue:
                self.queue.enter()
            elif event.widget is self.authors:
                self.authors.enter()
            if isinstance(event.widget, PaperList):
                self.shown = event.widget
                self.show_detail()
        self.refresh_edges()

    @property
    def rows(self) -> RowList[int] | RowList[str] | None:
        """The list that has the focus."""
        return self.focused if isinstance(self.focused, RowList) else None

    @property
    def paper(self) -> int | None:
        """The paper under the cursor, or shown in the detail."""
        return self.shown.current if self.shown.current in self.library.papers else None

    @property
    def chosen(self) -> tuple[int, ...]:
        """The papers that a command acts on: those selected where the focus is, else the one paper."""
        if self.pane != "detail":
            return self.shown.chosen()
        return () if self.paper is None else (self.paper,)

    def advance(self) -> None:
        """After a decision: end the selection, and move on from papers that left the listing."""
        if self.focused is self.shown:
            self.shown.select_none()
            self.shown.leave_behind()

    def end_selection(self) -> None:
        self.shown.select_none()

    def go_to_changed(self, change: Change) -> None:
        """Put the cursor on the first listed paper that a change is about, if there is one."""
        about = {edit.id for edit in self.library.edits_of(change) if edit.table in ("marks", "papers")}
        if there := self.shown.listed(about):
            self.shown.go(min(there, key=self.shown.places.__getitem__))

    def _today(self) -> date:
        return self.session.today

    def _points(self, id: int) -> int:
        return points(reasons(self.library, id, self.session.weights, self.session.today))

    def _show_detail_later(self) -> None:
        """Show the detail after the cursor is painted: while a key is held down, only the cursor moves."""
        if not self._detail_due:
            self._detail_due = True
            self.call_after_refresh(self._show_due_detail)

    def _show_due_detail(self) -> None:
        if self._detail_due:
            self.show_detail()

    def show_detail(self) -> None:
        self._detail_due = False
        paragraphs = detail(self.library, self.shown.current, self.session.weights, self.session.today)
        if passage := passage_parts(self.search.passage(self.shown.current)):
            gap = next((n for n, part in enumerate(paragraphs) if not part.text), len(paragraphs))
            paragraphs[gap:gap] = passage
        self.detail.show_text(content_of(paragraphs, self.papers.words))

    def passage_page(self, id: int) -> int:
        """The page of a paper's PDF that has what is searched; 0 where nothing in the PDF is."""
        passage = self.search.passage(id)
        return passage.page if passage else 0

    def page_found(self) -> int:
        """The page that the paper under the cursor was found by; 0 where the text of its PDF had no part in it."""
        id, result = self.papers.current, self.papers.result
        return self.passage_page(id) if id is not None and result is not None and result.in_text(id) else 0

    def refresh_edges(self) -> None:
        """Update status, titles, figures and hints; a line is redrawn only if its text differs."""
        library, papers = self.library, self.papers
        status = self.query_one(StatusLine)
        status.brief = self.narrow
        status.counts = frame.counts(library)
        status.place = frame.where(papers, self.session.pane, narrow=self.narrow, selected=len(self.shown.selected))
        papers.empty = frame.nothing(papers)
        title = self.query_one("#papers-pane", Pane).title
        title.name_shown, title.count_shown = frame.papers_title(papers)
        self.query_one("#queue-pane", Pane).title.count_shown = frame.queue_count(library)
        self.figures.text = figures_of(library, self.authors.author_of(self.authors.current or ""))
        self.query_one(KeyHints).show_hints(self._hints())

    def _hints(self) -> list[frame.Hint]:
        """The keys that act where the focus is."""
        if self.focused is self.bar.field:
            return [("enter", "to the results"), ("tab", "complete"), ("esc", "back")]
        selecting = self.shown.selected and self.session.pane == self.shown.id
        first = [(self.key("open_row"), self.authors.fold)] if self.pane == "authors" and self.authors.fold else []
        acting = self.acting()
        if self.pane != "authors" and self.library.is_in_doubt(self.paper):
            first = [(self.key(id), word) for id, word in ANSWERS]
        if not self.library.papers:  # what one does next
            acting.sort(key=lambda command: command.id != "import")
        return [*first, *frame.hints(acting), *([("esc", "select none")] if selecting else [])]

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        if event.rows is self.authors and event.key is not None:
            self._follow_authors()
        elif event.rows is self.shown:
            self._show_detail_later()
        self.refresh_edges()

    def _follow_authors(self) -> None:
        """List the papers of the row under the cursor; a row that only unfolds others lists none."""
        group = self.authors.group_of(self.authors.current) if self.authors.current else None
        if group not in (None, self.papers.group):
            self.enter(group)

    def _follow_cursors(self) -> None:
        """Show what the cursors are on, which a key just before ``ctrl+q`` may have moved."""
        self._follow_authors()
        self.show_detail()
        self.refresh_edges()

    @on(SelectList.Selected)
    def _selected(self) -> None:
        self.refresh_edges()

    def show_interest(self, before: Interests) -> None:
        """Interest was learned: rows, detail and triage show it; the order is that of the next time a list is entered,
        unless none was by interest yet.
        """
        if self.papers.by_interest and not self.papers.was_by_interest and not self.papers.selected:
            self.papers.relist(self.papers.current)
        for rows in (self.papers, self.queue):
            rows.follow_interest(before)
        if not self.detail.scroll_offset.y:  # who reads on is not thrown back
            self.show_detail()
        self.refresh_edges()
        for screen in self.app.screen_stack:
            if screen is not self and (redraw := getattr(screen, "show_interest", None)):
                redraw()

    def show_paper(self, id: int) -> None:
        """Go to a paper, in the list where it is there, else among all papers."""
        if not self.papers.listed({id}):
            self.show_group("group:All papers")
        self.papers.go(id)
        self.go("papers")

    def show_group(self, key: str) -> None:
        """List the papers of a row of the authors pane, without the search."""
        self.close_search()
        self.authors.go(key)
        self.enter(self._group())
        self.go("papers")

    def enter(self, group: Group) -> None:
        """List a group, with the present search."""
        self.papers.enter(group)
        if self.search.active or self.papers.result is not None:
            self.search.ask()

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.action_run("open_row")

    @on(QueueList.Dropped)
    def _dropped(self, event: QueueList.Dropped) -> None:
        self.session.change("queue move", lambda library, at: marking.move(library, event.ids, event.place))
        self.queue.go(event.ids[0])

    # commands

    def carry_out(self, command: Command) -> None:
        self._show_due_detail()
        try:
            command.load()(self)
        except StoreError as error:  # a paper can't be read; failures to write are reported where they occur
            self.session.notify(str(error), "error")

    def why_not(self, command: Command) -> str | None:
        """Why a command can't act now, or None."""
        papers, paper = bool(self.library.papers), self.paper is not None
        if can_act(command, self.pane, papers, paper, self.authors.on_author):
            return None
        if command.panes and self.pane not in command.panes:
            panes = [pane for pane in PANES if pane in command.panes]
            if not panes:
                return f"{command.title} works in triage (press {self.key('triage')})"
            keys = [self.key("queue_pane" if pane == "queue" else pane) for pane in panes]
            where = join_words([pane.capitalize() for pane in panes], "or")
            return f"{command.title} works in {where} (press {join_words(keys, 'or')})"
        if not papers and not command.panes:
            return f"{command.title}: the library is empty; press {self.key('import')} to import a page"
        return f"{command.title}: {'put the cursor on an author' if self.pane == 'authors' else 'no paper here'}"

    def _show_message(self, text: str, severity: Severity) -> None:
        """Show a text in the message line, never as markup. Errors stay until a key is pressed, others for seconds."""
        lasts = UNTIL_A_KEY if severity == "error" else None
        self.notify(text, severity=severity, markup=False, timeout=lasts)

    def _follow(self, touched: Touched) -> None:
        """Show a change made here or by another process, with work in proportion to it."""
        if current_thread() is not main_thread():  # a large import stores in a thread
            self.app.call_from_thread(self._follow, touched)
            return
        self.search.follow(touched)
        self.interest.follow(touched)
        if touched.facts or touched.queries:
            self.authors.reload()
        elif touched.profiles:
            self.authors.refigure()
        else:
            self.authors.recount()
        shown = touched.papers | self.queue.replaced()
        self.papers.follow(shown, touched.facts)
        self.queue.follow(shown)
        if self.shown.current in shown or self.paper is None or touched.profiles:
            self.show_detail()
        self.refresh_edges()

    def leave(self) -> None:
        """Quit, if nothing is lost by it, or if asked twice."""
        if not self.saving.holds_back():
            self.app.exit()

    def leave_for(self, folder: str) -> None:
        """Quit, for another library to be opened."""
        self.next_library = folder
        self.leave()

    # search

    @on(SearchBar.Asked)
    def _asked(self) -> None:
        self.search.ask()

    @on(QueryField.Recalled)
    def _recalled(self, event: QueryField.Recalled) -> None:
        self.search.recall(event.step)

    def search_opened(self) -> None:
        self.query_one(StatusLine).display = False
        self.go("papers")

    def search_closed(self) -> None:
        self.query_one(StatusLine).display = True
        self.go("papers")

    def open_search(self) -> None:
        self.search.open()

    def close_search(self) -> bool:
        """Go back to the whole listing and its cursor; False if there was no search."""
        return self.search.close()

    def on_input_submitted(self) -> None:
        """Enter in the search goes to the matches."""
        self.search.remember()
        self.go("papers")

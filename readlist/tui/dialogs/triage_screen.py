"""Triage: the inbox papers of a listing, one at a time with the whole abstract; a key decides and shows the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from textual import events, on
from textual.app import ComposeResult

from readlist.commands import ANSWERS, Command, show_key
from readlist.library.history import HistoryError, present
from readlist.library.library import Library, Touched
from readlist.library.listing import INBOX, listing
from readlist.library.triage import Round, best_round
from readlist.search.words import Highlights
from readlist.session.session import Session
from readlist.store.files import StoreError
from readlist.tui.command_screen import CommandScreen
from readlist.tui.widgets.frame import KeyHints
from readlist.tui.widgets.search_bar import SearchBar
from readlist.tui.widgets.triage_parts import NextLines, PaperText, Progress, paper_text, summary_text


class TriageScreen(CommandScreen):
    """Shows a round. Every command for papers acts on the one shown; a decision shows the next."""

    CSS = "TriageScreen { layout: vertical; background: $background; }"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (90, "-normal")]  # noqa: RUF012 - Textual's own declaration

    def __init__(self, session: Session, round: Round, run_command: Callable[[Command], None]) -> None:
        super().__init__()
        self.session, self.round = session, round
        self.run_command = run_command  # carries out what triage does not do in a way of its own
        self.commands = session.commands
        self._whole = round  # before it was filtered
        self._highlights = Highlights()
        self._redraw_due = False
        self.progress, self.text, self.coming = Progress(), PaperText(), NextLines()

    def compose(self) -> ComposeResult:
        yield self.progress
        yield SearchBar()
        yield self.text
        yield self.coming
        yield KeyHints()

    def on_mount(self) -> None:
        self.session.enter(self)
        self.query_one(SearchBar).fill()
        self._stop_watching = self.session.opened.watch(self._follow)
        self._show()

    def on_unmount(self) -> None:
        self._stop_watching()
        self.session.leave(self)

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._show)

    # what the commands act on

    @property
    def pane(self) -> str:
        return "triage"

    @property
    def paper(self) -> int | None:
        return self.round.at

    @property
    def chosen(self) -> tuple[int, ...]:
        return () if self.paper is None else (self.paper,)

    @property
    def library(self) -> Library:
        return self.session.library

    def advance(self) -> None:
        """Show the next paper, if the one shown was decided."""
        if self.round.at is not None and not self.library.mark(self.round.at).inbox:
            self.round.onward(self.library)
            self._show()

    def end_selection(self) -> None:
        """Does nothing: triage has no selection."""

    def why_not(self, command: Command) -> str | None:
        adapted = command.id in TRIAGE
        if self.paper is None and "triage" in command.panes:
            return f"{command.title}: no paper left; press u to undo or esc to leave"
        if not adapted and command.panes and "triage" not in command.panes:
            return f"{command.title} does not work in triage (press esc to leave)"
        if not adapted and command.id in _OF_PANES:
            return f"{command.title} does not work in triage (press esc to leave)"
        return None

    def carry_out(self, command: Command) -> None:
        if command.id in TRIAGE:
            TRIAGE[command.id](self)
        else:
            self.run_command(command)

    # showing

    def _show(self) -> None:
        """Redraw the screen, once for several changes at the same time."""
        if not self._redraw_due:
            self._redraw_due = True
            self.call_next(self._draw)

    def _draw(self) -> None:
        """Draw the paper, the counts and what is next; a widget whose text is the same draws nothing."""
        self._redraw_due = False
        self.progress.show_round(self.round)
        at = self.round.at
        if at is None:
            self.text.show_text(summary_text(self.library, self.round))
            self.coming.titles = ()
        else:
            self.text.show_text(
                paper_text(
                    self.library, at, self._highlights, later=at in self.round.later, drawn=at in self.round.drawn
                )
            )
            following = self.round.coming(self.library, _NEXT[1] if self.app.size.height >= _NEXT[0] else 1)
            titles = [self.library.papers[id].title_text for id in following]
            self.coming.titles = tuple(titles) or ("end of the round",)
            self.coming.styles.height = len(self.coming.titles)
        self.query_one(KeyHints).show_hints(self._hints())
        self.call_after_refresh(self._show_more)

    def _show_more(self) -> None:
        self.coming.more = self.text.max_scroll_y > self.text.scroll_offset.y

    def _hints(self) -> list[tuple[str, str]]:
        if self.query_one(SearchBar).display and self.focused is not None:
            found = self.round is not self._whole  # else there is no query, or nothing matches it
            return [*([("enter", "triage these")] if found else []), ("esc", "all")]
        if self.paper is None:
            inbox, left = self.library.count("inbox"), self.round.left
            label = f"{left:,} postponed" if left else f"{inbox:,} more"
            more = [(self.key("open_row"), label)] if inbox else []
            return [(self.key("export"), "export"), *more, (self.key("undo"), "undo"), (self.key("back"), "leave")]
        hints = {c.id: (show_key(c.keys[0]), _HINTS.get(c.id, c.hint)) for c in self.acting()}
        first = [(self.key(id), word) for id, word in ANSWERS] if self.library.is_in_doubt(self.paper) else []
        first += [hints.pop(id) for id in _FIRST if id in hints]
        return [*first, *hints.values(), (self.key("back"), "leave")]

    def _follow(self, touched: Touched) -> None:
        """Follow a change made here or elsewhere. The paper shown stays."""
        new = [id for id in touched.facts if id in self.library.papers and self.library.mark(id).inbox]
        shown = self.round.at
        if self.round.follow(self.library, touched.papers, new if self.round is self._whole else ()):
            self.progress.show_round(self.round)
            if self.round.at != shown or shown in touched.papers:
                self._show()

    # commands that work in another way here

    def back(self) -> None:
        """Undo the last decision and show its paper, even one of another day, and even from the end."""
        change = present(self.library)
        if change is not None and any(e.table == "papers" and e.before is None for e in self.library.edits_of(change)):
            self.session.notify(f"next to undo is “{change.summary}”: press esc, then u", "warning")
            return
        try:
            change = self.session.opened.undo()
        except (HistoryError, StoreError) as error:
            self.session.notify(str(error), "warning")
            return
        edits = self.library.edits_of(change)
        self._after_step(f"undone: {change.summary}", (e.id for e in edits if e.table in ("marks", "papers")))

    def forward(self) -> None:
        try:
            change = self.session.opened.redo()
        except (HistoryError, StoreError) as error:
            self.session.notify(str(error), "warning")
            return
        self._after_step(f"redone: {change.summary}", ())
        self.advance()

    def _after_step(self, report: str, ids: Iterable[int]) -> None:
        paper = next((id for id in ids if id in self.library.papers), None)
        if paper is not None:
            self.round.to(self.library, paper)
        self._show()
        self.session.notify(report)

    def skim(self, by: int) -> None:
        if self.round.skim(by):
            self._show()
        else:
            self.session.notify("last paper of the round" if by > 0 else "first paper of the round")

    def end(self, last: bool) -> None:
        self.round.at = self.round.ids[-1 if last else 0]
        self._show()

    def scroll(self, pages: float) -> None:
        self.text.scroll_relative(y=int(pages * self.text.size.height), animate=False)
        self.call_after_refresh(self._show_more)

    def put_off(self) -> None:
        self.round.put_off_here(self.library)
        self._show()

    def go_on(self) -> None:
        """At the end, go on with what was postponed, else with the rest of the inbox."""
        if self.round.at is not None:
            self.session.notify("a queue, s star and queue, r read, x skip, z postpone, j next")
            return
        if self.round.left:
            self.round.again(self.library)
        elif self.library.count("inbox"):
            self._whole = self.round = self._inbox()
            self._highlights = Highlights()
        else:
            self.session.notify("inbox empty")
        self._show()

    def _inbox(self) -> Round:
        share, today = self.session.settings.interest.random, self.session.today
        return best_round(self.library, INBOX.name, listing(self.library, INBOX), share, today)

    def show_interest(self) -> None:
        """Interest was learned anew: the paper shown may have other reasons."""
        if not self.text.scroll_offset.y:  # who reads on is not thrown back
            self._show()

    def leave(self) -> None:
        """Back to the whole round, then out of triage."""
        if self.query_one(SearchBar).display or self.round is not self._whole:
            self._go_through(self._whole)
            return
        self.session.leave(self)
        self.dismiss()

    # filtering

    def open_filter(self) -> None:
        """Ask for a query that filters the round."""
        bar = self.query_one(SearchBar)
        bar.display, self.progress.display = True, False
        bar.field.focus()
        bar.begin(lambda: self.session.searching.values)
        self.query_one(KeyHints).show_hints(self._hints())

    @on(SearchBar.Asked)
    def _asked(self, event: SearchBar.Asked) -> None:
        query = event.query_text.strip()
        if not query:
            self.round, self._highlights = self._whole, Highlights()
        else:
            result = self.session.search(query)
            matches = set(result.ids)
            ids = [id for id in self._whole.ids if id in matches]
            self._highlights = result.result.highlights
            self.round = Round(self.library, query, ids) if ids else self._whole
            self.round.later, self.round.drawn = self._whole.later, self._whole.drawn
            self.query_one(SearchBar).show_result(f"{len(ids):,} of {len(self._whole.ids):,}", result.messages())
        self._show()

    def on_input_submitted(self) -> None:
        """Enter triages the matches."""
        bar = self.query_one(SearchBar)
        bar.display, self.progress.display = False, True
        self.set_focus(None)
        self._show()

    def _go_through(self, round: Round) -> None:
        bar = self.query_one(SearchBar)
        with self.prevent(SearchBar.Asked):
            bar.field.value = ""
        bar.display, self.progress.display = False, True
        self.set_focus(None)
        at, self.round, self._highlights = self.round.at, round, Highlights()
        self.round.follow(self.library, self.round.ids)
        if at is not None:
            self.round.to(self.library, at)
        else:
            self.round.onward(self.library)
        self._show()


TRIAGE: Mapping[str, Callable[[TriageScreen], None]] = {
    "later": TriageScreen.put_off,
    "undo": TriageScreen.back,
    "redo": TriageScreen.forward,
    "down": lambda screen: screen.skim(+1),
    "up": lambda screen: screen.skim(-1),
    "first": lambda screen: screen.end(last=False),
    "last": lambda screen: screen.end(last=True),
    "half_down": lambda screen: screen.scroll(+0.5),
    "half_up": lambda screen: screen.scroll(-0.5),
    "page_down": lambda screen: screen.scroll(+0.9),
    "page_up": lambda screen: screen.scroll(-0.9),
    "select": lambda screen: screen.scroll(+0.9),  # space, as pagers have it
    "search": TriageScreen.open_filter,
    "open_row": TriageScreen.go_on,
    "back": TriageScreen.leave,
    "quit": TriageScreen.leave,
}
"""What commands do here that do something else elsewhere."""

_NEXT = 30, 5  # lines of the screen from which on so many of the next titles are shown
_FIRST = ("queue", "star", "read", "skip", "later", "undo", "search")
_HINTS = {"star": "star+queue", "search": "filter"}
"""The footer's hints that come first, and those that have another label here."""

_OF_PANES = frozenset(
    {"triage", "authors", "papers", "queue_pane", "detail", "next_pane", "previous_pane", "wider", "narrower",
     "reset_sizes", "pane_left", "pane_right", "pane_there"}
)  # fmt: skip
"""Commands of the panes."""

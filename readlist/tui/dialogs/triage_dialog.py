"""Triage: the inbox papers of a listing, one at a time with its whole abstract; one key decides, the next is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult

from readlist.commands import Command, show_key
from readlist.library import marking
from readlist.library.history import HistoryError, present
from readlist.library.library import Library, Touched
from readlist.library.listing import ALL, INBOX, listing
from readlist.library.triage import Round
from readlist.search.words import Highlights
from readlist.store.files import StoreError
from readlist.tui import commands
from readlist.tui.commanding import CommandScreen
from readlist.tui.widgets.bars import KeyHints
from readlist.tui.widgets.search_bar import SearchBar
from readlist.tui.widgets.triage_parts import NextLine, PaperText, Progress, paper_text, summary_text

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen


def enter_triage(main: MainScreen) -> None:
    """Triage what of the listing, or of its selection, is in the inbox; where nothing is, the whole inbox."""
    papers, library = main.papers, main.session.library
    group = INBOX if papers.group == ALL else papers.group
    ids = [id for id in papers.rows if id in library.papers and library.mark(id).inbox]
    name = group.name + (" · found" if papers.result else "")
    if papers.selected:
        ids, name = [id for id in ids if id in papers.selected], "Selected"
    if not ids:
        if name != INBOX.name and library.count("inbox"):
            main.session.notify(f"{name}: nothing there is in the inbox; this is the whole inbox")
        ids, name = list(listing(library, INBOX)), INBOX.name
    if not ids:
        main.session.notify("the inbox is empty: every paper is decided")
        return
    main.app.push_screen(TriageScreen(main, Round(library, name, ids)))


class TriageScreen(CommandScreen):
    """Shows a round. Every command for papers acts on the one shown; what decides goes on to the next."""

    CSS = "TriageScreen { layout: vertical; background: $background; }"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (90, "-normal")]  # noqa: RUF012 - Textual's own declaration

    def __init__(self, main: MainScreen, round: Round) -> None:
        super().__init__()
        self.main, self.round = main, round
        self.commands = main.session.commands
        self._whole = round  # before narrowing
        self._words = Highlights()
        self._due = False  # to be drawn anew
        self.progress, self.text, self.next_line = Progress(), PaperText(), NextLine()

    def compose(self) -> ComposeResult:
        yield self.progress
        yield SearchBar()
        yield self.text
        yield self.next_line
        yield KeyHints()

    def on_mount(self) -> None:
        self.main.session.enter(self)
        self.query_one(SearchBar).fill()
        self._stop_watching = self.main.session.opened.watch(self._follow)
        self._show()

    def on_unmount(self) -> None:
        self._stop_watching()
        self.main.session.leave(self)

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
        return self.main.session.library

    def advance(self) -> None:
        """A decision about the paper shown: the next one, if it is out of the inbox now."""
        if self.round.at is not None and not self.library.mark(self.round.at).inbox:
            self.round.onward(self.library)
            self._show()

    def why_not(self, command: Command) -> str | None:
        own = command.id in TRIAGE
        if self.paper is None and "triage" in command.panes:
            return f"{command.title}: every paper is decided; u goes back, esc leaves"
        if not own and command.panes and "triage" not in command.panes:
            return f"{command.title} does not act in triage: esc leaves it"
        if not own and command.id in _NOT_HERE:
            return f"{command.title} does not act in triage: esc leaves it"
        return None

    def carry_out(self, command: Command) -> None:
        if command.id in TRIAGE:
            TRIAGE[command.id](self)
        else:
            commands.ACTIONS[command.id](self.main)

    # showing

    def _show(self) -> None:
        """Show how the round stands, once, however much of it changed."""
        if not self._due:
            self._due = True
            self.call_next(self._draw)

    def _draw(self) -> None:
        """The paper, the counts, what is next; each is drawn anew only where it is another."""
        self._due = False
        self.progress.tell(self.round)
        at = self.round.at
        if at is None:
            self.text.tell(summary_text(self.library, self.round))
            self.next_line.title = ""
        else:
            self.text.tell(paper_text(self.library, at, self._words, later=at in self.round.later))
            following = self.round.next(self.library)
            self.next_line.title = self.library.papers[following].title_text if following else "the end of this round"
        self.query_one(KeyHints).tell(self._hints())
        self.call_after_refresh(self._say_more)

    def _say_more(self) -> None:
        self.next_line.more = self.text.max_scroll_y > self.text.scroll_offset.y

    def _hints(self) -> list[tuple[str, str]]:
        if self.query_one(SearchBar).display and self.focused is not None:
            return [("enter", "triage these"), ("esc", "all again")]
        if self.paper is None:
            waiting, left = self.library.count("inbox"), self.round.left
            on = [(self.key("into"), f"the {left:,} put off" if left else f"{waiting:,} more")] if waiting else []
            return [(self.key("export"), "export"), *on, (self.key("undo"), "back"), (self.key("out"), "leave")]
        hints = {c.id: (show_key(c.keys[0]), _NAMED.get(c.id, c.hint)) for c in self.acting()}
        first = [hints.pop(id) for id in _FIRST if id in hints]
        return [*first, *hints.values(), (self.key("out"), "leave")]

    def _follow(self, touched: Touched) -> None:
        """A change, here or elsewhere. The paper shown stays the one shown."""
        came = [id for id in touched.facts if id in self.library.papers and self.library.mark(id).inbox]
        shown = self.round.at
        if self.round.follow(self.library, touched.papers, came if self.round is self._whole else ()):
            self.progress.tell(self.round)
            if self.round.at != shown or shown in touched.papers:
                self._show()

    # its own commands

    def back(self) -> None:
        """Take the newest decision back, and show its paper: also of another day, also from the end."""
        change = present(self.library)
        if change is not None and any(e.table == "papers" and e.before is None for e in self.library.edits_of(change)):
            self.main.session.notify(f"the next to take back is “{change.summary}”: leave with esc, then u", "warning")
            return
        try:
            change = self.main.session.opened.undo()
        except (HistoryError, StoreError) as error:
            self.main.session.notify(str(error), "warning")
            return
        edits = self.library.edits_of(change)
        self._after_step(f"undone: {change.summary}", (e.id for e in edits if e.table in ("marks", "papers")))

    def forward(self) -> None:
        try:
            change = self.main.session.opened.redo()
        except (HistoryError, StoreError) as error:
            self.main.session.notify(str(error), "warning")
            return
        self._after_step(f"redone: {change.summary}", ())
        self.advance()

    def _after_step(self, said: str, ids: Iterable[int]) -> None:
        there = next((id for id in ids if id in self.library.papers), None)
        if there is not None:
            self.round.to(self.library, there)
        self._show()
        self.main.session.notify(said)

    def skim(self, by: int) -> None:
        if self.round.skim(by):
            self._show()
        else:
            self.main.session.notify("this is the last of the round" if by > 0 else "this is the first of the round")

    def end(self, last: bool) -> None:
        self.round.at = self.round.ids[-1 if last else 0]
        self._show()

    def scroll(self, pages: float) -> None:
        self.text.scroll_relative(y=int(pages * self.text.size.height), animate=False)
        self.call_after_refresh(self._say_more)

    def put_off(self) -> None:
        self.round.put_off_here(self.library)
        self._show()

    def go_on(self) -> None:
        """From the end to what was put off, else to the rest of the inbox."""
        if self.round.at is not None:
            self.main.session.notify("a queues, s stars and queues, r reads, x skips, z puts off; j looks at the next")
            return
        if self.round.left:
            self.round.again(self.library)
        elif self.library.count("inbox"):
            self._whole = self.round = Round(self.library, INBOX.name, listing(self.library, INBOX))
            self._words = Highlights()
        else:
            self.main.session.notify("the inbox is empty: every paper is decided")
        self._show()

    def leave(self) -> None:
        """Out of the narrowing, then out of triage, to the paper that was shown."""
        if self.query_one(SearchBar).display or self.round is not self._whole:
            self._narrow_to(self._whole)
            return
        at = self.round.at
        self.main.session.leave(self)
        self.dismiss()
        if at is not None:
            self.main.papers.go(at)

    # narrowing

    def narrow(self) -> None:
        """Type what the round is to be about."""
        bar = self.query_one(SearchBar)
        bar.display, self.progress.display = True, False
        bar.field.focus()
        bar.tell("", [])
        self.query_one(KeyHints).tell(self._hints())

    @on(SearchBar.Asked)
    def _asked(self, event: SearchBar.Asked) -> None:
        query = event.query_text.strip()
        if not query:
            self.round, self._words = self._whole, Highlights()
        else:
            result = self.main.session.search(query)
            found = set(result.ids)
            ids = [id for id in self._whole.ids if id in found]
            self._words = result.result.highlights
            self.round = Round(self.library, query, ids) if ids else self._whole
            self.round.later = self._whole.later
            self.query_one(SearchBar).tell(f"{len(ids):,} of {len(self._whole.ids):,}", result.messages())
        self._show()

    def on_input_submitted(self) -> None:
        """Enter: triage what was found."""
        bar = self.query_one(SearchBar)
        bar.display, self.progress.display = False, True
        self.set_focus(None)
        self._show()

    def _narrow_to(self, round: Round) -> None:
        bar = self.query_one(SearchBar)
        with self.prevent(SearchBar.Asked):
            bar.field.value = ""
        bar.display, self.progress.display = False, True
        self.set_focus(None)
        at, self.round, self._words = self.round.at, round, Highlights()
        self.round.follow(self.library, self.round.ids)
        if at is not None:
            self.round.to(self.library, at)
        else:
            self.round.onward(self.library)
        self._show()


def _star(screen: TriageScreen) -> None:
    """Of a paper not decided: star and queue. Of one decided, the star alone."""
    id = screen.round.at
    assert id is not None
    if screen.library.mark(id).inbox:
        screen.main.session.change("triage star", lambda library, at: marking.star_and_queue(library, [id], at))
        screen.advance()
    else:
        commands.ACTIONS["star"](screen.main)


TRIAGE: Mapping[str, Callable[[TriageScreen], None]] = {
    "star": _star,
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
    "search": TriageScreen.narrow,
    "into": TriageScreen.go_on,
    "out": TriageScreen.leave,
}
"""What commands do here that elsewhere do something else."""

_FIRST = ("queue", "star", "read", "skip", "later", "undo", "search")
_NAMED = {"star": "star+queue", "undo": "back", "search": "narrow"}
"""The footer's hints that stand first, and those that are called something else here."""

_NOT_HERE = frozenset(
    {"triage", "authors", "papers", "queue_pane", "detail", "next_pane", "previous_pane", "wider", "narrower",
     "usual_sizes"}
)  # fmt: skip
"""Commands of the panes."""

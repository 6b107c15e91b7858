"""The search in the app: the query, its results, and the index, which is built in the background."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.timer import Timer

from readlist.library.library import Touched
from readlist.library.listing import query_group
from readlist.model.text import count
from readlist.platform import faults
from readlist.tui.widgets.search_bar import SearchBar

if TYPE_CHECKING:
    from readlist.session.full_texts import Passage
    from readlist.session.library_search import Answer, LibrarySearch
    from readlist.tui.main_screen import MainScreen

_AFTER_FIRST_FRAME = 0.5  # seconds: by then the app is drawn, and most users have not typed a slash
_PAUSE = 0.12  # seconds without typing, after which all matches are listed, not only the best
_KEPT = 50  # queries that ↑ brings back


class SearchControl:
    """The main screen's search. Everything here runs in the app's own thread, except ``prepare``."""

    def __init__(self, main: MainScreen, recent: str | None) -> None:
        self._main = main
        self._recent = (recent or "").splitlines()
        self._recalled = len(self._recent)  # index of the query in the field; past the last: what was typed
        self._typed = ""
        self._before: int | None = None  # the paper under the cursor when the search was opened
        self._pause: Timer | None = None
        self.answered = asyncio.Event()  # set if the listing shows the results of the query
        self.answered.set()

    @property
    def _searching(self) -> LibrarySearch:
        return self._main.session.searching

    # the index

    def start(self) -> None:
        """Make or load the index a little later, so that the first frame does not wait for it."""
        self._main.set_timer(_AFTER_FIRST_FRAME, self._prepare)

    def _prepare(self, *, anew: bool = False) -> None:
        if self._searching.preparing or (self._searching.ready and not anew) or not self._main.session.library.papers:
            return
        self._searching.begin()
        self._main.run_worker(self._make(), group="index", exit_on_error=False)

    async def _make(self) -> None:
        from readlist.session.derived_state import CancelledError

        try:
            index = await asyncio.to_thread(self._searching.prepare)
        except CancelledError:
            return
        except Exception as error:
            self._main.session.notify(faults.message_of(error), "error")
            return
        self._searching.use(index)
        if self._has_pdfs:
            await asyncio.to_thread(self._searching.prepare_texts)
        if self.active:
            self.ask()
        self._count_saved()

    def follow(self, touched: Touched) -> None:
        """Take in a change of the library."""
        if self._main.session.has_searched and not self._searching.update(touched):
            self._prepare(anew=True)
        self._count_saved()

    def _count_saved(self) -> None:
        """Count the matches of saved searches, once nothing has changed for a moment: each is a full search."""
        if self._main.library.queries and self._main.session.has_searched:
            self._main.run_worker(self._count(), group="counts", exclusive=True, exit_on_error=False)

    async def _count(self) -> None:
        await asyncio.sleep(_PAUSE)
        for query in tuple(self._main.library.queries.values()):
            if self._searching.ready:
                found = self._searching.search(self._searching.parse(""), query_group(query))
                self._main.authors.show_found(query, found.count)
            await asyncio.sleep(0)  # keys go first

    # the query

    @property
    def bar(self) -> SearchBar:
        return self._main.bar

    @property
    def text(self) -> str:
        """The query that is being typed; empty where the search is closed."""
        return self.bar.field.value if self.bar.display else ""

    @property
    def active(self) -> bool:
        """Does the listing show the matches of a query?"""
        return bool(self.text.strip()) or self._main.papers.group.query is not None

    def open(self) -> None:
        """Open the search; the paper under the cursor is remembered for when it is closed."""
        if not self.bar.display:
            self._before = self._main.papers.current
            self._recalled = len(self._recent)
            self.bar.begin(lambda: self._searching.values)
        self.bar.display = True
        self._prepare()
        self._main.search_opened()
        self.bar.field.focus()

    def close(self) -> bool:
        """Go back to the whole listing and its cursor; False if there was no search."""
        if not self.bar.display:
            return False
        self.remember()
        with self._main.prevent(SearchBar.Asked):
            self.bar.field.value = ""
        self.bar.display = False
        self.ask(self._before)
        self._main.search_closed()
        return True

    def ask(self, at: int | None = None) -> None:
        """List the papers of the group that match the query; the whole group for an empty query."""
        papers = self._main.papers
        self.answered.set()
        if self._pause is not None:
            self._pause.stop()
        if not self.active:
            papers.narrow(None, at)
            self.bar.show_result("", [])
            return
        query = self._searching.parse(self.text)
        if query.node is None and papers.group.query is None:
            papers.narrow(None, at)
            self.bar.show_result("", [remark.text for remark in query.remarks])
        elif not self._searching.ready and self._main.session.library.papers:
            self._prepare()
            self.answered.clear()
            self.bar.show_result(f"reading {count(self._main.session.library.count('papers'), 'paper')}…", [])
        else:
            self._show(self._searching.search(query, papers.group), at)

    def _show(self, found: Answer, at: int | None) -> None:
        self._main.papers.narrow(found, at)
        self._show_count(found)
        if found.count > len(found.first) or self._has_pdfs:
            self._pause = self._main.set_timer(_PAUSE, lambda: self._complete(found))

    def _show_count(self, found: Answer) -> None:
        size = self._main.papers.group.size(self._main.session.library)
        self.bar.show_result(f"{found.count:,} of {size:,}", found.messages())

    @property
    def _has_pdfs(self) -> bool:
        return self._main.session.library.papers.have_files

    def _complete(self, found: Answer) -> None:
        """List all that was found; then, as the last stage, what has the words in the text of its PDF alone."""
        papers = self._main.papers
        papers.complete()
        if self._has_pdfs and self._searching.ready and papers.result is found:
            more = self._searching.in_full_text(found, papers.group)
            if more is not found:
                papers.widen(more)
                self._show_count(more)
            self._main.show_detail()  # with the passage of the PDF

    def passage(self, id: int | None) -> Passage | None:
        """Where a paper's PDF says what is searched, if it does."""
        library = self._main.session.library
        if id is None or id not in library.papers or not self._main.papers.words or not self._searching.uses_texts:
            return None
        if not (files := library.papers[id].files):
            return None
        from readlist.session.full_texts import passage

        return passage(files, self._main.papers.words)

    # earlier queries

    def remember(self) -> None:
        """Remember the query, for ↑ to bring back."""
        text = self.text.strip()
        if text:
            self._recent = [*(q for q in self._recent if q != text), text][-_KEPT:]
            self._recalled = len(self._recent)

    @property
    def recent(self) -> str:
        return "\n".join(self._recent)

    def recall(self, step: int) -> None:
        """Bring back an earlier or later query; ↓ on the last one goes to the matches."""
        at = self._recalled + step
        if at > len(self._recent):
            self.remember()
            self._main.go("papers")
            return
        if at < 0:
            return
        if self._recalled == len(self._recent):
            self._typed = self.bar.field.value
        self._recalled = at
        field = self.bar.field
        field.value = self._recent[at] if at < len(self._recent) else self._typed
        field.cursor_position = len(field.value)

"""The follow board: a dialog with what the user follows, when it was asked about, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import quote_plus

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from readlist.follow.follows import FollowError, plan_unfollow
from readlist.model.identifiers import web_address
from readlist.model.text import count
from readlist.session.follow_board import Followed, board
from readlist.session.session import Session
from readlist.tui.dialogs.base import LIST_KEYS, Dialog
from readlist.tui.widgets.row_list import Part, RowList, fitted

_COLUMNS = (("papers", 7), ("a year", 8), ("last new", 12), ("asked", 12), ("to check", 10))
_KIND_WIDTH = 10
_LEAST = 24  # cells of a name; a column that leaves less is left out


class FollowList(RowList[int]):
    """The rows of the board, by their place."""

    def __init__(self) -> None:
        super().__init__(id="follows")
        self.board: list[Followed] = []

    def update(self, rows: list[Followed]) -> None:
        self.board = rows
        self.show(tuple(range(len(rows))), self.current if (self.current or 0) < len(rows) else None)
        self.refresh()

    @property
    def row(self) -> Followed | None:
        return None if self.current is None else self.board[self.current]

    def draw(self, place: int, width: int) -> list[Part]:
        row = self.board[place]
        texts = (
            "" if row.papers is None else f"{row.papers:,}",
            "" if row.a_year is None else f"{row.a_year:g}",
            row.new or "",
            row.asked or "",
            f"{row.doubts} ?" if row.doubts else "",
        )
        room = width - _KIND_WIDTH
        shown = []
        for (name, cells), text in zip(_COLUMNS, texts, strict=True):
            if room - cells >= _LEAST:
                room -= cells
                shown.append(Part(f"{text:>{cells}}", "doubt" if name == "to check" else "muted"))
        return [Part(f" {row.kind:{_KIND_WIDTH - 1}}", "muted"), Part(fitted(row.name, room)), *shown]

    def heads(self, width: int) -> str:
        """The names of the columns, over their figures."""
        room, shown = width - _KIND_WIDTH, ""
        for name, cells in _COLUMNS:
            if room - cells >= _LEAST:
                room -= cells
                shown += f"{name:>{cells}}"
        return f" {'':{_KIND_WIDTH - 1}}{'':{room}}{shown}"


class FollowBoard(Dialog[str]):
    """What is followed. Its result is the author whose papers are to be listed, or "fetch"."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "papers", tooltip="List the author's papers"),
        Binding("o", "open_page", "open page", tooltip="Open the page of the author, category or feed"),
        Binding("R", "fetch", "fetch", tooltip="Fetch new papers"),
        Binding("F,delete", "unfollow", "unfollow", tooltip="End following it (u in the main screen undoes)"),
        Binding("escape,q,L", "cancel", "close", tooltip="Close"),
        *LIST_KEYS,
    ]
    rows: FollowList

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.rows = FollowList()

    def compose_body(self) -> ComposeResult:
        yield self.rows

    def on_mount(self) -> None:
        self.rows.focus()
        self._update()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_heads)

    def _update(self) -> None:
        self.rows.update(board(self.session.opened))
        self._show_heads()
        self.show_hints()

    def _show_heads(self) -> None:
        rows = self.rows
        authors = sum(row.kind == "author" for row in rows.board)
        if rows.board:
            heads = rows.heads(max(rows.scrollable_content_region.width, 20)).strip()
            left = f"Followed: {count(authors, 'author')}"
            room = max(self.size.width - 3 - len(left), 0)
            self.show_heading(f"{left}{heads:>{room}}" if len(heads) < room else left)
        else:
            self.show_heading("Nothing is followed: F on an author, or `readlist follow` on the command line")

    def labels(self) -> Mapping[str, str]:
        row = self.rows.row
        if row is None:
            return dict.fromkeys(("accept", "open_page", "unfollow", "fetch"), "")
        return {} if row.kind == "author" else {"accept": ""}

    def action_accept(self) -> None:
        row = self.rows.row
        if row is not None and row.kind == "author":
            self.dismiss(row.name.partition(" (")[0])

    def action_fetch(self) -> None:
        self.dismiss("fetch")

    def action_open_page(self) -> None:
        from readlist.platform.programs import open_link

        if (row := self.rows.row) is None or row.kind == "query":
            return
        if row.kind == "author":
            page = self.session.settings.fetch.page
            url = web_address(page.replace("{name}", quote_plus(row.name.partition(" (")[0])))
        else:
            url = row.name if row.kind == "feed" else web_address(f"https://arxiv.org/list/{row.name}/new")
        if url is not None and open_link(url):
            self.show_message(f"opened {url}")
        elif url is not None:
            self.app.copy_to_clipboard(url)
            self.show_message(f"the browser did not open; copied: {url}")

    def action_unfollow(self) -> None:
        row = self.rows.row
        if row is None:
            return
        try:
            change = self.session.change("unfollow", lambda library, at: plan_unfollow(library, [row.name]))
        except FollowError:  # a category that nobody asked for: authors' papers are there
            self.show_message(f"{row.name} is read because of your authors' papers there; `readlist follow --category` "
                              "names the ones to read")  # fmt: skip
            return
        if change:
            self._update()
            self.show_message(f"{change.summary} (u in the main screen undoes)")

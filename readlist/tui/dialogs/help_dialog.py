"""The help dialog: keys, a legend of marks and figures, and the manual, filtered as the user types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from readlist import manual
from readlist.commands import GROUPS, Command
from readlist.library.listing import LEGEND
from readlist.manual.rendering import render
from readlist.model.text import fold
from readlist.search.words import Highlights
from readlist.session.session import Session
from readlist.tui.dialogs.base import SCROLL_KEYS, Dialog
from readlist.tui.widgets.detail import DetailView, lit_text
from readlist.tui.widgets.row_list import Part, RowList, fitted
from readlist.tui.widgets.search_bar import Field

_HEAD_WIDTH = 12  # cells of keys, signs and names of topics; longer ones take what they need


@dataclass(frozen=True, slots=True)
class Entry:
    """A key, a mark or a topic, and its explanation."""

    head: str
    about: str
    topic: str = ""  # the page that enter opens
    section: str = ""
    first: bool = True  # is it an entry, or the rest of the one above, which had no room?

    def holds(self, words: Sequence[str]) -> bool:
        """Has it all words, whole or as beginnings? Keys are compared as they are."""
        text = f" {fold(f'{self.head} {self.about}')}"
        return all(f" {fold(word)}" in text if fold(word) else word in self.head.split() for word in words)


def help_entries(pane: str, commands: Sequence[Command]) -> Iterator[Entry]:
    """All entries, the keys of one pane first."""
    here = [c for c in commands if pane in c.panes]
    groups = [(f"In the {pane}", here)]
    groups += [(g.capitalize(), [c for c in commands if c.group == g and c not in here]) for g in GROUPS]
    for section, members in groups:
        yield from (Entry(c.shown, c.help, section=section) for c in members)
    yield from (Entry(sign, meaning, section="Marks and figures") for sign, meaning in LEGEND)
    for topic in manual.topics().values():
        yield Entry(topic.name, topic.purpose, topic.name, "Manual (enter opens a page)")


class HelpRows(RowList[int]):
    """The entries, each in as many lines as it needs, under the headings of their sections."""

    empty = "no key, mark or page has this"

    def __init__(self) -> None:
        super().__init__(id="help")
        self._entries: Sequence[Entry] = ()
        self._lines: list[Entry] = []

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show other entries, the cursor on the first."""
        self._entries = entries
        self.cursor = 0
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width - 1
        if width > 0:
            self._lines = list(_lines(self._entries, width))
            self.show(range(len(self._lines)))

    def on_resize(self) -> None:
        self._lay_out()
        super().on_resize()

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return None if self.current is None else self._lines[self.current]

    def selectable(self, key: int) -> bool:
        return bool(self._lines[key].head) and self._lines[key].first

    def sections(self) -> list[int]:
        """The first entry of every section."""
        return [n + 1 for n, line in enumerate(self._lines) if not line.head and line.first and line.about]

    def draw(self, key: int, width: int) -> list[Part]:
        line = self._lines[key]
        if not line.head and line.first:
            return [Part(fitted(line.about, width), "title")]
        room = max(_HEAD_WIDTH, cell_len(line.head)) + 2
        return [Part(fitted(f" {line.head}", room), "place"), Part(fitted(line.about, max(width - room, 0)))]


def _lines(entries: Sequence[Entry], width: int) -> Iterator[Entry]:
    """The entries in lines; a heading, and the blank line before it, are lines without a head."""
    section = ""
    for entry in entries:
        if entry.section != section:
            if section:
                yield Entry("", "")
            section = entry.section
            yield Entry("", section)
        room = width - max(_HEAD_WIDTH, cell_len(entry.head)) - 2
        first, *rest = wrap(entry.about, max(room, 10)) or [""]
        yield replace(entry, about=first)
        yield from (Entry(" " * cell_len(entry.head), line, first=False) for line in rest)


class _Filter(Field):
    def check_consume_key(self, key: str, character: str | None) -> bool:
        return not (key == "question_mark" and not self.value) and super().check_consume_key(key, character)

    def on_key(self, event: events.Key) -> None:
        if event.key == "question_mark" and not self.value:  # the key that opened the help closes it too
            event.stop()
            event.prevent_default()
            self.screen.dismiss(None)


class HelpDialog(Dialog[None]):
    """Typing filters keys, marks and topics (by the text of their pages); enter opens a topic."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "open", tooltip="Open the page of the manual under the cursor"),
        Binding("down", "move(1)", tooltip="Next row"),
        Binding("up", "move(-1)", tooltip="Previous row"),
        Binding("pagedown", "move(15)", tooltip="15 rows down"),
        Binding("pageup", "move(-15)", tooltip="15 rows up"),
        Binding("tab", "section(1)", "next section", tooltip="Next section"),
        Binding("shift+tab", "section(-1)", tooltip="Previous section; from the first one to the manual"),
        Binding("escape", "cancel", "close", tooltip="Close"),
        Binding("question_mark,f1", "help", tooltip="Close"),
    ]
    rows: HelpRows

    def __init__(self, session: Session, pane: str, commands: Sequence[Command]) -> None:
        super().__init__(session, "Help")
        self._entries = list(help_entries(pane, commands))
        self._field = _Filter(placeholder="type to filter keys, marks and the manual", compact=True)
        self.rows = HelpRows()

    def compose_body(self) -> ComposeResult:
        yield self._field
        yield self.rows

    def on_mount(self) -> None:
        self.rows.can_focus = False
        self._filter()
        self._field.focus()

    def labels(self) -> Mapping[str, str]:
        entry = self.rows.entry
        return {"accept": "open" if entry is not None and entry.topic else "", "help": ""}

    @on(Input.Changed)
    def _filter(self) -> None:
        """Show the entries that have all words typed."""
        entries = self._entries
        if words := self._field.value.split():
            pages = {entry.topic: entry for entry in entries if entry.topic}
            entries = [entry for entry in entries if not entry.topic and entry.holds(words)]
            entries += [pages[topic.name] for topic in manual.search(self._field.value)]  # the best page first
        self.rows.show_entries(entries)

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.show_hints()

    def action_help(self) -> None:
        self.action_cancel()

    def action_section(self, by: int) -> None:
        """Go to the first entry of the next or previous section, wrapping around."""
        if starts := self.rows.sections():
            here = max((n for n, start in enumerate(starts) if start <= self.rows.cursor), default=0)
            self.rows.move(len(self.rows.rows))  # so that what follows the heading is in view
            self.rows.cursor = starts[(here + by) % len(starts)]

    def action_accept(self) -> None:
        entry = self.rows.entry
        if entry is not None and entry.topic:
            TopicPage(self.session, manual.topics()[entry.topic], self._field.value).open(self.app)


class PageText(DetailView):
    """A page as wide as there is room, with some words highlighted, the first of them in view."""

    def __init__(self, topic: manual.Topic, words: str) -> None:
        super().__init__(id="page")
        self._topic = topic
        self.highlights = Highlights(starts=tuple(fold(words).split()))

    def on_resize(self) -> None:
        super().on_resize()
        if (width := self.scrollable_content_region.width) > 0:
            page = Text.from_ansi(render(self._topic.text, width, styled=True))
            self.show_text(lit_text(Content.from_rich_text(page), self.highlights))
            self.jump(1)


class TopicPage(Dialog[None]):
    """A page of the manual; the words searched for are highlighted, the first of them in view."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,escape,q", "cancel", "close", key_display="esc", tooltip="Back to the help"),
        *SCROLL_KEYS,
        Binding("right_square_bracket", "match(1)", "next match", tooltip="Next match"),
        Binding("left_square_bracket", "match(-1)", tooltip="Previous match"),
    ]

    def __init__(self, session: Session, topic: manual.Topic, words: str = "") -> None:
        super().__init__(session, f"Manual: {topic.name}")
        self.text = PageText(topic, words)

    def compose_body(self) -> ComposeResult:
        yield self.text

    def on_mount(self) -> None:
        self.text.can_focus = False

    def labels(self) -> Mapping[str, str]:
        return {"accept": "", **({} if self.text.highlights else {"match(1)": ""})}

    def action_scroll(self, by: int) -> None:
        self.text.scroll_relative(y=by, animate=False)

    def action_match(self, by: int) -> None:
        self.text.jump(by)

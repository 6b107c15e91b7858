"""Statistics: what was read, queued and skipped per week as small charts, the age of the inbox, a forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from readlist.library.library import Touched
from readlist.library.statistics import AGES, Statistics, bar, most_of, outlook, statistics

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen

_SERIES = ("read", "queued", "skipped")
_ADDED_FROM = 48  # cells; with fewer there is no column for what was added


def statistics_text(found: Statistics, width: int) -> Content:
    """The statistics in lines of at most that many cells; the charts take what room there is."""
    added = width >= _ADDED_FROM
    room = max((width - (18 if added else 11)) // len(_SERIES), 7)
    bars = max(room - 7, 0)
    most = most_of(found.weeks, *_SERIES)
    heads = "".join(f"{name:>7}{'':{room - 7}}" for name in _SERIES)
    lines = [Content(f"{'week of':10} {'added  ' if added else ''}{heads}").rstrip().stylize("bold")]
    for week in found.weeks:
        line = Content(f"{week.week} " + (f"{week.added:>5,}  " if added else ""))
        for name in _SERIES:
            n = getattr(week, name)
            line += Content(f"{n:>5,}  ") + Content(f"{bar(n, most, bars):{bars}}").stylize("$text-accent")
        lines.append(line.rstrip())
    lines.append(Content(""))
    if found.inbox.papers:
        lines.append(Content("in the inbox").stylize("bold"))
        largest = max(found.ages)
        for (name, days), n in zip(AGES, found.ages, strict=True):
            said = f"up to {name}" if days else name
            lines.append(
                Content(f"{said:18} {n:>5,} ") + Content(bar(n, largest, max(width - 26, 0))).stylize("$text-accent")
            )
        lines.append(Content(f"half for more than {found.middle} days, the oldest for {found.oldest}"))
        lines.append(Content(""))
    return Content("\n").join([*lines, *map(Content, outlook(found))])


class StatisticsScreen(ModalScreen[None]):
    """Any of its keys closes it."""

    CSS = """
    StatisticsScreen { align: center middle; background: $background 40%; }
    StatisticsScreen > VerticalScroll { width: 96; max-width: 100%; height: auto; max-height: 100%;
        background: $panel; padding: 1 2; scrollbar-size-vertical: 1; }
    StatisticsScreen Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,percent_sign", "dismiss", show=False),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("ctrl+d,pagedown,space", "scroll(12)", show=False),
        Binding("ctrl+u,pageup", "scroll(-12)", show=False),
    ]

    def __init__(self, main: MainScreen) -> None:
        super().__init__()
        self._main = main

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Static(markup=False)

    def on_mount(self) -> None:
        self._stop_watching = self._main.opened.watch(self._follow)

    def on_unmount(self) -> None:
        self._stop_watching()

    def on_resize(self) -> None:
        self.call_after_refresh(self._say)

    def _follow(self, _: Touched) -> None:
        self._say()

    def _say(self) -> None:
        width = max(min(self.size.width, 96) - 5, 20)
        self.query_one(Static).update(statistics_text(statistics(self._main.library, self._main.today), width))

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

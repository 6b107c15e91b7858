"""Statistics: what was read, queued and skipped per week as small charts, the age of the inbox, a forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from readlist.library.library import Touched
from readlist.library.statistics import AGES, Statistics, bar, most_of, outlook, statistics
from readlist.model.text import count
from readlist.tui.dialogs.sheet_dialog import Sheet

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
        if found.middle is not None and found.oldest:
            lines.append(Content(f"half for more than {count(found.middle, 'day')}, the oldest for {found.oldest:,}"))
        lines.append(Content(""))
    return Content("\n").join([*lines, *map(Content, outlook(found))])


class StatisticsScreen(Sheet):
    """The statistics as they are now."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("percent_sign", "dismiss", show=False)]
    WIDTH = 96

    def __init__(self, main: MainScreen) -> None:
        super().__init__()
        self._main = main

    def on_mount(self) -> None:
        super().on_mount()
        self._stop_watching = self._main.session.opened.watch(self._follow)

    def on_unmount(self) -> None:
        self._stop_watching()

    def _follow(self, _: Touched) -> None:
        self.say()

    def content(self, width: int) -> Content:
        return statistics_text(statistics(self._main.session.library, self._main.session.today), width)

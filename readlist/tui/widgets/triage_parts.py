"""The widgets of triage: progress, the paper, the next titles, and a summary at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive

from readlist.formats.citation import authors_line
from readlist.library.interests import line_of
from readlist.library.library import Library
from readlist.library.triage import Round
from readlist.model.text import count, join_words
from readlist.search.words import Highlights
from readlist.tui.widgets.detail import MUTED, TextView, facts_line, lit_text
from readlist.tui.widgets.frame import Line, Piece
from readlist.tui.widgets.row_list import fitted

_BAR = (8, 30)  # columns of the bar, least and most
_WORDY = 100  # columns; with fewer, numbers have signs instead of words
_LISTED = 12  # papers named in the summary


class Progress(Line):
    """``Triage  Inbox  13 of 61   12 decided · 49 left  ███░░░   queue +4  ★ 2  ✗ 6``; no number moves as it grows."""

    DEFAULT_CSS = "Progress { height: 1; background: $panel; }"
    numbers: reactive[tuple[str, int, int, int, tuple[int, ...]]] = reactive(("", 0, 0, 0, ()))

    def show_round(self, now: Round) -> None:
        c = now.counts
        place = now.place if now.at is not None else 0
        did = (c["queued"], c["starred"], c["read"], c["skipped"], now.put_off)
        self.numbers = (now.name, place, now.left, len(now.ids), did)

    def pieces(self) -> Iterable[Piece]:
        name, place, left, all_, (queued, starred, read, skipped, later) = self.numbers
        width, n = self.size.width, len(str(all_))
        wordy = width >= _WORDY
        where = f"{place:>{n}} of {all_}" if place else "done".ljust(2 * n + 4)
        decided = f"{all_ - left:>{n}} decided · " if wordy else ""
        progress = f"{where}   {decided}{left:>{n}} left"
        signs = (("queue +" if wordy else "+", queued), ("★ ", starred), ("✓ ", read), ("✗ ", skipped), ("z ", later))
        did = "  ".join(f"{sign}{number:<{n}}" for sign, number in signs if number or (wordy and sign != "z "))
        head = " Triage   " if wordy else " "
        room = max(width - len(head) - cell_len(progress) - cell_len(did) - 9, 0)
        bar = min(_BAR[1], max(room - cell_len(name), room // 2))
        bar = bar if bar >= _BAR[0] else 0
        shown = fitted(name, min(cell_len(name), room - bar))
        full = round(bar * (all_ - left) / max(all_, 1))
        line = f"{shown}   {progress}   {'█' * full}{'░' * (bar - full)}"
        gap = " " * max(width - len(head) - cell_len(line) - cell_len(did) - 1, 0)
        return [(head, "bold"), (f"{line}{gap}{did}", "")]


class PaperText(TextView):
    """One paper with its whole abstract, in lines short enough to read."""

    DEFAULT_CSS = "PaperText { padding: 1 3 0 3; max-width: 107; scrollbar-size-vertical: 1; }"


class NextLines(Line):
    """The titles of the next papers, at the foot, and whether the text continues below."""

    DEFAULT_CSS = "NextLines { height: 1; color: $text-muted; }"
    titles: reactive[tuple[str, ...]] = reactive(())
    more = reactive(False)

    def lines(self) -> Sequence[Iterable[Piece]]:
        more = "  ↓ more: space" if self.more else ""
        shown = [f"{'' if n else 'next':7}{title}" for n, title in enumerate(self.titles)] or [""]
        room = max(min(self.size.width - 6, 100) - len(more), 0)
        return [[(f"   {fitted(text, room)}{'' if n else more}", "")] for n, text in enumerate(shown)]


def paper_text(library: Library, id: int, words: Highlights, *, later: bool, drawn: bool = False) -> Content:
    """A paper as triage shows it: title, authors, facts, the whole abstract, note and links."""
    p, m = library.papers[id], library.mark(id)
    place, arrival = library.place(id), library.arrivals.get(id)
    decided = [
        "★ starred" if m.starred else "",
        f"queue {place}" if place else "",
        "✓ read" if m.read else "",
        "✗ skipped" if m.skipped else "",
        "later" if later else "",
        "? to check" if library.is_to_check(id) else "",
        *(f"#{tag}" for tag in m.tags),
    ]
    states = " · ".join(filter(None, decided))
    interest = line_of(library.interests, id) + ("   drawn at random, to see what you miss" if drawn else "")
    listed = f" · on the page of {join_words(p.listed_under[:2])}" if p.listed_under else ""
    parts = [
        lit_text(p.title_text, words).stylize("bold"),
        lit_text(authors_line(p), words),
        facts_line(p) + Content(listed).stylize(MUTED) + Content(f"   {states}").stylize("$text-accent"),
        *(
            [Content(arrival.why).stylize("$text-warning" if arrival.doubt else MUTED)]
            if arrival and arrival.why
            else []
        ),
        *([Content(interest).stylize(MUTED)] if interest else []),
        Content(""),
        lit_text(p.abstract_text, words) if p.abstract_text else Content("no abstract").stylize(MUTED),
    ]
    if m.note:
        parts += [Content(""), Content(m.note).stylize("italic")]
    if p.affiliations:
        parts += [Content(""), Content(", ".join(p.affiliations)).stylize(MUTED)]
    if p.urls:
        parts += [Content(""), *(Content(url).stylize("$text-secondary") for url in p.urls)]
    return Content("\n").join(parts)


def summary_text(library: Library, now: Round) -> Content:
    """What was decided in a round."""
    c = now.counts
    inbox = library.count("inbox")
    parts = [
        Content(f"{now.name}: {count(now.decided, 'paper')} decided").stylize("bold"),
        Content(""),
        Content(f"{c['queued']:>6}  queued{f', {n} of them starred' if (n := c['starred']) else ''}"),
        Content(f"{c['read']:>6}  read"),
        Content(f"{c['skipped']:>6}  skipped"),
        *([Content(f"{now.left:>6}  postponed")] if now.left else []),
        Content(""),
        Content(f"{inbox:,} in the inbox, {library.count('queued'):,} in the queue" if inbox else "Inbox empty."),
    ]
    queued = [id for id in now.of("queued") if id in library.papers]
    if queued:
        parts += [Content(""), Content("queued in this round").stylize(MUTED)]
        parts += [
            Content(f"  {'★' if library.mark(id).starred else ' '} {library.papers[id].title_text}")
            for id in queued[:_LISTED]
        ]
        parts += [Content(f"    and {len(queued) - _LISTED} more")] if len(queued) > _LISTED else []
    return Content("\n").join(parts)

"""The suggested order of the queue: each paper's points, and the reasons for them.

A queued paper goes to the end. A command sorts the queue by points, as one change that can be undone. A paper that was
moved by hand is pinned: it keeps its place in line (third stays third), and the next suggestion orders the others
around it. ``Mark.placed`` says who gave the place, so pins survive restarts and undo. The queue is never reordered
unasked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.model.change import Edit
from readlist.model.dates import first_day
from readlist.model.text import count
from readlist.settings import Weights


class Reason(NamedTuple):
    """Why a paper has points: "author followed +5"."""

    text: str
    points: int

    def __str__(self) -> str:
        return f"{self.text} {self.points:+d}".replace("-", "−")


def reasons(library: Library, id: int, weights: Weights, today: date) -> tuple[Reason, ...]:
    """The reasons for and against a paper; those worth no point are left out."""
    paper, mark = library.papers[id], library.mark(id)
    days = age(paper.date, today)
    fresh = 0.0 if days is None else weights.fresh * 0.5 ** (days / max(weights.halving, 0.01))
    followed, interest = library.followed(), library.interests.shown(id)
    found = (
        ("starred", weights.starred * mark.starred),
        (f"score {paper.score or 0:.0f}", weights.score * (paper.score or 0)),
        (age_words(days or 0), fresh),
        ("author followed", weights.followed * (bool(followed) and not followed.isdisjoint(library.authors_of(paper)))),
        ("code", weights.code * paper.code),
        ("read already", weights.read * mark.read),
        (f"interest {interest}", weights.interest * (interest or 0) / 100),
    )
    return tuple(Reason(text, round(points)) for text, points in found if round(points))


def points(found: Iterable[Reason]) -> int:
    """The sum of the reasons."""
    return sum(reason.points for reason in found)


def age(day: str | None, today: date) -> int | None:
    """Days since a paper's date, of which the year alone may be known; never less than 0."""
    first = first_day(day or "")
    return max((today - first).days, 0) if first else None


def age_words(days: int) -> str:
    """ "today", "3 days old", "5 weeks old", "4 months old", "2 years old"."""
    for unit, length, least in (("year", 365.25, 2), ("month", 30.44, 2), ("week", 7, 2)):
        if days >= least * length:
            return f"{int(days / length)} {unit}s old"
    return f"{count(days, 'day')} old" if days else "new today"


def suggested(library: Library, weights: Weights, today: date) -> tuple[int, ...]:
    """The whole queue in the suggested order: most points first, pinned papers at their places."""
    queue = library.queue
    free = [id for id in queue if library.mark(id).placed != "hand"]
    best = iter(sorted(free, key=lambda id: -points(reasons(library, id, weights, today))))  # ties keep their order
    return tuple(id if library.mark(id).placed == "hand" else next(best) for id in queue)


def suggest(library: Library, weights: Weights, today: date) -> Plan:
    """Give every unpinned paper of the queue the place that its points suggest."""
    order: Sequence[int] = suggested(library, weights, today)
    places = sorted(place for id in order if (place := library.mark(id).place) is not None)
    edits = []
    for id, place in zip(order, places, strict=True):
        old = library.mark(id)
        new = replace(old, place=place, placed=old.placed or "weights")
        if edit := Edit.between("marks", old, new):
            edits.append(edit)
    moved = sum(a != b for a, b in zip(order, library.queue, strict=True))
    held = sum(library.mark(id).placed == "hand" for id in order)
    summary = (
        f"put {count(moved, 'paper')} of the queue in the suggested order" if moved else "the queue is as suggested"
    )
    return Plan(tuple(edits), summary + (f", {count(held, 'paper')} pinned" if held else ""))


def why(library: Library, id: int, weights: Weights, today: date) -> str:
    """Why a paper has its place in the queue: "position 2: author followed +5 · 4 months old +2 = 7"."""
    place, placed = library.place(id), library.mark(id).placed
    if place is None:
        return ""
    found = reasons(library, id, weights, today)
    total = f" = {points(found)}".replace("-", "−") if len(found) > 1 else ""
    sum_ = " · ".join(map(str, found)) + total if found else "no points"
    if placed == "weights":
        return f"position {place}: {sum_}"
    how = "pinned" if placed == "hand" else "in order added"
    return f"position {place}: {how} ({sum_})"

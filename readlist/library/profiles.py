"""Authors: the star on them, what is unread of them, and how their figures and papers went over the years."""

from __future__ import annotations

from msgspec.structs import replace

from readlist.library.library import Library
from readlist.library.marking import Plan, queue
from readlist.model.change import Edit
from readlist.model.paper import Figures, Profile, id_of


def follow(library: Library, name: str, on: bool, at: str) -> Plan:
    """Follow an author, by any of the names, or no longer. A fact of the profile, which may hold nothing else."""
    author = library.author(name)
    if author is None or author.followed is on:
        return Plan((), "")
    id = library.author_id(name)
    old = library.profile_of(name)
    new: Profile | None = replace(old or Profile(id=id_of(id), name=author.name), followed_at=at if on else None)
    if new == Profile(id=id_of(id), name=author.name):
        new = None
    edit = Edit.between("profiles", old, new)
    return Plan((edit,) if edit else (), f"{'followed' if on else 'no longer followed'}: {author.name}")


def queue_unread(library: Library, name: str, at: str) -> Plan:
    """Queue every paper of an author that is neither read nor skipped nor queued, newest first."""
    own = library.papers_of(name)
    return queue(library, [id for id in library.newest if id in own and library.mark(id).inbox], True, at)


FIGURES = ("h_index", "papers", "citations", "novelty", "ai_score")


def grown(profile: Profile) -> dict[str, int]:
    """How much each figure changed since the day before the last on which the author's page was copied."""
    if len(profile.figures) < 2:
        return {}
    before, now = profile.figures[-2:]
    return {n: by for n in FIGURES if (by := _less(now, before, n))}


def _less(now: Figures, before: Figures, name: str) -> int:
    one, other = getattr(now, name), getattr(before, name)
    return 0 if one is None or other is None else one - other


def papers_a_year(library: Library, name: str, years: int) -> tuple[int, tuple[int, ...]]:
    """The first of at most so many years, and how many papers there are in each, up to the newest."""
    found = [year for id in library.papers_of(name) if (year := library.papers[id].year)]
    if not found:
        return 0, ()
    last = max(found)
    first = max(min(found), last - years + 1)
    return first, tuple(found.count(year) for year in range(first, last + 1))


_BARS = "▁▂▃▄▅▆▇█"


def sparkline(numbers: tuple[int, ...]) -> str:
    """Numbers as small bars; the greatest is a whole cell, nothing is a blank."""
    most = max(numbers, default=0)
    return "".join(_BARS[round((len(_BARS) - 1) * n / most)] if n else " " for n in numbers)

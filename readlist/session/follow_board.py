"""The data of the follow board: what is followed, when it was asked about, and what was found; asks no service."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from readlist.follow.asked import Asked
from readlist.follow.follows import Follows, followed
from readlist.follow.persons import People
from readlist.library.statistics import papers_a_year
from readlist.platform.paths import state_folder
from readlist.session.open_library import OpenLibrary

_YEARS = 3  # of which papers a year are told


@dataclass(frozen=True, slots=True)
class Followed:
    """A row of the follow board."""

    kind: str  # "author", "category", "query" or "feed"
    name: str
    papers: int | None = None  # in the library
    a_year: float | None = None
    asked: str | None = None  # day
    new: str | None = None  # day on which the last new paper came
    doubts: int = 0


def board(opened: OpenLibrary) -> list[Followed]:
    """What is followed, with what came of it."""
    library = opened.library
    follows: Follows = followed(library)
    people = People(library, follows.people)
    day = {name: str(datetime.fromtimestamp(at).date()) for name, at in remembered(opened).heard.items()}
    came: dict[str, str] = {}
    pending: dict[str, int] = {}
    for id, arrival in library.arrivals.items():
        for label in arrival.authors if id in library.papers else ():
            came[label] = max(came.get(label, ""), arrival.at[:10])
            pending[label] = pending.get(label, 0) + arrival.doubt
    rows = []
    for person in follows.people:
        _, years = papers_a_year(library, person.name, _YEARS)
        rows.append(
            Followed(
                "author",
                person.label,
                people.evidence(person).papers,
                round(sum(years) / max(len(years), 1), 1),
                day.get(person.label),
                came.get(person.label) or None,
                pending.get(person.label, 0),
            )
        )
    others = {"category": follows.categories, "query": follows.queries, "feed": follows.feeds}
    return rows + [Followed(kind, name, asked=day.get(name)) for kind, names in others.items() for name in names]


def remembered(opened: OpenLibrary) -> Asked:
    """What was asked for a library before."""
    name = hashlib.blake2b(str(opened.folder.resolve()).encode(), digest_size=8).hexdigest()

    history = opened.library.history
    oldest = next(iter(history), 0)

    def is_undone(change: int) -> bool:
        """Undone, or lost with a disk or by an older copy of the library; what is older than its history stands."""
        known = history.get(change)
        return known.undone if known else change >= oldest

    return Asked(state_folder() / "fetched" / f"{name}.json", is_undone)

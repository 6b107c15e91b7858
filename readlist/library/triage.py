"""A round of triage: the inbox papers of a listing, one after the other, until each is decided or put off.

A round's papers are fixed when it begins. What was decided about them is read from the library's marks, so that undo
and changes by other processes show at once; only which papers were put off is the round's own, and ends with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from readlist.library.library import Library
from readlist.model.paper import Mark, id_of

WAITING = "waiting"


def outcome(mark: Mark) -> str:
    """What was decided about a paper, in one word: "queued", else "skipped", else "read"."""
    if mark.queued:
        return "queued"
    return "skipped" if mark.skipped else "read" if mark.read else WAITING


def best_round(library: Library, name: str, ids: Sequence[int], share: float, day: date) -> Round:
    """A round of papers with the most interesting first, where that is known.

    So that interest does not narrow to what it was, a ``share`` of the places goes to papers drawn at random from the
    less interesting half, other ones each day.
    """
    interests = library.interests
    if not interests.orders:
        return Round(library, name, ids)
    ordered = interests.order(ids)
    low = sorted(ordered[len(ordered) // 2 :], key=lambda id: id_of(f"{day} {id}"))
    every = round(1 / share) if share else len(ordered) + 1
    chosen = low[: len(ordered) // every]
    drawn = frozenset(chosen)
    places = iter([id for id in ordered if id not in drawn])
    draws = iter(chosen)
    mixed = [next(draws if place % every == 0 else places, None) for place in range(1, len(ordered) + 1)]
    return Round(library, name, [id for id in (*mixed, *places, *draws) if id is not None], drawn)


class Round:
    """The papers of a round in their order, and which of them is shown. Counts follow the library's changes."""

    def __init__(self, library: Library, name: str, ids: Iterable[int], drawn: frozenset[int] = frozenset()) -> None:
        self.name = name  # what is gone through: "Inbox", "Kunlong Chen"
        self.drawn = drawn  # papers that are there to show what is missed
        self.later: set[int] = set()
        self._set(library, tuple(ids))
        self.at: int | None = next(self._waiting(library, 0), None)  # the paper shown; None: all is decided

    def _set(self, library: Library, ids: tuple[int, ...]) -> None:
        self.ids = ids
        self._places = {id: place for place, id in enumerate(ids)}
        self._known: dict[int, tuple[str, bool]] = {}
        self.counts: Counter[str] = Counter()  # outcomes and "starred"
        for id in ids:
            self._count(id, library.mark(id))

    def _count(self, id: int, mark: Mark) -> None:
        if old := self._known.get(id):
            self.counts[old[0]] -= 1
            self.counts["starred"] -= old[1]
        self._known[id] = now = outcome(mark), mark.starred and not mark.inbox
        self.counts[now[0]] += 1
        self.counts["starred"] += now[1]

    # reading

    @property
    def left(self) -> int:
        """Papers not decided, those put off included."""
        return self.counts[WAITING]

    @property
    def decided(self) -> int:
        return len(self.ids) - self.left

    @property
    def put_off(self) -> int:
        return sum(self._known[id][0] == WAITING for id in self.later if id in self._known)

    @property
    def place(self) -> int:
        """The place of the paper shown, from 1; at the end, the last."""
        return len(self.ids) if self.at is None else self._places[self.at] + 1

    def of(self, what: str) -> list[int]:
        """The papers with an outcome, in their order."""
        return [id for id in self.ids if self._known[id][0] == what]

    def next(self, library: Library) -> int | None:
        """The paper that comes next."""
        return next(iter(self.coming(library, 1)), None)

    def coming(self, library: Library, most: int) -> tuple[int, ...]:
        """The papers still to come after the one shown: those after it, then those passed over."""
        return tuple(islice((id for id in self._waiting(library, self.place) if id != self.at), most))

    def _waiting(self, library: Library, start: int) -> Iterator[int]:
        if not self.left - self.put_off:
            return
        for place in (*range(start, len(self.ids)), *range(min(start, len(self.ids)))):
            id = self.ids[place]
            if id not in self.later and id in library.papers and library.mark(id).inbox:
                yield id

    # going on

    def onward(self, library: Library) -> None:
        """To the next paper, or to the end."""
        self.at = self.next(library)

    def put_off_here(self, library: Library) -> None:
        """Put off the paper shown: it comes again in the next triage."""
        if self.at is not None:
            self.later.add(self.at)
            self.onward(library)

    def skim(self, by: int) -> bool:
        """Show an earlier or later paper without deciding; False if there is none. From the end, back to the last."""
        place = self.place - 1 + by + (self.at is None and by < 0)
        if not 0 <= place < len(self.ids) or self.ids[place] == self.at:
            return False
        self.at = self.ids[place]
        return True

    def to(self, library: Library, id: int) -> None:
        """Show a paper; one that is not of this round joins it at the present place."""
        if id not in self._places:
            place = self.place - 1 + (self.at is None)
            self._set(library, (*self.ids[:place], id, *self.ids[place:]))
        self.later.discard(id)
        self.at = id

    def again(self, library: Library) -> None:
        """Start another round with the papers that were put off."""
        self.later.clear()
        self.at = next(self._waiting(library, 0), None)

    def follow(self, library: Library, touched: Iterable[int], came: Iterable[int] = ()) -> bool:
        """Take in a change; new papers of the inbox join at the end. False if it does not concern the round."""
        here = [id for id in touched if id in self._places]
        new = [id for id in came if id not in self._places]
        if new or any(id not in library.papers for id in here):
            at, place = self.at, self.place
            self._set(library, tuple(id for id in (*self.ids, *new) if id in library.papers))
            if at not in self._places:
                self.at = next(self._waiting(library, place - 1), None)
            return True
        for id in here:
            self._count(id, library.mark(id))
        return bool(here)

"""The interest in a library's papers: learned from its marks in the background, and kept up to date.

What words the papers have is cached, as the search index is; what was learned is in ``Library.interests``, where lists
and screens find it, and its sums are cached too, so that the app opens with the order in which it was left.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from readlist.library.columns import author_id
from readlist.library.interests import (
    BASE,
    REST,
    Because,
    Decision,
    HeldOut,
    Interests,
    decision_of,
    particular,
    per_cent,
)
from readlist.library.library import Touched
from readlist.model.paper import Paper
from readlist.platform import derived_files
from readlist.platform.processes import one_thread
from readlist.session.derived_state import CancelledError, stale_papers, state_of
from readlist.session.open_library import OpenLibrary

if TYPE_CHECKING:
    from readlist.interest.features import Rows
    from readlist.interest.learning import Interest
    from readlist.interest.vectors import Vectors
    from readlist.session.background_reading import BackgroundReading

CACHED_FROM = 500
"""Papers: the words of fewer are read sooner than a file."""
_SUMS = "1"  # the form of the file of sums
_LARGE = 50_000  # papers whose words are not kept in memory between decisions: 170 MB at 100,000
_COMMON = 3  # things that two papers have in common, told of each


class Prepared(NamedTuple):
    """The words of a library's papers as they were at some moment."""

    rows: Rows
    vectors: Vectors
    mapped: memoryview | None = None  # a part of the file that they are in


class Near(NamedTuple):
    """A paper that is like another one, how much (0 to 100), and what they have in common."""

    id: int
    nearness: int
    reasons: tuple[Because, ...]


class LibraryInterest:
    """Learns what the user of an open library is interested in.

    ``prepare`` reads the words of papers, and may run in a thread of its own, once at a time, between ``begin`` and
    ``use``; so may what ``learning`` returns, whose result ``take`` puts into the library. Everything else belongs to
    the thread in which the library changes.
    """

    def __init__(self, opened: OpenLibrary, reading: BackgroundReading | None = None) -> None:
        self._opened = opened
        self._reading = reading  # the process that reads a large library; without, this one does
        self._prepared: Prepared | None = None
        self._interest: Interest | None = None
        self._decisions: dict[int, Decision] | None = None  # None: marks were not looked through yet
        self._to_read: set[int] = set()  # those whose facts ``prepare`` reads
        self._stale: set[int] = set()  # papers whose facts are no longer those that were read
        self._preparing = False
        self._cancelled = False

    @property
    def ready(self) -> bool:
        """Are the words of all papers as they are now at hand?"""
        return self._prepared is not None and not self._stale

    @property
    def preparing(self) -> bool:
        return self._preparing

    @property
    def decisions(self) -> Mapping[int, Decision]:
        """What the marks tell, by paper."""
        if self._decisions is None:
            self._decisions = {}
            self._decide(self._opened.library.marks)
        return self._decisions

    def _decide(self, ids: Iterable[int]) -> None:
        library, decisions = self._opened.library, self._decisions
        assert decisions is not None
        for id in ids:
            decision = decision_of(library.mark(id)) if id in library.papers else None
            if decision is None:
                decisions.pop(id, None)
            else:
                decisions[id] = decision

    # the words of papers

    def begin(self) -> None:
        """From now on changed facts are remembered for what ``prepare`` makes."""
        self._preparing = True
        self._to_read, self._stale = self._stale, set()

    def prepare(self) -> Prepared:
        """The words of the papers as they are: those cached or at hand brought up to date, else all read anew.

        Raises CancelledError after ``cancel``.
        """
        with one_thread():
            from readlist.interest.features import Rows
            from readlist.interest.vectors import Vectors

        papers, state = self._opened.library.papers, state_of(self._opened)  # what comes later is not in what is saved
        known = self._cached()
        if (known is None or known[1]) and self._reading is not None and self._reading.run():
            state = state_of(self._opened)
            known = self._cached()
        if known is None and self._prepared is not None:
            known = self._prepared, self._to_read | self._stale
        prepared, changed = known or (None, set())
        if changed <= self._stale:
            changed = set()  # all of it came since ``begin``: it is read the next time
        if prepared is None or len(changed) >= max(len(papers) // 4, 100):
            rows = Rows.of(self._papers())
        elif changed:
            rows = prepared.rows.with_changes(changed, filter(None, map(papers.get, changed)))
        else:
            return prepared
        return self._saved(Prepared(rows, Vectors.of(rows)), state)

    def _papers(self) -> Iterator[Paper]:
        papers = self._opened.library.papers
        for id in tuple(papers):
            if self._cancelled:
                raise CancelledError
            if paper := papers.get(id):
                yield paper

    def use(self, prepared: Prepared) -> None:
        """Learn from these from now on."""
        self._prepared, self._preparing, self._interest = prepared, False, None

    def cancel(self) -> None:
        """Stop ``prepare``: what it makes is no longer needed."""
        self._cancelled = True
        if self._reading is not None:
            self._reading.end()

    def stop(self) -> None:
        """What was to be prepared can't be: it is tried again after the next change."""
        if self._preparing:
            self._preparing, self._stale = False, self._stale | self._to_read

    @property
    def file(self) -> Path:
        """Where the words are cached, with the state of the library that they were read from."""
        return derived_files.derived_file("interest", str(self._opened.folder.resolve()))

    def _cached(self) -> tuple[Prepared, set[int]] | None:
        """The cached words, and the papers whose facts changed since."""
        from readlist.interest.features import Rows
        from readlist.interest.vectors import Vectors

        if len(self._opened.library.papers) < CACHED_FROM:
            return None
        try:
            if (parts := derived_files.read(self.file, _form())) is None:
                return None
            rows, vectors = Rows.of_parts(_named(parts, "rows ")), Vectors.of_parts(_named(parts, "vectors "))
            stale = stale_papers(self._opened, json.loads(bytes(parts["state"])))
        except (ValueError, KeyError, TypeError):
            return None
        return None if stale is None else (Prepared(rows, vectors, parts["state"]), stale)

    def _saved(self, prepared: Prepared, state: Mapping[str, Any]) -> Prepared:
        if len(prepared.rows.ids) >= CACHED_FROM:
            parts = {f"rows {name}": part for name, part in prepared.rows.parts().items()}
            parts |= {f"vectors {name}": part for name, part in prepared.vectors.parts().items()}
            derived_files.write(self.file, _form(), {**parts, "state": json.dumps(state).encode()}, checked=False)
            if (cached := self._cached()) and not cached[1]:
                return cached[0]  # mapped: 250 MB at 100,000 papers that the system may take back
        return prepared

    # learning

    def learning(self) -> Callable[[], tuple[Interest | None, Interests]]:
        """What learns from the marks as they are now, to be called in any thread once the words are ready."""
        from readlist.interest.features import fact_number
        from readlist.interest.learning import learn, scores

        assert self._prepared is not None
        vectors, decisions, mapped = self._prepared.vectors, dict(self.decisions), self._prepared.mapped
        profiles = [profile for profile in self._opened.library.profiles.values() if profile.followed]
        names = sorted({author_id(name) for profile in profiles for name in (profile.name, *profile.aliases)})
        followed = [fact_number(f"author {name}") for name in names]

        def rest() -> None:
            if mapped is not None and len(vectors) > _LARGE:
                derived_files.release(mapped)

        def compute() -> tuple[Interest | None, Interests]:
            interest = learn(vectors, decisions, followed)
            if interest is None:
                return None, Interests(decisions=len(decisions))
            sums = dict(zip(vectors.ids.tolist(), scores(vectors, interest, rest).tolist(), strict=True))
            rest()
            return interest, Interests(sums, len(decisions), self._reasons)

        return compute

    def take(self, learned: tuple[Interest | None, Interests]) -> None:
        """Have the library show what was learned."""
        self._interest, self._opened.library.interests = learned

    def ensure(self) -> None:
        """Read and learn now what has to be."""
        if not self.ready:
            self.begin()
            self.use(self.prepare())
        if self._interest is None:
            self.take(self.learning()())

    def update(self, touched: Touched) -> bool:
        """Take in a change of the library; does it change what is learned?"""
        self._stale |= touched.facts
        if self._decisions is None:
            return True
        before = {id: self._decisions.get(id) for id in touched.papers}
        self._decide(touched.papers)
        changed = bool(touched.facts) or touched.profiles or before != {i: self._decisions.get(i) for i in before}
        if touched.facts:
            self._interest = None
        return changed

    # what is told of it

    def _reasons(self, id: int) -> Sequence[Because]:
        from readlist.interest.explaining import explain

        paper = self._opened.library.papers.get(id)
        if paper is None or self._prepared is None or self._interest is None:
            return ()
        return [Because(*share) for share in explain(self._prepared.vectors, self._interest, paper)]

    def related(self, id: int, most: int) -> tuple[Near, ...]:
        """The papers that are nearest to one, the nearest first. Reads the words where they are not at hand."""
        if not self.ready:
            self.begin()
            self.use(self.prepare())
        assert self._prepared is not None
        from readlist.interest.explaining import explain, related  # late: with numpy as ``prepare`` imports it

        vectors, papers = self._prepared.vectors, self._opened.library.papers
        interest, found = related(vectors, id, most)
        if interest is None:
            return ()
        near = []
        for other in found:
            if other.id not in papers:  # another process brought it, and the words are newer than the library here
                continue
            shares = explain(vectors, interest, papers[other.id])  # however weak: something brought it here
            reasons = [Because(*share) for share in shares if share.points > 0 and share.text not in (BASE, REST)]
            near.append(Near(other.id, per_cent(other.log_odds), tuple(reasons[:_COMMON])))
        return tuple(near)

    def judging(self) -> Callable[[], HeldOut | None]:
        """What finds how well the papers kept last could have been foreseen, to be called in any thread; it gives None
        where that can't be told yet.
        """
        if self._prepared is None:
            return lambda: None
        from readlist.interest.learning import held_out, learn

        vectors, decisions, library = self._prepared.vectors, dict(self.decisions), self._opened.library
        papers = tuple(library.papers)

        def compute() -> HeldOut | None:
            waiting = [id for id in papers if id not in decisions and library.mark(id).inbox]
            return held_out(vectors, decisions, waiting, lambda decisions: learn(vectors, decisions))

        return compute

    # the sums of last time

    @property
    def sums_file(self) -> Path:
        """Where the sums are cached: small, and read without numpy."""
        return derived_files.derived_file("interests", str(self._opened.folder.resolve()))

    def save_sums(self, shown: Iterable[int] = ()) -> None:
        """Keep the sums for the next start, and the reasons of papers that are shown then."""
        interests = self._opened.library.interests
        ids, sums = array("q", interests.sums.keys()), array("d", interests.sums.values())
        reasons = {str(id): particular(interests.reasons(id), _COMMON) for id in shown}
        head = json.dumps({"decisions": interests.decisions, "reasons": reasons}).encode()
        derived_files.write(self.sums_file, _SUMS, {"head": head, "ids": ids.tobytes(), "sums": sums.tobytes()})

    def load_sums(self) -> None:
        """Show the sums of last time until those of today are known."""
        try:
            if (parts := derived_files.read(self.sums_file, _SUMS)) is None:
                return
            ids, sums = array("q", bytes(parts["ids"])), array("d", bytes(parts["sums"]))
            head = json.loads(bytes(parts["head"]))
            reasons = {int(id): [Because(*reason) for reason in listed] for id, listed in head["reasons"].items()}
            known = Interests(dict(zip(ids, sums, strict=True)), int(head["decisions"]), lambda id: reasons.get(id, ()))
            self._opened.library.interests = known
        except (ValueError, KeyError, TypeError):
            return


def _named(parts: Mapping[str, memoryview], begun: str) -> dict[str, memoryview]:
    return {name.removeprefix(begun): part for name, part in parts.items() if name.startswith(begun)}


def _form() -> str:
    from readlist.interest import features, vectors

    return f"{features.FORM}.{vectors.FORM}"

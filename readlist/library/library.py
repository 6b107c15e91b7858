"""The library in memory: the one truth that every pane and command reads.

Records are frozen; the library changes only through ``apply``, edit by edit, and keeps what is derived from them
(counts, authors, the queue, what finds a paper again) up to date with work in proportion to what changed.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from readlist.library.finder import Finder
from readlist.library.ids import id_of
from readlist.models import TABLES, Author, Change, CorrectedCut, Edit, Mark, Paper, Profile, Record, Retired
from readlist.text import fold

Tables = Mapping[str, Mapping[int, Mapping[str, Any]]]
"""Table → id → document, as the store has them."""


@dataclass(slots=True)
class Touched:
    """What edits changed, for those who show it."""

    papers: set[int] = field(default_factory=set)  # facts or marks changed
    facts: set[int] = field(default_factory=set)  # of these: came, went, or changed a fact
    profiles: bool = False

    def __bool__(self) -> bool:
        return bool(self.papers or self.profiles)


def states(paper: Paper, mark: Mark) -> tuple[str, ...]:
    """The names of every state a paper is in; counts and groups are made of them."""
    found = ["papers", "read" if mark.read else "unread"]
    if mark.inbox:
        found.append("inbox")
    if mark.queued:
        found.append("queued")
    if mark.starred:
        found.append("starred")
    if mark.skipped:
        found.append("skipped")
    if paper.to_check:
        found.append("check")
    return tuple(found)


@dataclass(slots=True)
class _AuthorEntry:
    spellings: Counter[str] = field(default_factory=Counter)
    papers: set[int] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)


class Library:
    """Papers, marks, profiles and history, with what is derived from them."""

    def __init__(self, tables: Tables | None = None) -> None:
        self.papers: dict[int, Paper] = {}
        self.marks: dict[int, Mark] = {}  # papers without an entry have no mark
        self.profiles: dict[int, Profile] = {}
        self.history: dict[int, Change] = {}  # oldest first
        self.retired: dict[int, Retired] = {}
        self.cuts: dict[int, CorrectedCut] = {}
        self.counts: Counter[str] = Counter()
        self.keys: dict[str, int] = {}  # lower-case key or alias, of papers here and gone → paper id
        self._finder: Finder | None = None
        self._authors: dict[str, _AuthorEntry] = {}  # by author id
        self._alias: dict[str, str] = {}  # folded other name → author id
        self._queue: list[tuple[float, int]] = []
        self._newest: tuple[int, ...] | None = None
        for table, documents in (tables or {}).items():
            if table in TABLES:
                for id in sorted(documents):
                    self._put(table, id, TABLES[table].of(documents[id], id=id), Touched())

    # reading

    def mark(self, id: int) -> Mark:
        return self.marks.get(id) or Mark(id=id)

    def find(self, key: str) -> tuple[int, ...]:
        """The ids that a key, an older key or a prefix names: one, several (ambiguous) or none."""
        wanted = key.strip().lower()
        exact = self._heir(self.keys.get(wanted))
        if exact is not None:
            return (exact,)
        hits = {self._heir(id) for k, id in self.keys.items() if k.startswith(wanted)} if wanted else set()
        return tuple(sorted((id for id in hits if id is not None), key=lambda id: self.papers[id].key))

    def _heir(self, id: int | None) -> int | None:
        """The paper of this id, or the one it was merged into; None if it is gone."""
        while id is not None and id not in self.papers:
            id = self.retired[id].into if id in self.retired else None
        return id

    @property
    def queue(self) -> tuple[int, ...]:
        """Ids in the order of the queue."""
        return tuple(id for _, id in self._queue)

    def place(self, id: int) -> int | None:
        """A paper's place in the queue, from 1."""
        place = self.mark(id).place
        return None if place is None else bisect_left(self._queue, (place, id)) + 1

    @property
    def newest(self) -> tuple[int, ...]:
        """Every paper's id, newest date first, undated last."""
        if self._newest is None:
            papers = sorted(self.papers.values(), key=lambda p: p.key)
            papers.sort(key=lambda p: p.date or "", reverse=True)
            self._newest = tuple(p.id for p in papers)
        return self._newest

    @property
    def finder(self) -> Finder:
        """Finds papers again; made when it is first needed, then kept as the papers are."""
        if self._finder is None:
            self._finder = Finder(self.papers.values())
        return self._finder

    def count(self, state: str) -> int:
        """How many papers are in a state, one of ``states``."""
        return self.counts[state]

    def authors(self) -> Iterator[Author]:
        """Every author, those with a profile first, then by number of papers."""
        profiles = {fold(p.name): p for p in self.profiles.values()}
        names = {*self._authors, *profiles}
        made = [self._author(name, profiles.get(name)) for name in names]
        return iter(sorted(made, key=lambda a: (a.profile is None, -a.papers, fold(a.name))))

    def _author(self, folded: str, profile: Profile | None) -> Author:
        entry = self._authors.get(folded) or _AuthorEntry()
        # "Siqi fan" and "Siqi Fan": the usual spelling, of equally usual ones the one with more capitals
        usual = sorted(entry.spellings.items(), key=lambda s: (-s[1], -sum(c.isupper() for c in s[0]), s[0]))
        c = entry.counts
        return Author(
            name=profile.name if profile else usual[0][0],
            papers=c["papers"],
            inbox=c["inbox"],
            queued=c["queued"],
            read=c["read"],
            starred=c["starred"],
            profile=profile,
        )

    def author(self, name: str) -> Author | None:
        """An author, by any of the author's names."""
        id = self.author_id(name)
        profile = self.profile_of(name)
        return self._author(id, profile) if id in self._authors or profile else None

    def papers_of(self, author: str) -> frozenset[int]:
        """Ids of the papers of an author, by any spelling of the name."""
        entry = self._authors.get(self.author_id(author))
        return frozenset(entry.papers) if entry else frozenset()

    def profile_of(self, author: str) -> Profile | None:
        """The profile of an author, by any of the author's names."""
        return self.profiles.get(id_of(self.author_id(author)))

    def author_names(self) -> frozenset[str]:
        """The folded name of every author of a paper whose cut is not in doubt, and every other name of one.

        What an unsure cut took for a name is no evidence for the next cut.
        """
        sure = {name for name, entry in self._authors.items() if entry.counts["check"] < entry.counts["papers"]}
        return frozenset(sure | self._alias.keys())

    def author_id(self, name: str) -> str:
        """What an author is known by here: the folded name, or that of the author it is an alias of."""
        folded = fold(name)
        return self._alias.get(folded, folded)

    def authors_of(self, paper: Paper) -> dict[str, str]:
        """Author id → name, of those who wrote the paper as far as is known: listed, or owner of a page."""
        return {id: name for name in (*paper.authors, *paper.listed_under) if (id := self.author_id(name))}

    # changing

    def apply(self, edits: Iterable[Edit]) -> Touched:
        """Carry out edits; tells what they touched."""
        touched = Touched()
        for edit in edits:
            if (record := TABLES.get(edit.table)) is not None:
                self._put(edit.table, edit.id, self._edited(record, edit), touched)
        return touched

    def record(self, table: str, id: int) -> Record | None:
        """The record under an id, or None."""
        return self._table(table).get(id)

    def _table(self, table: str) -> dict[int, Any]:
        tables: dict[str, dict[int, Any]] = {
            "papers": self.papers,
            "marks": self.marks,
            "profiles": self.profiles,
            "history": self.history,
            "retired": self.retired,
            "cuts": self.cuts,
        }
        return tables[table]

    def _edited(self, cls: type[Record], edit: Edit) -> Record | None:
        if edit.after is None:
            return None
        if edit.before is None:
            return cls.of(edit.after, id=edit.id)
        old = self.record(edit.table, edit.id) or (Mark(id=edit.id) if cls is Mark else None)
        return old.having(edit.after) if old else None

    def _put(self, table: str, id: int, new: Record | None, touched: Touched) -> None:
        """The one place where a record comes, changes or goes."""
        if isinstance(new, Mark) and new == Mark(id=id):
            new = None
        if table in ("papers", "marks"):
            self._count(id, -1)
        records = self._table(table)
        old = records.pop(id, None) if new is None else records.get(id)
        if new is not None:
            records[id] = new
        if table == "papers":
            assert new is None or isinstance(new, Paper)
            self._index(old, new)
            touched.papers.add(id)
            touched.facts.add(id)
        elif table == "marks":
            assert new is None or isinstance(new, Mark)
            self._requeue(id, old, new)
            touched.papers.add(id)
        elif table == "profiles":
            assert new is None or isinstance(new, Profile)
            self._rename(old, new)
            touched.profiles = True
        elif isinstance(new, Retired):
            self.keys.update({k.lower(): id for k in (new.key, *new.aliases)})
        if table in ("papers", "marks"):
            self._count(id, +1)

    def _count(self, id: int, by: int) -> None:
        """Count the paper in, or out, under the states it is in."""
        paper = self.papers.get(id)
        if paper is None:
            return
        for state in states(paper, self.mark(id)):
            self.counts[state] += by
            for folded in self.authors_of(paper):
                if entry := self._authors.get(folded):
                    entry.counts[state] += by

    def _index(self, old: Paper | None, new: Paper | None) -> None:
        if old is not None:
            if self._finder:
                self._finder.drop(old)
            for folded, spelling in self.authors_of(old).items():
                entry = self._authors[folded]
                entry.papers.discard(old.id)
                entry.spellings[spelling] -= 1
                if not entry.papers:
                    del self._authors[folded]
        if new is not None:
            for key in (new.key, *new.aliases):
                self.keys.setdefault(key.lower(), new.id)
            if self._finder:
                self._finder.add(new)
            for folded, spelling in self.authors_of(new).items():
                entry = self._authors.setdefault(folded, _AuthorEntry())
                entry.papers.add(new.id)
                entry.spellings[spelling] += 1
        if old is None or new is None or (old.date, old.key) != (new.date, new.key):
            self._newest = None

    def _rename(self, old: Profile | None, new: Profile | None) -> None:
        """Take in an author's other names: the papers under them are counted under the author."""
        before = {fold(name): fold(old.name) for name in old.aliases} if old else {}
        after = {fold(name): fold(new.name) for name in new.aliases} if new else {}
        if before == after:
            return
        names = {*before, *before.values(), *after, *after.values()}
        touched = [self.papers[id] for name in names if name in self._authors for id in self._authors[name].papers]
        for paper in {p.id: p for p in touched}.values():
            self._count(paper.id, -1)
            self._index(paper, None)
        for name in before:
            self._alias.pop(name, None)
        self._alias |= after
        for paper in {p.id: p for p in touched}.values():
            self._index(None, paper)
            self._count(paper.id, +1)

    def _requeue(self, id: int, old: Mark | None, new: Mark | None) -> None:
        before, after = old.place if old else None, new.place if new else None
        if before == after:
            return
        if before is not None:
            del self._queue[bisect_left(self._queue, (before, id))]
        if after is not None:
            insort(self._queue, (after, id))

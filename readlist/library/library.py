"""The library in memory, which every pane and command reads.

Records are frozen; the library changes only through ``apply``, edit by edit, and keeps what is derived from them
(counts, authors, the queue, what finds a paper again) up to date with work in proportion to what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from readlist.library.author_index import AuthorIndex, Authors
from readlist.library.columns import Columns, row
from readlist.library.indexes import NO_MARK, Finder, KeyIndex, Queue, StateCounts, states
from readlist.library.interests import Interests
from readlist.library.papers import Damage, Papers
from readlist.model.change import (
    TABLES,
    Arrival,
    Change,
    CutCorrection,
    Edit,
    ExportBase,
    Follow,
    Namesake,
    RetiredKeys,
    SavedQuery,
    without_defaults,
)
from readlist.model.paper import Author, Mark, Paper, Profile, Record, id_of
from readlist.model.text import clean_values

TableDocuments = Mapping[str, Mapping[int, Mapping[str, Any]]]
"""Table → id → document, as the store has them."""


@dataclass(slots=True)
class Touched:
    """What edits changed, for those who show it."""

    papers: set[int] = field(default_factory=set)  # facts or marks changed
    facts: set[int] = field(default_factory=set)  # of these: came, went, or changed a fact
    profiles: bool = False
    queries: bool = False  # those that are kept

    def __bool__(self) -> bool:
        return bool(self.papers or self.profiles or self.queries)


def _unreadable(error: OSError | None = None) -> Exception:
    return error or ValueError("a document is no record")


class Library:
    """Papers, marks, profiles and history, with what is derived from them.

    ``tables`` has the store's documents. Those of papers are decoded on demand; ``columns``, if given, save decoding
    all of them. ``edits_of`` returns what a change did, by id; ``damage`` makes the exception for a document that is
    no record, or that can't be read for the reason given. ``device`` is the name of this device.
    """

    def __init__(
        self,
        tables: TableDocuments | None = None,
        *,
        columns: Columns | None = None,
        edits_of: Callable[[int], Sequence[Edit]] = lambda id: (),
        damage: Damage = _unreadable,
        device: str | None = None,
    ) -> None:
        tables = tables or {}
        self.device = device  # whose changes undo takes back
        self.interests = Interests()  # set by who learns them
        self._journalled = edits_of
        documents = tables.get("papers", {})
        if columns is None:
            columns = Columns.of(row(Paper.of(clean_values(d), id=id)) for id, d in documents.items())
        self.papers = Papers(documents, columns, damage)
        self.marks: dict[int, Mark] = {}  # papers without an entry have no mark
        self.profiles: dict[int, Profile] = {}
        self.history: dict[int, Change] = {}  # oldest first
        self.retired: dict[int, RetiredKeys] = {}
        self.cuts: dict[int, CutCorrection] = {}
        self.queries: dict[int, SavedQuery] = {}
        self.exports: dict[int, ExportBase] = {}
        self.follows: dict[int, Follow] = {}
        self.arrivals: dict[int, Arrival] = {}
        self.namesakes: dict[int, Namesake] = {}
        self._tables: dict[str, dict[int, Any]] = {
            "marks": self.marks,
            "profiles": self.profiles,
            "history": self.history,
            "retired": self.retired,
            "cuts": self.cuts,
            "queries": self.queries,
            "exports": self.exports,
            "follows": self.follows,
            "arrivals": self.arrivals,
            "namesakes": self.namesakes,
        }
        self.counts = StateCounts.undecided(len(columns.ids), len(columns.to_check))
        self._finder: Finder | None = None
        self._authors = AuthorIndex(self.papers, self.marks, self.profiles)
        self._queue = Queue()
        self._keys = KeyIndex(self.papers, self.retired)
        self._gathered: dict[str, frozenset[int]] = {}
        self._newest: tuple[int, ...] | None = tuple(columns.numbers)  # the numbers that are there, not new ones
        for id, document in tables.get("marks", {}).items():
            if (mark := Mark.of(clean_values(document), id=id)) != Mark(id=id):
                self._begin(mark)
        self._queue.fill(self.marks, self.papers)
        for table in self._tables.keys() - {"marks"}:
            rows = tables.get(table, {})
            for id in sorted(rows):
                self._put(table, id, TABLES[table].of(clean_values(rows[id]), id=id), Touched())

    def _begin(self, mark: Mark) -> None:
        """Take in a mark while loading: ``_put`` with less work, since there may be thousands."""
        self.marks[mark.id] = mark
        if mark.id in self.papers:
            self.counts.add(states(NO_MARK, False), -1)
            self.counts.add(states(mark, False))

    # reading

    def edits_of(self, change: Change) -> Sequence[Edit]:
        """What a change did, from the change itself or from the journal."""
        return [without_defaults(e) for e in change.edits] or self._journalled(change.id)

    def mark(self, id: int) -> Mark:
        return self.marks.get(id) or Mark(id=id)

    def is_to_check(self, id: int) -> bool:
        """Is the cut of a paper unsure, or whose it is?"""
        return self.papers.is_to_check(id) or self.is_in_doubt(id)

    def is_in_doubt(self, id: int | None) -> bool:
        """May a fetched paper be another person's than who is followed?"""
        return id in self.arrivals and self.arrivals[id].doubt and id in self.papers

    def states(self, id: int) -> tuple[str, ...]:
        """The names of every state that a paper is in."""
        return states(self.mark(id), self.is_to_check(id), id in self.arrivals and bool(self.arrivals[id].at))

    def paper_named(self, key: str) -> int | None:
        """The id of the paper that has a key, or had it."""
        return self._keys.named(key)

    def find(self, key: str) -> tuple[int, ...]:
        """The ids that a key, an older key or a prefix names: one, several (ambiguous) or none."""
        return self._keys.find(key)

    def heir(self, id: int | None) -> int | None:
        """The paper of this id, or the one it was merged into; None if it is gone."""
        return self._keys.heir(id)

    @property
    def queue(self) -> tuple[int, ...]:
        """Ids in the order of the queue."""
        return self._queue.ids

    def place(self, id: int) -> int | None:
        """A paper's place in the queue, from 1."""
        place = self.mark(id).place
        return None if place is None else self._queue.position(id, place)

    @property
    def newest(self) -> tuple[int, ...]:
        """Every paper's id, newest date first, undated last."""
        if self._newest is None:
            ids = sorted(self.papers, key=self.papers.key)
            ids.sort(key=self.papers.date, reverse=True)
            self._newest = tuple(ids)
        return self._newest

    @property
    def keys(self) -> Mapping[str, int]:
        """Lower-case key or alias, of papers here and gone → paper id."""
        return self._keys.ids

    @property
    def finder(self) -> Finder:
        """Finds papers again; made when it is first needed, then kept as the papers are."""
        if self._finder is None:
            self._finder = Finder(filter(None, self.papers.changed.values()), self.papers)
        return self._finder

    def count(self, state: str) -> int:
        """How many papers are in a state, one of ``states``."""
        return self.counts[state]

    def authors(self) -> Authors:
        """Every author: those followed first, then those whose page was imported, then by number of papers."""
        return self._authors.all()

    def author(self, name: str) -> Author | None:
        """An author, by any of the author's names."""
        id = self.author_id(name)
        profile = self.profile_of(name)
        return self._authors.record(id, profile) if id in self._authors or profile else None

    def author_names_with(self, begun: str) -> Iterator[str]:
        """Authors with a folded name that begins so, in the order of ``authors``, without counts of papers."""
        return self._authors.names_with(begun)

    def papers_of(self, author: str) -> frozenset[int]:
        """Ids of the papers of an author, by any spelling of the name."""
        return self._authors.papers_of(self.author_id(author))

    def profile_of(self, author: str) -> Profile | None:
        """The profile of an author, by any of the author's names."""
        return self.profiles.get(id_of(self.author_id(author)))

    def followed(self) -> frozenset[str]:
        """Ids of the authors who are followed. Work in proportion to the number of profiles."""
        return frozenset(self.author_id(p.name) for p in self.profiles.values() if p.followed)

    def author_names(self) -> frozenset[str]:
        """The folded names of authors that pages may be cut by."""
        return self._authors.sure()

    def author_id(self, name: str) -> str:
        """An author's id: the folded name, or that of the author of whom it is an alias."""
        return self._authors.id(name)

    def authors_of(self, paper: Paper) -> dict[str, str]:
        """Author id → name, of a paper's known authors: those it lists, and those whose page listed it."""
        return self._authors.of(paper)

    def gathered(self, name: str) -> frozenset[int]:
        """The papers of the "last import", or those by "followed" authors; cached until facts or profiles change."""
        if name not in self._gathered:
            if name == "last import":
                self._gathered[name] = self.papers.added_last()
            else:
                authors = map(self._authors.papers_of, self.followed())
                doubtful = (id for id, arrival in self.arrivals.items() if arrival.doubt)
                self._gathered[name] = frozenset().union(*authors).difference(doubtful)
        return self._gathered[name]

    # changing

    def apply(self, edits: Iterable[Edit]) -> Touched:
        """Carry out edits; what they touched."""
        touched = Touched()
        for edit in edits:
            if (record := TABLES.get(edit.table)) is not None:
                self._put(edit.table, edit.id, self._edited(record, edit), touched)
        return touched

    def record(self, table: str, id: int) -> Record | None:
        """The record under an id, or None."""
        return self._table(table).get(id)

    def ids(self, table: str) -> Iterable[int]:
        """The ids of a table's records."""
        return self._table(table).keys()

    def _table(self, table: str) -> Mapping[int, Any]:
        return self.papers if table == "papers" else self._tables[table]

    def _edited(self, cls: type[Record], edit: Edit) -> Record | None:
        old = self.record(edit.table, edit.id)
        document = edit.apply(old.document() if old else None)
        if document is None or (old is None and edit.before and cls is not Mark):  # it changes a missing document
            return None
        return cls.of(document, id=edit.id)

    def _put(self, table: str, id: int, new: Record | None, touched: Touched) -> None:
        """Add, replace or remove a record: the only place that does."""
        if table == "papers":
            assert new is None or isinstance(new, Paper)
            self._put_paper(id, new)
            touched.papers.add(id)
            touched.facts.add(id)
            return
        if isinstance(new, Mark) and new == Mark(id=id):
            new = None
        records = self._tables[table]
        old = records.get(id)
        if table in ("marks", "arrivals"):
            self._count(id, -1)
        if new is None:
            records.pop(id, None)
        else:
            records[id] = new
        if table == "marks":
            assert new is None or isinstance(new, Mark)
            self._count(id, +1)
            if id in self.papers:
                self._queue.move(id, old, new)
            touched.papers.add(id)
        elif table == "arrivals":
            self._count(id, +1)
            self._gathered.clear()
            touched.papers.add(id)
        elif table == "profiles":
            assert new is None or isinstance(new, Profile)
            self._authors.profile(old, new)
            self._gathered.clear()
            touched.profiles = True
        elif table == "follows":
            touched.profiles = True
        elif table == "queries":
            touched.queries = True
        elif isinstance(new, RetiredKeys):
            self._keys.retire(new)

    def _put_paper(self, id: int, new: Paper | None) -> None:
        self._gathered.clear()
        old = self.papers.get(id)
        if old is not None:
            self._count(id, -1)
            self._authors.drop(old)
            if self._finder:
                self._finder.drop(old)
        self.papers.put(id, new)
        if (old is None) is not (new is None):  # what is queued may have been decided on a device that has the paper
            mark = self.marks.get(id)
            self._queue.move(id, None if old is None else mark, None if new is None else mark)
        if new is not None:
            self._count(id, +1)
            self._authors.add(new)
            if self._finder:
                self._finder.add(new)
            self._keys.add(old, new)
        if old is None or new is None or (old.date, old.key) != (new.date, new.key):
            self._newest = None

    def _count(self, id: int, by: int) -> None:
        """Add the paper to the counts of its states, or subtract it."""
        if id in self.papers:
            self.counts.add(self.states(id), by)

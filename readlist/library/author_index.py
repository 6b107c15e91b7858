"""The authors of a library: their papers, their names, and the order in which they are listed.

Nothing is counted in advance: each question is answered from the columns, for papers that did not change, and from a
small index of those that did.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from readlist.library.columns import Columns, author_id, names, usual
from readlist.library.papers import Papers
from readlist.library.sequences import Spliced
from readlist.model.paper import Author, Mark, Paper, Profile


class AuthorIndex:
    """Authors by id: the folded name, or that of the author it is an alias of."""

    def __init__(self, papers: Papers, marks: Mapping[int, Mark], profiles: Mapping[int, Profile]) -> None:
        self._papers = papers
        self._marks = marks
        self._profiles = profiles
        self._columns: Columns = papers.columns
        self._changed: dict[str, set[int]] = {}  # folded name → changed papers that have it
        self._touched: set[str] = set()  # folded names of papers that changed, before or now
        self._alias: dict[str, str] = {}  # folded other name → author id
        self._others: dict[str, set[str]] = {}  # author id → folded other names
        self._order: Sequence[str] | None = None
        self._several = 0  # so many of the order come before those of one paper about whom nothing else is known

    def id(self, name: str) -> str:
        """The id of an author, by any of the author's names."""
        folded = author_id(name)
        return self._alias.get(folded, folded)

    def of(self, paper: Paper) -> dict[str, str]:
        """Author id → name, of those who wrote the paper as far as is known: listed, or owner of a page."""
        return {id: name for name in names(paper) if (id := self.id(name))}

    # changing

    def add(self, paper: Paper) -> None:
        """Take in a paper that changed; called when ``papers`` has it."""
        for folded in {author_id(name) for name in names(paper)} - {""}:
            self._changed.setdefault(folded, set()).add(paper.id)
            self._touched.add(folded)
        self._order = None

    def drop(self, paper: Paper) -> None:
        """Forget a paper as it was; called while ``papers`` still has it."""
        for folded in {author_id(name) for name in names(paper)} - {""}:
            if ids := self._changed.get(folded):
                ids.discard(paper.id)
            self._touched.add(folded)
        self._order = None

    def profile(self, old: Profile | None, new: Profile | None) -> None:
        """Take in a change of a profile."""
        for name in old.aliases if old else ():
            self._alias.pop(author_id(name), None)
        if old:
            self._others.pop(author_id(old.name), None)
        if new and new.aliases:
            others = {author_id(name) for name in new.aliases}
            self._alias |= dict.fromkeys(others, author_id(new.name))
            self._others[author_id(new.name)] = others
        self._order = None

    # reading

    def __contains__(self, author: str) -> bool:
        return next(self._ids(author), None) is not None

    def papers_of(self, author: str) -> frozenset[int]:
        """Ids of the papers of an author, by id."""
        return frozenset(self._ids(author))

    def _ids(self, author: str) -> Iterator[int]:
        changed = self._papers.changed
        for name in self._names(author):
            yield from (id for id in self._columns.written_by(name) if id not in changed)
            yield from self._changed.get(name, ())

    def _names(self, author: str) -> tuple[str, ...]:
        return (author, *self._others.get(author, ()))

    def record(self, author: str, profile: Profile | None) -> Author:
        """An author with the counts of the papers."""
        ids = self.papers_of(author)
        marks = [mark for id in ids if (mark := self._marks.get(id)) is not None]
        return Author(
            name=profile.name if profile else self._spelling(author),
            papers=len(ids),
            inbox=len(ids) - sum(not m.inbox for m in marks),
            queued=sum(m.queued for m in marks),
            read=sum(m.read for m in marks),
            starred=sum(m.starred for m in marks),
            profile=profile,
        )

    def _spelling(self, author: str) -> str:
        """How an author who has papers is usually spelled."""
        if author not in self._touched and author not in self._others:
            number = self._columns.number_of(author)
            assert number is not None
            return self._columns.spellings[number]
        spelled: dict[str, int] = {}
        for id in self.papers_of(author):
            name = self.of(self._papers[id])[author]
            spelled[name] = spelled.get(name, 0) + 1
        return usual(spelled)

    def names_with(self, begun: str) -> Iterator[str]:
        """Authors with a folded name that begins so, in the order of ``all``, without counts of papers."""
        names = {author_id(p.name): p.name for p in self._profiles.values()}
        return (names.get(id) or self._spelling(id) for id in self.all().ids if f" {begun}" in f" {id}")

    def all(self) -> Authors:
        """Every author: those followed first, then those whose page was imported, then by number of papers."""
        profiles = {author_id(p.name): p for p in self._profiles.values()}
        if self._order is None:
            self._order = self._ordered(profiles)
        return Authors(self._order, self._several, lambda id: self.record(id, profiles.get(id)))

    def _ordered(self, profiles: Mapping[str, Profile]) -> Sequence[str]:
        """The authors in order, from the columns except those that changed: work in proportion to these."""
        columns = self._columns
        base, new = columns.author_ids, {*self._touched, *self._others, *profiles} - {""}
        sizes = {id: len(self.papers_of(id)) for id in new if id not in self._alias}
        listed = [id for id, size in sizes.items() if size or id in profiles]
        followed = {id for id, profile in profiles.items() if profile.followed}
        imported = {id for id, profile in profiles.items() if profile.latest}
        listed.sort(key=lambda id: (id not in followed, id not in imported, -sizes[id], id))
        first = [id for id in listed if id in followed or id in imported]

        def rank(number: int) -> tuple[int, str]:
            return -columns.papers_by(number), base[number]

        rest, numbers = listed[len(first) :], range(len(base))
        inserted = [(bisect_left(numbers, (-sizes[id], id), key=rank), 0, n) for n, id in enumerate(rest)]
        removed = [(n, 1, 0) for id in new | self._alias.keys() if (n := columns.number_of(id)) is not None]
        pieces: list[Sequence[str]] = [first]
        at = 0
        for number, is_removed, n in sorted(inserted + removed):
            pieces += [base[at:number], [] if is_removed else [rest[n]]]
            at = number + is_removed
        order = Spliced([*pieces, base[at:]])
        self._several = bisect_left(range(len(order)), -1, len(first), key=lambda n: -len(self.papers_of(order[n])))
        return order

    def sure(self) -> frozenset[str]:
        """The folded names, aliases included, of the authors of all papers whose cut is not in doubt.

        What an unsure cut took for a name must not be evidence for the next cut.
        """
        checked = frozenset(self._papers.to_check())
        doubtful = {id for paper in checked for id in self.of(self._papers[paper])}
        wrong = {id for id in doubtful if self.papers_of(id) <= checked}
        names = chain(self._columns.author_ids, self._touched)
        written = {id for name in names if (id := self._alias.get(name, name)) not in wrong}
        without_papers = {id for id in self._touched if id not in self}
        return frozenset((written - without_papers - {""}) | self._alias.keys())


class Authors(Sequence[Author]):
    """Authors in order, counted when they are looked at."""

    def __init__(self, ids: Sequence[str], several: int, make: Callable[[str], Author]) -> None:
        self.ids = ids
        self.several = several  # so many are followed, have a page, or have several papers; the others have one
        self._make = make

    def __getitem__(self, index: int | slice) -> Author | list[Author]:  # type: ignore[override]
        if isinstance(index, slice):
            return [self._make(id) for id in self.ids[index]]
        return self._make(self.ids[index])

    def __iter__(self) -> Iterator[Author]:
        return map(self._make, self.ids)

    def __len__(self) -> int:
        return len(self.ids)

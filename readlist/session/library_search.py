"""Search in an open library: its index is loaded or built when it is first needed, and follows every change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from readlist.library.library import Library, Touched
from readlist.library.listing import ALL, Group, listing
from readlist.library.marking import all_tags
from readlist.model.identifiers import parse_arxiv, parse_doi
from readlist.model.paper import Paper
from readlist.platform import derived_files
from readlist.platform.processes import one_thread
from readlist.search import fields
from readlist.search.parse import parse
from readlist.search.query import Choice, Query, both
from readlist.session import open_library
from readlist.session.derived_state import CancelledError, stale_papers, state_of
from readlist.session.open_library import OpenLibrary

if TYPE_CHECKING:
    from readlist.search.index import Index
    from readlist.search.searcher import Result, Searcher
    from readlist.session.background_reading import BackgroundReading
    from readlist.session.full_texts import FullTexts

CACHED_FROM = 500
"""Papers: an index of fewer is built sooner than it is read."""
FORM = f"4 {fields.LAYOUT}"
"""Names how a segment is made: files of another form are not read."""
_ENOUGH = 100  # papers that a search finds, after which it does not look into PDFs too
_FEW = 300  # changed papers: up to so many are added to an index, for more it is built anew


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a query: the best papers first or, if the query does not rank them, the newest."""

    query: Query
    result: Result

    @property
    def first(self) -> tuple[int, ...]:
        """The best ids, in order, already computed."""
        return self.result.first

    @property
    def ids(self) -> tuple[int, ...]:
        """All ids, in order, computed on demand."""
        return self.result.ids

    @property
    def count(self) -> int:
        return self.result.count

    def in_text(self, id: int) -> bool:
        """Was a paper found by the text of its PDF?"""
        named = any(word.field == "text" for word in self.query.words())
        return named or id in self.result.ids[self.count - self.result.in_text :]

    def messages(self) -> list[str]:
        """Messages for the user: corrected words, words without a match, and what was not understood."""
        return [
            *([f"in full text: {self.result.in_text:,}"] if self.result.in_text else []),
            *(["no paper matches every word; closest shown"] if self.result.partial else []),
            *(f"{word} → {correction}" for word, correction in self.result.corrections),
            *(f"no match for “{word}”" for word in self.result.unmatched),
            *(remark.text for remark in self.query.remarks),
        ]


class LibrarySearch:
    """Search in an open library.

    ``prepare`` loads or builds the index and may run in a thread of its own, once at a time, between ``begin`` and
    ``use``; everything else belongs to the thread in which the library changes. Changes in between are added to the
    index by ``use``.
    """

    def __init__(self, opened: OpenLibrary, reading: BackgroundReading | None = None) -> None:
        self._opened = opened
        self._reading = reading  # the process that reads a large library; without, this one does
        self._searcher: Searcher | None = None
        self._pending: Touched | None = None  # what changed since ``begin``
        self._cancelled = False
        self.texts: FullTexts | None = None  # of PDFs, where they are searched

    @property
    def ready(self) -> bool:
        return self._searcher is not None

    @property
    def preparing(self) -> bool:
        return self._pending is not None

    def begin(self) -> None:
        """From now on, remember changes for the index that ``prepare`` makes."""
        self._pending = Touched()

    def prepare(self) -> Index:
        """The index of the library in its present state: the cached one, updated, or a new one.

        Raises CancelledError after ``cancel``.
        """
        with one_thread():
            from readlist.search.index import Index
            from readlist.search.segment import Segment

        index = self._cached()
        if index is None and self._reading is not None and self._reading.run():
            index = self._cached()
        if index is not None:
            return index
        library, state = self._opened.library, state_of(self._opened)
        segment = Segment.build(self._papers(library))
        if len(library.papers) >= CACHED_FROM:
            parts = {**segment.parts(), "state": memoryview(json.dumps(state).encode())}
            derived_files.write(self.file, FORM, parts, checked=False)
        return Index(segment, dict(library.marks), _doubts(library))

    @property
    def file(self) -> Path:
        """Where the index is cached. The file says which state of the library it has, so that later changes are
        added to it.
        """
        return derived_files.derived_file("index", str(self._opened.folder.resolve()))

    def _cached(self) -> Index | None:
        """The cached index with the changes since; None where too much changed, or there is none."""
        from readlist.search.index import Index
        from readlist.search.segment import Segment

        library = self._opened.library
        if len(library.papers) < CACHED_FROM:
            return None
        try:
            if (parts := derived_files.read(self.file, FORM)) is None:
                return None
            segment, stale = Segment.of_parts(parts), stale_papers(self._opened, json.loads(bytes(parts["state"])))
        except (ValueError, KeyError, TypeError):
            return None
        if stale is None or len(stale) > _FEW:
            return None
        index = Index(segment, dict(library.marks), _doubts(library))
        for id in stale:
            index.update(id, library.papers.get(id), library.mark(id), doubt=library.is_in_doubt(id))
        return index

    def _papers(self, library: Library) -> Iterator[Paper]:
        for id in tuple(library.papers):
            if self._cancelled:
                raise CancelledError
            if paper := library.papers.get(id):
                yield paper

    def cancel(self) -> None:
        """Stop ``prepare``: its index is no longer needed."""
        self._cancelled = True
        if self._reading is not None:
            self._reading.end()

    def use(self, index: Index) -> None:
        """Search in this index from now on."""
        from readlist.search.searcher import Searcher

        pending, self._pending = self._pending, None
        self._searcher = Searcher(index, self._paper_of)
        if pending is not None:
            self._update(pending.papers, pending.facts)

    def ensure(self) -> None:
        """Load or build the index now, if there is none."""
        if self._searcher is None:
            self.begin()
            self.use(self.prepare())

    def update(self, touched: Touched) -> bool:
        """Add a change of the library to the index; False if so much changed that it should be rebuilt."""
        if self._pending is not None:
            self._pending.papers |= touched.papers
            self._pending.facts |= touched.facts
            return True
        if self.texts is not None and touched.facts:
            self.texts.outdated = True
        if self._searcher is None:
            return True
        if len(touched.facts) + self._searcher.index.changed > _FEW:
            return False
        self._update(touched.papers, touched.facts)
        return True

    def _update(self, papers: Iterable[int], facts: set[int]) -> None:
        assert self._searcher is not None
        library = self._opened.library
        for id in papers:
            paper, doubt = library.papers.get(id), library.is_in_doubt(id)
            self._searcher.index.update(id, paper, library.mark(id), facts=id in facts, doubt=doubt)

    def _paper_of(self, id: int) -> Paper | None:
        return self._opened.library.papers.get(id)

    def parse(self, text: str) -> Query:
        """A query, parsed with today's date. It may also be the key, arXiv id, DOI or address of a paper."""
        query = parse(text, open_library.today)
        if not any(map(str.isdigit, text)) or len(text.split()) != 1:
            return query
        library, exactly = self._opened.library, parse(f'"{text.strip()}"')  # as it stands, and nothing like it
        if number := parse_arxiv(text) or parse_doi(text):
            return replace(exactly, named=tuple(library.finder.numbered(number, alone=True)))
        paper = library.paper_named(text)
        return query if paper is None else replace(exactly if query.remarks else query, named=(paper,))

    @property
    def values(self) -> LibraryValues:
        """The values of query fields that can be offered."""
        return LibraryValues(self._opened.library, self._index_at_hand)

    def _index_at_hand(self) -> Index | None:
        """The index, if it is ready or takes no time to make: typing must not wait for it."""
        small = len(self._opened.library.papers) < CACHED_FROM
        if not self.ready and not self.preparing and (small or self.file.exists()):
            self.ensure()
        return self._searcher.index if self._searcher else None

    def search(self, query: Query, group: Group = ALL) -> Answer:
        """The papers of a group that match a query; for a saved search, those that match its query too."""
        if query.named and (found := self._found_by_name(query, group)):
            return found
        if group.query is not None:
            query, group = both(self.parse(group.query), query), ALL
        self.ensure()
        assert self._searcher is not None
        if any(word.field == "text" for word in query.words()):
            self.use_texts()
        return Answer(query, self._searcher.search(query, self._within(group)))

    def _found_by_name(self, query: Query, group: Group) -> Answer | None:
        """The papers that a query names, then those that have it as a word; None where the group has none of them."""
        from readlist.search.searcher import Result

        if group.query is not None:
            members = self.search(Query(None), group).ids
        else:
            members = query.named if group == ALL else listing(self._opened.library, group)
        named = tuple(id for id in query.named if id in members)
        if not named:
            return None
        found = self.search(replace(query, named=()), group).result
        certain = not (found.partial or found.corrections or found.unmatched)
        ids = tuple(dict.fromkeys((*named, *(found.ids if certain else ()))))
        return Answer(query, Result(ids, len(ids), tuple, highlights=found.highlights))

    def in_full_text(self, found: Answer, group: Group = ALL) -> Answer:
        """The last stage, where few papers have the words themselves: with those that have them in their PDF."""
        assert self._searcher is not None
        if found.query.named or (found.count >= _ENOUGH and not found.result.partial):
            return found
        if group.query is not None:
            group = ALL  # its query is part of the one that was asked
        if found.query.node is None or not self.use_texts():
            return found
        return Answer(found.query, self._searcher.with_texts(found.query, found.result, self._within(group)))

    def _within(self, group: Group) -> Iterable[int] | Choice | None:
        if group.state is not None and ("is", group.state) in fields.FLAGS:
            return Choice("is", group.state)
        return None if group == ALL else listing(self._opened.library, group)

    @property
    def uses_texts(self) -> bool:
        """Are the texts of PDFs searched?"""
        return self._searcher is not None and self._searcher.index.texts is not None

    def prepare_texts(self) -> None:
        """Load or gather the texts of PDFs; may run in a thread of its own."""
        from readlist.session.full_texts import FullTexts

        texts = FullTexts(self._opened)
        texts.current()
        self.texts = texts

    def use_texts(self) -> bool:
        """Search in the texts of PDFs too, as far as they were read; False where no paper has a PDF."""
        assert self._searcher is not None
        if not self._opened.library.papers.have_files:
            return False
        if self.texts is None:
            from readlist.session.full_texts import FullTexts

            self.texts = FullTexts(self._opened)
        found = self.texts.current()
        if self._searcher.index.texts is not found:
            self._searcher.index.use_texts(found)
        return True


def _doubts(library: Library) -> list[int]:
    return [id for id, arrival in dict(library.arrivals).items() if arrival.doubt]


class LibraryValues:
    """The values of query fields that a library offers for completion."""

    def __init__(self, library: Library, index: Callable[[], Index | None]) -> None:
        self._library = library
        self._index = index

    def authors(self, begun: str) -> Iterator[str]:
        return self._library.author_names_with(begun)

    def tags(self) -> list[str]:
        return list(all_tags(self._library))

    def labels(self, field: str) -> list[str]:
        index = self._index()
        return index.labels_of(field) if index else []

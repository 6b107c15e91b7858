"""Which entry of a .bib file is which paper: by the key it was written under, by its ids, by title and first author."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from readlist.formats.bibtex.entry import Entry
from readlist.formats.bibtex.splice import EntrySpan
from readlist.latex.readable import readable
from readlist.model.change import ExportBase
from readlist.model.names import people
from readlist.model.text import fold, identity

_VERSION = re.compile(r"v\d+$")
_IDS = ("eprint", "doi")


class Finder:
    """Finds entries of a file; each is found once."""

    def __init__(self, spans: Sequence[EntrySpan], base: Mapping[int, ExportBase]) -> None:
        self._spans = spans
        self._base = base
        self._by_key = {span.key.lower(): span for span in reversed(spans)}
        self._exact = {span.key: span for span in reversed(spans)}

    def matches(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, EntrySpan | None]]:
        """Every entry with its place in the file, or None; keys come before everything else."""
        used: set[int] = set()
        found: dict[int, EntrySpan] = {}
        for find in (self._written, self._key, self._like):
            for entry in entries:
                if entry.paper not in found and (span := find(entry)) and span.start not in used:
                    found[entry.paper] = span
                    used.add(span.start)
        return ((entry, found.get(entry.paper)) for entry in entries)

    def _written(self, entry: Entry) -> EntrySpan | None:
        """Under the key that it was last written with."""
        known = self._base.get(entry.paper)
        return self._named(known.key) if known else None

    def _key(self, entry: Entry) -> EntrySpan | None:
        """Under its key, or one it had before, unless that is plainly another paper."""
        named = (self._named(key) for key in (entry.key, *entry.aliases))
        return next((span for span in named if span and not _other(span, entry)), None)

    def _named(self, key: str) -> EntrySpan | None:
        return self._exact.get(key) or self._by_key.get(key.lower())

    def _like(self, entry: Entry) -> EntrySpan | None:
        """By arXiv id or DOI, else by title and first author."""
        marks: list[tuple[str, ...]] = [*_ids(entry), *_titles(entry)]
        return next((self._by_mark[mark] for mark in marks if mark in self._by_mark), None)

    @cached_property
    def _by_mark(self) -> dict[tuple[str, ...], EntrySpan]:
        found: dict[tuple[str, ...], EntrySpan] = {}
        for span in self._spans:
            marks: list[tuple[str, ...]] = [*_ids(span), *_titles(span)]
            for mark in marks:
                found.setdefault(mark, span)
        return found


def _value(entry: Entry | EntrySpan, name: str) -> str:
    value = entry.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else value.value


def _ids(entry: Entry | EntrySpan) -> Iterator[tuple[str, str]]:
    for name in _IDS:
        if value := _value(entry, name):
            yield name, _VERSION.sub("", value.lower().removeprefix("arxiv:").removeprefix("https://doi.org/"))


def _titles(entry: Entry | EntrySpan) -> Iterator[tuple[str, ...]]:
    title = identity(readable(_value(entry, "title")))
    first = re.split(r"\s+and\s+", _value(entry, "author"), maxsplit=1)[0]
    names, _ = people([readable(first).strip("{}")])
    if title and names:
        yield "title", title, fold(names[0].last)


def _other(span: EntrySpan, entry: Entry) -> bool:
    """Whether an entry of the file that has a paper's key is plainly another paper's."""
    here, there = dict(_ids(span)), dict(_ids(entry))
    shared = here.keys() & there.keys()
    if shared:
        return all(here[name] != there[name] for name in shared)
    titles = [identity(readable(_value(e, "title"))) for e in (span, entry)]
    if not all(titles):
        return False
    from readlist.model.likeness import alike

    return not alike(titles[0], titles[1])

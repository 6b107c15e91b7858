"""Columns: the few facts needed of all papers at once, so that a paper is decoded only when it is shown.

They are derived from the papers and cached in a file, mapped when it is opened. Papers are in the order of a list, the
newest first.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from math import isnan, nan
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec

from readlist.library.sequences import Grouped, Lines
from readlist.model.likeness import identities
from readlist.model.names import natural_order, surname
from readlist.model.paper import Paper, PaperFile, id_of
from readlist.model.text import fold

FORM = 6
"""Grows when columns are made in another way: files of another form are not read."""

_FEW = 400  # authors that are looked for one by one: more than a first screen asks for


class Row(NamedTuple):
    """One paper's values in the columns."""

    id: int
    key: str
    date: str  # empty where there is none
    added: str
    title: str
    category: str  # empty where there is none
    byline: str
    authors: tuple[str, ...]  # who wrote it as far as is known: those it lists, and those whose page listed it
    score: float | None
    to_check: bool
    aliases: tuple[str, ...]
    identities: tuple[int, ...]  # hashes of what makes two records the same paper
    sketch: tuple[int, ...]  # of the abstract
    files: tuple[PaperFile, ...]


def row(paper: Paper) -> Row:
    """The row of a paper."""
    return Row(
        paper.id,
        paper.key,
        paper.date or "",
        paper.added,
        paper.title_text,
        paper.category or "",
        byline(paper),
        names(paper),
        paper.score,
        paper.to_check,
        paper.aliases,
        tuple(id_of(value) for value in identities(paper)),
        paper.sketch,
        paper.files,
    )


class Columns:
    """The columns of a set of papers, unpacked one by one when they are asked for.

    A paper's number is its place in them. Text columns are lines; an author line has names with tabs between.
    """

    def __init__(self, parts: Mapping[str, bytes | memoryview]) -> None:
        self.parts = parts  # what a file of columns has
        self._unpacked: dict[str, tuple[array[int], array[int]]] = {}
        self._looked_for = 0  # authors

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Columns:
        """The columns of some papers."""
        rows = sorted(rows, key=attrgetter("key"))
        rows.sort(key=attrgetter("date"), reverse=True)
        lines = {
            "keys": [r.key for r in rows],
            "dates": [r.date for r in rows],
            "added": [r.added for r in rows],
            "titles": [r.title for r in rows],
            "categories": [r.category for r in rows],
            "bylines": [r.byline for r in rows],
            "authors": ["\t".join(r.authors) for r in rows],
        }
        written = Grouped()
        ids, spellings = _authors(rows, written)
        known, sketches = Grouped(), Grouped()
        for r in rows:
            known.add(r.identities)
            sketches.add(r.sketch)
        few = {
            "check": [n for n, r in enumerate(rows) if r.to_check],
            "aliases": [[n, *r.aliases] for n, r in enumerate(rows) if r.aliases],
        }
        return cls(
            {
                **{name: "\n".join(texts).encode("utf-8", "surrogatepass") for name, texts in lines.items()},
                **_lines("author_ids", ids),
                **_lines("spellings", spellings),
                "ids": array("q", [r.id for r in rows]).tobytes(),
                "scores": array("d", [nan if r.score is None else r.score for r in rows]).tobytes(),
                **written.packed("written"),
                **known.packed("identities"),
                **sketches.packed("sketches"),
                "few": json.dumps(few).encode(),
                "files": msgspec.json.encode([(n, r.files) for n, r in enumerate(rows) if r.files]),
            }
        )

    def rows(self, without: Container[int] = ()) -> Iterator[Row]:
        """The rows of all papers but some."""
        checked = frozenset(self.to_check)
        aliases = self.aliases
        for n, id in enumerate(self.ids):
            if id not in without:
                score = self.scores[n]
                yield Row(
                    id,
                    self.keys[n],
                    self.dates[n],
                    self.added[n],
                    self.titles[n],
                    self.categories[n],
                    self.bylines[n],
                    tuple(self.authors[n].split("\t")) if self.authors[n] else (),
                    None if isnan(score) else score,
                    n in checked,
                    tuple(aliases.get(n, ())),
                    tuple(self._group("identities", n)),
                    tuple(self._group("sketches", n)),
                    self.files.get(n, ()),
                )

    def _text(self, name: str) -> list[str]:
        text = bytes(self.parts[name]).decode("utf-8", "surrogatepass")
        return text.split("\n") if text or len(self.ids) else []

    def _array(self, name: str, kind: str) -> array[Any]:
        values: array[Any] = array(kind)
        values.frombytes(self.parts[name])
        return values

    @cached_property
    def ids(self) -> array[int]:
        return self._array("ids", "q")

    @cached_property
    def numbers(self) -> dict[int, int]:
        """Id → number."""
        return dict(zip(self.ids, range(len(self.ids)), strict=True))

    @cached_property
    def keys(self) -> list[str]:
        return self._text("keys")

    @cached_property
    def dates(self) -> list[str]:
        return self._text("dates")

    @cached_property
    def added(self) -> list[str]:
        return self._text("added")

    @cached_property
    def titles(self) -> list[str]:
        return self._text("titles")

    @cached_property
    def categories(self) -> list[str]:
        return self._text("categories")

    @cached_property
    def bylines(self) -> list[str]:
        return self._text("bylines")

    @cached_property
    def authors(self) -> list[str]:
        return self._text("authors")

    @cached_property
    def scores(self) -> array[float]:
        """NaN where a paper has none."""
        return self._array("scores", "d")

    @cached_property
    def has_categories(self) -> bool:
        """Has any paper a category?"""
        return bool(bytes(self.parts["categories"]).strip(b"\n"))

    @cached_property
    def has_scores(self) -> bool:
        """Has any paper a score?"""
        return not all(map(isnan, self.scores))

    @cached_property
    def _few(self) -> Mapping[str, Any]:
        few: Mapping[str, Any] = json.loads(bytes(self.parts["few"]))
        return few

    @property
    def to_check(self) -> Sequence[int]:
        """Numbers of the papers whose cut is unsure."""
        numbers: Sequence[int] = self._few["check"]
        return numbers

    @property
    def aliases(self) -> Mapping[int, Sequence[str]]:
        """Older keys by the number of their paper."""
        return {number: aliases for number, *aliases in self._few["aliases"]}

    @cached_property
    def files(self) -> Mapping[int, tuple[PaperFile, ...]]:
        """The files of the papers that have any, by the number of the paper."""
        return dict(msgspec.json.decode(self.parts["files"], type=list[tuple[int, tuple[PaperFile, ...]]]))

    # what finds a paper again

    @cached_property
    def by_identity(self) -> Mapping[int, Sequence[int]]:
        """Hash of an identity → numbers of the papers that have it."""
        return self._inverted("identities")

    def with_identity(self, identity: int) -> Iterator[int]:
        """The numbers of the papers that have an identity, by its hash. Looks through all papers: for one identity that
        is sooner than making ``by_identity``, at 100,000 papers 2 ms instead of 600.
        """
        values, ends = self._groups("identities")
        at = -1
        with suppress(ValueError):  # no more of them
            while True:
                at = values.index(identity, at + 1)
                yield bisect_right(ends, at) - 1

    @cached_property
    def by_sketch(self) -> Mapping[int, Sequence[int]]:
        """Number of a sketch → numbers of the papers that have it."""
        return self._inverted("sketches")

    def _inverted(self, name: str) -> dict[int, list[int]]:
        numbers: dict[int, list[int]] = {}
        for number in range(len(self.ids)):
            for value in self._group(name, number):
                numbers.setdefault(value, []).append(number)
        return numbers

    def _group(self, name: str, number: int) -> array[int]:
        """One paper's or author's part of a grouped column."""
        values, ends = self._groups(name)
        return values[ends[number] : ends[number + 1]]

    def _groups(self, name: str) -> tuple[array[int], array[int]]:
        if name not in self._unpacked:
            self._unpacked[name] = self._array(name, "q"), self._array(f"{name} ends", "i")
        return self._unpacked[name]

    # authors, those with most papers first

    @cached_property
    def author_ids(self) -> Lines:
        """Folded names."""
        return self._lines("author_ids")

    @cached_property
    def spellings(self) -> Lines:
        """The usual spelling of each author."""
        return self._lines("spellings")

    def _lines(self, name: str) -> Lines:
        return Lines(self.parts[name], self._array(f"{name} ends", "i"))

    def number_of(self, author: str) -> int | None:
        """An author's number, by folded name: searched for at first, by dictionary if many are asked for."""
        self._looked_for += 1
        if self._looked_for > _FEW:
            return self._author_numbers.get(author)
        try:
            return self.author_ids.index(author)
        except ValueError:
            return None

    @cached_property
    def _author_numbers(self) -> dict[str, int]:
        return dict(zip(self.author_ids, range(len(self.author_ids)), strict=True))

    def written_by(self, author: str) -> list[int]:
        """Ids of the papers of an author, by folded name."""
        number = self.number_of(author)
        return [] if number is None else [self.ids[n] for n in self._group("written", number)]

    def papers_by(self, number: int) -> int:
        """How many papers an author has, by the author's number."""
        ends = self._groups("written")[1]
        return ends[number + 1] - ends[number]


def _lines(name: str, lines: Sequence[str]) -> dict[str, bytes]:
    text, ends = Lines.pack(lines)
    return {name: text, f"{name} ends": ends}


def _authors(rows: Sequence[Row], written: Grouped) -> tuple[list[str], list[str]]:
    """Folded names and usual spellings, those with most papers first; ``written`` takes the numbers of the papers."""
    folded: dict[str, str] = {}
    spellings: dict[str, dict[str, int]] = {}
    numbers: dict[str, list[int]] = {}
    for number, r in enumerate(rows):
        of_paper: dict[str, str] = {}
        for name in r.authors:
            id = folded.get(name)
            if id is None:
                id = folded[name] = author_id(name)
            of_paper[id] = name
        for id, name in of_paper.items():
            numbers.setdefault(id, []).append(number)
            counted = spellings.setdefault(id, {})
            counted[name] = counted.get(name, 0) + 1
    numbers.pop("", None)  # names without a letter
    ids = sorted(numbers, key=lambda id: (-len(numbers[id]), id))
    for id in ids:
        written.add(numbers[id])
    return ids, [usual(spellings[id]) for id in ids]


def names(paper: Paper) -> tuple[str, ...]:
    """The known authors of a paper: those it lists, and those whose page listed it."""
    return (*paper.authors, *paper.listed_under)


def author_id(name: str) -> str:
    """The id of an author of that name: "Erdős, Paul" and "Paul Erdos" have the same."""
    return fold(natural_order(name))


def usual(spellings: Mapping[str, int]) -> str:
    """ "Siqi fan" and "Siqi Fan": the usual spelling, of equally usual ones the one with more capitals."""
    return min(spellings.items(), key=lambda s: (-s[1], -sum(c.isupper() for c in s[0]), s[0]))[0]


def byline(paper: Paper) -> str:
    """ "Tian et al.", "Chen and Yang", "OpenAI"; empty where no author is known."""
    if not paper.authors:
        return ""
    if paper.et_al or len(paper.authors) > 2:
        return f"{surname(paper.authors[0])} et al."
    return " and ".join(map(surname, paper.authors))

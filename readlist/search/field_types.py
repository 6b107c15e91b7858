"""The types of query fields: what each accepts after the colon, and which facts it looks at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from readlist.model.paper import Mark, Paper
from readlist.model.text import fold
from readlist.search import spans
from readlist.search.query import Choice, Node, Range


class Values(Protocol):
    """The values of query fields that a library offers for completion."""

    def authors(self, begun: str) -> Iterable[str]:
        """Authors with a name that begins so, those with most papers first."""

    def tags(self) -> Iterable[str]: ...

    def labels(self, field: str) -> Iterable[str]:
        """The labels of papers in a field that has them, the most frequent first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A row of the table: the name before the colon, other names, a line of help, and examples of whole queries."""

    name: str
    synonyms: tuple[str, ...] = ()
    help: str
    examples: tuple[str, ...]
    accepts: str
    label: Callable[[Paper], str | None] | None = None  # what the index keeps as it is written, to be offered

    def parse(self, value: str, today: Callable[[], date]) -> Node | None:
        """The filter for a value; None if it is not understood. Text fields take any query instead."""
        return None

    def values(self, library: Values, begun: str) -> Iterable[str]:
        """Values that begin with the letters typed; there may be others among them."""
        return library.labels(self.name) if self.label else self.words()

    def words(self) -> Iterable[str]:
        """The fixed values, independent of the library; an unambiguous beginning of one is enough."""
        return ()

    def word_start(self, value: str) -> int:
        """Where in a partly typed value the word to complete begins."""
        return 0

    def begun(self, value: str) -> list[str]:
        """The fixed values that begin with a text."""
        word = value[self.word_start(value) :]
        return [known for known in self.words() if word and known.startswith(word)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField(Field):
    """Words of a paper, or of the user's tags and notes; matched exactly, by prefix, misspelt, or as a phrase."""

    weight: float
    of_paper: Callable[[Paper], Sequence[str]] | None = None  # this or one of the next two
    of_mark: Callable[[Mark], Sequence[str]] | None = None
    of_pdf: bool = False  # its words are in an index of their own, that of whole texts
    forms_weight: float | None = None  # also found in the other forms of its words (see ``words.forms``)
    humps: bool = False
    in_head: bool = False  # a whole query is compared with it to tell the best papers apart
    by_name: bool = False  # plain words do not look here
    offered: Callable[[Values, str], Iterable[str]] | None = None
    accepts: str = "words, a phrase, or brackets"

    def values(self, library: Values, begun: str) -> Iterable[str]:
        return self.offered(library, begun) if self.offered else Field.values(self, library, begun)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberField(Field):
    """A number, compared or within bounds."""

    number: Callable[[Paper], float | None]
    accepts: str = "a number, >50 or 40..60"

    def parse(self, value: str, today: Callable[[], date]) -> Node | None:
        if m := _BOUNDS.fullmatch(value):
            low, high = (None if text is None else float(text) for text in m.groups())
            if low is not None and high is not None:
                low, high = min(low, high), max(low, high)
            return None if low is None and high is None else Range(self.name, low, high)
        if not (m := _COMPARISON.fullmatch(value)):
            return None
        sign, number = m["sign"] or "=", float(m["value"])
        low, high = (number if sign[0] in ">=" else None), (number if sign[0] in "<=" else None)
        return Range(self.name, low, high, above=sign == ">", below=sign == "<")

    def bounds(self, asked: Range) -> tuple[float | None, float | None]:
        """The bounds of the numbers asked for, as numbers of the index."""
        return asked.low, asked.high


@dataclass(frozen=True, slots=True, kw_only=True)
class DateField(Field):
    """A date of the paper, or a time at which something was decided: a day or a span (see ``spans``)."""

    of_paper: Callable[[Paper], str | None] | None = None  # this or the next one
    of_mark: Callable[[Mark], str | None] | None = None
    times: bool = True  # in UTC, compared where the user is; else dates, perhaps known in part
    weight: float | None = None  # a plain word that is the year finds it too
    accepts: str = spans.ACCEPTS

    def parse(self, value: str, today: Callable[[], date]) -> Node | None:
        span = spans.read_span(value, today())
        return Range(self.name, span.first, span.last) if span else None

    def bounds(self, asked: Range) -> tuple[float | None, float | None]:
        """The bounds of the dates asked for, as numbers of the index: local days become times in UTC."""
        if not self.times:
            return asked.low, asked.high
        first, last = (None if day is None else int(day) for day in (asked.low, asked.high))
        return spans.moments(spans.Span(first, last))

    def words(self) -> Iterable[str]:
        return spans.WORDS

    def word_start(self, value: str) -> int:
        return spans.word_start(value)

    def number(self, paper: Paper) -> float | None:
        """The date of a paper as a number of the index."""
        return self.number_of(self.of_paper(paper)) if self.of_paper else None

    def number_of(self, text: str | None) -> float | None:
        return spans.date_number(text, 14 if self.times else 8) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameField(Field):
    """One of the labels that papers have, such as a category: the one of that name, else all that begin so, else those
    that a misspelt name may be.
    """

    label: Callable[[Paper], str | None]
    normal: Callable[[str], str] = fold  # as names are compared

    def parse(self, value: str, today: Callable[[], date]) -> Node | None:
        name = self.normal(value)
        return Choice(self.name, name) if name else None


class Flag(NamedTuple):
    """A property of a paper, from its facts (``of_paper``) or from the user's decisions (``of_mark``)."""

    name: str
    of_paper: Callable[[Paper], object] | None = None
    of_mark: Callable[[Mark], object] | None = None
    doubtful: bool = False  # those of which it is in doubt whose they are have it, too


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagField(Field):
    """One of several flags, by its name or an unambiguous beginning."""

    flags: tuple[Flag, ...]

    def parse(self, value: str, today: Callable[[], date]) -> Node | None:
        meant = [value] if value in self.words() else self.begun(value)
        return Choice(self.name, meant[0]) if len(meant) == 1 else None

    def words(self) -> Iterable[str]:
        return [flag.name for flag in self.flags]


_BOUNDS = re.compile(r"(\d+(?:\.\d+)?)?\.\.(\d+(?:\.\d+)?)?", re.ASCII)
_COMPARISON = re.compile(r"(?P<sign>>=|<=|>|<|=)?(?P<value>\d+(?:\.\d+)?)", re.ASCII)

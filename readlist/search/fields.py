"""The table of query fields: what ``author:``, ``year:``, ``is:`` and the others accept, look at, weigh and mean.

Parsing, the index, matching, help, completion and the README's table of queries are made from these rows. A new field
is a row here; where a person should be offered its values, ``LibrarySearch`` says where they come from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from readlist.model.paper import Mark, Paper
from readlist.model.text import fold
from readlist.search.query import Choice, Node, Range


class Values(Protocol):
    """What a library has to offer as values of fields."""

    def authors(self) -> Iterable[str]: ...
    def categories(self) -> Iterable[str]: ...
    def tags(self) -> Iterable[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What all rows have: the name before the colon, other names, a line of help, and examples of whole queries."""

    name: str
    synonyms: tuple[str, ...] = ()
    help: str
    examples: tuple[str, ...]
    accepts: str
    values: Callable[[Values], Iterable[str]] = lambda library: ()

    def parse(self, value: str) -> Node | None:
        """The filter of a value; None where it is not understood. Text fields take any query instead."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField(Field):
    """Words of a paper or of what the user added to it; found as they stand, begun, misspelt, or as a phrase."""

    weight: float
    of_paper: Callable[[Paper], Sequence[str]] | None = None  # this or the next one
    of_mark: Callable[[Mark], Sequence[str]] | None = None
    forms_weight: float | None = None  # also found in the other forms of its words (see ``words.forms``)
    humps: bool = False
    in_head: bool = False  # a whole query is compared with it to tell the best papers apart
    accepts: str = "words, a phrase, or brackets"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberField(Field):
    """A number, compared or within bounds."""

    number: Callable[[Paper], float | None]
    weight: float | None = None  # a plain word that is the number finds it too
    digits: int = 0  # of a whole number of fixed length: ``202`` is 2020 to 2029

    def parse(self, value: str) -> Node | None:
        if m := _BOUNDS.fullmatch(value):
            low, high = self._bound(m["low"], "0"), self._bound(m["high"], "9")
            if low is None and high is None:
                return None
            if low is not None and high is not None and low > high:
                low, high = self._bound(m["high"], "0"), self._bound(m["low"], "9")
            return Range(self.name, low, high)
        if not (m := _COMPARISON.fullmatch(value)):
            return None
        first, last = self._bound(m["value"], "0"), self._bound(m["value"], "9")
        sign = m["sign"] or "="
        if sign == "=":
            return Range(self.name, first, last)
        if sign[0] == ">":
            return Range(self.name, low=first if sign == ">=" else last, above=sign == ">")
        return Range(self.name, high=last if sign == "<=" else first, below=sign == "<")

    def _bound(self, text: str | None, fill: str) -> float | None:
        if text is None:
            return None
        return float(text.ljust(self.digits, fill) if text.isascii() and text.isdigit() else text)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameField(Field):
    """One of the names that papers have, such as a category: the one of that name, else all that begin so."""

    label: Callable[[Paper], str | None]
    normal: Callable[[str], str] = fold  # as names are compared

    def parse(self, value: str) -> Node | None:
        name = self.normal(value)
        return Choice(self.name, name) if name else None


class Flag(NamedTuple):
    """Something a paper is or has, known from its facts (``of_paper``) or from what the user decided (``of_mark``)."""

    name: str
    of_paper: Callable[[Paper], object] | None = None
    of_mark: Callable[[Mark], object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagField(Field):
    """One of some flags, by its name or an unambiguous beginning."""

    flags: tuple[Flag, ...]

    def parse(self, value: str) -> Node | None:
        names = [flag.name for flag in self.flags]
        meant = [n for n in names if n == value] or [n for n in names if value and n.startswith(value)]
        return Choice(self.name, meant[0]) if len(meant) == 1 else None


_BOUNDS = re.compile(r"(?P<low>\d+(?:\.\d+)?)?\.\.(?P<high>\d+(?:\.\d+)?)?")
_COMPARISON = re.compile(r"(?P<sign>>=|<=|>|<|=)?(?P<value>\d+(?:\.\d+)?)")


def category(name: str) -> str:
    """A category as it is compared: "cs.CL" is "cl"."""
    return fold(name.rpartition(".")[2])


_STATES = (
    Flag("inbox", of_mark=lambda mark: mark.inbox),
    Flag("queued", of_mark=lambda mark: mark.queued),
    Flag("read", of_mark=lambda mark: mark.read),
    Flag("unread", of_mark=lambda mark: not mark.read),
    Flag("starred", of_mark=lambda mark: mark.starred),
    Flag("skipped", of_mark=lambda mark: mark.skipped),
    Flag("check", of_paper=lambda paper: paper.to_check),
    Flag("placeholder", of_paper=lambda paper: paper.placeholder),
)
_FACTS = (
    Flag("code", of_paper=lambda paper: paper.code),
    Flag("note", of_mark=lambda mark: mark.note),
    Flag("url", of_paper=lambda paper: paper.urls),
    Flag("doi", of_paper=lambda paper: paper.doi),
    Flag("arxiv", of_paper=lambda paper: paper.arxiv),
    Flag("tag", of_mark=lambda mark: mark.tags),
    Flag("abstract", of_paper=lambda paper: paper.abstract_text),
)

_TYPES = tuple(
    "article book collection dataset incollection inproceedings online patent report software thesis".split()
)

FIELDS: tuple[Field, ...] = (
    TextField(
        name="title", help="words of the title", examples=("title:smoothing", 'title:"deep learning"'),
        weight=4.0, forms_weight=3.6, humps=True, in_head=True,
        of_paper=lambda paper: (paper.title_text,),
    ),
    TextField(
        name="author", synonyms=("authors",), help="an author, or whose page lists the paper",
        examples=("author:chen", 'author:"siqi fan"'), weight=3.5, in_head=True,
        of_paper=lambda paper: (*paper.authors, *paper.listed_under), values=lambda library: library.authors(),
    ),
    TextField(
        name="abs", synonyms=("abstract",), help="words of the abstract", examples=("abs:mixture",),
        weight=1.0, forms_weight=0.9,
        of_paper=lambda paper: (paper.abstract_text,) if paper.abstract_text else (),
    ),
    TextField(
        name="tag", synonyms=("tags",), help="one of your tags", examples=("tag:thesis",), weight=3.0,
        of_mark=lambda mark: mark.tags, values=lambda library: library.tags(),
    ),
    TextField(
        name="note", synonyms=("notes",), help="words of your note", examples=("note:baseline",), weight=2.0,
        of_mark=lambda mark: (mark.note,) if mark.note else (),
    ),
    TextField(
        name="venue", synonyms=("journal", "booktitle"), help="the journal or book it appeared in",
        examples=("venue:nature", 'venue:"machine learning"'), weight=0.8,
        of_paper=lambda paper: (paper.venue,) if paper.venue else (),
    ),
    TextField(
        name="editor", synonyms=("editors",), help="an editor of its book", examples=("editor:knuth",), weight=0.8,
        of_paper=lambda paper: (paper.fields["editor"],) if "editor" in paper.fields else (),
    ),
    NumberField(
        name="year", help="the year of publication", examples=("year:2024", "year:2023..2025", "year:2025.."),
        accepts="2024, 2023..2025 or 2025..", number=lambda paper: paper.year, weight=1.5, digits=4,
    ),
    NumberField(
        name="score", help="the score on the imported page", examples=("score:>50", "score:40..60"),
        accepts="a number, >50 or 40..60", number=lambda paper: paper.score,
    ),
    NameField(
        name="cat", synonyms=("category",), help="the arXiv category", examples=("cat:CL", "cat:cs.LG"),
        accepts="a category, as cat:CL", label=lambda paper: paper.category, normal=category,
        values=lambda library: library.categories(),
    ),
    NameField(
        name="type", help="the type of publication", examples=("type:article", "type:thesis"),
        accepts="a type, as type:book", label=lambda paper: paper.type,
        values=lambda library: _TYPES,
    ),
    FlagField(
        name="is", help="the state of the paper", examples=("is:queued", "-is:read"),
        accepts=f"one of {', '.join(flag.name for flag in _STATES)}", flags=_STATES,
        values=lambda library: (flag.name for flag in _STATES),
    ),
    FlagField(
        name="has", help="what the paper comes with", examples=("has:code", "-has:doi"),
        accepts=f"one of {', '.join(flag.name for flag in _FACTS)}", flags=_FACTS,
        values=lambda library: (flag.name for flag in _FACTS),
    ),
)  # fmt: skip
"""All query fields. The files of indexes made from other rows are built anew."""


def field_by_name(name: str) -> Field | None:
    """The field of a name or synonym, in any case; None where there is none."""
    return _BY_NAME.get(name.lower())


def similar_field(name: str) -> str | None:
    """The field's name that somebody may have meant, or None."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name.lower(), _BY_NAME, 1)), None)


def summary() -> str:
    """Every field in a line, each by its first example."""
    return " ".join(field.examples[0] for field in FIELDS)


def table() -> str:
    """The fields as a table of Markdown, for the README."""
    rows = [("Field", "Finds", "Accepts", "Examples"), ("---",) * 4]
    for field in FIELDS:
        names = ", ".join(f"`{name}:`" for name in (field.name, *field.synonyms))
        rows.append((names, field.help, field.accepts, ", ".join(f"`{example}`" for example in field.examples)))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def completions(text: str, library: Values) -> Iterator[tuple[str, str]]:
    """(completed word, help) for the last word of a query: names of fields or, behind a colon, values."""
    word = text.rpartition(" ")[2].lstrip("-(")
    name, colon, begun = word.partition(":")
    if not colon:
        yield from ((f"{field.name}:", field.help) for field in FIELDS if field.name.startswith(name.lower()))
    elif field := field_by_name(name):
        for value in dict.fromkeys(field.values(library)):
            if fold(value).startswith(fold(begun)):
                yield f"{name}:" + (f'"{value}"' if " " in value else value), ""


# what the index has for the rows


class Part(NamedTuple):
    """A row's words in the index; forms have postings and a weight of their own."""

    field: Field
    weight: float
    forms: bool = False


def _parts() -> Iterator[Part]:
    for field in FIELDS:
        if isinstance(field, TextField):
            yield Part(field, field.weight)
            if field.forms_weight is not None:
                yield Part(field, field.forms_weight, forms=True)
        elif isinstance(field, NumberField) and field.weight is not None:
            yield Part(field, field.weight)


def _is_of_mark(part: Part) -> bool:
    return isinstance(part.field, TextField) and part.field.of_mark is not None


_BY_NAME = {name: field for field in FIELDS for name in (field.name, *field.synonyms)}
PARTS = tuple(sorted(_parts(), key=_is_of_mark))
"""Those of papers, then those of marks."""
PAPER_PARTS = sum(not _is_of_mark(part) for part in PARTS)
NUMBERS = tuple(field for field in FIELDS if isinstance(field, NumberField))
NAMES = tuple(field for field in FIELDS if isinstance(field, NameField))
FLAGS = {
    (field.name, flag.name): (1 << place, flag)
    for place, (field, flag) in enumerate((f, flag) for f in FIELDS if isinstance(f, FlagField) for flag in f.flags)
}
"""(Field, flag) → its bit, and the flag."""
LAYOUT = ascii([[(p.field.name, p.forms) for p in PARTS], [f.name for f in (*NUMBERS, *NAMES)], list(FLAGS)])
"""Names what an index has: another table has another."""


def places_of(field: str | None) -> tuple[int, ...]:
    """The places in PARTS of a text field's parts, by name; all where no field is named."""
    return tuple(n for n, part in enumerate(PARTS) if field in (None, part.field.name))


def paper_flags(paper: Paper) -> int:
    """The bits of what a paper is and has."""
    return sum(bit for bit, of in _PAPER_BITS if of(paper))


def mark_flags(mark: Mark) -> int:
    """The bits of what was decided about a paper."""
    return sum(bit for bit, of in _MARK_BITS if of(mark))


_PAPER_BITS = tuple((bit, flag.of_paper) for bit, flag in FLAGS.values() if flag.of_paper is not None)
_MARK_BITS = tuple((bit, flag.of_mark) for bit, flag in FLAGS.values() if flag.of_mark is not None)
PAPER_MASK = sum(bit for bit, _ in _PAPER_BITS)

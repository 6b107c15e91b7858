"""The result of reading a page: its entries, the author's figures, and the problems met on the way.

Lines are numbered from 1, as editors do. Nothing of a page is dropped silently: what is in no entry is a problem.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from readlist.model.change import CutCorrection, SavedQuery
from readlist.model.paper import Candidate, Figures, Profile, Record
from readlist.model.text import shorten


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str  # harmless, without spaces at the ends, tabs inside kept; empty for a blank line
    links: tuple[str, ...] = ()  # addresses in a line of a saved web page, in order


@dataclass(frozen=True, slots=True)
class Problem:
    """What an import could not read, or read with a doubt."""

    line: int
    kind: str  # one of KINDS
    text: str  # the page's own text
    done: str  # what was done about it

    def __str__(self) -> str:
        text = f": {shorten(self.text, 12)}" if self.text else ""
        return f"line {self.line}: {self.kind}{text} ({self.done})"


KINDS = (
    "count mismatch",
    "incomplete entry",
    "unsure split",
    "year assumed",
    "impossible date",
    "unknown category",
    "duplicate",
    "abstract only",
    "ignored lines",
    "control characters removed",
    "second header",
    "number only",
    "broken entry",
    "no paper",
    "key taken",
    "look-alike",
    "no file",
    "note kept",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The head of an author page."""

    line: int
    name: str
    category: str | None = None
    figures: Figures  # of the day the page was copied


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A text, or a part of one, that lists papers."""

    source: str  # a file's name, "pasted", "-"
    layout: str  # "profile", "compact", "abstracts", "single"; of a list its kind; of a file its format: "bibtex"
    label: str = ""  # what people call a list of its kind: "Google Scholar profile"
    kind: Literal["page", "file"] = "page"  # a file is one that another program wrote
    encoding: str = "utf-8"
    copied: str  # the day the page counts as copied
    header: Header | None = None
    owner: str | None = None  # whose list it is, or the list's own name
    personal: bool = False  # the owner is an author of every paper
    expected: int | None = None  # how many papers a list itself says it has
    entries: tuple[Candidate, ...] = ()
    profiles: tuple[Profile, ...] = ()  # of readlist's own export, as the next three
    queries: tuple[SavedQuery, ...] = ()
    cuts: tuple[CutCorrection, ...] = ()
    following: Mapping[str, Sequence[Record]] = field(default_factory=dict)  # table → records
    problems: tuple[Problem, ...] = ()
    assumed_year: int | None = None

    @property
    def form(self) -> str:
        """ "profile page", "bibtex file", "Google Scholar profile"."""
        return self.label or f"{self.layout} {self.kind}"

    @property
    def name(self) -> str:
        """The page's author, else its source."""
        return self.header.name if self.header else self.owner or self.source

    @property
    def author(self) -> str | None:
        """The author of every paper on the page."""
        return self.header.name if self.header else self.owner if self.personal else None


class PageError(Exception):
    """The text is not a page of papers; the message says what it looks like."""


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one entry, from a line that may open an entry to the next such line; never empty."""

    lines: tuple[Line, ...]
    layouts: tuple[str, ...]  # names of those whose entries may open so

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def body(self) -> tuple[Line, ...]:
        """The lines under the first, without blank ones."""
        return tuple(line for line in self.lines[1:] if line.text)


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading a block by a layout: its entry, or None with a problem that says why."""

    fit: float  # how well the block has the layout's form: 0 (not at all) to 1
    entry: Candidate | None = None
    problems: tuple[Problem, ...] = ()
    rest: tuple[Line, ...] = ()  # lines of the block that are not the entry's: menus, footers


NO_FIT = Reading(0.0)
"""The reading of a block that has another layout's form."""


def without_title(block: Block, fit: float) -> Reading:
    """The reading of a block in which no title is left."""
    problem = Problem(block.first.number, "incomplete entry", block.first.text, "left out: no title")
    return Reading(fit, None, (problem,))


_SENTENCE_END = (".", "!", "?", ":", ";", ")", "”", '"', "}", "$")
_LONG = 60  # characters: menus and footers are shorter, lines of prose longer


def take_abstract(lines: Sequence[Line]) -> tuple[str | None, list[Line]]:
    """The abstract at the start of the lines (wrapped lines joined by a space), and the remaining lines.

    The lines directly under the first belong to it; after a blank line only those that continue it: a long line, or
    one that ends an open sentence. Menus and footers ("Load more") are short and do not.
    """
    parts: list[str] = []
    rest: list[Line] = []
    for line in lines:
        if not line.text:
            continue
        if not parts or _reads_on(parts[-1], line.text):
            parts.append(line.text)
        else:
            rest.append(line)
    return (" ".join(parts) or None), rest


def _reads_on(before: str, text: str) -> bool:
    if len(text) >= _LONG:
        return True
    return not before.endswith(_SENTENCE_END) and (text[0].islower() or text.endswith(_SENTENCE_END))

"""What reading a page yields: entries, the author's figures, and every problem met on the way.

Lines are numbered from 1, as editors do. Nothing of a page is dropped silently: what is in no entry is a problem.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from readlist.model.paper import Figures, Mark, Paper, Profile
from readlist.model.text import shorten


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str  # harmless, without spaces at the ends; empty for a blank line


@dataclass(frozen=True, slots=True)
class Problem:
    """What an import could not take, or took with a doubt."""

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
    "broken entry",
    "no paper",
    "key taken",
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
class Entry:
    """One paper as a page shows it. ``title`` is None where the page gives only an abstract."""

    line: int
    title: str | None = None
    authors: tuple[str, ...] = ()
    et_al: bool = False
    affiliations: tuple[str, ...] = ()
    category: str | None = None
    date: str | None = None  # ISO, as much as is known
    date_text: str | None = None
    year_assumed: bool = False
    score: float | None = None
    code: bool = False
    abstract: str | None = None
    urls: tuple[str, ...] = ()
    confidence: float = 1.0  # of the cut between title and authors
    to_check: bool = False
    corrected: bool = False  # the user said where title and authors part
    # what only files of other programs tell
    keys: tuple[str, ...] = ()  # citation keys: the user's own, then others the paper goes by
    arxiv: str | None = None
    doi: str | None = None
    venue: str | None = None
    type: str | None = None  # as BibTeX calls it; None for @misc
    extra: Mapping[str, str] = field(default_factory=dict)  # further fields, by BibTeX's names where it has one
    note: str | None = None  # the user's own, readable
    whole: tuple[Paper, Mark] | None = None  # of readlist's own export: the paper, without an id, and its mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One text, or the part of one, that lists papers."""

    source: str  # a file's name, "pasted", "-"
    layout: str  # "profile", "compact", "abstracts", "single"; of a file its format: "bibtex"
    kind: Literal["page", "file"] = "page"  # a file is one that another program wrote
    encoding: str = "utf-8"
    copied: str  # the day the page counts as copied
    header: Header | None = None
    entries: tuple[Entry, ...] = ()
    profiles: tuple[Profile, ...] = ()  # of readlist's own export
    problems: tuple[Problem, ...] = ()
    assumed_year: int | None = None

    @property
    def form(self) -> str:
        """ "profile page", "bibtex file"."""
        return f"{self.layout} {self.kind}"


class PageError(Exception):
    """The text is not a page of papers; the message says what it looks like."""

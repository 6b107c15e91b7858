"""What a user can set: every entry of ``config.toml`` with its default and what it does.

The reader (``readlist/platform/config.py``) and the example (``readlist config --example``) are made from these
classes: a new setting is one field here. ``[keys]`` has an entry for each command of the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, get_args

from readlist.formats import EXPORTS, Protection

_PROTECTIONS = get_args(Protection)


def _entry(default: Any, does: str, **rules: Any) -> Any:
    """A setting: its default, and what it does in a line.

    Rules: ``one_of`` names the texts that are allowed, ``least`` the lowest number, ``kind`` a text's form: "address"
    or "folder".
    """
    return field(default=default, metadata={"does": does, **rules})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    path: str = _entry(
        "", "the library's folder; --library and $READLIST_LIBRARY win; empty: your data folder", kind="folder"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    name: str = _entry("", "a theme of Textual; empty: the one chosen in the app (ctrl+t)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What rows of papers show beside marks and title, where there is room."""

    date: bool = _entry(True, "the date")
    category: bool = _entry(True, "the category")
    score: bool = _entry(True, "the score")
    author: bool = _entry(True, "the first author; in the queue, the points")
    author_width: int = _entry(8, "cells for that", least=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What counts for how many points in the suggested order of the queue."""

    starred: float = _entry(20.0, "the paper is starred")
    score: float = _entry(0.1, "each point of the paper's score")
    fresh: float = _entry(6.0, "a paper of today; an older one has less")
    halving: float = _entry(60.0, "after how many days that has become half", least=0.01)
    followed: float = _entry(5.0, "one of the authors is followed")
    code: float = _entry(1.0, "there is code")
    read: float = _entry(-20.0, "read already")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporting:
    """What an export does where the command or the dialog does not say otherwise."""

    format: str = _entry("bibtex", "the format", one_of=EXPORTS)
    abstract: bool = _entry(True, "abstracts are written")
    notes: bool = _entry(False, "your notes are written; they are private otherwise")
    protect: Protection = _entry("words", "capitals kept in titles", one_of=_PROTECTIONS)  # noqa: RUF009 - a field
    howpublished: bool = _entry(False, "the arXiv id again, for styles that print neither eprint nor url")


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Where `readlist add` and `enrich` ask, the only commands that use the network."""

    arxiv: str = _entry("https://export.arxiv.org/api/query", "address of arXiv's API", kind="address")
    crossref: str = _entry("https://api.crossref.org", "address of Crossref", kind="address")
    semantic_scholar: str = _entry(
        "https://api.semanticscholar.org/graph/v1", "address of Semantic Scholar", kind="address"
    )
    openalex: str = _entry("https://api.openalex.org", "address of OpenAlex", kind="address")
    spacing: float = _entry(3.0, "seconds between two requests to one service", least=0.0)
    mail: str = _entry("", "your address, which Crossref and OpenAlex ask for")
    semantic_scholar_key: str = _entry("", "your key of Semantic Scholar, if you have one")
    openalex_key: str = _entry("", "your key of OpenAlex, if you have one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of them. ``keys`` has the commands that were given other keys: command id → keys as Textual names them."""

    library: Place = field(default_factory=Place)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    theme: Look = field(default_factory=Look)
    columns: Columns = field(default_factory=Columns)
    weights: Weights = field(default_factory=Weights)
    export: Exporting = field(default_factory=Exporting)
    services: Services = field(default_factory=Services)


TABLES: Mapping[str, type] = MappingProxyType(
    {
        "library": Place,
        "theme": Look,
        "columns": Columns,
        "weights": Weights,
        "export": Exporting,
        "services": Services,
    }
)
"""The tables with fixed entries, as ``Settings`` has them."""

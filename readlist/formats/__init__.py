"""What a selection of papers can be written as. A format is one module and one line in ``FORMATS``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Literal, Protocol, cast

from readlist.models import Mark, Paper

Protection = Literal["words", "all", "none"]


class ExportError(Exception):
    """An export that would not say what the library says; one line for people. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Exported:
    text: str  # "" when nothing was citable
    written: tuple[int, ...]  # paper ids in the order of the text
    remarks: tuple[str, ...]  # one line each, for people


@dataclass(frozen=True, slots=True)
class ExportOptions:
    notes: bool = False  # notes are private
    abstract: bool = True
    protect: Protection = "words"  # which capitals of a title are kept whatever the style
    howpublished: bool = False  # the arXiv id for styles that print neither eprint nor url


class Format(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def suffix(self) -> str: ...

    def render(self, papers: Sequence[tuple[Paper, Mark]], options: ExportOptions) -> Exported: ...


def _from(module: str, name: str) -> Callable[[], Format]:
    """A format's loader: its module is imported when the format is first used."""
    return lambda: cast(Format, getattr(import_module(f"{__name__}.{module}"), name))


FORMATS: Mapping[str, Callable[[], Format]] = MappingProxyType(
    {
        "bibtex": _from("bibtex", "BIBTEX"),
        "biblatex": _from("bibtex", "BIBLATEX"),
    }
)


def render(name: str, papers: Sequence[tuple[Paper, Mark]], options: ExportOptions | None = None) -> Exported:
    """The papers in the format of that name; ``KeyError`` if there is none."""
    return FORMATS[name]().render(papers, options or ExportOptions())

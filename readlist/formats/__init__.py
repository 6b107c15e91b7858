"""What a selection of papers can be written as. A format is one module and one line in ``FORMATS``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType
from typing import Literal, Protocol, cast, runtime_checkable

from readlist.model.change import ExportBase
from readlist.model.paper import Mark, Paper, Profile
from readlist.model.text import count

Protection = Literal["words", "all", "none"]
Papers = Sequence[tuple[Paper, Mark]]


class ExportError(Exception):
    """An export that would not say what the library says; one line for people. Nothing was written."""


class UnreadableError(Exception):
    """A file that papers were to be merged into can't be taken apart; the message begins with the line."""


@dataclass(frozen=True, slots=True)
class Exported:
    text: str  # "" when nothing was citable
    written: tuple[int, ...]  # paper ids in the order of the text
    remarks: tuple[str, ...]  # one line each, for people
    base: tuple[ExportBase, ...] = ()  # of later merges, where the format has them; without paths and ids


@dataclass(frozen=True, slots=True)
class ExportOptions:
    notes: bool = False  # notes are private
    abstract: bool = True
    protect: Protection = "words"  # which capitals of a title are kept whatever the style
    howpublished: bool = False  # the arXiv id for styles that print neither eprint nor url


@dataclass(frozen=True, slots=True)
class Rest:
    """What a library has beside papers and marks, for the format that keeps all of it."""

    profiles: Sequence[Profile] = ()
    queries: Sequence[Mapping[str, object]] = ()
    keys: Mapping[int, Sequence[str]] = field(default_factory=dict)  # paper id → keys of papers merged into it


@dataclass(frozen=True, slots=True)
class Merged:
    """A file with papers merged into it."""

    text: str
    written: tuple[ExportBase, ...]  # the base of the next merge, without paths and ids
    added: tuple[str, ...]  # keys, in the file
    renewed: tuple[str, ...]
    remarks: tuple[str, ...]


class Format(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def suffix(self) -> str: ...

    @property
    def whole(self) -> bool:
        """Whether the format is meant for a whole library, and not for a queue."""
        ...

    def render(self, papers: Papers, options: ExportOptions, rest: Rest) -> Exported: ...


@runtime_checkable
class MergingFormat(Format, Protocol):
    """A format whose files people edit: papers are merged into a file that is there."""

    def merge(self, text: str, papers: Papers, options: ExportOptions, base: Mapping[int, ExportBase]) -> Merged:
        """The text of the file with the papers in it; ``base`` has, by paper, what was last written there.

        Raises ExportError.
        """
        ...


def _from(module: str, name: str) -> Callable[[], Format]:
    """A format's loader: its module is imported when the format is first used."""
    return lambda: cast(Format, getattr(import_module(f"{__name__}.{module}"), name))


FORMATS: Mapping[str, Callable[[], Format]] = MappingProxyType(
    {
        "bibtex": _from("bibtex.write", "BIBTEX"),
        "biblatex": _from("bibtex.write", "BIBLATEX"),
        "ris": _from("ris", "RIS"),
        "csl-json": _from("csl", "CSL"),
        "markdown": _from("markdown", "MARKDOWN"),
        "json": _from("library_json", "JSON"),
    }
)


def render(name: str, papers: Papers, options: ExportOptions | None = None, rest: Rest | None = None) -> Exported:
    """The papers in the format of that name; ``KeyError`` if there is none."""
    return FORMATS[name]().render(papers, options or ExportOptions(), rest or Rest())


def citable(papers: Papers) -> tuple[Papers, tuple[str, ...]]:
    """The papers that can be cited, each once, ordered by key, and a remark about those that cannot."""
    chosen = {paper.id: (paper, mark) for paper, mark in papers}
    ordered = sorted(chosen.values(), key=lambda p: (p[0].key.lower(), p[0].key, p[0].id))
    out = [paper.key for paper, _ in ordered if not paper.citable]
    said = (f"{count(len(out), 'paper')} left out: known only by their abstract: {', '.join(out)}",) if out else ()
    return [pair for pair in ordered if pair[0].citable], said

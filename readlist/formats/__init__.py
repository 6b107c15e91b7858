"""The table of file formats that readlist reads and writes; a format's module is imported on first use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from readlist.model.change import CutCorrection, ExportBase, SavedQuery
from readlist.model.paper import Candidate, Mark, Paper, Profile, Progress, Record
from readlist.model.text import count, invisible_characters

if TYPE_CHECKING:  # settings need the table's names only
    from readlist.pages.page import Page, Problem

Protection = Literal["words", "all", "none"]
Papers = Sequence[tuple[Paper, Mark]]


class ExportError(Exception):
    """An export would differ from what the library says; the message is one line. Nothing was written."""


class UnreadableError(Exception):
    """A file that papers were to be merged into can't be parsed; the message begins with the line number."""


@dataclass(frozen=True, slots=True)
class Exported:
    """Papers as text."""

    text: str  # "" when nothing was citable
    written: tuple[int, ...]  # paper ids in the order of the text
    remarks: tuple[str, ...]  # one line each, for people
    base: tuple[ExportBase, ...] = ()  # of later merges, where the format has them; without paths and ids


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What the user may choose about an export."""

    notes: bool = False  # notes are private
    abstract: bool = True
    protect: Protection = "words"  # which capitals of a title are kept whatever the style
    howpublished: bool = False  # the arXiv id for styles that print neither eprint nor url
    ascii_names: bool = False  # transliterated
    files: bool = False  # the paths of PDFs, which are of the user's own machine


@dataclass(frozen=True, slots=True)
class Rest:
    """What a library has besides papers and marks, for the format that exports all of it."""

    profiles: Sequence[Profile] = ()
    queries: Sequence[SavedQuery] = ()
    cuts: Sequence[CutCorrection] = ()
    keys: Mapping[int, Sequence[str]] = field(default_factory=dict)  # paper id → keys of papers merged into it
    following: Mapping[str, Sequence[Record]] = field(default_factory=dict)  # table of ``FOLLOWING`` → records


@dataclass(frozen=True, slots=True)
class Merged:
    """A file with papers merged into it."""

    text: str
    written: tuple[ExportBase, ...]  # the base of the next merge, without paths and ids
    added: tuple[str, ...]  # keys, in the file
    renewed: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a reader found in a text: its entries in order, and its problems."""

    entries: tuple[Candidate, ...]
    problems: tuple[Problem, ...] = ()
    rest: Rest = Rest()


@dataclass(frozen=True, slots=True)
class Format:
    """A row of ``FORMATS``. Functions are named ``module:function``, modules those of this package."""

    name: str  # of the option ``--format``
    suffix: str
    writer: str = ""  # (papers, options, rest) → Exported; "" where the format is not written
    reader: str = ""  # (text, progress) → Contents; "" where it is not read
    recognizer: str = ""  # (text) → bool; asked of texts that have the sign
    sign: str = ""  # a pattern of what every such text has: most texts need no format's module to be imported
    merger: str = ""  # (text, papers, options, base, restore) → Merged, where people edit such files
    keeper: str = ""  # the same for files of exports that are kept up to date, where ``merger`` has none
    label: str = ""  # what reports call a file of it, where that is not the name
    whole: bool = False  # meant for a whole library, and not for a queue
    fields: bool = True  # has room for further fields of papers, or remarks on those it has none for

    def render(self, papers: Papers, options: ExportOptions, rest: Rest) -> Exported:
        """The papers as text. Raises ExportError."""
        exported: Exported = _function(self.writer)(self._named(papers, options), options, rest)
        return exported

    def merge(
        self,
        text: str,
        papers: Papers,
        options: ExportOptions,
        base: Mapping[int, ExportBase],
        *,
        restore: bool = True,
    ) -> Merged:
        """A file's text with the papers in it; ``base`` has, by paper, what was last written there.

        Without ``restore``, entries that were deleted from the file stay so. Raises ExportError or UnreadableError.
        """
        merge = _function(self.merger or self.keeper)
        merged: Merged = merge(text, self._named(papers, options), options, base, restore=restore)
        return merged

    def _named(self, papers: Papers, options: ExportOptions) -> Papers:
        if not options.ascii_names or self.whole:
            return papers
        from readlist.formats.ascii_names import with_ascii_names

        return with_ascii_names(papers)

    def recognizes(self, text: str) -> bool:
        """Is the text of this format?"""
        if not self.recognizer or not re.search(self.sign, text, re.MULTILINE):
            return False
        return bool(_function(self.recognizer)(text))

    def read(self, text: str, progress: Progress | None = None) -> Contents:
        """The text's entries; its line ends are ``\\n``. What can't be read becomes a problem.

        Raises PageError where nothing can be read.
        """
        contents: Contents = _function(self.reader)(text, progress)
        return contents


def _function(path: str) -> Callable[..., Any]:
    module, _, name = path.partition(":")
    found: Callable[..., Any] = attrgetter(name)(import_module(f"{__name__}.{module}"))
    return found


_ROWS = (
    Format("bibtex", ".bib", "bibtex.write:BIBTEX.render", "bibtex.read:read", "bibtex.read:recognizes",
           merger="bibtex.write:BIBTEX.merge", sign=r"^[ \t]*@"),
    Format("biblatex", ".bib", "bibtex.write:BIBLATEX.render", merger="bibtex.write:BIBLATEX.merge"),
    Format("ris", ".ris", "ris:render", "ris:read", "ris:recognizes", keeper="record_merge:RIS.merge",
           sign=r"^[ \t]*TY "),
    Format("csl-json", ".json", "csl:render", "csl:read", "csl:recognizes", keeper="record_merge:CSL.merge",
           sign=r"\A\s*[\[{]"),
    Format("markdown", ".md", "markdown:render", keeper="record_merge:MARKDOWN.merge", fields=False),
    Format("json", ".json", "library_json:render", "library_json:read", "library_json:recognizes",
           label="readlist", whole=True, sign=r"\A\s*\{"),
    Format("endnote", ".enw", reader="tagged:read_endnote", recognizer="tagged:recognizes_endnote", label="EndNote",
           sign="^%0 "),
    Format("web-of-science", ".txt", reader="tagged:read_web_of_science",
           recognizer="tagged:recognizes_web_of_science", label="Web of Science", sign="^FN "),
    Format("endnote-xml", ".xml", reader="xml_files:read_endnote", recognizer="xml_files:recognizes_endnote",
           label="EndNote XML", sign="<ref-type"),
    Format("zotero-rdf", ".rdf", reader="xml_files:read_rdf", recognizer="xml_files:recognizes_rdf",
           label="Zotero RDF", sign="<rdf:RDF"),
    Format("citation-cff", ".cff", reader="yaml_files:read_citation", recognizer="yaml_files:recognizes_citation",
           label="CITATION.cff", sign="^cff-version"),
    Format("hayagriva", ".yml", "hayagriva:render", "yaml_files:read_hayagriva", "yaml_files:recognizes_hayagriva",
           keeper="record_merge:HAYAGRIVA.merge", sign=r"^[ \t]+type:"),
    Format("bbl", ".bbl", reader="bbl:read", recognizer="bbl:recognizes", label="biblatex's .bbl",
           sign=r"\\entry\{"),
    Format("atom", ".xml", reader="atom:read", recognizer="atom:recognizes",
           sign=r"<(?:[a-z]+:)?(?:feed|rss|RDF)\b|<!ENTITY"),
)  # fmt: skip

FORMATS: Mapping[str, Format] = MappingProxyType({format.name: format for format in _ROWS})
"""Every format by name, in the order in which they are listed and in which a text is tried."""

EXPORTS: tuple[str, ...] = tuple(format.name for format in _ROWS if format.writer)
"""The names of the formats that are written."""

TAKES = (
    "a copied page or list, BibTeX, RIS, CSL-JSON and other programs' JSON, EndNote, Zotero RDF, Web of Science, "
    "arXiv feeds, or readlist's own JSON, told apart by content"
)
"""What an import takes, for people."""


def render(name: str, papers: Papers, options: ExportOptions | None = None, rest: Rest | None = None) -> Exported:
    """The papers in the format of that name; ``KeyError`` if there is none."""
    return FORMATS[name].render(papers, options or ExportOptions(), rest or Rest())


def citable(papers: Papers) -> tuple[Papers, tuple[str, ...]]:
    """The papers that can be cited, each once, ordered by key, and a remark about those that cannot."""
    chosen = {paper.id: (paper, mark) for paper, mark in papers}
    ordered = sorted(chosen.values(), key=lambda p: (p[0].key.lower(), p[0].key, p[0].id))
    out = [paper.key for paper, _ in ordered if not paper.citable]
    kept = [pair for pair in ordered if pair[0].citable]
    remarks: tuple[str, ...] = ()
    if out:
        remarks = (f"{count(len(out), 'paper')} left out: known only by their abstract: {', '.join(out)}",)
    retracted = [paper.key for paper, _ in kept if "retracted" in paper.fields]
    remarks += (f"retracted: {', '.join(retracted)}",) if retracted else ()
    return kept, remarks


def no_place(fields: Iterable[tuple[str, Sequence[str]]], format: str) -> tuple[str, ...]:
    """Remarks on fields for which a format has no place: ("3 entries: RIS has no place for x",).

    ``fields`` are (field, keys of the papers that have it).
    """
    return tuple(
        f"{count(len(keys), 'entry', 'entries')}: {format} has no place for {name}" for name, keys in fields if keys
    )


def format_of(text: str) -> Format | None:
    """The format of a text, recognised by its content; None for a page."""
    text = _normalized(text)
    return next((format for format in FORMATS.values() if format.recognizes(text)), None)


def _normalized(text: str) -> str:
    """The text without a byte order mark, its line ends ``\\n``: terminals paste ``\\r``."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_file(
    format: Format, text: str, source: str, copied: date, *, encoding: str = "utf-8", progress: Progress | None = None
) -> Page:
    """The text as one page. Raises PageError where no paper can be taken from it, with the first reason."""
    from readlist.pages.page import Page, PageError, Problem

    label = format.label or format.name
    contents = format.read(_normalized(text), progress)
    problems = sorted(contents.problems, key=lambda p: p.line)
    if not contents.entries:
        raise PageError(f"it is {label}, but {problems[0] if problems else 'there is no entry in it'}")
    lost, line = invisible_characters(text)
    if lost:
        problems.insert(0, Problem(line, "control characters removed", "", count(lost, "character") + " removed"))
    return Page(
        source=source,
        layout=label,
        kind="file",
        encoding=encoding,
        copied=copied.isoformat(),
        entries=contents.entries,
        profiles=tuple(contents.rest.profiles),
        queries=tuple(contents.rest.queries),
        cuts=tuple(contents.rest.cuts),
        following=contents.rest.following,
        problems=tuple(problems),
    )

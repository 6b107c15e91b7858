"""Reads a manuscript with the files it includes: its citations, and the bibliographies it names."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from readlist.model.text import clean
from readlist.platform.paths import SOURCE_LIMIT
from readlist.writing.manuscript_kinds import SUFFIXES, Citation, Kind, kind_of

_MOST_FILES = 500
_BIBLIOGRAPHIES = (".bib", ".yml", ".yaml", ".json")
_PROJECT_FILES = ("_quarto.yml", "_metadata.yml", "_bookdown.yml")
_OF_TEX = frozenset("glyphtounicode pdfmsym xy epsf IEEEabrv IEEEfull mrabbrev xampl".split())
"""Files that come with TeX, and are named without a path."""
_MAKES = re.compile(
    r"\\begin\{filecontents\*?\}\s*(?:\[[^\]]*\])?\s*\{([^{}]+)\.bib\}(.*?)\\end\{filecontents", re.DOTALL
)
_ENTRY = re.compile(r"^\s*@\w+\s*[{(]\s*([^\s,{}()]+)\s*,", re.MULTILINE)
_DATASOURCE = re.compile(r"<bcf:datasource[^>]*>([^<]+)</bcf:datasource>")

Read = Callable[[Path], str]
"""The text of a file; raises OSError, or ValueError where it is too large."""


class ManuscriptError(Exception):
    """A manuscript can't be read; one line for people."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a manuscript."""

    path: Path
    text: str
    kind: Kind | None  # None: a bibliography
    citations: tuple[Citation, ...] = ()

    def position(self, at: int) -> tuple[int, int]:
        """Line and column of a place, both from 1."""
        return self.text.count("\n", 0, at) + 1, at - (self.text.rfind("\n", 0, at) + 1) + 1


@dataclass(slots=True)
class Manuscript:
    """What a manuscript is made of."""

    main: Path
    sources: list[Source] = field(default_factory=list)
    bibliographies: list[Path] = field(default_factory=list)
    unmade: list[Path] = field(default_factory=list)  # bibliographies that it names, and that are not there
    makes: set[str] = field(default_factory=set)  # bibliographies that it writes when it is printed
    labels: set[str] = field(default_factory=set)  # what it defines itself
    missing: list[tuple[Source, str]] = field(default_factory=list)  # files that are named, and are not there
    cites_all: bool = False
    cited_beside: set[str] = field(default_factory=set)  # by other documents of its project, which share a bibliography

    @property
    def kind(self) -> Kind | None:
        return self.sources[0].kind

    @property
    def bibliography(self) -> Path | None:
        """The bibliography that new entries go into; it may have to be made."""
        return next(iter((*self.bibliographies, *self.unmade)), None)

    @property
    def keys(self) -> set[str]:
        return {citation.key for source in self.sources for citation in source.citations}


def read_file(path: Path) -> str:
    """Raises OSError or ValueError."""
    if path.stat().st_size > SOURCE_LIMIT:
        raise ValueError(f"larger than {SOURCE_LIMIT:,} bytes")
    # line ends as they are, and bytes of another encoding too: places in the text are places in the file
    return path.read_bytes().decode("utf-8", "surrogateescape")


def read_manuscript(path: Path, read: Read = read_file) -> Manuscript:
    """The manuscript of a main file. Raises ManuscriptError."""
    if kind_of(path.name) is None and path.suffix.lower() not in _BIBLIOGRAPHIES:
        raise ManuscriptError(f"{path}: not a manuscript that readlist knows (.tex .aux .md .qmd .typ .org .bib)")
    try:
        text = read(path)
    except (OSError, ValueError) as error:
        raise ManuscriptError(f"{path}: {clean(getattr(error, 'strerror', None) or str(error))}") from None
    manuscript = Manuscript(path)
    if kind_of(path.name) is None:
        manuscript.sources.append(Source(path, text, None))
        manuscript.bibliographies.append(path)
    else:
        _take(manuscript, path, text, read, {os.path.realpath(path)})
        if not manuscript.bibliographies:
            _look_around(manuscript, read)
    return manuscript


def _take(manuscript: Manuscript, path: Path, text: str, read: Read, taken: set[str]) -> None:
    """Take in a file and those it includes."""
    kind = kind_of(path.name) or manuscript.kind
    assert kind is not None
    blanked = kind.blanked(text)
    source = Source(path, text, kind, tuple(kind.citations(blanked)))
    manuscript.sources.append(source)
    manuscript.labels |= kind.labels(blanked)
    for made, entries in _MAKES.findall(text) if path.suffix == ".tex" else ():
        manuscript.makes.add(made)
        manuscript.labels |= {*_ENTRY.findall(entries)}
    manuscript.cites_all |= bool(kind.all and kind.all.search(blanked))
    for name in kind.files(blanked):
        if "://" in name:
            continue
        if Path(name).stem not in _OF_TEX:
            _take_bibliography(manuscript, source, name)
    for match in kind.includes.finditer(blanked):
        name = "".join(filter(None, match.groups())).strip()
        suffix = "" if Path(name).suffix.lower() in SUFFIXES else kind.include_suffix
        found = _named(manuscript, source, name, suffix)
        if found is None:
            if not {*name} & {*"\\#|"} and name not in _OF_TEX:
                manuscript.missing.append((source, name))
        elif (real := os.path.realpath(found)) not in taken and len(taken) < _MOST_FILES:
            taken.add(real)
            try:
                text = read(found)
            except (OSError, ValueError):
                manuscript.missing.append((source, name))
            else:
                _take(manuscript, found, text, read, taken)


def _take_bibliography(manuscript: Manuscript, source: Source, name: str) -> None:
    suffix = "" if Path(name).suffix in _BIBLIOGRAPHIES else ".bib"
    found = _named(manuscript, source, name, suffix)
    if found is None and name.removesuffix(".bib") in manuscript.makes:
        return
    if found is None:
        manuscript.missing.append((source, name))
        if not {*name} & {*"\\#$|"}:  # a name that LaTeX or a shell makes
            folder = manuscript.main.parent if source.path.suffix in (".tex", ".aux") else source.path.parent
            manuscript.unmade.append(
                folder / f"{name.removeprefix('/') if source.path.suffix == '.typ' else name}{suffix}"
            )
    elif found not in manuscript.bibliographies:
        manuscript.bibliographies.append(found)


def _named(manuscript: Manuscript, source: Source, name: str, suffix: str) -> Path | None:
    """The file that a manuscript names: from the folder of the main file, else of the one that names it."""
    inputs = [Path(folder) for folder in os.environ.get("BIBINPUTS", "").split(os.pathsep) if folder.strip("/")]
    main = manuscript.main.parent
    folders = [main, source.path.parent, *inputs]
    if source.path.suffix == ".aux":  # it may be in a folder of what LaTeX makes
        folders.append(main.absolute().parent)
    if name.startswith("/"):  # Typst's root is above
        folders = [Path("/"), main, *list(main.absolute().parents)[:4]]
    for folder in folders:
        for one in (name + suffix, name):
            path = folder / one.removeprefix("/")
            try:
                if path.is_file():
                    return path
            except (OSError, ValueError):
                continue
    return None


def _look_around(manuscript: Manuscript, read: Read) -> None:
    """Bibliographies that are named outside of the text: by biblatex's .bcf, or by the project of a Quarto document."""
    main, kind = manuscript.main, manuscript.kind
    source = manuscript.sources[0]
    names: list[str] = []
    try:
        if main.suffix == ".aux" and (control := main.with_suffix(".bcf")).is_file():
            names += _DATASOURCE.findall(read(control))
        elif kind is not None and kind.name == "Markdown":
            for folder in (main.parent, *list(main.absolute().parents)[:4]):
                for name in _PROJECT_FILES:
                    if not names and (file := folder / name).is_file():
                        text = re.sub(r"(?m)^[ \t]+bibliography:", "bibliography:", read(file))
                        names += [str(folder / one) for one in kind.files(text)]
                        manuscript.cited_beside = _cited_in(folder, kind, read) if names else set()
    except (OSError, ValueError):
        return
    for name in names:
        _take_bibliography(manuscript, source, name)


def _cited_in(folder: Path, kind: Kind, read: Read) -> set[str]:
    """The keys that documents of a project cite; what its program makes is in folders that begin with "_" or "."."""
    keys: set[str] = set()
    documents = 0
    for top, folders, names in islice(os.walk(folder), _MOST_FILES):
        folders[:] = [name for name in folders if name[0] not in "._" and name != "node_modules"]
        for name in names:
            if kind_of(name) is kind and (documents := documents + 1) <= _MOST_FILES:
                with suppress(OSError, ValueError):
                    keys |= {citation.key for citation in kind.citations(kind.blanked(read(Path(top, name))))}
    return keys

"""Files of other programs, told apart by what is in them and not by their names: papers, problems, nothing lost.

A format is one module with an object that has the members of ``Reader`` and its place in ``READERS``. A text that no
reader knows is a page.
"""

from __future__ import annotations

from datetime import date

from readlist.formats import atom, csl_read, library_read, ris_read
from readlist.formats.bibtex import read
from readlist.formats.reader import Progress, Reader
from readlist.model.text import count, removed
from readlist.pages.page import Page, PageError, Problem

READERS: tuple[Reader, ...] = (library_read.READER, read.READER, ris_read.READER, csl_read.READER, atom.READER)
"""Every format, asked in this order."""

TAKES = "a copied page, BibTeX, RIS, CSL-JSON, an arXiv feed, or readlist's own JSON, told apart by content"
"""What an import takes, for people."""


def reader_of(text: str) -> Reader | None:
    """The reader whose format the text has; None for a page."""
    text = _plain(text)
    return next((reader for reader in READERS if reader.starts(text)), None)


def _plain(text: str) -> str:
    """The text without a byte order mark, its line ends ``\\n``: terminals paste ``\\r``."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_file(
    reader: Reader, text: str, source: str, copied: date, *, encoding: str = "utf-8", progress: Progress | None = None
) -> Page:
    """The text as one page. Raises PageError where no paper can be taken from it, with the first reason."""
    found = reader.read(_plain(text), progress)
    problems = sorted(found.problems, key=lambda p: p.line)
    if not found.entries:
        raise PageError(f"it is {reader.name}, but {problems[0] if problems else 'there is no entry in it'}")
    lost, at = removed(text)
    if lost:
        problems.insert(0, Problem(at, "control characters removed", "", count(lost, "character") + " removed"))
    return Page(
        source=source,
        layout=reader.name,
        kind="file",
        encoding=encoding,
        copied=copied.isoformat(),
        entries=found.entries,
        profiles=found.profiles,
        problems=tuple(problems),
    )

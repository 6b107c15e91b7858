"""Reads sources (files, pasted text, the clipboard), recognises their pages, and imports them as one change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from readlist.formats import FORMATS, format_of, read_file
from readlist.library.import_plan import ImportPlan
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.model.paper import Progress
from readlist.pages.decode import decode
from readlist.pages.page import Page, PageError
from readlist.pages.reading import names_on, read_pages
from readlist.platform.paths import read_source, source_name
from readlist.platform.processes import in_two
from readlist.session.open_library import OpenLibrary

MOST = {
    "\n": (2_000_000, "lines"),
    "<": (1_000_000, "tags"),
    "{": (3_000_000, "brackets"),
    **dict.fromkeys(("@", "<entry", "TY  -", '"title"', "PMID- ", "\n%0 ", "\nPT "), (120_000, "entries")),
}
"""How often what begins something may stand in a text: so many papers take a minute and half a gigabyte, as all of a
library does.
"""
MOST_LINES = 400_000
"""Of a text that is none of a file format: each may begin a paper."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A source that could not be read as a page, and why."""

    source: str
    reason: str

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


def read_sources(
    sources: Iterable[str], library: Library, copied: date, encoding: str | None = None
) -> tuple[tuple[Page, ...], tuple[Refused, ...]]:
    """The pages in files (or ``-``), and the sources that were refused; ``encoding`` if the user gives one."""
    pages: list[Page] = []
    refused: list[Refused] = []
    known = library.author_names()
    macros = ""  # of the .bib files so far: a command's files share them, as a document's do
    for source in sources:
        try:
            text, told = decode(read_source(source), encoding)
            _refuse_endless(text, MOST)
            if FORMATS["bibtex"].recognizes(text):
                from readlist.formats.bibtex.read import has_macros_alone, macros_of  # late: few pages are BibTeX

                text = macros + text.removeprefix("\ufeff")
                macros = macros_of(text)
                if has_macros_alone(text):
                    continue
            found = _recognised(text, source_name(source), copied, told, known)
        except PageError as error:
            refused.append(Refused(source, str(error)))
        else:
            pages += found
            known |= names_on(found)
    return tuple(pages), tuple(refused)


def read_text(
    text: str, name: str, library: Library, copied: date, progress: Progress | None = None
) -> tuple[Page, ...]:
    """The pages in a pasted text. Raises PageError."""
    _refuse_endless(text, MOST)
    return _recognised(text, name, copied, "utf-8", library.author_names(), progress)


def clipboard_text(library: Library, copied: date) -> str:
    """What to import from the clipboard: HTML, whose links have ids, if it lists as much as the text; else the text.

    Raises ClipboardError.
    """
    from readlist.platform.programs import read_clipboard, read_clipboard_html

    text, html = read_clipboard(), read_clipboard_html()
    if html is None:
        return text
    found = [_papers_of_list(source, library, copied) for source in (html, text)]
    return html if found[0] and found[0] >= found[1] else text


def _papers_of_list(text: str, library: Library, copied: date) -> int:
    """How many papers a text lists, if it is a list of a kind of its own, and not an author's page or a file."""
    try:
        pages = read_text(text, "clipboard", library, copied)
    except PageError:
        return 0
    return sum(len(page.entries) for page in pages if page.label)


def _recognised(
    text: str, name: str, copied: date, encoding: str, known: frozenset[str], progress: Progress | None = None
) -> tuple[Page, ...]:
    """The pages in a text, recognised by its content: a file of another program, else copied pages."""
    try:
        if format := format_of(text):
            return (read_file(format, text, name, copied, encoding=encoding, progress=progress),)
        _refuse_endless(text, {"\n": (MOST_LINES, "lines")})
        return read_pages(text, name, copied, encoding=encoding, known=known, progress=progress, spread=in_two)
    except MemoryError:
        raise PageError("there is not enough memory to read it: import its parts one by one") from None


def _refuse_endless(text: str, limits: Mapping[str, tuple[int, str]]) -> None:
    """Raise PageError if a text exceeds a limit."""
    for mark, (most, what) in limits.items():
        if text.count(mark) > most:
            raise PageError(f"more than {most:,} {what}; import it in parts")


def import_pages(opened: OpenLibrary, pages: Sequence[Page], *, to_queue: bool = False) -> ImportPlan:
    """Import pages as one change; returns what was imported. Raises StoreError, with nothing changed."""
    made: list[ImportPlan] = []

    def plan(library: Library, at: str) -> Plan:
        made.append(plan_import(library, pages, at, to_queue=to_queue))
        return made[-1].plan

    opened.do("import", plan)
    return made[-1]  # the plan may be made anew, where the library turned out to be another

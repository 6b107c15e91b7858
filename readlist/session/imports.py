"""Reads sources (files, pasted text, the clipboard), recognises their pages, and imports them as one change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from readlist.formats import FORMATS, format_of, read_file
from readlist.library.import_plan import ImportPlan
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.model.paper import Progress
from readlist.pages.decode import decode
from readlist.pages.page import Page, PageError, Problem
from readlist.pages.reading import names_on, read_pages
from readlist.platform.paths import read_source, source_name, user_path
from readlist.platform.processes import in_two, one_thread
from readlist.session.open_library import OpenLibrary
from readlist.settings import Pdf

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


Placed = Callable[[Plan, Library], Plan]
"""Gives the files of a plan their places in the library's folder."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A source that could not be read as a page, and why."""

    source: str
    reason: str

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


def read_sources(
    sources: Iterable[str],
    library: Library,
    copied: date,
    encoding: str | None = None,
    *,
    copy_files: bool = False,
    progress: Progress | None = None,
) -> tuple[tuple[Page, ...], tuple[Refused, ...]]:
    """The pages in files (or ``-``), and the sources that are none; their ``encoding`` where the user knows it.

    PDFs that their entries name are linked, or come with the import where ``copy_files``.
    """
    pages: list[Page] = []
    refused: list[Refused] = []
    known = library.author_names()
    macros = ""  # of the .bib files so far: a command's files share them, as a document's do
    for source in sources:
        try:
            if paths := _pdfs_in(source):
                more, bad = _read_pdfs(paths, library, copied, progress)
                pages += more
                refused += bad
                continue
            text, encoding_used = decode(read_source(source), encoding)
            _refuse_endless(text, MOST)
            if FORMATS["bibtex"].recognizes(text):
                from readlist.formats.bibtex.read import has_macros_alone, macros_of  # late: few pages are BibTeX

                text = macros + text.removeprefix("\ufeff")
                macros = macros_of(text)
                if has_macros_alone(text):
                    continue
            found = _recognised(text, source_name(source), copied, encoding_used, known)
        except PageError as error:
            refused.append(Refused(source, str(error)))
        else:
            pages += _with_files(found, source, copy=copy_files)
            known |= names_on(found)
    return tuple(pages), tuple(refused)


def read_path(
    path: str, library: Library, copied: date, progress: Progress | None = None
) -> tuple[tuple[Page, ...], str]:
    """The pages in a file, or of the PDFs in a folder, and the text of a file that is none. Raises PageError."""
    if paths := _pdfs_in(path):
        pages, refused = _read_pdfs(paths, library, copied, progress)
        if not pages:
            raise PageError(str(refused[0]))
        if refused:  # they are named with the last page that could be read
            problems = tuple(Problem(1, "no paper", str(one), "left out") for one in refused)
            pages[-1] = replace(pages[-1], problems=(*pages[-1].problems, *problems))
        return tuple(pages), ""
    text = decode(read_source(path))[0]
    return tuple(_with_files(read_text(text, source_name(path), library, copied, progress), path)), text


def _pdfs_in(source: str) -> Sequence[Path]:
    """The PDFs that a source is, or has where it is a folder."""
    if source == "-":
        return ()
    from readlist.session.pdf_imports import pdfs_in

    return pdfs_in(source)


def _read_pdfs(
    paths: Sequence[Path], library: Library, copied: date, progress: Progress | None
) -> tuple[list[Page], list[Refused]]:
    from readlist.pdf.reader import ReaderError  # late: most imports have no PDFs
    from readlist.session.pdf_imports import read_pdfs

    try:
        found = list(read_pdfs(paths, library, copied, progress))
    except ReaderError as error:
        raise PageError(str(error)) from None
    pages = [page for page in found if isinstance(page, Page)]
    return pages, [Refused(*reason) for reason in found if isinstance(reason, tuple)]


def _with_files(pages: Sequence[Page], source: str, *, copy: bool = False) -> Sequence[Page]:
    """The pages with the PDFs that their entries name."""
    if not any("file" in entry.fields for page in pages for entry in page.entries):
        return pages
    from readlist.session.pdf_imports import with_linked_files

    return with_linked_files(pages, None if source == "-" else user_path(source).absolute().parent, copy=copy)


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
        with one_thread():  # reading references imports numpy
            return read_pages(text, name, copied, encoding=encoding, known=known, progress=progress, spread=in_two)
    except MemoryError:
        raise PageError("there is not enough memory to read it: import its parts one by one") from None


def _refuse_endless(text: str, limits: Mapping[str, tuple[int, str]]) -> None:
    """Raise PageError if a text exceeds a limit."""
    for mark, (most, what) in limits.items():
        if text.count(mark) > most:
            raise PageError(f"more than {most:,} {what}; import it in parts")


def import_pages(
    opened: OpenLibrary, pages: Sequence[Page], *, to_queue: bool = False, pdf: Pdf | None = None
) -> ImportPlan:
    """Import pages as one change, their PDFs with them; what was taken. Raises StoreError, with nothing changed."""
    made: list[ImportPlan] = []

    def plan(library: Library, at: str) -> Plan:
        made.append(plan_import(library, pages, at, to_queue=to_queue))
        return made[-1].plan

    with intake(opened, pages, pdf) as placed:
        opened.do("import", lambda library, at: placed(plan(library, at), library))
    return made[-1]  # the plan may be made anew, where the library turned out to be another


@contextmanager
def intake(opened: OpenLibrary, pages: Sequence[Page], pdf: Pdf | None = None) -> Iterator[Placed]:
    """What gives the PDFs of an import, which are copied into the library now, their places in its plan. Raises
    StoreError.
    """
    if not any(entry.files for page in pages for entry in page.entries):
        yield lambda plan, library: plan
        return
    from readlist.pdf.shelf import shelf_of
    from readlist.session.pdf_imports import Intake

    with Intake(shelf_of(opened.folder, pdf or Pdf()), pages) as files:
        yield files.placed

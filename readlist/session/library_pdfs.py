"""The PDFs of an open library: attach, remove, open, take notes; each is one change of the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from readlist.library import attaching as plans
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.model.change import Change
from readlist.model.paper import PaperFile
from readlist.model.text import clean, identity
from readlist.pdf import text_cache
from readlist.pdf.extracted import Extracted
from readlist.pdf.reader import Reader, can_read
from readlist.pdf.shelf import PREFIX, ShelfError, Staged, is_pdf, link_of, shelf_of
from readlist.platform.paths import user_path
from readlist.platform.viewer import view
from readlist.session import open_library
from readlist.session.full_texts import problem_of
from readlist.session.open_library import OpenLibrary
from readlist.settings import Pdf
from readlist.store.files import StoreError


class PdfError(Exception):
    """A PDF can't be had; the message is a line that says why and what to do next."""


@dataclass(frozen=True, slots=True)
class Attached:
    """What became of a PDF that was given to a paper."""

    change: Change | None  # None where the paper has it already
    file: PaperFile
    remark: str = ""  # what a person should know of it


Commit = Callable[[Callable[[], Change | None]], Change | None]
"""Carries out a change of the library in the thread in which it changes."""


class Pdfs:
    """The PDFs of an open library, as the user's settings want them. Reading takes a while: it may be done in a thread
    of its own, where ``commit`` has what changes the library done in the library's.
    """

    def __init__(
        self, opened: OpenLibrary, settings: Pdf | None = None, *, commit: Commit = lambda change: change()
    ) -> None:
        self.opened = opened
        self._commit = commit
        self.settings = settings or Pdf()
        self.shelf = shelf_of(opened.folder, self.settings)

    # reading

    @property
    def library(self) -> Library:
        return self.opened.library

    def first(self, id: int) -> tuple[PaperFile, Path]:
        """The PDF of a paper that is opened, and where it is. Raises PdfError that says what is missing."""
        paper = self.library.papers[id]
        for file in paper.files:
            if (path := self.shelf.find(file)) is not None:
                return file, path
        if not paper.files:
            raise PdfError(
                f"{paper.key} has no PDF: `readlist pdf get {paper.key}` fetches one, `pdf attach` adds a file"
            )
        place = self.shelf.place(paper.files[0]) or paper.files[0].path
        source = paper.files[0].source
        again = f"`readlist pdf get {paper.key}`" if source.startswith("http") else "attach it"
        raise PdfError(f"{paper.key}: its PDF is not on this machine: {place}; copy it there, or {again} again")

    def has(self, id: int) -> bool:
        """Is a PDF of the paper here?"""
        return any(self.shelf.find(file) is not None for file in self.library.papers[id].files)

    def show(self, id: int, page: int = 0) -> str:
        """Show a paper's PDF in the viewer; what was done, for people. Raises PdfError or ViewerError."""
        file, path = self.first(id)
        at_page = view(path, self.settings.viewer, page)
        self.note_progress(id, pages=file.pages)
        where = f" at page {page}" if at_page else f"; go to page {page}" if page else ""
        return f"opened {path.name}{where}"

    def note_progress(self, id: int, page: int = 0, pages: int = 0, minutes: int = 0) -> None:
        """Remember that a PDF was opened, or how far it was read; where that can't be written it is let go."""
        at = open_library.now()
        try:
            self.opened.record(lambda library: plans.progress(library, id, at, page, pages, minutes))
        except StoreError:
            return

    def text(self, id: int) -> tuple[PaperFile, text_cache.CachedText]:
        """The text of a paper's PDF, read now where it was not yet. Raises PdfError or ReaderError."""
        paper = self.library.papers[id]
        for file in paper.files:
            found = text_cache.text_of(file.sha256) if file.sha256 else None
            if found is not None and any(found.pages):
                return file, found
        file, path = self.first(id)
        extracted = self._read(path, file.sha256)
        if problem := problem_of(extracted.refused, extracted.has_text, ()):
            raise PdfError(f"{paper.key}: the PDF {problem}")
        return file, text_cache.CachedText(tuple(extracted.pages), tuple(extracted.remarks))

    def _read(self, path: Path, sha256: str) -> Extracted:
        """Read a PDF, and keep its text for the search. Raises ReaderError."""
        with Reader() as reader:
            extracted = reader.read(path, text=True, first=True)
        if sha256:
            text_cache.forget(sha256)
            text_cache.store(sha256, extracted)
        return extracted

    # changing

    def attach(self, id: int, source: Path, *, link: bool = False, gone: PaperFile | None = None) -> Attached:
        """Give a paper a PDF: copied into the library, or linked where it is; in the place of another one, if given.

        Raises PdfError or StoreError, with nothing changed.
        """
        try:
            if link:
                return self._put(id, link_of(source.absolute(), "linked", self._pages(source)), gone)
            return self._settle(id, self.shelf.stage(source), "attached", gone)
        except ShelfError as error:
            raise PdfError(str(error)) from None

    def take(self, id: int, staged: Staged, source: str) -> Attached:
        """Give a paper a PDF that was fetched. Raises PdfError or StoreError, with nothing changed."""
        try:
            return self._settle(id, staged, source, None)
        except ShelfError as error:
            raise PdfError(str(error)) from None

    def _settle(self, id: int, staged: Staged, source: str, gone: PaperFile | None) -> Attached:
        paper = self.library.papers[id]
        known = next((file for file in paper.files if file.sha256 == staged.sha256), None)
        if known is not None and self.shelf.find(known) is not None:
            self.shelf.drop([staged])
            return Attached(None, known)
        extracted = self._read(staged.path, staged.sha256) if can_read() else Extracted()
        file = self.shelf.settle(staged, paper.key, source, extracted.count)
        remark = f"the PDF {problem}" if (problem := _problem(extracted)) else ""
        if not remark and extracted.has_text and not _has_title(extracted, paper.title_text) and not paper.placeholder:
            remark = "the title is not on the first page of the PDF: is it the right one?"
        attached = self._put(id, file, gone or known)
        return Attached(attached.change, file, remark)

    def _put(self, id: int, file: PaperFile, gone: PaperFile | None) -> Attached:
        def plan(library: Library, at: str) -> Plan:
            if gone is not None and gone in library.papers[id].files:
                return plans.swap(library, id, gone, file)
            return plans.attach(library, {id: [file]})

        return Attached(self._commit(lambda: self.opened.do("pdf attach", plan)), file)

    def _pages(self, path: Path) -> int:
        if not can_read():
            return 0
        with Reader() as reader:
            return reader.read(path).count

    def remove(self, ids: Iterable[int], file: PaperFile | None = None) -> Change | None:
        """Take PDFs from papers, or one from the only paper; they rest in the trash. Raises StoreError."""
        chosen = list(dict.fromkeys(ids))

        def plan(library: Library, at: str) -> Plan:
            each = [plans.detach(library, id, [file] if file else library.papers[id].files) for id in chosen]
            edits = tuple(edit for one in each for edit in one.edits)
            return Plan(edits, each[0].summary if len(each) == 1 else f"removed the PDFs of {len(edits)} papers")

        return self.opened.do("pdf remove", plan)

    def take_notes(self, id: int) -> Change | None:
        """Append what was highlighted and written in a paper's PDF to its note; None where there is nothing new.

        Raises PdfError, ReaderError or StoreError, with nothing changed.
        """
        _, path = self.first(id)
        with Reader() as reader:
            found = reader.read(path, notes=True)
        if found.refused:
            raise PdfError(f"{self.library.papers[id].key}: the PDF {found.refused}")
        notes = [(note.page, note.quote, note.comment) for note in found.notes]
        return self._commit(lambda: self.opened.do("pdf notes", lambda library, at: plans.quote(library, id, notes)))

    def tidy(self) -> None:
        """Have every file of the library where it belongs."""
        self.tidying()()

    def tidying(self) -> Callable[[], None]:
        """What has every file where it belongs, as the library is now; it may be called in a thread."""
        self.opened.files_moved = False
        wanted = [file for _, files in self.library.papers.with_files() for file in files]
        names = {file.path for file in wanted}
        if all(f"{PREFIX}{path.name}" in names for path in self.shelf.files()) and not self.shelf.has_leftovers():
            return lambda: None
        mentioned = plans.paths_in_history(self.library)
        return lambda: self.shelf.tidy(wanted, mentioned)


def _problem(extracted: Extracted) -> str:
    if not extracted.count and not extracted.refused:  # PDFs can't be read here
        return ""
    return problem_of(extracted.refused, extracted.has_text, extracted.remarks)


def _has_title(extracted: Extracted, title: str) -> bool:
    """Does the title stand on one of the first two pages?"""
    text = identity(" ".join(extracted.pages[:2]))
    wanted = identity(title)
    return wanted in text or wanted[: len(wanted) * 2 // 3] in text or wanted[len(wanted) // 3 :] in text


def named_pdf(text: str) -> Path:
    """The PDF that a user names. Raises PdfError."""
    path = user_path(text)
    if not path.exists():
        raise PdfError(f"{clean(str(path))} is not there")
    if not is_pdf(path):
        raise PdfError(f"{clean(str(path))} is not a PDF")
    return path

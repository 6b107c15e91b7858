"""Imports PDFs: recognises the paper of each, and adds both to the library.

A PDF whose paper is there already, by a number or by its title, is attached to it. Files that a ``file`` field names
are linked where they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from os import fsencode
from pathlib import Path

from msgspec import structs

from readlist.formats.file_field import paths_of
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.model.change import Edit
from readlist.model.paper import Candidate, Paper, PaperFile, Progress, Rank
from readlist.model.text import clean, count, identity
from readlist.pages.page import Page, Problem
from readlist.pdf import text_cache
from readlist.pdf.extracted import Extracted, Wanted
from readlist.pdf.first_page import candidate
from readlist.pdf.reader import Reader, can_read
from readlist.pdf.shelf import PREFIX, Shelf, ShelfError, Staged, is_pdf, link_of
from readlist.platform.paths import source_name, user_path

IMPORTED = "imported"
"""Where a file is from that an import brings; its path is where it was, until the import takes it in."""
_MOST = 20_000  # PDFs of one folder


def pdfs_in(source: str) -> list[Path]:
    """The PDFs that a source is: itself, or those in a folder and below it; none where it is something else."""
    path = user_path(source)
    try:
        if path.is_dir():
            named = (p for p in path.rglob("*") if p.suffix.lower() == ".pdf")
            found = sorted(p for p in named if not any(part.startswith(".") for part in p.parts[-2:]))
            return found[:_MOST]
        return [path] if path.is_file() and is_pdf(path) else []
    except (OSError, ValueError):
        return []


def read_pdfs(
    paths: Sequence[Path], library: Library, copied: date, progress: Progress | None = None
) -> Iterator[Page | tuple[str, str]]:
    """A page for each PDF, or (source, why it can't be read). Raises ReaderError."""
    known = _Known(library)
    wanted = (Wanted(fsencode(path), text=True, first=True) for path in paths)
    with Reader() as reader:
        for n, (path, extracted) in enumerate(zip(paths, reader.read_all(wanted), strict=True)):
            if progress:
                progress(n, len(paths))
            try:
                page = _page(path, extracted, known, copied)
            except (ShelfError, OSError) as error:
                yield clean(str(path)), str(error)
                continue
            yield page if page is not None else (clean(str(path)), extracted.refused)


def _page(path: Path, extracted: Extracted, known: _Known, copied: date) -> Page | None:
    """The PDF as a page of one paper; None where it can't be read."""
    if extracted.refused:
        return None
    name = source_name(str(path))
    file = link_of(path.absolute(), IMPORTED, extracted.count)
    text_cache.store(file.sha256, extracted)
    problems = [Problem(1, "incomplete entry", remark, "taken") for remark in extracted.remarks]
    if not extracted.has_text:
        problems.append(Problem(1, "incomplete entry", "no text: its pages are images", "title taken from its name"))
    entry = known.matched(structs.replace(candidate(extracted, name, 1, file), rank=Rank.TAGGER))
    if owner := known.owners.get(file.sha256):
        problems.append(Problem(1, "duplicate", name, f"attached to {owner} already"))
    return Page(source=name, layout="PDF", kind="file", encoding="", copied=copied.isoformat(), entries=(entry,),
                problems=tuple(problems))  # fmt: skip


class _Known:
    """Which papers of a library a PDF may be of, by number and by title."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._by_title: dict[str, list[int]] | None = None
        self.owners = {
            file.sha256: library.papers.key(id) for id, files in library.papers.with_files() for file in files
        }

    def matched(self, entry: Candidate) -> Candidate:
        """The entry with the title and the names that the library has of its paper: what a page seems to say does not
        count beside them.
        """
        paper = self._paper(entry)
        if paper is None:
            return entry
        return structs.replace(
            entry,
            title=paper.title,
            authors=paper.authors,
            et_al=paper.et_al,
            date=paper.date,
            arxiv=entry.arxiv or paper.arxiv,
            doi=paper.doi or entry.doi,
            venue=paper.venue,
            type=paper.type,
            to_check=paper.to_check,
            confidence=1.0,
            keys=(paper.key,),
        )

    def _paper(self, entry: Candidate) -> Paper | None:
        library = self._library
        if owner := self.owners.get(entry.files[0].sha256):
            return library.papers[library.keys[owner.lower()]]
        for number in (entry.arxiv, entry.doi):
            if number and (ids := library.finder.numbered(number)):
                return library.papers[ids[0]]
        if self._by_title is None:
            self._by_title = {}
            for id in library.papers:
                self._by_title.setdefault(identity(library.papers.line(id).title), []).append(id)
        ids = self._by_title.get(identity(entry.title or ""), [])
        if len(ids) != 1:
            return None
        paper = library.papers[ids[0]]
        other = (entry.arxiv and paper.arxiv and entry.arxiv != paper.arxiv) or (
            entry.doi and paper.doi and entry.doi.lower() != paper.doi.lower()
        )
        return None if other else paper


def with_linked_files(pages: Iterable[Page], folder: Path | None, *, copy: bool = False) -> list[Page]:
    """The pages with the PDFs that their entries name in ``file`` and that are here; ``folder`` is that of the source.

    They are linked where they are, or come into the library with the import, where they are to be copied.
    """
    done = []
    for page in pages:
        if any("file" in entry.fields for entry in page.entries):
            entries = tuple(_with_files(entry, folder, copy=copy) for entry in page.entries)
            if can_read():
                entries = _counted(entries)
            page = replace(page, entries=entries, problems=(*page.problems, *_absent(entries)))
        done.append(page)
    return done


def _absent(entries: Sequence[Candidate]) -> Iterator[Problem]:
    """That files which entries name are not here, in a line for all."""
    absent = [entry for entry in entries if entry.fields.get("file") and not entry.files]
    if absent:
        what = f"{count(len(absent), 'entry', 'entries')} with a PDF that is not on this machine"
        yield Problem(absent[0].line, "no file", what, "their paths stay; `export --files` writes them")


def _with_files(entry: Candidate, folder: Path | None, *, copy: bool) -> Candidate:
    files = []
    for paths in paths_of(entry.fields.get("file", "")):
        for text in paths:
            path = user_path(text)
            path = path if path.is_absolute() or folder is None else folder / path
            if path.is_absolute() and is_pdf(path):
                try:
                    files.append(link_of(path.absolute(), IMPORTED if copy else "linked"))
                except ShelfError:
                    continue
                break
    return structs.replace(entry, files=tuple(files)) if files else entry


def _counted(entries: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The entries with the number of pages that each of their files has."""
    paths = [Wanted(fsencode(file.path)) for entry in entries for file in entry.files]
    with Reader() as reader:
        counts = iter([found.count for found in reader.read_all(paths)])
    return tuple(
        structs.replace(entry, files=tuple(structs.replace(file, pages=next(counts)) for file in entry.files))
        if entry.files
        else entry
        for entry in entries
    )


# taking in: staged before the library is locked, named when the papers have their keys


class Intake:
    """The files that an import brings into the library's folder. To be used in a ``with``: what was not taken goes."""

    def __init__(self, shelf: Shelf, pages: Iterable[Page]) -> None:
        self._shelf = shelf
        self._staged: dict[str, Staged] = {}
        self._settled: dict[str, PaperFile] = {}
        files = [f for page in pages for entry in page.entries for f in entry.files if f.source == IMPORTED]
        for file in files:
            path = Path(file.path)
            if path.parent == shelf.root and path.name == path.name.lstrip("."):  # it is in the folder already
                self._settled[file.sha256] = structs.replace(file, path=PREFIX + path.name)
            elif file.path not in self._staged:
                self._staged[file.path] = shelf.stage(path)

    def __enter__(self) -> Intake:
        return self

    def __exit__(self, *error: object) -> None:
        self._shelf.drop(staged for staged in self._staged.values() if staged.path.exists())

    def placed(self, plan: Plan, library: Library) -> Plan:
        """The plan, with the files that it brings where they belong. Raises ShelfError."""
        return Plan(tuple(self._edit(edit, library) for edit in plan.edits), plan.summary)

    def _edit(self, edit: Edit, library: Library) -> Edit:
        if edit.table != "papers" or not edit.after or not edit.after.get("files"):
            return edit
        key = str(edit.after.get("key") or library.papers.key(edit.id))
        files = [self._document(file, key) for file in edit.after["files"]]
        return structs.replace(edit, after={**edit.after, "files": files})

    def _document(self, file: dict[str, object], key: str) -> dict[str, object]:
        path = str(file["path"])
        if file.get("from") != IMPORTED or path.startswith(PREFIX):
            return file
        content = str(file.get("sha256"))  # two papers may be in one PDF: they share the file
        if content not in self._settled:
            staged = self._staged[path]
            self._settled[content] = self._shelf.settle(staged, key, IMPORTED, int(str(file.get("pages", 0))))
        document: dict[str, object] = structs.asdict(self._settled[content])
        document["from"] = document.pop("source")
        return {name: value for name, value in document.items() if value}

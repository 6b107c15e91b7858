"""Exports papers to a file in two steps: prepare what would be written, then write all of it or nothing.

A file that people edit (BibTeX) is merged into, never written over. The base of that merge, what readlist last wrote
there, is in the library's table ``exports``, by the file's real path.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from msgspec import structs

from readlist.formats import (
    FORMATS,
    Exported,
    ExportError,
    ExportOptions,
    Format,
    Papers,
    Rest,
    UnreadableError,
    render,
)
from readlist.library.library import Library
from readlist.model.change import FOLLOWING, Edit, ExportBase
from readlist.model.paper import Paper, PaperFile, id_of
from readlist.model.text import count
from readlist.session.open_library import OpenLibrary
from readlist.store.files import StoreError, UnsafeError, write_atomically

PathOf = Callable[[PaperFile], Path | None]
"""Where a paper's file is; for exports that name files."""

_NEW_FILE = 0o644  # unlike the library, an export is meant for others
_WHOLE = ""  # field of a base that stands for a whole file


@dataclass(frozen=True, slots=True)
class Prepared:
    """An export to a file that is prepared, but not written yet."""

    path: Path
    text: str  # "" where there is nothing to write
    before: bytes | None  # the file's content; None where there is no file, or none that can be read
    summary: str  # what it does to the file: "2 entries added, 1 renewed, 3 as they were"
    remarks: tuple[str, ...]
    base: tuple[ExportBase, ...]
    refused: str | None = None  # why another file is written than the one that was named
    backup: bool = False

    @property
    def data(self) -> bytes:
        return self.text.encode()

    @property
    def changes(self) -> bool:
        return self.data != self.before


def papers_of(library: Library, ids: Iterable[int], place: PathOf | None = None) -> Papers:
    """The papers with their marks; with ``place`` the paths of their files are whole."""
    papers = [(library.papers[id], library.mark(id)) for id in ids]
    return papers if place is None else [(with_places(paper, place), mark) for paper, mark in papers]


def with_places(paper: Paper, place: PathOf) -> Paper:
    """The paper with the paths of its files whole."""
    files = tuple(structs.replace(file, path=str(where)) for file in paper.files if (where := place(file)))
    return structs.replace(paper, files=files)


def rest_of(library: Library, ids: Sequence[int]) -> Rest:
    """What goes with papers besides marks: keys, and profiles of their pages' authors; for all papers, everything."""
    keys: dict[int, list[str]] = {}
    for retired in library.retired.values():
        if (id := library.heir(retired.id)) is not None and id != retired.id:
            keys.setdefault(id, []).extend((retired.key, *retired.aliases))
    if len(set(ids)) == len(library.papers):
        profiles, queries, cuts = library.profiles.values(), library.queries.values(), library.cuts.values()
        following = {
            table: tuple(record for id in sorted(library.ids(table)) if (record := library.record(table, id)))
            for table in FOLLOWING
        }
        return Rest(tuple(profiles), tuple(queries), tuple(cuts), keys, following)
    names = {name for id in ids for name in library.papers[id].listed_under}
    found = {p.id: p for name in names if (p := library.profile_of(name))}
    return Rest(tuple(found.values()), keys=keys)


def export(
    library: Library, ids: Iterable[int], format: str, options: ExportOptions, place: PathOf | None = None
) -> Exported:
    """The papers as text. Raises ExportError where the text would not say what was meant."""
    chosen = list(ids)
    whole = FORMATS[format].whole
    papers = papers_of(library, chosen, place if options.files and not whole else None)
    return render(format, papers, options, rest_of(library, chosen) if whole else None)


def prepare(
    library: Library,
    ids: Iterable[int],
    format: str,
    options: ExportOptions,
    path: Path,
    *,
    overwrite: bool = False,
    place: PathOf | None = None,
    merging: bool = False,
) -> Prepared:
    """What writing the papers to a file would do; with ``merging`` also files of other formats are merged into.

    Raises ExportError.
    """
    chosen = list(ids)
    try:
        if "\0" in str(path):
            raise ExportError("not a file name: nothing was written")
        if path.is_dir():
            raise ExportError(f"{path} is a folder: name a file in it")
        before = path.read_bytes() if path.is_file() else None
    except (OSError, ValueError) as error:
        raise _unwritten(path, error) from None
    kind = FORMATS[format]
    citable = any(library.papers[id].citable for id in chosen)
    if before is not None and not overwrite and citable and (kind.merger or (merging and kind.keeper)):
        papers = papers_of(library, chosen, place if options.files else None)
        return _merged(library, kind, papers, options, path, before)
    exported = export(library, chosen, format, options, place)
    real = _real(path)
    base = [structs.replace(w, path=real) for w in exported.base]
    if not kind.merger:
        base = [ExportBase(path=real, fields={_WHOLE: _digest(exported.text.encode())})]
    prepared = Prepared(
        path=path,
        text=exported.text,
        before=before,
        summary=count(len(exported.written), "entry", "entries"),
        remarks=exported.remarks,
        base=tuple(base),
        backup=overwrite and before is not None,
    )
    if before is None or overwrite or not exported.text or not prepared.changes or _is_ours(library, real, before):
        return prepared
    raise ExportError(f"{path} exists: choose another name, or --overwrite it (one .bak is kept)")


def _merged(
    library: Library, kind: Format, papers: Papers, options: ExportOptions, path: Path, before: bytes
) -> Prepared:
    """The papers merged into a file; if it can't be parsed, into one beside it, with the reason."""
    real = _real(path)
    try:
        text = before.decode("utf-8")
        mark, text = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
        base = {id: known for id, known in written_to(library, real).items() if id in library.papers}
        merged = kind.merge(text, papers, options, base)  # what was removed may come back as new
    except (UnicodeDecodeError, UnreadableError) as error:
        where = f"byte {error.start} is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        return _beside(library, kind, papers, options, path, where)
    same = len(merged.written) - len(merged.added) - len(merged.renewed)
    parts = [count(len(merged.added), "entry", "entries") + " added"] if merged.added else []
    parts += [f"{len(merged.renewed)} renewed"] if merged.renewed else []
    parts += [f"{same} as {'it was' if same == 1 else 'they were'}"] if same else []
    return Prepared(
        path=path,
        text=mark + merged.text,
        before=before,
        summary=", ".join(parts),
        remarks=merged.remarks,
        base=tuple(structs.replace(w, path=real) for w in merged.written),
    )


def _beside(library: Library, kind: Format, papers: Papers, options: ExportOptions, path: Path, why: str) -> Prepared:
    """The export for NAME.new.bib. Raises ExportError where that can't be read either."""
    name = path.name.removesuffix(path.suffix) if path.suffix else path.name
    other = path.with_name(f"{name}.new{path.suffix or kind.suffix}")
    if path.name.removesuffix(path.suffix).endswith(".new"):
        raise ExportError(f"{path}: {why}: nothing was written")
    ids = [paper.id for paper, _ in papers]
    return replace(prepare(library, ids, kind.name, options, other), refused=f"{path}: {why}: it is left as it is")


def gaps(library: Library, ids: Iterable[int]) -> str:
    """Missing facts that a look-up may find: "9 of 11 without DOI or arXiv id, 7 with “and others”"; or ""."""
    papers = [paper for id in ids if (paper := library.papers[id]).citable]
    unnumbered = sum(not (paper.doi or paper.arxiv) for paper in papers)
    others = sum(paper.et_al for paper in papers)
    if len(papers) == 1:
        return ", ".join(["no DOI or arXiv id"] * unnumbered + ["it ends in “and others”"] * others)
    parts = [f"{unnumbered:,} of {len(papers):,} without DOI or arXiv id"] if unnumbered else []
    parts += [f"{others:,} with “and others”"] if others else []
    return ", ".join(parts)


def written_to(library: Library, real: str) -> Mapping[int, ExportBase]:
    """By paper, what was last written to the file of that real path."""
    return {w.paper: w for w in library.exports.values() if w.path == real}


def _is_ours(library: Library, real: str, data: bytes) -> bool:
    """Is a file as readlist left it? Then replacing it loses nobody's work."""
    known = written_to(library, real).get(0)
    return known is not None and known.fields.get(_WHOLE) == _digest(data)


def _digest(data: bytes) -> str:
    import hashlib

    return hashlib.blake2b(data, digest_size=12).hexdigest()


def _real(path: Path) -> str:
    return os.path.realpath(path)


def write(opened: OpenLibrary, prepared: Prepared) -> str:
    """Write what was prepared, whole or not at all; returns a line about it. Raises ExportError."""
    path = prepared.path
    try:
        if not prepared.changes:
            message = f"{path} is up to date"
        elif path.exists() and not path.is_file():  # a pipe, a device: nothing to keep, nothing to replace
            path.write_text(prepared.text, encoding="utf-8")
            return f"wrote {prepared.summary} to {path}"
        else:
            if prepared.before is not None and path.read_bytes() != prepared.before:
                raise ExportError(f"{path} has just been changed by another program: nothing was written: try again")
            if prepared.backup and prepared.before is not None:
                bak = path.with_name(path.name + ".bak")
                write_atomically(bak, prepared.before, path.stat().st_mode & 0o777)
            write_atomically(path, prepared.data, _NEW_FILE)
            message = _summary(prepared)
    except UnsafeError as error:
        raise ExportError(f"{path}: {error.strerror}: it is written, but a power cut may lose it") from None
    except (OSError, ValueError) as error:
        raise _unwritten(path, error) from None
    try:
        opened.record(lambda library: _noted(library, prepared.base))
    except StoreError as error:
        message += f", but readlist could not record what it wrote ({error}): the next merge takes it for your edits"
    return message


def _summary(prepared: Prepared) -> str:
    path = prepared.path
    where = f"{path} (a link to {path.resolve()})" if path.is_symlink() else str(path)
    if prepared.before is not None and not prepared.backup:
        return f"{where}: {prepared.summary}"
    return f"wrote {prepared.summary} to {where}"


def _noted(library: Library, base: Iterable[ExportBase]) -> tuple[Edit, ...]:
    """The edits that remember what was written."""
    records = [structs.replace(w, id=id_of(f"{w.path}\n{w.paper}")) for w in base]
    edits = (Edit.between("exports", library.exports.get(w.id), w) for w in records)
    return tuple(edit for edit in edits if edit)


def _unwritten(path: Path, error: Exception) -> ExportError:
    reason = getattr(error, "strerror", None) or error
    return ExportError(f"cannot write {path}: {reason}: nothing was written")

"""Updates papers in a file that others edit too: a three-way merge, then a safe replacement."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec.structs import replace

from readlist.formats import FORMATS, ExportError, ExportOptions, UnreadableError, render
from readlist.library.library import Library
from readlist.model.change import ExportBase
from readlist.model.paper import Mark, Paper
from readlist.model.text import count
from readlist.store.file_swap import read_settled, replace_unchanged
from readlist.writing.ledger import KeptExport, Ledger, LedgerFile, Written, digest
from readlist.writing.window_merge import merge_in_windows

_NEW_FILE = 0o644  # unlike the library, an export is meant for others
_TRIES = 20  # where others write the file at the same time
_MOST_NAMES = 400  # looked at in a folder, to find a file that was moved


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done to a file: nothing where ``added``, ``renewed`` and ``removed`` are 0."""

    entries: int = 0  # readlist's own
    added: int = 0
    renewed: int = 0
    removed: int = 0

    def __str__(self) -> str:
        parts = ((self.added, "added"), (self.renewed, "renewed"), (self.removed, "removed"))
        return ", ".join(f"{count(n, 'entry', 'entries')} {what}" for n, what in parts if n)


def bring_up_to_date(
    library: Library,
    kept: KeptExport,
    place: LedgerFile,
    members: Iterable[int],
    *,
    snapshot: str = "",
    anew: bool = False,
    shape: Callable[[Paper], Paper] | None = None,
) -> Outcome:
    """Have the members' entries in the file, and those it has, as the library has them now.

    ``snapshot`` tells one file of the library from another: while it is the same, only what changed since it was
    written is looked at. ``anew``: a file that is not there is made, and what a hand deleted comes back. ``shape``
    makes of a paper what is written. Raises ExportError, OSError, the file as it was; FileNotFoundError where it has
    gone.
    """
    ledger, today = place.load_ledger(), frozenset(members)
    path = Path(kept.path)
    for _ in range(_TRIES):
        before = read_settled(path)
        if before is None and ledger.papers and not anew:
            raise FileNotFoundError(kept.path)
        ledger = ledger.settled(before)
        known = ledger.papers
        same = bool(snapshot) and ledger.snapshot == snapshot and not (anew or shape)
        settled = known.keys() - library.papers.changed.keys() if same else frozenset()
        known = _with_heirs(library, known)
        stale = _stale(library, kept, known, {*today, *known}, settled, shape, anew=anew)
        gone = known.keys() - today if kept.prune and kept.query is not None else ()
        made = _merged(library, kept, before, known, stale, gone, anew=anew)
        if made.data != (before or b""):
            if before is not None and not path.stat().st_mode & 0o222:  # a rename would replace it all the same
                raise ExportError(f"{path} is read-only: it is left as it is")
            place.save_ledger(ledger.about_to_be(made.written, before))
            if not replace_unchanged(path, before, made.data, _NEW_FILE):
                place.save_ledger(ledger)
                continue
        if ledger != (new := Ledger(made.written, snapshot=snapshot)):
            place.save_ledger(new)
        return made.outcome
    raise ExportError(f"{path} is being written by another program")


@dataclass(frozen=True, slots=True)
class _Made:
    """A file's new content, and what readlist wrote in it."""

    data: bytes
    written: dict[int, Written]
    outcome: Outcome


def _stale(
    library: Library,
    kept: KeptExport,
    known: Mapping[int, Written],
    ids: Iterable[int],
    settled: Container[int],
    shape: Callable[[Paper], Paper] | None,
    *,
    anew: bool,
) -> dict[int, tuple[Paper, Mark, str, str]]:
    """The papers whose entries may have to be written, each as it is written, with its marks and the stamps of both.

    Those that are ``settled`` are as they were, but for their marks: they are not even decoded.
    """
    stale = {}
    for id in ids:
        mark, old = library.mark(id), known.get(id)
        marks = _stamp_of_marks(mark)
        if old and old.made_of and old.marks == marks and id in settled:
            continue
        if (paper := library.papers.get(id)) and paper.citable:
            paper = shape(paper) if shape else paper
            made_of = digest(msgspec.json.encode((paper, kept.options, kept.format)))
            if anew or old is None or (old.made_of, old.marks) != (made_of, marks):
                stale[id] = paper, mark, made_of, marks
    return stale


def _merged(
    library: Library,
    kept: KeptExport,
    before: bytes | None,
    known: Mapping[int, Written],
    stale: Mapping[int, tuple[Paper, Mark, str, str]],
    gone: Collection[int],
    *,
    anew: bool,
) -> _Made:
    """The file with what changed since."""
    options = ExportOptions(**kept.options)
    if not stale and not gone:
        return _Made(before or b"", dict(known), Outcome(len(known)))
    papers = [(paper, mark) for _, (paper, mark, _, _) in sorted(stale.items())]
    written = {id: written.entry for id, written in known.items()}
    base = {id: entry for id, entry in written.items() if id in library.papers}  # what was removed may come back as new
    try:
        text = (before or b"").decode("utf-8")
        mark, text = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
        merged = None if anew else merge_in_windows(text, kept.format, papers, options, base)
        if merged is None and before is None and kept.format in ("bibtex", "biblatex"):  # all ours: it is read back too
            exported = render(kept.format, papers, options)
            text, entries, added, renewed = exported.text, list(exported.base), len(exported.base), 0
        else:
            merged = merged or FORMATS[kept.format].merge(text, papers, options, base, restore=anew)
            text, entries, added, renewed = merged.text, list(merged.written), len(merged.added), len(merged.renewed)
        text, pruned = _pruned(kept.format, text, {id: written[id] for id in gone})
    except UnicodeDecodeError as error:
        raise ExportError(f"{kept.path}: byte {error.start} is not UTF-8: it is left as it is") from None
    except UnreadableError as error:
        raise ExportError(f"{kept.path}: {error}: it is left as it is") from None
    new = {entry.paper: Written(entry, *stale[entry.paper][2:]) for entry in entries}
    now = {id: written for id, written in {**known, **new}.items() if id not in pruned}
    return _Made((mark + text).encode(), now, Outcome(len(now), added, renewed, len(pruned)))


def _with_heirs(library: Library, known: Mapping[int, Written]) -> dict[int, Written]:
    """What was written, by the papers of today: what was merged into another paper is that one's entry."""
    moved: dict[int, Written] = {}
    for id, written in known.items():
        heir = None if id in library.papers else library.heir(id)
        if heir is None or heir in known or heir in moved:
            moved[id] = written
        else:
            moved[heir] = Written(replace(written.entry, paper=heir))
    return moved


def _stamp_of_marks(mark: Mark) -> str:
    """A digest of the marks that an entry may show; "" of none."""
    marks = (mark.tags, mark.note, mark.read, mark.starred)
    return digest(msgspec.json.encode(marks)) if any(marks) else ""


def _pruned(format: str, text: str, gone: Mapping[int, ExportBase]) -> tuple[str, frozenset[int]]:
    """The text without the entries that readlist wrote and nobody touched, and whose they were."""
    if not gone:
        return text, frozenset()
    from readlist.formats.record_merge import records_of

    records = records_of(format)
    by_key = {span.key: span for span in reversed(records.split(text))}
    spans = {id: by_key[base.key] for id, base in gone.items() if base.key in by_key}
    untouched = {id: span for id, span in spans.items() if records.digests(span) == dict(gone[id].fields)}
    return records.without(text, list(untouched.values())), frozenset(untouched)


def moved_to(kept: KeptExport) -> str:
    """The path of the file now: it may have been moved within its folder, one down or one up.

    Raises FileNotFoundError.
    """
    path = Path(kept.path)
    if path.exists() or not kept.entries:
        return kept.path
    for folder in (path.parent, *_folders(path.parent), path.parent.parent):
        for name in _names(folder):
            if name.inode() == kept.inode[1] and name.is_file(follow_symlinks=False):
                status = name.stat()
                if (status.st_dev, status.st_ino) == kept.inode:
                    return os.path.realpath(name.path)
    raise FileNotFoundError(kept.path)


def _folders(folder: Path) -> list[Path]:
    return [Path(name.path) for name in _names(folder) if name.is_dir(follow_symlinks=False)]


def _names(folder: Path) -> Iterator[os.DirEntry[str]]:
    with suppress(OSError), os.scandir(folder) as names:
        for n, name in enumerate(names):
            if n < _MOST_NAMES:
                yield name

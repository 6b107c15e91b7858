"""Updates papers in a file that others edit too: a three-way merge, then a safe replacement."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec.structs import replace

from readlist.formats import FORMATS, ExportError, ExportOptions, Papers, UnreadableError, render
from readlist.library.library import Library
from readlist.model.change import ExportBase
from readlist.model.paper import Mark, Paper
from readlist.model.text import count
from readlist.store.file_swap import read_settled, replace_unchanged
from readlist.writing.ledger import KeptExport, Ledger, Place, Written, digest

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
    place: Place,
    members: Iterable[int],
    *,
    anew: bool = False,
    shape: Callable[[Paper], Paper] = lambda paper: paper,
) -> Outcome:
    """Have the members' entries in the file, and those it has, as the library has them now.

    ``anew``: a file that is not there is made, and what a hand deleted comes back. ``shape`` makes of a paper what is
    written. Raises ExportError, OSError, the file as it was; FileNotFoundError where it has gone.
    """
    ledger, today = place.load_ledger(), frozenset(members)
    path = Path(kept.path)
    for _ in range(_TRIES):
        before = read_settled(path)
        if before is None and ledger.papers and not anew:
            raise FileNotFoundError(kept.path)
        made = _merged(library, kept, before, ledger.of_file(before), today, shape, anew=anew)
        if made.data != (before or b""):
            if before is not None and not path.stat().st_mode & 0o222:  # a rename would replace it all the same
                raise ExportError(f"{path} is read-only: it is left as it is")
            place.save_ledger(Ledger(ledger.papers, made.written, digest(before or b"")))
            if not replace_unchanged(path, before, made.data, _NEW_FILE):
                place.save_ledger(ledger)
                continue
        place.save_ledger(Ledger(made.written))
        return made.outcome
    raise ExportError(f"{path} is being written by another program")


@dataclass(frozen=True, slots=True)
class _Made:
    """A file's new content, and what readlist wrote in it."""

    data: bytes
    written: dict[int, Written]
    outcome: Outcome


def _merged(
    library: Library,
    kept: KeptExport,
    before: bytes | None,
    known: Mapping[int, Written],
    today: frozenset[int],
    shape: Callable[[Paper], Paper],
    *,
    anew: bool,
) -> _Made:
    """The file with what changed since; work that takes TeX apart is done for those papers alone."""
    options = ExportOptions(**kept.options)
    known = _with_heirs(library, known)
    stamps, shaped = {}, {}
    for id in {*today, *known}:
        if (paper := library.papers.get(id)) and paper.citable:  # decoded once: of 10,000 that is most of the work
            shaped[id] = shape(paper)
            stamps[id] = _stamp(shaped[id], library.mark(id), kept)
    changed = [id for id in sorted(stamps) if anew or id not in known or known[id].made_of != stamps[id]]
    gone = known.keys() - today if kept.prune and kept.query is not None else set()
    if not changed and not gone:
        return _Made(before or b"", dict(known), Outcome(len(known)))
    papers = [(shaped[id], library.mark(id)) for id in changed]
    base = {id: written.entry for id, written in known.items()}
    try:
        text = (before or b"").decode("utf-8")
        mark, text = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
        if not anew and not gone and (quick := _in_places(text, kept.format, papers, options, base)):
            text, entries = quick
            added, renewed = 0, len(entries)
        elif before is None and kept.format in ("bibtex", "biblatex"):  # a file that is all ours is read back too
            exported = render(kept.format, papers, options)
            text, entries, added, renewed = exported.text, list(exported.base), len(exported.base), 0
        else:
            merged = FORMATS[kept.format].merge(text, papers, options, base, restore=anew)
            text, entries, added, renewed = merged.text, list(merged.written), len(merged.added), len(merged.renewed)
        text, pruned = _pruned(kept.format, text, {id: base[id] for id in gone})
    except UnicodeDecodeError as error:
        raise ExportError(f"{kept.path}: byte {error.start} is not UTF-8: it is left as it is") from None
    except UnreadableError as error:
        raise ExportError(f"{kept.path}: {error}: it is left as it is") from None
    new = {entry.paper: Written(entry, stamps.get(entry.paper, "")) for entry in entries}
    now = {id: written for id, written in {**known, **new}.items() if id not in pruned}
    return _Made((mark + text).encode(), now, Outcome(len(now), added, renewed, len(pruned)))


def _in_places(
    text: str, format: str, papers: Papers, options: ExportOptions, base: Mapping[int, ExportBase]
) -> tuple[str, list[ExportBase]] | None:
    """A .bib file in which a few entries were merged, each by itself, as the merge of the whole file would have it.

    None where they can't be told apart from what stands around them. A file of 10,000 entries takes seconds as a whole.
    """
    if format not in ("bibtex", "biblatex") or len(papers) > _FEW or _HIDDEN.search(text):
        return None
    written: list[ExportBase] = []
    for paper, mark in papers:
        known = base.get(paper.id)
        heads = list(re.finditer(rf"^@[A-Za-z]+\{{{re.escape(known.key)},", text, re.MULTILINE)) if known else []
        if known is None or len(heads) != 1:
            return None
        start = heads[0].start()
        following = text.find("\n@", start)
        end = following + 1 if following >= 0 else len(text)
        merged = FORMATS[format].merge(text[start:end], [(paper, mark)], options, {paper.id: known}, restore=False)
        if merged.added or [entry.key for entry in merged.written] != [known.key]:
            return None
        text = text[:start] + merged.text + text[end:]
        written += merged.written
    return text, written


_FEW = 20
_HIDDEN = re.compile(r"^[ \t]*@comment", re.MULTILINE | re.IGNORECASE)
"""What an entry may stand in without being one."""


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


def _stamp(paper: Paper, mark: Mark, kept: KeptExport) -> str:
    """A digest of all that the entry of a paper is made of."""
    marks = (mark.tags, mark.note, mark.read, mark.starred)
    return digest(msgspec.json.encode((paper, marks, kept.options, kept.format)))


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

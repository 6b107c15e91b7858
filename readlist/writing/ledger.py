"""The records of exports that are kept up to date: which there are, and what was last written to each file.

It belongs to this machine, in the state folder: for each file a record, a ledger (the base of the three-way merge) and
a lock.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from readlist.formats import ExportError
from readlist.model.change import ExportBase
from readlist.platform.paths import ledger_folder
from readlist.store.files import make_folder, remove, write_atomically


class KeptExport(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file that is kept up to date."""

    path: str  # real
    format: str
    query: str | None = ""  # "": the queue; None: only the papers that were written to it
    options: dict[str, Any] = {}
    prune: bool = False  # are untouched entries removed when their paper no longer matches?
    inode: tuple[int, int] = (0, 0)  # device and number, to find the file where it was moved
    entries: int = 0
    written: str = ""  # when, UTC
    state: str = ""  # of the library that it has
    problem: str = ""  # why it is not up to date
    tried: float = 0.0  # when, in seconds since the epoch
    news: str = ""  # a line for the user, shown once

    @property
    def label(self) -> str:
        """What it has, for people."""
        return "picked papers" if self.query is None else self.query or "the queue"


class Written(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was last written of one paper: its entry, and digests of all that the entry was made of."""

    entry: ExportBase
    made_of: str = ""  # the paper, and how it is exported
    marks: str = ""


class Ledger(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was written to a file, by paper.

    ``pending`` is what was about to be written anew over a file with the digest ``over``, and ``going`` what was about
    to be removed: a killed process leaves them.
    """

    papers: dict[int, Written] = {}
    pending: dict[int, Written] = {}
    going: tuple[int, ...] = ()
    over: str = ""
    snapshot: str = ""  # the library's file to which the papers were compared

    def about_to_be(self, papers: Mapping[int, Written], data: bytes | None) -> Ledger:
        """The ledger while these papers are written over a file with that content."""
        pending = {id: written for id, written in papers.items() if self.papers.get(id) != written}
        return Ledger(self.papers, pending, tuple(self.papers.keys() - papers.keys()), digest(data or b""))

    def settled(self, data: bytes | None) -> Ledger:
        """The ledger with nothing pending, for a file with that content."""
        if not self.over:
            return self
        if digest(data or b"") == self.over:
            return Ledger(self.papers)
        papers = {id: written for id, written in {**self.papers, **self.pending}.items() if id not in self.going}
        return Ledger(papers)


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """Where a kept export's record is, with what belongs to it beside it."""

    file: Path

    def load(self) -> KeptExport | None:
        with suppress(OSError, ValueError):
            return msgspec.json.decode(self.file.read_bytes(), type=KeptExport)
        return None

    def save(self, kept: KeptExport) -> None:
        """Raises OSError."""
        write_atomically(self.file, msgspec.json.encode(kept))

    def load_ledger(self) -> Ledger:
        with suppress(OSError, ValueError):
            return msgspec.json.decode(self._ledger.read_bytes(), type=Ledger)
        return Ledger()

    def save_ledger(self, ledger: Ledger) -> None:
        """Raises OSError."""
        write_atomically(self._ledger, msgspec.json.encode(ledger))

    def move(self, other: LedgerFile) -> None:
        """The file is at another path: so is what was written to it. Raises OSError."""
        self._ledger.replace(other._ledger)
        self.remove()

    def remove(self) -> None:
        for file in (self.file, self._ledger, self.slow):
            remove(file)

    @property
    def _ledger(self) -> Path:
        return self.file.with_suffix(".base")

    @property
    def slow(self) -> Path:
        """A file that is there while the disk of the export does not answer."""
        return self.file.with_suffix(".slow")

    @contextmanager
    def locked(self, seconds: float) -> Iterator[None]:
        """One process at a time. Raises ExportError, OSError."""
        from filelock import FileLock, Timeout  # late: only who has kept exports needs it

        make_folder(self.file.parent)
        try:
            with FileLock(self.file.with_suffix(".lock"), timeout=seconds):
                yield
        except Timeout:
            raise ExportError("another readlist is writing it: try again") from None


def place_of(library: Path, path: str) -> LedgerFile:
    """Where the record of a library's kept export at a real path is."""
    return LedgerFile(ledger_folder() / f"{_library_id(library)}-{digest(os.fsencode(path))}.json")


def kept_exports(library: Path) -> list[KeptExport]:
    """The kept exports of a library, by path."""
    with suppress(OSError):
        files = ledger_folder().glob(f"{_library_id(library)}-*.json")
        return sorted(filter(None, (LedgerFile(file).load() for file in files)), key=lambda kept: kept.path)
    return []


def _library_id(folder: Path) -> str:
    return digest(os.fsencode(os.path.realpath(folder)))


def digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=8).hexdigest()

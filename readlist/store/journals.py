"""The journals of a library: one a device, each written by its device alone."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from readlist.store.devices import Written
from readlist.store.files import StoreError
from readlist.store.journal import BadLineError, Journal, Line
from readlist.store.snapshot import Document


class Journals:
    """A folder with a file for every device, named after it."""

    def __init__(self, folder: Path, device: str) -> None:
        self.folder = folder
        self.device = device
        self.own = Journal(folder / f"{device}.jsonl")

    def all(self) -> dict[str, Journal]:
        """Device → journal."""
        return {path.stem: Journal(path) for path in sorted(self.folder.glob("*.jsonl"))}

    def sizes(self) -> dict[str, int]:
        """Device → bytes of its journal; {} where they can't be listed. Every command asks."""
        with contextlib.suppress(OSError), os.scandir(self.folder) as found:
            return {e.name.removesuffix(".jsonl"): e.stat().st_size for e in found if e.name.endswith(".jsonl")}
        return {}

    def read_on(self, ends: dict[str, int]) -> list[Written]:
        """The lines of all devices from certain places on, in order; the places move on. Raises StoreError."""
        new: list[Written] = []
        for device, journal in self.all().items():
            try:
                tail = journal.read(ends.get(device, 0))
            except OSError as error:
                raise StoreError(f"{journal.path} can't be read: {error.strerror}") from None
            if tail.bad:
                raise StoreError(
                    f"{journal.path} is damaged at byte {tail.bad[0]:,}: `readlist doctor --repair` takes what is whole"
                )
            ends[device] = tail.end
            new += ((line.at, device, line) for line in tail.lines)
        return sorted(new, key=lambda written: written[:2])

    def since(self, at: int) -> Iterator[Written]:
        """Every device's lines from a stamp on. Raises StoreError."""
        for device, journal in self.all().items():
            try:
                lines = journal.read(journal.place(at)).lines
            except (OSError, BadLineError) as error:
                raise StoreError(f"{journal.path}: {error}") from None
            yield from ((line.at, device, line) for line in lines)

    def lines(self) -> list[Line]:
        """Every whole line, oldest first. Raises OSError."""
        found = [line for journal in self.all().values() for line in journal.read(0).lines]
        return sorted(found, key=lambda line: line.at)

    def removed(self, table: str, id: int) -> Document | None:
        """The document that was last removed under an id; None where the journals tell of none. Raises OSError."""
        for line in reversed(self.lines()):
            for op in line.ops:
                if (op.table, op.id, op.after) == (table, id, None):
                    before: Document | None = op.before
                    return before
        return None

    def find(self, at: int) -> Line:
        """The line of a stamp. Raises StoreError."""
        for journal in self.all().values():
            try:
                if line := journal.find(at):
                    return line
            except (OSError, BadLineError) as error:
                raise StoreError(f"{journal.path}: {error}") from None
        raise StoreError(f"{self.folder} has no line of this change any more: it can't be taken back")

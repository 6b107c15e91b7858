"""The journals of all devices that share a library: each device writes its own and reads all of them.

Lines may come in any order, late, twice, under another name (a conflict copy), or vanish again: they are merged
register by register (``registers.py``), so reading a line again does no harm. If a file is no longer what it was when
last read (a backup was restored, another machine has the same name), all of it is read again.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

from readlist.store import journal as journals
from readlist.store.checks import checked_line
from readlist.store.files import StoreError
from readlist.store.journal import BadLineError, Journal, Line, Place

_NAME = ".jsonl"

Places = dict[str, Place]
"""Journal, by its name → how far it was read."""


class News(NamedTuple):
    """What is new in the journals."""

    lines: list[Line]  # by their stamps
    places: Places  # of every journal that is there
    misfits: frozenset[str]  # journals of which something is no longer there
    problems: tuple[str, ...]  # what was left out, a line each


class Journals:
    """A folder with a file for every device, named after it."""

    def __init__(self, folder: Path, device: str) -> None:
        self.folder = folder
        self.device = device
        self.own = self._journal(device)

    def write_as(self, name: str) -> None:
        """Use another file as this device's own journal."""
        self.own = self._journal(name)

    @property
    def name(self) -> str:
        """The name of the device's own journal."""
        return self.own.path.name.removesuffix(_NAME)

    def new_name(self) -> str:
        """A free name for a new journal of this device."""
        return f"{self.device}-{os.urandom(3).hex()}"

    def all(self) -> dict[str, Journal]:
        """Name → journal."""
        return {name: self._journal(name) for name in sorted(self.states())}

    def _journal(self, name: str) -> Journal:
        return Journal(self.folder / f"{name}{_NAME}")

    def states(self) -> dict[str, tuple[int, int, int]]:
        """Name → inode, time of the last change and size, of every regular file. Every command asks. Raises OSError."""
        found = {}
        with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(self.folder) as entries:
            for entry in entries:
                if entry.name.endswith(_NAME):
                    with contextlib.suppress(OSError):  # a link to nowhere
                        it = entry.stat()
                        if stat.S_ISREG(it.st_mode):
                            found[entry.name.removesuffix(_NAME)] = journals.file_state(it)
        return found

    def strange(self) -> Iterator[Path]:
        """What is named like a journal but is no file: a folder, a pipe, a broken link."""
        with contextlib.suppress(OSError):
            names = {f"{name}{_NAME}" for name in self.states()}
            yield from sorted(p for p in self.folder.iterdir() if p.name.endswith(_NAME) and p.name not in names)

    def news(self, places: Places, without: Container[str] = ()) -> News:
        """The contents of all journals, but some, from certain places on. Raises StoreError."""
        lines: list[Line] = []
        new: Places = {}
        misfits = {name for name, place in places.items() if place.file[2]}
        problems: list[str] = []
        try:
            states = self.states()
        except OSError as error:
            raise StoreError(f"{self.folder} can't be read: {error.strerror}") from None
        for name, state in states.items():
            if name in without:
                continue
            place = places.get(name, Place())
            if state == place.file:
                new[name] = place
                misfits.discard(name)
                continue
            journal = self._journal(name)
            try:
                tail = journal.read(place)
            except OSError as error:
                raise StoreError(f"{journal.path} can't be read: {error.strerror}") from None
            new[name] = tail.place
            if tail.fits and not _has_fewer(place, tail.place):
                misfits.discard(name)
            if tail.bad:
                problems.append(f"{journal.path}: damaged at byte {', '.join(f'{b:,}' for b in tail.bad[:5])}")
            for line in tail.lines:
                sound, wrong = checked_line(line)
                lines.append(sound)
                problems += [f"{journal.path}: {what}" for what in wrong]
        lines.sort(key=lambda line: line.at)
        return News(lines, new, frozenset(misfits), tuple(problems))

    def before(self, places: Places) -> list[Line]:
        """The lines before certain places that still exist. Raises OSError."""
        lines: list[Line] = []
        for name, place in places.items():
            whole, rest = self._journal(name).read(), self._journal(name).read(place)
            lines += whole.lines[: len(whole.lines) - len(rest.lines)] if rest.fits else ()
        return sorted((checked_line(line)[0] for line in lines), key=lambda line: line.at)

    def find(self, at: int) -> Line:
        """The line of a stamp. Raises StoreError."""
        for journal in (self.own, *self.all().values()):
            try:
                if line := journal.find(at):
                    return checked_line(line)[0]
            except BadLineError:
                continue  # a copy may have it whole
            except OSError as error:
                raise StoreError(f"{journal.path} can't be read: {error.strerror}") from None
        raise StoreError(f"{self.folder} no longer has this change: it can't be undone")


def _has_fewer(before: Place, now: Place) -> bool:
    """May lines be missing that a place includes, because a damaged line comes before it?"""
    return before.end < before.file[2] and (now.file[0] != before.file[0] or now.file[2] < before.file[2])

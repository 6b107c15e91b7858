"""The folder of a library's PDFs: files are named after their papers' keys, and go to ``.trash`` when removed.

A file's record says where it is and what is in it. Files move only here, so that a change that is undone finds its file
again: in its place, else in the trash, by what is in it.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from readlist.model.paper import PaperFile
from readlist.platform.paths import user_path
from readlist.settings import Pdf
from readlist.store.files import FILE_MODE, StoreError, make_folder, open_regular, remove, sync_folder

PREFIX = "pdfs/"
"""How the path of a file begins that is in the library's own folder."""

MOST = 500_000_000  # bytes of one PDF
_PIECE = 1 << 20
_HEAD = 1024  # bytes in which a PDF says that it is one
_NAME = re.compile(r"[^/\\\x00]{1,200}")
_UNFIT = re.compile(r"[^\w.+-]+")
_TRASHED_DAYS = 30  # for which a file that no change tells of any more is kept all the same: another device may


class ShelfError(StoreError):
    """A file can't be taken or moved; the message names it and says why."""


class Staged(NamedTuple):
    """A PDF that was brought into the folder and has no name of its own yet."""

    path: Path
    sha256: str
    size: int


class Shelf:
    """The PDFs of the library in ``library``, kept in ``folder`` where the user wants them elsewhere."""

    def __init__(self, library: Path, folder: Path | None = None) -> None:
        self.root = folder or library / "pdfs"
        self._trash = self.root / ".trash"
        self._incoming = self.root / ".incoming"

    # finding

    def place(self, file: PaperFile) -> Path | None:
        """Where a file belongs; None for a path that is none."""
        if not file.path.startswith(PREFIX):
            return path if (path := Path(file.path)).is_absolute() else None
        name = file.path.removeprefix(PREFIX)
        return self.root / name if _NAME.fullmatch(name) and not name.startswith(".") else None

    def find(self, file: PaperFile, *, put_back: bool = True) -> Path | None:
        """Where a file is, brought back from the trash if need be; None where this machine does not have it."""
        place = self.place(file)
        if place is None:
            return None
        if place.is_file():
            return place
        trashed = self._trashed(file)
        if trashed is not None and trashed.is_file():
            with suppress(OSError):
                if put_back:
                    trashed.rename(place)
                    return place
            return trashed
        return None

    def holds(self, file: PaperFile) -> bool:
        """Is the file in the library's folder, and not linked?"""
        return file.path.startswith(PREFIX)

    def _trashed(self, file: PaperFile) -> Path | None:
        name = file.path.removeprefix(PREFIX)
        return self._trash / f"{file.sha256[:16]}-{name}" if self.holds(file) and file.sha256 else None

    # taking in

    def stage(self, source: Path) -> Staged:
        """Copy a PDF into the folder, under the name of what is in it. Raises ShelfError."""
        try:
            make_folder(self._incoming)
            temp = self._incoming / f"{os.getpid()}-{os.urandom(6).hex()}.part"
            try:
                with os.fdopen(open_regular(source), "rb") as read, _private(temp) as write:
                    digest, size = hashlib.sha256(), 0
                    while piece := read.read(_PIECE):
                        if not size and b"%PDF-" not in piece[:_HEAD]:
                            raise ShelfError(f"{source}: not a PDF")
                        size += len(piece)
                        if size > MOST:
                            raise ShelfError(f"{source}: larger than {MOST // 1_000_000} MB")
                        digest.update(piece)
                        write.write(piece)
                    if not size:
                        raise ShelfError(f"{source}: empty")
                    write.flush()
                    os.fsync(write.fileno())
                staged = Staged(self._incoming / f"{digest.hexdigest()}.pdf", digest.hexdigest(), size)
                temp.replace(staged.path)
                return staged
            finally:
                remove(temp)
        except OSError as error:
            raise ShelfError(f"{source}: {error.strerror or error}") from None

    @property
    def incoming(self) -> Path:
        """Where files are on their way in. Raises OSError."""
        make_folder(self._incoming)
        return self._incoming

    def settle(self, staged: Staged, key: str, source: str, pages: int = 0) -> PaperFile:
        """Give a staged file its name, by its paper's key; its record. Again for the same it is the same. Raises
        ShelfError.
        """
        try:
            for name in file_names(key):
                place = self.root / name
                if place.exists():
                    if place.stat().st_size != staged.size or digest_of(place) != staged.sha256:
                        continue
                    remove(staged.path)
                elif self._is_taken(name, staged.sha256):
                    continue
                else:
                    if not _name(staged.path, place):
                        continue
                    sync_folder(self.root)
                return PaperFile(path=PREFIX + name, sha256=staged.sha256, size=staged.size, pages=pages, source=source)
        except OSError as error:
            raise ShelfError(f"{self.root}: {error.strerror or error}: the PDF was not taken") from None
        raise AssertionError("there is always another name")

    def _is_taken(self, name: str, sha256: str) -> bool:
        """Does another file rest in the trash under that name? It may come back."""
        try:
            return any(
                entry.endswith(f"-{name}") and not entry.startswith(sha256[:16])
                for entry in os.listdir(self._trash)  # noqa: PTH208
            )
        except FileNotFoundError:
            return False

    def drop(self, staged: Iterable[Staged]) -> None:
        """Leave out what was staged and is not wanted after all."""
        for one in staged:
            remove(one.path)

    # order

    def files(self) -> Iterator[Path]:
        """The PDFs in the folder, wanted or not."""
        with suppress(OSError):
            for entry in sorted(os.scandir(self.root), key=lambda entry: entry.name):
                if not entry.name.startswith(".") and entry.is_file(follow_symlinks=False):
                    yield Path(entry.path)

    def tidy(self, wanted: Collection[PaperFile], mentioned: Collection[str]) -> None:
        """Have every file where it belongs: those that papers have in the folder; those that only the history
        ``mentions`` in the trash; those in the trash that nothing tells of any more nowhere.
        """
        own = {file.path: file for file in wanted if self.holds(file)}
        for file in own.values():
            self.find(file)
        for path in list(self.files()):
            name = PREFIX + path.name
            if name not in own and name in mentioned:
                with suppress(OSError, ShelfError):
                    self._throw(path)
        now = time.time()
        with suppress(OSError):
            for entry in list(os.scandir(self._trash)):
                path = Path(entry.path)
                name = PREFIX + entry.name.partition("-")[2]
                if name not in mentioned and now - entry.stat().st_mtime > _TRASHED_DAYS * 86_400:
                    remove(path)
        with suppress(OSError):
            for entry in list(os.scandir(self._incoming)):
                if now - entry.stat().st_mtime > 7 * 86_400:  # what was begun and never ended
                    remove(Path(entry.path))

    def _throw(self, path: Path) -> None:
        make_folder(self._trash)
        os.utime(path)  # the day from which it rests there
        path.rename(self._trash / f"{digest_of(path)[:16]}-{path.name}")

    def has_leftovers(self) -> bool:
        """May anything have to be tidied beside what papers want?"""
        return self._trash.is_dir() or self._incoming.is_dir()


def shelf_of(library: Path, settings: Pdf) -> Shelf:
    """The folder of a library's PDFs, as the user's settings want it."""
    return Shelf(library, user_path(settings.folder) if settings.folder else None)


def _name(staged: Path, place: Path) -> bool:
    """Give a file its name; False where another process gave that name meanwhile. Raises OSError."""
    try:
        os.link(staged, place)  # which, unlike renaming, replaces nothing
    except FileExistsError:
        return False
    except OSError:  # a disk without hard links
        staged.rename(place)
    remove(staged)
    return True


def file_names(key: str) -> Iterator[str]:
    """The names for a paper's files, best first: "gu2023mamba.pdf", "gu2023mamba-2.pdf"."""
    stem = _UNFIT.sub("-", key).strip("-.")[:80] or "paper"
    yield f"{stem}.pdf"
    n = 2
    while True:
        yield f"{stem}-{n}.pdf"
        n += 1


def digest_of(path: Path) -> str:
    """The SHA-256 of a file. Raises OSError."""
    with os.fdopen(open_regular(path), "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def link_of(path: Path, source: str = "linked", pages: int = 0) -> PaperFile:
    """The record of a PDF that stays where it is. Raises ShelfError."""
    text = str(path)
    if not text.isprintable():
        raise ShelfError(f"{text!r}: a path with such characters can't be kept; rename the file")
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            if b"%PDF-" not in file.read(_HEAD):
                raise ShelfError(f"{path}: not a PDF")
            size = os.fstat(file.fileno()).st_size
        return PaperFile(path=text, sha256=digest_of(path), size=size, pages=pages, source=source)
    except OSError as error:
        raise ShelfError(f"{path}: {error.strerror or error}") from None


def is_pdf(path: Path) -> bool:
    """Is this a file that says it is a PDF?"""
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            return b"%PDF-" in file.read(_HEAD)
    except (OSError, ValueError):
        return False


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb")

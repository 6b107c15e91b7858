"""Exports that are kept up to date: every change of the library reaches their files, and edits in them survive.

A decision never waits for them: it is in the journal first. Files are written by processes of their own, for which a
command waits at most ``PATIENCE`` seconds, and the app not at all.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from readlist.formats import FORMATS, ExportError, ExportOptions
from readlist.model.paper import Paper
from readlist.model.text import clean
from readlist.platform.config import load
from readlist.platform.paths import has_ledgers
from readlist.platform.processes import module_command
from readlist.session.exports import with_places
from readlist.session.open_library import OpenLibrary, now
from readlist.store.files import StoreError
from readlist.writing.kept_file import Outcome, bring_up_to_date, moved_to
from readlist.writing.ledger import KeptExport, Ledger, Written, digest, kept_exports, place_of

PATIENCE = 2.0  # seconds
RETRY = 30.0  # seconds until a file that could not be written is tried again


def keep(
    opened: OpenLibrary,
    ids: Iterable[int],
    format: str,
    options: ExportOptions,
    path: Path,
    *,
    query: str | None = "",
    prune: bool = False,
) -> str:
    """Write papers to a file, and keep it up to date from now on; what was done, in a line.

    ``query`` is what further papers have to match: "" the queue, None none. Raises ExportError, nothing done.
    """
    if not (FORMATS[format].merger or FORMATS[format].keeper):
        raise ExportError(f"{format} can't be kept up to date; `readlist backup` makes copies")
    if not opened.persistent:
        raise ExportError("this library will be thrown away: no file can be kept up to date with it")
    if path.exists() and not path.is_file():
        raise ExportError(f"{path} is a folder or a device: name a file")
    real = os.path.realpath(path)
    place = place_of(opened.folder, real)
    try:
        with place.locked(PATIENCE):
            before = place.load()
            if before and query is None:  # what is picked joins what is kept there
                query, format, prune = before.query, before.format, before.prune
            if before is None:  # what an export without --keep wrote there is ours too
                earlier = (w for w in opened.library.exports.values() if w.path == real and w.paper)
                place.save_ledger(Ledger({w.paper: Written(w) for w in earlier}))
            kept = KeptExport(path=real, format=format, query=query, options=asdict(options), prune=prune)
            kept, outcome = _written(opened, kept, tuple(ids), anew=True)
            place.save(kept)
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}: it is not kept up to date") from None
    done = str(outcome) or ("up to date" if kept.entries else "no entries yet")
    return f"{path}: {done}; kept up to date from now on"


def drop(folder: Path, path: Path) -> bool:
    """Keep a file no longer; it stays as it is. False where it was not kept."""
    place = place_of(folder, os.path.realpath(path))
    known = place.load() is not None
    place.remove()
    return known


def due(opened: OpenLibrary) -> list[KeptExport]:
    """The kept exports that do not have the library as it is now, but for those that failed a moment ago."""
    if not has_ledgers() or not (exports := kept_exports(opened.folder)):
        return []
    state, retry = state_of(opened), time.time() - RETRY
    return [kept for kept in exports if kept.state != state and max(kept.tried, _slow_since(opened, kept)) < retry]


def state_of(opened: OpenLibrary) -> str:
    """What tells one state of the library from another, as cheaply as that can be told."""
    return digest("\n".join(filter(None, map(_state, opened.files()[1:]))).encode())


def _state(file: Path) -> str:
    """What tells one state of a file from another; "" where it is not there."""
    with suppress(OSError):
        status = file.stat()
        return f"{file.name} {status.st_size} {status.st_mtime_ns} {status.st_ino}"
    return ""


def update(opened: OpenLibrary, kept: KeptExport) -> None:
    """Bring one file up to date; what went wrong is in its record. Raises ExportError, OSError."""
    place = place_of(opened.folder, kept.path)
    with place.locked(RETRY):
        old = place.load()
        if old is None or old.state == state_of(opened):  # dropped, or another process did it
            return
        there = old
        try:
            there = replace(old, path=moved_to(old))
            if there.path != old.path:
                place.move(place := place_of(opened.folder, there.path))
                place.save(there)
            new, _ = _written(opened, there, ())
            news = "" if there.path == old.path else f"{old.path} was moved to {new.path}, and is kept up to date there"
            new = replace(new, news=news)
        except FileNotFoundError:
            new = _failed(there, f"{there.path} is gone; `readlist exports --drop {there.path}` forgets it")
        except (ExportError, StoreError) as error:
            new = _failed(there, str(error))
        except OSError as error:
            new = _failed(there, f"cannot write {there.path}: {error.strerror or error}")
        if place.load() is not None:  # unless it was dropped meanwhile
            place.save(new)
        place.slow.unlink(missing_ok=True)


def _slow_since(opened: OpenLibrary, kept: KeptExport) -> float:
    """When the disk of a file that does not answer was last waited for, in seconds since the epoch; else 0."""
    with suppress(OSError):
        return place_of(opened.folder, kept.path).slow.stat().st_mtime
    return 0.0


def update_all(opened: OpenLibrary, show: Callable[[str], None]) -> None:
    """Bring all files up to date, also those that failed a moment ago. Leaves the news to who shows it."""
    exports = kept_exports(opened.folder)
    if _can_fork():
        _carry_out(opened, exports, exports, show)
    else:
        for kept in exports:
            with suppress(ExportError, OSError):  # the others do not wait for that
                update(opened, kept)


def export_object(kept: KeptExport) -> dict[str, Any]:
    """A kept export as the JSON contract has it."""
    return {
        "path": kept.path,
        "format": kept.format,
        "query": kept.query,
        "prune": kept.prune,
        "entries": kept.entries,
        "written_at": kept.written or None,
        "problem": kept.problem or None,
    }


def _written(
    opened: OpenLibrary, kept: KeptExport, more: tuple[int, ...], *, anew: bool = False
) -> tuple[KeptExport, Outcome]:
    """The record of a kept export after its file was written. Raises ExportError, OSError, StoreError."""
    state, snapshot = state_of(opened), _state(opened.files()[1])  # before it is read: what comes between comes again
    opened.refresh()
    place = place_of(opened.folder, kept.path)
    members = (*_members(opened, kept), *more)
    outcome = bring_up_to_date(opened.library, kept, place, members, snapshot=snapshot, anew=anew,
                              shape=_shape(opened, kept))  # fmt: skip
    inode = (0, 0)
    with suppress(FileNotFoundError):
        status = Path(kept.path).stat()
        inode = status.st_dev, status.st_ino
    written = now() if str(outcome) or (outcome.entries and not kept.written) else kept.written
    kept = replace(kept, state=state, inode=inode, entries=outcome.entries, written=written, problem="", tried=0.0)
    return kept, outcome


def _shape(opened: OpenLibrary, kept: KeptExport) -> Callable[[Paper], Paper] | None:
    """What makes of a paper what is written: where its files are, if the export has them."""
    if not kept.options.get("files"):
        return None
    from readlist.pdf.shelf import shelf_of

    place = shelf_of(opened.folder, load().settings.pdf).place
    return lambda paper: with_places(paper, place)


def _failed(kept: KeptExport, problem: str) -> KeptExport:
    """The record with a problem, which is news once."""
    news = kept.news if clean(problem) == kept.problem else f"{clean(problem)}; readlist tries again"
    return replace(kept, problem=clean(problem), tried=time.time(), news=news)


def _members(opened: OpenLibrary, kept: KeptExport) -> Iterable[int]:
    """The papers that belong into a kept export today, beside those that it has."""
    if kept.query is None:
        return ()
    if not kept.query:
        return opened.library.queue
    from readlist.session.library_search import LibrarySearch

    search = LibrarySearch(opened)
    parsed = search.parse(kept.query)
    if parsed.mistake or not opened.library.papers:
        return ()
    return opened.library.newest if parsed.node is None else search.search(parsed).ids


# the processes that do it


def start(opened: OpenLibrary) -> subprocess.Popen[bytes]:
    """Start a process that brings all files up to date, and outlives this one. Raises OSError."""
    command = module_command("readlist", "exports", "--update", "--library", str(opened.folder))
    null = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=null, stdout=null, stderr=null, start_new_session=True)  # noqa: S603


def follow(opened: OpenLibrary, show: Callable[[str], None]) -> None:
    """After a command: have what is due brought up to date, wait a little for it, and show the news."""
    if exports := due(opened):
        awaited = [kept for kept in exports if not (kept.problem or _slow_since(opened, kept))]
        _carry_out(opened, exports, awaited, show)
        for line in take_news(opened.folder):
            show(line)


def _carry_out(
    opened: OpenLibrary, exports: Sequence[KeptExport], awaited: Sequence[KeptExport], show: Callable[[str], None]
) -> None:
    """Start what brings files up to date, and wait for some of them as long as one may."""
    processes = _processes(opened, exports)
    end = time.monotonic() + PATIENCE
    for kept in awaited:
        if not _ends(processes[kept.path], end):
            with suppress(OSError):
                place_of(opened.folder, kept.path).slow.touch()
            show(f"{kept.path} does not answer: it is brought up to date as soon as it does")


def take_news(folder: Path) -> list[str]:
    """What the user has not been shown yet about kept exports, each line once."""
    lines = []
    for kept in kept_exports(folder):
        place = place_of(folder, kept.path)
        with suppress(ExportError, OSError):
            if kept.news:
                with place.locked(0):
                    if (fresh := place.load()) is not None and fresh.news:
                        lines.append(fresh.news)
                        place.save(replace(fresh, news=""))
    return lines


def _processes(opened: OpenLibrary, exports: Iterable[KeptExport]) -> dict[str, int]:
    """Path → the process that updates it: where that is safe a copy of this one, which need not load the library."""
    if not _can_fork():
        return dict.fromkeys((kept.path for kept in exports), start(opened).pid)
    return {kept.path: _fork(opened, kept) for kept in exports}


def _can_fork() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


def _fork(opened: OpenLibrary, kept: KeptExport) -> int:
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):  # who reads the command's output does not wait for this
            os.dup2(null, stream)
        update(opened, kept)
    finally:
        os._exit(0)


def _ends(process: int, before: float) -> bool:
    """Wait until a child process ends; False where it does not before that moment of the monotonic clock."""
    while time.monotonic() < before:
        with suppress(ChildProcessError):
            if os.waitpid(process, os.WNOHANG) == (0, 0):
                time.sleep(0.005)
                continue
        return True
    return False

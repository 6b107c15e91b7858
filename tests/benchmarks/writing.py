"""Writing: the picker's first row, a kept file after a decision, a command with one, a manuscript checked."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from readlist.formats import ExportOptions
from readlist.library.marking import queue, star
from readlist.session.kept_exports import due, keep, update
from readlist.session.manuscripts import check
from readlist.session.open_library import OpenLibrary
from tests.benchmarks.figures import Figure
from tests.benchmarks.libraries import environment, fill, library, made, workshop
from tests.benchmarks.terminal import Terminal

_LARGE = 10_000  # entries of the larger kept file
_USUAL = 200
_KEYS = 7
_PATIENCE = 10  # seconds


def figures(size: int) -> Iterator[Figure]:
    folder = library(size)
    bare = _median(lambda: _clocked([sys.executable, "-c", "pass"]))
    first = _median(lambda: _first_row(folder))
    yield Figure("pick: process start to its first row", first * 1000, "ms", "python -c pass", bare * 1000)
    yield Figure("pick: process start to its first row, of 350 ms", first * 1000, "ms", target=350)
    for entries in (_USUAL, min(_LARGE, size) - 4 * _KEYS):
        yield from _after_keys(size, entries)
    opened = OpenLibrary(folder)
    ids = [paper.id for paper in made(size)]
    for entries in (_USUAL, min(_LARGE, size)):
        file = workshop() / f"kept-{size}-{entries}.bib"
        keep(opened, ids[:entries], "bibtex", ExportOptions(), file, query=None)
        yield Figure(f"kept .bib of {entries:,} entries after a title was corrected", _update(opened, ids[0]) * 1000,
                     "ms", target=1000)  # fmt: skip
        manuscript = workshop() / f"paper-{entries}.tex"
        keys = [opened.library.papers[id].key for id in ids[:_USUAL]]
        manuscript.write_text(f"\\cite{{{','.join(keys)}}}\\bibliography{{{file.stem}}}")
        start = time.perf_counter()
        check(opened, manuscript)
        yield Figure(f"check: a bibliography of {entries:,} entries", (time.perf_counter() - start) * 1000, "ms")


def _after_keys(size: int, entries: int) -> Iterator[Figure]:
    """In the app, with a kept export of a queue: from the key that queues a paper to its entry in the file.

    Beside it what is drawn after that key, and after the same key where no file is kept.
    """
    folder = workshop() / f"queue-{size}-{entries}"
    fill(folder, made(size))
    opened = OpenLibrary(folder)
    newest = list(opened.library.newest)
    opened.do("queue", lambda library, at: queue(library, newest[len(newest) - entries :], True, at))
    opened.compact()  # as the app does after many changes
    drawn: dict[bool, float] = {}
    for kept in (False, True):
        file = workshop() / f"queue-{size}-{entries}.bib"
        if kept:
            opened.refresh()
            keep(opened, opened.library.queue, "bibtex", ExportOptions(), file)
        written, keys = [], []
        with Terminal([sys.executable, "-m", "readlist", "--library", str(folder)], environment()) as app:
            app.until(b"saved")
            app.settle(1.0)
            for _ in range(_KEYS + 1):
                before = file.stat().st_mtime_ns if kept else 0
                start = time.perf_counter()
                keys.append((app.repaint("a") or (0, 0))[1])
                while kept and file.stat().st_mtime_ns == before and time.perf_counter() - start < _PATIENCE:
                    time.sleep(0.005)
                written.append(time.perf_counter() - start)
                app.send("j")
                app.settle(1.0)
            app.leave("q")
        drawn[kept] = sorted(keys[1:])[_KEYS // 2]  # the first time, Python compiles what writes files
    what = f"with a kept .bib of {entries:,} entries"
    yield Figure(f"app, {what}: key to its entry in the file", max(written[1:]) * 1000, "ms", target=1000)
    yield Figure(f"app, {what}: key to its row", drawn[True] * 1000, "ms", "without", drawn[False] * 1000)


def _update(opened: OpenLibrary, id: int) -> float:
    """Seconds from a change of a paper until its files have it."""
    from msgspec.structs import replace

    from readlist.library.marking import Plan
    from readlist.model.change import Edit

    taken = []
    for n in range(3):
        paper = opened.library.papers[id]
        new = replace(paper, title=f"Corrected {n}", title_text=f"Corrected {n}")
        opened.do("fix", lambda library, at, old=paper, new=new: Plan((Edit.between("papers", old, new),), "x"))  # type: ignore[arg-type, misc]
        opened.do("mark star", lambda library, at: star(library, [id], True, at))
        start = time.perf_counter()
        for export in due(opened):
            update(opened, export)
        taken.append(time.perf_counter() - start)
    return sorted(taken)[1]


def _first_row(folder: Path) -> float:
    """Seconds from the start of ``readlist pick`` until the terminal is told the first row."""
    start = time.perf_counter()
    child, terminal = pty.fork()
    if not child:
        command = [sys.executable, "-m", "readlist", "--library", str(folder), "pick"]
        os.execve(sys.executable, command, environment())
    shown = b""
    try:
        while "▸".encode() not in shown and select.select([terminal], [], [], 20)[0]:
            shown += os.read(terminal, 65_536)
        return time.perf_counter() - start
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def _clocked(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, env=environment(), check=True)
    return time.perf_counter() - start


def _median(run: object) -> float:
    return sorted(run() for _ in range(7))[3]  # type: ignore[operator]

"""How fast a library opens, a command is on disk and an import is taken, beside SQLite and stock TinyDB."""

from __future__ import annotations

import gc
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from statistics import quantiles

from tinydb import TinyDB

from readlist.library import marking
from readlist.model.change import Edit
from readlist.model.paper import Paper
from readlist.platform.paths import device_name
from readlist.session.open_library import OpenLibrary
from readlist.store.store import Store
from tests.benchmarks.corpus import papers
from tests.benchmarks.figures import Figure
from tests.benchmarks.libraries import library, made, workshop

_COMMANDS = 1_000
_IMPORTED = 1_000
_ROWS = "insert into papers values (?, ?, ?, ?, ?, ?, ?, ?)"


def figures(size: int) -> Iterator[Figure]:
    folder, few = library(size), library(100)
    database = _sqlite(workshop() / f"papers-{size}.sqlite", made(size))
    new = list(papers(_IMPORTED * 3, seed=2))
    gc.collect()
    yield from _loading(folder, database)
    yield from _commands(folder, few, database, size)
    yield from _imports(folder, database, new, size)


def _sqlite(path: Path, made: Sequence[Paper]) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    database.execute("pragma synchronous = full")
    database.execute(
        "create table papers (id integer primary key, key, title, authors, date, category, score real, abstract)"
    )
    database.execute("create table marks (id integer primary key, document)")
    database.executemany(_ROWS, map(_row, made))
    database.commit()
    return database


def _row(p: Paper) -> tuple[object, ...]:
    return p.id, p.key, p.title, "; ".join(p.authors), p.date, p.category, p.score, p.abstract


def _best(work: Callable[[], object], times: int = 5) -> float:
    """Milliseconds, the least of some runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return min(taken)


def _loading(folder: Path, database: sqlite3.Connection) -> Iterator[Figure]:
    ours = _best(lambda: OpenLibrary(folder))
    rows = _best(lambda: database.execute("select id, title, authors, date, category, score from papers").fetchall())
    stock = _best(lambda: TinyDB(folder / "library.json").table("papers").all(), 2)
    yield Figure("opening a library", ours, "ms", "SQLite, the columns of a list", rows, 1.0)
    yield Figure("opening a library", ours, "ms", "stock TinyDB", stock, 0.2)


def _percentiles(taken: Sequence[float]) -> tuple[float, float]:
    """(p50, p99) in milliseconds."""
    hundredths = quantiles(taken, n=100)
    return hundredths[49] * 1000, hundredths[98] * 1000


def _stars(folder: Path) -> Iterator[None]:
    """One star after the other, given and taken back."""
    opened = OpenLibrary(folder)
    ids = opened.library.newest
    opened.do("mark star", lambda library, at: marking.star(library, ids[-1:], True, at))  # makes the day's backup
    for n in count():
        id = ids[n % len(ids)]
        on = not opened.library.mark(id).starred
        yield
        opened.do("mark star", lambda library, at, id=id, on=on: marking.star(library, [id], on, at))  # type: ignore[misc]


def _marks(database: sqlite3.Connection) -> Iterator[None]:
    """The same in SQLite."""
    for id in count():
        yield
        database.execute("insert or replace into marks values (?, ?)", (id, '{"starred_at": "2026-01-01T00:00:00Z"}'))
        database.commit()


def _in_turn(*works: Iterator[None]) -> list[list[float]]:
    """Seconds of every step of some works; their steps take turns, so that a busy moment of the disk is one of all."""
    taken: list[list[float]] = [[] for _ in works]
    for work in works:
        next(work)
    for _ in range(_COMMANDS):
        for work, own in zip(works, taken, strict=True):
            start = time.perf_counter()
            next(work)
            own.append(time.perf_counter() - start)
    return taken


def _commands(folder: Path, few: Path, database: sqlite3.Connection, size: int) -> Iterator[Figure]:
    ours, theirs, of_few = map(_percentiles, _in_turn(_stars(folder), _marks(database), _stars(few)))
    (p50, p99), small = ours, of_few[0]
    yield Figure("one command on disk, p99", p99, "ms", "SQLite, synchronous full", theirs[1], 1.25)
    yield Figure("one command on disk, p50", p50, "ms", "the same at 100 papers", small, 1.5)
    copy = workshop() / f"stock-{size}.json"
    shutil.copyfile(folder / "library.json", copy)
    marks = TinyDB(copy).table("marks")
    slow = _best(lambda: marks.update({"starred_at": "2026-01-01T00:00:00Z"}, doc_ids=[1]), 1 if size > 50_000 else 3)
    yield Figure("one command on disk, p50", p50, "ms", "stock TinyDB", slow)


def _imports(folder: Path, database: sqlite3.Connection, new: Sequence[Paper], size: int) -> Iterator[Figure]:
    store = Store(folder, device_name())
    store.load()
    ours, theirs = [], []
    for start in range(0, len(new), _IMPORTED):
        some = [(size + start + n + 1, p) for n, p in enumerate(new[start : start + _IMPORTED])]
        edits = [Edit("papers", id, None, p.document()) for id, p in some]
        rows = [(id, *_row(p)[1:]) for id, p in some]
        begin = time.perf_counter()
        with store.writing():
            store.append(edits, store.last + 1)
        middle = time.perf_counter()
        database.executemany(_ROWS, rows)
        database.commit()
        ours.append((middle - begin) * 1000)
        theirs.append((time.perf_counter() - middle) * 1000)
    yield Figure(f"{_IMPORTED:,} papers imported, store alone", min(ours), "ms", "SQLite", min(theirs), 3.0)
    begin = time.perf_counter()
    store.compact(store.freeze())
    yield Figure("snapshot written anew, in a thread", (time.perf_counter() - begin) * 1000, "ms")

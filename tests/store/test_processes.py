"""Several processes on one library, and processes that die: every acknowledged change is kept."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from readlist.services.opened import OpenLibrary
from tests.store.conftest import LIBRARY, PAPERS, Start, beside, star, starred, today, written
from tests.tui.terminal import Terminal

STARS = """
import sys
from pathlib import Path
from readlist.library import marking
from readlist.services.opened import OpenLibrary
folder, first, step, changes = Path(sys.argv[1]), *map(int, sys.argv[2:5])
opened = OpenLibrary(folder)
print("ready", flush=True)
sys.stdin.readline()
for n in range(changes):
    id = (first + n * step) % len(opened.library.papers) + 1
    on = not opened.library.mark(id).starred
    opened.do("mark star", lambda library, at: marking.star(library, [id], on, at))
    print(n + 1, flush=True)
    if len(sys.argv) > 5 and n % int(sys.argv[5]) == 0:
        opened.compact()
"""
"""Stars and unstars papers in turn; every line that it prints is a change that is done. Compacts as often as told."""

READS = """
import sys
from pathlib import Path
from readlist.services.opened import OpenLibrary
print("ready", flush=True)
changes = -1
while changes < int(sys.argv[2]):
    now = len(OpenLibrary(Path(sys.argv[1])).library.history)
    assert now >= changes, (now, changes)
    changes = now
"""
"""Reads a library again and again until that many changes have been made."""


def killed_at(folder: Path, start: Start, seed: int) -> None:
    """Kill a writing process at some moment; what it said it did is there, and perhaps one change more."""
    moment = random.Random(seed)
    before = len(OpenLibrary(folder).library.history)
    writer = start(STARS, folder, 0, 1, 1_000_000)
    writer.stdin.write("\n")
    writer.stdin.flush()
    for _ in range(moment.randint(1, 12)):
        writer.stdout.readline()
    end = time.perf_counter_ns() + moment.randint(0, 3_000_000)
    while time.perf_counter_ns() < end:  # somewhere within a change
        pass
    writer.kill()
    lines = writer.stdout.read().split()
    last = int(lines[-1]) if lines else None
    writer.wait()
    after = OpenLibrary(folder).library
    made = len(after.history) - before
    if last is not None:
        assert made in (last, last + 1)
    expected: set[int] = set()
    for change in after.history.values():
        for edit in change.edits:
            expected ^= {edit.id}
    assert starred(after) == expected
    assert len(after.papers) == PAPERS


def test_a_killed_process_loses_nothing_it_had_acknowledged(folder: Path, start: Start) -> None:
    written(folder)
    for seed in range(6):
        killed_at(folder, start, seed)
    OpenLibrary(folder).undo()


@pytest.mark.long
def test_a_process_killed_at_many_moments_loses_nothing(folder: Path, start: Start) -> None:
    written(folder)
    for seed in range(100, 116):
        killed_at(folder, start, seed)


@pytest.mark.parametrize("processes", [2, 4])
def test_processes_that_write_at_once_lose_nothing(folder: Path, start: Start, processes: int) -> None:
    written(folder)
    changes = 20
    writers = [start(STARS, folder, first, processes, changes) for first in range(processes)]
    reader = start(READS, folder, processes * changes)
    for process in (*writers, reader):
        assert process.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    for writer in writers:
        out, _ = writer.communicate()
        assert out.split()[-1] == str(changes)
        assert writer.returncode == 0
    assert reader.wait() == 0
    library = OpenLibrary(folder).library
    assert len(library.history) == processes * changes
    parents = [change.parent for change in library.history.values()]
    assert parents == [None, *list(library.history)[:-1]]  # each was made on top of the one before
    assert beside(folder) == sorted([*LIBRARY, today(folder)])


@pytest.mark.long
def test_eight_processes_that_write_and_compact_lose_nothing_and_an_open_app_shows_it(
    folder: Path, start: Start
) -> None:
    written(folder, 24)  # three papers for each of the eight
    app = Terminal("--library", str(folder), size=(140, 24))
    app.until("saved ✓")
    writers = [start(STARS, folder, n, 8, 100, 9 + n) for n in range(8)]
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    for writer in writers:
        out, _ = writer.communicate()
        assert (out.split()[-1], writer.returncode) == ("100", 0)
    library = OpenLibrary(folder).library
    assert len(library.history) == 800
    assert starred(library)
    app.until(f"★ {len(starred(library))}")
    app.send("q")
    assert app.ended() == 0
    assert len(OpenLibrary(folder).library.history) == len(library.history)


def test_a_process_killed_among_others_hinders_nobody(folder: Path, start: Start) -> None:
    written(folder)
    victim, other = start(STARS, folder, 0, 2, 1_000_000), start(STARS, folder, 1, 2, 20)
    for writer in (victim, other):
        writer.stdin.write("\n")
        writer.stdin.flush()
    assert victim.stdout.readline() == "ready\n"
    assert victim.stdout.readline() == "1\n"
    victim.kill()
    done = 1 + len(victim.stdout.read().split())
    out, _ = other.communicate()
    assert out.split()[-1] == "20"
    assert len(OpenLibrary(folder).library.history) - 20 in (done, done + 1)


def test_two_open_libraries_see_each_others_changes(folder: Path) -> None:
    written(folder)
    one, two = OpenLibrary(folder), OpenLibrary(folder)
    told: list[set[int]] = []
    two.watch(lambda touched: told.append(touched.papers))
    star(one, 4)
    assert two.refresh() is True
    assert (starred(two.library), told) == ({4}, [{4}])
    assert two.refresh() is False
    two.undo()
    one.refresh()
    assert starred(one.library) == set()
    one.redo()
    assert starred(OpenLibrary(folder).library) == {4}

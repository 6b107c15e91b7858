"""Several processes on one library, and processes that die: every acknowledged change is kept."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from readlist.session.open_library import OpenLibrary
from tests.faults.kills import WRITES, check_whole, kill_writer
from tests.store.conftest import LIBRARY, PAPERS, Start, beside, star, starred, today, written

READS = """
import sys
from pathlib import Path
from readlist.session.open_library import OpenLibrary
print("ready", flush=True)
changes = -1
while changes < int(sys.argv[2]):
    now = len(OpenLibrary(Path(sys.argv[1])).library.history)
    assert now >= changes, (now, changes)
    changes = now
"""
"""Reads a library again and again until that many changes have been made."""


def test_processes_that_are_killed_lose_nothing_they_had_acknowledged(folder: Path) -> None:
    written(folder)
    assert sum(kill_writer(folder, Random(seed)) for seed in range(4)) > 10
    OpenLibrary(folder).undo()


def test_processes_that_write_at_once_lose_nothing(folder: Path, start: Start) -> None:
    """The snapshot is written anew all the while, and others read."""
    processes, changes = 4, 15
    written(folder, processes * changes)
    writers = [start(WRITES, folder, processes * changes, n, processes, changes, 1) for n in range(processes)]
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
    assert len(starred(library)) == len(library.history) == processes * changes
    parents = [change.parent for change in library.history.values()]
    assert parents == [None, *list(library.history)[:-1]]  # each was made on top of the one before
    assert beside(folder) == sorted([*LIBRARY, today(folder)])


def test_a_process_killed_among_others_hinders_nobody(folder: Path, start: Start) -> None:
    written(folder)
    victim, other = (start(WRITES, folder, PAPERS, n, 2, changes, 0) for n, changes in enumerate((1_000_000, 20)))
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


@pytest.mark.long
def test_of_eight_that_write_at_once_one_is_killed_and_nothing_is_lost(folder: Path, start: Start) -> None:
    """The snapshot is written anew all the while, and others read."""
    processes, changes = 8, 12
    written(folder, processes * changes)
    each = [1_000_000, *[changes] * (processes - 1)]
    writers = [start(WRITES, folder, processes * changes, n, processes, each[n], 1) for n in range(processes)]
    reader = start(READS, folder, (processes - 1) * changes)
    for process in (*writers, reader):
        assert process.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    victim, *others = writers
    assert [victim.stdout.readline() for _ in range(5)] == [f"{n}\n" for n in range(1, 6)]
    victim.kill()
    acknowledged = 5 + len(victim.stdout.read().split())
    for other in others:
        out, _ = other.communicate()
        assert (out.split()[-1], other.returncode) == (str(changes), 0)
    assert reader.wait() == 0
    library = OpenLibrary(folder).library
    made = len(library.history) - len(others) * changes
    assert made in (acknowledged, acknowledged + 1)
    ids = sorted(library.papers)
    assert {id for n, id in enumerate(ids) if n % processes} <= starred(library)
    mine = ids[::processes]
    assert {id for id in mine if sum(mine[n % changes] == id for n in range(made)) % 2} == starred(library) & {*mine}
    parents = [change.parent for change in library.history.values()]
    assert parents == [None, *list(library.history)[:-1]]  # each was made on top of the one before
    check_whole(folder)


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

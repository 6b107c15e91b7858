"""Processes that write a library, killed at random moments: what was acknowledged is there, and all can be read."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from readlist.services import health
from readlist.services.opened import OpenLibrary
from tests.conftest import DEVICE, home_at
from tests.store.conftest import starred, written
from tests.tui.terminal import Terminal

PAPERS = 60
_SERVES = 100

WRITES = """
import sys
from pathlib import Path
from readlist.library import marking
from readlist.services.opened import OpenLibrary
opened = OpenLibrary(Path(sys.argv[1]))
for n in range(1_000_000):
    id = n % 60 + 1
    on = not opened.library.mark(id).starred
    opened.do("mark star", lambda library, at: marking.star(library, [id], on, at))
    print(n + 1, flush=True)
    if (tidy := opened.tidying()) is not None:
        tidy()
"""
"""Stars and unstars papers; every number that it prints is a change that is done."""

Kill = Callable[[Path, random.Random], None]


def changes(library: Path) -> int:
    """How many changes the library has; everything in it is read. Raises what reading it raises."""
    opened = OpenLibrary(library)
    assert len(list(opened.library.papers.values())) == PAPERS
    expected: set[int] = set()
    for change in opened.library.history.values():
        for edit in change.edits:
            expected ^= {edit.id}
    assert starred(opened.library) == expected
    wrong = [finding.text for finding in health.examine(library) if not finding.good]
    assert wrong == []
    return len(opened.library.history)


def an_app(library: Path, moment: random.Random) -> None:
    """The app, in a terminal of its own, while it stars one paper after the other."""
    own = library.with_name("app")
    shutil.rmtree(own, ignore_errors=True)
    written(own, PAPERS)
    terminal = Terminal("--library", str(own), size=(100, 24))
    terminal.until("saved ✓")
    end = time.monotonic() + moment.uniform(0, 1.2)
    sent = 0
    while time.monotonic() < end and sent < PAPERS - 1:
        terminal.send("sj")
        sent += 1
        for _ in range(moment.randint(0, 3)):
            terminal.read()
    terminal.process.kill(signal.SIGKILL)
    while terminal.read():
        pass
    terminal.process.close(force=True)
    found = re.search(r"★ (\d+)", terminal.screen.display[0])
    shown = int(found[1]) if found else 0
    assert shown <= changes(own) <= sent


def a_writer(library: Path, moment: random.Random) -> None:
    """A process that makes one change after the other, and writes the snapshot anew in between."""
    before = changes(library)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITES, library], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert writer.stdout
    for _ in range(moment.randint(1, 60)):
        writer.stdout.readline()
    end = time.perf_counter_ns() + moment.randint(0, 4_000_000)
    while time.perf_counter_ns() < end:  # somewhere within a change
        pass
    writer.kill()
    lines = writer.stdout.read().split()
    writer.wait()
    if lines:
        assert changes(library) - before - int(lines[-1]) in (0, 1)


def a_command(library: Path, moment: random.Random) -> None:
    """A command of the command line, from its start to after its end."""
    before = changes(library)
    mark = moment.choice(["star", "unstar"])
    key = f"lee2024paper{moment.randint(1, PAPERS)}"
    argv = [sys.executable, "-m", "readlist", "--library", library, "mark", mark, key]
    command = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        code = command.wait(moment.uniform(0, 0.6))
    except subprocess.TimeoutExpired:
        command.kill()
        code = command.wait()
    assert changes(library) - before in (0, 1)
    if code == 0:
        opened = OpenLibrary(library).library
        assert opened.mark(opened.keys[key]).starred is (mark == "star")


KINDS: tuple[Kill, ...] = (an_app, a_writer, a_command)


def kill(folder: Path, times: int, seed: int, tell: Callable[[str], None] = lambda text: None) -> Counter[str]:
    """Kill that many processes, one after the other; how many of each kind.

    A library serves for a while, not so long that its snapshot forgets the oldest changes.
    """
    os.environ |= home_at(folder / "home", DEVICE)
    moment = random.Random(seed)
    done: Counter[str] = Counter()
    for n in range(times):
        library = folder / f"library-{n // _SERVES}"
        if n % _SERVES == 0:
            written(library, PAPERS)
        kind = KINDS[n % len(KINDS)]
        kind(library, moment)
        done[kind.__name__] += 1
        if (n + 1) % _SERVES == 0:
            tell(f"{n + 1} killed, {changes(library):,} changes of the last library are there")
    return done

"""A fetch of a busy day (200 authors, five categories, 1,500 announcements), and the app's keys while it runs.

The services are played in this process, the app is one of its own: a key waits for what the fetch takes from it.
"""

from __future__ import annotations

import dataclasses
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

from readlist.session.open_library import OpenLibrary
from tests.benchmarks.figures import Figure, share
from tests.benchmarks.libraries import environment, library, workshop
from tests.benchmarks.terminal import Terminal
from tests.follow.population import FIELDS, Population, Work, population
from tests.follow.replay import followed_in
from tests.follow.services import Services, serving

_AUTHORS, _ANNOUNCED, _THEIRS = 200, 1_500, 150  # of those announced, so many by people of followed names
_PAIRS = 3
_MOVES = 60


def figures(size: int) -> Iterator[Figure]:
    world = population(seed=1, papers=6_000, followed=_AUTHORS, shared=80)
    base = _library(size, world)
    idle, busy, spent, whole = [], [], [], []
    with serving(Services(works=_busy_day(world), now=time.time)) as services:
        config = workshop() / "fetching.toml"
        config.write_text(f'[services]\narxiv_feeds = "{services.address}/feeds"\nspacing = 0\n', encoding="utf-8")
        env = {**environment(), "READLIST_CONFIG": str(config)}
        for n in range(_PAIRS):
            folder = workshop() / f"fetching-{size}-{n}"
            shutil.copytree(base, folder)
            with Terminal([sys.executable, "-m", "readlist", "--library", str(folder)], env) as app:
                app.until(b"saved")
                app.settle(1.0)
                idle += _moves(app, _MOVES)
                started, before = time.perf_counter(), _processor_seconds(app.pid)
                app.send("R")
                app.until(b"hide")
                app.send("\r")
                moves = _moves(app, 10_000, until=b"fetched")
                busy += moves
                spent.append(_processor_seconds(app.pid) - before)
                whole.append(time.perf_counter() - started)
            shutil.rmtree(Path(env["XDG_CACHE_HOME"]) / "readlist" / "services", ignore_errors=True)
    quiet = median(idle) * 1000
    yield Figure("a fetch, with the keys pressed meanwhile, processor time", min(spent), "s", target=2.0)
    yield Figure("a fetch until its result is shown", min(whole), "s")
    yield Figure("cursor key to repaint during a fetch, p50", median(busy) * 1000, "ms", "without a fetch", quiet)
    yield Figure("cursor key to repaint during a fetch, p95", share(busy, 0.95) * 1000, "ms", "p50 without one", quiet)
    yield Figure("the longest wait for a repaint during a fetch", max(busy) * 1000, "ms")


def _library(size: int, world: Population) -> Path:
    """A library of so many papers, and those of 200 authors who are followed, with its snapshot."""
    folder = workshop() / f"fetching-{size}"
    shutil.copytree(library(size), folder)
    opened = OpenLibrary(folder)
    followed_in(opened, world)
    opened.compact()
    OpenLibrary(folder)
    return folder


def _busy_day(world: Population) -> list[Work]:
    """What is announced today."""
    chance, today = random.Random(2), datetime.now(UTC).date()
    theirs = [work for work in world.works if work.people]
    others = [work for work in world.works if not work.people]
    chosen = [*theirs[:: len(theirs) // _THEIRS][:_THEIRS], *others[: _ANNOUNCED - _THEIRS]]
    return [_announced(work, today, chance) for work in chosen]


def _announced(work: Work, day: date, chance: random.Random) -> Work:
    fields = {
        "announced": day,
        "versions": [],
        "classes": (chance.choice(FIELDS),),
        "abstract": f"{work.abstract} " * 3,
    }
    return dataclasses.replace(work, **fields)  # type: ignore[arg-type]


def _moves(app: Terminal, number: int, until: bytes = b"") -> list[float]:
    """Seconds from cursor keys to the repaint, of so many or until a text is drawn."""
    taken = []
    for n in range(number):
        start = app.send("j" if n % 60 < 30 else "k")
        if drawn := app.drawn():
            taken.append(drawn[0] - start)
            if until and until in drawn[1]:
                break
    return taken


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

"""Libraries for benchmarks, made once a run, and what programs need that are measured from outside."""

from __future__ import annotations

import atexit
import os
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from readlist.model.change import Edit
from readlist.model.paper import Paper
from readlist.platform.paths import device_name
from readlist.session.open_library import OpenLibrary
from readlist.store.store import Store
from tests.benchmarks.corpus import papers


@cache
def workshop() -> Path:
    """The folder of everything that a run makes; what is derived from libraries is kept in it too."""
    folder = TemporaryDirectory(prefix="readlist-")
    atexit.register(folder.cleanup)
    top = Path(folder.name)
    os.environ |= {"XDG_CACHE_HOME": f"{top}/cache", "XDG_STATE_HOME": f"{top}/state"}
    return top


@lru_cache(1)
def made(size: int) -> Sequence[Paper]:
    """The papers of the library of that size; those of one size are kept."""
    return list(papers(size))


@cache
def library(size: int) -> Path:
    """The folder of a library of so many papers. What one benchmark does to it the next one finds done."""
    folder = workshop() / f"library-{size}"
    fill(folder, made(size))
    return folder


def fill(folder: Path, papers: Sequence[Paper]) -> None:
    """A library of these papers, every tenth of them read, its snapshot and its columns written."""
    store = Store(folder, device_name())
    store.load()
    with store.writing():
        for start in range(0, len(papers), 5_000):
            edits = [Edit("papers", p.id, None, p.document()) for p in papers[start : start + 5_000]]
            store.append(edits, store.last + 1)
        read = [Edit("marks", p.id, None, {"read_at": "2026-01-01T00:00:00Z"}) for p in papers[::10]]
        store.append(read, store.last + 1)
    store.compact(store.freeze())
    OpenLibrary(folder)


def environment() -> dict[str, str]:
    """The environment of a program that is measured: none of the user's settings, bytecode kept as installed programs
    have it."""
    top = workshop()
    ours = ("PYTHON", "XDG_", "READLIST_", "FZF_", "NO_COLOR", "COLUMNS", "LINES")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    home = {"HOME": str(top), "XDG_CACHE_HOME": f"{top}/cache", "XDG_STATE_HOME": f"{top}/state"}
    return {**kept, **home, "XDG_CONFIG_HOME": f"{top}/config", "PYTHONPYCACHEPREFIX": f"{top}/bytecode"}

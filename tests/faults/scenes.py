"""Libraries and the commands that are run on them under faults."""

from __future__ import annotations

import gc
import io
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from readlist.cli.main import main
from readlist.library.library import Library
from readlist.session.open_library import OpenLibrary
from readlist.store.files import StoreError

NOW = "2026-06-01T08:00:00Z"
VERSION_1 = Path(__file__).parent.parent / "store" / "versions" / "1" / "library.json"

PAGE = """\
CLMay 27, 2026
Small Language Models Remember More

Ada Karlsson, Jun Mori

How much can a model of $10^8$ parameters remember of what it read once? More than expected, and for longer.

LGSep 14, 2024
Sparse Attention for Long Documents

Jun Mori, Ada Karlsson

Attention over long documents wastes most of its work. A sparse pattern that follows sections keeps all of the quality.
"""
MORE = """\
CVMar 9, 2023
Drawing Maps from Memory

Lena Fischer, Tove Berg

People draw maps of towns that they have seen once. A network that does the same forgets the very same streets.
"""
LATER = """\
LGJan 5, 2022
Counting Without Numbers

Tove Berg

Four experiments show when networks compare quantities, long before they name them, and why they do so as we do.
"""
SMALL, SPARSE, MAPS = "karlsson2026small", "mori2024sparse", "fischer2023drawing"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


def run(library: Path, *argv: str, stdin: str = "") -> Ran:
    """Run a command in this process."""
    streams = [io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8") for text in (stdin, "", "")]
    with pytest.MonkeyPatch.context() as patch:
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, stream)
        patch.setattr("readlist.session.open_library.now", lambda: NOW)
        code = main(["--library", str(library), *argv])
        gc.enable()  # a command, which ends soon, does without
        for stream in streams[1:]:
            stream.flush()
    out, err = (stream.buffer.getvalue().decode() for stream in streams[1:])  # type: ignore[attr-defined]
    return Ran(code, out, err)


def state(library: Path) -> dict[str, Any]:
    """All that a library tells, but the moments at which its changes were made. Raises what opening it raises."""
    return state_of(OpenLibrary(library).library)


def state_or_refusal(library: Path) -> dict[str, Any] | StoreError:
    """The state, or why the library can't be opened."""
    try:
        return state(library)
    except StoreError as error:
        return error


def state_of(library: Library) -> dict[str, Any]:
    facts = {table: {id: library.record(table, id) for id in library.ids(table)} for table in ("papers", "marks")}
    changes = [
        (c.command, c.undone, sorted((e.table, e.id) for e in library.edits_of(c))) for c in library.history.values()
    ]
    return {**facts, "queue": library.queue, "profiles": dict(library.profiles), "history": changes}


@dataclass(frozen=True, slots=True)
class Scene:
    """A library, made by ``prepare`` in a folder of its own, and a command."""

    name: str
    prepare: Callable[[Path], object]
    argv: tuple[str, ...]
    stdin: str = ""
    same: bool = False  # the command changes nothing that the library tells
    refused: bool = False  # the library can't be opened before the command

    def run(self, home: Path) -> Ran:
        return run(home / "library", *self.argv, stdin=self.stdin)


def _nothing(home: Path) -> None:
    """No library yet."""


def _first(home: Path) -> None:
    """A library that one command made."""
    assert run(home / "library", "import", "-", "--as-of", "2026-06-01", stdin=PAGE).code == 0


def _used(home: Path) -> None:
    """A library with a backup of today and changes since."""
    _first(home)
    for argv in (("mark", "star", SPARSE), ("queue", "add", SPARSE), ("undo",)):
        assert run(home / "library", *argv).code == 0


def _torn(home: Path) -> None:
    """A library whose last writer was killed within a line."""
    _used(home)
    with next((home / "library" / "journal").iterdir()).open("ab") as journal:
        journal.write(b'{"at":17,"ops":[["marks",')


def _old(home: Path) -> None:
    """A library of version 1."""
    (home / "library").mkdir()
    shutil.copyfile(VERSION_1, home / "library" / "library.json")


def _foreign(home: Path) -> None:
    """A library that plain TinyDB has written."""
    from tinydb import TinyDB

    _used(home)
    assert run(home / "library", "doctor", "--compact").code == 0
    with TinyDB(home / "library" / "library.json") as db:
        db.table("papers").update({"score": 7.5})


def _damaged(home: Path) -> None:
    """A library whose file is cut short."""
    _used(home)
    assert run(home / "library", "doctor", "--compact").code == 0
    path = home / "library" / "library.json"
    path.write_bytes(path.read_bytes()[:-40])


def _with_copy(home: Path) -> None:
    """A library with an older copy of it elsewhere."""
    _used(home)
    assert run(home / "library", "backup", str(home / "copy.json")).code == 0
    assert run(home / "library", "mark", "read", SMALL).code == 0


SCENES = (
    Scene("first write", _nothing, ("import", "-", "--as-of", "2026-06-01"), PAGE),
    Scene("mark star, first of the day", _first, ("mark", "star", SMALL)),
    Scene("mark star", _used, ("mark", "star", SMALL)),
    Scene("mark star after a torn line", _torn, ("mark", "star", SMALL)),
    Scene("import", _used, ("import", "-", "--as-of", "2026-06-01"), MORE),
    Scene("queue add", _used, ("queue", "add", SMALL)),
    Scene("undo", _used, ("undo",)),
    Scene("redo", _used, ("redo",)),
    Scene("remove", _used, ("remove", SPARSE)),
    Scene("migration", _old, ("mark", "skip", "kaiser2017one")),
    Scene("after plain TinyDB", _foreign, ("mark", "star", SMALL)),
    Scene("doctor --compact", _used, ("doctor", "--compact"), same=True),
    Scene("doctor --repair", _damaged, ("doctor", "--repair"), refused=True),
    Scene("backup", _used, ("backup",), same=True),
    Scene("restore", _with_copy, ("restore", "COPY")),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """A scene whose library is made, with what it tells before and after the command."""

    scene: Scene
    home: Path  # to be copied
    before: dict[str, Any] | None  # None: it can't be opened
    after: dict[str, Any]

    def copy(self, to: Path) -> Scene:
        """Make the library anew in a folder; the scene there."""
        shutil.copytree(self.home, to)
        return self.here(to)

    def here(self, home: Path) -> Scene:
        argv = tuple(str(home / "copy.json") if word == "COPY" else word for word in self.scene.argv)
        return Scene(self.scene.name, self.scene.prepare, argv, self.scene.stdin, self.scene.same, self.scene.refused)


def staged(scene: Scene, folder: Path) -> Stage:
    """Make the library of a scene and see what the command does where nothing fails."""
    home = folder / "home"
    home.mkdir()
    scene.prepare(home)
    before = None if scene.refused else state(home / "library")
    trial = Stage(scene, home, before, {}).copy(folder / "trial")
    ran = trial.run(folder / "trial")
    assert ran.code == 0, ran.err
    after = state(folder / "trial" / "library")
    assert (after == before) == scene.same
    return Stage(scene, home, before, after)

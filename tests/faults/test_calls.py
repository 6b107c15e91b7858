"""Every call to the disk that a command makes fails once, or is the last: the library is as before or as after."""

from __future__ import annotations

import errno
import resource
import shutil
import signal
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from readlist.session.open_library import OpenLibrary
from readlist.store.files import StoreError
from tests.faults.disk import ERRORS, Died, Disk, disk
from tests.faults.scenes import LATER, SCENES, Ran, Scene, Stage, run, staged, state, state_or_refusal

_NUMBERS = count()
EVERY = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)


@pytest.fixture
def stage(scene: Scene, tmp_path: Path) -> Stage:
    return staged(scene, tmp_path)


def calls_of(stage: Stage, folder: Path) -> list[str]:
    """The calls to the disk that the command makes."""
    scene = stage.copy(folder / "watched")
    with disk(folder / "watched") as working:
        assert scene.run(folder / "watched").code == 0
    assert len(working.calls) >= 8  # open, lock, read, write, sync
    return [name for name, _ in working.calls]


def some(calls: list[str], at_most: int = 7) -> list[int]:
    """Numbers of calls, of those that change something, from all along the way."""
    numbers = [n for n, name in enumerate(calls) if name not in ("read", "pread", "io.open")]
    return [numbers[k * len(numbers) // at_most] for k in range(at_most)] if len(numbers) > at_most else numbers


def trials(stage: Stage, folder: Path, numbers: Iterable[int], **how: Any) -> Iterator[tuple[Disk, Path, Ran | None]]:
    """Run the command with a fault at one call after the other; ``how`` has what is a function of the number made."""
    for n in numbers:
        home = folder / f"here-{next(_NUMBERS)}"  # what an earlier trial left in the cache must not be for this one
        scene = stage.copy(home)
        ran = None
        with disk(home, **{key: value(n) if callable(value) else value for key, value in how.items()}) as faulty:
            try:
                ran = scene.run(home)
            except Died:
                assert faulty.dead
        assert faulty.failed or faulty.dead
        yield faulty, home, ran
        shutil.rmtree(home)


def itself(n: int) -> int:
    return n


def an_error(n: int) -> int:
    return ERRORS[n % len(ERRORS)]


def odd(n: int) -> bool:
    return n % 2 == 1


def judge(stage: Stage, home: Path, ran: Ran | None, what: object) -> None:
    """The library is as before or as after; what was acknowledged is there; the next command works."""
    if ran is not None:
        assert ran.code in (0, 1), what
        assert "a bug in readlist" not in ran.err, what
        assert "Traceback" not in ran.err, what
        if ran.code:
            assert ran.err.count("\n") >= 1, what
            assert ran.err.splitlines()[-1].startswith("readlist: "), what
    library = home / "library"
    found = state_or_refusal(library)
    if isinstance(found, StoreError):
        assert stage.before is None, (what, str(found))
        assert ran is None or ran.code == 1, what
        assert "doctor --repair" in str(found), what
        return
    assert found in (stage.before, stage.after), what
    if ran is not None and ran.code == 0:
        assert found == stage.after, what
    more = run(library, "import", "-", "--as-of", "2026-06-01", "--queue", stdin=LATER)
    assert more.code == 0, (what, more.err)
    now = state(library)
    assert now["queue"][:-1] == found["queue"], what
    assert {id: now["papers"][id] for id in found["papers"]} == found["papers"], what


@EVERY
def test_a_call_that_fails(stage: Stage, tmp_path: Path) -> None:
    numbers = some(calls_of(stage, tmp_path))
    for faulty, home, ran in trials(stage, tmp_path, numbers, fails_at=itself, error=an_error):
        assert ran is not None
        judge(stage, home, ran, (faulty.calls[-3:], errno.errorcode[faulty.error], ran))


@EVERY
def test_a_process_that_is_killed_at_a_call(stage: Stage, tmp_path: Path) -> None:
    for faulty, home, ran in trials(stage, tmp_path, some(calls_of(stage, tmp_path)), dies_at=itself, half=odd):
        judge(stage, home, ran, faulty.calls[-3:])


@pytest.mark.long
@pytest.mark.parametrize("error", [*ERRORS, errno.EDQUOT], ids=errno.errorcode.get)
@EVERY
def test_any_call_that_fails_in_any_way(stage: Stage, tmp_path: Path, error: int) -> None:
    numbers = range(len(calls_of(stage, tmp_path)))
    for half in (False, True):
        for faulty, home, ran in trials(stage, tmp_path, numbers, fails_at=itself, error=error, half=half):
            assert ran is not None
            judge(stage, home, ran, (faulty.calls[-3:], half, ran))


@pytest.mark.long
@pytest.mark.parametrize("half", [False, True])
@EVERY
def test_a_process_that_is_killed_at_any_call(stage: Stage, tmp_path: Path, half: bool) -> None:
    numbers = range(len(calls_of(stage, tmp_path)))
    for faulty, home, ran in trials(stage, tmp_path, numbers, dies_at=itself, half=half):
        judge(stage, home, ran, faulty.calls[-3:])


@pytest.mark.parametrize("at_most", [1, 7, 512])
@pytest.mark.parametrize(
    "scene", [s for s in SCENES if s.name in ("mark star", "import", "first write")], ids=lambda s: s.name
)
def test_writes_that_are_cut_short_are_carried_on(stage: Stage, tmp_path: Path, at_most: int) -> None:
    home = tmp_path / "here"
    scene = stage.copy(home)
    with disk(home, at_most=at_most) as slow:
        assert scene.run(home).code == 0
    writes = [len(call[3]) for call in slow.done if call[0] == "write" and call[1].name != "lock"]
    assert max(writes) <= at_most
    assert len(writes) >= sum(writes) // at_most
    assert state(home / "library") == stage.after


@pytest.mark.parametrize("scene", [s for s in SCENES if not s.refused], ids=lambda scene: scene.name)
def test_a_file_that_may_grow_no_further(stage: Stage, tmp_path: Path) -> None:
    """The way of a full disk: the kernel writes what still fits, then refuses."""
    sizes = sorted(path.stat().st_size for path in stage.home.rglob("*.json*")) or [0]
    limits = {1, 25, *(size + more for size in sizes[-2:] for more in (1, 30, 200)), 1_000_000}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        for limit in sorted(limits):
            home = tmp_path / f"{limit}"
            scene = stage.copy(home)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
            try:
                ran = scene.run(home)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            judge(stage, home, ran, (limit, ran))
    finally:
        signal.signal(signal.SIGXFSZ, handler)


def continued(home: Path) -> set[str]:
    """Have a copy of a library go on with a journal of its own; the file's name."""
    journals = home / "library" / "journal"
    before = set(journals.iterdir())
    OpenLibrary(home / "library").compact()
    return {path.name for path in set(journals.iterdir()) - before}


def test_a_change_is_synced_before_it_is_acknowledged(tmp_path: Path) -> None:
    (scene,) = [s for s in SCENES if s.name == "mark star"]
    stage = staged(scene, tmp_path)
    home = tmp_path / "here"
    scene = stage.copy(home)
    (journal,) = continued(home)
    with disk(home) as working:
        assert scene.run(home).code == 0
    changes = [(call[0], call[1].name) for call in working.done if call[1].name != "lock"]
    assert changes == [("write", journal), ("sync", journal)]


def test_a_file_is_synced_before_it_takes_its_place_and_its_folder_after(tmp_path: Path) -> None:
    (scene,) = [s for s in SCENES if s.name == "doctor --compact"]
    stage = staged(scene, tmp_path)
    home = tmp_path / "here"
    scene = stage.copy(home)
    continued(home)
    with disk(home) as working:
        assert scene.run(home).code == 0
    changes = [(call[0], call[1].name) for call in working.done if call[1].name != "lock"]
    (temp,) = {name for call, name in changes if call == "create"}
    assert temp.startswith(".library.json.")
    assert list(dict.fromkeys(changes)) == [
        ("create", temp), ("write", temp), ("sync", temp), ("rename", temp), ("sync", "library"),
    ]  # fmt: skip

"""The lock that orders writers: held for a moment, freed by any death, told apart from unwritable folders."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from readlist.session.open_library import OpenLibrary
from readlist.store import lock as locks
from readlist.store.files import StoreError
from readlist.store.store import Store
from tests.conftest import DEVICE
from tests.faults.kills import WRITES
from tests.store.conftest import JOURNAL, LIBRARY, Start, beside, star, starred, today, written

HOLDER = """
import sys
from pathlib import Path
from readlist.store.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


class Clock:
    """A time that passes only where somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(locks, "time", clock)
    return clock


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_SECONDS", 0.02)
    monkeypatch.setattr(locks, "_STEP", 0.001)


@pytest.mark.usefixtures("_impatient")
def test_a_lock_that_another_process_holds_is_named_with_that_process(
    opened: OpenLibrary, folder: Path, start: Start
) -> None:
    holder = start(HOLDER, folder / "lock")
    assert holder.stdout.readline() == "held\n"
    before = (folder / JOURNAL).read_bytes()
    with pytest.raises(StoreError, match=rf"another readlist \(process {holder.pid}\)") as error:
        star(opened, 1)
    assert str(folder) in str(error.value)
    assert (folder / JOURNAL).read_bytes() == before
    assert len(OpenLibrary(folder).library.papers) == 20  # reading waits for nobody
    holder.communicate("")
    star(opened, 1)
    assert starred(OpenLibrary(folder).library) == {1}


def test_a_lock_is_waited_for_five_seconds(opened: OpenLibrary, folder: Path, start: Start, clock: Clock) -> None:
    holder = start(HOLDER, folder / "lock")
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(StoreError, match=rf"process {holder.pid}\) has been writing for 5 seconds: try again, or end"):
        star(opened, 1)
    assert 5 <= clock.now < 5.1


def test_a_library_with_unsaved_changes_waits_for_a_lock_only_once(
    opened: OpenLibrary, folder: Path, start: Start, clock: Clock
) -> None:
    holder = start(HOLDER, folder / "lock")
    assert holder.stdout.readline() == "held\n"
    patient = OpenLibrary(folder, keep_unsaved=True)
    star(patient, 1)
    assert 5 <= clock.now < 5.1
    star(patient, 2)
    assert not patient.retry()
    assert clock.now < 5.2
    assert patient.unsaved == 2
    assert f"another readlist (process {holder.pid})" in (patient.unsaved_reason or "")
    holder.communicate("")
    assert patient.retry()
    assert starred(OpenLibrary(folder).library) == {1, 2}


@pytest.mark.usefixtures("_impatient")
def test_a_killed_process_holds_no_lock(opened: OpenLibrary, folder: Path, start: Start) -> None:
    holder = start(HOLDER, folder / "lock")
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.wait()
    star(opened, 1)
    assert starred(opened.library) == {1}


@pytest.mark.usefixtures("_impatient")
def test_a_failed_change_gives_the_lock_back(opened: OpenLibrary, folder: Path) -> None:
    def fail(*_: object) -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        opened.do("fail", fail)
    star(OpenLibrary(folder), 1)
    assert starred(OpenLibrary(folder).library) == {1}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"999999\n", b"x" * 100])
def test_what_an_old_lock_file_says_means_nothing(opened: OpenLibrary, folder: Path, content: bytes) -> None:
    (folder / "lock").write_bytes(content)
    star(opened, 1)
    assert starred(opened.library) == {1}
    said = (folder / "lock").read_bytes()
    assert said.split(b"\n")[0].strip() == str(os.getpid()).encode()


def test_a_lock_that_cannot_be_made_is_no_lock_that_is_held(opened: OpenLibrary, folder: Path) -> None:
    (folder / "lock").unlink()
    (folder / "lock").mkdir()
    with pytest.raises(StoreError, match="lock is not a regular file: remove it"):
        star(opened, 1)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    store = Store(tmp_path / "file" / "library", DEVICE)
    with pytest.raises(StoreError, match=f"cannot write to {store.folder}: .*: nothing was changed"), store.writing():
        pytest.fail("there is nothing to write to")


def test_a_lock_removed_meanwhile_lets_nobody_in_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, real = tmp_path / "lock", locks._wait_for
    waits = []

    def removed_once(fd: int, path: Path, seconds: float) -> None:
        real(fd, path, seconds)
        waits.append(fd)
        if len(waits) == 1:
            path.unlink()

    monkeypatch.setattr(locks, "_wait_for", removed_once)
    with locks.locked(lock):
        assert len(waits) == 2
        assert lock.read_text().strip() == str(os.getpid())


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_what_is_no_file_is_never_taken_for_the_lock(kind: str, tmp_path: Path) -> None:
    lock, other = tmp_path / "lock", tmp_path / "other"
    other.write_text("mine")
    {"link": lambda: lock.symlink_to(other), "pipe": lambda: os.mkfifo(lock), "folder": lock.mkdir}[kind]()
    with pytest.raises(StoreError, match="not a regular file"), locks.locked(lock):
        pass
    assert other.read_text() == "mine"


# where the disk has no locks

NO_LOCKS = f"""
import fcntl, os
def fails(*_):
    raise OSError({errno.ENOLCK}, "No locks available")
fcntl.flock = fails
"""
ELSEWHERE = NO_LOCKS + 'from readlist.store import files, lock\nlock.host_id = files.host_id = lambda: "elsewhere"\n'


@pytest.fixture(params=[errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, "no fcntl"])
def _no_locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(*_: object) -> None:
        raise OSError(request.param, "")

    if request.param == "no fcntl":
        monkeypatch.setattr(locks, "fcntl", None)
    else:
        monkeypatch.setattr(locks.fcntl, "flock", flock)


@pytest.mark.usefixtures("_no_locks", "_impatient")
def test_without_locks_of_the_disk_a_file_tells_who_writes(opened: OpenLibrary, folder: Path, start: Start) -> None:
    star(opened, 1)
    assert beside(folder) == sorted([*LIBRARY, today(folder)])
    holder = start(NO_LOCKS + HOLDER, folder / "lock")
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(StoreError, match=rf"another readlist \(process {holder.pid}\).*or remove {folder}/lock.held"):
        star(opened, 2)
    holder.communicate("")
    star(opened, 3)
    assert starred(OpenLibrary(folder).library) == {1, 3}


@pytest.mark.usefixtures("_no_locks", "_impatient")
def test_of_a_process_that_is_gone_the_file_is_taken_over(opened: OpenLibrary, folder: Path, start: Start) -> None:
    holder = start(NO_LOCKS + HOLDER, folder / "lock")
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.wait()
    assert (folder / "lock.held").exists()
    star(opened, 1)
    assert beside(folder) == sorted([*LIBRARY, today(folder)])


@pytest.mark.usefixtures("_no_locks", "_impatient")
@pytest.mark.parametrize("gone", [False, True], ids=["runs", "gone"])
def test_the_number_of_a_process_elsewhere_tells_nothing(
    opened: OpenLibrary, folder: Path, start: Start, gone: bool
) -> None:
    """In another container, or on another machine, the process of that number is another one."""
    holder = start(ELSEWHERE + HOLDER, folder / "lock")
    assert holder.stdout.readline() == "held\n"
    if gone:
        holder.kill()
        holder.wait()
    with pytest.raises(StoreError, match=f"another readlist .*or remove {folder}/lock.held"):
        star(opened, 1)
    (folder / "lock.held").unlink()
    star(opened, 1)


@pytest.mark.usefixtures("_no_locks")
def test_a_link_is_never_taken_for_the_file_that_tells_who_writes(
    opened: OpenLibrary, folder: Path, tmp_path: Path
) -> None:
    (folder / "lock.held").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match=r"lock\.held is not a regular file: remove it"):
        star(opened, 1)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.usefixtures("_impatient")
def test_who_has_a_lock_of_the_disk_waits_for_who_could_not_have_one(
    opened: OpenLibrary, folder: Path, start: Start
) -> None:
    holder = start(NO_LOCKS + HOLDER, folder / "lock")
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(StoreError, match="another readlist"):
        star(opened, 1)
    holder.communicate("")
    star(opened, 1)


def test_processes_that_write_at_once_without_locks_lose_nothing(folder: Path, start: Start) -> None:
    processes, changes = 4, 10
    written(folder, processes * changes)
    each = [1_000_000, *[changes] * (processes - 1)]
    writers = [start(NO_LOCKS + WRITES, folder, processes * changes, n, processes, each[n], 1) for n in range(4)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
        writer.stdin.write("\n")
        writer.stdin.flush()
    victim, *others = writers
    assert victim.stdout.readline() == "1\n"
    victim.kill()
    victim.wait()
    acknowledged = 1 + len(victim.stdout.read().split())
    for other in others:
        out, _ = other.communicate()
        assert out.split()[-1] == str(changes)
    library = OpenLibrary(folder).library
    assert len(library.history) - len(others) * changes in (acknowledged, acknowledged + 1)
    assert {id for n, id in enumerate(sorted(library.papers)) if n % processes} <= starred(library)

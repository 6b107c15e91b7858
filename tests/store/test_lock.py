"""The lock that orders writers: held for a moment, freed by any death, told apart from unwritable folders."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from readlist.session.open_library import OpenLibrary
from readlist.store import files
from readlist.store.files import StoreError
from readlist.store.store import Store
from tests.conftest import DEVICE
from tests.store.conftest import JOURNAL, Start, star, starred

HOLDER = """
import sys
from pathlib import Path
from readlist.store.files import locked
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
    monkeypatch.setattr(files, "time", clock)
    return clock


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_LOCK_SECONDS", 0.02)
    monkeypatch.setattr(files, "_LOCK_STEP", 0.001)


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
    lock, real = tmp_path / "lock", files._wait_for
    waits = []

    def removed_once(fd: int, path: Path, seconds: float) -> None:
        real(fd, path, seconds)
        waits.append(fd)
        if len(waits) == 1:
            path.unlink()

    monkeypatch.setattr(files, "_wait_for", removed_once)
    with files.locked(lock):
        assert len(waits) == 2
        assert lock.read_text().strip() == str(os.getpid())


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_what_is_no_file_is_never_taken_for_the_lock(kind: str, tmp_path: Path) -> None:
    lock, other = tmp_path / "lock", tmp_path / "other"
    other.write_text("mine")
    {"link": lambda: lock.symlink_to(other), "pipe": lambda: os.mkfifo(lock), "folder": lock.mkdir}[kind]()
    with pytest.raises(StoreError, match="not a regular file"), files.locked(lock):
        pass
    assert other.read_text() == "mine"

"""Disks that fail, fill up or take their time: the library is as it was, on disk and in memory."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from readlist.services.opened import OpenLibrary
from readlist.store.files import write_atomically
from readlist.store.store import Store, StoreError
from tests.store.conftest import Start, beside, paper, records, star, starred, written

CALLS = ("open", "write", "pwrite", "ftruncate", "fsync", "fdatasync", "replace", "rename")
"""What changes a disk, as functions of ``os``."""


@dataclass
class Disk:
    """The calls that reached the disk, as (call, file name); one of them may fail, writes may be cut short."""

    fails_at: int | None = None
    error: int = errno.EIO
    at_most: int | None = None  # bytes of one write
    calls: list[tuple[str, str]] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)  # file descriptor → file name

    failed: bool = False
    replaced: bool = False  # had the new file taken the old one's place when the disk failed?

    def called(self, name: str, real: Callable[..., Any], *args: Any, **options: Any) -> Any:
        of = args[0]
        file = self.names.get(of, "?") if isinstance(of, int) else Path(os.fsdecode(of)).name
        self.calls.append((name, file))
        if self.fails_at == len(self.calls) - 1:
            self.failed = True
            raise OSError(self.error, os.strerror(self.error))
        if name == "write" and self.at_most is not None:
            args = (of, bytes(args[1])[: self.at_most], *args[2:])
        result = real(*args, **options)
        self.replaced |= name in ("replace", "rename") and not self.failed
        if name == "open":
            self.names[result] = file
        return result


@contextmanager
def disk(monkeypatch: pytest.MonkeyPatch, **how: Any) -> Iterator[Disk]:
    """A disk that behaves as told while the block runs."""
    made = Disk(**how)
    with monkeypatch.context() as context:
        for name in CALLS:
            real = getattr(os, name)
            context.setattr(os, name, lambda *a, n=name, r=real, **o: made.called(n, r, *a, **o))
        yield made


def fault_by_fault(monkeypatch: pytest.MonkeyPatch, folder: Path, error: int) -> Iterator[tuple[Disk, OpenLibrary]]:
    """A library of its own for every call that a change makes, with a disk that fails at that call."""
    for n in range(1000):
        home = folder / str(n)
        written(home)
        opened = OpenLibrary(home)
        star(opened, 1)
        with disk(monkeypatch, fails_at=n, error=error) as failing:
            yield failing, opened
        if not failing.failed:
            return
    pytest.fail("a change makes no thousand calls")


def refused(change: Callable[[OpenLibrary], Any], opened: OpenLibrary) -> str:
    """Make a change; why it could not be made, or nothing."""
    try:
        change(opened)
    except StoreError as error:
        return str(error)
    return ""


ERRORS = pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS], ids=errno.errorcode.get)
CHANGES = pytest.mark.parametrize("change", [lambda o: star(o, 2, 3), lambda o: o.undo()], ids=["a change", "an undo"])


@ERRORS
@CHANGES
def test_a_call_that_fails_leaves_the_library_as_it_was(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: int, change: Callable[[OpenLibrary], Any]
) -> None:
    faults = 0
    for failing, opened in fault_by_fault(monkeypatch, tmp_path, error):
        file = opened.folder / "library.json"
        before, known = file.read_bytes(), records(opened.library)
        refusal = refused(change, opened)
        assert bool(refusal) == failing.failed
        if refusal:
            faults += 1
            assert str(opened.folder) in refusal
            assert os.strerror(error) in refusal
            assert "\n" not in refusal
            assert beside(opened.folder) == ["library.json", "lock"]
            if file.read_bytes() == before:
                assert records(opened.library) == known
            else:
                assert failing.replaced
                assert records(opened.library) in (known, records(OpenLibrary(opened.folder).library))
        else:
            assert records(OpenLibrary(opened.folder).library) == records(opened.library) != known
    assert faults >= 6  # the lock, its content, the new file, its content, its sync, its rename


@ERRORS
def test_a_change_that_failed_can_be_made_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: int) -> None:
    for failing, opened in fault_by_fault(monkeypatch, tmp_path, error):
        assert bool(refused(lambda o: star(o, 2), opened)) == failing.failed
        failing.fails_at = None  # the disk has recovered
        star(opened, 2, 3)
        assert starred(OpenLibrary(opened.folder).library) == starred(opened.library) == {1, 2, 3}
        assert records(OpenLibrary(opened.folder).library) == records(opened.library)


def test_a_change_is_not_said_to_be_undone_when_it_is_on_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for failing, opened in fault_by_fault(monkeypatch, tmp_path, errno.EIO):
        file = opened.folder / "library.json"
        before = file.read_bytes()
        if (refusal := refused(lambda o: star(o, 2), opened)) and failing.replaced:
            assert file.read_bytes() == before or "nothing was changed" not in refusal


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES])
def test_a_first_write_that_fails_leaves_no_library(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: int
) -> None:
    for n in range(100):
        store = Store(tmp_path / str(n))
        with disk(monkeypatch, fails_at=n, error=error) as failing:
            try:
                written(store.folder)
            except StoreError:
                assert failing.failed
            else:
                break
        if not failing.replaced:
            assert set(beside(store.folder)) <= {"lock"}
            assert not any(Store(store.folder).load().values())
    assert n >= 6


@pytest.mark.parametrize("at_most", [1, 7, 4096])
def test_writes_that_are_cut_short_are_carried_on(
    monkeypatch: pytest.MonkeyPatch, opened: OpenLibrary, folder: Path, at_most: int
) -> None:
    with disk(monkeypatch, at_most=at_most) as slow:
        star(opened, 2)
    assert sum(call == "write" for call, _ in slow.calls) >= 2400 // at_most
    assert records(OpenLibrary(folder).library) == records(opened.library)


def test_a_disk_that_fills_up_within_the_file_is_no_damage(
    monkeypatch: pytest.MonkeyPatch, opened: OpenLibrary, folder: Path
) -> None:
    before = (folder / "library.json").read_bytes()
    for n in (5, 100, 700):
        with disk(monkeypatch, at_most=3, fails_at=n, error=errno.ENOSPC), pytest.raises(StoreError) as error:
            star(opened, 2)
        assert str(error.value) == f"cannot write to {folder}: No space left on device: nothing was changed"
        assert (folder / "library.json").read_bytes() == before
        assert beside(folder) == ["library.json", "lock"]


def test_the_data_is_synced_before_the_rename_and_the_folder_after(
    monkeypatch: pytest.MonkeyPatch, opened: OpenLibrary, folder: Path
) -> None:
    with disk(monkeypatch) as working:
        star(opened, 2)
    calls = working.calls
    (renamed,) = [k for k, (call, _) in enumerate(calls) if call in ("replace", "rename")]
    new = calls[renamed][1]
    writes = [k for k, (call, file) in enumerate(calls) if call == "write" and file == new]
    (synced,) = [k for k, (call, file) in enumerate(calls) if call == "fsync" and file == new]
    (folder_synced,) = [k for k, (call, file) in enumerate(calls) if call == "fsync" and file == folder.name]
    assert writes
    assert max(writes) < synced < renamed < folder_synced
    assert not [c for c in calls if c[1] == "library.json"]  # the old file is never opened for writing


def test_the_target_of_a_link_is_replaced_in_its_own_folder(
    monkeypatch: pytest.MonkeyPatch, opened: OpenLibrary, folder: Path, tmp_path: Path
) -> None:
    real = tmp_path / "dotfiles"
    real.mkdir()
    (folder / "library.json").rename(real / "library.json")
    (folder / "library.json").symlink_to(real / "library.json")
    with disk(monkeypatch) as working:
        star(opened, 2)
    assert ("fsync", "dotfiles") in working.calls
    assert beside(real) == ["library.json"]


def test_a_read_that_fails_is_told_and_overwrites_nothing(
    monkeypatch: pytest.MonkeyPatch, opened: OpenLibrary, folder: Path
) -> None:
    def fail(_: Path) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    before = (folder / "library.json").read_bytes()
    with monkeypatch.context() as context:
        context.setattr(Path, "read_bytes", fail)
        for attempt in (lambda: OpenLibrary(folder), lambda: star(opened, 2)):
            with pytest.raises(StoreError, match=r"library\.json can't be read: Input/output error"):
                attempt()
    assert (folder / "library.json").read_bytes() == before
    assert starred(opened.library) == set()


def test_an_exception_while_a_change_is_made_ready_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, opened: OpenLibrary, folder: Path
) -> None:
    store = Store(folder)
    store.load()
    before = store.path.read_bytes()
    bad: Any = {"title_text": {1, 2}}  # no JSON
    with store.writing(), pytest.raises(TypeError):
        store.append([paper_edit(1, bad)])
    assert store.path.read_bytes() == before
    with store.writing():
        store.append([paper_edit(1, {"title_text": "New"})])
    assert store.load()["papers"][1]["title_text"] == "New"


def paper_edit(id: int, after: dict[str, Any]) -> Any:
    from readlist.models import Edit

    return Edit("papers", id, {name: getattr(paper(id), name) for name in after}, after)


KILLED_AT_THE_RENAME = """
import os, signal, sys
from pathlib import Path
from readlist.library import marking
from readlist.services.opened import OpenLibrary
os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
OpenLibrary(Path(sys.argv[1])).do("mark star", lambda library, at: marking.star(library, [1], True, at))
"""


def test_a_process_killed_before_the_rename_changes_nothing(opened: OpenLibrary, folder: Path, start: Start) -> None:
    before = (folder / "library.json").read_bytes()
    assert start(KILLED_AT_THE_RENAME, folder).wait() == -9
    assert (folder / "library.json").read_bytes() == before
    star(opened, 2)
    assert starred(OpenLibrary(folder).library) == {2}


def test_what_a_killed_process_left_behind_is_removed_by_the_next_writer(
    opened: OpenLibrary, folder: Path, start: Start
) -> None:
    start(KILLED_AT_THE_RENAME, folder).wait()
    assert len(beside(folder)) == 3
    star(opened, 2)
    assert beside(folder) == ["library.json", "lock"]


def test_a_file_that_cannot_be_replaced_keeps_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "refs.bib"
    path.write_bytes(b"old")
    for n in range(100):
        with disk(monkeypatch, fails_at=n) as failing:
            try:
                write_atomically(path, b"new")
            except (OSError, StoreError):
                assert path.read_bytes() == (b"new" if failing.replaced else b"old")
            else:
                break
        path.write_bytes(b"old")
    assert path.read_bytes() == b"new"
    assert beside(tmp_path) == ["refs.bib"]

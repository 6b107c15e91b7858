"""An open library on a disk that fails: in memory it stays as it is on disk, or says what is not."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from readlist.session.open_library import OpenLibrary
from readlist.store.files import StoreError, write_atomically
from readlist.store.store import Store
from tests.conftest import DEVICE
from tests.faults.disk import Disk, disk, playing
from tests.store.conftest import JOURNAL, Start, beside, paper, put, records, star, starred, today, written

ERRORS = pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS], ids=errno.errorcode.get)
CHANGES = pytest.mark.parametrize("change", [lambda o: star(o, 2, 3), lambda o: o.undo()], ids=["a change", "an undo"])


def fault_by_fault(folder: Path, error: int, *, patient: bool = False) -> Iterator[tuple[Disk, OpenLibrary]]:
    """A library of its own for every call that a change makes, with a disk that fails at that call."""
    for n in range(1000):
        home = folder / str(n)
        written(home)
        opened = OpenLibrary(home, keep_unsaved=patient)
        if n % 2:
            star(opened, 1)  # else the change is the day's first
        else:
            star(opened, 1)
            (home / today(home)).unlink()
        failing = Disk(home.resolve(), fails_at=n, error=error)
        yield failing, opened
        if not failing.failed and n % 2 == 0:
            assert n >= 20
            return
    pytest.fail("a change makes no thousand calls")


def refused(change: Callable[[OpenLibrary], Any], opened: OpenLibrary) -> str:
    """Make a change; why it could not be made, or nothing."""
    try:
        change(opened)
    except StoreError as error:
        return str(error)
    return ""


@ERRORS
@CHANGES
def test_a_call_that_fails_leaves_the_library_as_it_was(
    tmp_path: Path, error: int, change: Callable[[OpenLibrary], Any]
) -> None:
    refusals = 0
    for failing, opened in fault_by_fault(tmp_path, error):
        known = records(opened.library)
        told = (opened.folder / JOURNAL).read_bytes()
        with playing(failing):
            refusal = refused(change, opened)
        if refusal:
            refusals += 1
            assert str(opened.folder) in refusal
            assert os.strerror(error) in refusal
            assert "\n" not in refusal
            assert not [name for name in beside(opened.folder) if name.endswith(".tmp")]
            assert (opened.folder / JOURNAL).read_bytes() == told
            assert records(opened.library) == known
            assert records(OpenLibrary(opened.folder).library) == known
        else:
            assert records(OpenLibrary(opened.folder).library) == records(opened.library) != known
    assert refusals >= 6  # the lock, the journal, its content, its sync, and what is read


@ERRORS
def test_a_change_that_failed_can_be_made_again(tmp_path: Path, error: int) -> None:
    for failing, opened in fault_by_fault(tmp_path, error):
        with playing(failing):
            refused(lambda o: star(o, 2), opened)
        star(opened, 2, 3)
        assert starred(OpenLibrary(opened.folder).library) == starred(opened.library) == {1, 2, 3}
        assert records(OpenLibrary(opened.folder).library) == records(opened.library)


@pytest.mark.long
@ERRORS
@pytest.mark.parametrize("others", [False, True], ids=["alone", "others write"])
def test_a_library_that_holds_unsaved_changes_writes_them_later(tmp_path: Path, error: int, others: bool) -> None:
    kept = 0
    for failing, opened in fault_by_fault(tmp_path, error, patient=True):
        with playing(failing):
            star(opened, 2)
        assert starred(opened.library) == {1, 2}
        assert opened.unsaved == int(bool(opened.unsaved_reason)) <= int(failing.failed)
        assert "nothing was changed" not in (opened.unsaved_reason or "")
        if opened.unsaved:
            kept += 1
            assert starred(OpenLibrary(opened.folder).library) in ({1}, {1, 2})
            star(opened, 3)
        if others:
            star(OpenLibrary(opened.folder), 4)
        assert opened.retry()
        opened.refresh()
        assert (opened.unsaved, opened.unsaved_reason) == (0, None)
        again = OpenLibrary(opened.folder)
        assert starred(again.library) == starred(opened.library) >= {1, 2}
        assert records(again.library)["marks"] == records(opened.library)["marks"]
        assert list(again.library.history) == list(opened.library.history)
        again.undo()  # what was kept can be taken back, after a restart too
        again.undo()
    assert kept >= 6


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES])
def test_a_first_write_that_fails_leaves_no_library(tmp_path: Path, error: int) -> None:
    for n in range(100):
        home = tmp_path / str(n)
        store = Store(home, DEVICE)
        store.load()
        with disk(tmp_path, fails_at=n, error=error) as failing:
            try:
                put(store, *[_made(1)])
            except StoreError:
                assert failing.failed
            else:
                if not failing.failed:
                    break
        fresh = Store(home, DEVICE)
        fresh.load()
        assert dict(fresh.documents("papers")) in ({}, {1: paper(1).document()})
        put(fresh, _made(2))
    assert n >= 12


def _made(id: int) -> Any:
    from readlist.model.change import Edit

    return Edit("papers", id, None, paper(id).document())


def test_the_target_of_a_link_is_replaced_in_its_own_folder(opened: OpenLibrary, folder: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles"
    real.mkdir()
    (folder / "library.json").rename(real / "library.json")
    (folder / "library.json").symlink_to(real / "library.json")
    with disk(tmp_path) as working:
        star(opened, 2)
        assert opened.compact()
    assert ("fsync", "dotfiles") in working.calls
    made = {Path(file).parent.name for name, file in working.calls if name == "open" and file.endswith(".tmp")}
    assert made == {"dotfiles"}  # which may be another file system
    assert beside(real) == ["library.json"]


def test_an_exception_while_a_change_is_made_ready_writes_nothing(opened: OpenLibrary, folder: Path) -> None:
    from readlist.model.change import Edit

    star(opened, 1)
    store = Store(folder, DEVICE)
    store.load()
    before = {name: (folder / name).read_bytes() for name in beside(folder)}
    with pytest.raises(TypeError):
        put(store, Edit("papers", 1, {"title_text": "x"}, {"title_text": object()}))  # no JSON
    assert {name: (folder / name).read_bytes() for name in beside(folder)} == before
    put(store, Edit("papers", 1, {"title_text": "x"}, {"title_text": "New"}))
    assert store.documents("papers")[1]["title_text"] == "New"
    assert OpenLibrary(folder).library.papers[1].title_text == "New"


KILLED_AT = """
import os, signal, sys
from pathlib import Path
from readlist.library import marking
from readlist.session.open_library import OpenLibrary
setattr(os, sys.argv[2], lambda *_: os.kill(os.getpid(), signal.SIGKILL))
opened = OpenLibrary(Path(sys.argv[1]))
opened.do("mark star", lambda library, at: marking.star(library, [1], True, at))
opened.compact()
"""


def test_a_process_killed_before_the_rename_changes_nothing(opened: OpenLibrary, folder: Path, start: Start) -> None:
    before = (folder / "library.json").read_bytes()
    assert start(KILLED_AT, folder, "replace").wait(20) == -9
    assert (folder / "library.json").read_bytes() == before
    assert starred(OpenLibrary(folder).library) == {1}
    star(opened, 2)
    assert starred(OpenLibrary(folder).library) == {1, 2}


def test_a_process_killed_before_the_sync_leaves_the_change_or_not(
    opened: OpenLibrary, folder: Path, start: Start
) -> None:
    assert start(KILLED_AT, folder, "fdatasync").wait(20) == -9
    assert starred(OpenLibrary(folder).library) in (set(), {1})
    star(opened, 2)
    assert starred(OpenLibrary(folder).library) - {1} == {2}


def test_what_a_killed_process_left_behind_is_removed_by_the_next_writer(
    opened: OpenLibrary, folder: Path, start: Start
) -> None:
    assert start(KILLED_AT, folder, "replace").wait(20) == -9
    assert [name for name in beside(folder) if name.endswith(".tmp")]
    star(opened, 2)
    assert not [name for name in beside(folder) if name.endswith(".tmp")]


def test_a_file_that_cannot_be_replaced_keeps_its_content(tmp_path: Path) -> None:
    path = tmp_path / "refs.bib"
    path.write_bytes(b"old")
    for n in range(100):
        with disk(tmp_path, fails_at=n) as failing:
            try:
                write_atomically(path, b"new")
            except OSError:
                renamed = any(call[0] == "rename" for call in failing.done)
                assert path.read_bytes() == (b"new" if renamed else b"old")
            else:
                if not failing.failed:
                    break
        path.write_bytes(b"old")
    assert n >= 5
    assert path.read_bytes() == b"new"
    assert beside(tmp_path) == ["refs.bib"]

"""Folders, modes and links: private, kept as the user made them, never followed into nothing."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from readlist.session import health
from readlist.session.open_library import OpenLibrary
from readlist.store import backups
from readlist.store.files import StoreError
from tests.conftest import DEVICE
from tests.store.conftest import JOURNAL, LIBRARY, beside, compacted, records, star, starred, today, written


@contextmanager
def umask(mode: int) -> Iterator[None]:
    old = os.umask(mode)
    try:
        yield
    finally:
        os.umask(old)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_folders_and_files_are_private_whatever_the_umask(folder: Path, mask: int) -> None:
    with umask(mask):
        written(folder)
        star(OpenLibrary(folder), 1)
        compacted(folder)
        star(OpenLibrary(folder), 2)
    assert mode(folder) == 0o700
    assert {str(path.relative_to(folder)): mode(path) for path in folder.rglob("*")} == {
        "backups": 0o700,
        today(folder): 0o600,
        "journal": 0o700,
        JOURNAL: 0o600,
        "library.json": 0o600,
        "lock": 0o600,
    }


def test_folders_made_above_the_library_are_private_too(tmp_path: Path) -> None:
    with umask(0o000):
        written(tmp_path / "share" / "papers" / "library")
    assert [mode(p) for p in (tmp_path / "share", tmp_path / "share" / "papers")] == [0o700, 0o700]


def test_an_existing_folder_keeps_its_mode(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o750)
    written(folder)
    assert mode(folder) == 0o750


@pytest.mark.parametrize("mask", [0o077, 0])
def test_an_existing_file_keeps_its_mode_whatever_the_umask(opened: OpenLibrary, folder: Path, mask: int) -> None:
    for name in ("library.json", JOURNAL):
        (folder / name).chmod(0o640)
    with umask(mask):
        star(opened, 1)
        compacted(folder)
    assert [mode(folder / name) for name in ("library.json", JOURNAL)] == [0o640, 0o640]


def test_a_linked_library_stays_a_link(opened: OpenLibrary, folder: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles"
    real.mkdir()
    file = folder / "library.json"
    file.rename(real / "papers.json")
    file.symlink_to(real / "papers.json")
    star(opened, 1)
    compacted(folder)
    assert file.is_symlink()
    assert file.readlink() == real / "papers.json"
    assert beside(folder) == [today(folder), *LIBRARY]
    assert not (folder / today(folder)).is_symlink()
    assert beside(real) == ["papers.json"]
    assert starred(OpenLibrary(folder).library) == {1}


def test_a_linked_journal_folder_and_a_linked_journal_stay_links(
    opened: OpenLibrary, folder: Path, tmp_path: Path
) -> None:
    real = tmp_path / "synced"
    real.mkdir()
    (folder / "journal").rename(real / "journal")
    (folder / "journal").symlink_to(real / "journal")
    (real / "journal" / f"{DEVICE}.jsonl").rename(real / "told")
    (folder / JOURNAL).symlink_to(real / "told")
    star(opened, 1)
    compacted(folder)
    star(OpenLibrary(folder), 2)
    assert (folder / "journal").is_symlink()
    assert (folder / JOURNAL).is_symlink()
    assert (real / "told").read_bytes().count(b"\n") == 3
    assert starred(OpenLibrary(folder).library) == {1, 2}


def test_a_linked_folder_stays_a_link(opened: OpenLibrary, folder: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere"
    folder.rename(real)
    folder.symlink_to(real)
    star(opened, 1)
    compacted(folder)
    assert folder.is_symlink()
    assert starred(OpenLibrary(real).library) == {1}


def test_a_link_to_nothing_is_refused_not_read_as_empty(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    (folder / "library.json").symlink_to(tmp_path / "unmounted" / "library.json")
    with pytest.raises(StoreError, match=rf"{folder}.* is a link to {tmp_path}.*, which is not there"):
        OpenLibrary(folder)


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="nothing can be mounted")
def test_a_file_that_is_mounted_alone_is_not_replaced_and_nothing_is_lost(
    opened: OpenLibrary, folder: Path, tmp_path: Path
) -> None:
    shutil.copyfile(folder / "library.json", tmp_path / "mounted")
    command = ["mount", "--bind", tmp_path / "mounted", folder / "library.json"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted")
    try:
        star(OpenLibrary(folder), 1)
        again = OpenLibrary(folder)
        with pytest.raises(StoreError, match=f"cannot write to {folder}: Device or resource busy: nothing was changed"):
            again.compact()
        star(again, 2)
        assert starred(OpenLibrary(folder).library) == starred(again.library) == {1, 2}
        assert beside(folder) == [today(folder), *LIBRARY]
    finally:
        subprocess.run(["umount", "-l", folder / "library.json"], check=True)


def test_a_second_name_of_the_file_keeps_what_it_had(opened: OpenLibrary, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.json").hardlink_to(folder / "library.json")
    before = (tmp_path / "mine.json").read_bytes()
    star(opened, 1)
    compacted(folder)
    assert (tmp_path / "mine.json").read_bytes() == before
    assert starred(OpenLibrary(folder).library) == {1}


# backups


def no_second_names(monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(os, "link", fail)


@pytest.mark.parametrize("error", [errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP, errno.ENOSYS])
def test_a_backup_is_a_real_copy_where_there_are_no_second_names(
    opened: OpenLibrary, folder: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    no_second_names(monkeypatch, error)
    before = (folder / "library.json").read_bytes()
    star(opened, 1)
    copy = folder / today(folder)
    assert copy.read_bytes() == before
    assert copy.stat().st_ino != (folder / "library.json").stat().st_ino
    assert mode(copy) == 0o600
    star(opened, 2)
    compacted(folder)
    assert copy.read_bytes() == before


def test_a_backup_is_as_the_library_was_before_the_days_first_change(
    opened: OpenLibrary, folder: Path, tmp_path: Path
) -> None:
    known = records(opened.library)
    star(opened, 1)
    copy = folder / today(folder)
    before = copy.read_bytes()
    star(opened, 2)
    compacted(folder)
    star(opened, 3)
    assert copy.read_bytes() == before
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "library.json").write_bytes(before)
    assert records(OpenLibrary(alone).library) == known


def test_seven_days_of_use_have_a_backup(opened: OpenLibrary, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for = health.backup(opened, None)  # stays, and counts for none of the seven
    for day in range(1, 12):
        monkeypatch.setattr(backups, "_today", lambda day=day: f"2026-06-{day:02}")
        star(opened, day)
        star(opened, day, on=False)
    assert {path.name for path in backups.copies(folder)} == {
        asked_for.name, *(f"library-2026-06-{day:02}.json" for day in range(11, 4, -1))
    }  # fmt: skip


def test_a_backup_that_fails_does_not_stop_a_change_from_being_written(opened: OpenLibrary, folder: Path) -> None:
    (folder / "backups").write_text("a file", encoding="utf-8")
    star(opened, 1)
    assert starred(OpenLibrary(folder).library) == {1}

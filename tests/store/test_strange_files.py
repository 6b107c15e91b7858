"""Pipes, folders and links where files of a library should be: nothing waits, nothing outside of it is written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from readlist.session import health
from readlist.session.open_library import OpenLibrary
from readlist.store.files import StoreError, remove_leftovers, write_beside
from tests.store.conftest import JOURNAL, beside, records, star, starred

KINDS: dict[str, Callable[[Path], None]] = {
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
    "a link to a folder": lambda path: path.symlink_to(path.parent),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_file_among_the_journals_is_named_and_left_alone(
    opened: OpenLibrary, folder: Path, kind: str
) -> None:
    star(opened, 1)
    KINDS[kind](folder / "journal" / "lab.jsonl")
    opened.refresh()
    again = OpenLibrary(folder)
    star(again, 2)
    assert again.compact()
    assert starred(OpenLibrary(folder).library) == {1, 2}
    findings = list(health.examine(folder))
    assert all(finding.good for finding in findings)
    assert any("lab.jsonl: not a regular file" in finding.text for finding in findings)


@pytest.mark.parametrize("kind", KINDS)
def test_a_device_whose_journal_is_no_file_takes_another(opened: OpenLibrary, folder: Path, kind: str) -> None:
    star(opened, 1)
    opened.compact()
    (folder / JOURNAL).unlink()
    KINDS[kind](folder / JOURNAL)
    star(OpenLibrary(folder), 2)
    assert starred(OpenLibrary(folder).library) == {1, 2}
    assert records(OpenLibrary(folder).library)["history"].keys() >= records(opened.library)["history"].keys()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["library.json", "lock"])
def test_a_file_of_the_library_that_is_none_is_refused(opened: OpenLibrary, folder: Path, kind: str, name: str) -> None:
    star(opened, 1)
    (folder / name).unlink()
    KINDS[kind](folder / name)
    before = beside(folder)
    with pytest.raises(StoreError):
        star(OpenLibrary(folder), 2)
    assert beside(folder) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_that_is_no_file_is_none(opened: OpenLibrary, folder: Path, kind: str) -> None:
    star(opened, 1)
    (folder / "backups").mkdir(exist_ok=True)
    KINDS[kind](folder / "backups" / "library-2020-01-01.json")
    star(OpenLibrary(folder), 2)
    whole = (folder / "library.json").read_bytes()
    (folder / "library.json").write_bytes(b"")
    health.repair(health.recover(folder))
    assert starred(OpenLibrary(folder).library) == {1, 2}
    assert whole


def test_a_journal_that_is_a_link_to_a_file_is_read_and_written(
    opened: OpenLibrary, folder: Path, tmp_path: Path
) -> None:
    star(opened, 1)
    for name in ("here", "lab"):
        target = tmp_path / f"{name}.jsonl"
        target.write_bytes((folder / JOURNAL).read_bytes() if name == "here" else b"")
        (folder / "journal" / f"{name}.jsonl").unlink(missing_ok=True)
        (folder / "journal" / f"{name}.jsonl").symlink_to(target)
    star(OpenLibrary(folder), 2)
    star(OpenLibrary(folder), 3)
    assert starred(OpenLibrary(folder).library) == {1, 2, 3}
    assert (folder / "journal" / "here.jsonl").is_symlink()


def test_a_lock_that_leads_elsewhere_is_not_written_to(opened: OpenLibrary, folder: Path, tmp_path: Path) -> None:
    star(opened, 1)
    target = tmp_path / "precious"
    target.write_text("precious")
    (folder / "lock").unlink()
    (folder / "lock").symlink_to(target)
    with pytest.raises(StoreError, match="lock is not a regular file"):
        star(opened, 2)
    assert target.read_text() == "precious"


def test_two_containers_with_one_process_number_share_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "library.json"
    monkeypatch.setattr("readlist.store.files.host_id", lambda: "aaaaaa")
    one = write_beside(path, [b"one"])
    monkeypatch.setattr("readlist.store.files.host_id", lambda: "bbbbbb")
    two = write_beside(path, [b"two"])
    assert (one.read_bytes(), two.read_bytes()) == (b"one", b"two")
    monkeypatch.setattr("readlist.store.files.alive", lambda process: False)
    remove_leftovers(path)
    assert one.exists()
    assert not two.exists()
    os.utime(one, (0, 0))
    remove_leftovers(path)
    assert not one.exists()

"""Journals that are gone: what only they told, what another device takes over, what comes back."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from readlist.library import marking
from readlist.session import health
from readlist.session.open_library import OpenLibrary
from readlist.store.files import StoreError
from tests.conftest import DEVICE
from tests.store.conftest import JOURNAL, beside, records, star, starred, written


def device(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Be another device from here on."""
    for place in ("session.open_library", "session.health"):
        monkeypatch.setattr(f"readlist.{place}.device_name", lambda: name)


def remove_snapshots(folder: Path) -> None:
    """Have only what the journals tell."""
    (folder / "library.json").unlink()
    for copy in (folder / "backups").iterdir():
        copy.unlink()


@pytest.fixture
def shared(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library to which two other devices have written."""
    written(folder)
    for name, id in (("lab-3f9a1c", 2), ("lab-77aa77", 3)):
        device(monkeypatch, name)
        star(OpenLibrary(folder), id)
        OpenLibrary(folder).do("tag", lambda library, at, tag=name: marking.tag(library, [1], [tag], []))  # type: ignore[misc]
    device(monkeypatch, DEVICE)
    star(OpenLibrary(folder), 4)
    return folder


def test_a_device_that_is_gone_is_forgotten_and_nothing_of_it_is_lost(shared: Path, tmp_path: Path) -> None:
    before = records(OpenLibrary(shared).library)
    forgetting = health.forget(shared, "lab-3f9a1c")
    assert str(forgetting).startswith(f"{shared}/journal/lab-3f9a1c.jsonl: 2 lines, ")
    (kept,) = forgetting.done()
    assert kept.parent == shared / "backups"
    assert [p for p in beside(shared) if "journal/" in p] == [JOURNAL, "journal/lab-77aa77.jsonl"]
    assert records(OpenLibrary(shared).library) == before
    assert all(finding.good for finding in health.examine(shared))
    copytree(shared / "journal", tmp_path / "elsewhere" / "journal")
    assert records(OpenLibrary(tmp_path / "elsewhere").library) == before


def test_a_device_that_returns_is_read_again(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (kept,) = health.forget(shared, "lab-3f9a1c").done()
    kept.rename(shared / "journal" / "lab-3f9a1c.jsonl")
    device(monkeypatch, "lab-3f9a1c")
    star(OpenLibrary(shared), 9)
    device(monkeypatch, DEVICE)
    star(OpenLibrary(shared), 10)
    assert starred(OpenLibrary(shared).library) == {2, 3, 4, 9, 10}
    assert all(finding.good for finding in health.examine(shared))


def test_another_machine_from_which_the_journal_vanishes_keeps_all_of_it(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The removal may come before the lines that replace it."""
    before = starred(OpenLibrary(shared).library)
    opened = OpenLibrary(shared)
    (shared / "journal" / "lab-3f9a1c.jsonl").unlink()
    star(opened, 11)
    remove_snapshots(shared)
    assert starred(OpenLibrary(shared).library) == before | {11}


@pytest.mark.parametrize(
    ("name", "said"),
    [(DEVICE, "is this device"), ("lab", "has no journal of lab"), ("../x", "has no journal of ../x")],
)
def test_only_another_device_is_forgotten(shared: Path, name: str, said: str) -> None:
    before = beside(shared)
    with pytest.raises(StoreError, match=said):
        health.forget(shared, name)
    assert beside(shared) == before


def test_a_damaged_journal_is_repaired_first(shared: Path) -> None:
    journal = shared / "journal" / "lab-3f9a1c.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b'"ops"', b'"opt"', 1))
    with pytest.raises(StoreError, match="is damaged: `readlist doctor --repair` first"):
        health.forget(shared, "lab-3f9a1c").done()
    assert journal.exists()


def test_what_stands_behind_a_damaged_line_is_not_lost_with_the_journal(shared: Path) -> None:
    """How far a journal was read ends before the damage: what is behind it is known all the same."""
    journal = shared / "journal" / "lab-3f9a1c.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b'"ops"', b'"opt"', 1))
    remove_snapshots(shared)
    star(OpenLibrary(shared), 12)
    journal.write_bytes(b"")
    star(OpenLibrary(shared), 13)
    remove_snapshots(shared)
    library = OpenLibrary(shared).library
    assert starred(library) == {3, 4, 12, 13}
    assert set(library.mark(1).tags) == {"lab-3f9a1c", "lab-77aa77"}

"""Damage of the file or of a journal: told, never overwritten, never read as an empty library, and repaired."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from readlist.session import health
from readlist.session.open_library import OpenLibrary
from readlist.store.files import StoreError
from readlist.store.store import Store
from tests.conftest import DEVICE
from tests.store.conftest import (
    JOURNAL,
    beside,
    compacted,
    line_ends,
    put,
    records,
    star,
    starred,
    today,
)

DAMAGED: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n",
    "null": b"null",
    "a list": b"[]",
    "an object without tables": b"{}",
    "a number": b"42",
    "text": b'"library"',
    "truncated": b'{"meta":{"1":{"version":1}},"papers":{"1":{"key":"lee20',
    "trailing data": b'{"meta":{"1":{"version":1}}}{"papers":{}}',
    "NULs": b"\0" * 4096,
    "NULs at the end": b'{"meta":{"1":{"version":1}}}' + b"\0" * 512,
    "binary": bytes(range(256)) * 8,
    "latin-1": '{"meta":{"1":{"version":1}},"papers":{"1":{"key":"a","title_text":"Ångström"}}}'.encode("latin-1"),
    "a hundred thousand lists": b"[" * 100_000 + b"]" * 100_000,
    "deep in a table": b'{"papers":' + b'{"1":' * 100_000 + b"}" * 100_001,
    "a table that is a list": b'{"meta":{"1":{"version":1}},"papers":[]}',
    "a table that is null": b'{"papers":null}',
    "huge numbers": b'{"papers":{"1":' + b"9" * 5000 + b"}}",
}
MISSHAPEN: dict[str, bytes] = {
    "an id that is no number": b'{"papers":{"x":{"key":"a","title_text":"A"}}}',
    "a document that is a list": b'{"papers":{"1":[]}}',
    "a document that is a number": b'{"papers":{"1":7}}',
    "a paper without a key": b'{"papers":{"1":{"title_text":"A"}}}',
    "a key that is a number": b'{"papers":{"1":{"key":5,"title_text":"A"}}}',
    "authors that are a number": b'{"papers":{"1":{"key":"a","title_text":"A","authors":5}}}',
    "a place that is text": b'{"papers":{"1":{"key":"a"},"2":{"key":"b"}},"marks":{"1":{"place":"x"},"2":{"place":1}}}',
    "edits that are a number": b'{"history":{"1":{"at":"","command":"","summary":"","edits":3}}}',
    "an edit that is too short": b'{"history":{"1":{"at":"","command":"","summary":"","edits":[["papers"]]}}}',
    "meta that is a list": b'{"meta":{"1":[]},"papers":{}}',
    "our meta and a paper without a key": b'{"meta":{"1":{"version":2}},"papers":{"1":{"title_text":"A"}}}',
    "our meta and authors that are a number": b'{"meta":{"1":{"version":2}},"papers":{"1":{"key":"a","authors":5}}}',
    "nested deeper than it can be read": b'{"papers":{"1":{"key":"a","extra":{"a":' + b"[" * 800 + b"]" * 800 + b"}}}}",
}


@pytest.fixture
def used(opened: OpenLibrary, folder: Path) -> OpenLibrary:
    """A library that has a backup, changes in the snapshot, and changes in the journal since."""
    star(opened, 1)
    star(opened, 2)
    opened.undo()
    assert opened.compact()
    star(opened, 3)
    return opened


def repaired(folder: Path) -> OpenLibrary:
    """Repair the library as ``doctor --repair`` does."""
    health.repair(health.recover(folder))
    assert [finding.text for finding in health.examine(folder) if not finding.good] == []
    return OpenLibrary(folder)


def refuses(content: bytes, whole: OpenLibrary) -> None:
    """A library with that content is refused by all that reads or writes it, stays as it is, and can be repaired."""
    folder = whole.folder
    path = folder / "library.json"
    before, told, files = records(whole.library), (folder / JOURNAL).read_bytes(), beside(folder)
    path.write_bytes(content)
    attempts: list[Any] = [
        lambda: OpenLibrary(folder),
        whole.refresh,
        lambda: star(whole, 2),
        whole.undo,
        lambda: star(whole, 4),
        whole.compact,
    ]
    for attempt in attempts:
        try:
            assert attempt() is False  # nothing was written anew
        except StoreError as error:
            message = str(error)
            assert str(path) in message
            assert "`readlist doctor --repair` restores it from " in message
            assert "\n" not in message
            assert len(message) < len(str(path)) + 250
        else:
            assert attempt == whole.compact
        assert path.read_bytes() == content
        assert (folder / JOURNAL).read_bytes() == told
        assert beside(folder) == files
    again = repaired(folder)
    assert records(again.library) == before
    (kept,) = folder.glob("library.json.damaged-*")
    assert kept.read_bytes() == content
    again.undo()
    assert starred(OpenLibrary(folder).library) == starred(again.library) == {1}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_refused_left_as_it_is_and_repaired(used: OpenLibrary, damage: str) -> None:
    refuses(DAMAGED[damage], used)


@pytest.mark.parametrize("shape", MISSHAPEN)
def test_a_file_of_another_shape_is_refused_left_as_it_is_and_repaired(used: OpenLibrary, shape: str) -> None:
    refuses(MISSHAPEN[shape], used)


def test_a_tinydb_file_of_another_program_is_refused(used: OpenLibrary) -> None:
    refuses(b'{"_default":{"1":{"name":"somebody"}}}', used)


def test_a_file_cut_short_or_doubled_is_refused(used: OpenLibrary) -> None:
    raw = (used.folder / "library.json").read_bytes()
    refuses(raw[: len(raw) // 2], used)


def test_a_doubled_file_is_refused(used: OpenLibrary) -> None:
    refuses((used.folder / "library.json").read_bytes() * 2, used)


def test_a_file_cut_short_anywhere_is_refused(used: OpenLibrary, folder: Path) -> None:
    path = folder / "library.json"
    raw = path.read_bytes()
    for size in (*range(0, len(raw), 97), len(raw) - 2, len(raw) - 1):
        path.write_bytes(raw[:size])
        with pytest.raises(StoreError, match=r"library\.json is damaged.*doctor --repair"):
            OpenLibrary(folder)


def test_a_missing_file_is_no_empty_library(used: OpenLibrary, folder: Path) -> None:
    before = records(used.library)
    (folder / "library.json").unlink()
    for attempt in (lambda: OpenLibrary(folder), used.refresh, lambda: star(used, 5)):
        with pytest.raises(StoreError, match=r"library\.json is missing: put it back, or `readlist doctor --repair`"):
            attempt()
        assert beside(folder) == [today(folder), JOURNAL, "lock"]
    assert records(repaired(folder).library) == before


def test_a_missing_file_is_no_empty_library_where_there_is_only_a_backup(used: OpenLibrary, folder: Path) -> None:
    for name in (JOURNAL, "library.json"):
        (folder / name).unlink()
    for attempt in (lambda: OpenLibrary(folder), used.refresh, lambda: star(used, 5)):
        with pytest.raises(StoreError, match=rf"library\.json is missing.* restores it from {today(folder)}"):
            attempt()
    again = repaired(folder)
    assert (len(again.library.papers), starred(again.library)) == (20, set())  # as on the day's first change


def test_the_backup_that_is_named_is_the_newest_that_is_whole(used: OpenLibrary, folder: Path) -> None:
    good = (folder / today(folder)).read_bytes()
    (folder / today(folder)).unlink()
    torn = good[:-40] + bytes(40)
    for name, content in (("2026-01-03", b""), ("2026-01-02", torn), ("2026-01-01", good), ("2025-12-31", good)):
        (folder / "backups" / f"library-{name}.json").write_bytes(content)
    (folder / "library.json").write_bytes(b"")
    with pytest.raises(StoreError, match=r"restores it from backups/library-2026-01-01\.json and the journal"):
        OpenLibrary(folder)


@pytest.mark.parametrize("seed", range(4))
def test_a_flipped_bit_is_never_taken_for_good(used: OpenLibrary, folder: Path, seed: int) -> None:
    dice = Random(seed)
    path = folder / "library.json"
    raw, known = path.read_bytes(), records(used.library)
    files = beside(folder)
    for _ in range(40):
        place = dice.randrange(len(raw))
        flipped = raw[:place] + bytes([raw[place] ^ 1 << dice.randrange(8)]) + raw[place + 1 :]
        path.write_bytes(flipped)
        assert any(not finding.good for finding in health.examine(folder))
        try:
            opened = OpenLibrary(folder)
            opened.compact()  # would give what is wrong a checksum that is right
        except StoreError:
            pass
        else:
            assert path.read_bytes() == flipped
        assert path.read_bytes() == flipped
        assert beside(folder) == files
    assert records(repaired(folder).library) == known


@pytest.mark.parametrize("sum_", [b"ABCDEF01", b"zzzzzzzz"])
def test_a_file_whose_sum_is_damaged_is_no_file_of_others(used: OpenLibrary, folder: Path, sum_: bytes) -> None:
    path = folder / "library.json"
    damaged = path.read_bytes()[:-12] + sum_ + b'"}}}'
    path.write_bytes(damaged)
    with pytest.raises(StoreError, match=r"library\.json is damaged"):
        OpenLibrary(folder).compact()
    assert path.read_bytes() == damaged


def test_damage_is_no_backup(used: OpenLibrary, folder: Path) -> None:
    for copy in (folder / "backups").iterdir():
        copy.unlink()
    path = folder / "library.json"
    path.write_bytes(path.read_bytes().replace(b"Paper Number 7", b"Paper Numbes 7"))
    with pytest.raises(StoreError, match=r"library\.json is damaged"):
        star(OpenLibrary(folder), 9)
    assert b"Numbes" in path.read_bytes()


# journals


JOURNALS: dict[str, Callable[[bytes, int], bytes]] = {
    "cut short of the snapshot": lambda raw, folded: raw[: folded - 1],
    "empty": lambda raw, folded: b"",
    "NUL": lambda raw, folded: bytes(len(raw)) + b"\n",
    "binary": lambda raw, folded: bytes(range(256)) * (len(raw) // 256 + 1) + b"\n",
    "another text": lambda raw, folded: raw[:folded] + b"these are notes\n",
    "another shape": lambda raw, folded: raw[:folded] + b'{"at":5,"ops":3}\n',
    "latin-1": lambda raw, folded: raw[:folded] + "Ångström\n".encode("latin-1"),
    "a hundred thousand lists": lambda raw, folded: raw[:folded] + b"[" * 100_000 + b"\n",
    "a flipped bit": lambda raw, folded: raw[: folded + 20] + bytes([raw[folded + 20] ^ 4]) + raw[folded + 21 :],
    "a bad line before good ones": lambda raw, folded: raw[:folded] + b"{}\n" + raw[folded:],
    "NULs before good lines": lambda raw, folded: raw[:folded] + bytes(512) + raw[folded:],
}


@pytest.mark.parametrize("damage", JOURNALS)
def test_a_damaged_journal_is_named_and_all_else_can_be_used(used: OpenLibrary, folder: Path, damage: str) -> None:
    raw, folded = (folder / JOURNAL).read_bytes(), line_ends(folder)[-2]
    damaged = JOURNALS[damage](raw, folded)
    (folder / JOURNAL).write_bytes(damaged)
    opened = OpenLibrary(folder)
    assert starred(opened.library) in ({1}, {1, 3})
    assert (folder / JOURNAL).read_bytes() == damaged
    wrong = [finding.text for finding in health.examine(folder) if not finding.good]
    assert bool(wrong) is (damage not in ("cut short of the snapshot", "empty"))
    assert all(text.startswith(f"{folder / JOURNAL}: damaged at byte ") for text in wrong)
    star(opened, 4)
    assert starred(OpenLibrary(folder).library) - {3} == {1, 4}
    again = repaired(folder)
    assert len(again.library.papers) == 20
    star(again, 5)
    assert starred(OpenLibrary(folder).library) - {3} == {1, 4, 5}


@pytest.mark.parametrize("damage", JOURNALS)
def test_what_a_damaged_journal_told_is_written_anew_elsewhere(used: OpenLibrary, folder: Path, damage: str) -> None:
    raw, folded = (folder / JOURNAL).read_bytes(), line_ends(folder)[-2]
    (folder / JOURNAL).write_bytes(JOURNALS[damage](raw, folded))
    star(OpenLibrary(folder), 4)
    before = records(repaired(folder).library)
    (folder / "library.json").unlink()
    assert records(repaired(folder).library) == before


def test_a_missing_journal_is_written_anew(used: OpenLibrary, folder: Path) -> None:
    (folder / JOURNAL).unlink()
    assert starred(OpenLibrary(folder).library) == {1}
    star(OpenLibrary(folder), 4)
    before = records(OpenLibrary(folder).library)
    assert starred(OpenLibrary(folder).library) == {1, 4}
    (folder / "library.json").unlink()
    assert records(repaired(folder).library) == before


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_last_line_without_end_counts_for_nothing(used: OpenLibrary, folder: Path, cut: int) -> None:
    path = folder / JOURNAL
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    assert starred(OpenLibrary(folder).library) == {1}
    star(OpenLibrary(folder), 5)
    assert starred(OpenLibrary(folder).library) == {1, 5}
    assert path.read_bytes().startswith(whole[: line_ends(folder)[-2]])


@pytest.mark.parametrize("size", [1, 511, 4096, 100_000])
def test_nuls_behind_the_last_line_count_for_nothing(used: OpenLibrary, folder: Path, size: int) -> None:
    path = folder / JOURNAL
    whole = path.read_bytes()
    path.write_bytes(whole + bytes(size))
    assert starred(OpenLibrary(folder).library) == {1, 3}
    star(OpenLibrary(folder), 5)
    assert starred(OpenLibrary(folder).library) == {1, 3, 5}
    assert b"\0" not in path.read_bytes()


def test_a_journal_cut_short_while_open_is_not_continued(used: OpenLibrary, folder: Path) -> None:
    path = folder / JOURNAL
    raw = path.read_bytes()[:100]
    path.write_bytes(raw)
    star(used, 9)
    assert path.read_bytes() == raw
    assert records(OpenLibrary(folder).library) == records(used.library)
    assert starred(used.library) == {1, 3, 9}


def test_a_journal_of_another_device_may_be_missing_or_empty(used: OpenLibrary, folder: Path) -> None:
    other = Store(folder, "other")
    other.load()
    from readlist.model.change import Edit

    put(other, Edit("marks", 7, {"starred_at": None}, {"starred_at": "2026-06-01T08:00:00Z"}))
    compacted(folder)
    star(OpenLibrary(folder), 8)
    for change in (lambda p: p.write_bytes(b""), lambda p: p.unlink()):
        change(folder / "journal" / "other.jsonl")
        assert starred(OpenLibrary(folder).library) == {1, 3, 7, 8}
        star(OpenLibrary(folder), 9)
        OpenLibrary(folder).undo()


# the rest


def unreadable(monkeypatch: pytest.MonkeyPatch, context: pytest.MonkeyPatch, name: str) -> None:
    """Reading the file of that name fails."""
    real = os.open

    def fail(path: Any, flags: int, *args: Any, **options: Any) -> int:
        if Path(os.fsdecode(path)).name == name and not flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(path, flags, *args, **options)

    context.setattr(os, "open", fail)


def test_a_read_that_fails_is_told_and_overwrites_nothing(
    used: OpenLibrary, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    OpenLibrary(folder).compact()
    before = {name: (folder / name).read_bytes() for name in beside(folder)}
    with monkeypatch.context() as context:
        unreadable(monkeypatch, context, "library.json")
        for attempt in (lambda: OpenLibrary(folder), used.refresh, lambda: star(used, 2)):
            with pytest.raises(StoreError, match=r"library\.json can't be read: Input/output error"):
                attempt()
    assert {name: (folder / name).read_bytes() for name in beside(folder)} == before
    assert used.refresh() in (True, False)
    assert starred(used.library) == {1, 3}


def test_a_library_unreadable_for_a_moment_is_read_once_it_can_be(
    used: OpenLibrary, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    star(OpenLibrary(folder), 4)
    compacted(folder)
    with monkeypatch.context() as context:
        unreadable(monkeypatch, context, "library.json")
        with pytest.raises(StoreError, match=r"library\.json can't be read: Input/output error"):
            used.refresh()
    assert used.refresh() is True
    assert starred(used.library) == {1, 3, 4}


def test_the_size_of_a_damaged_file_is_told(folder: Path) -> None:
    folder.mkdir()
    (folder / "library.json").write_bytes(b"x" * 12_345)
    with pytest.raises(StoreError, match=r"12,345 bytes.*put a good copy in its place"):
        Store(folder, DEVICE).load()


def test_a_byte_order_mark_is_no_damage(used: OpenLibrary, folder: Path) -> None:
    path = folder / "library.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    opened = OpenLibrary(folder)
    assert records(opened.library) == records(used.library)
    star(opened, 4)
    assert starred(OpenLibrary(folder).library) == {1, 3, 4}


def test_a_library_file_that_is_a_folder_is_refused(folder: Path) -> None:
    (folder / "library.json").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"library\.json can't be read: Is a directory"):
        Store(folder, DEVICE).load()


def test_hostile_text_is_harmless_when_it_is_loaded(opened: OpenLibrary, folder: Path) -> None:
    path = folder / "library.json"
    path.write_bytes(path.read_bytes().replace(b"Paper Number 4", rb"P\u001b]52;c;eA==\u0007\u202e\u009baper\ud800 4"))
    assert OpenLibrary(folder).library.papers[4].title_text == "Paper 4"
    star(OpenLibrary(folder), 4)
    assert OpenLibrary(folder).library.papers[4].title_text == "Paper 4"

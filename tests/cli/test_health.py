"""``readlist doctor``, ``backup`` and ``restore``: what is wrong is said, and what is whole comes back."""

from __future__ import annotations

import re
import stat

import pytest

from readlist.model.change import Edit
from readlist.store.journal import Line, encode
from tests.cli.conftest import MAPS, NEWEST, ORDER, SMALL, SPARSE, Readlist


@pytest.fixture
def used(filled: Readlist) -> Readlist:
    """readlist on a library that has a backup, decisions in the file, and one in the journal since."""
    filled("mark", "star", SMALL)
    filled("queue", "add", ORDER, MAPS)
    filled("doctor", "--compact")
    filled("mark", "read", SPARSE)
    return filled


def decided(readlist: Readlist) -> tuple[bool, list[str], bool]:
    return readlist.show(SMALL)["starred"], readlist.queue(), readlist.show(SPARSE)["read"]


def test_of_a_library_in_order_all_that_was_looked_at_is_named(used: Readlist) -> None:
    before = used.bytes()
    ran = used("doctor")
    assert (ran.code, ran.err) == (0, "")
    assert {line[:5] for line in ran.out.splitlines()} == {"ok   "}
    assert f"{used.file}: 5 papers, 4 decided papers, 4 changes" in ran.out
    for path in used.bytes():
        assert str(used.folder / path) in ran.out
    assert used("doctor", "--repair").told == ["readlist: nothing is damaged: nothing was changed"]
    assert used.bytes() == before


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b'{"papers":[]}', b"[" * 100_000 + b"]" * 100_000])
def test_a_damaged_library_is_described_then_repaired_after_a_preview(used: Readlist, content: bytes) -> None:
    before = decided(used)
    (backup,) = used.folder.glob("backups/*")
    used.file.write_bytes(content)
    damaged = used.bytes()
    for command in (["list"], ["mark", "skip", MAPS]):
        ran = used(*command)
        assert (ran.code, ran.out) == (1, "")
        assert ran.told == [
            f"readlist: {used.file} is damaged, or no library ({len(content):,} bytes): it was left as it is; "
            f"`readlist doctor --repair` restores it from backups/{backup.name} and the journal"
        ]
    ran = used("doctor")
    assert (ran.code, [line[:5] for line in ran.out.splitlines()].count("wrong")) == (1, 1)
    assert ran.told == ["readlist: 1 problem; `readlist doctor --repair` restores what is undamaged"]
    assert used.bytes() == damaged

    ran = used("doctor", "--repair")
    assert ran.code == 0
    source, result = ran.told
    assert source == f"readlist: {backup} and the journal: 5 papers, 4 decided papers, 4 changes"
    (copy,) = used.folder.glob("library.json.damaged-*")
    assert result == f"readlist: restored; what was damaged is kept as {copy}"
    assert re.fullmatch(r"library\.json\.damaged-\d{8}T\d{6}\.\d{6}Z", copy.name)
    assert copy.read_bytes() == content
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert used.keys() == NEWEST
    assert decided(used) == before


def test_a_library_of_which_nothing_is_left_is_not_made_anew(filled: Readlist) -> None:
    filled.file.write_bytes(b"")
    for journal in filled.folder.glob("journal/*"):
        journal.unlink()
    ran = filled("list")
    assert (ran.code, ran.told[0].endswith("it was left as it is; put a good copy in its place")) == (1, True)
    ran = filled("doctor", "--repair")
    assert ran.code == 1
    assert ran.told[-1] == f"readlist: {filled.folder}: neither a backup nor the journal has anything to restore"
    assert filled.file.read_bytes() == b""


def test_lines_of_a_journal_that_are_damaged_are_named_and_left_out(used: Readlist) -> None:
    journal = max(used.folder.glob("journal/*"), key=lambda path: path.stat().st_mtime_ns)
    whole = journal.read_bytes()
    at = whole.rstrip(b"\n").rindex(b"\n") + 1
    journal.write_bytes(whole[:at] + b"#" + whole[at + 1 :])
    warning = f"readlist: {journal}: damaged at byte {at:,}: ignored; `readlist doctor` checks the whole library"
    assert used("list").told == [warning]
    ran = used("doctor")
    assert f"wrong {journal}: damaged at byte {at:,}" in ran.out
    ran = used("doctor", "--repair")
    assert f"readlist: {journal}: damaged at byte {at:,}" in ran.told
    assert used("list").told == []
    assert decided(used) == (True, [ORDER, MAPS], False)


def test_a_backup_brings_back_what_it_has_and_restoring_can_be_taken_back(used: Readlist, tmp_path: object) -> None:
    ran = used("backup", f"{tmp_path}/kept.json")
    assert (ran.code, ran.out) == (0, f"{tmp_path}/kept.json\n")
    used("remove", *NEWEST)
    assert used.keys() == []
    ran = used("restore", f"{tmp_path}/kept.json")
    assert ran.code == 0
    assert (used.keys(), decided(used)) == (NEWEST, (True, [ORDER, MAPS], True))
    assert used("undo").code == 0
    assert used.keys() == []
    assert used("backup", f"{tmp_path}/kept.json").told == [
        f"readlist: {tmp_path}/kept.json exists: choose another name"
    ]


def test_there_is_no_backup_of_a_library_that_is_not_there(readlist: Readlist) -> None:
    ran = readlist("backup")
    assert (ran.code, ran.told) == (1, [f"readlist: {readlist.folder}: there is no library to back up yet"])
    assert readlist("list").code == 0
    assert not readlist.folder.exists()


def test_a_device_that_is_gone_is_forgotten_after_a_preview(used: Readlist) -> None:
    journal = used.folder / "journal" / "lab.jsonl"
    journal.write_bytes(encode(Line(5, (Edit("queries", 7, None, {"name": "lab", "text": "tag:lab"}),))))
    size = journal.stat().st_size
    before = used("list", "--json").json
    ran = used("doctor", "--forget", "lab", "--json")
    (kept,) = used.folder.glob("backups/lab.jsonl.forgotten-*")
    assert ran.told == [
        f"readlist: {journal}: 1 line, {size:,} bytes: this device's journal gets what it tells, and no decision is "
        "lost or changed",
        f"readlist: forgot lab; its journal is kept as {kept}: put back, it is read again",
    ]
    assert {finding["good"] for finding in ran.json} == {True}
    assert not journal.exists()
    assert used("list", "--json").json == before
    ran = used("doctor", "--forget", "lab")
    assert (ran.code, ran.out) == (1, "")
    assert ran.told == [f"readlist: {journal.parent} has no journal of lab: `readlist doctor` lists what there is"]

"""Thousands of changes, and of devices: files stay bounded, and opening does not notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.library import marking
from readlist.model.change import Edit
from readlist.session import health
from readlist.session.open_library import OpenLibrary
from readlist.store import store as store_module
from readlist.store.journal import Line, encode
from tests.conftest import DEVICE
from tests.steps import steps
from tests.store.conftest import beside, paper, records

FIRST = 1_700_000_000_000_000


def changed(folder: Path, devices: list[str], changes: int) -> None:
    """Twenty papers, starred by turns."""
    (folder / "journal").mkdir(parents=True)
    made = Line(FIRST, tuple(Edit("papers", p.id, None, p.document()) for p in map(paper, range(1, 21))))
    lines = {device: [encode(made)] if not n else [] for n, device in enumerate(devices)}
    for n in range(1, changes):
        change = {
            "at": "2026-01-01T00:00:00Z",
            "command": "mark star",
            "summary": "x",
            "device": devices[n % len(devices)],
        }
        old, new = ({"starred_at": f"2026-01-01T00:{n // 1200 % 60:02}:{k // 20 % 60:02}Z"} for k in (n - 20, n))
        edits = (Edit("marks", n % 20 + 1, old if n > 20 else {}, new), Edit("history", FIRST + n, None, change))
        lines[devices[n % len(devices)]].append(encode(Line(FIRST + n, edits)))
    for device, written in lines.items():
        (folder / "journal" / f"{device}.jsonl").write_bytes(b"".join(written))


def test_a_long_journal_is_shortened_and_other_devices_read_the_same(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "HISTORY_KEPT", 50)
    monkeypatch.setattr(store_module, "_LONG", 1000)
    changed(folder, [DEVICE], 400)
    opened = OpenLibrary(folder)
    opened.compact()
    before = records(OpenLibrary(folder).library)
    (journal,) = (folder / "journal").iterdir()
    assert journal.name != f"{DEVICE}.jsonl"
    assert journal.read_bytes().count(b"\n") == 51
    assert records(opened.library)["marks"] == before["marks"]
    other = tmp_path / "other"
    (other / "journal").mkdir(parents=True)
    (other / "journal" / journal.name).write_bytes(journal.read_bytes())
    assert records(OpenLibrary(other).library) == before
    for _ in range(50):
        opened.undo()
    opened.do("mark read", lambda library, at: marking.read(library, [3], True, at))
    assert {**records(OpenLibrary(folder).library), "history": 0} == {**records(opened.library), "history": 0}
    assert all(finding.good for finding in health.examine(folder))
    assert opened.compact()
    assert len([name for name in beside(folder) if name.startswith("journal/")]) == 1


@pytest.mark.long
@pytest.mark.parametrize("devices", [1, 2500])
def test_thirty_thousand_changes_cost_no_more_than_a_part_of_them(tmp_path: Path, devices: int) -> None:
    lines, sizes = [], []
    for changes in (6_000, 30_000):
        folder = tmp_path / str(changes)
        changed(folder, [DEVICE, *(f"device{n}" for n in range(1, devices))], changes)
        OpenLibrary(folder).compact()
        lines.append(steps(OpenLibrary, folder))
        sizes.append(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()))
    assert lines[1] < 1.5 * lines[0]
    assert devices > 1 or sizes[1] < 1.5 * sizes[0]  # each device shortens its own journal


@pytest.mark.parametrize("devices", [1, 400, pytest.param(2500, marks=pytest.mark.long)])
def test_many_devices_cost_one_look_at_each_file(folder: Path, devices: int, monkeypatch: pytest.MonkeyPatch) -> None:
    changed(folder, [f"device{n}" for n in range(devices)], 12 * devices if devices > 400 else 3 * devices + 500)
    before = records(OpenLibrary(folder).library)
    opened = OpenLibrary(folder)
    opened.compact()
    read = []
    with monkeypatch.context() as patch:
        patch.setattr("readlist.store.journal.open_regular", lambda path, *flags: read.append(path))
        again = OpenLibrary(folder)
        assert {**records(again.library), "history": 0} == {**before, "history": 0}
        assert read == []
    path = folder / "library.json"
    raw = path.read_bytes()
    for place in range(20, len(raw), len(raw) // 40):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 16]) + raw[place + 1 :])
        assert not all(finding.good for finding in health.examine(folder))

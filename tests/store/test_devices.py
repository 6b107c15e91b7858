"""Devices that share a library by exchanging their journals: in whatever order they come, all have the same."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest

from readlist.model.change import Edit
from readlist.store.store import Store

Documents = dict[str, dict[int, dict[str, Any]]]


def opened(folder: Path, device: str) -> Store:
    store = Store(folder, device)
    store.load()
    return store


def documents(store: Store) -> Documents:
    return {name: dict(store.documents(name)) for name in ("papers", "marks")}


def some_edits(store: Store, dice: Random) -> list[Edit]:
    """Papers come, change and go; marks are set and taken back."""
    edits = []
    for id in dice.sample(range(1, 6), dice.randint(1, 2)):
        paper, mark = store.documents("papers").get(id), store.documents("marks").get(id, {})
        kind = dice.choice(("paper", "mark"))
        if kind == "mark":
            field = dice.choice(("read_at", "starred_at", "note"))
            edits.append(Edit("marks", id, {field: mark.get(field)}, {field: dice.choice((None, str(dice.random())))}))
        elif paper is None:
            facts = {"key": f"k{dice.randint(0, 9)}", "title_text": "A title", "score": dice.random()}
            edits.append(Edit("papers", id, None, facts))
        elif dice.random() < 0.3:
            edits.append(Edit("papers", id, paper, None))
        else:
            new = {"score": dice.choice((None, dice.random()))}
            edits.append(Edit("papers", id, {"score": paper.get("score")}, new))
    return edits


def fetch(journals: Path, into: Path, own: str) -> None:
    """Copy the journals of other devices, where they have grown."""
    into.mkdir(parents=True, exist_ok=True)
    for file in journals.glob("*.jsonl"):
        copy = into / file.name
        if file.stem != own and (not copy.exists() or copy.stat().st_size < file.stat().st_size):
            shutil.copyfile(file, copy)


@pytest.mark.parametrize("seed", range(30))
def test_devices_that_exchange_journals_in_any_order_end_with_the_same(tmp_path: Path, seed: int) -> None:
    dice = Random(seed)
    devices = ["desk", "lab", "train"][: dice.choice((2, 3))]
    clock = 1_000
    for _ in range(60):
        device = dice.choice(devices)
        store = opened(tmp_path / device, device)
        clock += dice.randint(0, 3)
        what = dice.random()
        if what < 0.6:
            with store.writing():
                store.new_edits()
                store.append(some_edits(store, dice), max(store.last + 1, clock))
        elif what < 0.75:
            if store.path.exists():
                store.compact(store.freeze())
        else:
            fetch(tmp_path / dice.choice(devices) / "journal", tmp_path / device / "journal", device)
    for device in devices:
        for other in devices:
            fetch(tmp_path / other / "journal", tmp_path / device / "journal", device)
    ends = [documents(opened(tmp_path / device, device)) for device in devices]
    assert all(end == ends[0] for end in ends)


def test_a_journal_that_arrives_while_a_library_is_open_is_taken_in(tmp_path: Path) -> None:
    desk, lab = opened(tmp_path / "desk", "desk"), opened(tmp_path / "lab", "lab")
    for store, id in ((desk, 1), (lab, 2)):
        with store.writing():
            store.append([Edit("papers", id, None, {"key": f"k{id}", "title_text": "A title"})], id)
    fetch(tmp_path / "lab" / "journal", tmp_path / "desk" / "journal", "desk")
    assert desk.changed()
    assert desk.new_edits() == (Edit("papers", 2, None, {"key": "k2", "title_text": "A title"}),)
    assert not desk.changed()


def test_a_folder_that_has_only_the_journals_of_others_is_a_library(tmp_path: Path) -> None:
    desk = opened(tmp_path / "desk", "desk")
    with desk.writing():
        desk.append([Edit("papers", 1, None, {"key": "k1", "title_text": "A title"})], 1)
    fetch(tmp_path / "desk" / "journal", tmp_path / "lab" / "journal", "lab")
    assert documents(opened(tmp_path / "lab", "lab")) == documents(desk)


def test_a_paper_changed_after_another_device_removed_it_stays_whole(tmp_path: Path) -> None:
    whole = {"key": "k1", "title_text": "A title", "category": "CL"}
    desk = opened(tmp_path / "desk", "desk")
    with desk.writing():
        desk.append([Edit("papers", 1, None, whole)], 1)
    fetch(tmp_path / "desk" / "journal", tmp_path / "lab" / "journal", "lab")
    lab = opened(tmp_path / "lab", "lab")
    with lab.writing():
        lab.append([Edit("papers", 1, {"score": None}, {"score": 3.5})], 3)
    with desk.writing():
        desk.append([Edit("papers", 1, whole, None)], 2)
    fetch(tmp_path / "lab" / "journal", tmp_path / "desk" / "journal", "desk")
    desk.new_edits()
    assert documents(desk)["papers"] == {1: {**whole, "score": 3.5}}

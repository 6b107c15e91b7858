"""Two libraries to which any command is done apart, repairs too, and that exchange their journals at random: in the end
both are the same. That no decision is lost is seen in ``test_machines``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from readlist.library import marking, repairs
from readlist.library.history import HistoryError
from readlist.library.marking import Plan
from readlist.model.change import Edit
from readlist.session import health
from readlist.session.open_library import OpenLibrary
from tests.library.any_command import COMMANDS
from tests.store.conftest import paper, records, star, starred
from tests.store.test_devices import fetch

DEVICES = ("desk", "lab")

On = Callable[[str], OpenLibrary]


@pytest.fixture
def on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> On:
    """The library as a process on a device opens it; both devices begin with the same eight papers."""

    def opened(device: str) -> OpenLibrary:
        monkeypatch.setattr("readlist.session.open_library.device_name", lambda: device)
        return OpenLibrary(tmp_path / device)

    edits = tuple(Edit("papers", p.id, None, p.document()) for p in map(paper, range(1, 9)))
    opened("desk").do("import", lambda library, at: Plan(edits, "imported"))
    copy(tmp_path, "desk", "lab")
    return opened


def copy(root: Path, device: str, to: str) -> None:
    """Carry the journals of one device to the other."""
    fetch(root / device / "journal", root / to / "journal", to)


def meet(root: Path, on: On) -> None:
    """Both have everything, and both have used it since."""
    for _ in range(2):
        copy(root, "desk", "lab")
        copy(root, "lab", "desk")
        for device in DEVICES:
            on(device).record(lambda library: ())


def same(root: Path, on: On) -> dict[str, Any]:
    """What both libraries have, every paper and every decision."""
    desk, lab = (records(on(device).library) for device in DEVICES)
    assert desk == lab
    for device in DEVICES:
        assert [finding.text for finding in health.examine(root / device) if not finding.good] == []
    return desk


def some_change(opened: OpenLibrary, names: tuple[str, ...], dice: Random) -> None:
    name, seed = dice.choice(names), dice.random()
    with suppress(HistoryError):
        if name in ("undo", "redo"):
            getattr(opened, name)()
        else:
            opened.do(name, lambda library, at: COMMANDS[name](library, at, Random(seed)))


def exchange(root: Path, on: On, seed: int, names: tuple[str, ...], times: int) -> None:
    dice = Random(seed)
    for _ in range(times):
        for _ in range(dice.randint(0, 3)):
            some_change(on(dice.choice(DEVICES)), names, dice)
        if dice.random() < 0.1:
            on(dice.choice(DEVICES)).compact()
        copy(root, *dice.sample(DEVICES, 2))
    meet(root, on)


EVERY = (*COMMANDS, "undo", "redo")


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 40))])
def test_two_libraries_exchanged_a_hundred_times_are_the_same(tmp_path: Path, on: On, seed: int) -> None:
    exchange(tmp_path, on, seed, EVERY, 100)
    assert same(tmp_path, on)["history"]


def decided(opened: OpenLibrary, *ids: int) -> None:
    opened.do("mark read", lambda library, at: marking.read(library, ids, True, at))
    opened.do("queue add", lambda library, at: marking.queue(library, ids, True, at))


def test_a_decision_about_a_paper_merged_elsewhere_goes_to_the_merged_one(tmp_path: Path, on: On) -> None:
    on("desk").do("merge", lambda library, at: repairs.join(library, [1, 2]))
    decided(on("lab"), 2)
    copy(tmp_path, "lab", "desk")
    assert 2 not in on("desk").library.queue  # reading is no trouble before anything is written
    meet(tmp_path, on)
    same(tmp_path, on)
    library = on("lab").library
    assert library.queue == (1,)
    assert library.mark(1).read
    assert library.marks.keys() == {1}


def test_a_paper_removed_elsewhere_comes_back_with_its_decisions(tmp_path: Path, on: On) -> None:
    was = on("desk").library.papers[3]
    on("desk").do("remove", lambda library, at: repairs.remove(library, [3]))
    decided(on("lab"), 3)
    meet(tmp_path, on)
    same(tmp_path, on)
    library = on("desk").library
    assert library.papers[3] == was
    assert library.queue == (3,)


def test_papers_merged_into_each_other_on_two_devices_are_one(tmp_path: Path, on: On) -> None:
    on("desk").do("merge", lambda library, at: repairs.join(library, [1, 2]))
    star(on("lab"), 1)
    on("lab").do("merge", lambda library, at: repairs.join(library, [2, 1]))
    meet(tmp_path, on)
    same(tmp_path, on)
    library = on("desk").library
    (left,) = {1, 2} & set(library.papers)
    assert starred(library) == {left}
    assert {library.find(f"lee2024paper{id}") for id in (1, 2)} == {(left,)}


def test_a_key_that_two_devices_gave_is_one_papers_alone(tmp_path: Path, on: On) -> None:
    for device, id in zip(DEVICES, (100, 200), strict=True):
        new = {"key": "lee2024deep", "title": f"Deep {id}", "title_text": f"Deep {id}", "authors": ["Ann Lee"],
               "date": "2024", "added": f"2026-01-0{id // 100}T00:00:00Z"}  # fmt: skip
        on(device).do("import", lambda library, at, id=id, new=new: Plan((Edit("papers", id, None, new),), "imported"))
    meet(tmp_path, on)
    found = same(tmp_path, on)["papers"]
    assert (found[100].key, found[200].key) == ("lee2024deep", "lee2024deepa")
    assert on("lab").library.find("lee2024deep") == (100,)


def test_a_paper_that_got_a_key_on_each_of_two_devices_is_found_by_both(tmp_path: Path, on: On) -> None:
    for device, key in zip(DEVICES, ("lee2024deepa", "lee2024deepb"), strict=True):
        new = {"key": key, "title": "Deep", "title_text": "Deep", "added": "2026-01-01T00:00:00Z"}
        on(device).do("import", lambda library, at, new=new: Plan((Edit("papers", 100, None, new),), "imported"))
    meet(tmp_path, on)
    assert same(tmp_path, on)["papers"][100].key == "lee2024deepb"
    assert {on(device).library.find(f"lee2024deep{c}") for device in DEVICES for c in "ab"} == {(100,)}
    on("desk").undo()
    assert 100 not in on("desk").library.papers

"""Two libraries edited apart that exchange their journals, at random: in the end both are the same, and nothing that
was decided is lost."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from readlist.library import marking, repairs
from readlist.library.history import HistoryError
from readlist.library.marking import Plan
from readlist.models import Edit
from readlist.services import health
from readlist.services.opened import OpenLibrary
from tests.library.any_command import COMMANDS
from tests.store.conftest import paper, records, star, starred
from tests.store.test_devices import fetch

DEVICES = ("desk", "lab")

On = Callable[[str], OpenLibrary]


@pytest.fixture
def on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> On:
    """The library as a process on a device opens it; both devices begin with the same eight papers."""

    def opened(device: str) -> OpenLibrary:
        monkeypatch.setattr("readlist.services.opened.device_name", lambda: device)
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
            on(device).note(lambda library: ())


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


def exchange(root: Path, on: On, seed: int, names: tuple[str, ...], times: int, carry: Callable[..., None]) -> None:
    dice = Random(seed)
    for _ in range(times):
        for _ in range(dice.randint(0, 3)):
            some_change(on(dice.choice(DEVICES)), names, dice)
        if dice.random() < 0.1:
            on(dice.choice(DEVICES)).compact()
        carry(root, *dice.sample(DEVICES, 2))
    meet(root, on)


EVERY = (*COMMANDS, "undo", "redo")
DECISIONS = ("mark read", "mark star", "mark skip", "queue", "tag", "note", "star and queue", "queue move")


@pytest.mark.parametrize("seed", range(1))
def test_two_libraries_exchanged_a_hundred_times_are_the_same(tmp_path: Path, on: On, seed: int) -> None:
    exchange(tmp_path, on, seed, EVERY, 100, copy)
    assert same(tmp_path, on)["history"]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 40))
def test_many_pairs_of_libraries_exchanged_a_hundred_times_are_the_same(tmp_path: Path, on: On, seed: int) -> None:
    exchange(tmp_path, on, seed, EVERY, 100, copy)
    same(tmp_path, on)


@pytest.mark.parametrize("seed", range(1))
def test_of_every_decision_the_newest_counts(tmp_path: Path, on: On, seed: int) -> None:
    exchange(tmp_path, on, seed, DECISIONS, 100, copy)
    found = same(tmp_path, on)
    expected: dict[int, dict[str, Any]] = {}
    for change in found["history"].values():  # of both devices, oldest first
        for edit in change.edits:
            if edit.table == "marks":
                expected.setdefault(edit.id, {}).update(edit.after)
    assert len(found["history"]) > 50
    assert {id: {n: mark.field(n) for n in expected[id]} for id, mark in found["marks"].items()} == {
        id: fields for id, fields in expected.items() if id in found["marks"]
    }
    assert all(not any(fields.values()) for id, fields in expected.items() if id not in found["marks"])


def test_by_git(tmp_path: Path, on: On) -> None:
    """Each device commits its own journal, pulls and pushes: nothing is ever in conflict."""
    git("init", "-q", "--bare", "-b", "main", tmp_path / "hub")
    for device in DEVICES:
        git("init", "-q", "-b", "main", at=tmp_path / device)
        git("remote", "add", "origin", tmp_path / "hub", at=tmp_path / device)

    def carry(root: Path, device: str, to: str) -> None:
        for one in (device, to):
            here = root / one
            git("add", f"journal/{one}.jsonl", at=here, check=False)  # none where it has not written yet
            git("commit", "-qm", "decided", at=here, check=False)  # nothing new is no mistake
            for other in (here / "journal").glob("*.jsonl"):
                if other.stem != one and other.name not in git("ls-files", at=here):
                    other.unlink()  # copied before there was a repository
            if git("ls-remote", "--heads", "origin", at=here):
                git("pull", "-q", "--no-rebase", "--no-edit", "--allow-unrelated-histories", "origin", "main", at=here)
            git("push", "-q", "origin", "HEAD:main", at=here, check=False)

    exchange(tmp_path, on, 5, EVERY, 5, carry)
    same(tmp_path, on)


def git(*words: object, at: Path | None = None, check: bool = True) -> str:
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *who, *map(str, words)], cwd=at, check=False, capture_output=True, text=True)
    assert done.returncode == 0 or not check, done.stderr
    return done.stdout


def decided(opened: OpenLibrary, *ids: int) -> None:
    opened.do("mark read", lambda library, at: marking.read(library, ids, True, at))
    opened.do("queue add", lambda library, at: marking.queue(library, ids, True, at))


def test_a_decision_about_a_paper_that_was_merged_elsewhere_goes_to_what_it_became(tmp_path: Path, on: On) -> None:
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


def test_a_paper_that_was_removed_elsewhere_comes_back_with_what_was_decided(tmp_path: Path, on: On) -> None:
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

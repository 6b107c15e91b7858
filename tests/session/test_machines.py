"""Two machines of one person: pages are imported and papers decided about apart, journals exchanged now and then, by
copying or by git. Both become the same, and what was decided last about each paper is what both say of it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pytest

from readlist.library import marking
from readlist.library.history import HistoryError
from readlist.library.marking import note, tag
from readlist.model.change import Edit
from readlist.model.paper import Mark
from readlist.platform.paths import sample_pages
from readlist.session.imports import import_pages, read_sources
from readlist.session.open_library import OpenLibrary
from tests.tui.conftest import page

IGNORED = ("library.json", "lock", "backups/", "*.tmp")
"""What git leaves where it is: everything but the journals. The README says the same."""

Exchange = Callable[[Path, Path, Random | None], None]
"""Brings what the first folder has to the second; without dice all of it."""


class Machine:
    """A library on a device of its own, and what was decided there."""

    def __init__(self, folder: Path, device: str) -> None:
        self.folder, self.device = folder, device

    def open(self) -> OpenLibrary:
        with patch("readlist.session.open_library.device_name", lambda: self.device):
            return OpenLibrary(self.folder)

    def act(self, dice: Random, decided: dict[tuple[int, str], Any]) -> None:
        """Do something; what it decided, by paper and field."""
        opened = self.open()
        ids = dice.sample(sorted(opened.library.papers), min(3, len(opened.library.papers)))
        on = dice.random() < 0.7
        word = dice.choice(["later", "thesis", "course"])
        plans = {
            "mark star": lambda library, at: marking.star(library, ids, on, at),
            "mark read": lambda library, at: marking.read(library, ids, on, at),
            "mark skip": lambda library, at: marking.skip(library, ids, on, at),
            "queue add": lambda library, at: marking.queue(library, ids, on, at),
            "tag": lambda library, at: tag(library, ids, [word] if on else [], [] if on else [word]),
            "note": lambda library, at: note(library, ids[0], word if on else ""),
            "queue move": lambda library, at: marking.move(library, library.queue[-1:], dice.randint(1, 3)),
        }
        kind = dice.choice([*(plans if ids else ()), "undo", "import", "compact"])
        edits: tuple[Edit, ...] = ()
        if kind == "undo":
            try:
                edits = tuple(e.inverse() for e in opened.library.edits_of(opened.undo()))
            except HistoryError:
                return
        elif kind == "import":
            source = dice.choice(sample_pages())
            pages, _ = read_sources([str(source)], opened.library, date(2023, 12, 15))
            import_pages(opened, pages)
        elif kind == "compact":
            opened.compact()
        elif change := opened.do(kind, plans[kind]):
            edits = tuple(opened.library.edits_of(change))
        for edit in edits:
            if edit.table == "marks":
                after, before = Mark.of(edit.after or {}), Mark.of(edit.before or {})
                names = {**(edit.before or {}), **(edit.after or {})}
                decided |= {(edit.id, name): getattr(after, name) for name in names if name != "tags"}
                for word in {*before.tags} ^ {*after.tags}:  # each tag is decided by itself
                    decided[edit.id, f"tag {word}"] = word in after.tags


def copied(one: Path, other: Path, dice: Random | None) -> None:
    """What a service that copies files brings from one folder to the other: of a journal perhaps only a part yet."""
    for journal in (one / "journal").glob("*.jsonl"):
        there = other / "journal" / journal.name
        raw = journal.read_bytes()
        have = there.stat().st_size if there.exists() else 0
        if journal.stem != other.name and len(raw) > have:
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(raw[: dice.randint(have, len(raw)) if dice and dice.random() < 0.5 else len(raw)])


def git(folder: Path, *arguments: str) -> None:
    own = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *own, *arguments], cwd=folder, check=True, capture_output=True)


def pulled(one: Path, other: Path, dice: Random | None) -> None:
    """What git brings from one folder to the other."""
    for folder in (one, other):
        if not (folder / ".git").exists():
            git(folder, "init", "--initial-branch=main")
            (folder / ".gitignore").write_text("\n".join(IGNORED) + "\n", encoding="utf-8")
        git(folder, "add", "--all")
        git(folder, "commit", "--allow-empty", "--message=x")
    git(other, "pull", "--no-rebase", "--no-edit", "--allow-unrelated-histories", str(one))


def told(opened: OpenLibrary) -> dict[str, Any]:
    """What a library says."""
    library = opened.library
    tables = ("papers", "marks", "profiles", "history", "cuts", "retired", "queries")
    return {"queue": library.queue, **{t: {id: library.record(t, id) for id in sorted(library.ids(t))} for t in tables}}


def apart(folder: Path, dice: Random, exchanges: int, exchange: Exchange) -> None:
    """Two machines work, and exchange as often as told; in the end they have the same, and all that was decided."""
    machines = [Machine(folder / name, name) for name in ("desk", "train")]
    for machine, name in zip(machines, ("sutskever", "landmarks"), strict=True):
        opened = machine.open()
        text = folder / f"{name}.txt"
        text.write_text(page(name), encoding="utf-8")
        import_pages(opened, read_sources([str(text)], opened.library, date(2023, 12, 15))[0])
    decided: dict[tuple[int, str], Any] = {}
    for _ in range(exchanges):
        for _ in range(dice.randint(1, 3)):
            dice.choice(machines).act(dice, decided)
        one, other = dice.sample([m.folder for m in machines], 2)
        exchange(one, other, dice)
    for one, other in (machines, machines[::-1], machines):
        exchange(one.folder, other.folder, None)
    ends = [machine.open() for machine in machines]
    assert told(ends[0]) == told(ends[1])
    assert decided
    for (id, name), value in decided.items():
        mark = ends[0].library.mark(id)
        found = name.removeprefix("tag ") in mark.tags if name.startswith("tag ") else getattr(mark, name)
        assert found == value, (id, name)


@pytest.mark.parametrize(
    ("seed", "exchanges"),
    [(0, 15), (1, 15), *(pytest.param(seed, 100, marks=pytest.mark.long) for seed in range(10, 14))],
)
def test_exchanges_lose_no_decision(tmp_path: Path, seed: int, exchanges: int) -> None:
    apart(tmp_path, Random(seed), exchanges, copied)


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
@pytest.mark.parametrize("exchanges", [6, pytest.param(100, marks=pytest.mark.long)])
def test_git_carries_journals_without_a_conflict(tmp_path: Path, exchanges: int) -> None:
    apart(tmp_path, Random(exchanges), exchanges, pulled)

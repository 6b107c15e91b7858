"""Undo and redo, whatever was done before."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from msgspec.structs import replace

from readlist.library import history, marking
from readlist.library.history import HistoryError
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.model.change import TABLES, Change, Edit
from readlist.model.likeness import identities
from readlist.session.demo import import_samples
from readlist.session.open_library import OpenLibrary
from tests.conftest import examples
from tests.library.any_command import COMMANDS, PAGES, STEPS
from tests.library.conftest import AT, papers


class InMemory:
    """What OpenLibrary does, without the disk."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def do(self, plan: marking.Plan) -> None:
        if plan:
            here = history.present(self.library)
            id = max(self.library.history, default=0) + 1
            change = Change(
                id=id, at=AT, command="c", summary=plan.summary, edits=plan.edits, parent=here.id if here else None
            )
            self.library.apply((*plan.edits, Edit("history", id, None, change.document())))

    def undo(self) -> bool:
        change = history.present(self.library)
        if change and not history.has_effect(self.library, change):
            self.library.apply(history.passing(change))
            return self.undo()
        if change:
            self.library.apply(history.undoing(self.library, change))
        return change is not None

    def redo(self) -> bool:
        change = history.redoable(self.library)
        if change:
            self.library.apply(history.redoing(self.library, change))
        return change is not None


def state(library: Library) -> dict[str, Any]:
    """Everything but the history itself, and the keys of papers that are gone."""
    return {
        "papers": dict(library.papers),
        "marks": dict(library.marks),
        "profiles": dict(library.profiles),
        "queue": library.queue,
        "counts": {k: n for k, n in library.counts.items() if n},
        "authors": list(library.authors()),
        "newest": library.newest,
        "kept": (dict(library.queries), dict(library.cuts)),
    }


def rebuilt(library: Library) -> Library:
    """The library as it would be loaded anew."""
    tables = {name: {id: r.document() for id, r in library._table(name).items()} for name in TABLES}
    return Library(tables)


def found_again(library: Library) -> list[tuple[int | None, int | None]]:
    """What every paper is taken for by title or abstract, and by its abstract alone."""
    at = library.papers.__getitem__
    return [
        (library.finder.find(p, tuple(identities(p)), at), library.finder.find(replace(p, title=None), (), at))
        for p in sorted(library.papers.values(), key=lambda p: p.id)
    ]


def carry_out(one: InMemory, step: tuple[str, int]) -> None:
    name, seed = step
    if name in ("undo", "redo"):
        getattr(one, name)()
    else:
        one.do(COMMANDS[name](one.library, AT, Random(seed)))


@examples(60)
@given(STEPS)
def test_every_author_is_listed_once_and_in_order(steps: list[tuple[str, int]]) -> None:
    one = InMemory(papers(8))
    for step in steps:
        carry_out(one, step)
    library = one.library
    listed = [(a.profile, library.author_id(a.name), a.papers) for a in library.authors()]
    ids = [id for _, id, _ in listed]
    written = {id for paper in library.papers.values() for id in library.authors_of(paper)}
    assert sorted(ids) == sorted(written | {library.author_id(p.name) for p in library.profiles.values()})
    assert listed == sorted(
        listed, key=lambda a: (not (a[0] and a[0].followed), not (a[0] and a[0].latest), -a[2], a[1])
    )


@examples(60)
@given(STEPS)
def test_any_commands_undone_are_the_start_and_redone_the_end(steps: list[tuple[str, int]]) -> None:
    one = InMemory(papers(8))
    start = state(one.library)
    for step in steps:
        carry_out(one, step)
    end = state(one.library)
    n = 0
    while one.undo():
        n += 1
    pinned = {id: p.key for id, p in one.library.papers.items()}
    assert state(one.library) == start
    for _ in range(n):
        assert one.redo()
    assert state(one.library) == end
    assert {id: p.key for id, p in one.library.papers.items() if id in pinned}.items() <= pinned.items()


@examples(60)
@given(STEPS)
def test_what_is_kept_up_to_date_is_what_would_be_loaded(steps: list[tuple[str, int]]) -> None:
    one = InMemory(papers(8))
    for step in steps:
        carry_out(one, step)
    again = rebuilt(one.library)
    assert state(again) == state(one.library)
    assert again.history == one.library.history
    assert {k: v for k, v in again.keys.items() if v in again.papers} == {
        k: v for k, v in one.library.keys.items() if v in one.library.papers
    }
    assert found_again(again) == found_again(one.library)


def test_a_new_change_ends_redo() -> None:
    one = InMemory(papers(3))
    one.do(marking.star(one.library, [1], True, AT))
    one.do(marking.star(one.library, [2], True, AT))
    one.undo()
    one.do(marking.star(one.library, [3], True, AT))
    assert not one.redo()
    assert [one.library.mark(id).starred for id in (1, 2, 3)] == [True, False, True]


def test_redo_brings_back_the_newest_branch() -> None:
    one = InMemory(papers(3))
    for id in (1, 2):
        one.do(marking.star(one.library, [id], True, AT))
    one.undo()
    one.do(marking.star(one.library, [3], True, AT))
    one.undo()
    assert one.redo()
    assert [one.library.mark(id).starred for id in (1, 2, 3)] == [True, False, True]


def test_undo_goes_past_what_another_device_decided_otherwise() -> None:
    one = InMemory(papers(3))
    one.do(marking.star(one.library, [2], True, AT))
    one.do(marking.read(one.library, [1], True, AT))
    one.library.apply([Edit("marks", 1, {"read_at": AT}, {"read_at": "2030-01-01T00:00:00Z"})])  # another device
    assert one.undo()
    assert not one.library.mark(2).starred
    assert one.library.mark(1).read
    assert not one.undo()


def test_an_undo_that_a_later_change_touched_in_part_refuses_and_says_why() -> None:
    one = InMemory(papers(3))
    one.do(marking.read(one.library, [1, 2], True, AT))
    one.library.apply([Edit("marks", 1, {"read_at": AT}, {"read_at": "2030-01-01T00:00:00Z"})])  # another device
    with pytest.raises(HistoryError, match="a later change to key1 touched the same"):
        one.undo()


def test_a_key_once_given_stays_with_its_paper() -> None:
    library = Library()
    one = InMemory(library)
    one.do(plan_import(library, PAGES["abstracts.txt"], AT).plan)
    before = {p.id: p.key for p in library.papers.values()}
    one.do(plan_import(library, PAGES["landmarks.txt"], AT).plan)
    completed = {p.id: p.key for p in library.papers.values() if p.aliases}
    assert completed
    one.undo()
    assert {id: library.papers[id].key for id in completed} == completed  # pinned keys are never undone
    one.undo()
    assert not library.papers
    one.do(plan_import(library, PAGES["abstracts.txt"], AT).plan)
    assert {p.id: p.key for p in library.papers.values()} == {**before, **completed}


def test_undo_and_redo_over_restarts(tmp_path: Path) -> None:
    import_samples(OpenLibrary(tmp_path))
    OpenLibrary(tmp_path).do("mark star", lambda lib, at: marking.star(lib, list(lib.papers)[:3], True, at))
    assert OpenLibrary(tmp_path).undo().summary == "starred 3 papers"
    assert OpenLibrary(tmp_path).undo().command == "import"
    assert not OpenLibrary(tmp_path).library.papers
    OpenLibrary(tmp_path).redo()
    assert len(OpenLibrary(tmp_path).library.papers) == 55
    OpenLibrary(tmp_path).redo()
    assert OpenLibrary(tmp_path).library.count("starred") == 3
    with pytest.raises(HistoryError, match="nothing to redo"):
        OpenLibrary(tmp_path).redo()


def deep(folder: Path, changes: int) -> OpenLibrary:
    """Every paper starred in turn, then unstarred, and so on."""
    import_samples(OpenLibrary(folder))
    opened = OpenLibrary(folder)
    ids = sorted(opened.library.papers)
    for n in range(changes):
        id, on = ids[n % len(ids)], n // len(ids) % 2 == 0
        opened.do("mark star", lambda lib, at, id=id, on=on: marking.star(lib, [id], on, at))
    return opened


def test_undo_ends_and_redo_begins_where_the_history_was_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readlist.store.store.HISTORY_KEPT", 5)
    assert deep(tmp_path, 9).compact()
    for _ in range(5):
        OpenLibrary(tmp_path).undo()
    with pytest.raises(HistoryError, match="nothing to undo"):
        OpenLibrary(tmp_path).undo()
    assert OpenLibrary(tmp_path).library.count("starred") == 4
    for stars in range(5, 10):
        OpenLibrary(tmp_path).redo()
        assert OpenLibrary(tmp_path).library.count("starred") == stars
    opened = OpenLibrary(tmp_path)
    assert len(opened.go_to(0)) == 5
    assert len(opened.go_to(max(opened.library.history))) == 5
    assert opened.library.count("starred") == 9


@pytest.mark.long
def test_a_thousand_changes_are_undone_and_redone_by_processes_in_turn(tmp_path: Path) -> None:
    end = state(deep(tmp_path, 1000).library)
    for n in range(1000):
        if n % 50 == 0:
            opened = OpenLibrary(tmp_path)
            opened.compact()
        opened.undo()
    assert OpenLibrary(tmp_path).library.count("starred") == 0
    for n in range(1000):
        if n % 50 == 0:
            opened = OpenLibrary(tmp_path)
        opened.redo()
    assert state(OpenLibrary(tmp_path).library) == end

"""Going to any point of the history, all the way or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.library import marking
from readlist.library.history import HistoryError, present, way
from readlist.library.marking import Plan
from readlist.model.change import Edit
from readlist.model.paper import Paper
from readlist.session.open_library import OpenLibrary
from readlist.store.files import StoreError
from readlist.store.journal import Line


@pytest.fixture
def opened(tmp_path: Path) -> OpenLibrary:
    """Three papers, then three decisions: a star on each."""
    opened = OpenLibrary(tmp_path / "library")
    papers = [Paper(id=n, key=f"k{n}", title_text=f"T{n}") for n in (1, 2, 3)]
    edits = tuple(Edit("papers", p.id, None, p.document()) for p in papers)
    opened.do("import", lambda library, at: Plan(edits, "imported"))
    for id in (1, 2, 3):
        star(opened, id)
    return opened


def star(opened: OpenLibrary, id: int, on: bool = True) -> None:
    assert opened.do("mark star", lambda library, at: marking.star(library, [id], on, at))


def starred(opened: OpenLibrary) -> list[int]:
    return [id for id in (1, 2, 3) if opened.library.mark(id).starred]


def ids(opened: OpenLibrary) -> list[int]:
    return list(opened.library.history)


def test_back_to_any_point_and_forward_again(opened: OpenLibrary) -> None:
    points = ids(opened)
    stands = [[], [1], [1, 2], [1, 2, 3]]
    for point, wanted in [*zip(points, stands, strict=True)][::-1]:
        opened.go_to(point)
        assert starred(opened) == wanted
    for point, wanted in zip(points, stands, strict=True):
        opened.go_to(point)
        assert starred(opened) == wanted
    assert len(opened.go_to(points[-1])) == 0


def test_before_everything_there_is_nothing(opened: OpenLibrary) -> None:
    way = opened.go_to(0)
    assert [c.summary for c in way.undo] == ["starred “T3”", "starred “T2”", "starred “T1”", "imported"]
    assert opened.library.papers == {}
    opened.go_to(ids(opened)[-1])
    assert starred(opened) == [1, 2, 3]


def test_what_a_new_change_ended_the_redo_of_can_still_be_gone_to(opened: OpenLibrary) -> None:
    third = ids(opened)[-1]
    opened.go_to(ids(opened)[1])
    star(opened, 1, on=False)
    assert starred(opened) == []
    steps = way(opened.library, third)
    assert (len(steps.undo), [c.summary for c in steps.redo]) == (1, ["starred “T2”", "starred “T3”"])
    opened.go_to(third)
    assert starred(opened) == [1, 2, 3]
    here = present(opened.library)
    assert here is not None
    assert here.id == third


def test_all_steps_or_none(opened: OpenLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    before = starred(opened)
    first = ids(opened)[0]
    written = opened._store._write_line

    def once(line: Line) -> tuple[Edit, ...]:
        if len(line.edits) > 1:
            raise StoreError("the disk is full")
        return written(line)

    monkeypatch.setattr(opened._store, "_write_line", once)
    with pytest.raises(StoreError):
        opened.go_to(first)
    assert starred(opened) == before
    assert not any(c.undone for c in opened.library.history.values())


def test_a_point_that_is_not_there_is_refused(opened: OpenLibrary) -> None:
    opened.library.history.clear()
    with pytest.raises(HistoryError):
        way(opened.library, 1)


def test_what_another_process_did_since_is_taken_back_too(opened: OpenLibrary) -> None:
    other = OpenLibrary(opened.folder)
    star(other, 3, on=False)
    opened.go_to(ids(opened)[1])
    assert starred(opened) == [1]

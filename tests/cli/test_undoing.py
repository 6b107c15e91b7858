"""``readlist undo`` and ``readlist redo``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import COPIED, MAPS, ORDER, SMALL, SPARSE, Readlist


def decisions(readlist: Readlist) -> list[object]:
    return [(p["key"], p["read"], p["starred"], p["skipped"], p["queue"]) for p in readlist("list", "--json").json]


def test_the_newest_change_is_undone_and_told(filled: Readlist) -> None:
    filled("mark", "star", SPARSE)
    filled("mark", "read", MAPS)
    ran = filled("undo")
    assert (ran.code, ran.out, ran.told) == (0, "", ["readlist: undone: marked read “Drawing Maps from Memory”"])
    assert (filled.show(MAPS)["read"], filled.show(SPARSE)["starred"]) == (False, True)


def test_undone_changes_come_back_one_by_one(filled: Readlist) -> None:
    states = [decisions(filled)]
    for command in (["queue", "add", SMALL, SPARSE], ["queue", "move", SPARSE, "1"], ["mark", "skip", SMALL]):
        filled(*command)
        states.append(decisions(filled))
    for state in reversed(states[:-1]):
        assert filled("undo").code == 0
        assert decisions(filled) == state
    for state in states[1:]:
        assert filled("redo").code == 0
        assert decisions(filled) == state


def test_several_changes_are_undone_and_redone_at_once(filled: Readlist) -> None:
    before = decisions(filled)
    for key in (SMALL, SPARSE, MAPS):
        filled("mark", "read", key)
    after = decisions(filled)
    ran = filled("undo", "3")
    assert (ran.code, len(ran.told)) == (0, 3)
    assert decisions(filled) == before
    assert filled("redo", "3").code == 0
    assert decisions(filled) == after


def test_undo_ends_at_the_beginning(filled: Readlist) -> None:
    filled("mark", "read", SMALL)
    ran = filled("undo", "99999999999999999999")
    assert ran.code == 1
    assert ran.told == ["readlist: only 2 changes can be undone: nothing was changed"]
    assert filled.keys() != []
    assert filled("undo", "2").code == 0
    assert filled.keys() == []
    ran = filled("undo")
    assert (ran.code, ran.out, ran.told) == (1, "", ["readlist: there is nothing to undo"])


def test_redo_ends_at_the_newest_change(filled: Readlist) -> None:
    filled("mark", "read", SMALL)
    ran = filled("redo")
    assert (ran.code, ran.out, ran.told) == (1, "", ["readlist: there is nothing to redo"])
    filled("undo", "2")
    ran = filled("redo", "5")
    assert ran.code == 1
    assert ran.told == ["readlist: only 2 changes can be redone: nothing was changed"]
    assert filled.keys() == []
    filled("redo", "2")
    assert filled.show(SMALL)["read"] is True


def test_a_new_change_ends_redo(filled: Readlist) -> None:
    filled("mark", "read", SMALL)
    filled("undo")
    filled("mark", "read", SPARSE)
    assert filled("redo").told == ["readlist: there is nothing to redo"]
    assert [k for k in (SMALL, SPARSE) if filled.show(k)["read"]] == [SPARSE]


def test_a_command_that_did_nothing_is_not_undone(filled: Readlist) -> None:
    filled("mark", "read", SMALL)
    filled("mark", "read", SMALL)
    filled("undo")
    assert filled.show(SMALL)["read"] is False


def test_an_undone_import_gives_the_same_keys_when_it_is_made_again(
    readlist: Readlist, pages: tuple[Path, Path]
) -> None:
    readlist("import", *pages, "--as-of", COPIED)
    keys = readlist.keys()
    readlist("undo")
    assert readlist.keys() == []
    readlist("import", pages[1], pages[0], "--as-of", COPIED)
    assert readlist.keys() == keys


def test_an_import_can_be_undone_and_redone_with_its_queue(readlist: Readlist, pages: tuple[Path, Path]) -> None:
    readlist("import", pages[0], "--as-of", COPIED, "--queue")
    before = decisions(readlist)
    assert readlist("undo").code == 0
    assert decisions(readlist) == []
    assert readlist("authors", "--json").json == []
    assert readlist("redo").code == 0
    assert decisions(readlist) == before
    assert readlist.queue() == [SMALL, SPARSE, ORDER]


@pytest.mark.parametrize("command", ["undo", "redo"])
@pytest.mark.parametrize("number", ["0", "-1", "1.5", "all", ""])
def test_a_number_of_changes_that_is_none_is_wrong_usage(filled: Readlist, command: str, number: str) -> None:
    before = filled.bytes()
    ran = filled(command, number)
    assert (ran.code, ran.out, len(ran.told)) == (2, "", 1)
    assert filled.bytes() == before


def test_nothing_can_be_undone_in_a_library_that_is_not_there(readlist: Readlist) -> None:
    for command in ("undo", "redo"):
        ran = readlist(command)
        assert (ran.code, ran.out, ran.told) == (1, "", [f"readlist: there is nothing to {command}"])
    assert readlist.bytes() == {}

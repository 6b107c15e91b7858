"""``readlist history``: what was done, newest first."""

from __future__ import annotations

import json

from tests.cli.conftest import MAPS, SPARSE, Readlist


def test_the_history_is_newest_first_and_says_where_the_library_stands(filled: Readlist) -> None:
    filled("mark", "star", SPARSE)
    filled("mark", "read", MAPS)
    filled("undo")
    lines = filled("history").out.splitlines()
    assert lines[0].startswith("↶ ")
    assert lines[0].endswith("marked read “Drawing Maps from Memory”  (undone)")
    assert lines[1].startswith("▸ ")
    assert "starred" in lines[1]
    assert "imported" in lines[-1]


def test_the_json_is_the_contract(filled: Readlist) -> None:
    filled("mark", "star", SPARSE)
    filled("undo")
    found = json.loads(filled("history", "--json").out)
    assert [set(change) for change in found] == [{"id", "at", "command", "summary", "undone"}] * len(found)
    assert [(c["command"], c["undone"]) for c in found][:2] == [("mark star", True), ("import", False)]
    assert [c["id"] for c in found] == sorted((c["id"] for c in found), reverse=True)


def test_a_library_that_is_not_there_has_no_history(readlist: Readlist) -> None:
    ran = readlist("history")
    assert (ran.code, ran.out, ran.told) == (0, "", [])
    assert readlist("history", "--json").json == []

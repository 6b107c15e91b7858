"""Naming papers: keys, prefixes, several, standard input; nothing is done by halves."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cli.conftest import COUNTING, MAPS, ORDER, SMALL, SPARSE, Readlist

CHANGING = [["mark", "read"], ["mark", "star"], ["mark", "skip"], ["queue", "add"]]


@pytest.mark.parametrize("named", [SPARSE, "mori2024", "m", "MORI2024Sparse", " mori2024 "])
def test_a_key_or_its_beginning_names_a_paper_in_any_case(filled: Readlist, named: str) -> None:
    assert filled.show(named)["key"] == SPARSE


def test_a_key_is_not_found_by_its_middle_or_by_more(filled: Readlist) -> None:
    for named in ("2024sparse", SPARSE + "x", "", "*"):
        ran = filled("show", named)
        assert (ran.code, ran.out) == (1, "")
        assert ran.told == [f"readlist: no paper has the key “{named}”; `readlist list` shows the keys"]


def test_a_beginning_that_several_keys_have_names_them(filled: Readlist) -> None:
    ran = filled("show", "karlsson")
    assert (ran.code, ran.out) == (1, "")
    assert ran.told == [
        "readlist: “karlsson” is ambiguous: karlsson2024reading or karlsson2026small; type more of the key"
    ]


def test_a_beginning_that_many_keys_have_names_some(readlist: Readlist) -> None:
    entry = "CLMay {0}, 2020\nPaper of Day {0}\n\nAda Karlsson\n\nOn day {0} it rained."
    entry += " It says what was done and why, how it was measured, and what came of it.\n"
    entries = [entry.format(day) for day in range(1, 9)]
    assert readlist("import", "-", stdin="\n".join(entries)).code == 0
    ran = readlist("show", "karl")
    assert ran.code == 1
    assert ran.told[0].endswith(" and 3 more; type more of the key")


def test_the_whole_key_beats_longer_ones_that_begin_with_it(readlist: Readlist) -> None:
    rest = "It says what was done and why, how it was measured, and what came of it."
    entries = [f"CLMay {n}, 2020\nSame Words {n}\n\nAda Karlsson\n\nAbstract {n} is this. {rest}\n" for n in (1, 2, 3)]
    readlist("import", "-", stdin="\n".join(entries))
    keys = sorted(readlist.keys(), key=len)
    assert all(key.startswith(keys[0]) for key in keys)
    assert readlist.show(keys[0])["key"] == keys[0]
    assert readlist("mark", "star", keys[0]).code == 0
    assert [readlist.show(key)["starred"] for key in keys] == [True, False, False]


@pytest.mark.parametrize("command", CHANGING)
def test_several_keys_are_one_change(filled: Readlist, command: list[str]) -> None:
    def facts() -> list[dict[str, Any]]:
        learned = ("interest", "interest_because")  # from all decisions, about every paper
        return [{k: v for k, v in paper.items() if k not in learned} for paper in filled("list", "--json").json]

    before = facts()
    assert filled(*command, SMALL, MAPS, "mori").code == 0
    changed = facts()
    assert [a["key"] for a, b in zip(changed, before, strict=True) if a != b] == [SMALL, SPARSE, MAPS]
    assert filled("undo").code == 0
    assert facts() == before


@pytest.mark.parametrize("command", [*CHANGING, ["queue", "remove"], ["mark", "unread"]])
@pytest.mark.parametrize("wrong", ["nobody1999", "karlsson"])
def test_nothing_is_half_done_where_one_of_several_keys_is_wrong(
    filled: Readlist, command: list[str], wrong: str
) -> None:
    filled("queue", "add", SMALL)
    before = filled.bytes()
    ran = filled(*command, SMALL, wrong, MAPS)
    assert (ran.code, ran.out, len(ran.told)) == (1, "", 1)
    assert f"“{wrong}”" in ran.told[0]
    assert filled.bytes() == before


def test_a_paper_named_twice_is_one_paper(filled: Readlist) -> None:
    assert filled("queue", "add", SPARSE, "mori", SPARSE).err == (
        "readlist: queued “Sparse Attention for Long Documents”\n"
    )
    assert filled.queue() == [SPARSE]


def test_a_dash_reads_keys_from_standard_input_one_a_line(filled: Readlist) -> None:
    assert filled("queue", "add", "-", stdin=f"{MAPS}\n\n  mori \r\n{SMALL}").code == 0
    assert filled.queue() == [MAPS, SPARSE, SMALL]


def test_keys_of_standard_input_and_of_the_command_keep_their_order(filled: Readlist) -> None:
    assert filled("queue", "add", COUNTING, "-", ORDER, stdin=f"{MAPS}\n{SMALL}\n").code == 0
    assert filled.queue() == [COUNTING, MAPS, SMALL, ORDER]


@pytest.mark.parametrize("nothing", ["", "\n \n"])
def test_no_keys_on_standard_input_is_a_failure(filled: Readlist, nothing: str) -> None:
    ran = filled("mark", "read", "-", stdin=nothing)
    assert (ran.code, ran.out) == (1, "")
    assert ran.told == ["readlist: no keys given; `readlist list` shows them"]


def test_a_wrong_key_on_standard_input_leaves_all_as_it_was(filled: Readlist) -> None:
    before = filled.bytes()
    ran = filled("mark", "read", "-", stdin=f"{MAPS}\nnobody1999\n")
    assert ran.code == 1
    assert ran.told == ["readlist: no paper has the key “nobody1999”; `readlist list` shows the keys"]
    assert filled.bytes() == before


def test_bytes_that_are_no_text_on_standard_input_are_a_wrong_key(filled: Readlist) -> None:
    ran = filled("mark", "read", "-", stdin=b"caf\xe9\n")
    assert (ran.code, ran.out, len(ran.told)) == (1, "", 1)


def test_the_library_is_not_locked_while_keys_are_read(filled: Readlist, monkeypatch: pytest.MonkeyPatch) -> None:
    locked: list[bool] = []

    class Slow:
        def __iter__(self) -> Iterator[str]:
            lock = filled.folder / "lock"
            fd = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                locked.append(False)
            except OSError:
                locked.append(True)
            finally:
                os.close(fd)
            yield SPARSE

    monkeypatch.setattr("tests.cli.conftest.source", lambda _: Slow())
    assert filled("mark", "read", "-").code == 0
    assert locked == [False]


def test_keys_can_be_piped_from_one_command_to_another(filled: Readlist) -> None:
    listed = filled("list", "documents", "--json").json
    assert filled("queue", "add", "-", stdin="\n".join(p["key"] for p in listed)).code == 0
    assert filled.queue() == [p["key"] for p in listed]


@pytest.mark.parametrize("command", [["mark", "read", SMALL], ["queue", "add", SMALL], ["undo"]])
def test_a_command_that_can_do_nothing_makes_no_library(readlist: Readlist, command: list[str]) -> None:
    assert readlist(*command).code == 1
    assert not readlist.folder.exists()

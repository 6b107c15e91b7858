"""``readlist mark`` and ``readlist queue``."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.cli.decisions import _ALREADY
from tests.cli.conftest import COUNTING, MAPS, NEWEST, ORDER, SMALL, SPARSE, Readlist

FIELDS = {"read": "read", "unread": "read", "star": "starred", "unstar": "starred", "skip": "skipped",
          "unskip": "skipped"}  # fmt: skip
OPPOSITE = {"read": "unread", "star": "unstar", "skip": "unskip"}
TITLE = "“Sparse Attention for Long Documents”"


@pytest.mark.parametrize(("mark", "said"), [("read", "marked read"), ("star", "starred"), ("skip", "skipped")])
def test_a_mark_is_set_told_and_taken_back(filled: Readlist, mark: str, said: str) -> None:
    ran = filled("mark", mark, SPARSE)
    assert (ran.code, ran.out, ran.told) == (0, "", [f"readlist: {said} {TITLE}"])
    assert filled.show(SPARSE)[FIELDS[mark]] is True
    ran = filled("mark", OPPOSITE[mark], SPARSE)
    assert (ran.code, ran.out, len(ran.told)) == (0, "", 1)
    assert filled.show(SPARSE)[FIELDS[mark]] is False


@pytest.mark.parametrize("mark", FIELDS)
def test_a_mark_that_is_set_already_is_nothing_to_do(filled: Readlist, mark: str) -> None:
    filled("mark", mark, SPARSE)
    before = filled.bytes()
    ran = filled("mark", mark, SPARSE)
    assert (ran.code, ran.out, ran.told) == (0, "", [f"readlist: nothing to do: {_ALREADY[mark]}"])
    assert filled.bytes() == before


def test_several_papers_are_told_by_their_number(filled: Readlist) -> None:
    filled("mark", "read", SMALL)
    assert filled("mark", "read", SMALL, SPARSE, MAPS).told == ["readlist: marked read 2 papers"]


def test_what_is_read_leaves_the_queue_unless_the_configuration_keeps_it(filled: Readlist, file: Path) -> None:
    filled("queue", "add", SPARSE, MAPS)
    filled("mark", "star", SPARSE)
    filled("mark", "read", SPARSE)
    paper = filled.show(SPARSE)
    assert (paper["queue"], paper["read"], paper["starred"], paper["skipped"]) == (None, True, True, False)
    filled("undo")
    assert filled.show(SPARSE)["queue"] == 1
    file.write_text("[queue]\nkeep_read = true\n")
    filled("mark", "read", SPARSE)
    assert (filled.show(SPARSE)["queue"], filled.show(SPARSE)["read"]) == (1, True)


def test_skipping_a_queued_paper_takes_it_out_of_the_queue_in_one_change(filled: Readlist) -> None:
    filled("queue", "add", SPARSE, MAPS)
    filled("mark", "skip", SPARSE)
    assert filled.queue() == [MAPS]
    filled("undo")
    assert filled.queue() == [SPARSE, MAPS]
    assert filled.show(SPARSE)["skipped"] is False


def test_queueing_a_skipped_paper_takes_back_the_skip(filled: Readlist) -> None:
    filled("mark", "skip", SPARSE)
    filled("queue", "add", SPARSE)
    paper = filled.show(SPARSE)
    assert (paper["skipped"], paper["skipped_at"], paper["queue"]) == (False, None, 1)


def test_an_unread_paper_taken_out_of_the_queue_is_back_in_the_inbox(filled: Readlist) -> None:
    filled("queue", "add", SPARSE)
    filled("queue", "remove", SPARSE)
    (jun,) = [a for a in filled("authors", "--json").json if a["name"] == "Jun Mori"]
    assert (jun["inbox"], jun["queued"]) == (3, 0)
    assert filled.show(SPARSE)["queued_at"] is None


@pytest.mark.parametrize("args", [[], ["read"], ["burn", SPARSE], [SPARSE], ["read", "--json", SPARSE]])
def test_a_mark_that_is_none_or_without_a_key_is_wrong_usage(filled: Readlist, args: list[str]) -> None:
    before = filled.bytes()
    ran = filled("mark", *args)
    assert (ran.code, ran.out, len(ran.told)) == (2, "", 1)
    assert filled.bytes() == before


def test_papers_are_queued_in_the_order_given_at_the_end(filled: Readlist) -> None:
    assert filled("queue", "add", SPARSE, MAPS).told == ["readlist: queued 2 papers"]
    assert filled("queue", "add", SMALL, SPARSE).told == ["readlist: queued “Small Language Models Remember More”"]
    assert filled.queue() == [SPARSE, MAPS, SMALL]


def test_the_queue_is_shown_in_its_order(filled: Readlist) -> None:
    filled("queue", "add", ORDER, COUNTING)
    ran = filled("queue")
    assert ran.out.splitlines() == [
        "›   1 2024-02-03 CL karlsson2024reading  Reading Order Matters — Karlsson",
        "›   2 2022-01-05 LG berg2022counting     Counting Without Numbers — Berg et al.",
    ]
    assert ran.err == ""


def test_a_paper_that_is_queued_or_is_not_already_is_nothing_to_do(filled: Readlist) -> None:
    filled("queue", "add", SPARSE)
    before = filled.bytes()
    assert filled("queue", "add", SPARSE).told == ["readlist: nothing to do: already in the queue"]
    assert filled("queue", "remove", MAPS).told == ["readlist: nothing to do: not in the queue"]
    assert filled.bytes() == before


@pytest.mark.parametrize(
    ("key", "place", "order", "where"),
    [
        (SPARSE, "1", [SPARSE, SMALL, ORDER, MAPS], "the top"),
        (SMALL, "2", [SPARSE, SMALL, ORDER, MAPS], "place 2"),
        (SMALL, "4", [SPARSE, ORDER, MAPS, SMALL], "the end"),
        (SMALL, "99999999999999999999", [SPARSE, ORDER, MAPS, SMALL], "the end"),
        (MAPS, "1", [MAPS, SMALL, SPARSE, ORDER], "the top"),
    ],
)
def test_a_paper_can_be_moved_to_a_place(filled: Readlist, key: str, place: str, order: list[str], where: str) -> None:
    filled("queue", "add", SMALL, SPARSE, ORDER, MAPS)
    ran = filled("queue", "move", key, place)
    assert ran.code == 0
    assert filled.queue() == order
    assert ran.told[0].endswith(f" to {where} of the queue")
    filled("undo")
    assert filled.queue() == [SMALL, SPARSE, ORDER, MAPS]


def test_a_paper_that_is_in_its_place_already_is_nothing_to_do(filled: Readlist) -> None:
    filled("queue", "add", SMALL, SPARSE)
    assert filled("queue", "move", SPARSE, "2").told == ["readlist: nothing to do: already there"]
    assert filled("queue", "move", SPARSE, "7").told == ["readlist: nothing to do: already there"]


def test_a_paper_that_is_not_queued_cannot_be_moved(filled: Readlist) -> None:
    ran = filled("queue", "move", SPARSE, "1")
    assert ran.code == 1
    assert ran.told == [f"readlist: {SPARSE} is not in the queue; `readlist queue add` adds it"]


@pytest.mark.parametrize("place", ["0", "-1", "top", "1.5", ""])
def test_a_place_that_is_none_is_wrong_usage(filled: Readlist, place: str) -> None:
    filled("queue", "add", SMALL, SPARSE)
    ran = filled("queue", "move", SMALL, place)
    assert (ran.code, ran.out, len(ran.told)) == (2, "", 1)
    assert filled.queue() == [SMALL, SPARSE]


@pytest.mark.parametrize("args", [["add"], ["remove"], ["move"], ["move", SMALL], ["sort"], [SMALL]])
def test_an_incomplete_queue_command_is_wrong_usage(filled: Readlist, args: list[str]) -> None:
    ran = filled("queue", *args)
    assert (ran.code, ran.out, len(ran.told)) == (2, "", 1)


def test_a_place_between_the_same_two_papers_can_be_taken_again_and_again(filled: Readlist) -> None:
    filled("queue", "add", *NEWEST)
    wanted = list(NEWEST)
    for _ in range(60):
        filled("queue", "move", wanted[2], "2")
        wanted = [wanted[0], wanted[2], wanted[1], *wanted[3:]]
    assert filled.queue() == wanted
    assert [p["queue"] for p in filled("queue", "--json").json] == [1, 2, 3, 4, 5]

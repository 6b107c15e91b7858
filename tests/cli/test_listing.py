"""``readlist list``, ``show`` and ``authors``: rows for people."""

from __future__ import annotations

import pytest

from readlist.library.listing import SORTS
from tests.cli.conftest import COUNTING, MAPS, NEWEST, ORDER, SMALL, SPARSE, Readlist


def keys_of(rows: str) -> list[str]:
    return [next(word for word in row.split() if word in NEWEST) for row in rows.splitlines()]


def test_papers_are_listed_newest_first_one_a_line(filled: Readlist) -> None:
    ran = filled("list")
    assert (ran.code, ran.err) == (0, "")
    assert keys_of(ran.out) == NEWEST


def test_a_row_tells_marks_place_date_category_key_title_and_authors(filled: Readlist) -> None:
    filled("queue", "add", SPARSE)
    filled("mark", "star", SPARSE)
    filled("mark", "read", ORDER)
    filled("mark", "skip", MAPS)
    assert filled("list").out.splitlines() == [
        "·     2026-05-27 CL karlsson2026small    Small Language Models Remember More — Karlsson et al.",
        "›★  1 2024-09-14 LG mori2024sparse       Sparse Attention for Long Documents — Mori and Karlsson",
        "✓     2024-02-03 CL karlsson2024reading  Reading Order Matters — Karlsson",
        "✗     2023-03-09 CV fischer2023drawing   Drawing Maps from Memory — Fischer and Berg",
        "·     2022-01-05 LG berg2022counting     Counting Without Numbers — Berg et al.",
    ]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        (["attention"], SPARSE),
        (["documents"], SPARSE),  # in a title before in an abstract
        (["karlsson", "reading"], ORDER),
        (["maps memory"], MAPS),
        (["berg", "numbers"], COUNTING),
        (["langauge"], SMALL),
        (["ÅDA", "small"], SMALL),
    ],
)
def test_the_best_match_is_first(filled: Readlist, query: list[str], first: str) -> None:
    assert filled.keys(*query)[0] == first


def test_a_query_lists_only_what_matches(filled: Readlist) -> None:
    assert filled.keys("streets") == [MAPS]


def test_what_was_forgiven_in_a_query_is_told(filled: Readlist) -> None:
    ran = filled("list", "atention")
    assert ran.told == ["readlist: atention → attention"]
    assert keys_of(ran.out) == [SPARSE]


def test_a_query_that_finds_nothing_says_so_and_is_no_failure(filled: Readlist) -> None:
    ran = filled("list", "zebra")
    assert (ran.code, ran.out) == (0, "")
    assert ran.told == ["readlist: no match for “zebra”"]
    assert filled("list", "zebra", "--json").json == []


@pytest.mark.parametrize("query", ["", "  ", "\t"])
def test_an_empty_query_is_none(filled: Readlist, query: str) -> None:
    assert filled.keys(query) == NEWEST


@pytest.mark.parametrize(
    ("field", "order"),
    [
        ("date", NEWEST),
        ("added", NEWEST),
        ("title", [COUNTING, MAPS, ORDER, SMALL, SPARSE]),
        ("author", [COUNTING, MAPS, SMALL, ORDER, SPARSE]),
        ("score", [SMALL, SPARSE, ORDER, MAPS, COUNTING]),
        ("key", [COUNTING, MAPS, ORDER, SMALL, SPARSE]),
    ],
)
def test_papers_can_be_sorted_by_a_field(filled: Readlist, field: str, order: list[str]) -> None:
    assert filled.keys("--sort", field) == order


def test_every_field_to_sort_by_is_tested() -> None:
    by_interest = {"interest"}  # in tests/cli/test_interest.py
    assert set(SORTS) == {"date", "added", "title", "author", "score", "key"} | by_interest


def test_the_matches_of_a_query_can_be_sorted_too(filled: Readlist) -> None:
    found = filled.keys("documents", "--sort", "title")
    assert found == [ORDER, SPARSE]


@pytest.mark.parametrize(("limit", "shown"), [("0", 0), ("1", 1), ("3", 3), ("5", 5), ("99999999999999999999", 5)])
def test_a_limit_shows_the_first_papers(filled: Readlist, limit: str, shown: int) -> None:
    assert filled.keys("--limit", limit) == NEWEST[:shown]
    assert keys_of(filled("list", "--limit", limit).out) == NEWEST[:shown]


def test_the_limit_counts_after_sorting(filled: Readlist) -> None:
    assert filled.keys("--sort", "title", "--limit", "2") == [COUNTING, MAPS]


@pytest.mark.parametrize("args", [["--limit", "-1"], ["--limit", "few"], ["--limit"], ["--sort", "colour"], ["--sort"]])
def test_a_limit_or_field_that_is_none_is_wrong_usage(filled: Readlist, args: list[str]) -> None:
    ran = filled("list", *args)
    assert (ran.code, ran.out, len(ran.told)) == (2, "", 1)


def test_one_paper_is_shown_whole(filled: Readlist) -> None:
    filled("queue", "add", ORDER, SMALL)
    filled("mark", "star", SMALL)
    ran = filled("show", SMALL)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "Small Language Models Remember More",
        "Ada Karlsson, Jun Mori, Lena Fischer et al.",
        "2026-05-27 · CL · code · score 41.5 · unread · starred · queue 2 · karlsson2026small",
        "https://github.com/example/small-memory",
        "",
        "How much can a model of 10⁸ parameters remember of what it read once? More than expected. "
        "The code is at https://github.com/example/small-memory.",
        "",
        "from profile page of Ada Karlsson",
    ]


def test_a_read_and_skipped_paper_says_both(filled: Readlist) -> None:
    filled("mark", "read", MAPS)
    filled("mark", "skip", MAPS)
    assert " · read · skipped · fischer2023drawing" in filled("show", MAPS).out


def test_authors_with_a_page_come_first_then_those_with_most_papers(filled: Readlist) -> None:
    rows = filled("authors").out.splitlines()
    assert [row[:12].strip() for row in rows] == ["Ada Karlsson", "Jun Mori", "Lena Fischer", "Tove Berg"]
    assert rows[0].split() == "Ada Karlsson papers 3 inbox 3 queue 0 read 0 h 12".split()


@pytest.mark.parametrize("command", [["list"], ["list", "attention"], ["authors"], ["queue"]])
def test_reading_a_missing_library_shows_nothing_and_creates_no_folder(readlist: Readlist, command: list[str]) -> None:
    ran = readlist(*command)
    assert (ran.code, ran.out) == (0, "")
    assert not readlist.folder.exists()
    assert readlist(*command, "--json").json == []
    assert not readlist.folder.exists()


def test_a_paper_of_a_library_that_is_not_there_is_unknown(readlist: Readlist) -> None:
    ran = readlist("show", SMALL)
    assert (ran.code, ran.out) == (1, "")
    assert ran.told == [f"readlist: no paper has the key “{SMALL}”; `readlist list` shows the keys"]
    assert not readlist.folder.exists()


def test_nothing_to_export_from_a_library_that_is_not_there(readlist: Readlist) -> None:
    ran = readlist("export")
    assert (ran.code, ran.out) == (0, "")
    assert not readlist.folder.exists()


def test_an_empty_folder_is_an_empty_library_and_stays_empty(readlist: Readlist) -> None:
    readlist.folder.mkdir()
    assert readlist("list").code == 0
    assert list(readlist.folder.iterdir()) == []


@pytest.mark.parametrize("command", [["list"], ["show", SMALL], ["authors"], ["queue"], ["export", "attention"]])
def test_reading_writes_nothing(filled: Readlist, command: list[str]) -> None:
    before = filled.bytes()
    assert filled(*command).code == 0
    assert filled.bytes() == before
    assert sorted(p.name for p in filled.folder.iterdir()) == ["journal", "library.json", "lock"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (["-is:unread"], []),
        (["language", "-is:read"], [SMALL]),
        (["--limit", "1", "year:2024"], [SPARSE]),
        (["author:karlsson", "-sparse", "-small"], [ORDER]),
        (["--", "-year:2024", "-cat:CV", "year:2020.."], [SMALL, COUNTING]),
        (["(author:karlsson OR maps)", "year:..2023"], [MAPS]),
    ],
)
def test_queries_have_fields_and_words_that_rule_out(filled: Readlist, query: list[str], found: list[str]) -> None:
    ran = filled("list", *query)
    assert (ran.code, ran.err) == (0, "")
    assert keys_of(ran.out) == found


def test_what_is_not_understood_is_said_and_the_rest_is_searched(filled: Readlist) -> None:
    ran = filled("list", "sparse", "year:soon")
    assert keys_of(ran.out) == [SPARSE]
    assert "year:soon is not understood" in ran.err
    assert "no match for “soon”" in ran.err


@pytest.mark.parametrize("command", [["list"], ["list", "--json"], ["export"], ["enrich", "--dry-run"]])
def test_a_query_that_names_no_field_is_refused_in_a_line(filled: Readlist, command: list[str]) -> None:
    ran = filled(*command, "autor:chen", "moe")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "readlist: no field “autor”: did you mean author:?\n"


def test_text_with_a_colon_is_searched_as_words(filled: Readlist) -> None:
    ran = filled("list", "Re: zzqqxx")
    assert ran.code == 0
    assert "no match for “zzqqxx”" in ran.err


def test_what_was_decided_lately_is_listed(filled: Readlist) -> None:
    filled("mark", "read", SMALL)
    assert SMALL in filled("list", "read:today").out
    assert not filled("list", "read:..2020").out
    assert not filled("list", "skipped:this-year").out
    assert len(filled("list", "added:7d").out.splitlines()) == len(filled("list").out.splitlines())
    assert filled("list", "added:7d", "-read:this-month").out == filled("list", "-is:read").out

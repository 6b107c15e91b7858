"""``readlist import``: what it takes, reports and leaves alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readlist.platform import programs
from readlist.platform.paths import sample_pages
from tests.cli.conftest import COPIED, COUNTING, MAPS, NEWEST, ORDER, OTHER, PAGE, SMALL, SPARSE, Readlist
from tests.pages.test_damaged import EVERY_KIND, KINDS_OF_PAGES

Pages = tuple[Path, Path]


def test_a_page_is_imported_and_reported_in_a_line_and_a_sum(readlist: Readlist, pages: Pages) -> None:
    ran = readlist("import", pages[0], "--as-of", COPIED)
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "Ada Karlsson: 3 papers: 3 new (profile page, utf-8, copied 2026-06-01, 2026 assumed)",
        "imported 3 entries: 3 new, 0 updated, 0 known",
    ]
    assert readlist.keys() == [SMALL, SPARSE, ORDER]


def test_what_was_doubtful_is_told_on_standard_error(readlist: Readlist, pages: Pages) -> None:
    ran = readlist("import", pages[0], "--as-of", COPIED)
    assert len(ran.told) == 1
    assert ran.told[0].startswith("readlist: karlsson.txt: line 12: year assumed: 41.5CLMay 27Code (2026 assumed")


def test_every_kind_of_problem_is_told_with_its_line(readlist: Readlist, tmp_path: Path) -> None:
    page = tmp_path / "odd.txt"
    page.write_text(EVERY_KIND, encoding="utf-8")
    told = readlist("import", page, "--as-of", COPIED, "--dry-run").told
    ran = readlist("import", page, "--as-of", COPIED, "--dry-run", "--json")
    problems = [problem for one in json.loads(ran.out)["pages"] for problem in one["problems"]]
    assert {problem["kind"] for problem in problems} == set(KINDS_OF_PAGES)
    for problem, line in zip(problems, told, strict=True):
        assert line.startswith(f"readlist: odd.txt: line {problem['line']}: {problem['kind']}: ")
        assert problem["done"] in line
    lines = EVERY_KIND.split("\n")
    unsure = next(problem for problem in problems if problem["kind"] == "unsure split")
    assert unsure["text"] == lines[unsure["line"] - 1] == "Attacks by DDOSY Li, Wei Chen"


def test_several_pages_are_one_change(readlist: Readlist, pages: Pages) -> None:
    ran = readlist("import", *pages, "--as-of", COPIED)
    assert ran.out.splitlines()[-1] == "imported 5 entries: 5 new, 0 updated, 0 known"
    assert readlist.keys() == NEWEST
    assert readlist("undo").code == 0
    assert readlist.keys() == []


def test_importing_again_takes_nothing_new_and_changes_no_byte(readlist: Readlist, pages: Pages) -> None:
    readlist("import", *pages, "--as-of", COPIED)
    before = readlist.bytes()
    ran = readlist("import", *pages, "--as-of", COPIED)
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "imported 5 entries: 0 new, 0 updated, 5 known"
    assert readlist.bytes() == before


def test_the_sample_pages_imported_again_change_nothing(readlist: Readlist) -> None:
    readlist("import", *sample_pages(), "--as-of", "2023-12-15")
    before = readlist.bytes()
    report = readlist("import", *sample_pages(), "--as-of", "2023-12-15", "--json").json
    assert (report["new"], report["updated"]) == (0, 0)
    assert readlist.bytes() == before


def test_importing_again_on_another_day_keeps_every_decision(readlist: Readlist, pages: Pages) -> None:
    readlist("import", pages[0], "--as-of", COPIED)
    readlist("queue", "add", SPARSE)
    readlist("mark", "skip", ORDER)
    before = readlist.show(SPARSE), readlist.show(ORDER)
    report = readlist("import", pages[0], "--as-of", "2026-07-01", "--json").json
    assert (report["new"], report["updated"], report["known"]) == (0, 0, 3)
    assert (readlist.show(SPARSE), readlist.show(ORDER)) == before


def test_a_page_named_twice_is_counted_once(readlist: Readlist, pages: Pages) -> None:
    report = readlist("import", pages[1], pages[1], "--json").json
    assert [(p["found"], p["new"], p["known"]) for p in report["pages"]] == [(2, 2, 0), (2, 0, 2)]
    assert readlist.keys() == [MAPS, COUNTING]


def test_a_dry_run_says_the_same_and_changes_nothing(readlist: Readlist, pages: Pages) -> None:
    dry = readlist("import", *pages, "--as-of", COPIED, "--dry-run", "--queue")
    assert dry.code == 0
    assert dry.out.splitlines()[-1] == "would import 5 entries: 5 new, 0 updated, 0 known"
    assert not readlist.folder.exists()
    wet = readlist("import", *pages, "--as-of", COPIED)
    assert dry.out.splitlines()[:-1] == wet.out.splitlines()[:-1]
    assert dry.err == wet.err


def test_a_dry_run_leaves_a_library_as_it_is(filled: Readlist, pages: Pages) -> None:
    before = filled.bytes()
    report = filled("import", pages[0], "--as-of", "2027-06-01", "--dry-run", "--queue", "--json").json
    assert report["known"] == 3
    assert filled.bytes() == before


def test_queue_queues_the_undecided_papers_in_the_order_of_the_page(filled: Readlist, pages: Pages) -> None:
    filled("mark", "read", SPARSE)
    filled("queue", "add", COUNTING)
    ran = filled("import", pages[0], "--as-of", COPIED, "--queue")
    assert ran.code == 0
    assert filled.queue() == [COUNTING, SMALL, ORDER]
    filled("undo")
    assert filled.queue() == [COUNTING]


def test_the_day_of_the_copy_decides_years_that_dates_leave_out(readlist: Readlist, pages: Pages) -> None:
    report = readlist("import", pages[0], "--as-of", "2025-05-26", "--json").json
    (page,) = report["pages"]
    assert page["assumed_year"] == 2024
    assert page["author"]["as_of"] == "2025-05-26"
    assert [p["date"] for p in readlist("list", "remember", "--json").json] == ["2024-05-27"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_any_day_of_the_calendar_will_do_as_the_day_of_the_copy(readlist: Readlist, pages: Pages, day: str) -> None:
    assert readlist("import", pages[0], "--as-of", day).code == 0
    assert len(readlist.keys()) == 3


@pytest.mark.parametrize("day", ["yesterday", "01.06.2026", "2026-02-30", "2026-06", ""])
def test_a_day_that_is_none_is_wrong_usage(readlist: Readlist, pages: Pages, day: str) -> None:
    ran = readlist("import", pages[0], "--as-of", day)
    assert (ran.code, ran.out) == (2, "")
    assert ran.told == [f"readlist: “{day}” is not a date; write it like 2026-06-01"]
    assert not readlist.folder.exists()


def test_a_dash_is_standard_input(readlist: Readlist) -> None:
    report = readlist("import", "-", "--json", stdin=OTHER).json
    assert report["pages"][0]["source"] == "-"
    assert readlist.keys() == [MAPS, COUNTING]


def test_the_clipboard_is_a_source_of_its_own(
    readlist: Readlist, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "read_clipboard", lambda: OTHER)
    report = readlist("import", "--clipboard", pages[0], "--as-of", COPIED, "--json").json
    assert [p["source"] for p in report["pages"]] == ["karlsson.txt", "clipboard"]
    assert readlist.keys() == NEWEST


def test_a_clipboard_that_fails_is_a_bad_source_among_good_ones(
    readlist: Readlist, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> str:
        raise programs.ClipboardError("no clipboard program answers")

    monkeypatch.setattr(programs, "read_clipboard", fail)
    ran = readlist("import", "--clipboard", pages[1])
    assert ran.code == 1
    assert ran.told == ["readlist: clipboard: no clipboard program answers"]
    assert readlist.keys() == [MAPS, COUNTING]


def test_a_clipboard_without_a_page_is_refused(readlist: Readlist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "read_clipboard", lambda: "milk, bread")
    ran = readlist("import", "--clipboard")
    assert (ran.code, ran.out) == (1, "")
    assert "readlist: clipboard: no list of papers was recognised" in ran.err
    assert not readlist.folder.exists()


def test_without_a_source_it_is_wrong_usage(readlist: Readlist) -> None:
    ran = readlist("import", "--as-of", COPIED)
    assert (ran.code, ran.out) == (2, "")
    assert ran.told == ["readlist: import needs a SOURCE: a file, - for standard input, or --clipboard"]


def test_a_file_is_found_in_the_home_folder(readlist: Readlist) -> None:
    Path.home().joinpath("page.txt").write_text(OTHER, encoding="utf-8")
    assert readlist("import", "~/page.txt").code == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_encodings_of_browsers_and_editors_are_understood(readlist: Readlist, encoding: str) -> None:
    page = PAGE.replace("Ada Karlsson", "Åsa Kärlsson")
    report = readlist("import", "-", "--json", "--as-of", COPIED, stdin=page.encode(encoding)).json
    assert report["pages"][0]["author"]["name"] == "Åsa Kärlsson"
    assert report["new"] == 3
    assert readlist.show("mori2024")["authors"] == ["Jun Mori", "Åsa Kärlsson"]


def test_a_lone_author_page_and_a_list_in_one_text_are_two_pages(readlist: Readlist) -> None:
    report = readlist("import", "-", "--json", stdin=OTHER + "\n" + PAGE).json
    assert [p["author"] and p["author"]["name"] for p in report["pages"]] == [None, "Ada Karlsson"]
    assert report["new"] == 5


CYRILLIC = "@article{k, author={Иванов, Пётр}, title={Теория}, journal={Журнал}, year=2014}"


def test_an_encoding_may_be_given(readlist: Readlist, tmp_path: Path) -> None:
    file = tmp_path / "old.bib"
    file.write_bytes(CYRILLIC.encode("koi8-r"))
    assert readlist("import", file, "--encoding", "KOI8-R").code == 0
    assert readlist.show("k")["title"] == "Теория"


@pytest.mark.parametrize("name", ["klingon", "base64", "", "a b"])
def test_an_encoding_that_is_none_is_named(readlist: Readlist, tmp_path: Path, name: str) -> None:
    (tmp_path / "old.bib").write_text(CYRILLIC, "utf-8")
    ran = readlist("import", tmp_path / "old.bib", "--encoding", name)
    assert ran.code == 2
    assert f"“{name}” is not an encoding" in ran.err


def test_a_wrong_encoding_changes_nothing(readlist: Readlist, tmp_path: Path) -> None:
    (tmp_path / "old.bib").write_bytes(CYRILLIC.encode("cp1251"))
    ran = readlist("import", tmp_path / "old.bib", "--encoding", "utf-8")
    assert ran.code == 1
    assert "it is not valid UTF-8 at byte" in ran.err
    assert readlist.keys() == []

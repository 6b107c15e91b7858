"""``readlist import`` of files of other programs: one report, one change, whatever comes together."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import COPIED, ORDER, SMALL, SPARSE, Readlist
from tests.formats.facts import FILES, NAMES


def test_a_page_and_files_of_several_programs_are_one_change(readlist: Readlist, pages: tuple[Path, Path]) -> None:
    ran = readlist("import", pages[0], FILES / "jabref.bib", FILES / "zotero.ris", "--as-of", COPIED, "--json")
    assert ran.code == 0
    report = ran.json
    assert [(p["layout"], p["source"], p["found"]) for p in report["pages"]] == [
        ("profile", "karlsson.txt", 3),
        ("bibtex", "jabref.bib", 2),
        ("ris", "zotero.ris", 2),
    ]
    assert report["new"] + report["updated"] + report["known"] == 7
    assert {SMALL, SPARSE, ORDER, "Berg2022"} <= set(readlist.keys())
    assert readlist("undo").code == 0
    assert readlist.keys() == []


def test_a_file_is_reported_as_a_file_of_its_format(readlist: Readlist) -> None:
    ran = readlist("import", FILES / "windows.bib", FILES / "arxiv-api.xml")
    assert ran.out.splitlines() == [
        "windows.bib: 1 paper: 1 new (bibtex file, cp1252)",
        "arxiv-api.xml: 2 papers: 2 new (atom file, utf-8)",
        "imported 3 entries: 3 new, 0 updated, 0 known",
    ]


def test_the_format_is_told_by_content_not_by_the_name(readlist: Readlist, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    shutil.copy(FILES / "dblp.bib", path)
    assert readlist("import", path, "--json").json["pages"][0]["layout"] == "bibtex"
    assert readlist("import", "-", "--json", stdin=(FILES / "pandoc.json").read_bytes()).json["new"] == 1


def test_broken_entries_are_named_and_the_others_taken(readlist: Readlist) -> None:
    ran = readlist("import", FILES / "by-hand.bib")
    assert ran.code == 0
    assert [line.split(": ")[2:4] for line in ran.told if "repaired" in line or "incomplete" in line] == [
        ["line 23", "repaired"],
        ["line 26", "incomplete entry"],
    ]
    assert readlist.show("after")["title"] == "The entry after the broken one"


@pytest.mark.parametrize("text", ["@misc{a, title={", "TY  - JOUR\nER  - \n", '[{"a":1}]', '{"a":1}', "<feed></feed>"])
def test_a_file_without_a_paper_is_one_error_and_makes_no_library(readlist: Readlist, text: str) -> None:
    ran = readlist("import", "-", stdin=text)
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.told) == 1
    assert ran.told[0].startswith(("readlist: -: it is ", "readlist: -: it looks like JSON"))
    assert not readlist.folder.exists()


def test_import_twice_changes_no_byte(readlist: Readlist) -> None:
    files = [FILES / name for name in NAMES]
    readlist("import", *files)
    before = readlist.bytes()
    ran = readlist("import", *files)
    assert ran.out.splitlines()[-1].startswith("imported ")
    assert readlist.bytes() == before


def test_what_was_marked_elsewhere_is_marked_here(readlist: Readlist) -> None:
    readlist("import", FILES / "jabref.bib")
    paper = json.loads(readlist("show", "karlsson2023", "--json").out)
    assert (paper["read"], paper["starred"], paper["note"]) == (True, True, "Good figures.\nLook at the appendix.")
    assert paper["tags"] == ["order", "documents", "Reading", "To cite"]
    assert (paper["venue"], paper["type"]) == ("Transactions on Readable Machines", "article")
    assert paper["fields"]["priority"] == "prio1"


def test_the_help_names_what_is_taken(readlist: Readlist) -> None:
    out = " ".join(readlist("import", "--help").out.split())
    assert "BibTeX, RIS, CSL-JSON" in out


def test_the_files_of_a_command_share_their_macros(readlist: Readlist, tmp_path: Path) -> None:
    (tmp_path / "names.bib").write_text('@string{tac = "{IEEE} Trans. Autom. Control"}\n')
    (tmp_path / "refs.bib").write_text("@article{k, author={Kalman, R. E.}, title={A Filter}, journal=tac}\n")
    ran = readlist("import", tmp_path / "names.bib", tmp_path / "refs.bib")
    assert ran.code == 0
    assert readlist.show("k")["venue"] == "IEEE Trans. Autom. Control"

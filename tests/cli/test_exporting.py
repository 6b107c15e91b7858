"""``readlist export``."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string

from readlist.model.change import FOLLOWING
from readlist.platform.paths import sample_pages
from readlist.store.files import StoreError
from tests.cli.conftest import COUNTING, MAPS, ORDER, SMALL, SPARSE, Readlist, process

ONE = """\
@misc{karlsson2024reading,
  author        = {Karlsson, Ada},
  title         = {Reading Order Matters},
  year          = {2024},
  month         = feb,
"""


def entries(text: str) -> list[str]:
    return [entry.key for entry in parse_string(text).entries]


def test_the_queue_is_written_as_bibtex_to_standard_output(queued: Readlist) -> None:
    ran = queued("export")
    assert (ran.code, ran.err) == (0, "")
    assert entries(ran.out) == [MAPS, ORDER, SPARSE]
    assert ONE in ran.out


def test_a_dash_as_file_is_standard_output(queued: Readlist) -> None:
    assert queued("export", "-o", "-").out == queued("export").out


def test_an_empty_queue_writes_nothing_and_says_so(filled: Readlist, tmp_path: Path) -> None:
    for args in ([], ["-o", str(tmp_path / "refs.bib")]):
        ran = filled("export", *args)
        assert (ran.code, ran.out) == (0, "")
        assert ran.told == [
            "readlist: no papers that can be cited are in the queue: nothing was written",
            "readlist: `readlist export -is:skipped` takes all papers but skipped ones",
        ]
        assert "@" in filled("export", "-is:skipped").out
    assert not (tmp_path / "refs.bib").exists()


def test_a_query_chooses_what_is_exported(queued: Readlist) -> None:
    assert entries(queued("export", "small", "language").out) == [SMALL]
    assert entries(queued("export", "berg").out) == [COUNTING, MAPS]


def test_a_query_that_finds_nothing_writes_nothing(queued: Readlist) -> None:
    ran = queued("export", "zebra")
    assert (ran.code, ran.out) == (0, "")
    assert ran.told == [
        "readlist: no match for “zebra”",
        "readlist: no papers that can be cited match “zebra”: nothing was written",
    ]


def test_papers_known_by_their_abstract_alone_are_left_out_and_named(readlist: Readlist) -> None:
    (abstracts,) = [p for p in sample_pages() if p.name == "abstracts.txt"]
    readlist("import", abstracts, "--queue", "--as-of", "2023-12-15")
    ran = readlist("export")
    assert (ran.code, ran.out) == (0, "")
    assert ran.told[0].startswith("readlist: 8 papers left out: known only by their abstract: ")
    assert ran.told[-1] == "readlist: no papers that can be cited are in the queue: nothing was written"


def test_a_file_is_written_whole_for_others_to_read(queued: Readlist, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    old = os.umask(0o022)
    try:
        ran = queued("export", "-o", file)
    finally:
        os.umask(old)
    assert (ran.code, ran.out, ran.told) == (0, "", [f"readlist: wrote 3 entries to {file}"])
    assert file.read_text(encoding="utf-8") == queued("export").out
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert sorted(p.name for p in tmp_path.iterdir()) == ["library", "refs.bib"]


def test_a_file_that_is_up_to_date_stays_as_it_is(queued: Readlist, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    queued("export", "-o", file)
    before = file.stat().st_ino
    ran = queued("export", "-o", file)
    assert (ran.code, ran.told) == (0, [f"readlist: {file} is up to date"])
    assert file.stat().st_ino == before


def test_a_file_that_exists_is_merged_into(queued: Readlist, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text("% mine\n@misc{mine}\n", encoding="utf-8")
    ran = queued("export", "-o", file)
    assert (ran.code, ran.out, ran.told) == (0, "", [f"readlist: {file}: 3 entries added"])
    assert file.read_text(encoding="utf-8") == "% mine\n@misc{mine}\n\n" + queued("export").out


def test_what_a_hand_changed_stays_and_the_rest_is_renewed(queued: Readlist, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    queued("export", "-o", file)
    text = file.read_text(encoding="utf-8")
    edited = text.replace("{Reading Order Matters}", "{Order, Reading, and What Matters}")
    file.write_text(edited, encoding="utf-8")
    queued("fix", ORDER, "--date", "2024-03-01")
    ran = queued("export", "-o", file)
    assert ran.told == [
        f"readlist: 1 entry edited by hand, not changed: {ORDER} (title)",
        f"readlist: {file}: 1 renewed, 2 as they were",
    ]
    assert file.read_text(encoding="utf-8") == edited.replace("= feb,", "= mar,")


def test_what_was_written_is_no_change_that_can_be_undone(queued: Readlist, tmp_path: Path) -> None:
    queued("export", "-o", tmp_path / "refs.bib")
    ran = queued("undo")
    assert ran.out + ran.err != ""
    assert "export" not in ran.out + ran.err
    assert queued.queue() == []


def test_a_file_that_is_no_bibtex_stays_and_the_export_goes_beside_it(queued: Readlist, tmp_path: Path) -> None:
    file, new = tmp_path / "refs.bib", tmp_path / "refs.new.bib"
    for broken in (b"Dear diary,\n", b"@misc{a, title = {caf\xe9}}\n"):
        file.write_bytes(broken)
        new.unlink(missing_ok=True)
        ran = queued("export", "-o", file)
        assert (ran.code, ran.out, len(ran.told)) == (1, "", 1)
        assert ran.told[0].startswith(f"readlist: {file}: ")
        assert ran.told[0].endswith(f"it is left as it is; wrote 3 entries to {new}")
        assert file.read_bytes() == broken
        assert new.read_text(encoding="utf-8") == queued("export").out
    assert "line 1: " in queued("export", "-o", file).told[0] or "byte 21" in queued("export", "-o", file).told[0]


def test_a_broken_file_is_told_of_in_one_line(queued: Readlist, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    broken = "@string(a # b)\n@misc{a,\n  title = {x\n}\n\n@misc{b, title = {y}}\n"
    file.write_text(broken, encoding="utf-8")
    ran = process("export", "-o", file, timeout=60)  # whole: bibtexparser's log goes to standard error
    assert ran.returncode == 0
    assert file.read_text(encoding="utf-8").startswith(broken)
    assert b"1 entry broken, left as it is: a (line 2)\n" in ran.stderr


def test_a_key_of_another_entry_of_the_file_is_left_to_it(queued: Readlist, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    mine = f"@book{{{ORDER},\n  title = {{Gardens of the North}},\n  author = {{Karlsson, Ada}},\n}}\n"
    file.write_text(mine, encoding="utf-8")
    ran = queued("export", "-o", file)
    assert f"readlist: 1 entry under another key in the file: {ORDER} as {ORDER}a" in ran.told
    text = file.read_text(encoding="utf-8")
    assert mine in text
    assert entries(text) == [ORDER, MAPS, f"{ORDER}a", SPARSE]
    assert queued("export", "-o", file).told[-1] == f"readlist: {file} is up to date"


def test_line_ends_and_byte_order_mark_of_a_file_stay(queued: Readlist, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_bytes(b"\xef\xbb\xbf@misc{mine,\r\n  title = {Zo\xc3\xab},\r\n}\r\n")
    queued("export", "-o", file)
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf@misc{mine,\r\n  title = {Zo\xc3\xab},\r\n}\r\n\r\n@misc{")
    assert data.count(b"\n") == data.count(b"\r\n")


def test_a_library_that_cannot_be_written_still_exports(
    queued: Readlist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("no space")

    monkeypatch.setattr("readlist.session.open_library.OpenLibrary.record", refuse)
    ran = queued("export", "-o", tmp_path / "refs.bib")
    assert ran.code == 0
    assert "readlist could not record what it wrote (no space)" in ran.told[0]
    assert (tmp_path / "refs.bib").read_text(encoding="utf-8") == queued("export").out


@pytest.mark.parametrize(("format", "start"), [("ris", "TY  - "), ("csl-json", "[\n"), ("markdown", "- [ ] ")])
def test_other_formats_replace_only_what_readlist_wrote(
    queued: Readlist, tmp_path: Path, format: str, start: str
) -> None:
    file = tmp_path / "refs"
    assert queued("export", "--format", format, "-o", file).code == 0
    assert file.read_text(encoding="utf-8").startswith(start)
    queued("queue", "remove", ORDER)
    assert queued("export", "--format", format, "-o", file).told == [f"readlist: {file}: 2 entries"]
    file.write_text("mine", encoding="utf-8")
    ran = queued("export", "--format", format, "-o", file)
    assert (ran.code, len(ran.told)) == (1, 1)
    assert ran.told[0].startswith(f"readlist: {file} exists: ")
    assert file.read_text(encoding="utf-8") == "mine"


def test_json_is_the_whole_library_unless_a_query_chooses(queued: Readlist) -> None:
    whole = queued("export", "--format", "json").json
    assert whole.keys() == {"version", "papers", "profiles", "queries", "cuts", *FOLLOWING}
    assert [p["key"] for p in whole["papers"]] == sorted([SMALL, SPARSE, ORDER, MAPS, COUNTING])
    assert [p["name"] for p in whole["profiles"]] == ["Ada Karlsson"]
    for paper in whole["papers"]:
        shown = queued.show(paper["key"])
        facts = {name: shown[name] for name in shown.keys() - {"interest", "interest_because"}}  # learned, not kept
        assert {name: paper[name] for name in facts} == facts
    some = queued("export", "berg", "--format", "json").json
    assert [p["key"] for p in some["papers"]] == [COUNTING, MAPS]
    assert some["profiles"] == []


def test_options_that_exclude_each_other_are_wrong_usage(queued: Readlist) -> None:
    assert queued("export", "--abstract").out == queued("export").out
    assert queued("export", "--abstract", "--no-abstract").code == 2


@pytest.mark.parametrize("format", ["bibtex", "biblatex"])
def test_every_format_has_the_same_entries(queued: Readlist, format: str) -> None:
    ran = queued("export", "--format", format)
    assert ran.code == 0
    assert entries(ran.out) == [MAPS, ORDER, SPARSE]
    assert ("date " in ran.out) == (format == "biblatex")


@pytest.mark.parametrize("args", [["--format", "docx"], ["--format"], ["--protect", "some"], ["-o"]])
def test_a_format_or_value_that_is_none_is_wrong_usage(queued: Readlist, args: list[str]) -> None:
    ran = queued("export", *args)
    assert (ran.code, ran.out, len(ran.told)) == (2, "", 1)


def test_abstracts_can_be_left_out(queued: Readlist) -> None:
    assert "abstract" in queued("export").out
    ran = queued("export", "--no-abstract")
    assert "abstract" not in ran.out
    assert entries(ran.out) == [MAPS, ORDER, SPARSE]


def add_facts(readlist: Readlist, key: str) -> None:
    """An arXiv id and a note."""
    readlist("fix", key, "--arxiv", "2402.13718")
    readlist("note", key, "ask Jun about table 2")


def test_notes_are_written_only_when_asked_for(queued: Readlist) -> None:
    add_facts(queued, ORDER)
    assert "ask Jun" not in queued("export").out
    assert re.search(r"annote +=\ \{ask Jun about table 2\}", queued("export", "--notes").out)


def test_howpublished_is_for_styles_without_eprint(queued: Readlist) -> None:
    add_facts(queued, ORDER)
    assert "howpublished" not in queued("export").out
    assert re.search(r"howpublished +=.*2402\.13718", queued("export", "--howpublished").out)


def test_capitals_of_titles_are_protected_as_asked(readlist: Readlist) -> None:
    page = "CLFeb 3, 2024\nLearning with BERT in Paris\n\nAda Karlsson\n\nThey learn, and what they learn "
    page += "is told here, with how it was measured, and what came of it in the end.\n"
    readlist("import", "-", "--queue", stdin=page)
    assert "title         = {Learning with {BERT} in {P}aris}" in readlist("export").out or (
        "{BERT}" in readlist("export").out
    )
    assert "{Learning with BERT in Paris}" in readlist("export", "--protect", "none").out
    assert "{{Learning with BERT in Paris}}" in readlist("export", "--protect", "all").out


def test_the_same_library_gives_the_same_bytes_whatever_the_locale(queued: Readlist) -> None:
    readings = [
        process("export", env={"LC_ALL": locale, "PYTHONUTF8": utf8, "PYTHONCOERCECLOCALE": "0"}).stdout
        for locale, utf8 in (("C", "0"), ("C.UTF-8", "1"))
    ]
    assert readings[0] == readings[1] == queued("export").out.encode()


def test_names_in_ascii_for_those_who_ask(readlist: Readlist, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(
        "@book{k, author={李, 雷 and Müller, Jörg}, editor={Иванов, Пётр}, title={Größe}, publisher={Müller},"
        "year=2014}",
        "utf-8",
    )
    readlist("import", tmp_path / "a.bib")
    for format, names in {
        "biblatex": ("{Li, Lei and Muller, Jorg}", "{Ivanov, Petr}", "{Größe}", "{Müller}"),
        "ris": ("AU  - Li, Lei\n", "AU  - Muller, Jorg\n", "A2  - Ivanov, Petr\n", "TI  - Größe\n"),
        "csl-json": ('"family": "Muller"', '"given": "Petr"', '"title": "Größe"'),
    }.items():
        text = readlist("export", "year:2014", "--format", format, "--ascii-names").out
        for name in names:
            assert name in text
    assert "李, 雷" in readlist("export", "year:2014", "--format", "biblatex").out


def test_the_paths_of_pdfs_that_are_elsewhere_are_written_back(readlist: Readlist, tmp_path: Path) -> None:
    source = tmp_path / "theirs.bib"
    source.write_text("@article{a1, title={On files}, journal={J}, file={:home/me/pdf/14.pdf:PDF}}\n", encoding="utf-8")
    ran = readlist("import", source)
    assert any("no file: 1 entry with a PDF that is not on this machine" in line for line in ran.told)
    assert "{:home/me/pdf/14.pdf:PDF}" in readlist("export", "-is:skipped", "--files").out
    assert ".pdf" not in readlist("export", "-is:skipped").out

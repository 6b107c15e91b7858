"""Sources that are no pages: each named with its reason in one line, the library as it was."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.platform import paths
from tests.cli.conftest import COPIED, MAPS, NEWEST, PAGE, Readlist, process, unwelcome
from tests.conftest import examples

BAD = {
    "empty": (b"", "the text is empty"),
    "blank": (b" \n\t\n\xc2\xa0\n", "the text is empty"),
    "binary": (bytes(range(256)) * 40, "it is binary, not text"),
    "noise": (bytes((i * i * 7 + i * 31 + 129) % 253 + 1 for i in range(5000)), ""),
    "NUL": (PAGE[:80].encode() + b"\0" + PAGE[80:].encode(), "it is binary, not text (byte 80)"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "is damaged, or no PDF"),
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "it is a PNG picture, not text"),
    "zip": (b"PK\x03\x04\x14\0\0\0", "it is a zip archive"),
    "prose": (
        b"Dear Ada,\n\nthank you for the papers, I read them on the train.\n\nJun\n",
        "no list of papers was recognised",
    ),
    "HTML": (b"<!DOCTYPE html>\n<html><body>CLFeb 3, 2024</body></html>\n", "it is a web page saved as HTML"),
    "half UTF-16": (b"\xff\xfe" + PAGE.encode("utf-16-le") + b"\0", "it is not valid UTF-16 at byte 1"),
    "invalid UTF-8": (b"\xef\xbb\xbfAda \xff\xff Karlsson\n", "it is not valid UTF-8 at byte 7"),
    "a byte of no encoding": (PAGE[:99].encode() + b"\x81" + PAGE[99:].encode(), "it is neither UTF-8 (byte 99) nor"),
    "bytes of no language": (PAGE[:33].encode() + b"\xff" * 900, "it is binary, not text (byte 33)"),
}


@pytest.fixture
def bad(tmp_path: Path, request: pytest.FixtureRequest) -> tuple[Path, str]:
    content, reason = BAD[request.param]
    path = tmp_path / f"{request.param}.txt"
    path.write_bytes(content)
    return path, reason


every_bad_one = pytest.mark.parametrize("bad", BAD, indirect=True)


@every_bad_one
def test_a_bad_source_is_named_with_its_reason_and_nothing_changes(filled: Readlist, bad: tuple[Path, str]) -> None:
    path, reason = bad
    before = filled.bytes()
    ran = filled("import", path)
    assert (ran.code, ran.out) == (1, "")
    named = [line for line in ran.told if str(path) in line]
    assert len(named) == 1
    assert named[0].startswith(f"readlist: {path}: {reason}")
    assert filled.bytes() == before


@every_bad_one
def test_a_bad_source_makes_no_library(readlist: Readlist, bad: tuple[Path, str]) -> None:
    assert readlist("import", bad[0]).code == 1
    assert not readlist.folder.exists()


@every_bad_one
def test_standard_input_is_judged_as_files_are(readlist: Readlist, bad: tuple[Path, str]) -> None:
    path, reason = bad
    ran = readlist("import", "-", stdin=path.read_bytes())
    assert (ran.code, ran.out) == (1, "")
    reason = "it is a PDF, not text" if path.stem == "PDF" else reason  # of a file it is read
    assert ran.told[0].startswith(f"readlist: -: {reason}")


def test_one_bad_source_is_one_line(readlist: Readlist, tmp_path: Path) -> None:
    ran = readlist("import", tmp_path / "missing.txt")
    assert ran.told == [f"readlist: {tmp_path}/missing.txt: No such file or directory"]


def test_a_folder_is_no_source(filled: Readlist, tmp_path: Path) -> None:
    ran = filled("import", tmp_path)
    assert ran.code == 1
    assert ran.told[0] == f"readlist: {tmp_path}: is a folder; name the files in it"


def test_a_file_below_a_file_is_no_source(filled: Readlist, pages: tuple[Path, Path]) -> None:
    ran = filled("import", pages[0] / "more.txt")
    assert ran.code == 1
    assert ran.told[0] == f"readlist: {pages[0]}/more.txt: Not a directory"


def test_a_name_too_long_for_the_system_is_no_source(filled: Readlist) -> None:
    ran = filled("import", "a" * 5000)
    assert ran.code == 1
    assert ran.told[0].endswith("a: File name too long")


def test_a_file_in_the_home_of_nobody_is_no_source(filled: Readlist) -> None:
    ran = filled("import", "~no-such-user/page.txt")
    assert ran.code == 1
    assert ran.told[0].startswith("readlist: ~no-such-user/page.txt: ")


def test_an_unreadable_file_is_no_source(for_anyone: Path, as_nobody: tuple[str, ...]) -> None:
    secret = for_anyone / "secret.txt"
    secret.write_text(PAGE, encoding="utf-8")
    secret.chmod(0)
    library = for_anyone / "library"
    ran = process("import", secret, "--library", library, before=as_nobody, cwd="/")
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert ran.stderr.decode().splitlines()[0] == f"readlist: {secret}: Permission denied"
    assert not library.exists()


def test_a_source_larger_than_the_cap_is_not_read_to_its_end(
    filled: Readlist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "SOURCE_LIMIT", 1000)
    path = tmp_path / "long.txt"
    path.write_text(PAGE * 2, encoding="utf-8")
    before = filled.bytes()
    ran = filled("import", path)
    assert ran.code == 1
    assert ran.told[0] == f"readlist: {path}: larger than 1,000 bytes; import it in parts"
    assert filled.bytes() == before


HUGE = {
    "noise": (Random(1).randbytes(1_000_000), 1_000_000, "it is binary, not text (byte "),
    "nothing of 200 MB": (b"", 200_000_000, "larger than 50,000,000 bytes; import it in parts"),
    "a line of 1 GB": (
        b"x" * 100_000,
        1_000_000_000,
        "larger than 50,000,000 bytes; import it in parts",
    ),
    "a line of 1,000,000 letters": (
        b"word " * 200_000,
        1_000_000,
        "no list of papers was recognised (it starts “word word ",
    ),
    "lists in 1,000,000 lists": (b"[" * 1_000_000, 1_000_000, "no list of papers was recognised (it starts “[[["),
    "titles in 1,000,000 lists": (
        b'[{"title":' + b"[" * 1_000_000,
        1_000_010,
        "it looks like JSON",
    ),
}
GIGABYTE = ("bash", "-c", 'ulimit -v 1000000; exec "$@"', "bash")


@pytest.mark.parametrize("kind", HUGE)
def test_what_is_huge_is_named_with_its_reason_in_a_gigabyte_of_memory(
    readlist: Readlist, tmp_path: Path, kind: str
) -> None:
    content, size, reason = HUGE[kind]
    path = tmp_path / "huge"
    path.write_bytes(content)
    os.truncate(path, size)
    ran = process("import", path, before=GIGABYTE)
    told = ran.stderr.decode()
    assert (ran.returncode, ran.stdout, told.count("\n")) == (1, b"", 1)
    assert told.startswith(f"readlist: {path}: {reason}")
    assert not readlist.folder.exists()


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="memory may not be limited")
def test_what_there_is_not_enough_memory_for_is_no_fault(readlist: Readlist, tmp_path: Path) -> None:
    path = tmp_path / "huge"
    path.write_bytes(PAGE.encode() * 12_000)
    ran = process("import", path, before=("bash", "-c", 'ulimit -v 140000; exec "$@"', "bash"), timeout=60)
    reason = "there is not enough memory to read it: import its parts one by one"
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert ran.stderr.decode() == f"readlist: {path}: {reason}\n"
    assert not readlist.folder.exists()


def test_of_several_sources_the_good_ones_are_imported_as_one_change(
    readlist: Readlist, pages: tuple[Path, Path], tmp_path: Path
) -> None:
    pdf = tmp_path / "paper.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    missing = tmp_path / "missing.txt"
    ran = readlist("import", pages[0], pdf, missing, pages[1], "--as-of", COPIED, "--json")
    assert ran.code == 1
    assert [p["source"] for p in ran.json["pages"]] == ["karlsson.txt", "other.txt"]
    for path in (pdf, missing):
        assert sum(str(path) in line for line in ran.told) == 1
    assert readlist.keys() == NEWEST
    assert readlist("undo").code == 0
    assert readlist.keys() == []


def test_a_dry_run_names_bad_sources_too(readlist: Readlist, pages: tuple[Path, Path], tmp_path: Path) -> None:
    ran = readlist("import", pages[1], tmp_path / "missing.txt", "--dry-run", "--json")
    assert (ran.code, ran.json["new"]) == (1, 2)
    assert ran.told == [f"readlist: {tmp_path}/missing.txt: No such file or directory"]
    assert not readlist.folder.exists()


def test_standard_input_can_be_read_once(readlist: Readlist) -> None:
    page = "CVMar 9, 2023\nDrawing Maps from Memory\n\nLena Fischer, Tove Berg\n\nPeople draw maps of towns."
    page += " It says what was done and why, how it was measured, and what came of it.\n"
    ran = readlist("import", "-", "-", stdin=page)
    assert ran.code == 1
    assert ran.told[-1] == "readlist: -: the text is empty"
    assert readlist.keys() == [MAPS]


@examples(60)
@given(
    rubbish=st.binary(max_size=60) | st.text(max_size=30).map(str.encode) | st.sampled_from([PAGE.encode(), b"\0"]),
    at=st.integers(0, len(PAGE)),
    cut=st.booleans(),
)
def test_no_source_ends_in_a_fault(readlist: Readlist, rubbish: bytes, at: int, cut: bool) -> None:
    page = PAGE.encode()
    ran = readlist("import", "-", "--as-of", COPIED, stdin=page[:at] + rubbish + (b"" if cut else page[at:]))
    assert ran.code in (0, 1)
    assert bool(ran.out) == (ran.code == 0)
    assert not unwelcome(ran.out + ran.err)
    assert readlist("list").code == 0

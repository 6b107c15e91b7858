"""``readlist export``."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
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


@pytest.fixture
def queued(filled: Readlist) -> Readlist:
    """readlist with three papers in its queue."""
    filled("queue", "add", SPARSE, ORDER, MAPS)
    return filled


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
        assert ran.told == ["readlist: no papers that can be cited are in the queue: nothing was written"]
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
        del shown["interest"], shown["interest_because"]  # of the library as a whole, not of the paper
        assert {name: paper[name] for name in shown} == shown
    some = queued("export", "berg", "--format", "json").json
    assert [p["key"] for p in some["papers"]] == [COUNTING, MAPS]
    assert some["profiles"] == []


def test_overwrite_replaces_a_file_and_keeps_one_bak(queued: Readlist, tmp_path: Path) -> None:
    file, bak = tmp_path / "refs.bib", tmp_path / "refs.bib.bak"
    file.write_bytes(b"first \xff\r\n")
    assert queued("export", "-o", file, "--overwrite").code == 0
    assert bak.read_bytes() == b"first \xff\r\n"
    second = file.read_bytes()
    assert queued("export", "small", "-o", file, "--overwrite").code == 0
    assert bak.read_bytes() == second
    assert entries(file.read_text(encoding="utf-8")) == [SMALL]


def test_overwrite_of_a_new_file_makes_no_bak(queued: Readlist, tmp_path: Path) -> None:
    assert queued("export", "-o", tmp_path / "refs.bib", "--overwrite").code == 0
    assert not (tmp_path / "refs.bib.bak").exists()


def test_overwrite_without_a_file_is_wrong_usage(queued: Readlist) -> None:
    ran = queued("export", "--overwrite")
    assert (ran.code, ran.out, ran.told) == (2, "", ["readlist: --overwrite needs -o FILE"])


def test_a_folder_is_no_file(queued: Readlist, tmp_path: Path) -> None:
    for args in ([], ["--overwrite"], ["--format", "ris"]):
        ran = queued("export", "-o", tmp_path, *args)
        assert (ran.code, ran.told) == (1, [f"readlist: {tmp_path} is a folder: name a file in it"])


def test_a_file_in_a_folder_that_is_not_there_is_not_written(queued: Readlist, tmp_path: Path) -> None:
    ran = queued("export", "-o", tmp_path / "no" / "refs.bib")
    assert ran.code == 1
    assert ran.told == [
        f"readlist: cannot write {tmp_path}/no/refs.bib: No such file or directory: nothing was written"
    ]


@pytest.mark.parametrize(
    ("name", "code"), [("x" * 300, 1), ("CON", 0), ("-dash.bib", 0), ("a b\nc.bib", 0), ("../up.bib", 0)]
)
def test_the_path_is_the_users_own(queued: Readlist, name: str, code: int, tmp_path: Path) -> None:
    ran = queued("export", f"--output={tmp_path / 'library' / name}")
    assert (ran.code, ran.out, len(ran.told)) == (code, "", 1)
    assert (tmp_path / "library" / name).exists() if code == 0 else "File name too long" in ran.told[0]


def test_a_file_below_a_file_is_not_written(queued: Readlist, pages: tuple[Path, Path]) -> None:
    ran = queued("export", "-o", pages[0] / "refs.bib")
    assert (ran.code, len(ran.told)) == (1, 1)


def test_a_link_stays_a_link_and_its_target_is_written(queued: Readlist, tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    link = tmp_path / "refs.bib"
    link.symlink_to(real / "refs.bib")
    (real / "refs.bib").write_text("old", encoding="utf-8")
    ran = queued("export", "-o", link, "--overwrite")
    assert (ran.code, ran.told) == (0, [f"readlist: wrote 3 entries to {link} (a link to {real / 'refs.bib'})"])
    assert link.is_symlink()
    assert entries((real / "refs.bib").read_text(encoding="utf-8")) == [MAPS, ORDER, SPARSE]


def test_a_link_to_nothing_is_written_through_or_says_what_is_missing(queued: Readlist, tmp_path: Path) -> None:
    (tmp_path / "new.bib").symlink_to(tmp_path / "real.bib")
    ran = queued("export", "-o", tmp_path / "new.bib")
    assert (ran.code, ran.told) == (
        0,
        [f"readlist: wrote 3 entries to {tmp_path}/new.bib (a link to {tmp_path}/real.bib)"],
    )
    assert (tmp_path / "new.bib").is_symlink()
    assert not (tmp_path / "real.bib").is_symlink()
    (tmp_path / "gone.bib").symlink_to(tmp_path / "unmounted" / "refs.bib")
    ran = queued("export", "-o", tmp_path / "gone.bib")
    assert (ran.code, ran.told) == (
        1,
        [f"readlist: cannot write {tmp_path}/gone.bib: No such file or directory: nothing was written"],
    )


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="nothing can be mounted")
def test_a_file_that_is_mounted_alone_is_left_as_it_is(queued: Readlist, tmp_path: Path) -> None:
    for name in ("refs.bib", "other.bib"):
        (tmp_path / name).write_text("% mine\n", encoding="utf-8")
    command = ["mount", "--bind", tmp_path / "other.bib", tmp_path / "refs.bib"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted")
    try:
        ran = queued("export", "-o", tmp_path / "refs.bib")
        assert (ran.code, ran.told) == (
            1,
            [f"readlist: cannot write {tmp_path}/refs.bib: Device or resource busy: nothing was written"],
        )
        assert (tmp_path / "refs.bib").read_text(encoding="utf-8") == "% mine\n"
        assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []
    finally:
        subprocess.run(["umount", "-l", tmp_path / "refs.bib"], check=True)


def test_an_existing_file_keeps_its_mode(queued: Readlist, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o600)
    assert queued("export", "-o", file, "--overwrite").code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_new_file_is_as_private_as_the_umask_asks(queued: Readlist, tmp_path: Path) -> None:
    old = os.umask(0o077)
    try:
        assert queued("export", "-o", tmp_path / "refs.bib").code == 0
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "refs.bib").stat().st_mode) == 0o600


def test_a_file_that_is_there_is_not_said_to_be_unwritten(
    queued: Readlist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "refs.bib"
    sync = os.fsync

    def failing(fd: int) -> None:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            raise OSError(5, "Input/output error")
        sync(fd)

    monkeypatch.setattr(os, "fsync", failing)
    ran = queued("export", "-o", file)
    assert (ran.code, len(ran.told)) == (1, 1)
    assert file.exists() != ("nothing was written" in ran.told[0])


def test_a_bak_is_no_more_public_than_its_file(queued: Readlist, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o600)
    assert queued("export", "-o", file, "--overwrite").code == 0
    assert stat.S_IMODE((tmp_path / "refs.bib.bak").stat().st_mode) == 0o600


def test_a_name_as_long_as_the_system_allows_can_be_written(queued: Readlist, tmp_path: Path) -> None:
    file = tmp_path / ("r" * 251 + ".bib")
    assert queued("export", "-o", file).code == 0
    assert file.exists()


def test_the_home_of_nobody_is_not_written(queued: Readlist) -> None:
    ran = queued("export", "-o", "~no-such-user/refs.bib")
    assert (ran.code, len(ran.told)) == (1, 1)


def test_a_file_in_the_home_folder_is_written(queued: Readlist) -> None:
    assert queued("export", "-o", "~/refs.bib").code == 0
    assert Path.home().joinpath("refs.bib").exists()


def test_a_pipe_is_not_read_or_replaced(queued: Readlist, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(pipe, os.O_WRONLY)
    try:
        ran = process("export", "-o", pipe, timeout=30)
    finally:
        os.close(reader)
        os.close(writer)
    assert ran.returncode in (0, 1)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_an_unwritable_folder_is_named(queued: Readlist, for_anyone: Path, as_nobody: tuple[str, ...]) -> None:
    page = for_anyone / "other.txt"
    rest = "It says what was done and why, how it was measured, and what came of it."
    text = f"CVMar 9, 2023\nDrawing Maps\n\nLena Fischer\n\nPeople draw maps of towns. {rest}\n"
    page.write_text(text, encoding="utf-8")
    library = for_anyone / "library"
    assert process("import", page, "--queue", "--library", library).returncode == 0
    library.chmod(0o755)
    for path in library.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for_anyone.chmod(0o555)
    ran = process("export", "-o", for_anyone / "refs.bib", "--library", library, before=as_nobody, cwd="/")
    for_anyone.chmod(0o755)
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert ran.stderr.decode() == (
        f"readlist: cannot write {for_anyone}/refs.bib: Permission denied: nothing was written\n"
    )


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

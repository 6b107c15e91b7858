"""Usage, exit codes and what becomes of faults: one line for people, never a traceback."""

from __future__ import annotations

import contextlib
import io
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist import __version__
from readlist.cli import lists
from readlist.cli.main import main
from readlist.cli.parser import VERBS
from readlist.platform import programs
from readlist.store.files import StoreError
from tests.cli.conftest import MAPS, NEWEST, ORDER, PAGE, SMALL, SPARSE, Readlist, source, unwelcome
from tests.conftest import examples


def test_version_is_one_line(readlist: Readlist) -> None:
    assert readlist("--version") == (ran := readlist("--version", "list"))
    assert (ran.code, ran.out, ran.err) == (0, f"readlist {__version__}\n", "")


@pytest.mark.parametrize("verb", [None, *(v.name for v in VERBS)])
def test_every_command_explains_itself(readlist: Readlist, verb: str | None) -> None:
    ran = readlist(*([verb] if verb else []), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("usage: readlist")
    assert "--library DIR" in ran.out
    assert not readlist.folder.exists()


def test_the_help_names_every_command(readlist: Readlist) -> None:
    shown = readlist("--help").out
    for verb in VERBS:
        assert f"\n    {verb.name} " in shown


@pytest.mark.parametrize(
    "args",
    [["frobnicate"], ["--colour"], ["list", "--colour"], ["show"], ["show", SMALL, MAPS], ["authors", "Ada"],
     ["--library"], ["list", "--library"], ["undo", "1", "2"], ["demo", "x"], ["import", "--json"], ["impor", "x"]],
)  # fmt: skip
def test_wrong_usage_is_one_line_and_exit_code_2(filled: Readlist, args: list[str]) -> None:
    before = filled.bytes()
    ran = filled(*args)
    assert (ran.code, ran.out, len(ran.told)) == (2, "", 1)
    assert ran.told[0].startswith("readlist: ")
    assert filled.bytes() == before


def test_the_app_needs_a_terminal(readlist: Readlist) -> None:
    ran = readlist()
    assert (ran.code, ran.out, len(ran.told)) == (2, "", 1)
    assert "terminal" in ran.told[0]
    assert not readlist.folder.exists()


@pytest.mark.parametrize(
    "command",
    [["list"], ["show", SMALL], ["authors"], ["queue"], ["export", "remember"], ["mark", "read", SMALL], ["undo"],
     ["queue", "add", SMALL]],
)  # fmt: skip
def test_the_library_can_be_named_before_or_after_the_command(
    filled: Readlist, command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("READLIST_LIBRARY")
    verb, *rest = command
    assert filled("--library", filled.folder, *command).code == 0
    if command[:1] != ["undo"]:
        assert filled(verb, "--library", filled.folder, *rest).code == 0
        assert filled("--library", tmp_path / "no", verb, "--library", filled.folder, *rest).code == 0
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("command", [["add", SMALL], ["remove", SMALL], ["move", SMALL, "1"]])
def test_commands_of_the_queue_take_the_library_after_them(filled: Readlist, command: list[str]) -> None:
    filled("queue", "add", SPARSE, SMALL)
    assert filled("queue", *command, "--library", filled.folder).code == 0


def test_data_goes_to_standard_output_and_all_else_to_standard_error(filled: Readlist) -> None:
    for command in (["list"], ["show", SMALL], ["authors"], ["export", "remember"], ["list", "--json"]):
        ran = filled(*command)
        assert ran.out
        assert not ran.err
    for command in (["queue", "add", SMALL, MAPS], ["queue", "move", MAPS, "1"], ["mark", "star", MAPS], ["undo"]):
        ran = filled(*command)
        assert not ran.out
        assert ran.err


def test_a_library_that_cannot_be_read_is_one_line(filled: Readlist) -> None:
    filled.file.write_bytes(b"not JSON")
    for command in (["list"], ["show", SMALL], ["mark", "read", SMALL], ["undo"], ["import", "-"]):
        ran = filled(*command, stdin=PAGE)
        assert (ran.code, ran.out, len(ran.told)) == (1, "", 1)
        assert str(filled.file) in ran.told[0]
    assert filled.file.read_bytes() == b"not JSON"


def test_a_library_folder_that_is_a_file_is_one_line(readlist: Readlist) -> None:
    readlist.folder.write_text("a file", encoding="utf-8")
    for command in (["list"], ["import", "-"], ["undo"]):
        ran = readlist(*command, stdin=PAGE)
        assert (ran.code, ran.out, len(ran.told)) == (1, "", 1)
        assert str(readlist.folder) in ran.told[0]
    assert readlist.folder.read_text(encoding="utf-8") == "a file"


def test_a_library_in_the_home_of_nobody_is_one_line(readlist: Readlist) -> None:
    ran = readlist("list", "--library", "~no-such-user/library")
    assert (ran.code, ran.out, len(ran.told)) == (1, "", 1)


def test_a_current_folder_that_is_gone_is_one_line(
    readlist: Readlist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    ran = readlist("list", "--library", "library")
    assert (ran.code, ran.out, len(ran.told)) == (1, "", 1)


def test_a_demo_without_a_temporary_folder_is_one_line(readlist: Readlist, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryDirectory", full)
    ran = readlist("demo")
    assert (ran.code, ran.out, len(ran.told)) == (1, "", 1)


def test_a_fault_of_readlist_is_one_line_with_details_in_a_private_log(
    filled: Readlist, own_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "a private note \x1b[31m"

    def fault(*_: Any) -> int:
        note = secret
        raise KeyError(len(note))

    monkeypatch.setattr(lists, "run_list", fault)
    before = filled.bytes()
    capsys.readouterr()
    assert main(["list"]) == 1
    out, err = capsys.readouterr()
    (log,) = own_home.rglob("*.log")
    assert out == ""
    said = log.read_text(encoding="utf-8")
    where = f"; details are in {log} under {said.split()[0]}"
    assert err == f"readlist: a bug in readlist (KeyError: {len(secret)}){where}\n"
    assert "in fault" in said
    assert "private note" not in said
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700
    assert filled.bytes() == before


def test_a_fault_where_no_log_can_be_written_is_one_line_too(
    filled: Readlist, own_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lists, "run_list", lambda *_: 1 / 0)
    own_home.joinpath("state").write_text("a file", encoding="utf-8")
    capsys.readouterr()
    assert main(["list"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_an_interrupt_is_one_line_and_exit_code_130(filled: Readlist, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(lists, "run_list", interrupted)
    ran = filled("list")
    assert (ran.code, ran.out, ran.told) == (130, "", ["readlist: interrupted"])


def test_what_the_store_refuses_is_one_line(filled: Readlist, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> int:
        raise StoreError("cannot write to\x1b[31m\n/there")

    monkeypatch.setattr(lists, "run_list", refuse)
    assert filled("list").told == ["readlist: cannot write to /there"]


WORDS = [
    *(v.name for v in VERBS if v.name != "demo"), "add", "remove", "move", "read", "unread", "star", "unstar", "skip",
    "unskip", "--library", "--json", "--sort", "--limit", "--dry-run", "--queue", "--as-of", "--clipboard", "--format",
    "-o", "--output", "--overwrite", "--notes", "--no-abstract", "--protect", "--howpublished", "--version", "--help",
    "-h", "-", "--", "-1", "0", "1", "2", "99", "1e9", "date", "title", "score", "bibtex", "biblatex", "words", "all",
    "none", "2026-06-01", "attention", "documents", *NEWEST, "karlsson", "m", "page.txt", "bad.txt", "no.txt",
    "refs.bib", "library", "a-file", ".", "", " ", "é", "\udcff", "\x1b[31m", "[bold]", "%s", "--limit=-2",
    "--sort=date", "-ofile", "-x", "--", "=", "a" * 300, "\n", "２", "1_0",
]  # fmt: skip
"""What command lines are made of: commands, options, values, papers, files and rubbish; no file outside of home."""

argument = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS),
    st.text(st.characters(exclude_characters="\0~/"), max_size=8),
)


beginning = st.sampled_from(
    [[], *([v.name] for v in VERBS if v.name != "demo"), ["mark", "star"], ["queue", "add"], ["queue", "move", SMALL]]
)
command_line = st.builds(lambda words, more: [*words, *more], beginning, st.lists(argument, max_size=5))


@examples(200)
@given(args=command_line, stdin=st.sampled_from(["", PAGE, SPARSE, "rubbish", "\0"]))
def test_no_command_line_ends_in_a_traceback_or_another_exit_code(
    args: list[str], stdin: str, filled: Readlist, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("page.txt").write_text(PAGE, encoding="utf-8")
    Path("bad.txt").write_text("Dear Ada", encoding="utf-8")
    Path("a-file").write_text("a file", encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", source(stdin))
    monkeypatch.setattr(programs, "read_clipboard", lambda: ORDER)
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code: object = main(args)
        except SystemExit as left:
            code = left.code
    printed, told = (stream.buffer.getvalue().decode() for stream in (out, err))  # type: ignore[attr-defined]
    assert code in (0, 1, 2)
    assert "Traceback" not in told
    assert "a bug in readlist" not in told
    assert not unwelcome(printed + told)
    assert (code == 0) or told
    if code == 2:
        assert not printed
        assert len(told.splitlines()) == 1

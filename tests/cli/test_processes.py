"""readlist as the process that users run: pipes, locales, terminals, permissions, what is imported."""

from __future__ import annotations

import json
import os
import pty
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from readlist import __version__
from tests.cli.conftest import MAPS, NEWEST, ORDER, PAGE, SMALL, SPARSE, Readlist, process, unwelcome

C_LOCALE = {"LC_ALL": "C", "LANG": None, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": None}
HEAVY = {"textual", "rich", "numpy", "httpx2", "asyncio"}


def imported(*args: str) -> set[str]:
    """The modules that a command imports."""
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "readlist", *args], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    lines = [line for line in ran.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


def test_the_version_is_told_without_importing_a_library(readlist: Readlist) -> None:
    names = imported("--version")
    assert not {name.partition(".")[0] for name in names} & {*HEAVY, "tinydb", "argparse", "rapidfuzz", "platformdirs"}


@pytest.mark.parametrize("command", [["list"], ["mark", "read", SMALL], ["export", "--library", "no"], ["queue"]])
def test_commands_on_the_library_do_without_the_app(filled: Readlist, command: list[str]) -> None:
    names = {name.partition(".")[0] for name in imported(*command)}
    assert "msgspec" in names
    assert not names & {*HEAVY, "tinydb"}


def test_a_whole_day_as_processes(readlist: Readlist, pages: tuple[Path, Path]) -> None:
    ran = process("import", *pages, "--as-of", "2026-06-01", "--json")
    assert (ran.returncode, json.loads(ran.stdout)["new"]) == (0, 5)
    listed = process("list", "documents", "--json")
    keys = "\n".join(paper["key"] for paper in json.loads(listed.stdout))
    assert process("queue", "add", "-", input=keys.encode()).returncode == 0
    assert process("mark", "read", MAPS).stderr == "readlist: marked read “Drawing Maps from Memory”\n".encode()
    assert readlist.queue() == [SPARSE, ORDER]
    assert process("undo", "2").returncode == 0
    assert (readlist.queue(), readlist.show(MAPS)["read"]) == ([], False)


def test_the_installed_command_is_the_same(filled: Readlist) -> None:
    command = Path(sys.executable).with_name("readlist")
    if not command.exists():
        pytest.skip("readlist is not installed beside this Python")
    ran = subprocess.run([command, "list"], capture_output=True, check=False)
    assert ran.stdout == process("list").stdout


def test_a_reader_that_has_seen_enough_is_no_failure(readlist: Readlist) -> None:
    page = "CLFeb 3, 2024\nA Long Story\n\nAda Karlsson\n\n" + "Once upon a time there was a model. " * 5000
    assert readlist("import", "-", stdin=page).code == 0
    script = f'"{sys.executable}" -m readlist list --json | head -1; exit "${{PIPESTATUS[0]}}"'
    ran = subprocess.run(["bash", "-c", script], capture_output=True, check=False, timeout=20)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"[\n", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_standard_output_that_takes_nothing_is_one_line(filled: Readlist) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        ran = process("list", stdout=full)
    assert ran.returncode == 1
    told = ran.stderr.decode()
    assert "No space left on device" in told
    assert "fault" not in told
    assert len(told.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", [["--version"], ["--help"], ["list", "--help"]])
def test_standard_output_that_takes_nothing_causes_no_traceback(filled: Readlist, command: list[str]) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        ran = process(*command, stdout=full)
    assert ran.returncode in (0, 1)
    assert b"Traceback" not in ran.stderr
    assert b"Exception ignored" not in ran.stderr


def closed(redirection: str, *args: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command with a stream that is closed."""
    script = f'"$@" {redirection}'
    command = ["bash", "-c", script, "bash", sys.executable, "-m", "readlist", *args]
    return subprocess.run(command, capture_output=True, check=False, timeout=20)


@pytest.mark.parametrize(
    ("redirection", "args", "code"),
    [("<&-", ["import", "-"], 1), ("<&-", ["mark", "read", "-"], 1), ("<&-", [], 2), (">&-", ["list"], None)],
)
def test_a_closed_stream_ends_in_a_line_at_most(
    filled: Readlist, redirection: str, args: list[str], code: int | None
) -> None:
    ran = closed(redirection, *args)
    assert ran.returncode == code or (code is None and ran.returncode in (0, 1))
    assert b"Traceback" not in ran.stderr
    assert b"fault" not in ran.stderr


def test_data_is_never_mixed_with_messages_where_standard_error_is_closed(filled: Readlist) -> None:
    ran = closed("2>&-", "mark", "star", SMALL)
    assert (ran.returncode, filled.show(SMALL)["starred"]) == (0, True)


def test_messages_stay_off_standard_output_when_standard_error_is_closed(filled: Readlist) -> None:
    assert closed("2>&-", "mark", "star", SMALL).stdout == b""


@pytest.mark.parametrize(
    ("command", "code"),
    [(["mark", "star", SMALL], 0), (["import", "no.txt"], 1), (["list", "--colour"], 2)],
)
def test_the_exit_code_is_right_even_when_nobody_reads_the_messages(
    filled: Readlist, command: list[str], code: int
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    codes = [process(*command, stderr=writer).returncode]
    os.close(writer)
    if Path("/dev/full").exists():
        with open("/dev/full", "wb") as full:  # noqa: PTH123
            codes.append(process(*command, stderr=full).returncode)
    assert set(codes) == {code}


@pytest.mark.parametrize("env", [C_LOCALE, pytest.param({**C_LOCALE, "PYTHONUTF8": None}, marks=pytest.mark.long)])
def test_output_is_utf8_whatever_the_locale(readlist: Readlist, env: dict[str, str]) -> None:
    page = PAGE.replace("Ada Karlsson", "Łukasz Ångström")
    ran = process("import", "-", "--as-of", "2026-06-01", input=page.encode(), env=env)
    assert ran.returncode == 0
    assert "Łukasz Ångström: 3 papers" in ran.stdout.decode("utf-8")
    assert "Łukasz Ångström" in process("list", "--json", env=env).stdout.decode("utf-8")
    assert "· " in process("list", env=env).stdout.decode("utf-8")
    assert "“nobody”" in process("show", "nobody", env=env).stderr.decode("utf-8")
    assert process("export", "sparse", env=env).stdout == process("export", "sparse").stdout


@pytest.mark.long
def test_files_are_opened_with_a_named_encoding(readlist: Readlist, pages: tuple[Path, Path]) -> None:
    env = {"PYTHONWARNDEFAULTENCODING": "1", "PYTHONWARNINGS": "error::EncodingWarning"}
    assert process("import", *pages, "--as-of", "2026-06-01", "--queue", env=env).returncode == 0
    for command in (["list"], ["list", "documents"], ["export", "-o", "refs.bib"], ["mark", "read", "-"], ["undo"]):
        ran = process(*command, env=env, input=SMALL.encode())
        assert ran.returncode == 0, ran.stderr


def test_a_demo_without_a_terminal_prints_the_whole_tour(readlist: Readlist) -> None:
    ran = process("demo", env={"PYTHONHASHSEED": "1"})
    assert (ran.returncode, ran.stderr.decode().count("Traceback")) == (0, 0)
    shown = ran.stdout.decode()
    heads = ["Import: ", "\nInbox: ", "\nSearch: ", "\nQueue, ", "\nThe queue as BibTeX"]
    places = [shown.index(head) for head in heads]
    assert places == sorted(places)
    assert "55 papers in the library" in shown
    assert "Attention Is All You Need" in shown[places[2] : places[3]].splitlines()[2]
    assert [line.split()[4] for line in shown[places[3] : places[4]].splitlines()[2:] if line.strip()] == [
        "gu2023mamba",
        "rafailov2023direct",
        "viazovska2016sphere",
        "dettmers2023qlora",
    ]
    assert shown[places[4] :].count("@misc{") == 4
    assert shown.rstrip().endswith("}")
    assert not unwelcome(shown)


def test_the_demo_touches_no_library_and_leaves_no_file(readlist: Readlist, tmp_path: Path, own_home: Path) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    first = process("demo", env={"TMPDIR": str(temporary), "PYTHONHASHSEED": "1"})
    second = process("demo", "--library", readlist.folder, env={"PYTHONHASHSEED": "2", "LC_ALL": "C"})
    assert first.returncode == 0
    assert first.stdout == second.stdout
    assert list(temporary.iterdir()) == []
    assert not readlist.folder.exists()
    assert [p for p in own_home.rglob("*") if p.is_file()] == []


@pytest.mark.parametrize("term", ["dumb", "", None])
def test_the_app_needs_a_terminal_that_can_move_its_cursor(readlist: Readlist, term: str | None) -> None:
    main_end, end = pty.openpty()
    try:
        ran = process(env={"TERM": term}, stdin=end, stdout=end, stderr=end)
        said = os.read(main_end, 4096).decode()
    finally:
        os.close(main_end)
        os.close(end)
    assert ran.returncode == 2
    assert said.startswith("readlist: the app needs an interactive terminal")
    assert said.count("\n") == 1


@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr"])
def test_the_app_needs_a_terminal_for_every_stream(readlist: Readlist, stream: str) -> None:
    main_end, end = pty.openpty()
    try:
        streams = dict.fromkeys(("stdin", "stdout", "stderr"), end)
        streams[stream] = subprocess.DEVNULL if stream == "stdin" else subprocess.PIPE
        ran = process(env={"TERM": "xterm"}, **streams)
    finally:
        os.close(main_end)
        os.close(end)
    assert ran.returncode == 2
    assert not ran.stdout


def test_rows_are_whole_where_the_terminal_does_not_tell_its_width(filled: Readlist) -> None:
    main_end, end = pty.openpty()  # 0 columns and lines, until somebody says otherwise
    try:
        ran = process("list", "--limit", "1", stdout=end, env={"COLUMNS": None})
        shown = os.read(main_end, 4096).decode()
    finally:
        os.close(main_end)
        os.close(end)
    assert ran.returncode == 0
    assert SMALL in shown


@pytest.fixture
def shelf(for_anyone: Path, as_nobody: tuple[str, ...], five_papers: Path) -> Path:
    """A folder with a library that belongs to whom the commands run as."""
    library = for_anyone / "library"
    shutil.copytree(five_papers, library)
    if as_nobody:
        for path in (library, *library.rglob("*")):
            os.chown(path, 65534, 65534)
    return library


def shut(folder: Path, yes: bool = True) -> None:
    """Make a library such that nothing in it can be written, or can be again."""
    for path in (folder, *folder.rglob("*")):
        path.chmod((0o500 if yes else 0o700) if path.is_dir() else 0o400 if yes else 0o600)


def test_a_read_only_library_can_be_read_but_not_changed(shelf: Path, as_nobody: tuple[str, ...]) -> None:
    shut(shelf)
    before = (shelf / "library.json").read_bytes()
    ran = process("list", "--json", "--library", shelf, before=as_nobody, cwd="/")
    assert [paper["key"] for paper in json.loads(ran.stdout)] == NEWEST
    for command in (["mark", "read", SMALL], ["queue", "add", SMALL], ["undo"], ["import", "-"]):
        ran = process("--library", shelf, *command, before=as_nobody, cwd="/", input=PAGE.encode())
        assert (ran.returncode, ran.stdout) == (1, b"")
        assert ran.stderr.decode().splitlines()[-1] == (
            f"readlist: cannot write to {shelf}: Permission denied: nothing was changed"
        )
    assert sorted(p.name for p in shelf.iterdir()) == ["journal", "library.json", "lock"]
    assert (shelf / "library.json").read_bytes() == before
    shut(shelf, False)


def test_a_read_only_library_that_had_been_written_to_says_the_same(shelf: Path, as_nobody: tuple[str, ...]) -> None:
    assert process("mark", "star", MAPS, "--library", shelf, before=as_nobody, cwd="/").returncode == 0
    before = (shelf / "library.json").read_bytes()
    shut(shelf)
    ran = process("mark", "read", SMALL, "--library", shelf, before=as_nobody, cwd="/")
    assert ran.returncode == 1
    assert ran.stderr.decode() == f"readlist: cannot write to {shelf}: Permission denied: nothing was changed\n"
    assert (shelf / "library.json").read_bytes() == before
    assert sorted(p.name for p in shelf.iterdir()) == ["backups", "journal", "library.json", "lock"]
    shut(shelf, False)


def test_a_library_that_may_not_be_read_is_named(shelf: Path, as_nobody: tuple[str, ...]) -> None:
    (shelf / "library.json").chmod(0)
    for command in (["list"], ["mark", "read", SMALL]):
        ran = process(*command, "--library", shelf, before=as_nobody, cwd="/")
        assert (ran.returncode, ran.stdout) == (1, b"")
        assert ran.stderr.decode() == f"readlist: {shelf}/library.json can't be read: Permission denied\n"


def test_a_read_only_parent_is_named_and_nothing_is_written_elsewhere(
    for_anyone: Path, as_nobody: tuple[str, ...]
) -> None:
    for_anyone.chmod(0o555)
    library = for_anyone / "more" / "library"
    assert process("list", "--library", library, before=as_nobody, cwd="/").returncode == 0
    ran = process("import", "-", "--library", library, before=as_nobody, cwd="/", input=PAGE.encode())
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert ran.stderr.decode() == f"readlist: cannot write to {library}: Permission denied: nothing was changed\n"
    assert list(for_anyone.iterdir()) == []
    for_anyone.chmod(0o755)


def test_a_disk_that_is_full_is_one_line_and_nothing_changes(filled: Readlist) -> None:
    before = filled.bytes()
    no_more = ("bash", "-c", 'ulimit -f 0; exec "$@"', "bash")
    for command in (["mark", "read", SMALL], ["import", "-"], ["undo"]):
        ran = process(*command, before=no_more, input=PAGE.replace("Order", "Disorder").encode())
        assert (ran.returncode, ran.stdout) == (1, b"")
        told = ran.stderr.decode().splitlines()
        assert told == [f"readlist: cannot write to {filled.folder}: File too large: nothing was changed"]
    assert filled.bytes() == before


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_a_library_is_private_whatever_the_umask(readlist: Readlist, umask: int) -> None:
    ran = process("import", "-", input=PAGE.encode(), umask=umask)
    assert ran.returncode == 0
    assert process("mark", "read", SMALL[:8] + "2024", umask=umask).returncode == 0
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (readlist.folder, *readlist.folder.iterdir())}
    assert modes == {
        "library": 0o700, "journal": 0o700, "backups": 0o700, "library.json": 0o600, "lock": 0o600
    }  # fmt: skip
    deeper = {stat.S_IMODE(p.stat().st_mode) for p in readlist.folder.glob("*/*")}
    assert deeper == {0o600}


def test_the_version_of_the_package_is_the_one_told(readlist: Readlist) -> None:
    assert process("--version").stdout.decode() == f"readlist {__version__}\n"

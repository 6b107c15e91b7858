"""Where readlist writes: into the library, the state and the cache of its user, private; and nowhere else."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import MAPS, NEWEST, ORDER, PAGE, SMALL, SPARSE, Readlist, process
from tests.tui.terminal import Terminal

WATCHED = """
import os, sys
written = set()
def note(*paths):
    written.update(os.path.realpath(os.fsdecode(p)) for p in paths if not isinstance(p, int) and p is not None)
def watch(event, args):
    if event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        note(args[0])
    elif event in ("os.mkdir", "os.rmdir", "os.remove", "os.truncate", "os.chmod", "os.utime", "os.chown"):
        note(args[0])
    elif event in ("os.rename", "os.link", "os.symlink"):
        note(*args[:2])
sys.addaudithook(watch)
from readlist.cli.main import main
"""
"""What follows is watched: every file and folder that is opened to be written, made, named anew or removed."""

COMMANDS = (
    WATCHED
    + """
import json
for line in json.loads(sys.argv[1]):
    try: main(line)
    except SystemExit: pass
json.dump(sorted(written), sys.__stdout__)
"""
)
APP = (
    WATCHED
    + """
log = sys.argv.pop(1)
code = main()
with open(log, "w", encoding="utf-8") as file:
    file.write("\\n".join(written - {log}))
sys.exit(code)
"""
)


def lines(work: Path) -> list[list[str]]:
    """Every command that writes, and some that read."""
    page = work / "page.txt"
    page.write_text(PAGE, encoding="utf-8")
    return [
        ["import", str(page), "--as-of", "2026-06-01"], ["list"], ["list", "atention"], ["show", SMALL], ["stats"],
        ["queue", "add", SMALL, ORDER], ["queue", "move", ORDER, "1"], ["mark", "star", SMALL], ["tag", SMALL, "+a"],
        ["note", SMALL, "see §2"], ["fix", SMALL, "--ok"], ["merge", SMALL, MAPS], ["split", SMALL], ["undo"], ["redo"],
        ["alias", "Ada Karlsson", "Jun Mori"], ["export"], ["doctor"], ["doctor", "--compact"], ["backup"],
        ["history"], ["keys"], ["config"], ["remove", SPARSE], ["show", "nothing"], ["list", "--sort", "nothing"],
    ]  # fmt: skip


def private(home: Path, folder: Path) -> None:
    """Everything in the library, and what is beside it, is the user's own."""
    found = [folder, *folder.rglob("*")]
    for name in ("state", "cache", "config", "data"):
        found += (home / name).rglob("*")
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in found}
    assert {path: mode for path, mode in modes.items() if mode != (0o700 if path.is_dir() else 0o600)} == {}


def elsewhere(written: list[str], home: Path, folder: Path) -> list[str]:
    """What was written that is neither in the library nor in readlist's own folders."""
    own = [folder, *(home / name / "readlist" for name in ("state", "cache"))]
    own += [path for place in own for path in place.parents if path.is_relative_to(home)]  # folders that were missing
    there = [os.path.realpath(path) for path in own]
    return [
        path
        for path in written
        if path not in (*there, os.devnull) and not any(path.startswith(f"{place}/") for place in there[:3])
    ]


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_commands_write_only_where_they_should_and_for_the_user_alone(
    filled: Readlist, own_home: Path, tmp_path: Path, umask: int
) -> None:
    command = [sys.executable, "-c", COMMANDS, json.dumps(lines(tmp_path))]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    filled.folder.chmod(0o700)
    ran = subprocess.run(command, env=env, capture_output=True, check=True, umask=umask)
    assert b"fault of" not in ran.stderr, ran.stderr.decode()
    written = json.loads(ran.stdout.splitlines()[-1])
    assert str(filled.file.resolve()) in written
    assert elsewhere(written, own_home, filled.folder) == []
    private(own_home, filled.folder)


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_the_app_writes_only_where_it_should_and_for_the_user_alone(
    filled: Readlist, own_home: Path, tmp_path: Path, umask: int
) -> None:
    filled.folder.chmod(0o700)
    log = tmp_path / "written"
    before = os.umask(umask)
    try:
        terminal = Terminal(str(log), code=APP, PYTHONDONTWRITEBYTECODE="1")
        terminal.begun()
        for keys, shown in (("s", "queue 1"), ("r", "queue 0"), ("u", "queue 1"), ("x", "queue 0"), ("u", "queue 1")):
            terminal.send(keys)
            terminal.until(shown)
        terminal.send("q")
        assert terminal.ended() == 0
    finally:
        os.umask(before)
    written = log.read_text(encoding="utf-8").splitlines()
    assert any(path.endswith(".jsonl") for path in written)
    assert [path for path in elsewhere(written, own_home, filled.folder) if not path.startswith("/dev/")] == []
    private(own_home, filled.folder)


@pytest.mark.parametrize("gone", ["removed", "a file"])
def test_what_is_derived_may_be_gone_at_any_time(filled: Readlist, own_home: Path, gone: str) -> None:
    commands: list[list[str]] = [["list", "documents"], ["show", SMALL]]
    assert process("queue", "add", SMALL).returncode == 0
    said = [process(*command).stdout for command in commands]
    for place in (own_home / "cache", own_home / "state"):
        assert list(place.rglob("*"))
        for command, before in zip(commands, said, strict=True):
            shutil.rmtree(place, ignore_errors=True)
            if gone == "a file":
                place.write_bytes(b"")
            assert process(*command).stdout == before
            place.unlink() if gone == "a file" else None
    assert process("mark", "read", SMALL).returncode == 0
    assert filled.keys() == NEWEST

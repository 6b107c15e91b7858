"""Processes that are killed at random moments: what they had acknowledged is there, and the library is whole.

Each function has one process write to a library, kills it with SIGKILL somewhere within what it does, and tells how
many changes it had acknowledged by then. It fails if one of those is not there, if anything is that nobody asked for,
or if the library can't be read.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from readlist.session import health
from readlist.session.open_library import OpenLibrary
from tests.faults.scenes import LATER, MORE, NOW, run, state
from tests.tui.terminal import Terminal

OFTEN = """
from readlist.store import store
store._TAIL = 1500  # bytes: the snapshot is written anew every few changes, not every few hundred
"""

# a process that does nothing but write

WRITES = f"""
import sys
from pathlib import Path
from readlist.library import marking
from readlist.session.open_library import OpenLibrary
{OFTEN}
folder, papers, first, step, changes, anew = Path(sys.argv[1]), *map(int, sys.argv[2:])
opened = OpenLibrary(folder)
ids = sorted(opened.library.papers)[:papers]
print("ready", flush=True)
sys.stdin.readline()
for n in range(changes):
    id = ids[(first + n * step) % len(ids)]
    on = not opened.library.mark(id).starred
    opened.do("mark star", lambda library, at: marking.star(library, [id], on, at))
    print(n + 1, flush=True)
    if anew and (tidy := opened.compaction()):
        tidy()
"""
"""Stars and unstars papers in turn; every line that it prints is a change that is done. Arguments: the folder, among
how many papers, the first and how far to the next, how many changes, and whether it writes the snapshot anew."""


def kill_writer(folder: Path, dice: Random) -> int:
    """Kill a process that changes one paper after the other, and now and then writes the snapshot anew."""
    before = OpenLibrary(folder).library
    stars = {id for id in before.papers if before.mark(id).starred}
    ids = sorted(before.papers)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITES, folder, *map(str, (len(ids), 0, 1, 1_000_000, 1))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdin
    assert writer.stdout
    writer.stdin.write("\n")
    writer.stdin.flush()
    said = [writer.stdout.readline() for _ in range(dice.randint(1, 30))]
    end = time.perf_counter_ns() + dice.randint(0, 3_000_000)
    while time.perf_counter_ns() < end:  # somewhere within a change
        pass
    writer.kill()
    said += writer.stdout.read().splitlines()
    writer.communicate()
    acknowledged = int(said[-1].replace("ready", "0"))
    after = OpenLibrary(folder).library
    made = len(after.history) - len(before.history)
    assert made in (acknowledged, acknowledged + 1), (made, acknowledged)
    for n in range(made):
        stars ^= {ids[n % len(ids)]}
    assert {id for id in after.papers if after.mark(id).starred} == stars
    check_whole(folder)
    return acknowledged


# commands

COMMAND = f"""
import readlist.session.open_library as opened
opened.now = lambda: {NOW!r}
{OFTEN}
from readlist.__main__ import main
main()
"""
"""readlist on a day of its own, so that what it does can be compared with what it did elsewhere."""


def some_command(folder: Path, dice: Random) -> tuple[tuple[str, ...], str]:
    """The words of a command, and what it reads."""
    papers = list(OpenLibrary(folder).library.papers.values())
    key = dice.choice(papers).key if papers else "nothing"
    commands: tuple[tuple[tuple[str, ...], str], ...] = (
        (("mark", dice.choice(("star", "unstar", "read", "unread", "skip", "unskip")), key), ""),
        (("queue", dice.choice(("add", "remove")), key), ""),
        (("tag", key, f"+t{dice.randint(1, 3)}"), ""),
        (("note", key, f"Note {dice.randint(1, 9)}."), ""),
        (("fix", key, "--title", f"Title {dice.randint(1, 9)}"), ""),
        (("import", "-", "--as-of", "2026-06-01"), dice.choice((MORE, LATER))),
        (("remove", key), ""),
        (("undo",), ""),
        (("redo",), ""),
        (("doctor", "--compact"), ""),
        (("backup",), ""),
    )
    return dice.choice(commands)


def kill_command(folder: Path, dice: Random) -> int:
    """Kill a command: the library is as before or as after it, and after it if it had ended."""
    words, stdin = some_command(folder, dice)
    before = state(folder)
    trial = folder.with_name("trial")
    shutil.copytree(folder, trial)
    begin = time.perf_counter()
    done = run(trial, *words, stdin=stdin)
    takes = time.perf_counter() - begin
    after = state(trial)
    shutil.rmtree(trial)
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "--library", folder, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin
    process.stdin.write(stdin)
    process.stdin.close()
    if dice.random() < 0.9:
        _let_it_begin(process, folder)
    end = time.perf_counter() + dice.random() * dice.choice((takes, 1.0))  # a machine may be busy
    while time.perf_counter() < end and process.poll() is None:
        pass
    process.kill()
    code = process.wait()
    found = state(folder)
    assert found in (before, after), words
    if code != -9:
        assert code == done.code, (words, code)
        assert found == after, words
    check_whole(folder)
    return int(code == 0)


def _let_it_begin(process: subprocess.Popen[str], folder: Path) -> None:
    """Until a process has opened a file of the library, or has ended: what comes before is only Python."""
    files = Path(f"/proc/{process.pid}/fd")
    while process.poll() is None and files.is_dir():  # root may list those of one that ended: none
        with contextlib.suppress(OSError):
            if any(str(file.readlink()).startswith(str(folder)) for file in files.iterdir()):
                return


# the app

APP = f"""
{OFTEN}
from readlist.__main__ import main
main()
"""


def kill_app(folder: Path, dice: Random) -> int:
    """Kill the app in the middle of triage: every decision that its counter told is there."""
    opened = OpenLibrary(folder)
    while opened.library.count("inbox") < 14:  # there is always something left to decide
        opened.undo()
    inbox, changes = opened.library.count("inbox"), len(opened.library.history)
    terminal = Terminal("--library", str(folder), code=APP)
    try:
        terminal.begun()
        terminal.send("T")
        terminal.until(f"{inbox} left")
        keys = [dice.choice("xras") for _ in range(dice.randint(1, 12))]
        for key in keys:
            terminal.send(key)
            if dice.random() < 0.5:
                terminal.read()
        end = time.perf_counter() + dice.random() * 0.3
        while time.perf_counter() < end:
            terminal.read()
        terminal.process.kill(9)
        while terminal.read():
            pass
    finally:
        terminal.process.close(force=True)
    told = re.search(r"(\d+) left", terminal.text)
    assert told, terminal.text
    acknowledged = inbox - int(told[1])
    after = OpenLibrary(folder).library
    made = len(after.history) - changes
    assert acknowledged <= made <= len(keys), (keys, terminal.text)
    assert inbox - after.count("inbox") == made
    commands = [change.command for change in list(after.history.values())[changes:]]
    expected = {"x": "mark skip", "r": "mark read", "a": "queue add", "s": "mark star"}
    assert [c.split()[-1] for c in commands] == [expected[key].split()[-1] for key in keys[:made]], (commands, keys)
    check_whole(folder)
    return acknowledged


def check_whole(folder: Path) -> None:
    """Nothing is wrong with the library; a file that nobody finished is none of it."""
    wrong = [finding.text for finding in health.examine(folder) if not finding.good]
    assert not wrong, wrong


KILLS: dict[str, Callable[[Path, Random], int]] = {
    "a process that writes": kill_writer,
    "a command": kill_command,
    "the app": kill_app,
}

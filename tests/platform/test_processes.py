"""Work that is done in two processes is the work that one does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from ast import literal_eval
from pathlib import Path

import pytest

from readlist.platform import programs
from readlist.platform.processes import in_two, module_command

IN_TWO = """
import os, signal
from readlist.platform.processes import in_two

here = os.getpid()
os.cpu_count = lambda: 2

def work(items):
    {work}
    return [(item * item, os.getpid() == here) for item in items]

print(in_two(work, range({count})))
"""


def made(work: str = "", count: int = 5) -> list[tuple[int, bool]]:
    """Squares, and whether they were made in the process that asked; a test's own has threads."""
    ran = subprocess.run(
        [sys.executable, "-c", IN_TWO.format(work=work, count=count)], capture_output=True, text=True, check=True
    )
    assert not ran.stderr
    found: list[tuple[int, bool]] = literal_eval(ran.stdout)
    return found


def test_the_second_half_is_made_elsewhere() -> None:
    assert made() == [(0, True), (1, True), (4, True), (9, False), (16, False)]


@pytest.mark.parametrize("count", [0, 1])
def test_there_are_no_two_halves(count: int) -> None:
    assert made(count=count) == [(item * item, True) for item in range(count)]


@pytest.mark.parametrize(
    "work",
    [
        "os.getpid() == here or os.kill(os.getpid(), signal.SIGKILL)",
        "assert os.getpid() == here",
        "if os.getpid() != here: return [lambda: 'what can not be sent']",
    ],
    ids=["killed", "raises", "can't be sent"],
)
def test_what_the_other_process_fails_at_is_made_here(work: str) -> None:
    assert made(work) == [(item * item, True) for item in range(5)]


def test_what_fails_in_both_fails() -> None:
    with pytest.raises(subprocess.CalledProcessError) as failed:
        made("raise MemoryError")
    assert failed.value.stderr.splitlines()[-1] == "MemoryError"


def test_where_there_are_threads_nothing_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 2)
    monkeypatch.setattr("os.fork", lambda: pytest.fail("forked"))
    assert in_two(list, range(5)) == [0, 1, 2, 3, 4]


def test_where_there_are_too_many_processes_nothing_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> int:
        raise BlockingIOError

    monkeypatch.setattr("threading.active_count", lambda: 1)
    monkeypatch.setattr("os.fork", full)
    assert in_two(list, range(5)) == [0, 1, 2, 3, 4]


def test_the_second_process_ends_when_the_first_is_killed(tmp_path: Path) -> None:
    program = (
        "import os, sys, time\n"
        "from readlist.platform.processes import in_two\n"
        "here = os.getpid()\n"
        "os.cpu_count = lambda: 2\n"
        "def work(items):\n"
        "    if os.getpid() == here:\n"
        "        sys.stdin.readline()\n"
        "    else:\n"
        "        print(os.getpid(), flush=True)\n"
        "        time.sleep(600)\n"
        "in_two(work, range(2))\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout
        assert int(first.stdout.readline())
        first.kill()
        assert first.stdout.read() == b""  # the end of the pipe, which the second process holds open while it lives


RUNS = """
import os, sys
from readlist.platform import programs
{run}
print("on it goes", flush=True)
"""
PROGRAM = "#!/bin/sh\necho $0\nexec sleep 600\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize(
    "run", ["programs.edit('a note')", "programs.show_in_pager('a page')", "programs.open_link('https://example.org')"]
)
def test_what_has_the_terminal_ends_with_the_process(run: str, number: signal.Signals, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    env = {**os.environ, **dict.fromkeys(("VISUAL", "PAGER", "BROWSER"), str(program))}
    command = [sys.executable, "-c", RUNS.format(run=run)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=env, start_new_session=True) as first:
        assert first.stdout
        assert first.stdout.readline().decode().strip() == str(program)
        first.send_signal(number)
        assert first.stdout.read() == b""  # the end of the pipe, which the program holds open while it lives
    assert first.returncode == -number


def test_a_program_of_the_clipboard_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    monkeypatch.setattr(programs, "_SECONDS", 0.05)
    monkeypatch.setattr("pyperclip.paste", lambda: subprocess.run(["sleep", "600"], pass_fds=[writer], check=False))
    with pytest.raises(programs.ClipboardError):
        programs.read_clipboard()
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        assert pipe.read() == b""


def test_a_module_of_the_folder_one_is_in_is_never_run(tmp_path: Path) -> None:
    for name in ("readlist", "json", "msgspec"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('here is another')\n", encoding="utf-8")
    ran = subprocess.run(
        module_command("readlist", "--version"), cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith("readlist ")


def test_processes_of_our_own_are_started_in_one_way() -> None:
    package = Path(programs.__file__).parents[1]
    starting = [path.name for path in package.rglob("*.py") if "sys.executable" in path.read_text(encoding="utf-8")]
    assert starting == ["processes.py"]

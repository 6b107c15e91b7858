"""A disk that fails under the open app: it stays, says what is wrong, once, and goes on when that is over."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from readlist.session.open_library import OpenLibrary
from tests.tui.conftest import FIRST, QUEUE, Run
from tests.tui.terminal import Start, Terminal

# a full disk


class Disk(NamedTuple):
    """A disk that can be filled, and be given room again."""

    folder: Path  # of the library
    fill: Callable[..., None]
    free: Callable[[], None]


@contextmanager
def limited(sample: Path, home: Path) -> Iterator[Disk]:
    """No file of the app may grow, by a limit that the system sets its process."""
    if not hasattr(resource, "prlimit"):
        pytest.skip("nobody else can set limits here")
    before: dict[int, tuple[int, int]] = {}

    def fill(terminal: Terminal) -> None:
        pid = terminal.process.pid
        before[pid] = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, before[pid][1]))

    def free() -> None:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)

    yield Disk(sample, fill, free)


@contextmanager
def small(sample: Path, home: Path) -> Iterator[Disk]:
    """A file system of its own, where one can be had; the app's journal, a new one, gets no byte of it any more."""
    place = home / "disk"
    place.mkdir()
    if (
        not shutil.which("mount")
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", place], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("no file system can be mounted")
    try:
        library = place / "library"
        shutil.copytree(sample, library)
        rest = place / "rest"

        def fill(_: Terminal | None = None) -> None:
            with contextlib.suppress(OSError), rest.open("wb", buffering=0) as file:
                while True:  # until there is no room
                    file.write(b"x" * 512)

        yield Disk(library, fill, rest.unlink)
    finally:
        subprocess.run(["umount", "-l", place], check=True)


DISKS = pytest.mark.parametrize("disk", [limited, small], ids=["no file may grow", "no space left"])


def counts(folder: Path) -> tuple[int, int, int]:
    library = OpenLibrary(folder).library
    return library.count("starred"), library.count("queued"), len(library.history)


@pytest.mark.long
@DISKS
def test_on_a_full_disk_the_app_holds_changes_and_saves_them_later(
    disk: Callable[[Path, Path], AbstractContextManager[Disk]], folder: Path, tmp_path: Path, start: Start
) -> None:
    with disk(folder, tmp_path) as full:
        before = counts(full.folder)
        files = {p: p.read_bytes() for p in full.folder.rglob("*") if p.is_file() and p.name != "lock"}
        terminal = start("--library", str(full.folder))
        terminal.begun()
        full.fill(terminal)
        terminal.send("s")
        terminal.until("NOT SAVED ✗")
        terminal.until("cannot write to")  # how much of a long path and its reason is seen depends on the width
        assert "nothing was changed" not in terminal.text
        assert "★ 1" in terminal.screen.display[0]  # the first had one of the two stars
        terminal.send("a")
        terminal.until("queue 3")
        terminal.send("q")
        terminal.until("2 changes could not be saved")
        assert terminal.process.isalive()
        assert counts(full.folder) == before
        assert {p: p.read_bytes() for p in files} == files
        full.free()
        terminal.until("everything is saved again")
        terminal.begun()
        terminal.send("q")
        assert terminal.ended() == 0
        terminal.check_restored()
        stars, queued, changes = before
        assert counts(full.folder) == (stars - 1, queued - 1, changes + 2)


def test_on_a_full_disk_a_command_says_so_in_a_line_and_changes_nothing(folder: Path, tmp_path: Path) -> None:
    with small(folder, tmp_path) as full:
        full.fill()
        before = counts(full.folder)
        for words in (["mark", "unstar", FIRST], ["queue", "remove", QUEUE[1]], ["undo"], ["doctor", "--compact"]):
            command = [sys.executable, "-m", "readlist", "--library", str(full.folder), *words]
            ran = subprocess.run(command, capture_output=True, text=True, check=False)
            reason = "No space left on device: nothing was changed"
            assert (ran.returncode, ran.stdout) == (1, "")
            assert ran.stderr == f"readlist: cannot write to {full.folder}: {reason}\n"
        assert counts(full.folder) == before


# a folder that can't be written

AS_NOBODY = """
import os, sys
os.chdir("/")
nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
command = [*nobody, sys.executable, "-m", "readlist", *sys.argv[1:]]
os.execvp(command[0], command)
"""  # root heeds no modes


def test_a_read_only_library_is_shown_and_warns_that_decisions_are_lost(
    folder: Path, for_anyone: Path, as_nobody: tuple[str, ...], start: Start
) -> None:
    library = for_anyone / "library"
    shutil.copytree(folder, library)
    modes = {path: 0o555 if path.is_dir() else 0o444 for path in (for_anyone, library, *library.rglob("*"))}
    for path, mode in modes.items():
        path.chmod(mode)
    before = {path: path.read_bytes() for path in for_anyone.rglob("*") if path.is_file()}
    terminal = start("--library", str(library), code=AS_NOBODY)
    try:
        terminal.until("read only")
        terminal.send("s")
        terminal.until("NOT SAVED ✗")
        assert "★ 1" in terminal.screen.display[0]
        terminal.until(os.strerror(errno.EACCES))
        terminal.send("q")
        terminal.until("1 change could not be saved")
        terminal.send("q")
        assert terminal.ended() == 0
        terminal.check_restored()
    finally:
        for path in modes:
            path.chmod(0o700)
    assert {path: path.read_bytes() for path in for_anyone.rglob("*") if path.is_file()} == before


# a file that can't be read, or is damaged


@pytest.fixture
def patient(sample: OpenLibrary) -> OpenLibrary:
    """The sample library as the app has it open."""
    return OpenLibrary(sample.folder, keep_unsaved=True)


def failing(*_: object) -> bytes:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.usefixtures("unread")
async def test_papers_that_cannot_be_read_are_said_so_until_they_can_be(
    patient: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = f"{patient.folder}/library.json can't be read: Input/output error"
    async with run(patient) as seat:
        with monkeypatch.context() as bad:
            bad.setattr(os, "pread", failing)  # papers are read when they are shown
            await seat.press("G", "y")
            assert "".join(said.split()) in "".join(seat.part("#detail")).replace(" ", "")
            assert seat.messages == [said]
        await seat.press("g", "G")
        assert "Input/output error" not in seat.prose("#detail")
        assert seat.app.fault is None


async def test_a_read_that_fails_is_nothing_saved(
    patient: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run(patient) as seat:
        OpenLibrary(patient.folder).compact()  # there is something to be read before a change is made
        with monkeypatch.context() as bad:
            bad.setattr(os, "pread", failing)
            await seat.press("a")
            assert "NOT SAVED ✗" in seat.hints
            assert "queue 3" in seat.status
            assert "Input/output error; changes are kept in memory" in seat.messages[-1]
        seat.main.saving.look()
        await seat.settle()
        assert "saved ✓" in seat.hints
        assert OpenLibrary(patient.folder).library.count("queued") == 3


@pytest.mark.usefixtures("unread")
async def test_damage_under_the_open_app_is_said_once_and_the_app_goes_on(patient: OpenLibrary, run: Run) -> None:
    file = patient.folder / "library.json"
    async with run(patient) as seat:
        whole = file.read_bytes()
        file.write_bytes(whole[:100])
        for _ in range(3):
            seat.main.saving.look()
            await seat.settle()
        assert len(seat.messages) == 1
        assert "library.json is damaged, or no library (100 bytes): it was left as it is" in seat.messages[0]
        assert "`readlist doctor --repair` restores it from backups/library-" in seat.messages[0]
        await seat.press("j", "s", "G")
        assert seat.app.fault is None
        assert file.read_bytes() == whole[:100]
        file.write_bytes(whole)
        seat.main.saving.look()
        await seat.press("g")
        assert "NOT SAVED" not in seat.hints

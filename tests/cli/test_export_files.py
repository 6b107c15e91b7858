"""Files that exports write: overwritten, linked, mounted, private, named oddly; what is there is never lost."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import MAPS, ORDER, SMALL, SPARSE, Readlist, process
from tests.cli.test_exporting import entries


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

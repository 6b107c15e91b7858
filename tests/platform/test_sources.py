"""Reading what is to be imported: whole, or refused with a reason."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path

import pytest

from readlist.pages.page import PageError
from readlist.platform import paths
from readlist.platform.paths import SOURCE_LIMIT, read_source, source_name


def refused(source: str | Path) -> str:
    with pytest.raises(PageError) as error:
        read_source(str(source))
    return str(error.value)


def standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize("data", [b"", b"page", b"\r\n\0\xff\x1a" * 3])
def test_a_file_is_read_byte_for_byte(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(data)
    assert read_source(str(path)) == data


@pytest.mark.parametrize("data", [b"", b"page", b"\r\n\0\xff\x1a" * 3])
def test_a_dash_is_standard_input_byte_for_byte(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    standard_input(monkeypatch, data)
    assert read_source("-") == data


def test_a_file_named_dash_can_be_read_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-").write_bytes(b"page")
    assert read_source("./-") == b"page"


def test_a_source_may_be_as_large_as_the_cap_and_no_larger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "SOURCE_LIMIT", 10)
    path = tmp_path / "page.txt"
    path.write_bytes(b"x" * 10)
    assert len(read_source(str(path))) == 10
    path.write_bytes(b"x" * 11)
    assert refused(path) == "larger than 10 bytes; import it in parts"
    standard_input(monkeypatch, b"x" * 11)
    assert refused("-") == "larger than 10 bytes; import it in parts"


def test_a_huge_file_is_refused_without_reading_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200 * SOURCE_LIMIT)
    assert refused(path).startswith("larger than 50,000,000 bytes")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs /dev/zero")
def test_a_source_without_an_end_is_refused() -> None:
    assert refused("/dev/zero").startswith("larger than 50,000,000 bytes")


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(b"page " * 30_000))
    writer.start()
    assert read_source(str(pipe)) == b"page " * 30_000
    writer.join()


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    assert refused(tmp_path / "missing.txt") == "No such file or directory"
    assert refused(tmp_path / "nowhere") == "No such file or directory"
    assert refused(tmp_path / "file" / "page.txt") == "Not a directory"
    assert refused(tmp_path) == "is a folder; name the files in it"
    assert refused(tmp_path / "loop") == "Too many levels of symbolic links"
    assert refused("x" * 300) == "File name too long"
    assert refused("a\0b") == "not a file name"


def test_an_error_while_reading_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _: object) -> int:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(Failing())))
    assert refused("-") == "Input/output error"


@pytest.mark.parametrize(
    ("source", "name"),
    [("-", "-"), ("page.txt", "page.txt"), ("/a/b/page.txt", "page.txt"), ("~/page.txt", "page.txt"), ("a/", "a"),
     ("/", "/"), ("", "?")],
)  # fmt: skip
def test_a_source_is_called_by_its_file_name(source: str, name: str) -> None:
    assert source_name(source) == name

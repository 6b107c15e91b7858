"""Files of a library: named after keys, in the trash and back, and never outside of their folder."""

from __future__ import annotations

import errno
import os
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from readlist.model.paper import PaperFile
from readlist.pdf.shelf import Shelf, ShelfError, file_names, link_of
from tests.pdf.writer import PageOf, pdf

ONE, TWO = pdf([PageOf()]), pdf([PageOf(), PageOf()])


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "library")


def taken(shelf: Shelf, tmp_path: Path, data: bytes, key: str = "gu2023mamba") -> PaperFile:
    source = tmp_path / "source.pdf"
    source.write_bytes(data)
    return shelf.settle(shelf.stage(source), key, "attached")


def test_a_file_is_copied_under_its_key(shelf: Shelf, tmp_path: Path) -> None:
    file = taken(shelf, tmp_path, ONE)
    assert file.path == "pdfs/gu2023mamba.pdf"
    place = shelf.find(file)
    assert place is not None
    assert place.read_bytes() == ONE
    assert place.stat().st_mode & 0o777 == 0o600
    assert taken(shelf, tmp_path, ONE).path == file.path  # the same again
    assert taken(shelf, tmp_path, TWO).path == "pdfs/gu2023mamba-2.pdf"
    assert list((shelf.root / ".incoming").iterdir()) == []


def test_what_leaves_rests_in_the_trash_and_comes_back(shelf: Shelf, tmp_path: Path) -> None:
    file = taken(shelf, tmp_path, ONE)
    shelf.tidy([], {file.path})
    assert list(shelf.files()) == []
    other = taken(shelf, tmp_path, TWO)
    assert other.path == "pdfs/gu2023mamba-2.pdf"  # the first may come back under its name
    place = shelf.find(file)
    assert place == shelf.root / "gu2023mamba.pdf"
    assert place.read_bytes() == ONE


def test_the_trash_is_emptied_of_what_no_change_tells_of_after_a_month(shelf: Shelf, tmp_path: Path) -> None:
    file = taken(shelf, tmp_path, ONE)
    shelf.tidy([], {file.path})
    shelf.tidy([], ())
    assert shelf.find(file, put_back=False) is not None  # another device may still tell of it
    (trashed,) = (shelf.root / ".trash").iterdir()
    os.utime(trashed, (0, 0))
    shelf.tidy([], {file.path})
    assert trashed.exists()
    shelf.tidy([], ())
    assert not trashed.exists()


def test_a_file_of_nobody_is_left_alone(shelf: Shelf, tmp_path: Path) -> None:
    taken(shelf, tmp_path, ONE)
    shelf.tidy([], ())
    assert [path.name for path in shelf.files()] == ["gu2023mamba.pdf"]


@pytest.mark.parametrize(
    "path", ["pdfs/../x.pdf", "pdfs/", "pdfs/a/b.pdf", "pdfs/.trash", "x.pdf", "", "pdfs/..", "pdfs/a\0b", "pdfs\\x"]
)
def test_a_record_from_elsewhere_leads_nowhere_else(shelf: Shelf, path: str) -> None:
    assert shelf.place(PaperFile(path=path)) is None
    assert shelf.find(PaperFile(path=path, sha256="../" * 9)) is None


def test_a_digest_from_elsewhere_is_no_path(shelf: Shelf, tmp_path: Path) -> None:
    file = taken(shelf, tmp_path, ONE)
    (tmp_path / "library" / "secret-x.pdf").write_bytes(ONE)
    for digest in ("../../secret", "..", "a/b", "/"):
        assert shelf.find(replace(file, path="pdfs/x.pdf", sha256=digest)) is None


@given(st.text(max_size=120))
def test_any_key_gives_safe_names(key: str) -> None:
    first, second = islice(file_names(key), 2)
    for name in (first, second):
        assert "/" not in name
        assert not name.startswith(".")
        assert name.endswith(".pdf")
        assert len(name.encode()) < 400
    assert first != second


def test_what_is_no_pdf_is_refused_in_a_line(shelf: Shelf, tmp_path: Path) -> None:
    text, empty, pipe = tmp_path / "a.txt", tmp_path / "b.pdf", tmp_path / "c.pdf"
    text.write_text("hello")
    empty.write_bytes(b"")
    os.mkfifo(pipe)
    for path, why in ((text, "not a PDF"), (empty, "empty"), (pipe, "not a regular file"), (tmp_path, "directory")):
        with pytest.raises(ShelfError, match=why):
            shelf.stage(path)
    with pytest.raises(ShelfError, match="No such file"):
        link_of(tmp_path / "gone.pdf")
    assert list((shelf.root / ".incoming").iterdir()) == []


def test_two_processes_that_take_files_at_once_keep_both(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = taken(shelf, tmp_path, ONE)
    monkeypatch.setattr(Path, "exists", lambda path: False)  # as it was when the second looked
    other = taken(shelf, tmp_path, TWO)
    assert other.path == "pdfs/gu2023mamba-2.pdf"
    assert {(shelf.root / name.removeprefix("pdfs/")).read_bytes() for name in (first.path, other.path)} == {ONE, TWO}


@pytest.mark.parametrize("call", ["fsync", "link"])
def test_a_disk_that_refuses_leaves_nothing_behind(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert shelf.incoming.is_dir()
    monkeypatch.setattr(f"readlist.pdf.shelf.os.{call}", refuse)
    if call == "link":  # a disk without hard links: the file is renamed
        assert shelf.find(taken(shelf, tmp_path, ONE)) is not None
    else:
        with pytest.raises(ShelfError, match="No space left"):
            taken(shelf, tmp_path, ONE)
        assert list(shelf.files()) == []
    assert list((shelf.root / ".incoming").iterdir()) == []

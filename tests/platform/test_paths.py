"""Where the library is: what was said last, or nearest, wins."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from readlist.platform.paths import dropped_path, library_folder, sample_pages


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The platform's data folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def test_the_folder_named_in_the_command_wins(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READLIST_LIBRARY", "/from/the/environment")
    assert library_folder("/from/the/command") == Path("/from/the/command")


def test_then_the_one_in_the_environment(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READLIST_LIBRARY", "/from/the/environment")
    assert library_folder() == Path("/from/the/environment")
    assert library_folder(None) == Path("/from/the/environment")


def test_else_it_is_in_the_data_folder(data: Path) -> None:
    assert library_folder() == data / "readlist"


def test_an_empty_environment_variable_says_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READLIST_LIBRARY", "")
    assert library_folder() == data / "readlist"


@pytest.mark.parametrize("value", ["", "relative/data", None])
def test_a_data_folder_that_is_no_absolute_path_is_ignored(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv("XDG_DATA_HOME")
    else:
        monkeypatch.setenv("XDG_DATA_HOME", value)
    assert library_folder() == own_home / ".local" / "share" / "readlist"


def test_a_relative_folder_is_one_of_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert library_folder("papers") == tmp_path / "papers"
    monkeypatch.setenv("READLIST_LIBRARY", "more")
    assert library_folder() == tmp_path / "more"


def test_a_tilde_is_the_home_folder(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert library_folder("~/papers") == own_home / "papers"
    monkeypatch.setenv("READLIST_LIBRARY", "~/more")
    assert library_folder() == own_home / "more"


@pytest.mark.parametrize("name", ["with space", "Łódź", "[bold]", "-dash", "a\nb"])
def test_any_name_of_a_folder_will_do(tmp_path: Path, name: str) -> None:
    assert library_folder(str(tmp_path / name)) == tmp_path / name


def test_asking_where_it_is_makes_nothing(data: Path) -> None:
    library_folder()
    assert not data.exists()


def test_the_sample_pages_are_there_in_the_same_order_everywhere() -> None:
    names = [path.name for path in sample_pages()]
    assert names == ["abstracts.txt", "kaiser.txt", "landmarks.txt", "single.txt", "sutskever.txt", "tricky-titles.txt"]
    assert all(path.is_absolute() and os.access(path, os.R_OK) for path in sample_pages())


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/data/page.txt", "/data/page.txt"),
        ("'/data/a page.txt' ", "/data/a page.txt"),
        ('"/data/a page.txt"', "/data/a page.txt"),
        (r"/data/a\ page\(1\).txt", "/data/a page(1).txt"),
        ("file:///data/a%20p%C3%A4ge.txt", "/data/a päge.txt"),
        ("file://localhost/data/a.txt", "/data/a.txt"),
        ("/data/it's.txt", "/data/it's.txt"),
        ("two words", "two words"),
        ("", ""),
        ("\0", "\0"),
    ],
)
def test_a_path_as_terminals_paste_it(text: str, path: str) -> None:
    assert dropped_path(text) == path

"""``readlist config`` and ``readlist keys``, and the configuration's place among what says where the library is."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.commands import COMMANDS
from tests.cli.conftest import PAGE, Readlist


def test_the_example_is_printed_and_can_be_used_as_it_is(readlist: Readlist, file: Path) -> None:
    ran = readlist("config", "--example")
    assert (ran.code, ran.err) == (0, "")
    file.write_text(ran.out)
    ran = readlist("config")
    assert (ran.code, ran.out, ran.told) == (0, f"{file}\n", ["readlist: config OK"])
    assert readlist("list").err == ""


def test_without_a_file_it_says_how_to_make_one(readlist: Readlist, own_home: Path) -> None:
    ran = readlist("config")
    assert ran.code == 0
    assert ran.out == f"{own_home}/config/readlist/config.toml\n"
    assert "`readlist config --example` prints one" in ran.err
    assert not (own_home / "config").exists()


def test_a_mistake_is_told_by_every_command_and_keeps_none_from_working(filled: Readlist, file: Path) -> None:
    file.write_text("[keys]\nstrat = 's'\n")
    before = file.read_bytes()
    ran = filled("list")
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 5
    assert ran.told == [f"readlist: {file}, line 2: [keys] strat: unknown command; did you mean “star”?"]
    ran = filled("config")
    assert ran.code == 1
    assert len(ran.told) == 2
    assert file.read_bytes() == before


def test_the_configuration_places_the_library_unless_overruled(
    readlist: Readlist, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(f'[library]\npath = "{tmp_path}/configured"\n')
    readlist("import", "-", stdin=PAGE)
    assert (tmp_path / "library").is_dir()
    monkeypatch.delenv("READLIST_LIBRARY")
    readlist("import", "-", stdin=PAGE)
    assert (tmp_path / "configured").is_dir()
    assert readlist("list", "--library", str(tmp_path / "other")).out == ""


def test_keys_are_shown_as_they_are_set(readlist: Readlist, file: Path) -> None:
    assert "s          star " in readlist("keys").out
    file.write_text('[keys]\nstar = ["*", "f2"]\nremove = []\n')
    ran = readlist("keys", "--json")
    assert ran.code == 0
    table = {row["id"]: row for row in ran.json}
    assert list(table) == [c.id for c in COMMANDS]
    assert table["star"] == {
        "id": "star",
        "title": "Star",
        "keys": ["asterisk", "f2"],
        "shown": "* f2",
        "group": "decide",
        "help": "Star the paper, and queue it from the inbox; or unstar",
        "panes": ["detail", "papers", "queue", "triage"],
    }
    assert table["remove"]["keys"] == []
    assert "* f2" in readlist("keys").out

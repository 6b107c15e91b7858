"""``export --format json`` and ``import``: the same library, in an empty one; decisions joined, in another."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from readlist.cli.main import main
from readlist.platform.paths import sample_pages
from tests.cli.conftest import COPIED, COUNTING, MAPS, ORDER, SMALL, SPARSE, Readlist
from tests.conftest import SEEDS, needs_seeds


@pytest.fixture
def decided(filled: Readlist) -> Readlist:
    """A library with a decision of every kind."""
    filled("mark", "read", SPARSE)
    filled("queue", "add", SPARSE, MAPS, ORDER)
    filled("queue", "move", ORDER, "1")
    filled("mark", "star", SMALL)
    filled("mark", "skip", COUNTING)
    filled("fix", ORDER, "--arxiv", "2402.00001", "--title", "Reading Order Matters a Lot")
    filled("alias", "Ada Karlsson", "A. Karlsson")
    return filled


def moved(readlist: Readlist, tmp_path: Path) -> tuple[str, str]:
    """The export of a library, and that of the library it is imported into."""
    before = readlist("export", "--format", "json").out
    file = tmp_path / "library-export.json"
    file.write_text(before, encoding="utf-8")
    shutil.rmtree(readlist.folder)
    ran = readlist("import", file)
    assert ran.code == 0, ran.err
    return before, readlist("export", "--format", "json").out


def test_the_same_library_comes_back(decided: Readlist, tmp_path: Path) -> None:
    listed = decided("list", "--json").out
    queue = decided.queue()
    authors = decided("authors", "--json").out
    before, after = moved(decided, tmp_path)
    assert after == before
    assert decided("list", "--json").out == listed
    assert decided.queue() == queue == [ORDER, SPARSE, MAPS]
    assert decided("authors", "--json").out == authors


def test_a_second_import_changes_nothing(decided: Readlist, tmp_path: Path) -> None:
    file = tmp_path / "library-export.json"
    file.write_text(decided("export", "--format", "json").out, encoding="utf-8")
    before = decided.bytes()
    ran = decided("import", file)
    assert "0 new, 0 updated, 5 known" in ran.out
    assert decided.bytes() == before


def test_every_sample_page_comes_back(readlist: Readlist, tmp_path: Path) -> None:
    readlist("import", *sample_pages(), "--as-of", COPIED, "--queue")
    before, after = moved(readlist, tmp_path)
    assert len(json.loads(before)["papers"]) > 50
    assert after == before


@needs_seeds
def test_every_real_page_comes_back(readlist: Readlist, tmp_path: Path) -> None:
    assert SEEDS
    readlist("import", *sorted((SEEDS / "seeds").glob("*.txt")), "--as-of", COPIED)
    before, after = moved(readlist, tmp_path)
    assert after == before


def test_joins_and_splits_come_back(decided: Readlist, tmp_path: Path) -> None:
    decided("merge", MAPS, COUNTING)
    before, after = moved(decided, tmp_path)
    assert after == before
    assert decided.show(COUNTING)["key"] == MAPS
    assert decided("split", MAPS).code == 0
    assert set(decided.keys()) == {SMALL, SPARSE, ORDER, MAPS, COUNTING}


def test_papers_that_were_kept_apart_stay_apart(filled: Readlist, tmp_path: Path) -> None:
    data = filled("export", "--format", "json").json
    twin = {**data["papers"][0], "key": "twin2020"}
    data["papers"].append(twin)
    file = tmp_path / "twins.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    shutil.rmtree(filled.folder)
    assert "6 new" in filled("import", file).out
    assert "0 new, 0 updated, 6 known" in filled("import", file).out


def test_in_another_library_what_was_decided_there_stays(decided: Readlist, five_papers: Path, tmp_path: Path) -> None:
    file = tmp_path / "library-export.json"
    file.write_text(decided("export", "--format", "json").out, encoding="utf-8")
    shutil.rmtree(decided.folder)
    shutil.copytree(five_papers, decided.folder)
    decided("mark", "skip", ORDER)
    decided("queue", "add", COUNTING)
    assert decided("import", file).code == 0
    assert decided.queue() == [COUNTING, SPARSE, MAPS]
    assert (decided.show(ORDER)["skipped"], decided.show(COUNTING)["skipped"]) == (True, False)
    assert decided.show(SPARSE)["read"]
    decided("undo")
    assert decided.queue() == [COUNTING]
    assert not decided.show(SPARSE)["read"]


def test_decidingwithout_a_time_are_as_old_as_the_import(readlist: Readlist) -> None:
    paper = {"key": "k2020", "title": "One", "title_text": "One", "read": True, "starred": True, "queue": 2}
    ran = readlist("import", "-", stdin=json.dumps({"version": 1, "papers": [paper]}))
    assert ran.code == 0, ran.err
    shown = readlist.show("k2020")
    assert (shown["read"], shown["starred"], shown["queue"]) == (True, True, 1)
    assert shown["read_at"] == shown["queued_at"]


PAPER: dict[str, Any] = {"key": "k2020", "title": "One", "title_text": "One"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"version": 1, "papers": [', "it is not JSON"),
        ('{"version": 2, "papers": []}', "newer readlist"),
        ('{"version": "1", "papers": []}', "not an export of readlist"),
        ('{"version": 1, "papers": {}}', "not an export of readlist"),
        ('{"version": 1, "papers": [3]}', "paper 1 is no object"),
        (json.dumps({"version": 1, "papers": [PAPER, {"title_text": "x"}]}), "paper 2 has no key"),
        (json.dumps({"version": 1, "papers": [{**PAPER, "authors": "Ann"}]}), "paper 1 (k2020): authors is not a list"),
        (json.dumps({"version": 1, "papers": [{**PAPER, "date": "soon"}]}), "paper 1 (k2020): its date"),
        (json.dumps({"version": 1, "papers": [{**PAPER, "score": True}]}), "score is not a number"),
        (json.dumps({"version": 1, "papers": [{**PAPER, "queue": "first"}]}), "queue is not a number"),
        (json.dumps({"version": 1, "papers": [PAPER], "profiles": [{}]}), "profile 1 has no name"),
        (json.dumps({"version": 1, "papers": [PAPER], "profiles": [{"name": "A", "figures": 3}]}), "profile 1"),
        ('{"version": 1, "papers": [' + '{"extra": {"a": ' * 3000, "it is not JSON"),
    ],
)
def test_what_is_not_understood_is_not_taken(readlist: Readlist, text: str, reason: str) -> None:
    ran = readlist("import", "-", stdin=text)
    assert (ran.code, len(ran.told)) == (1, 1)
    assert reason in ran.told[0]
    assert readlist.bytes() == {}


def test_text_of_an_export_is_data(readlist: Readlist) -> None:
    paper = {**PAPER, "title": "\x1b]52;c;x\x07One\u202e", "title_text": "One\nTwo", "note": "a\nb\x1b[31m"}
    assert main(["--version"]) == 0
    readlist("import", "-", stdin=json.dumps({"version": 1, "papers": [paper]}))
    shown = readlist.show("k2020")
    assert (shown["title"], shown["title_text"], shown["note"]) == ("One", "One Two", "a\nb")

"""An own home for every test, and small libraries to cite from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.model.change import Edit
from readlist.model.paper import Paper, Rank
from readlist.session.open_library import OpenLibrary


@pytest.fixture(autouse=True)
def _in_home(own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READLIST_LIBRARY", str(tmp_path / "library"))
    monkeypatch.chdir(own_home)


def paper(number: int, **facts: object) -> Paper:
    """A published paper, unlike the others."""
    usual = {
        "key": f"writer{2000 + number}work", "title": f"A Study of the Matter {WORDS[number % len(WORDS)]} {number}",
        "authors": (f"Ann Writer{LETTERS[number % 26]}", "Bo Other"), "date": str(2000 + number % 25),
        "venue": f"Journal of {WORDS[number % len(WORDS)]}", "type": "article", "doi": f"10.1234/w.{number}",
        "fields": {"volume": str(number), "pages": f"{number}--{number + 9}"}, "rank": Rank.RECORD,
    }  # fmt: skip
    facts = {**usual, **facts}
    return Paper(id=number, title_text=str(facts["title"]), **facts)  # type: ignore[arg-type]


LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = "alder birch cedar elm fir hazel juniper larch maple oak pine rowan spruce willow yew".split()


def library_with(folder: Path, papers: Sequence[Paper]) -> OpenLibrary:
    """A library that has these papers."""
    opened = OpenLibrary(folder)
    put(opened, papers)
    return opened


def put(opened: OpenLibrary, papers: Sequence[Paper]) -> None:
    """Have papers as they are given, as one change."""

    def plan(library: Library, at: str) -> Plan:
        edits = (Edit.between("papers", library.papers.get(p.id), p) for p in papers)
        return Plan(tuple(filter(None, edits)), "put papers")

    opened.do("put", plan)


@pytest.fixture
def ten(tmp_path: Path) -> OpenLibrary:
    """A library of ten papers."""
    return library_with(tmp_path / "library", [paper(n) for n in range(1, 11)])

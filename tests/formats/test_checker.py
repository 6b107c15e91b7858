"""Real papers, the sample library and hostile records through the real BibTeX programs, where there is a checker.

``python -m tests.bibcheck`` does the same with two thousand hostile records.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from readlist.formats import ExportOptions, Papers
from readlist.platform.paths import sample_pages
from readlist.session.exports import papers_of
from readlist.session.imports import import_pages, read_sources
from readlist.session.open_library import OpenLibrary
from tests.bibcheck import ALLOWED, EXPORTS, PROFILES, checked
from tests.conftest import SEEDS
from tests.hostile import records

CHECKER = SEEDS / "tools" / "check_bib.sh" if SEEDS else Path("-")
TOOLS = ("bibtex", "biber", "bibclean", "pdflatex")

pytestmark = [
    pytest.mark.skipif(not CHECKER.exists(), reason="$READLIST_SEEDS has no checker of .bib files"),
    pytest.mark.long,
]


def judge(papers: Papers, profile: str, *allowed: str, options: ExportOptions = EXPORTS[0]) -> None:
    strict = ["--require-all"] if all(map(shutil.which, TOOLS)) else []
    code, said = checked(CHECKER, papers, profile, options, *strict, allowed=allowed)
    assert code == 0, said


def library(folder: Path, pages: list[Path]) -> Papers:
    opened = OpenLibrary(folder)
    found, refused = read_sources(map(str, pages), opened.library, date(2026, 6, 1))
    assert not refused
    import_pages(opened, found)
    return papers_of(opened.library, opened.library.newest)


@pytest.mark.parametrize("profile", PROFILES)
def test_real_papers_and_the_sample_library(profile: str, tmp_path: Path) -> None:
    assert SEEDS
    pages = [*sorted((SEEDS / "seeds").glob("*.txt")), *sample_pages()]
    papers = library(tmp_path / "library", pages)
    assert sum(paper.citable for paper, _ in papers) > 120
    judge(papers, profile)
    judge(papers, profile, options=ExportOptions())


def test_hostile_records() -> None:
    judge(list(records(60, seed=3)), "bibtex", *ALLOWED)

"""How many files a reader has to open to follow one action of a user."""

from __future__ import annotations

import pytest

from tests.walks import PACKAGE, WALKS, Walk, key_s, page_to_candidates, page_to_journal, take

AVOIDABLE = {
    key_s: "43 files: search/, tui/searching and session/library_search update the index at every mark; "
    "eight files of store/, and what repaints: tui/saving, tui/compositor, library/{listing,sequences,suggestion}",
    page_to_candidates: "25 files: four kinds of lists are asked whether the lines are theirs, with what they share; "
    "the names of authors pass through library/{author_index,papers,columns,sequences}",
    page_to_journal: "49 files: those of the candidates, four of latex/ for titles, nine of store/",
}
"""Walk → how many files it enters today, and which of them it could do without."""


@pytest.mark.parametrize(
    "walk",
    [pytest.param(walk, marks=pytest.mark.xfail(reason=AVOIDABLE[walk], strict=False)) for walk in WALKS],
    ids=lambda walk: walk.__name__,
)
def test_a_walk_enters_few_files(walk: Walk) -> None:
    files = take(walk)
    assert len(files) <= WALKS[walk], files


@pytest.mark.parametrize(
    ("walk", "last"), [(page_to_candidates, "pages/cut.py"), (page_to_journal, "store/journal.py")]
)
def test_a_walk_lists_files_of_readlist_where_it_ends(walk: Walk, last: str) -> None:
    files = take(walk)
    assert last in files
    assert all((PACKAGE / file).is_file() for file in files)
    assert len(files) == len(set(files))

"""Every row of the table of layouts: told from the others, with a sample, and never more than its marks."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise

import pytest

from readlist.pages.decode import author_page_lines, text_lines
from readlist.pages.layout import LAYOUTS, Layout, openings
from readlist.pages.page import Block, Line
from readlist.pages.reading import read_pages
from tests.conftest import SAMPLES

COPIED = date(2026, 6, 1)
FACTS = json.loads((SAMPLES / "facts.json").read_text(encoding="utf-8"))["pages"]
TEXTS = {facts["layout"]: (SAMPLES / "pages" / name).read_text(encoding="utf-8") for name, facts in FACTS.items()}
LISTED = {
    layout.name: json.loads(file.read_text(encoding="utf-8"))
    for layout in LAYOUTS
    if (file := SAMPLES / "lists" / f"{layout.name}.json").exists()
}
"""Layout → what its page lists, of those whose page is none of the demo's."""
TEXTS |= {name: (SAMPLES / "lists" / f"{name}.txt").read_text(encoding="utf-8") for name in LISTED}

each_layout = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)


def test_names_are_unique() -> None:
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS)


@each_layout
def test_a_sample_is_read_by_its_own_layout(layout: Layout) -> None:
    (page,) = read_pages(TEXTS[layout.name], "sample", COPIED)
    assert page.layout == layout.name
    assert page.entries
    if papers := LISTED.get(layout.name):
        assert [(e.title, list(e.authors)) for e in page.entries] == [(p["title"], p["authors"]) for p in papers]


def page_lines(text: str) -> list[Line]:
    return author_page_lines(text_lines(text))


@each_layout
def test_marks_are_in_order_and_inside_the_text(layout: Layout) -> None:
    for text in TEXTS.values():
        lines = page_lines(text)
        marks = list(layout.marks(lines))
        assert all(0 <= start < end <= len(lines) for start, end in marks)
        assert all(end <= start for (_, end), (start, _) in pairwise(marks))


@each_layout
def test_any_block_with_its_mark_is_read_without_error(layout: Layout) -> None:
    lines = page_lines(TEXTS[layout.name])
    starts = [start for start, names in openings(lines) if layout.name in names]
    assert starts
    end = next(iter(layout.marks(lines[starts[0] :])))[1]
    for more in ([], lines[:1] * 2, page_lines("\n\nLoad more\n")):
        block = Block((*lines[starts[0] : starts[0] + end], *more), (layout.name,))
        reading = layout.read(block, frozenset())
        assert 0 <= reading.fit <= 1
        assert reading.entry or reading.problems or not reading.fit


@each_layout
@pytest.mark.parametrize("text", ["", "\n\n", "Load more\n18 Papers\n", "A line of prose, and another.\n" * 3])
def test_texts_without_papers_have_no_mark(layout: Layout, text: str) -> None:
    assert list(layout.marks(page_lines(text))) == []

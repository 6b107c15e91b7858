"""A long page is read in runs of entries, and it is the same page whoever reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from readlist.pages.layout import Readings
from readlist.pages.page_parts import Read
from readlist.pages.reading import read_pages
from tests.benchmarks.pages import compact_page

COPIED = date(2026, 6, 1)


def test_runs_may_be_read_one_by_one_and_in_any_order() -> None:
    def backwards(read: Read, starts: Sequence[int]) -> list[Readings]:
        assert len(starts) > 2
        runs = [read([start]) for start in reversed(starts)]
        return [reading for run in reversed(runs) for reading in run]

    text = compact_page(330)
    assert read_pages(text, "page", COPIED, spread=backwards) == read_pages(text, "page", COPIED)


def test_the_progress_is_told_before_each_run() -> None:
    told: list[tuple[int, int]] = []
    read_pages(compact_page(330), "page", COPIED, progress=lambda done, of: told.append((done, of)))
    assert [call for call in told if call[1] == 330] == [(0, 330), (100, 330), (200, 330), (300, 330)]

"""A long page is read in runs of entries, and it is the same page whoever reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest

from readlist.pages.layout import Readings
from readlist.pages.page_parts import Read
from readlist.pages.reading import read_pages
from tests.benchmarks.pages import compact_page
from tests.pages.test_references import BLOCKS

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


REFERENCES = "References\n" + "\n".join(f"[{n}] {BLOCKS[n % len(BLOCKS)][0]}" for n in range(1, 1301))


def test_the_progress_of_references_goes_on_while_they_are_read() -> None:
    told: list[tuple[int, int]] = []
    read_pages(REFERENCES, "text", COPIED, progress=lambda done, of: told.append((done, of)))
    shares = [done / 1300 for done, of in told if of == 1300]
    assert shares == sorted(shares)
    assert max(after - before for before, after in pairwise(shares)) < 0.2
    assert shares[-1] > 0.9


@pytest.mark.parametrize("at", [0, 300, 900, 1200])
def test_the_reading_of_references_can_be_stopped_anywhere(at: int) -> None:
    def stop(done: int, of: int) -> None:
        if of == 1300 and done > at:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        read_pages(REFERENCES, "text", COPIED, progress=stop)

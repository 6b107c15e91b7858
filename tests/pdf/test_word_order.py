"""Words right to left and left to right in one line are read in their order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.pdf.word_order import reading_order

WORDS = {"A": "אאא", "B": "בבב", "C": "גגג", "x": "xxx", "y": "yyy", "1": "12", "-": "–"}


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("x y", "x y"),
        ("C B A", "A B C"),
        ("x y C B A x y", "x y A B C x y"),
        ("x y B A x", "x y A B x"),
        ("C x y A B", "B A x y C"),
        ("B 1 A", "A 1 B"),
        ("1 B A", "A B 1"),
        ("x y x B - A", "x y x A - B"),
        ("C B - A x", "x A - B C"),
    ],
)
def test_words_are_read_the_way_of_their_line(seen: str, read: str) -> None:
    signs = seen.split()
    words = [(WORDS[sign], float(n)) for n, sign in enumerate(signs)]
    assert " ".join(signs[n] for n in reading_order(words)) == read


@given(st.lists(st.tuples(st.sampled_from(sorted(WORDS.values())), st.floats(0, 600)), max_size=12))
def test_no_word_is_lost(words: list[tuple[str, float]]) -> None:
    assert sorted(reading_order(words)) == list(range(len(words)))

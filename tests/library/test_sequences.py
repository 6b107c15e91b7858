"""Sequences that are made as somebody looks at them are what a list of the same would be."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.library.sequences import Lines, Spliced

WORDS = st.text(st.characters(exclude_characters="\n"), max_size=5)
PLACES = st.none() | st.integers(-8, 8)


def lines(texts: Sequence[str]) -> Lines:
    packed, ends = Lines.pack(texts)
    made = array("i")
    made.frombytes(ends)
    return Lines(memoryview(packed), made)


def same(made: Sequence[str], texts: list[str], asked: str, cut: slice) -> None:
    assert list(made) == texts
    assert len(made) == len(texts)
    assert bool(made) is bool(texts)
    assert list(made[cut]) == texts[cut]
    assert [made[n] for n in range(-len(texts), len(texts))] == texts * 2
    with pytest.raises(IndexError):
        made[len(texts)]
    for text in {*texts, asked}:
        assert (text in made) is (text in texts)
        if text in texts:
            assert made[made.index(text)] == text
        else:
            with pytest.raises(ValueError):
                made.index(text)


@given(st.lists(WORDS, max_size=8), WORDS, st.builds(slice, PLACES, PLACES, st.sampled_from([None, 1, 2, -1])))
def test_lines_are_what_was_packed(texts: list[str], asked: str, cut: slice) -> None:
    same(lines(texts), texts, asked, cut)


@given(st.lists(WORDS, max_size=8), WORDS, PLACES, PLACES, st.builds(slice, PLACES, PLACES))
def test_a_slice_of_lines_is_lines_too(
    texts: list[str], asked: str, start: int | None, stop: int | None, cut: slice
) -> None:
    part = lines(texts)[start:stop]
    assert isinstance(part, Lines)
    same(part, texts[start:stop], asked, cut)


@given(
    st.lists(st.lists(WORDS, max_size=4), max_size=4),
    WORDS,
    st.builds(slice, PLACES, PLACES, st.sampled_from([None, -2])),
)
def test_pieces_are_one_after_another(pieces: list[list[str]], asked: str, cut: slice) -> None:
    same(Spliced([*map(lines, pieces[:2]), *pieces[2:]]), sum(pieces, []), asked, cut)  # noqa: RUF017 - few


def test_a_line_is_found_whole_and_nothing_else() -> None:
    made = lines(["ada", "lovelace, ada", "", "ad"])
    assert [made.index(text) for text in ("ada", "ad", "")] == [0, 3, 2]
    for text in ("a", "lovelace", "ada\nlovelace, ada", "\n"):
        assert text not in made
    assert 5 not in made  # type: ignore[comparison-overlap]


def test_equal_are_sequences_of_the_same_pieces() -> None:
    many = lines(["a", "b"])
    assert Spliced([("x",), many]) == Spliced([(), ("x",), many])
    assert Spliced([("x",), many]) != Spliced([("y",), many])
    assert Spliced([("x",)]) != ("x",)

"""Text from outside becomes harmless, and is folded for comparison."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.model.text import (
    ZWJ,
    ZWNJ,
    clean,
    clean_lines,
    clean_values,
    count,
    fold,
    has_lines,
    identity,
    join_words,
    shorten,
)

HOSTILE = [
    "\x1b]52;c;aGk=\x07", "\x1b]0;title\x1b\\", "\x1b[31mred", "\x9b31m", "\u202eabc", "\u2066x\u2069", "a\x00b",
    "\ud800", "\ue000", "\x1bPq\x1b\\", "\x08\x08", "\x7f", "\u200b", "\ufeff",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_a_terminal_obeys_is_left(text: str) -> None:
    for c in clean(f"one {text} two"):
        assert c in (ZWJ, ZWNJ) or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def test_of_all_characters_only_those_that_can_be_seen_are_left() -> None:
    every = "".join(map(chr, range(0x110000)))
    left = clean_lines(every.replace("\x1b", ""))
    assert {unicodedata.category(c) for c in left if c not in (ZWJ, ZWNJ, "\n")}.isdisjoint(
        {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    assert {c for c in clean(every) if c.isspace()} == {" "}
    assert set(left) >= {c for c in every if c.isalnum() and unicodedata.is_normalized("NFC", c)}
    assert clean("one\ttwo\r\nthree\u2028four\x85five\u3000six") == "one two three four five six"


def test_a_clipboard_write_leaves_no_payload() -> None:
    assert clean("a \x1b]52;c;aGk=\x07 b") == "a b"
    assert clean("a \x1b[1;31m b") == "a b"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_lines(clean_lines(text)) == clean_lines(text)


@given(st.text())
def test_clean_text_is_one_line_in_nfc(text: str) -> None:
    cleaned = clean(text)
    assert "\n" not in cleaned
    assert cleaned == cleaned.strip()
    assert unicodedata.is_normalized("NFC", cleaned)


def test_joiners_that_belong_to_words_stay() -> None:
    assert clean("می\u200cخواهم") == "می\u200cخواهم"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\u2028", "\x0b", "\x85"])
def test_line_ends_of_every_kind_are_one(end: str) -> None:
    assert clean_lines(f"a{end}b") == "a\nb"
    assert has_lines(f"a{end}b")
    assert not has_lines(f"a{end}")


def test_harmless_values_are_not_copied() -> None:
    value = {"title": "A title", "authors": ["Ömer"], "n": 1}
    assert clean_values(value) is value
    assert clean_values({"a": ["x\x1b[1m"]}) == {"a": ["x"]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siqi fan", "Siqi Fan"),
        ("Łukasz Kaiser", "Lukasz  Kaiser"),
        ("Ömer Öztürk", "Omer Ozturk"),
        ("Mixture-of-Experts", "mixture of experts"),
        ("Erdős", "Erdo\u030bs"),
    ],
)
def test_names_and_words_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Pre-training LLMs", "Pretraining  LLMs.", True),
        ("∞Bench: Extending", "∞ bench extending", True),
        ("Intern-S1-Pro", "Intern-S1", False),
        ("How to Set the Batch Size?", "How to Set the Learning Rate?", False),
        ("C in practice", "C++ in practice", False),
    ],
)
def test_titles_are_the_same_but_for_case_spacing_and_punctuation(one: str, other: str, same: bool) -> None:
    assert (identity(one) == identity(other)) is same


def test_short_forms() -> None:
    assert shorten("one two three", 2) == "one two…"
    assert shorten("one two", 2) == "one two"
    assert shorten("venue J. Phys.", 9) == "venue J. Phys."
    assert shorten("one, two… three", 2) == "one, two…"
    assert count(1, "entry", "entries") == "1 entry"
    assert count(1248, "citation") == "1,248 citations"
    assert join_words(["a", "b", "c"]) == "a, b and c"
    assert join_words(["a"]) == "a"

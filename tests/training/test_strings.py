"""The strings that the tagger of references is trained with: every style, every template of the table."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from readlist.pages.references.reference_traits import LABELS
from tests.training.strings import _FIELDS, Facts, Style, generated_strings, label_words, read_styles

STYLES = read_styles(Path(__file__).parent / "styles.txt")
KINDS = {"article", "paper", "book", "chapter", "preprint", "report"}
FACTS = Facts(
    [
        [
            ("Doe, J., Roe, R. M. ", "author"),
            ("A first title of some length. ", "title"),
            ("Some Journal, ", "container"),
        ],
        [("Title of another paper. ", "title"), ("A Book of Essays, ", "container"), ("Some Press, ", "publisher")],
        [("Third title in the row. ", "title"), ("London: ", "publisher")],
    ],
    [],
    [],
)


def test_styles_have_names_of_their_own() -> None:
    names = [style.name for style in STYLES]
    assert len(names) == len(set(names)) > 80


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_style_has_a_template_for_every_kind(style: Style) -> None:
    assert set(style.templates) == KINDS
    assert {field for text in style.templates.values() for field in re.findall(r"\{(.*?)\}", text)} <= set(_FIELDS)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_words_of_a_style_are_labelled(style: Style) -> None:
    for string in generated_strings([style], FACTS, 12, Random(3)):
        words, labels = label_words(string)
        assert len(words) == len(labels) > 3
        assert set(labels) <= set(LABELS)
        assert "author" in labels

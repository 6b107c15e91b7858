"""What PDFium gives for a page becomes text for people and for the search."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.model.text import clean_lines
from readlist.pdf.page_text import page_texts, paragraphs


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("e\x1ecient a\x1ene \x1dow", "efficient affine flow"),  # TeX's T1
        ("di\x0berence, o\x0ece", "difference, office"),  # OT1
        ("ﬁne ﬂow", "fine flow"),
        ("method\ufffeology", "methodology"),
        ("a well\ufffeknown fact, known well", "a well-known fact, known well"),
        ("the uni\xad\nversal", "the universal"),
        ("un-\nder the sea", "under the sea"),
        ("Sch¨opf and M ¨uller", "Schöpf and Müller"),
        ("Garc´ıa, ı\u0301 and kız", "García, í and kız"),
        ("one\r\ntwo", "one\ntwo"),
        ("\x1b]52;c;QUJD\x07red", "red"),
    ],
)
def test_words_are_whole(raw: str, text: str) -> None:
    assert page_texts([raw]) == [text]


def test_a_word_of_another_page_says_how_a_broken_one_is_joined() -> None:
    assert page_texts(["self\ufffeattention is", "self is an attention", "x"])[0] == "self-attention is"
    assert page_texts(["pre\ufffetraining is", "pretraining, pre and training"])[0] == "pretraining is"


@given(st.lists(st.text(max_size=80), max_size=4))
def test_any_text_becomes_harmless(raw: list[str]) -> None:
    texts = page_texts(raw)
    assert len(texts) == len(raw)
    assert texts == [clean_lines(text).strip() for text in texts]


def test_lines_of_a_paragraph_are_joined_for_reading() -> None:
    lines = ["A Title", "A paragraph goes on over the end of a line of type", "and ends in the next."]
    page = "\n".join([*lines, "Another one begins here, and is as long as the first"])
    assert paragraphs(page).split("\n\n") == [
        "A Title",
        "A paragraph goes on over the end of a line of type and ends in the next.",
        "Another one begins here, and is as long as the first",
    ]


@given(st.text(max_size=400))
def test_paragraphs_lose_no_word(page: str) -> None:
    assert paragraphs(page).split() == " ".join(page.split("\n")).split()

"""What matched is lit: whole words, the letters that were typed, mistyped words, phrases, other forms."""

from __future__ import annotations

import pytest

from readlist.model.paper import Mark, Paper
from tests.search.conftest import asking


def lit(query: str, text: str) -> list[str]:
    ask = asking([(Paper(id=1, key="k", title_text=text), Mark(id=1))])
    return [text[start:end] for start, end in ask(query).highlights.spans(text)]


@pytest.mark.parametrize(
    ("query", "text", "parts"),
    [
        ("scaling laws ", "Scaling Laws for LLMs", ["Scaling", "Laws"]),
        ("scal", "Scaling Laws, scaled", ["Scal", "scal"]),
        ("scalng", "Scaling Laws", ["Scaling"]),
        ("omer", "Über Ömer", ["Ömer"]),
        ('"laws for"', "Laws for laws for all", ["Laws for", "laws for"]),
        ("moe", "Sparse Mixture-of-Experts (MoE)", ["Mixture-of-Experts", "MoE"]),
        ("pretraining", "On Pre-training", ["Pre-training"]),
        ("seek", "DeepSeek grows", ["Seek"]),
        ("-laws scaling ", "Scaling Laws", ["Scaling"]),
        ("infinity", "∞Bench", ["∞"]),
        ("is:unread", "Scaling Laws", []),
    ],
)
def test_what_matched_is_lit(query: str, text: str, parts: list[str]) -> None:
    assert lit(query, text) == parts

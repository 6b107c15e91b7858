"""Queries are understood as they are meant, and what is not understood is said."""

from __future__ import annotations

import pytest

from readlist.search.parse import parse
from readlist.search.query import And, Choice, Node, Not, Or, Phrase, Range, Word


def w(text: str, field: str | None = None, *, typing: bool = False) -> Word:
    return Word(text, field, typing=typing)


def ruled_out(text: str, field: str | None = None) -> Not:
    return Not(Word(text, field, literal=True))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("scaling laws ", And((w("scaling"), w("laws")))),
        ("scaling la", And((w("scaling"), w("la", typing=True)))),
        ("Ömer ", w("omer")),
        ("author:chen ", w("chen", "author")),
        ("AUTHOR:Chen ", w("chen", "author")),
        ('title:"deep learning" ', Phrase(("deep", "learning"), "title")),
        ('"deep learn', Phrase(("deep", "learn"), typing=True)),
        ("abs:(a b) ", And((w("a", "abs"), w("b", "abs")))),
        ("-moe ", ruled_out("moe")),
        ("-author:chen ", ruled_out("chen", "author")),
        ("NOT moe ", ruled_out("moe")),
        ("-is:read ", Not(Choice("is", "read"))),
        ("-(a OR b) ", Not(Or((Word("a", literal=True), Word("b", literal=True))))),
        ("a OR b c ", Or((w("a"), And((w("b"), w("c")))))),
        ("(a OR b) c ", And((Or((w("a"), w("b"))), w("c")))),
        ("a AND b ", And((w("a"), w("b")))),
        ("(a OR (b ", Or((w("a"), w("b")))),
        ("year:2024", Range("year", 2024, 2024)),
        ("year:2023..2025", Range("year", 2023, 2025)),
        ("year:2025..2023", Range("year", 2023, 2025)),
        ("year:2025..", Range("year", 2025, None)),
        ("year:..2025", Range("year", None, 2025)),
        ("year:202", Range("year", 2020, 2029)),
        ("score:>50", Range("score", 50, None, above=True)),
        ("score:<=36.8", Range("score", None, 36.8)),
        ("cat:CL", Choice("cat", "cl")),
        ("cat:cs.CL", Choice("cat", "cl")),
        ("has:code", Choice("has", "code")),
        ("is:que", Choice("is", "queued")),
        ("is:unread", Choice("is", "unread")),
        ("state-of-the-art ", And((w("state"), w("of"), w("the"), w("art")))),
        ("BERT: pre-training ", And((w("bert"), w("pre"), w("training")))),
        ("∞Bench ", And((w("infinity"), w("bench")))),
        ("year:", None),
        ('""', None),
        ("- … !", None),
    ],
)
def test_a_query_is_understood(text: str, node: Node | None) -> None:
    query = parse(text)
    assert query.node == node
    assert query.remarks == ()


@pytest.mark.parametrize(
    ("text", "node", "about"),
    [
        ("chen year:abc ", And((w("chen"), w("abc"))), "year:abc"),
        ("is:odd ", w("odd"), "is:odd"),
        ("is:s ", w("s"), "is:s"),  # starred or skipped
        ("score:high ", w("high"), "score:high"),
        ("year: 2024 ", w("2024"), "year:"),
        ("cat:(a) ", w("a"), "cat:"),
        ("GPT:like ", And((w("gpt"), w("like"))), "GPT:"),
        ('autor:"a b" ', And((w("autor"), Phrase(("a", "b")))), "autor:"),
        ("a OR ", And((w("a"), w("or"))), "OR"),
        ("OR a ", And((w("a"), w("or"))), "OR"),
        ("a) b ", And((w("a"), w("b"))), ")"),
        ("NOT ", w("not"), "NOT"),
    ],
)
def test_what_is_not_understood_is_searched_as_text_and_said(text: str, node: Node, about: str) -> None:
    query = parse(text)
    assert query.node == node
    (remark,) = query.remarks
    assert text[remark.start : remark.end] == about
    assert remark.text


def test_brackets_without_end_are_no_trouble() -> None:
    assert parse("(" * 5000 + "a" + ")" * 5000).remarks
    assert parse("-(" * 5000 + "a").remarks
    assert parse("NOT " * 5000).remarks


def test_a_field_that_was_nearly_named_is_suggested() -> None:
    assert [remark.text for remark in parse("autor:chen").remarks] == ["no field “autor”: did you mean author:?"]

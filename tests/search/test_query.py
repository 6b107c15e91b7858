"""Queries are understood as they are meant, and what is not understood is said."""

from __future__ import annotations

from datetime import date

import pytest

from readlist.search.parse import parse
from readlist.search.query import And, Choice, Node, Not, Or, Phrase, Range, Word
from readlist.search.words import words_of


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
        ("year:2024", Range("date", 20240000, 20249999)),
        ("year:2023..2025", Range("date", 20230000, 20259999)),
        ("year:2025..2023", Range("date", 20230000, 20259999)),
        ("year:2025..", Range("date", 20250000, None)),
        ("year:..2025", Range("date", None, 20259999)),
        ("year:202", Range("date", 20200000, 20299999)),
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
        ('foo:"a b" ', And((w("foo"), Phrase(("a", "b")))), "foo:"),
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


@pytest.mark.parametrize(
    "text",
    ["autor:chen", "-autor:chen", 'autor:"siqi fan"', "autor:(chen OR fan)", "title:autor:chen", "NOT autor:chen"],
)
@pytest.mark.parametrize("rest", ["", "moe ", "is:read "])
def test_a_field_that_was_nearly_named_is_suggested_not_searched(text: str, rest: str) -> None:
    for query in (parse(f"{rest}{text} "), parse(f"{text} {rest}"), parse(f"{rest}{text}")):
        assert query.node == parse(rest).node
        assert query.mistake == "no field “autor”: did you mean author:?"


@pytest.mark.parametrize(
    "text",
    [
        "Re: something",
        "BERT: Pre-training of Deep",
        "autor: chen",
        "Re:Zero",
        "READ: Recurrent",
        "GPT:like",
        "https://a.example/b",
    ],
)
def test_pasted_text_with_colons_is_words(text: str) -> None:
    query = parse(text)
    assert query.mistake is None
    assert [word.text for word in query.words() if isinstance(word, Word)] == words_of(text)


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("moe is:s", "is:s may be starred or skipped"),
        ("added:>=last-", "added:>=last- may be last-week, last-month or last-year"),
    ],
)
def test_a_word_that_is_still_being_typed_is_waited_for(text: str, remark: str) -> None:
    query = parse(text)
    assert query.node == parse(text.rpartition(" ")[0] + " ").node
    assert [r.text for r in query.remarks] == [remark]
    assert query.mistake is None


def test_dates_are_counted_from_the_day_given() -> None:
    assert parse("read:last-month", lambda: date(2026, 11, 30)).node == Range("read", 20261000, 20261099)
    assert parse("date:7d", lambda: date(2026, 11, 30)).node == Range("date", 20261123, 20261130)

"""What a query may go on with, wherever the cursor stands in it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.search.fields import FIELDS
from readlist.search.parse import parse
from readlist.search.query_completion import complete, explanation
from tests.conftest import examples


class Offered:
    """A library with names that are awkward to complete."""

    def authors(self, begun: str) -> Iterable[str]:
        return ("Kunlong Chen", "Kunlong Wu", "Ömer Müller", "OpenAI", 'Ann "A" Lee')

    def tags(self) -> Iterable[str]:
        return ("to-cite", "thesis", "NLP")

    def labels(self, field: str) -> Iterable[str]:
        return ("Neural (Methods)", "Nature")


@pytest.mark.parametrize(
    ("text", "completed", "labels"),
    [
        ("tit", "title:", ["title:"]),
        ("x (-st", "x (-starred:", ["starred:"]),
        ("a", "a", ["author:", "abs:", "added:"]),
        ("tag:t", "tag:t", ["to-cite", "thesis"]),
        ("tag:nl", "tag:NLP ", ["NLP"]),
        ("author:k", 'author:"Kunlong ', ["Kunlong Chen", "Kunlong Wu"]),
        ('author:"kunlong c', 'author:"Kunlong Chen" ', ["Kunlong Chen"]),
        ("author:mull", 'author:"Ömer Müller" ', ["Ömer Müller"]),
        ("AUTHOR:ope", "AUTHOR:OpenAI ", ["OpenAI"]),
        ("author:ann", 'author:"Ann A Lee" ', ["Ann A Lee"]),
        ("autor:ope", "author:OpenAI ", ["OpenAI"]),
        ("venue:n", "venue:n", ["Neural (Methods)", "Nature"]),
        ("venue:neu", 'venue:"Neural (Methods)" ', ["Neural (Methods)"]),
        ("read:2w..y", "read:2w..yesterday ", ["yesterday"]),
        ("added:>=this-w", "added:>=this-week ", ["this-week"]),
        ("is:q", "is:queued ", ["queued"]),
        ("score:5", "score:5", []),
        ("foo:b", "foo:b", []),
        ('"exact phr', '"exact phr', []),
        ('"a b" is:c', '"a b" is:check ', ["check"]),
    ],
)
def test_the_last_word_goes_on_as_far_as_it_can_only_go_on(text: str, completed: str, labels: list[str]) -> None:
    completion = complete(text, Offered())
    assert completion.text == completed
    assert [candidate.label for candidate in completion.candidates] == labels


def test_a_field_is_explained_behind_its_colon_alone() -> None:
    assert [explanation(f"moe {field.name}:") is not None for field in FIELDS] == [True] * len(FIELDS)
    assert explanation("moe author:c") is explanation("moe") is explanation("") is explanation("re: x") is None


@examples(200)
@given(st.lists(st.sampled_from([*'-():" ak', "author:", "is:", "tag:", "a..", "venue:"])).map("".join) | st.text())
def test_any_text_can_be_completed(text: str) -> None:
    completion = complete(text, Offered())
    for candidate in completion.candidates:
        assert parse(f"{candidate.word} ").mistake is None
    if len(completion.candidates) != 1:
        assert complete(completion.text, Offered()).text == completion.text

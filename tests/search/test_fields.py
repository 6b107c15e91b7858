"""Every row of the table of query fields is parsed, matched, explained and completed."""

from __future__ import annotations

from itertools import chain

import pytest

from readlist.formats.facts import TYPES
from readlist.model.paper import Mark, Paper
from readlist.search.fields import FIELDS, FLAGS, Field, FlagField, completions, field_by_name, summary, table
from readlist.search.parse import parse
from readlist.search.query import Not
from tests.search.conftest import asking

FULL = (
    Paper(
        id=1, key="full", title_text="Smoothing deep learning", authors=("Kunlong Chen", "Siqi Fan"), category="CL",
        abstract_text="A mixture of many experts", date="2024-02-03", score=55.0, code=True, doi="10.1/x",
        arxiv="2402.00001", urls=("https://a.example",), to_check=True, placeholder=True,
        venue="Nature Machine Learning", type="article", fields={"editor": "Knuth, Donald E."},
    ),
    Mark(id=1, place=1.0, queued_at="2024-03-01T00:00:00Z", tags=("thesis",), note="a baseline"),
)  # fmt: skip
BARE = (Paper(id=2, key="bare", title_text="Other words"), Mark(id=2))
READ = (Paper(id=3, key="seen", title_text="Third text", category="LG", date="2025", type="thesis"),
        Mark(id=3, read_at="2024-03-01T00:00:00Z", starred_at="2024-03-01T00:00:00Z"))  # fmt: skip
SKIPPED = (Paper(id=4, key="skip", title_text="Last text"), Mark(id=4, skipped_at="2024-03-01T00:00:00Z"))
LIBRARY = (FULL, BARE, READ, SKIPPED)
ALL_TYPES = {row.name for row in TYPES}
EVERY_ROW = pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)


class Values:
    def authors(self) -> tuple[str, ...]:
        return "Kunlong Chen", "OpenAI"

    def categories(self) -> tuple[str, ...]:
        return ("CL", "LG")

    def tags(self) -> tuple[str, ...]:
        return ("thesis",)


@EVERY_ROW
def test_every_example_of_a_field_finds_some_papers_not_all(field: Field) -> None:
    ask = asking(LIBRARY)
    assert field.examples
    for example in field.examples:
        query = parse(f"{example} ")
        assert query.node is not None
        assert query.remarks == ()
        ids = set(ask(f"{example} ").ids)
        assert ids
        assert ids < {1, 2, 3, 4}
        if not isinstance(query.node, Not):
            assert set(ask(f"-{example} ").ids) == {1, 2, 3, 4} - ids


@EVERY_ROW
def test_a_field_answers_to_all_its_names(field: Field) -> None:
    ask, example = asking(LIBRARY), next(e for e in field.examples if not e.startswith("-"))
    for name in (field.name, *field.synonyms, field.name.upper()):
        assert field_by_name(name) is field
        assert ask(example.replace(field.name, name, 1) + " ").ids == ask(f"{example} ").ids


def test_no_name_means_two_fields() -> None:
    names = [*chain.from_iterable((field.name, *field.synonyms) for field in FIELDS)]
    assert len(names) == len(set(names))


@EVERY_ROW
def test_a_field_is_explained_in_a_line(field: Field) -> None:
    assert 0 < len(field.help) <= 60
    assert field.examples[0] in summary()
    (row,) = [row for row in table().splitlines() if row.startswith(f"| `{field.name}:`")]
    for text in (field.help, field.accepts, *field.examples):
        assert text in row


@EVERY_ROW
def test_a_field_and_its_values_are_completed(field: Field) -> None:
    assert (f"{field.name}:", field.help) in [*completions(field.name[:1], Values())]
    ask = asking(LIBRARY)
    for value in field.values(Values()):
        word = f'{field.name}:"{value}"' if " " in value else f"{field.name}:{value}"
        assert word in [offer for offer, _ in completions(f"x {field.name}:{value[:2].lower()}", Values())]
        assert parse(word).remarks == ()
        assert value in ("OpenAI", *ALL_TYPES) or ask(word).ids


@pytest.mark.parametrize(("field", "flag"), FLAGS)
def test_every_flag_holds_for_some_papers_not_all(field: str, flag: str) -> None:
    ids = set(asking(LIBRARY)(f"{field}:{flag}").ids)
    assert ids
    assert ids < {1, 2, 3, 4}


@EVERY_ROW
def test_a_value_that_is_none_is_told_what_the_field_accepts(field: Field) -> None:
    if isinstance(field, FlagField) or field.parse("2024") is not None:
        (remark,) = parse(f"{field.name}:(a) ").remarks
        assert field.accepts in remark.text

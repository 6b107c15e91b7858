"""Every row of the table of query fields is parsed, matched, explained and completed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import chain

import pytest

from readlist.model.paper import Mark, Paper, PaperFile
from readlist.search.field_types import Field, FlagField, NumberField, TextField
from readlist.search.fields import FIELDS, FLAGS, PLACEHOLDER, field_by_name, similar_field, summary
from readlist.search.index import Index
from readlist.search.parse import parse
from readlist.search.query import Not
from readlist.search.query_completion import candidates, complete
from tests.search.conftest import Ask, asking

TODAY = date(2026, 12, 2)  # a Wednesday
FULL = (
    Paper(
        id=1, key="chen2024smoothing", title_text="Smoothing deep learning", authors=("Kunlong Chen", "Siqi Fan"),
        category="CL", abstract_text="A mixture of many experts", date="2024-02-03", score=55.0, code=True,
        doi="10.1/x", arxiv="2402.00001", urls=("https://a.example",), to_check=True, placeholder=True,
        venue="Neural Methods in Machine Learning", type="inproceedings", added="2026-12-02T09:00:00Z",
        fields={"editor": "Berg, Tove and Dee, Dan", "language": "de"}, files=(PaperFile(path="pdfs/full.pdf"),),
    ),
    Mark(
        id=1, place=1.0, queued_at="2026-11-20T12:00:00Z", opened_at="2026-11-21T12:00:00Z", tags=("thesis",),
        note="a baseline",
    ),
)  # fmt: skip
BARE = (Paper(id=2, key="bare", title_text="Other words"), Mark(id=2))
READ = (
    Paper(
        id=3, key="seen", title_text="Third text", category="LG", date="2025", venue="Letters on Graphs",
        type="article", fields={"editor": "Lee, Ann", "langid": "english"}, added="2026-10-01T12:00:00Z",
    ),
    Mark(id=3, read_at="2026-11-10T12:00:00Z", starred_at="2026-11-10T12:00:00Z"),
)  # fmt: skip
SKIPPED = (
    Paper(id=4, key="skip", title_text="Last text", date="2026-01"),
    Mark(id=4, skipped_at="2026-12-01T12:00:00Z", starred_at="2026-12-01T12:00:00Z"),
)
LIBRARY = (FULL, BARE, READ, SKIPPED)
EVERY_ROW = pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)


pytestmark = pytest.mark.usefixtures("zone")


class Values:
    """What the library above has to offer."""

    def authors(self, begun: str) -> Iterable[str]:
        return ("Kunlong Chen", "OpenAI", "Siqi Fan")

    def tags(self) -> Iterable[str]:
        return ("thesis",)

    def labels(self, field: str) -> Iterable[str]:
        return Index.of(LIBRARY).labels_of(field)


@pytest.fixture
def ask() -> Ask:
    return asking(LIBRARY, TODAY, {1: "A softmax layer; the ablation study shows it."})


@EVERY_ROW
def test_every_example_of_a_field_finds_some_papers_not_all(field: Field, ask: Ask) -> None:
    assert field.examples
    for example in field.examples:
        query = parse(f"{example} ", lambda: TODAY)
        assert query.node is not None
        assert query.remarks == ()
        ids = set(ask(f"{example} ").ids)
        assert ids
        assert ids < {1, 2, 3, 4}
        if not isinstance(query.node, Not):
            assert set(ask(f"-{example} ").ids) == {1, 2, 3, 4} - ids


@EVERY_ROW
def test_a_field_answers_to_all_its_names(field: Field, ask: Ask) -> None:
    example = next(e for e in field.examples if not e.startswith("-"))
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


@EVERY_ROW
def test_a_field_and_its_values_are_completed(field: Field, ask: Ask) -> None:
    assert (f"{field.name}:", field.help) in [(c.word, c.help) for c in candidates(field.name[:1], Values())]
    values = list(field.values(Values(), ""))
    assert values or isinstance(field, TextField | NumberField)
    for value in values:
        word = f'{field.name}:"{value}"' if " " in value else f"{field.name}:{value}"
        assert word in [c.word for c in candidates(f"x {field.name}:{value[:2].lower()}", Values())]
        typed = word.lower().removesuffix('"')
        assert complete(f"x -{typed}", Values()).text == f"x -{word} "
        assert parse(word, lambda: TODAY).remarks == ()
        assert value == "OpenAI" or field.words() or ask(word).ids


@EVERY_ROW
def test_a_field_that_is_nearly_named_is_said_to_be_meant(field: Field) -> None:
    if len(field.name) < 3:
        return
    for wrong in (field.name[1] + field.name[0] + field.name[2:], field.name[:-1]):
        if field_by_name(wrong) is None and len(wrong) > 2:
            query = parse(f"{wrong}:chen moe ")
            assert query.mistake == f"no field “{wrong}”: did you mean {field.name}:?"
            assert query.node == parse("moe ").node


@pytest.mark.parametrize("word", ["Re", "GPT", "https", "arxiv", "BERT", "QLoRA", "is", "C", "DOI", "Llama"])
def test_a_word_before_a_colon_that_is_near_no_field_is_a_word(word: str) -> None:
    assert field_by_name(word) or similar_field(word) is None
    assert parse(f"{word}: something new ").mistake is None


def test_the_placeholder_is_a_query() -> None:
    assert parse(PLACEHOLDER).remarks == ()


@pytest.mark.parametrize(("field", "flag"), FLAGS)
def test_every_flag_holds_for_some_papers_not_all(field: str, flag: str, ask: Ask) -> None:
    ids = set(ask(f"{field}:{flag}").ids)
    assert ids
    assert ids < {1, 2, 3, 4}


@EVERY_ROW
def test_a_value_that_is_none_is_told_what_the_field_accepts(field: Field) -> None:
    if isinstance(field, FlagField) or field.parse("2024", lambda: TODAY) is not None:
        (remark,) = parse(f"{field.name}:(a) ").remarks
        assert field.accepts in remark.text

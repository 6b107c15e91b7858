"""Papers as numbers: the same text gives the same features, in batches, alone, and after changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.interest.explaining import explain
from readlist.interest.features import Rows, named_features, stem
from readlist.interest.learning import learn, scores
from readlist.interest.vectors import Vectors
from readlist.library.interests import Decision
from readlist.model.paper import Paper
from tests.hostile import records
from tests.interest.papers import EDITING, MOE, OTHER, paper

TEXTS = st.text(
    st.sampled_from("of the model models a-b x² naïve 混合 专家 ∞ हिन्दी . 12 Ünïcode\n\u0301"), max_size=60
) | st.sampled_from((*MOE, *EDITING, *OTHER))


def row(rows: Rows, place: int) -> dict[int, int]:
    at = slice(rows.ends[place], rows.ends[place + 1])
    return dict(zip(rows.numbers[at].tolist(), rows.counts[at].tolist(), strict=True))


@given(TEXTS, TEXTS)
def test_a_paper_has_the_same_features_with_names_and_in_rows(title: str, abstract: str) -> None:
    made = Paper(id=7, key="k", title=title, title_text=title, abstract_text=abstract, authors=("Ada Karlsson",))
    rows = Rows.of([made])
    features, facts = named_features(made)
    assert {f.number: f.times for f in features} == row(rows, 0)
    assert [f.number for f in facts] == rows.facts.tolist()


def test_features_are_told_in_the_words_of_the_paper() -> None:
    features, facts = named_features(paper("Mixture-of-Experts Models", category="CL", date="2024-05", venue="ACL"))
    names = {f.name for f in features}
    assert names == {"Mixture", "Experts", "Models", "Mixture-of-Experts", "Experts Models"}
    assert {f.name for f in facts} == {"CL", "2024", "ACL"}


def test_addresses_are_no_words() -> None:
    features, _ = named_features(paper("Experts", "Code: https://github.com/a/b, www.example.org"))
    assert {f.name for f in features} == {"Experts", "Code"}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("models", "model"),
        ("queries", "query"),
        ("loss", "loss"),
        ("analysis", "analysis"),
        ("gas", "gas"),
    ],
)
def test_words_are_compared_in_the_singular(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_changed_rows_are_those_of_the_changed_papers() -> None:
    papers = [paper(title) for title in (*MOE, *EDITING, *OTHER)]
    changed = paper(MOE[0], "a new abstract of it")
    gone = {papers[0].id, papers[5].id}
    rows = Rows.of(papers).with_changes(gone, [changed])
    anew = Rows.of([changed, *(p for p in papers if p.id not in gone)])
    for name in ("ids", "ends", "numbers", "counts", "fact_ends", "facts"):
        assert np.array_equal(getattr(rows, name), getattr(anew, name)), name


def test_rows_and_vectors_go_through_a_file_whole() -> None:
    rows = Rows.of([paper(title, category="CL") for title in (*MOE, *EDITING, *OTHER)])
    again = Rows.of_parts(rows.parts())
    assert np.array_equal(again.numbers, rows.numbers)
    made = Vectors.of(rows)
    taken = Vectors.of_parts(made.parts())
    for name in made.parts():
        assert np.array_equal(getattr(taken, name), getattr(made, name)), name
    assert taken.topics.shape == made.topics.shape


def test_parts_of_other_papers_are_refused() -> None:
    one, other = (Vectors.of(Rows.of(map(paper, titles))) for titles in (MOE, OTHER))
    with pytest.raises(ValueError, match="different"):
        Vectors.of_parts({**one.parts(), "values": other.parts()["values"]})


def test_reasons_sum_up_for_papers_as_bad_as_imports_make_them() -> None:
    papers = [paper for paper, _ in records(60)]
    made = Vectors.of(Rows.of(papers))
    interest = learn(made, {paper.id: Decision(paper.id % 3 > 0, "") for paper in papers[:30]})
    assert interest is not None
    values = dict(zip(made.ids.tolist(), scores(made, interest).tolist(), strict=True))
    for one in papers:
        assert sum(s.points for s in explain(made, interest, one)) == pytest.approx(values[one.id], abs=2e-3)


def test_no_papers_have_no_vectors() -> None:
    assert len(Vectors.of(Rows.of([]))) == 0

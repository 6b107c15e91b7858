"""Records and their documents."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from readlist.model.change import Change, Edit
from readlist.model.paper import Figures, Mark, Paper, Profile

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12)
papers = st.builds(
    Paper,
    id=st.integers(1, 2**53),
    key=words,
    title=st.none() | words,
    title_text=words,
    authors=st.lists(words, max_size=3).map(tuple),
    et_al=st.booleans(),
    date=st.sampled_from([None, "2024", "2024-02", "2024-02-21"]),
    score=st.none() | st.floats(0, 100),
    aliases=st.lists(words, max_size=2).map(tuple),
    fields=st.dictionaries(words, words, max_size=2),
)
marks = st.builds(Mark, id=st.just(7), read_at=st.none() | words, place=st.none() | st.floats(-9, 9), tags=st.just(()))


@given(papers)
def test_a_paper_survives_its_document(paper: Paper) -> None:
    document = json.loads(json.dumps(paper.document()))
    assert Paper.of(document, id=paper.id) == paper


def test_a_profile_survives_its_document() -> None:
    figures = (Figures(as_of="2026-06-01", h_index=10), Figures(as_of="2026-07-01", papers=19))
    profile = Profile(id=3, name="Kunlong Chen", category="CL", figures=figures)
    assert Profile.of(json.loads(json.dumps(profile.document())), id=3) == profile
    assert profile.latest == figures[1]


def test_a_change_survives_its_document() -> None:
    change = Change(
        id=9, at="t", command="c", summary="s", edits=(Edit("marks", 1, {"read_at": None}, {"read_at": "t"}),)
    )
    assert Change.of(json.loads(json.dumps(change.document())), id=9) == change


def test_documents_leave_out_defaults() -> None:
    assert Paper(id=1, key="k", title_text="t").document() == {"key": "k", "title_text": "t"}
    assert Mark(id=1).document() == {}


def test_fields_of_a_newer_version_are_passed_over() -> None:
    assert Mark.of({"read_at": "t", "mood": "sunny"}, id=1) == Mark(id=1, read_at="t")


@given(marks, marks)
def test_an_edit_and_its_inverse_lead_back(old: Mark, new: Mark) -> None:
    edit = Edit.between("marks", old, new)
    if edit is None:
        assert old == new
    else:
        assert edit.after is not None
        assert edit.before is not None
        assert type(old).of(edit.apply(old.document()) or {}, id=old.id) == new
        assert type(old).of(edit.inverse().apply(new.document()) or {}, id=old.id) == old


def test_a_star_alone_decides_nothing() -> None:
    assert Mark(id=1, starred_at="t").inbox
    assert not Mark(id=1, place=1.0).inbox
    assert not Mark(id=1, read_at="t").inbox
    assert not Mark(id=1, skipped_at="t").inbox

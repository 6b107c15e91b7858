"""Tags and notes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.library.library import Library
from readlist.library.marking import TagError, all_tags, note, tag, tag_of
from readlist.model.change import Edit
from tests.library.conftest import papers


def give(library: Library, ids: list[int], *words: str) -> str:
    plan = tag(library, ids, [w[1:] for w in words if w[0] == "+"], [w[1:] for w in words if w[0] == "-"])
    library.apply(plan.edits)
    return plan.summary


def test_tags_are_given_and_taken_in_one_change(five: Library) -> None:
    assert give(five, [1, 2], "+b", "+a") == "tagged 2 papers +b +a"
    assert five.mark(1).tags == ("a", "b")
    assert give(five, [2], "-a", "+c") == "tagged “Title 2” +c -a"
    assert five.mark(2).tags == ("b", "c")
    assert dict(all_tags(five)) == {"a": 1, "b": 2, "c": 1}


def test_a_tag_is_written_as_the_library_has_it_already(five: Library) -> None:
    give(five, [1], "+NLP")
    give(five, [2], "+nlp")
    assert five.mark(2).tags == ("NLP",)
    give(five, [1, 2], "-nLp")
    assert all_tags(five) == {}


def test_what_is_so_already_is_no_change(five: Library) -> None:
    give(five, [1], "+a")
    assert not tag(five, [1], ["A"], [])
    assert not tag(five, [1, 99], [], ["b"])
    assert not note(five, 1, "  \n ")


@pytest.mark.parametrize(
    ("written", "meant"), [("to cite", "to-cite"), ("#ml", "ml"), (" α/β ", "α/β"), ("x\x1b[31my\u202e", "xy")]
)
def test_a_tag_is_one_word(written: str, meant: str) -> None:
    assert tag_of(written) == meant


@pytest.mark.parametrize("written", ["", "#", " ", "a,b", 'a"', "(a", "[/]", "-a", "+a", "x" * 61, "\x1b[31m"])
def test_what_is_no_tag_is_refused(written: str) -> None:
    with pytest.raises(TagError):
        tag_of(written)


@given(st.text(max_size=30))
def test_a_tag_read_again_is_the_same(text: str) -> None:
    try:
        made = tag_of(text)
    except TagError:
        return
    assert tag_of(made) == made
    assert not any(c.isspace() for c in made)


def test_a_note_keeps_its_lines_and_is_harmless(five: Library) -> None:
    plan = note(five, 1, "one\r\n\n  two \x1b]52;c;x\x07\n\n")
    five.apply(plan.edits)
    assert five.mark(1).note == "one\n\n  two"
    assert plan.summary == "wrote a note on “Title 1”"
    five.apply([e.inverse() for e in plan.edits])
    assert five.mark(1).note is None


def test_an_empty_note_removes_it(five: Library) -> None:
    five.apply(note(five, 1, "x").edits)
    plan = note(five, 1, " ")
    assert plan.summary == "removed the note of “Title 1”"
    five.apply(plan.edits)
    assert 1 not in five.marks


@given(st.lists(st.tuples(st.sampled_from("+-"), st.sampled_from(["a", "A", "b", "c"])), max_size=8))
def test_a_change_of_tags_can_always_be_taken_back(words: list[tuple[str, str]]) -> None:
    library = papers(2)
    library.apply(tag(library, [1], ["b"], []).edits)
    before = library.mark(1)
    plan = tag(library, [1, 2], [w for s, w in words if s == "+"], [w for s, w in words if s == "-"])
    library.apply(plan.edits)
    added = {w.casefold() for s, w in words if s == "+"}
    assert {t.casefold() for t in library.mark(2).tags} == added
    edits: list[Edit] = [e.inverse() for e in reversed(plan.edits)]
    library.apply(edits)
    assert library.mark(1) == before
    assert 2 not in library.marks

"""Search forgives, ranks, and follows the library."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readlist.library.library import Library
from readlist.models import Mark, Paper
from readlist.search.index import Index, spans
from tests.library.conftest import pages, take

ALL = ("sutskever.txt", "kaiser.txt", "landmarks.txt", "tricky-titles.txt", "abstracts.txt")


@pytest.fixture(scope="module")
def library() -> Library:
    made = Library()
    take(made, pages(*ALL))
    return made


@pytest.fixture(scope="module")
def index(library: Library) -> Index:
    return Index((p, Mark(id=p.id)) for p in library.papers.values())


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("attention is all you need", "Attention Is All You Need"),
        ("atention is al you need", "Attention Is All You Need"),
        ("viazovska", "The sphere packing problem in dimension 8"),
        ("sphere pakcing", "The sphere packing problem in dimension 8"),
        ("kaiser neural gpu", "Neural GPUs Learn Algorithms"),
        ("muller smoothing", "When Does Label Smoothing Help?"),
        ("lable smoothing", "When Does Label Smoothing Help?"),
        ("residual recognition", "Deep Residual Learning for Image Recognition"),
        ("learning deep residual", "Deep Residual Learning for Image Recognition"),
        ("bert", "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding"),
        ("mamba state spac", "Mamba: Linear-Time Sequence Modeling with Selective State Spaces"),
        ("qlora", "QLoRA: Efficient Finetuning of Quantized LLMs"),
        ("rici flow", "The entropy formula for the Ricci flow and its geometric applications"),
        ("gpt-4", "GPT-4 Technical Report"),
        ("u-net", "U-Net: Convolutional Networks for Biomedical Image Segmentation"),
    ],
)
def test_the_paper_one_means_is_first(index: Index, library: Library, query: str, title: str) -> None:
    assert library.papers[index.search(query).ids[0]].title == title


def test_initials_find_a_compound() -> None:
    made = Index(
        (Paper(id=n, key=str(n), title_text=t), Mark(id=n))
        for n, t in enumerate(["Sparse Mixture-of-Experts Layers", "Moe the Bartender", "Something Else"])
    )
    result = made.search("moe")
    assert set(result.ids) == {0, 1}
    assert ("moe", "Mixture-of-Experts") in result.read_as


def test_what_a_word_was_taken_for_is_said(index: Index) -> None:
    assert index.search("atention").read_as == (("atention", "attention"),)
    assert index.search("attention").read_as == ()


def test_a_word_found_nowhere_is_set_aside_and_said(index: Index) -> None:
    assert index.search("attention qqqqqq").missed == ("qqqqqq",)
    assert index.search("attention qqqqqq").ids == index.search("attention").ids
    assert index.search("qqqqqq").ids == ()


@pytest.mark.parametrize("query", ["", "  ", "!?", "…", "\x00"])
def test_a_query_without_words_finds_nothing(index: Index, query: str) -> None:
    assert index.search(query).ids == ()


def test_tags_and_notes_are_searched_and_followed() -> None:
    paper = Paper(id=1, key="k", title_text="A title")
    index = Index([(paper, Mark(id=1))])
    index.update(1, paper, Mark(id=1, tags=("reading-group",), note="ask Ömer"))
    assert index.search("omer").ids == (1,)
    assert index.search("reading").ids == (1,)
    index.update(1, paper, Mark(id=1))
    assert index.search("omer").ids == ()
    index.update(1, None, Mark(id=1))
    assert index.search("title").ids == ()


def test_what_matched_can_be_lit() -> None:
    assert spans("Scaling Laws for LLMs", frozenset({"scaling", "laws"})) == [(0, 7), (8, 12)]
    assert spans("Über Ömer", frozenset({"omer"})) == [(5, 9)]


@given(st.text())
def test_any_text_is_a_query(index: Index, query: str) -> None:
    result = index.search(query)
    assert len(set(result.ids)) == len(result.ids)


WORDS = st.sampled_from("attention model scaling laws neural deep über fold α β sparse moe".split())
PAPERS = st.builds(
    Paper,
    id=st.integers(1, 6),
    key=st.just("k"),
    title_text=st.lists(WORDS, min_size=1, max_size=5).map("-".join),
    authors=st.lists(WORDS, max_size=2).map(tuple),
    abstract_text=st.none() | st.lists(WORDS, max_size=8).map(" ".join),
)


@settings(max_examples=100)
@given(st.lists(st.tuples(PAPERS, st.booleans()), max_size=12), WORDS)
def test_an_index_kept_up_is_the_index_built_anew(steps: list[tuple[Paper, bool]], query: str) -> None:
    kept, there = Index(), dict[int, Paper]()
    for paper, here in steps:
        kept.update(paper.id, paper if here else None, Mark(id=paper.id))
        there.pop(paper.id, None)
        if here:
            there[paper.id] = paper
    anew = Index((p, Mark(id=p.id)) for p in there.values())
    assert set(kept.search(query).ids) == set(anew.search(query).ids)
    assert kept._postings == anew._postings
    assert kept._initials == anew._initials

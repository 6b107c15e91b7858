"""The paper one means is the first, or the second."""

from __future__ import annotations

import pytest

from readlist.library.library import Library
from readlist.model.paper import Mark, Paper
from tests.conftest import needs_seeds
from tests.search.conftest import Ask, asking, asking_library


@pytest.fixture(scope="module")
def ask(samples: Library) -> Ask:
    return asking_library(samples)


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
        ("resnet 2015 residual learning", "Deep Residual Learning for Image Recognition"),
        ("bert", "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding"),
        (
            "bidirectional pretraining",
            "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
        ),
        ("mamba state spac", "Mamba: Linear-Time Sequence Modeling with Selective State Spaces"),
        ("qlora", "QLoRA: Efficient Finetuning of Quantized LLMs"),
        ("rici flow", "The entropy formula for the Ricci flow and its geometric applications"),
        ("gpt-4", "GPT-4 Technical Report"),
        ("gpt4 report", "GPT-4 Technical Report"),
        ("u-net", "U-Net: Convolutional Networks for Biomedical Image Segmentation"),
        ("unet biomedical", "U-Net: Convolutional Networks for Biomedical Image Segmentation"),
        ("vaswani 2017", "Attention Is All You Need"),
        ("author:vaswani year:2017", "Attention Is All You Need"),
        ("title:smoothing", "When Does Label Smoothing Help?"),
    ],
)
def test_the_paper_one_means_is_first(ask: Ask, samples: Library, query: str, title: str) -> None:
    assert samples.papers[ask(query).first[0]].title == title


@needs_seeds
@pytest.mark.parametrize(
    ("query", "start"),
    [
        ("atention", ("Hybrid Linear Attention", "MiniCPM-SALA", "Explicit Multi-head", "Cost-Optimal")),
        ("kunlog chen moe", ("Towards Greater Leverage",)),
        ("spelling chinese", ("SpellGCN",)),
        ("scaling laws mixture", ("Towards Greater Leverage",)),
        ("towrds leverage", ("Towards Greater Leverage",)),
        ("Intern S1", ("Intern-S1:",)),
        ("infinity bench", ("∞Bench",)),
        ("muon", ("Mousse",)),
        ("interns1 pro", ("Intern-S1-Pro",)),
        ("spell gcn", ("SpellGCN",)),
        ("spelgcn", ("SpellGCN",)),
        ("fp4", ("FP4 training",)),
        ("data mixng law", ("Data Mixing Laws",)),
        ("mid training data mixture", ("MergeMix",)),
        ("pretrained policy", ("Pre-Trained Policy",)),
        ("chen 2018 load", ("Short-term Load", "Convolutional Sequence")),
        ("load forcasting", ("Short-term Load",)),
        ("author:tian checkpoint", ("WSM",)),
        ("sparsing", ("Sparsing Law",)),
        ("o1 roadmap", ("Scaling of Search",)),
        ("gpt any", ("AnyGPT",)),
        ("linear atention hybrid", ("Hybrid Linear",)),
        ("lottery tiket", ("The Open-World Lottery",)),
        ("graph self attention", ("What Dense Graph",)),
        ("gaokao", ("GAOKAO-Eval",)),
        ("acronym contrastive", ("SimCLAD",)),
        ("learning rate large scale", ("How to Set the Learning Rate",)),
        ("batch size", ("How to Set the Batch Size",)),
        ("wsm", ("WSM",)),
        ("bambo slip", ("Multi-Modal Multi-Granularity",)),
        ("kdd cup", ("DQN Control",)),
        ("duplex", ("Beyond the Turn-Based",)),
        ("turn based game", ("Beyond the Turn-Based",)),
        ("know mri", ("Know-MRI",)),
        ("bbtv2", ("BBTv2",)),
        ("bbt v2 gradient free", ("BBTv2",)),
        ("nano lm", ("nanoLM",)),
        ("siqi fan charcter", ("If an LLM Were",)),
        ("model edting", ("Robust and Scalable Model Editing", "Reasons and Solutions", "Commonsense Knowledge")),
        ("early exit", ("Early Exiting",)),
        ("quantisation flatness", ("Theory-optimal",)),
        ("denoising sentence", ("DenoSent",)),
        ("chu bamboo", ("Multi-Modal",)),
        ("llama scope", ("Llama Scope",)),
        ("sparse autoencodr", ("Llama Scope",)),
        ("word segmentaton", ("Toward Fast",)),
        ("numerical reasoning graph", ("Question Directed",)),
        ("top k router", ("Turn Waste",)),
        ("reward brige sft dpo", ("Implicit Reward",)),
        ('"scaling laws" author:chen', ("Towards Greater",)),
        ("year:2018 sequence", ("Convolutional Sequence",)),
        ("cat:CL spelling", ("SpellGCN",)),
    ],
)
def test_on_real_pages_the_paper_one_means_is_first_or_second(
    real_ask: Ask, real: Library, query: str, start: tuple[str, ...]
) -> None:
    best = [real.papers[id].title_text for id in real_ask(query).first[:2]]
    assert any(title.startswith(start) for title in best), best


@pytest.fixture(scope="module")
def real_ask(real: Library) -> Ask:
    return asking_library(real)


def titled(*titles: str) -> Ask:
    return asking((Paper(id=n, key=str(n), title_text=title), Mark(id=n)) for n, title in enumerate(titles))


def test_initials_find_a_compound() -> None:
    ask = titled("Sparse Mixture-of-Experts Layers", "Moe the Bartender", "Something Else")
    result = ask("moe")
    assert set(result.ids) == {0, 1}
    only = titled("Sparse Mixture-of-Experts Layers", "Something Else")("moe")
    assert only.ids == (0,)
    assert only.corrections == (("moe", "Mixture-of-Experts"),)


def test_what_a_word_was_taken_for_is_said(ask: Ask) -> None:
    assert ask("atention").corrections == (("atention", "attention"),)
    assert ask("attention").corrections == ()


def test_a_word_found_nowhere_is_set_aside_and_said(ask: Ask) -> None:
    assert ask("attention qqqqqq").unmatched == ("qqqqqq",)
    assert ask("attention qqqqqq").ids == ask("attention ").ids
    assert ask("qqqqqq").ids == ()
    assert ask("year:2017 qqqqqq").ids == ask("year:2017").ids
    assert ask("author:qqqqqq attention").ids == ()


def test_where_nothing_has_all_words_what_has_most_is_found_and_said() -> None:
    ask = titled("Deep Residual Learning", "Deep Sparse Networks", "Shallow Water")
    result = ask("residual sparse learning deep water")
    assert result.partial
    assert result.ids[0] == 0
    assert not ask("residual learning").partial


def test_title_before_authors_before_abstract_then_the_newest() -> None:
    papers = [
        Paper(id=1, key="a", title_text="On fish", abstract_text="We study turing.", date="2024"),
        Paper(id=2, key="b", title_text="On birds", authors=("Alan Turing",), date="2020"),
        Paper(id=3, key="c", title_text="The Turing machine", date="2019"),
        Paper(id=4, key="d", title_text="A Turing machine", date="2021"),
    ]
    assert asking((p, Mark(id=p.id)) for p in papers)("turing").ids == (4, 3, 2, 1)


def test_a_word_as_it_stands_comes_before_words_that_begin_so() -> None:
    assert titled("Models of Modality", "Mode", "Modelling")("mode ").ids[0] == 1


@pytest.mark.parametrize(
    ("query", "ids", "corrections", "unmatched"),
    [
        ("zuh", {1}, (("zuh", "zhu"),), ()),
        ("author:lou", {2}, (("lou", "luo"),), ()),
        ("guo", {3}, (), ()),  # found as it stands
        ("gua", {3}, (("gua", "guo"),), ()),
        ("-zuh", {1, 2, 3}, (), ()),
        ("qqq", set(), (), ("qqq",)),
        ("gu", {3}, (), ()),
        ("ug", set(), (), ("ug",)),  # of two letters any word is near
    ],
)
def test_names_of_three_letters_are_corrected_where_nothing_else_is_found(
    query: str, ids: set[int], corrections: tuple[tuple[str, str], ...], unmatched: tuple[str, ...]
) -> None:
    names = {1: "Wei Zhu", 2: "Ping Luo", 3: "Daya Guo"}
    ask = asking((Paper(id=n, key=str(n), title_text="Sums", authors=(name,)), Mark(id=n)) for n, name in names.items())
    result = ask(query)
    assert (set(result.ids), result.corrections, result.unmatched) == (ids, corrections, unmatched)


def test_a_name_of_a_field_is_exact_then_begun_then_forgiven() -> None:
    types = {1: "book", 2: "bookinbook", 3: "article", 4: None}
    ask = asking((Paper(id=n, key=str(n), title_text="Sums", type=type), Mark(id=n)) for n, type in types.items())
    assert set(ask("type:book").ids) == {1}
    assert set(ask("type:boo").ids) == {1, 2}
    assert (set(ask("type:artcle").ids), ask("type:artcle").corrections) == ({3}, (("artcle", "article"),))
    assert (ask("type:zzz").ids, ask("type:zzz").unmatched) == ((), ("zzz",))
    assert set(ask("-type:artcle").ids) == {1, 2, 3, 4}
    assert set(ask("-type:book").ids) == {2, 3, 4}


def test_plain_words_do_not_look_at_venues_and_editors() -> None:
    paper = Paper(
        id=1, key="a", title_text="Sums", venue="Letters on Graphs", fields={"editor": r"Erd{\H o}s, P{\'a}l"}
    )
    ask = asking([(paper, Mark(id=1))])
    assert not ask("graphs").ids
    assert not ask("erdos").ids
    for query in (
        "venue:graphs",
        "venue:grphs",
        'venue:"letters on"',
        "editor:erdos",
        'editor:"pal erdos"',
        "editor:erods",
    ):
        assert ask(query).ids == (1,), query

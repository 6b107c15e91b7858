"""Titles: which words are put in braces."""

from __future__ import annotations

import pytest

from readlist.formats.bibtex.titles import title


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Attention Is All You Need", "Attention Is All You Need"),
        ("LLMs and BERT's Layers", "{LLMs} and {BERT}'s Layers"),
        ("nanoLM: an Affordable Benchmark", "{nanoLM}: an Affordable Benchmark"),
        ("A GPT-4-based I for Q-Learning", "A {GPT}-4-based I for {Q}-Learning"),
        ("Beyond 100K Tokens in 3D and o1", "Beyond {100K} Tokens in {3D} and o1"),
        ("Llama-3.1-8B", "{Llama}-3.1-{8B}"),
        ("Vitamin C, C++ and A* Search", "Vitamin {C}, {C}++ and {A}* Search"),
        (
            "A Bayesian View of Wikipedia's Markov Chains",
            "A {Bayesian} View of {Wikipedia}'s {Markov} Chains",
        ),
        ("Pre-Trained and Test-Time?", "Pre-Trained and Test-Time?"),
        ("Revealer&Interpreter TCP/IP", r"Revealer\&Interpreter {TCP}/{IP}"),
        ("(Re)Thinking “BERT”", "({Re)Thinking} ``{BERT}''"),
        (r"$\infty$Bench: Top-$k$ of $O(N\log N)$", r"{$\infty$Bench}: Top-{$k$} of {$O(N\log N)$}"),
        ("∞Bench", r"{$\infty$Bench}"),
        ("ÉCOLE and Éa", r"{{\'E}COLE} and {\'E}a"),
        (r"\emph{nano}LM and \emph{BERT}", r"{{\emph{nano}LM}} and \emph{BERT}"),
        ("{BERT} by {Hand}", "{BERT} by {Hand}"),
        (r"\textbf{M}uon", r"\textbf{M}uon"),
        ("foo_Bar", r"{foo\_Bar}"),
    ],
)
def test_words_that_need_braces(text: str, written: str) -> None:
    assert title(text, "bibtex", "words") == written


def test_protection_of_all_or_nothing() -> None:
    text = r"LLMs and $N$ Things"
    assert title(text, "bibtex", "all") == r"{LLMs and $N$ Things}"
    # a formula in lower case is another formula, so its braces stay
    assert title(text, "bibtex", "none") == r"LLMs and {$N$} Things"


def test_an_empty_title_is_no_pair_of_braces() -> None:
    assert title("\u200b", "bibtex", "all") == ""

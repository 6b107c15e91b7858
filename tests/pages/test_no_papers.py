"""Texts that list no papers give none, alone or beside a list, in one line that does not mislead; however large."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readlist.library.library import Library
from readlist.pages.kinds import KINDS
from readlist.pages.kinds.refusals import OTHERS, REFUSALS
from readlist.pages.page import PageError
from readlist.session.imports import read_text
from tests.pages.test_lists import papers_of, sample

COPIED = date(2026, 6, 1)
_, *PARTS = re.split(r"^%% (.+)\n", Path(__file__).with_name("no_papers.txt").read_text("utf-8"), flags=re.MULTILINE)
TEXTS = dict(zip(PARTS[::2], PARTS[1::2], strict=True))
PROSE = [name for name, text in TEXTS.items() if not text.startswith(("<", "{", "["))]
MISLEADING = re.compile(r"bibtex|\bris\b|csl-json|\batom\b|own page", re.IGNORECASE)

REFUSED = {
    "acm_dl": "ACM Digital Library home\nSearch Results\nOctober 1948\nOn Looms\nA. Weaver\n"
              "Pages 1–9https://doi.org/10.1145/1.2\n",
    "researchgate": "On Looms\nArticle\nFull-text available\nFeb 2000\nAda Weaver\n12 Citations\n80 Reads\n",
    "alphaxiv": "alphaXiv\nExplore\n06 Oct 2022\ncomputer-science CL\nOn Looms\nAda Weaver\nA loom.\nView blog\n",
    "hf_daily": "Daily Papers\nSubmitted by\nsomeone\n12\nOn Looms\n· 18 authors\n",
    "nature_toc": "Article\n1 Oct 2015\nOn Looms\nAda Weaver Ben Spinner\nArticle 1 Oct 2015 Nature\n"
                  "Volume: 526, P: 68-74\n",
}  # fmt: skip
WORDS = {"acm_dl": "ACM", "researchgate": "ResearchGate", "alphaxiv": "alphaXiv", "hf_daily": "Hugging Face",
         "nature_toc": "nature.com"}  # fmt: skip


def refusal(text: str) -> str:
    with pytest.raises(PageError) as error:
        read_text(text, "text", Library(), COPIED)
    return str(error.value)


def test_there_are_many() -> None:
    assert len(TEXTS) >= 60


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_without_papers_is_refused_in_a_line(name: str) -> None:
    reason = refusal(TEXTS[name])
    assert len(reason.splitlines()) == 1
    assert reason.isprintable()
    assert not MISLEADING.search(re.sub(r"“[^”]*”", "", reason)), reason


@given(st.lists(st.sampled_from(PROSE), min_size=2, max_size=6), st.sampled_from(["\n", "\n\n", ""]))
def test_texts_without_papers_have_none_together(names: list[str], between: str) -> None:
    refusal(between.join(TEXTS[name] for name in names))


@example("three talks", "films", "links")  # a quarter of the lines have ids, not quite
@given(st.sampled_from(PROSE), st.sampled_from(PROSE), st.sampled_from([k.name for k in KINDS if k.name != "table"]))
def test_beside_a_list_they_add_nothing_to_it(above: str, below: str, kind: str) -> None:
    row = next(row for row in KINDS if row.name == kind)
    text = sample(row)
    if text.startswith("<"):
        return
    pages = read_text(f"{TEXTS[above]}\n\n{text}\n\n{TEXTS[below]}", "text", Library(), COPIED)
    titles = [entry.title for page in pages for entry in page.entries]
    assert titles == [paper["title"] for paper in papers_of(row)]


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: row.name)
def test_a_list_without_a_sure_form_is_refused_by_name(row: object) -> None:
    name = row.name  # type: ignore[attr-defined]
    assert WORDS[name] in refusal(REFUSED[name])


def test_other_texts_are_named() -> None:
    examples = {"latex": "latex", "mail": "mail", "log": "log", "history": "commits", "styles": "style sheet",
                "json": "json", "code": "python", "table": "csv of people"}  # fmt: skip
    assert {row.name for row in OTHERS} == set(examples)
    for row in OTHERS:
        assert row.reason == refusal(TEXTS[examples[row.name]])


def test_a_web_page_without_a_list_is_called_one() -> None:
    assert "HTML" in refusal(TEXTS["a saved page"])


def test_bare_titles_are_called_titles() -> None:
    assert "titles" in refusal("The Loom and the Card\nHow Many Threads Are Enough?\nOn the Weaving of Rings\n")


SIZES = [40_000, pytest.param(200_000, marks=pytest.mark.long)]
UNITS = [
    "word ", "(", "[", "{", "<", "[(", " and ", "A,", ". ", " - ", "et al. ", "; ", "…", "\t", " ", "\xa0", "a-", '"',
    "A B:\n", "A B:\nTitle. X 2020\n", "2020\n", "12\t2020\n", "A B, C D\n", "T\nA B - Nature, 2020 - nature.com\n",
    "[1] arXiv:2304.02643 [pdf]\n", "arXiv:2304.02643 [pdf, other] cs.CV\n", "[Submitted on 14 Mar 2016]\n",
    "\\\\\narXiv:2304.02643\n", "PMID: 1 . 2015 Oct;", "1: A. 2015;1:1. PMID: 1\n",
    "1: A. 2015 Oct;1:1.\n\nT.\n\nA B.\n\nPMID: 1\n\n", " &", " [pdf]", "PMID- 1\n", "Year: 2019 | x\n",
    "#1\n", "1999ApJ...517..565P\n1999/06\n", "Source: X\n", '"T," J', "> > > a\n", ">", "Abstract: x\n", "CLMay 27\n",
    "@a{", "@media {", "9", "Articles 1–9",
    "Title Cited by Year\nT\nA B\n1\t2020\nArticles 1–" + "9" * 5000 + "\n",
    '{"title":', "a,b,c\n", "<!doctype html><p>", "<div>", "<a href=", "<!--", "\n",
]  # fmt: skip
"""What hostile texts are made of: each, many times over, ends soon and in a line."""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("unit", UNITS)
def test_a_hostile_text_ends_in_a_line(unit: str, size: int) -> None:
    try:
        pages = read_text(unit * (size // len(unit)), "pasted", Library(), COPIED)
    except PageError as error:
        refusal, pages = str(error), []
    else:
        refusal = "no line"
    assert len(refusal.splitlines()) == 1
    assert all(entry.title or entry.abstract or entry.arxiv for page in pages for entry in page.entries)

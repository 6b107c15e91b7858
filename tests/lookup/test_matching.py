"""What is taken for the same paper, what is asked about, and what is refused."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from readlist.lookup.matching import judge, same_person
from readlist.model.names import parse_name
from readlist.model.paper import Candidate
from tests.lookup.conftest import paper

TITLE = "Small Language Models Remember More"
WHO = ("Ada Karlsson", "Jun Mori", "Lena Fischer", "Tove Berg")


def found(title: str = TITLE, **facts: object) -> Candidate:
    known: dict[str, object] = {"authors": WHO, "date": "2024-06-01", "arxiv": "2405.12345"}
    return Candidate(**{"source": "arxiv", "number": "2405.12345", "title": title, **known, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"title": "Small language models\n  remember more."},
        {"title": "\\textbf{Small} Language Models: Remember More"},
        {"authors": ("A. Karlsson", "J. Mori", "L. Fischer", "T. Berg")},
        {"authors": ("Karlsson Ada", "Mori Jun", "Fischer Lena")},
        {"authors": ("Ada Kårlsson", "Jun Mori", "Someone New")},
        {"date": "2023"},
        {"date": "2025-12-31"},
        {"date": None},
    ],
)
def test_sure(facts: dict[str, object]) -> None:
    match = judge(paper(), found(**facts))  # type: ignore[arg-type]
    assert (match.verdict, match.why) == ("sure", "")
    assert match.score >= 85


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"date": "2021-01-01"}, "the years differ by 3"),
        ({"authors": ("Ada Karlsson", "Somebody Else", "Another One")}, "the authors differ"),
        ({"authors": ()}, "no authors to compare"),
        ({"title": "Small Language Models Remember Much More"}, "the title differs"),
        ({"title": "SLIM: Small Language Models Remember More"}, "the title differs"),
    ],
)
def test_unsure(facts: dict[str, object], why: str) -> None:
    match = judge(paper(), found(**facts))  # type: ignore[arg-type]
    assert (match.verdict, match.why) == ("unsure", why)


@pytest.mark.parametrize(
    "facts",
    [
        {"title": f"{TITLE}: A Survey"},
        {"title": f"{TITLE}, Part II"},
        {"title": f"{TITLE} 2"},
        {"title": f"Reply to “{TITLE}”"},
        {"title": f"Comment on “{TITLE}”"},
        {"title": f"Erratum: {TITLE}"},
        {"title": f"Correction to: {TITLE}"},
        {"title": f"{TITLE} (Extended Version)"},
        {"title": "Small Language Models Forget More", "authors": ("Someone Else",)},
        {"title": "Large Networks Forget"},
        {"authors": ("Someone Else", "Another One")},
        {"date": "2010"},
    ],
)
def test_refused(facts: dict[str, object]) -> None:
    assert judge(paper(), found(**facts)).verdict == "other"  # type: ignore[arg-type]


def test_the_parts_of_a_work_are_told_apart_both_ways() -> None:
    part = paper("On Remembering, Part II")
    assert judge(part, found("On Remembering, Part II")).verdict == "sure"
    assert judge(part, found("On Remembering, Part I")).verdict == "other"
    assert judge(part, found("On Remembering")).verdict == "other"


def test_the_number_decides_about_years_but_not_about_titles() -> None:
    known = paper(arxiv="2405.12345")
    assert judge(known, found(date="2019")).verdict == "sure"
    assert judge(known, found("Large Networks Forget Less Than We Thought")).verdict == "unsure"
    assert judge(paper(arxiv="2401.00001"), found()).verdict == "unsure"


def test_a_doubtful_cut_is_settled_by_a_record_of_the_same_line() -> None:
    unsure = paper("Small Language Models Remember", authors=("More Ada Karlsson", "Jun Mori"), to_check=True)
    assert judge(unsure, found()).verdict == "sure"
    assert judge(replace(unsure, to_check=False), found()).verdict != "sure", "a cut that is sure is believed"
    assert judge(paper(TITLE, to_check=True), found()).verdict == "sure"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ada Karlsson", "A. Karlsson", True),
        ("Ada B. Karlsson", "Ada Karlsson", True),
        ("Jan van der Berg", "J. van der Berg", True),
        ("Chen Kunlong", "Kunlong Chen", True),
        ("Łukasz Kaiser", "Lukasz Kaiser", True),
        ("OpenAI", "OpenAI", True),
        ("Ada Karlsson", "Anna Karlsson", False),
        ("Ada Karlsson", "Ada Berg", False),
        ("Karlsson", "Ada Karlsson", False),
    ],
)
def test_persons(one: str, other: str, same: bool) -> None:
    assert same_person(parse_name(one), parse_name(other)) is same

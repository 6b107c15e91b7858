"""Corrections and repairs: what they change, and that imports respect them."""

from __future__ import annotations

from datetime import date

import pytest

from readlist.library import marking, repairs
from readlist.library.library import Library
from readlist.library.repairs import FixError, RepairError, correction, fix, parse_authors
from readlist.pages.reading import read_pages
from tests.library.conftest import AT, pages, papers, take

PAGE = """\
CLMay 1, 2020
Sparse Looms for BERTDR Cox, Ada Lovelace
The loom is sparse, the cards are many, and the pattern that they weave is longer than anybody would have thought.
"""


def loom(library: Library) -> int:
    (id,) = [id for id, p in library.papers.items() if p.abstract and "loom" in p.abstract]
    return id


def imported() -> tuple[Library, int]:
    library = Library()
    take(library, list(read_pages(PAGE, "p", date(2026, 6, 1))))
    return library, loom(library)


def test_a_corrected_cut_stays_when_the_page_is_imported_again() -> None:
    library, id = imported()
    key = library.papers[id].key
    library.apply(fix(library, id, correction(title="Sparse Looms for BERT", authors=("DR Cox", "Ada Lovelace"))).edits)
    paper = library.papers[id]
    assert (paper.title, paper.authors, paper.to_check, paper.key) == (
        "Sparse Looms for BERT", ("DR Cox", "Ada Lovelace"), False, key,
    )  # fmt: skip
    done = take(library, list(read_pages(PAGE, "p", date(2026, 6, 1))))
    assert (done.number("new"), done.number("updated")) == (0, 0)
    assert library.papers[id] == paper


def test_a_corrected_cut_is_remembered_when_the_paper_is_gone() -> None:
    library, id = imported()
    library.apply(fix(library, id, correction(title="Sparse Looms for BERT", authors=("DR Cox", "Ada Lovelace"))).edits)
    library.apply(repairs.remove(library, [id]).edits)
    assert not library.papers
    take(library, list(read_pages(PAGE, "p", date(2026, 6, 1))))
    paper = library.papers[loom(library)]
    assert (paper.title, paper.to_check) == ("Sparse Looms for BERT", False)


def test_confirming_takes_the_doubt_away(sampled: Library) -> None:
    (id,) = [id for id, p in sampled.papers.items() if p.to_check]
    assert fix(sampled, id, correction()).summary == "confirmed “Barnes-Hut-SNE”"
    sampled.apply(fix(sampled, id, correction()).edits)
    assert not sampled.papers[id].to_check
    take(sampled, pages("tricky-titles.txt"))
    assert not sampled.papers[id].to_check


def test_a_fact_set_by_hand_is_not_bettered_by_an_import(sampled: Library) -> None:
    id = sampled.keys["vaswani2017attention"]
    sampled.apply(fix(sampled, id, correction(date="2017-12-04", authors=("Ashish Vaswani",), et_al=True)).edits)
    take(sampled, pages("kaiser.txt", "landmarks.txt"))
    paper = sampled.papers[id]
    assert (paper.date, paper.authors, paper.et_al) == ("2017-12-04", ("Ashish Vaswani",), True)


def test_a_title_given_to_a_placeholder_completes_it(sampled: Library) -> None:
    id = next(id for id, p in sampled.papers.items() if p.placeholder)
    old = sampled.papers[id].key
    sampled.apply(
        fix(sampled, id, correction(title="A Unified Approach", authors=("Scott Lundberg",), date="2017")).edits
    )
    paper = sampled.papers[id]
    assert (paper.placeholder, paper.key, paper.aliases) == (False, "lundberg2017unified", (old,))
    assert sampled.find(old) == (id,)


@pytest.mark.parametrize(
    "facts", [{"title": "  "}, {"date": "2024-13"}, {"date": "yesterday"}, {"arxiv": "x"}, {"doi": "11.1/x"}]
)
def test_facts_that_make_no_sense_are_refused(five: Library, facts: dict[str, str]) -> None:
    with pytest.raises(FixError):
        fix(five, 1, correction(**facts))


@pytest.mark.parametrize(
    ("text", "names", "et_al"),
    [
        ("A B; C D", ("A B", "C D"), False),
        ("A B; C D; et al.", ("A B", "C D"), True),
        ("A B et al.", ("A B",), True),
        ("", (), False),
    ],
)
def test_names_are_written_with_semicolons(text: str, names: tuple[str, ...], et_al: bool) -> None:
    assert parse_authors(text) == (names, et_al)


def test_merging_keeps_every_decision_and_every_key(five: Library) -> None:
    five.apply(marking.star(five, [2], True, AT).edits)
    five.apply(marking.queue(five, [3, 2], True, AT).edits)
    five.apply(repairs.join(five, [1, 2, 3]).edits)
    assert set(five.papers) == {1, 4, 5}
    assert five.mark(1).starred
    assert five.queue == (1,)
    assert five.find("key2") == five.find("key3") == (1,)
    assert five.papers[1].titles == ("Title 2", "Title 3")


def test_a_merged_paper_is_found_again_by_each_of_its_titles(five: Library) -> None:
    five.apply(repairs.join(five, [1, 2]).edits)
    again = (
        "CLMay 1, 2020\nTitle 2\n\nAn abstract of some length, that says nothing new about the paper, but "
        "goes on and on until it has the twenty words of a real one.\n"
    )
    done = take(five, list(read_pages(again, "p", date(2026, 6, 1))))
    assert done.number("new") == 0
    assert len(five.papers) == 4


def test_splitting_brings_back_what_was_merged(five: Library) -> None:
    before = {id: (p.key, p.title, p.authors) for id, p in five.papers.items()}
    five.apply(repairs.join(five, [1, 2, 3]).edits)
    five.apply(repairs.split(five, 1).edits)
    assert sorted((p.key, p.title, p.authors) for p in five.papers.values()) == sorted(before.values())


def test_a_paper_that_was_not_merged_cannot_be_split(five: Library) -> None:
    with pytest.raises(RepairError, match="was not merged"):
        repairs.split(five, 1)


def test_an_alias_puts_papers_under_one_author() -> None:
    library = papers(3)
    library.apply(repairs.alias(library, ["Ada 1", "ada 2"]).edits)
    assert next((a.name, a.papers) for a in library.authors()) == ("Ada 1", 2)
    assert library.papers_of("Ada 2") == {1, 2}
    with pytest.raises(RepairError, match="no author is called “Nobody”"):
        repairs.alias(library, ["Ada 1", "Nobody"])
    with pytest.raises(RepairError, match="listed as two authors"):
        repairs.alias(library, ["Ada 1", "Ada 2"])

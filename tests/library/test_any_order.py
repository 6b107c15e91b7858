"""Preprint, publication, page and the services' answers make the same paper, whatever comes first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import combinations, permutations

import pytest

from readlist.formats import format_of, read_file
from readlist.formats.facts import cited_date
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.lookup.additions import plan_add
from readlist.model.paper import Candidate, Paper, Rank
from readlist.pages.reading import read_pages

AT = "2026-06-01T08:00:00Z"
TODAY = date(2026, 6, 1)
AUTHORS = ("Eva Moth", "Ola Wren", "Ida Fly")
ABSTRACT = "It says what was done and why, how it was measured, and what came of it in the end."
Bring = Callable[[Library], object]


def file(text: str) -> Bring:
    def bring(library: Library) -> None:
        reader = format_of(text)
        assert reader
        library.apply(plan_import(library, [read_file(reader, text, "refs.bib", TODAY)], AT).plan.edits)

    return bring


def page(text: str) -> Bring:
    return lambda library: library.apply(plan_import(library, read_pages(text, "page", TODAY), AT).plan.edits)


def answer(**facts: object) -> Bring:
    record = Candidate(title="Quiet Wings", authors=AUTHORS, **facts)  # type: ignore[arg-type]
    return lambda library: library.apply(plan_add(library, [(record,)], AT).plan.edits)


SOURCES: dict[str, Bring] = {
    "preprint": file(
        "@misc{moth2010, author={Moth, Eva and Wren, Ola and Fly, Ida}, title={Quiet Wings}, year=2010,"
        "eprint={1003.00001}, archiveprefix={arXiv}, primaryclass={cs.LG}}"
    ),
    "publication": file(
        "@article{moth2012, author={Moth, E. and Wren, O. and Fly, I.}, title={Quiet Wings},"
        "journal={Annals of Flight}, volume={8}, pages={50--90}, year=2012, doi={10.1000/af.8.50}}"
    ),
    "page": page(f"CLMay 27, 2010\nQuiet Wings\n\nEva Moth, Ola Wren et al.\n\n{ABSTRACT} And more.\n"),
    "arXiv": answer(
        source="arxiv", number="1003.00001", arxiv="1003.00001", date="2010-03-02", category="LG", abstract=ABSTRACT,
        rank=Rank.PREPRINT,
    ),
    "Crossref": answer(
        source="crossref", number="10.1000/af.8.50", doi="10.1000/af.8.50", date="2012-05", venue="Annals of Flight",
        type="article", fields={"volume": "8", "pages": "50--90", "publisher": "Press"}, rank=Rank.RECORD,
    ),
}  # fmt: skip


def facts(paper: Paper) -> tuple[object, ...]:
    names = ("title", "authors", "et_al", "type", "venue", "date", "doi", "arxiv", "category", "abstract", "fields")
    return (*(getattr(paper, name) for name in names), frozenset(paper.urls), cited_date(paper))


def made(order: tuple[str, ...]) -> tuple[object, ...]:
    library = Library()
    for name in order:
        SOURCES[name](library)
    (paper,) = library.papers.values()
    return facts(paper)


@pytest.mark.parametrize("names", [c for n in (2, 3, 4, 5) for c in combinations(SOURCES, n)], ids=" ".join)
def test_any_order_makes_the_same_paper(names: tuple[str, ...]) -> None:
    found = {order: made(order) for order in permutations(names)}
    assert {order: paper for order, paper in found.items() if paper != found[names]} == {}


def test_the_publication_is_cited_and_the_rest_is_kept() -> None:
    library = Library()
    for bring in SOURCES.values():
        bring(library)
    (paper,) = library.papers.values()
    assert (paper.type, paper.venue, cited_date(paper), paper.doi) == (
        "article", "Annals of Flight", "2012-05", "10.1000/af.8.50",
    )  # fmt: skip
    assert (paper.date, paper.arxiv, paper.category) == ("2010-05-27", "1003.00001", "LG")
    assert paper.fields == {
        "volume": "8", "pages": "50--90", "publisher": "Press", "published": "2012-05", "preprintdate": "2010-03-02",
    }  # fmt: skip

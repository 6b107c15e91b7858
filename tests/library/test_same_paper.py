"""Which entries are one paper, which are two, and whose fact stands where two sources differ."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from msgspec.structs import replace

from readlist.formats import format_of, read_file
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.library.merging import fuller
from readlist.model.change import Edit
from readlist.model.paper import Paper
from readlist.pages.reading import read_pages

AT = "2026-06-01T08:00:00Z"


def take(library: Library, text: str, name: str = "refs.bib") -> None:
    reader = format_of(text)
    assert reader
    library.apply(plan_import(library, [read_file(reader, text, name, date(2026, 6, 1))], AT).plan.edits)


def changes(library: Library, text: str) -> list[str]:
    """Imports a file into a library; what that changes."""
    reader = format_of(text)
    assert reader
    plan = plan_import(library, [read_file(reader, text, "0.bib", date(2026, 6, 1))], AT)
    library.apply(plan.plan.edits)
    return [f"{key}: {difference}" for report in plan.reports for key, difference in report.changes]


def library_of(*texts: str) -> Library:
    library = Library()
    for n, text in enumerate(texts):
        take(library, text, f"{n}.bib")
    return library


def only(*texts: str) -> Paper:
    (paper,) = library_of(*texts).papers.values()
    return paper


CONFERENCE = """@inproceedings{moth2011, author={Moth, Eva}, title={Quiet Wings}, booktitle={Proc. of Flight},
pages={7--12}, year=2011}"""
JOURNAL = """@article{moth2012, author={Moth, Eva}, title={Quiet Wings}, journal={Annals of Flight}, volume={8},
pages={50--90}, year=2012, doi={10.1000/af.8.50}}"""
APART = {
    "conference and journal": (CONFERENCE, JOURNAL),
    "volumes": (
        "@article{a, author={Fly, Ida}, title={Notes}, journal={Buzz}, volume={1}, year=2001}",
        "@article{b, author={Fly, Ida}, title={Notes}, journal={Buzz}, volume={2}, year=2001}",
    ),
    "editions": (
        "@book{a, author={Gnat, Bo}, title={Small Beasts}, edition={1}, publisher={P}, year=1990}",
        "@book{b, author={Gnat, Bo and Lark, Di}, title={Small Beasts}, edition={2}, publisher={P}, year=1991}",
    ),
    "given names": (
        "@article{a, author={Chen, Jun}, title={Foreword}, journal={Ants}, year=2010}",
        "@article{b, author={Chen, Hao}, title={Foreword}, journal={Bees}, year=2010}",
    ),
    "years": (
        "@article{a, author={Fly, Ida}, title={Yearly Report}, journal={Buzz}, year=2001}",
        "@article{b, author={Fly, Ida}, title={Yearly Report}, journal={Buzz}, year=2005}",
    ),
}


@pytest.mark.parametrize("entries", APART.values(), ids=APART)
def test_other_works_of_one_title_stay_apart(entries: tuple[str, str]) -> None:
    for one, other in permutations(entries):
        for library in (library_of(one, other), library_of(f"{one}\n{other}")):
            assert len(library.papers) == 2
            alone = [only(one), only(other)]
            found = {(p.key, p.venue, p.date, p.authors, tuple(p.fields.items())) for p in library.papers.values()}
            assert found == {(p.key, p.venue, p.date, p.authors, tuple(p.fields.items())) for p in alone}


def test_two_keys_of_a_file_stay_two_when_it_comes_again() -> None:
    text = "@misc{a, author={Fly, Ida}, title={One}, year=2001}\n@misc{b, author={Fly, Ida}, title={One}, year=2002}"
    library = library_of(text)
    assert {(p.key, p.date) for p in library.papers.values()} == {("a", "2001"), ("b", "2002")}
    assert not plan_import(library, [read_file(format_of(text) or "", text, "0.bib", date(2026, 6, 1))], AT).plan  # type: ignore[arg-type]


def test_two_keys_of_one_and_the_same_entry_stay_two() -> None:
    library = library_of(JOURNAL + "\n" + JOURNAL.replace("moth2012", "moth"))
    assert sorted(p.key for p in library.papers.values()) == ["moth", "moth2012"]


PREPRINT = """@misc{moth2010, author={Moth, Eva}, title={Quiet Wings}, eprint={1003.00001}, archiveprefix={arXiv},
primaryclass={cs.LG}, year=2010, month=mar}"""


@pytest.mark.parametrize("order", list(permutations((PREPRINT, JOURNAL))), ids=("preprint first", "publication first"))
def test_the_publication_wins_over_the_preprint_in_any_order(order: tuple[str, str]) -> None:
    paper = only(*order)
    assert (paper.type, paper.venue, paper.date, paper.doi) == (
        "article",
        "Annals of Flight",
        "2012",
        "10.1000/af.8.50",
    )
    assert (paper.arxiv, paper.fields["pages"], paper.fields["volume"]) == ("1003.00001", "50--90", "8")


def test_a_file_that_comes_again_brings_its_newer_facts() -> None:
    old = "@article{k, author={Moth, E.}, title={Of Wings}, journal={A.}, year=2021, pages={1}}"
    new = "@article{k, author={Moth, E.}, title={Of Wings}, journal={Annals}, year=2012, pages={1--9}}"
    paper = only(old, new)
    assert (paper.date, paper.venue, paper.fields["pages"]) == ("2012", "Annals", "1--9")
    retitled = only(old, old.replace("Of Wings", "Of Wings and Flight"))
    assert (retitled.key, retitled.titles) == ("k", ("Of Wings and Flight",))


def test_what_changes_is_told_fact_by_fact() -> None:
    library = library_of("@article{k, author={Moth, E.}, title={Of Wings}, journal={A.}, year=2021, pages={1}}")
    newer = "@article{k, author={Moth, E.}, title={Of Wings}, journal={Annals}, year=2012, pages={1--9}, volume={3}}"
    assert changes(library, newer) == [
        "k: date 2021 → 2012", "k: venue A. → Annals", "k: pages 1 → 1--9", "k: volume + 3",
    ]  # fmt: skip
    assert changes(library, newer) == []


def test_what_the_user_has_set_is_kept_and_told() -> None:
    library = library_of("@article{k, author={Moth, E.}, title={Of Wings}, journal={A.}, year=2021, pages={1}}")
    (paper,) = library.papers.values()
    own = {"date": "2020", "fields": {"pages": "7"}, "fixed": ("date", "fields.pages")}
    library.apply([Edit.between("papers", paper, replace(paper, **own))])
    newer = "@article{k, author={Moth, E.}, title={Of Wings}, journal={Annals}, year=2012, pages={1--9}}"
    assert changes(library, newer) == [
        "k: venue A. → Annals",
        "k: date 2020 kept: you set it (there: 2012)",
        "k: pages 7 kept: you set it (there: 1--9)",
    ]


def test_markup_alone_is_not_held_off() -> None:
    library = library_of("@article{k, author={Moth, E.}, title={{DNA} Caf{\\'e}}, journal={A}, year=2021}")
    (paper,) = library.papers.values()
    library.apply([Edit.between("papers", paper, replace(paper, fixed=("title",)))])
    assert changes(library, "@article{k, author={Moth, E.}, title={DNA Café}, journal={A}, year=2021}") == []


def test_what_the_page_dates_stays_and_the_publication_is_cited() -> None:
    page = (
        "CLMay 27, 2010\nQuiet Wings\n\nEva Moth\n\nAn abstract that is here: it says what was "
        "done and why, how it was measured, and what came of it in the end.\n"
    )
    library = Library()
    library.apply(plan_import(library, list(read_pages(page, "p", date(2026, 6, 1))), AT).plan.edits)
    for _ in range(2):
        take(library, JOURNAL)
        (paper,) = library.papers.values()
        assert (paper.date, paper.fields["published"]) == ("2010-05-27", "2012")


def test_authors_of_one_spelling_stay_two() -> None:
    paper = only("@article{w, author={Li, X. and Wu, Y. and Li, X.}, title={Two Lis}, journal={J}, year=2013}")
    assert paper.authors == ("X. Li", "Y. Wu", "X. Li")


@pytest.mark.parametrize(
    ("preferred", "other", "result"),
    [
        ("J. Mach. Learn. Res.", "Journal of Machine Learning Research", "Journal of Machine Learning Research"),
        ("Journal", "J", "Journal"),
        ("Ants", "Bees", "Ants"),
        ("1", "1--9", "1--9"),
        ("1", "12", "1"),
        (None, "x", "x"),
        ("x", None, "x"),
    ],
)
def test_an_abbreviated_form_never_wins(preferred: str | None, other: str | None, result: str) -> None:
    assert fuller(preferred, other) == result


def test_papers_of_one_volume_are_not_one_by_its_address() -> None:
    volume = "url={https://aclanthology.org/volumes/2020.acl-main/}"
    one = f"@misc{{a1, author={{Moth, Eva}}, title={{Quiet Wings}}, {volume}}}"
    other = f"@misc{{b1, author={{Wren, Ola}}, title={{Loud Looms}}, {volume}}}"
    assert len(library_of(one, other).papers) == 2


@pytest.mark.parametrize(
    "addresses",
    [
        ("https://openreview.net/forum?id=abc_1", "https://openreview.net/pdf?id=abc_1"),
        ("https://openreview.net/forum?id=abc_1&noteId=z", "https://openreview.net/forum?id=abc_1"),
        ("https://aclanthology.org/2020.acl-main.1/", "https://aclanthology.org/2020.acl-main.1.pdf"),
        ("https://www.aclweb.org/anthology/P16-1162/", "https://aclanthology.org/P16-1162"),
    ],
)
def test_an_address_names_a_paper_in_every_form_it_has(addresses: tuple[str, str]) -> None:
    texts = [f"@misc{{a{n}, title={{Quiet Wings {n}}}, url={{{url}}}}}" for n, url in enumerate(addresses)]
    assert len(library_of(*texts).papers) == 1

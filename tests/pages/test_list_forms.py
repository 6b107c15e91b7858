"""Kinds of many forms: each form of ``list_forms.txt`` is read; and what the kinds share, names and addresses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.model.addresses import anthology_doi, paper_id_of
from readlist.pages.kinds.author_lines import read_author_line, read_cited_line
from readlist.pages.reading import read_pages

COPIED = date(2026, 6, 1)


def _forms() -> list[tuple[str, str, list[str]]]:
    """(name, text, a line of facts a paper) of each form."""
    forms = []
    for part in (Path(__file__).parent / "list_forms.txt").read_text(encoding="utf-8").split("=== ")[1:]:
        name, _, rest = part.partition("\n")
        lines = rest.splitlines(keepends=True)
        text = "".join(line for line in lines if not line.startswith("--- "))
        forms.append((name, text, [line[4:].strip() for line in lines if line.startswith("--- ")]))
    return forms


FORMS = _forms()


@pytest.mark.parametrize(("name", "text", "gold"), FORMS, ids=[name for name, _, _ in FORMS])
def test_every_form_of_a_kind_is_read(name: str, text: str, gold: list[str]) -> None:
    pages = read_pages(text, "text", COPIED)
    assert {page.layout for page in pages} == {name.partition(":")[0]}
    told = [
        " | ".join(
            filter(None, (entry.date or "", entry.title, "; ".join(entry.authors) or " ", entry.arxiv or entry.doi))
        )
        for page in pages
        for entry in page.entries
    ]
    assert [" ".join(line.split()) for line in told] == [" ".join(line.lstrip("| ").split()) for line in gold]


@pytest.mark.parametrize(
    ("text", "names", "et_al"),
    [
        ("Kaiming He, Georgia Gkioxari, and Ross Girshick", ["Kaiming He", "Georgia Gkioxari", "Ross Girshick"], False),
        ("Kaiming He · Piotr Dollár", ["Kaiming He", "Piotr Dollár"], False),
        ("Kaiming He | Piotr Dollár", ["Kaiming He", "Piotr Dollár"], False),
        ("Yoon Kim (New York University), Ann Lee (X, (Y), Z)*", ["Yoon Kim", "Ann Lee"], False),
        ("Wei Liu 0015, John Davis, Jr., Ann Lee†", ["Wei Liu", "John Davis Jr.", "Ann Lee"], False),
        ("Kaiming He, Jian Sun, and 3 more authors", ["Kaiming He", "Jian Sun"], True),
        ("Kaiming He, Jian Sun et al. (12 additional authors not shown)", ["Kaiming He", "Jian Sun"], True),
        ("Jeffrey Dean and Sanjay Ghemawat.", ["Jeffrey Dean", "Sanjay Ghemawat"], False),
        ("Anonymous", [], False),
    ],
)
def test_lines_of_authors(text: str, names: list[str], et_al: bool) -> None:
    line = read_author_line(text)
    assert (list(line.names), line.et_al) == (names, et_al)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Fama, E. F., French, K. R.", ["E. F. Fama", "K. R. French"]),
        ("Miller, G. A., Galanter, E., & Pribram, K. H.", ["G. A. Miller", "E. Galanter", "K. H. Pribram"]),
        ("van der Berg, J., Davis, S., Jr., & Li, Y.", ["J. van der Berg", "S. Davis Jr.", "Y. Li"]),
        ("Eugene F. Fama and Kenneth R. French", ["Eugene F. Fama", "Kenneth R. French"]),
    ],
)
def test_lines_of_authors_in_citations(text: str, names: list[str]) -> None:
    assert list(read_cited_line(text).names) == names


@pytest.mark.parametrize(
    ("address", "id"),
    [
        ("https://arxiv.org/pdf/1409.1556v6.pdf", ("arxiv", "1409.1556")),
        ("arxiv.org/abs/math.NT/0101001", ("arxiv", "math/0101001")),
        ("https://www.alphaxiv.org/abs/2302.13971", ("arxiv", "2302.13971")),
        ("https://doi.org/10.48550/arXiv.1706.03762", ("arxiv", "1706.03762")),
        ("https://www.nature.com/articles/nature14539", ("doi", "10.1038/nature14539")),
        ("https://www.biorxiv.org/content/10.1101/2020.01.02.892000v2.full", ("doi", "10.1101/2020.01.02.892000")),
        ("https://journals.aps.org/prl/abstract/10.1103/PhysRevLett.19.1264", ("doi", "10.1103/PhysRevLett.19.1264")),
        ("https://openreview.net/forum?id=Sy8gdB9xx&noteId=x", ("openreview", "Sy8gdB9xx")),
        ("https://pubmed.ncbi.nlm.nih.gov/15430309/", ("pmid", "15430309")),
        ("https://aclanthology.org/P16-1162.pdf", ("acl", "P16-1162")),
        ("https://example.org/1706.03762", None),
        ("https://arxiv.org.example.org/abs/1706.03762", None),
        ("https://[::1", None),
    ],
)
def test_addresses_name_papers(address: str, id: tuple[str, str] | None) -> None:
    assert paper_id_of(address) == id


def test_dois_of_the_anthology() -> None:
    dois = [anthology_doi(id) for id in ("D14-1162", "P15-1150", "D15-1166", "P16-1162", "P02-1040", "2020.acl-main.1")]
    assert dois[:4] == ["10.3115/v1/D14-1162", "10.3115/v1/P15-1150", "10.18653/v1/D15-1166", "10.18653/v1/P16-1162"]
    assert dois[4:] == [None, "10.18653/v1/2020.acl-main.1"]


def test_papers_known_by_a_number_enter_once() -> None:
    text = "https://arxiv.org/abs/1706.03762 attention\nhttps://openreview.net/forum?id=Sy8gdB9xx\nhttps://arxiv.org/pdf/1706.03762v2\n"
    plan = plan_import(Library(), read_pages(text, "pasted", COPIED), "2026-06-01T00:00:00Z")
    taken = [t for report in plan.reports for t in report.taken]
    assert [t.paper.title_text for t in taken[:2]] == ["arXiv:1706.03762", "https://openreview.net/forum?id=Sy8gdB9xx"]
    assert [t.outcome for t in taken] == ["new", "new", "known"]
    assert all(t.paper.placeholder and t.paper.title is None for t in taken)
    assert {p.kind for report in plan.reports for p in report.problems} == {"number only", "duplicate"}

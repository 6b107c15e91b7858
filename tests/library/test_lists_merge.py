"""Lists say less than other sources: their initials, cut names and cut venues never replace what is fuller."""

from __future__ import annotations

from datetime import date

import pytest

from readlist.library.library import Library
from readlist.model.likeness import full_names
from readlist.model.paper import Paper
from readlist.pages.reading import read_pages
from tests.library.conftest import take

PROFILE = """\
Title\tCited by\tYear
Attention Is All You Need
A Vaswani, N Shazeer, N Parmar, J Uszkoreit, L Jones, AN Gomez, ...
Advances in neural information processing systems …
90123\t2017
Deep Residual Learning for Image Recognition
K He, X Zhang, S Ren, J Sun
Proceedings of the IEEE conference on computer vision and pattern …
100123\t2016
"""
LISTING = """\
[1] arXiv:1706.03762 [pdf, html, other ]
Attention Is All You Need
Ashish Vaswani, Noam Shazeer, Niki Parmar, Jakob Uszkoreit, Llion Jones, Aidan N. Gomez, Lukasz Kaiser, Illia Polosukhin
Subjects: Computation and Language (cs.CL)
[2] arXiv:1512.03385 [pdf, html, other ]
Deep Residual Learning for Image Recognition
Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun
Subjects: Computer Vision and Pattern Recognition (cs.CV)
"""
PERSON = """\
[c39]
Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun 0001:
Deep Residual Learning for Image Recognition. CVPR 2016: 770-778
[i14]
Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun 0001:
Deep Residual Learning for Image Recognition. CoRR abs/1512.03385 (2015)
"""


def library_of(*texts: str) -> Library:
    library = Library()
    for text in texts:
        take(library, list(read_pages(text, "list", date(2026, 6, 1))))
    return library


def paper_of(library: Library, word: str) -> Paper:
    (paper,) = [paper for paper in library.papers.values() if word in paper.title_text]
    return paper


@pytest.mark.parametrize("texts", [(PROFILE, LISTING), (LISTING, PROFILE), (LISTING, PROFILE, LISTING, PROFILE)])
def test_names_are_full_in_whatever_order_lists_come(texts: tuple[str, ...]) -> None:
    library = library_of(*texts)
    assert len(library.papers) == 2
    paper = paper_of(library, "Attention")
    assert (len(paper.authors), paper.authors[5], paper.et_al, paper.arxiv) == (
        8,
        "Aidan N. Gomez",
        False,
        "1706.03762",
    )
    assert paper_of(library, "Residual").authors == ("Kaiming He", "Xiangyu Zhang", "Shaoqing Ren", "Jian Sun")


@pytest.mark.parametrize("text", [PROFILE, LISTING, PERSON])
def test_a_list_imported_again_changes_nothing(text: str) -> None:
    library = library_of(text)
    before = dict(library.papers)
    take(library, list(read_pages(text, "list", date(2026, 6, 1))))
    assert library.papers == before


@pytest.mark.parametrize("blocks", [(0, 1), (1, 0)])
def test_the_year_of_the_publication_wins_and_the_number_stays(blocks: tuple[int, int]) -> None:
    entries = ["[" + entry for entry in PERSON.split("[") if entry]
    paper = paper_of(library_of("".join(entries[n] for n in blocks)), "Residual")
    assert (paper.date, paper.venue, paper.arxiv) == ("2016", "CVPR", "1512.03385")


@pytest.mark.parametrize("texts", [(PROFILE, PERSON), (PERSON, PROFILE)])
def test_a_cut_venue_gives_way(texts: tuple[str, str]) -> None:
    assert paper_of(library_of(*texts), "Residual").venue == "CVPR"


@pytest.mark.parametrize(
    ("authors", "others", "full"),
    [
        (("K. He", "J. Sun"), ("Kaiming He", "Jian Sun"), ("Kaiming He", "Jian Sun")),
        (("L. van der Maaten",), ("Laurens van der Maaten",), ("Laurens van der Maaten",)),
        (("G. A. B. da Fonseca",), ("Gustavo A. B. da Fonseca",), ("Gustavo A. B. da Fonseca",)),
        (("J.-P. Serre",), ("Jean-Pierre Serre",), ("Jean-Pierre Serre",)),
        (("W. Li",), ("Wei Li", "Wen Li"), ("W. Li",)),
        (("Ross Girshick",), ("Ross B. Girshick",), ("Ross Girshick",)),
        (("K. He",), ("Xiaolin He",), ("K. He",)),
        (("1000 Genomes Project Consortium",), ("A. Auton",), ("1000 Genomes Project Consortium",)),
    ],
)
def test_full_names(authors: tuple[str, ...], others: tuple[str, ...], full: tuple[str, ...]) -> None:
    assert full_names(authors, others) == full

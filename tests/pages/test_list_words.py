"""Names, titles, venues and dates as lists write them."""

from __future__ import annotations

import pytest

from readlist.model.dates import read_worded_date
from readlist.pages.kinds.entries import (
    family_first,
    plain_title,
    read_venue,
    split_names,
    with_initials,
    without_brackets,
)


@pytest.mark.parametrize(
    ("text", "names", "more"),
    [
        ("A B, C D and E F", ("A B", "C D", "E F"), False),
        ("A B, C D, and E F", ("A B", "C D", "E F"), False),
        ("Family, Given; Other, A. B.; and 29 more", ("Given Family", "A. B. Other"), True),
        ("A B · C D", ("A B", "C D"), False),
        ("A B | C D", ("A B", "C D"), False),
        ("A B & C D", ("A B", "C D"), False),
        ("A B, C D…", ("A B", "C D"), True),
        ("A B, C D, ...", ("A B", "C D"), True),
        ("A B, C D, et al. (338 additional authors not shown)", ("A B", "C D"), True),
        ("A B, C D (22 additional authors not shown)", ("A B", "C D"), True),
        ("A B, C D +3 authors", ("A B", "C D"), True),
        ("Wei Liu 0015, Yi Ma", ("Wei Liu", "Yi Ma"), False),
        ("A B(1), C D(2,3), E F*", ("A B", "C D", "E F"), False),
        ("1000 Genomes Project Consortium, A B", ("1000 Genomes Project Consortium", "A B"), False),
        ("", (), False),
    ],
)
def test_lists_of_names(text: str, names: tuple[str, ...], more: bool) -> None:
    assert split_names(text) == (names, more)


def test_semicolons_leave_commas_alone() -> None:
    assert split_names("Shannon, C. E.", semicolons=True) == (("C. E. Shannon",), False)


@pytest.mark.parametrize(
    ("name", "written"),
    [("KJ Livak", "K. J. Livak"), ("J-P Serre", "J.-P. Serre"), ("Å Persson", "Å. Persson"),
     ("Gemini Team", "Gemini Team"), ("OpenAI", "OpenAI"), ("Ross Girshick", "Ross Girshick")],
)  # fmt: skip
def test_initials_before_the_name(name: str, written: str) -> None:
    assert with_initials(name) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [("Livak KJ", "K. J. Livak"), ("da Silva Santos LB", "L. B. da Silva Santos"), ("Li H", "H. Li"),
     ("Smith JA Jr", "J. A. Smith Jr"), ("1000 Genomes Project Consortium", "1000 Genomes Project Consortium")],
)  # fmt: skip
def test_initials_behind_the_name(name: str, written: str) -> None:
    assert family_first(name) == written


@pytest.mark.parametrize(
    ("text", "title"),
    [("[PDF] On Looms.", "On Looms"), ("[B] On Looms", "On Looms"), ("[图书] On Looms", "On Looms"),
     ("Why Looms?", "Why Looms?"), ("Looms...", "Looms..."), ("[Looms] and rings", "[Looms] and rings")],
)  # fmt: skip
def test_titles(text: str, title: str) -> None:
    assert plain_title(text) == title


def test_brackets_of_affiliations_balance() -> None:
    assert without_brackets("Ada Lee (U., Dept. (Main)), Bo Ray(MIT, LNS)") == "Ada Lee, Bo Ray"


@pytest.mark.parametrize(
    ("text", "name", "fields", "arxiv"),
    [
        ("Bmj 339", "Bmj", {"volume": "339"}, None),
        ("The lancet 327 (8476), 307-310", "The lancet", {"volume": "327", "number": "8476", "pages": "307-310"}, None),
        ("ICCV, 1440-1448", "ICCV", {"pages": "1440-1448"}, None),
        ("9th symposium on systems (NSDI 12)", "9th symposium on systems (NSDI 12)", {}, None),
        ("arXiv preprint arXiv:1412.6980", None, {}, "1412.6980"),
        ("CoRR abs/1412.6980", None, {}, "1412.6980"),
    ],
)
def test_venues(text: str, name: str | None, fields: dict[str, str], arxiv: str | None) -> None:
    venue = read_venue(text)
    assert (venue.name, dict(venue.fields), venue.arxiv) == (name, fields, arxiv)


@pytest.mark.parametrize(
    ("text", "iso"),
    [("17 May 2023", "2023-05-17"), ("Wed, 17 May 2023 17:01:09 GMT", "2023-05-17"), ("8 June, 2015", "2015-06-08"),
     ("Aug 20, 1999", "1999-08-20"), ("May, 1999", "1999-05"), ("2009 Aug 15", "2009-08-15"),
     ("2009 Jul-Aug", "2009-07"), ("1989", "1989"), ("2013 Winter", "2013"),
     ("nothing", ""), ("31 Feb 2020", "2020-02")],
)  # fmt: skip
def test_dates_in_words(text: str, iso: str) -> None:
    assert read_worded_date(text).iso == iso

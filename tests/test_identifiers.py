"""arXiv ids, DOIs, web addresses and dates: one place reads them, in every form in which they are met."""

from __future__ import annotations

import pytest

from readlist.model import dates
from readlist.model.dates import PartialDate, is_iso_date, read_date, read_month
from readlist.model.identifiers import find_arxiv, find_urls, parse_arxiv, parse_doi, trim, undo_tex
from tests.steps import steps

SICI = "10.1175/1520-0469(1963)020<0130:DNF>2.0.CO;2"


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("2402.13718", "2402.13718"),
        (" 2402.13718v12 ", "2402.13718"),
        ("arXiv:2402.13718v1 [cs.CL]", "2402.13718"),
        ("ARXIV: 2402.13718", "2402.13718"),
        ("https://arxiv.org/pdf/2402.13718v2.pdf", "2402.13718"),
        ("https://www.arxiv.org/abs/2402.13718?context=cs", "2402.13718"),
        ("http://export.arxiv.org/abs/hep-th/9802150v3", "hep-th/9802150"),
        ("oai:arXiv.org:0704.0001", "0704.0001"),
        ("10.48550/arXiv.2402.13718", "2402.13718"),
        ("https://doi.org/10.48550/arxiv.2402.13718", "2402.13718"),
        ("abs/1706.03762", "1706.03762"),
        ("math.NT/0101001", "math/0101001"),
        ("arXiv:Math.NT/0101001v1", "math/0101001"),
        ("2402.1", None),
        ("2402.13718 ; rm", None),
        ("10.1145/3292500.3330701", None),
        ("", None),
        (None, None),
    ],
)
def test_an_arxiv_id_in_every_form(text: str | None, id: str | None) -> None:
    assert parse_arxiv(text) == id


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("arXiv preprint arXiv:2402.13718", "2402.13718"),
        ("CoRR abs/1706.03762", "1706.03762"),
        ("e-Print: 2402.13718 [hep-th]", "2402.13718"),
        ("see https://arxiv.org/abs/math.NT/0101001.", "math/0101001"),
        ("of 2402.13718 nothing says that it is arXiv's", None),
        ("arXiv:2402.137181234", None),
    ],
)
def test_an_arxiv_id_inside_of_a_text(text: str, id: str | None) -> None:
    assert find_arxiv(text) == id


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        (SICI, SICI),
        (f"https://doi.org/{SICI.replace('<', '%3C').replace('>', '%3E')}", SICI),
        ("doi: 10.1145/3292500.3330701.", "10.1145/3292500.3330701"),
        ("https://dx.doi.org/10.1000/a(b)c),", "10.1000/a(b)c"),
        ("https://doi.org/10.1000/a#section", "10.1000/a"),
        ("10.1002/1521(2000)1:1<1::AID-A>3.0.CO;2-#", "10.1002/1521(2000)1:1<1::AID-A>3.0.CO;2-#"),
        (r"10.1007/978-3\_12", "10.1007/978-3_12"),
        ("10.1000/a%20", None),
        ("10.1/a", None),
        (r"10.1000/\input", None),
        ("11.1000/a", None),
    ],
)
def test_a_doi_in_every_form(text: str, doi: str | None) -> None:
    assert parse_doi(text) == doi


def test_urls_lose_the_punctuation_of_their_sentence() -> None:
    text = "(see https://a.org/b_(c)), www.d.org/e/. [https://f.org]; “https://g.org/?q=1”!"
    assert find_urls(text) == ("https://a.org/b_(c)", "www.d.org/e/", "https://f.org", "https://g.org/?q=1")
    assert undo_tex(r"https://a.org/\%7Eb\_{\#}{\textasciitilde}c") == "https://a.org/%7Eb_#~c"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-02-21T08:00:00Z", "2024-02-21"),
        ("2024/2/21/", "2024-02-21"),
        ("2024///", "2024"),
        ("2023-02-29", "2023-02"),
        ("2024-13-01", "2024"),
        ("0024", ""),
        ("20240221", ""),
        ("soon", ""),
    ],
)
def test_a_date_is_read_as_far_as_it_is_possible(text: str, iso: str) -> None:
    assert read_date(text).iso == iso
    assert not iso or is_iso_date(iso)


def test_every_month_is_read_in_each_of_its_forms() -> None:
    names = "January February March April May June July August September October November December".split()
    for number, (name, short) in enumerate(zip(names, dates.MONTHS, strict=True), 1):
        assert [read_month(text) for text in (name, short.lower(), f"12 {name.upper()}", f"{number:02}")] == [
            number
        ] * 4
        assert PartialDate(2024, number).iso == f"2024-{number:02}"
    assert [read_month(text) for text in ("13", "", "Smarch", "1 2")] == [0] * 4


READERS = (parse_arxiv, find_arxiv, parse_doi, find_urls, undo_tex, trim, read_date, read_month)


@pytest.mark.parametrize("part", ["arXiv:", "10.1000/", "https://a", ")", "(", "a-", "1", "{\\_}", "%41", ". "])
def test_work_grows_with_the_text_and_no_faster(part: str) -> None:
    for read in READERS:
        assert steps(read, part * 2000) <= 2.5 * steps(read, part * 1000) + 50, read.__name__

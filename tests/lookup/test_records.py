"""Answers are text from outside: never obeyed, never believed beyond their form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.follow.announcement import read_arxiv
from readlist.lookup import arxiv, json_services
from readlist.lookup.answer_fields import date_of, number_of
from readlist.lookup.json_services import read_crossref, read_openalex, read_semantic_scholar
from readlist.lookup.services import SERVICES, AnswerError
from readlist.model.identifiers import parse_arxiv, parse_doi
from readlist.model.paper import Candidate
from readlist.settings import Services as Settings
from tests.cli.conftest import unwelcome
from tests.conftest import examples
from tests.lookup.conftest import work
from tests.lookup.server import Asked, _crossref, _openalex, _s2, atom

HOSTILE = "\x1b]0;owned\x07\x1b[31mRed\u202e [bold]x[/] \x9b2J\\input{/etc/passwd} @article{evil, $10^8$ \x00\u2066"


def texts(found: Candidate) -> list[str]:
    return [found.title, *found.authors, found.venue or "", found.abstract or "", found.number, *found.fields.values(),
            found.doi or "", found.arxiv or "", found.category or "", found.date or ""]  # fmt: skip


def swapped(value: Any, hostile: str) -> Any:
    """An answer in which every text but numbers and kinds is hostile."""
    if isinstance(value, dict):
        kept = ("DOI", "doi", "type", "ArXiv", "id", "paperId")
        return {k: v if k in kept else swapped(v, hostile) for k, v in value.items()}
    if isinstance(value, list):
        return [swapped(v, hostile) for v in value]
    return hostile if isinstance(value, str) else value


def answer(make: Any, read: Any, path: str, hostile: str) -> tuple[Candidate, ...]:
    works = [work(doi="10.5555/1", venue="V")]
    _, body = make(works, Asked(0, "", path, {"query": "small"}, {}))
    return read(json.dumps(swapped(json.loads(body), hostile)).encode())


@pytest.mark.parametrize(
    ("make", "read", "path"),
    [
        (_crossref, read_crossref, "/works/10.5555%2F1"),
        (_s2, read_semantic_scholar, "/paper/DOI:10.5555/1"),
        (_s2, read_semantic_scholar, "/paper/search/match"),
        (_openalex, read_openalex, "/works/doi:10.5555/1"),
    ],
)
def test_hostile_text_is_harmless(make: Any, read: Any, path: str) -> None:
    (found,) = answer(make, read, path, HOSTILE)
    assert "[bold]x[/]" in found.title
    assert [unwelcome(text) for text in texts(found)] == [set()] * len(texts(found))


def test_hostile_text_in_a_feed_is_harmless() -> None:
    bad = "[bold]x[/] \u202e \u009b2J \\input{/etc/passwd} <script>alert(1)</script>"
    (found,) = arxiv.read(atom([work(bad, authors=(f"Ada {bad}",), abstract=bad)], 1))
    assert "[bold]x[/]" in found.title
    assert [unwelcome(text) for text in texts(found)] == [set()] * len(texts(found))


def test_escape_sequences_are_no_xml() -> None:
    with pytest.raises(AnswerError):
        arxiv.read(atom([work("Red \x1b[31m")], 1))


NAMES = st.sampled_from(
    """message items title DOI type author given family issued date-parts container-title data paperId
    authors name externalIds ArXiv year venue publicationVenue results id display_name authorships
    primary_location source locations biblio publication_date doi""".split()
)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)


def nested(depth: int) -> st.SearchStrategy[Any]:
    """JSON of any shape, so many levels deep."""
    if not depth:
        return PLAIN
    inner = nested(depth - 1)
    return PLAIN | st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4)


@examples(60)
@pytest.mark.parametrize("read", [read_crossref, read_semantic_scholar, read_openalex])
@given(nested(5))
def test_an_answer_of_any_shape_is_records_or_one_error(read: Any, value: Any) -> None:
    try:
        found = read(json.dumps(value).encode())
    except AnswerError:
        return
    assert all(isinstance(record, Candidate) for record in found)


@examples(40)
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_no_feed(body: bytes) -> None:
    with pytest.raises(AnswerError):
        arxiv.read(body)


def test_a_feed_cut_off_anywhere_is_refused() -> None:
    body = atom([work()], 1)
    for end in range(0, len(body) - 1, 37):
        with pytest.raises(AnswerError):
            arxiv.read(body[:end])


def test_arxivs_error_entry_is_no_paper() -> None:
    body = atom([work()], 1).replace(b"http://arxiv.org/abs/2405.12345v3", b"http://arxiv.org/api/errors#incorrect_id")
    assert arxiv.read(body) == ()


def test_line_breaks_and_latex_in_a_feed() -> None:
    (found,) = arxiv.read(atom([work("Remembering: $O(N)$ Models", authors=('J{\\"o}rg Fischer',))], 1))
    assert (found.title, found.authors) == ("Remembering: $O(N)$ Models", ("Jörg Fischer",))
    assert (found.arxiv, found.date, found.category) == ("2405.12345", "2024-05-27", "CL")


def test_crossrefs_markup_and_entities_are_taken_off() -> None:
    body = {"message": {"DOI": "10.5555/1", "type": "journal-article",
                        "title": ["On <i>E.&amp;nbsp;coli</i> &amp; <mml:math><mml:mi>x</mml:mi></mml:math> a < b"],
                        "subtitle": ["A <b>Study</b>"], "container-title": ["Nature &amp; Co"],
                        "author": [{"name": "The Group"}, {"given": "Ada", "family": "Karlsson", "suffix": "Jr."}],
                        "issued": {"date-parts": [[2024, None, 3]]}}}  # fmt: skip
    (found,) = read_crossref(json.dumps(body).encode())
    assert found.title == "On E. coli & x a < b: A Study"
    assert found.venue == "Nature & Co"
    assert found.authors == ("The Group", "Ada Karlsson Jr.")
    assert found.date == "2024"


@pytest.mark.parametrize("kind", ["peer-review", "component", "grant", "journal-issue", None, 7, "\x1b"])
def test_what_is_no_paper_is_passed_over(kind: object) -> None:
    body = {"message": {"DOI": "10.5555/1", "type": kind, "title": ["On Memory"]}}
    assert read_crossref(json.dumps(body).encode()) == ()


def test_numbers_have_their_form() -> None:
    assert parse_arxiv("2402.13718v2") == "2402.13718"
    assert [parse_arxiv(number_of(t)) for t in ("", "2402.1", "x" * 999, None, 7, "2402.13718 ; rm")] == [None] * 6
    assert parse_doi("https://doi.org/10.1/a(b)c") is None
    assert parse_doi("https://doi.org/10.1000/a(b)c") == "10.1000/a(b)c"
    assert [
        parse_doi(number_of(t)) for t in ("10.1000/{x}", "10.1000/a b", "10.1000/a%20", "10.1000/\\input", None)
    ] == [None] * 5
    assert [date_of(2024, 13), date_of(99), date_of("2024-02-30x"), date_of(True)] == ["2024", None, "2024-02", None]


def test_a_million_authors_are_cut_off_and_said() -> None:
    body = {"paperId": "1", "title": "T", "authors": [{"name": f"Ada K{n}"} for n in range(6_000)]}
    (found,) = read_semantic_scholar(json.dumps(body).encode())
    assert (len(found.authors), found.et_al) == (5_000, True)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service.id))
def test_every_service_has_an_address_and_a_reader(service: Any) -> None:
    assert getattr(Settings(), service.id).startswith("https://")
    assert service.name
    assert service.spacing > 0
    readers = {"arxiv": arxiv.read, "arxiv_feeds": read_arxiv}
    read = readers.get(service.id) or getattr(json_services, f"read_{service.id}")
    with pytest.raises(AnswerError, match=r"^the answer"):
        read(b"no answer")

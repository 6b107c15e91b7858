"""OpenAlex and Crossref, asked by ids of authors: found once, confirmed by papers of the library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from readlist.follow.follows import plan_people
from readlist.lookup.additions import plan_add
from readlist.session.open_library import OpenLibrary
from tests.follow.conftest import USUAL, WEI, Fetch, calendar, fetch, known, services, titles
from tests.follow.population import FIRST
from tests.follow.replay import addresses
from tests.follow.services import Answer, Services

__all__ = ["calendar", "fetch", "services"]

OWN, OTHER, ORCID = "A5000000001", "A5000000002", "0000-0002-1825-0097"


def work(title: str, *byline: tuple[str, str], doi: str, day: str = "2025-12-01") -> dict[str, Any]:
    """A work as OpenAlex has it."""
    return {
        "id": f"https://openalex.org/W{crc32(title.encode())}",
        "doi": f"https://doi.org/{doi}",
        "display_name": title,
        "publication_date": day,
        "type": "article",
        "authorships": [
            {
                "author": {
                    "id": f"https://openalex.org/{id}",
                    "display_name": name,
                    "orcid": f"https://orcid.org/{ORCID}" if id == OWN else None,
                },
                "raw_author_name": name,
            }
            for name, id in byline
        ],
        "primary_location": {"source": {"display_name": "A Journal", "type": "journal"}},
        "locations": [],
        "biblio": {},
    }


@pytest.fixture
def opened(tmp_path: Path) -> OpenLibrary:
    """A library with four papers of Wei Zhang, who is followed; arXiv gave them DOIs."""
    from msgspec.structs import replace

    opened = OpenLibrary(tmp_path / "library")
    earlier = [known(n, WEI) for n in range(1, 5)]
    with_dois = [[replace(paper, doi=f"10.48550/arXiv.{paper.arxiv}")] for paper in earlier]
    opened.do("add", lambda library, at: plan_add(library, with_dois, at).plan)
    opened.do("follow", lambda library, at: plan_people(library, [WEI], f"{FIRST}T08:00:00Z"))
    return opened


def answering(services: Services, confirmed: int, new: list[dict[str, Any]]) -> None:
    """OpenAlex, which has the person's id in the bylines of so many papers of the library; and an empty Crossref."""

    def openalex(query: dict[str, str]) -> Answer:
        wanted = query["filter"]
        if wanted.startswith("doi:"):
            dois = wanted.removeprefix("doi:").split("|")
            found = [
                work(f"Earlier {n}", (WEI, OWN if n < confirmed else f"A90{n}"), (USUAL[0], "A7"), doi=doi)
                for n, doi in enumerate(dois)
            ]
        else:
            assert f"author.id:{OWN}" in wanted
            found = new
        more = {"count": len(found), "next_cursor": "Iw" if query["cursor"] == "*" else None}
        page = found if query["cursor"] == "*" else []
        return 200, "application/json", json.dumps({"meta": more, "results": page}).encode(), {}

    services.pages = {"/openalex/works": openalex, "/crossref/works": lambda query: crossref(query, [])}


def crossref(query: dict[str, str], items: list[dict[str, Any]]) -> Answer:
    assert f"orcid:{ORCID}" in query["filter"]
    return 200, "application/json", json.dumps({"message": {"items": items}}).encode(), {}


def run(opened: OpenLibrary, services: Services, fetch: Fetch, **more: object) -> Any:
    base = services.address
    places = {"openalex": f"{base}/openalex", "crossref": f"{base}/crossref", "openalex_key": "key"}
    return fetch(opened, private=False, services=addresses(services, **places), **more)


def test_an_id_that_two_papers_confirm_finds_new_ones(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    theirs = work("A Study of Grains", ("W. Zhang", OWN), ("Ulla Ek", "A8"), doi="10.1234/1")
    not_in_the_byline = work("A Study of Stars", ("Vito Sala", OWN), doi="10.1234/2")
    answering(services, 2, [theirs, not_in_the_byline])
    report = run(opened, services, fetch)
    assert report.failures == []
    assert titles(opened) == {"A Study of Grains"}
    (arrival,) = opened.library.arrivals.values()
    assert (arrival.doubt, arrival.number) == (False, "10.1234/1")
    assert "known by an id +4" in arrival.points
    profile = opened.library.profile_of(WEI)
    assert profile is not None
    assert profile.ids == {"openalex": OWN, "orcid": ORCID}
    asked = [path for _, path in services.asked if path.startswith("/openalex")]
    assert sum("filter=doi" in path for path in asked) == 2  # with the second page
    opened.undo()
    assert opened.library.profile_of(WEI).ids == {}  # type: ignore[union-attr]


def test_one_paper_confirms_nobody(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    answering(services, 1, [work("A Study of Grains", (WEI, OWN), doi="10.1234/1")])
    assert run(opened, services, fetch).failures == []
    assert titles(opened) == set()
    assert not any("author.id" in path for _, path in services.asked)


def test_crossref_is_asked_by_orcid(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    answering(services, 3, [])
    item = {
        "DOI": "10.1234/7",
        "type": "journal-article",
        "title": ["A Study of Waves"],
        "author": [{"given": "Wei", "family": "Zhang", "ORCID": f"https://orcid.org/{ORCID}"}],
        "issued": {"date-parts": [[2025, 12, 1]]},
        "container-title": ["A Journal"],
    }
    services.pages["/crossref/works"] = lambda query: crossref(query, [item])
    assert run(opened, services, fetch).failures == []
    assert titles(opened) == {"A Study of Waves"}
    (arrival,) = opened.library.arrivals.values()
    assert not arrival.doubt


def test_in_private_mode_neither_is_asked(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    answering(services, 3, [])
    base = services.address
    fetch(opened, services=addresses(services, openalex=f"{base}/openalex", openalex_key="key"))
    assert {path.split("/")[1] for _, path in services.asked} == {"feeds"}


@pytest.mark.parametrize(
    "body",
    [b"[[[[" * 9_000, b'{"results": 7}', b'{"results": [7, {"authorships": "x"}]}', b"{"],
    ids=["brackets", "number", "shapes", "cut off"],
)
def test_nonsense_ends_in_a_line_or_nothing(body: bytes, opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    services.pages = {"/openalex/works": lambda _: (200, "application/json", body, {})}
    report = run(opened, services, fetch)
    assert all("\n" not in line and line.startswith("OpenAlex: the answer") for line in report.failures)
    assert titles(opened) == set()

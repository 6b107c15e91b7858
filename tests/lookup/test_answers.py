"""What comes of the services' answers, in the shapes that they really have: by ``add`` and ``enrich``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.cli.conftest import Readlist, _in_home
from tests.cli.conftest import readlist as readlist
from tests.lookup.conftest import FakeClock
from tests.lookup.server import Asked, World, atom
from tests.lookup.world import Work

__all__ = ["_in_home", "readlist"]

TITLE = "A Title of Some Length"
KEY = "karlsson2021title"
PEOPLE = ("Ada Karlsson", "Jun Mori", "Lena Fischer")


@pytest.fixture
def told(world: World, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[Asked], object]]:
    """What the services answer, by their names."""
    world.answers = {}
    monkeypatch.setattr("readlist.session.lookups.configured", lambda: world.services())
    monkeypatch.setattr("readlist.session.lookups.SystemClock", lambda: clock)
    return world.answers


def people(*names: str) -> list[dict[str, str]]:
    return [dict(zip(("given", "family"), name.split(" ", 1), strict=True)) for name in names]


def work(**facts: Any) -> dict[str, Any]:
    """A work as Crossref has it."""
    known: dict[str, Any] = {
        "DOI": "10.5555/a", "type": "journal-article", "title": [TITLE], "author": people("Ada Karlsson"),
        "issued": {"date-parts": [[2021, 3, 4]]}, "container-title": ["Journal of Examples"], "volume": "12",
        "issue": "3", "page": "101-119", "publisher": "A Press",
    }  # fmt: skip
    return {name: value for name, value in {**known, **facts}.items() if value is not None}


def crossref(*works: dict[str, Any]) -> Callable[[Asked], object]:
    def answer(asked: Asked) -> object:
        if asked.path.startswith("/works/"):
            doi = unquote(asked.path.removeprefix("/works/")).lower()
            found = next((w for w in works if w["DOI"].lower() == doi), None)
            return found and {"status": "ok", "message-type": "work", "message": found}
        return {"status": "ok", "message-type": "work-list", "message": {"items": list(works)}}

    return answer


def arxiv(number: str, authors: Sequence[str], date: str = "2024-02-21", **facts: Any) -> Callable[[Asked], object]:
    return lambda _: atom([Work(TITLE, tuple(authors), date, number, **facts)], total=1)


def imported(readlist: Readlist, tmp_path: Path, text: str) -> None:
    (tmp_path / "i.bib").write_text(text, "utf-8")
    assert readlist("import", tmp_path / "i.bib").code == 0


def entry(readlist: Readlist, query: str = "title") -> str:
    return readlist("export", query, "--no-abstract").out


Told = dict[str, Callable[[Asked], object]]


# Crossref


def test_volume_number_and_pages_are_cited(told: Told, readlist: Readlist) -> None:
    told["crossref"] = crossref(work())
    assert readlist("add", "10.5555/a").out == f"new      {KEY}  {TITLE}\n"
    for line in ("volume        = {12}", "number        = {3}", "pages         = {101--119}", "month         = mar"):
        assert line in entry(readlist)
    ris = readlist("export", "title", "--format", "ris").out
    assert all(f"{line}\n" in ris for line in ("VL  - 12", "IS  - 3", "SP  - 101", "EP  - 119"))


def test_the_publication_is_taken_whichever_comes_first(told: Told, readlist: Readlist, tmp_path: Path) -> None:
    both = people("Ada Karlsson", "Jun Mori")
    preprint = work(
        DOI="10.1101/2020.01.02.123", type="posted-content", subtype="preprint", author=both, publisher="openRxiv",
        issued={"date-parts": [[2020, 6, 1]]}, volume=None, issue=None, page=None, **{"container-title": []},
        relation={"is-preprint-of": [{"id-type": "doi", "id": "10.5555/a"}]},
    )  # fmt: skip
    told["crossref"] = crossref(preprint, work(author=both))
    imported(readlist, tmp_path, f"@misc{{k, title={{{TITLE}}}, author={{Ada Karlsson and Jun Mori}}, year=2021}}")
    readlist("enrich")
    found = readlist.show("k")
    assert (found["doi"], found["venue"], found["date"]) == ("10.5555/a", "Journal of Examples", "2021-03-04")


def test_two_people_of_one_family_name_stay_two(told: Told, readlist: Readlist, tmp_path: Path) -> None:
    told["crossref"] = crossref(work(author=people("Wei Zhang", "W. Zhang", "Lin Chen")))
    imported(readlist, tmp_path, f"@misc{{k, title={{{TITLE}}}, author={{Wei Zhang and others}}, year=2021}}")
    readlist("enrich")
    assert readlist.show("k")["authors"] == ["Wei Zhang", "W. Zhang", "Lin Chen"]


def test_family_names_of_several_words_and_groups_stay_whole(told: Told, readlist: Readlist) -> None:
    authors = [*people("Gabriel García Márquez", "Luc De Meester"), {"name": "The Cancer Genome Atlas"}]
    told["crossref"] = crossref(work(author=authors))
    readlist("add", "10.5555/a")
    names = "{Garc{\\'i}a M{\\'a}rquez, Gabriel and De Meester, Luc and {The Cancer Genome Atlas}}"
    assert f"author        = {names}" in entry(readlist)


def test_tags_that_part_words_leave_a_space(told: Told, readlist: Readlist) -> None:
    told["crossref"] = crossref(work(title=["Relation between<i>Chlamydia</i>Infection and CO<sub>2</sub>?"]))
    readlist("add", "10.5555/a")
    assert "{Relation between Chlamydia Infection and {CO2}?}" in entry(readlist, "relation")


def test_an_abstract_has_no_heading_and_keeps_its_parts(told: Told, readlist: Readlist) -> None:
    sections = (("Background", "Trees grow."), ("Results", "They grew."))
    parts = "".join(
        f"<jats:sec><jats:title>{title}</jats:title><jats:p>{text}</jats:p></jats:sec>" for title, text in sections
    )
    told["crossref"] = crossref(work(abstract=f"<jats:title>Abstract</jats:title>{parts}"))
    readlist("add", "10.5555/a")
    assert readlist.show(KEY)["abstract"] == "Background: Trees grow. Results: They grew."


def test_the_second_container_is_a_series(told: Told, readlist: Readlist) -> None:
    titles = ["Cryptography and Coding", "Lecture Notes in Computer Science"]
    told["crossref"] = crossref(work(type="book-chapter", volume=None, issue=None, **{"container-title": titles}))
    readlist("add", "10.5555/a")
    assert "booktitle     = {Cryptography and Coding}" in entry(readlist)
    assert "series        = {Lecture Notes in Computer Science}" in entry(readlist)


def test_a_new_version_of_itself_is_no_erratum(told: Told, readlist: Readlist) -> None:
    doi = "10.1371/journal.pgen.1011490"
    told["crossref"] = crossref(work(DOI=doi, **{"update-to": [{"DOI": doi, "type": "new_version"}]}))
    assert readlist("add", doi).code == 0


def test_old_dois_are_dois(told: Told, readlist: Readlist) -> None:
    doi = "10.1002/(SICI)1096-911X(199805)30:5<297::AID-MPO7>3.0.CO;2-A"
    told["crossref"] = lambda asked: {"status": "ok", "message-type": "work", "message": work(DOI=doi.lower())}
    assert readlist("add", doi).code == 0
    assert readlist.show(KEY)["doi"].lower() == doi.lower()


def test_an_article_number_stands_for_pages(told: Told, readlist: Readlist) -> None:
    told["crossref"] = crossref(work(page=None, **{"article-number": "057301"}))
    readlist("add", "10.5555/a")
    assert readlist.show(KEY)["fields"]["pages"] == "057301"


def test_a_paper_is_dated_by_its_print(told: Told, readlist: Readlist) -> None:
    online, printed = {"date-parts": [[2019, 11, 19]]}, {"date-parts": [[2020, 1]]}
    told["crossref"] = crossref(work(issued=online, **{"published-online": online, "published-print": printed}))
    readlist("add", "10.5555/a")
    assert "year          = {2020},\n  month         = jan," in entry(readlist)


@pytest.mark.parametrize(
    ("kind", "type"),
    [("report", "report"), ("monograph", "book"), ("dissertation", "thesis"), ("reference-entry", "inreference")],
)
def test_all_types_are_taken(told: Told, readlist: Readlist, kind: str, type: str) -> None:
    told["crossref"] = crossref(work(type=kind))
    assert readlist("add", "10.5555/a").code == 0
    assert readlist.show(KEY)["type"] == type


def test_a_retraction_is_told_shown_and_warned_of(told: Told, readlist: Readlist) -> None:
    notices = [{"DOI": "10.5555/r", "type": "retraction"}, {"DOI": "10.5555/c", "type": "correction"}]
    told["crossref"] = crossref(work(**{"updated-by": notices}))
    ran = readlist("add", "10.5555/a", "--queue")
    assert f"readlist: {KEY}: it was retracted, see 10.5555/r" in ran.err
    shown = readlist("show", KEY).out
    assert "retracted: 10.5555/r" in shown
    assert "corrected: 10.5555/c" in shown
    for format in ("bibtex", "ris", "csl-json", "markdown"):
        exported = readlist("export", "--format", format)
        assert f"readlist: retracted: {KEY}" in exported.err
        assert "10.5555/r" not in exported.out


# OpenAlex and Semantic Scholar


def openalex(**facts: Any) -> dict[str, Any]:
    known: dict[str, Any] = {
        "id": "https://openalex.org/W1", "doi": "https://doi.org/10.5555/a", "display_name": TITLE,
        "publication_date": "2021-03-04", "type": "conference-paper",
        "authorships": [{"author": {"display_name": "Melissa Ochoa Frias"}, "raw_author_name": "Ndiaye, Matar"}],
        "primary_location": {"source": None, "raw_source_name": "Proceedings of Data"}, "locations": [],
        "biblio": {"volume": None, "issue": None, "first_page": "1386", "last_page": "1399"},
    }  # fmt: skip
    return {**known, **facts}


def test_openalex_by_its_byline_and_the_sources_own_words(told: Told, readlist: Readlist) -> None:
    told["openalex"] = lambda _: openalex()
    assert readlist("add", "10.5555/a").code == 0
    found = readlist.show("ndiaye2021title")
    assert (found["type"], found["venue"]) == ("inproceedings", "Proceedings of Data")
    assert "author        = {Ndiaye, Matar}" in entry(readlist)
    assert found["fields"]["pages"] == "1386--1399"


def scholar(**facts: Any) -> dict[str, Any]:
    known: dict[str, Any] = {
        "paperId": "a" * 40, "title": TITLE, "authors": [{"name": "Ada Karlsson"}, {"name": "Jun Mori"}], "year": 2021,
        "publicationDate": "2021-03-04", "externalIds": {"DOI": "10.3390/s1"}, "venue": "", "publicationVenue": None,
        "journal": None, "publicationTypes": ["JournalArticle"],
    }  # fmt: skip
    return {**known, **facts}


def test_a_service_that_was_busy_is_asked_again(told: Told, world: World, readlist: Readlist, tmp_path: Path) -> None:
    told["arxiv"] = arxiv("2402.13718", PEOPLE[:2])
    told["s2"] = lambda asked: scholar(externalIds={"ArXiv": "2402.13718"}, venue="Conference on Learning")
    world.faults["s2"] = "away"
    imported(readlist, tmp_path, f"@misc{{k, title={{{TITLE}}}, author={{Ada Karlsson and Jun Mori}}, year=2024}}")
    assert "Semantic Scholar: asks to wait" in readlist("enrich").err
    assert readlist.show("k")["venue"] is None
    world.faults.clear()
    readlist("enrich")
    assert readlist.show("k")["venue"] == "Conference on Learning"


def test_a_doi_that_another_service_tells_is_asked_for(told: Told, readlist: Readlist, tmp_path: Path) -> None:
    record = work(
        DOI="10.3390/s1", author=people("Ada Karlsson", "Jun Mori"), page="1234", **{"container-title": ["Sensors"]}
    )
    told["s2"] = lambda asked: (
        {"data": [scholar(venue="Italian Conference on Sensors")]} if "match" in asked.path else None
    )
    told["crossref"] = lambda asked: crossref(record)(asked) if asked.path != "/works" else crossref()(asked)
    imported(readlist, tmp_path, f"@misc{{k, title={{{TITLE}}}, author={{Ada Karlsson and others}}, year=2021}}")
    readlist("enrich")
    found = readlist.show("k")
    assert (found["venue"], found["authors"], found["fields"]["pages"]) == ("Sensors", list(PEOPLE[:2]), "1234")


def test_the_journal_counts_as_venue(told: Told, readlist: Readlist, tmp_path: Path) -> None:
    journal = {"name": "Philosophia Mathematica", "volume": "4", "pages": "256-260"}
    told["s2"] = lambda asked: {"data": [scholar(journal=journal)]} if "match" in asked.path else None
    imported(readlist, tmp_path, f"@misc{{k, title={{{TITLE}}}, author={{Ada Karlsson and Jun Mori}}, year=2021}}")
    readlist("enrich")
    found = readlist.show("k")
    assert (found["venue"], found["fields"]["pages"]) == ("Philosophia Mathematica", "256--260")


def test_one_author_against_several_is_not_sure(told: Told, readlist: Readlist, tmp_path: Path) -> None:
    told["crossref"] = crossref(work(author=people("Ada Karlsson", "P Rao", "T Wilk")))
    imported(readlist, tmp_path, f"@misc{{k, title={{{TITLE}}}, author={{Ada Karlsson}}, year=2021}}")
    assert "not sure (100): more authors" in readlist("enrich").err


# arXiv


def test_what_the_index_can_not_match_is_not_asked(
    told: Told, world: World, readlist: Readlist, tmp_path: Path
) -> None:
    titles = ("Diffusion Schrödinger Bridge Matching", "Qwen2.5 Technical Report", "Don't Stop Pretraining",
              "Throughput of IEEE 802.11 Networks", "Anomalous H$_2$CO Absorption")  # fmt: skip
    entries = (f"@misc{{k{n}, title={{{t}}}, author={{Ada Karlsson}}, year=2024}}" for n, t in enumerate(titles))
    imported(readlist, tmp_path, "\n".join(entries))
    readlist("enrich", "--dry-run")
    query = next(a for a in world.asked if a.service == "arxiv").query["search_query"].lower()
    for word in ("schr", "qwen", "don", "802", "h_2", "$"):
        assert word not in query
    for word in ("ti:diffusion", "ti:bridge", "ti:technical", "ti:pretraining", "ti:throughput", "ti:absorption"):
        assert word in query


def test_a_bad_id_does_not_spoil_the_good_ones(told: Told, readlist: Readlist, world: World) -> None:
    good = arxiv("2402.13718", PEOPLE[:1])

    def answer(asked: Asked) -> object:
        world.faults["arxiv"] = "unreadable" if "9999999" in asked.query["id_list"] else ""
        return good(asked)

    told["arxiv"] = answer
    ran = readlist("add", "2402.13718", "cs/9999999")
    assert f"new      karlsson2024title  {TITLE}" in ran.out
    assert "cs/9999999: not known to any service" in ran.err


@pytest.mark.parametrize(
    "doi", ["doi:10.1103/PhysRevD.75.124007", "10.1103/PhysRevD.75.124007 10.1103/PhysRevD.82.029901"]
)
def test_dois_with_prefixes_and_initials_without_spaces(told: Told, readlist: Readlist, doi: str) -> None:
    told["arxiv"] = arxiv("0704.0020", ["A.N.Aleshaev", "Jun Mori"], "2007-04-02", doi=doi)
    readlist("add", "0704.0020")
    assert readlist.show("aleshaev2007title")["doi"] == "10.1103/PhysRevD.75.124007"
    assert "author        = {Aleshaev, A. N. and Mori, Jun}" in entry(readlist)


def test_a_preprint_that_was_printed_later_is_dated_by_its_print(
    told: Told, readlist: Readlist, tmp_path: Path
) -> None:
    told["arxiv"] = arxiv("2102.00001", PEOPLE, "2021-02-01")
    told["crossref"] = crossref(work(author=people(*PEOPLE), issued={"date-parts": [[2023, 5]]}))
    imported(readlist, tmp_path, f"@misc{{k, title={{{TITLE}}}, author={{{' and '.join(PEOPLE)}}}, year=2021}}")
    readlist("enrich")
    found = readlist.show("k")
    assert (found["arxiv"], found["doi"], found["date"]) == ("2102.00001", "10.5555/a", "2023-05")
    assert found["fields"]["preprintdate"] == "2021-02-01"

"""What records add to a paper, and what stays."""

from __future__ import annotations

from msgspec.structs import replace

from readlist.library.differences import differences
from readlist.library.library import Library
from readlist.lookup.additions import plan_add
from readlist.lookup.completion import Choice, completed, enriched, plan
from readlist.model.change import Edit
from readlist.model.paper import Candidate, Paper, Rank
from tests.lookup.conftest import paper

ALL = ("Ada Karlsson", "Jun Mori", "Lena Fischer", "Tove Berg")


def arxiv(**facts: object) -> Candidate:
    known: dict[str, object] = {
        "title": "Small Language Models Remember More",
        "authors": ALL,
        "date": "2024-05-27",
        "arxiv": "2405.12345",
        "doi": "10.48550/arXiv.2405.12345",
        "category": "LG",
        "rank": Rank.PREPRINT,
        "abstract": "Of a model of $10^8$ parameters.",
    }
    return Candidate(**{"source": "arxiv", "number": "2405.12345", **known, **facts})  # type: ignore[arg-type]


def crossref(**facts: object) -> Candidate:
    known: dict[str, object] = {
        "title": "Small language models remember more",
        "authors": ALL,
        "date": "2025-01",
        "doi": "10.5555/1",
        "venue": "Journal of Memory",
        "type": "article",
        "fields": {"volume": "3"},
        "rank": Rank.RECORD,
    }
    return Candidate(**{"source": "crossref", "number": "10.5555/1", **known, **facts})  # type: ignore[arg-type]


def library_of(*papers: Paper) -> Library:
    library = Library()
    library.apply([Edit("papers", p.id, None, p.document()) for p in papers])
    return library


def test_what_the_page_says_stays() -> None:
    words = "The page's own words, of which there are more."
    old = paper(abstract=words, abstract_text=words, score=41.5, code=True)
    new = completed(old, [arxiv()])
    for name in ("key", "title", "date", "abstract", "score", "code"):
        assert getattr(new, name) == getattr(old, name), name


def test_what_it_does_not_say_is_filled() -> None:
    new = completed(paper(date=None, category=None), [arxiv(), crossref()])
    assert (new.date, new.category, new.abstract_text) == ("2024-05-27", "LG", "Of a model of 10⁸ parameters.")
    assert (new.arxiv, new.doi, new.venue, new.type) == ("2405.12345", "10.5555/1", "Journal of Memory", "article")
    assert new.fields == {"volume": "3", "published": "2025-01"}
    assert enriched(new)
    assert not enriched(paper())


def test_names_keep_the_spelling_of_the_page_but_for_initials() -> None:
    new = completed(paper(authors=("Åda Karlsson", "J. Mori", "Lena F. Fischer")), [arxiv()])
    assert new.authors == ("Åda Karlsson", "Jun Mori", "Lena F. Fischer", "Tove Berg")


def test_a_shorter_or_broken_off_list_changes_nothing() -> None:
    old = paper()
    assert completed(old, [arxiv(authors=ALL[:2])]).authors == old.authors
    assert completed(old, [arxiv(et_al=True)]).et_al
    assert completed(old, [arxiv(authors=("X Y", "Z W", "Q R", "S T"))]).authors == old.authors


def test_an_assumed_year_is_settled() -> None:
    old = paper(date="2026-05-27", date_text="May 27", year_assumed=True)
    new = completed(old, [arxiv(date="2025-05-27")])
    assert (new.date, new.date_text, new.year_assumed) == ("2025-05-27", "May 27", False)


def test_the_doi_of_the_preprint_gives_way_to_the_publishers() -> None:
    once = completed(paper(), [arxiv()])
    assert once.doi == "10.48550/arXiv.2405.12345"
    twice = completed(once, [crossref()])
    assert (twice.doi, twice.arxiv, twice.venue) == ("10.5555/1", "2405.12345", "Journal of Memory")
    assert completed(twice, [crossref(doi="10.9999/other", venue="Another Journal")]).doi == "10.5555/1"
    assert completed(twice, [crossref(doi="10.9999/other", venue="Another Journal")]).venue == "Journal of Memory"


def test_what_the_user_has_set_stays() -> None:
    fixed = ("authors", "et_al", "doi", "date")
    old = paper(authors=("Ada K.",), et_al=False, doi="10.1/mine", date="2020", fixed=fixed)
    new = completed(old, [arxiv(), crossref()])
    assert (new.authors, new.et_al, new.doi, new.date) == (("Ada K.",), False, "10.1/mine", "2020")
    assert new.arxiv == "2405.12345"


def test_fields_can_be_left() -> None:
    old = paper()
    new = completed(old, [arxiv(), crossref()], leave={"authors", "venue", "type", "volume", "date"})
    assert (new.authors, new.et_al, new.venue, new.type, new.fields) == (old.authors, True, None, None, {})
    assert new.doi == "10.5555/1"
    assert [d.field for d in differences(old, new)] == ["arxiv", "doi", "urls", "category", "abstract"]


def test_a_doubtful_cut_is_settled() -> None:
    old = paper("Small Language Models Remember", authors=("More Ada Karlsson", "Jun Mori"), to_check=True)
    new = completed(old, [arxiv()])
    assert (new.title, new.authors, new.to_check) == ("Small Language Models Remember More", ALL, False)
    assert new.titles == ("Small Language Models Remember",)
    assert completed(paper(to_check=True), [arxiv()]).to_check is False


def test_taking_the_same_again_changes_nothing() -> None:
    once = completed(paper(), [arxiv(), crossref()])
    assert completed(once, [arxiv(), crossref()]) == once


def test_a_paper_that_is_gone_is_passed_over() -> None:
    assert not plan(Library(), [Choice(7, (arxiv(),))])


# adding


def test_a_new_paper_is_added_whole() -> None:
    library = Library()
    done = plan_add(library, [(arxiv(), crossref())], "2026-01-01T00:00:00Z")
    library.apply(done.plan.edits)
    (new,) = library.papers.values()
    assert new.key == "karlsson2025small"
    assert (new.authors, new.arxiv, new.doi) == (ALL, "2405.12345", "10.5555/1")
    assert (new.date, new.fields["preprintdate"]) == ("2025-01", "2024-05-27")
    assert new.sources == ("added from arXiv 2405.12345",)
    assert done.plan.summary == "added “Small Language Models Remember More”"


def test_a_known_paper_is_not_added_again() -> None:
    library = library_of(paper())
    done = plan_add(library, [(arxiv(),), (crossref(),)], "")
    assert [(a.outcome, a.paper.id) for a in done.added] == [("updated", 1), ("updated", 1)]
    library.apply(done.plan.edits)
    assert library.papers[1].venue == "Journal of Memory"
    assert not plan_add(library, [(arxiv(),)], "").plan


def test_two_numbers_of_one_paper_are_one_paper() -> None:
    done = plan_add(Library(), [(arxiv(),), (crossref(),)], "")
    assert len({a.paper.id for a in done.added}) == 1
    assert len(done.plan.edits) == 1


def test_a_paper_under_another_title_is_known_by_its_number() -> None:
    library = library_of(paper(arxiv="2405.12345"))
    done = plan_add(library, [(arxiv(title="Renamed Since"),)], "")
    assert done.added[0].paper.id == 1
    assert done.added[0].paper.titles == ("Renamed Since",)


def test_two_papers_of_one_key_base_get_two_keys() -> None:
    other = arxiv(title="Small Differences", arxiv="2405.1", number="2405.1", doi=None, abstract=None)
    done = plan_add(library_of(), [(arxiv(),), (other,)], "")
    assert [a.paper.key for a in done.added] == ["karlsson2024small", "karlsson2024smalla"]


def test_added_papers_can_be_queued() -> None:
    library = library_of(replace(paper(), id=1))
    done = plan_add(library, [(arxiv(),)], "2026-01-01T00:00:00Z", to_queue=True)
    library.apply(done.plan.edits)
    assert library.queue == (1,)

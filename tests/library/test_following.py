"""The star on an author, and what an author's page and papers say over time."""

from __future__ import annotations

from msgspec.structs import replace

from readlist.library import marking, repairs
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.library.statistics import grown, papers_a_year, sparkline
from readlist.model.change import Edit
from readlist.model.paper import Figures
from tests.library.conftest import AT, papers


def do(library: Library, plan: Plan) -> Plan:
    library.apply(plan.edits)
    return plan


def test_following_is_a_fact_of_the_profile_and_taken_back_leaves_none(five: Library) -> None:
    plan = do(five, marking.follow(five, "ADA 3", True, AT))
    assert plan.summary == "followed: Ada 3"
    assert five.followed() == {"ada 3"}
    assert next(a.name for a in five.authors()) == "Ada 3"
    assert not marking.follow(five, "Ada 3", True, AT)
    do(five, marking.follow(five, "Ada 3", False, AT))
    assert five.profiles == {}
    assert five.followed() == frozenset()


def test_nobody_can_follow_who_is_not_there(five: Library) -> None:
    assert not marking.follow(five, "Nobody", True, AT)


def test_a_profile_with_figures_outlives_the_star(sampled: Library) -> None:
    figures = sampled.profile_of("Ilya Sutskever")
    do(sampled, marking.follow(sampled, "Ilya Sutskever", True, AT))
    do(sampled, marking.follow(sampled, "Ilya Sutskever", False, AT))
    assert sampled.profile_of("Ilya Sutskever") == figures
    assert figures is not None


def test_followed_authors_stand_on_top(sampled: Library) -> None:
    names = [a.name for a in sampled.authors()]
    last = names[-1]
    do(sampled, marking.follow(sampled, last, True, AT))
    assert [a.name for a in sampled.authors()] == [last, *names[:-1]]


def test_an_alias_keeps_the_star(five: Library) -> None:
    do(five, marking.follow(five, "Ada 2", True, AT))
    do(five, repairs.alias(five, ["Ada 1", "Ada 2"]))
    assert five.followed() == {"ada 1"}


def test_all_that_is_unread_of_an_author_is_queued_at_once_newest_first() -> None:
    library = papers(5)
    for id in library.papers:
        edit = Edit.between("papers", library.papers[id], replace(library.papers[id], authors=("Ada", f"Bo {id}")))
        assert edit is not None
        library.apply([edit])
    do(library, marking.read(library, [2], True, AT))
    do(library, marking.skip(library, [3], True, AT))
    do(library, marking.queue(library, [5], True, AT))
    plan = do(library, marking.queue_unread(library, "Ada", AT))
    assert library.queue == (5, 1, 4)
    assert plan.summary == "queued 2 papers"
    assert not marking.queue_unread(library, "Ada", AT)


def test_figures_say_how_they_changed(sampled: Library) -> None:
    profile = sampled.profile_of("Ilya Sutskever")
    assert profile is not None
    assert grown(profile) == {}
    one = Figures(as_of="2024-01-01", h_index=10, citations=100, novelty=45)
    two = Figures(as_of="2024-02-01", h_index=10, citations=130, novelty=40, ai_score=3)
    assert grown(replace(profile, figures=(one, two))) == {"citations": 30, "novelty": -5}


def test_papers_of_every_year_also_of_years_without_one() -> None:
    library = papers(3)  # of 2049, 2048 and 2047
    assert papers_a_year(library, "Ada 1", 8) == (2049, (1,))
    for id, day in ((1, "2024-05"), (2, "2021"), (3, "2024-06-01")):
        edit = Edit.between("papers", library.papers[id], replace(library.papers[id], authors=("Ada",), date=day))
        assert edit is not None
        library.apply([edit])
    assert papers_a_year(library, "Ada", 8) == (2021, (1, 0, 0, 2))
    assert papers_a_year(library, "Ada", 2) == (2023, (0, 2))
    assert papers_a_year(library, "Nobody", 8) == (0, ())


def test_bars_are_as_high_as_their_numbers() -> None:
    assert sparkline((1, 0, 4, 8)) == "▂ ▅█"
    assert sparkline((1,)) == "█"
    assert sparkline(()) == ""

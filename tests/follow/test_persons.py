"""Who is who: what makes a paper theirs, what makes it doubtful, and what is learned from answers."""

from __future__ import annotations

import pytest

from readlist.follow.follows import followed, plan_people
from readlist.follow.persons import Judgement, People, may_be
from readlist.follow.verdicts import doubts, plan_answer
from readlist.library.library import Library
from readlist.library.listing import Group
from readlist.lookup.matching import parsed
from readlist.model.paper import Candidate
from readlist.session.library_search import LibrarySearch
from readlist.session.open_library import OpenLibrary
from tests.follow.conftest import ADA, USUAL, WEI, Fetch, work
from tests.follow.services import Services

STRANGERS = ("Ulla Ek", "Vito Sala")


def judged(library: Library, *authors: str, field: str = "cs.CL", **facts: object) -> Judgement:
    paper = Candidate(title="News", authors=authors, date="2025-11-30", **facts)  # type: ignore[arg-type]
    return People(library, followed(library).people).judge(paper, field.split())[0]


@pytest.mark.parametrize(
    ("authors", "field", "verdict", "why"),
    [
        ((ADA, *USUAL[:2]), "cs.CL", "sure", "by Ada Berg (you follow), with 2 usual co-authors, cs.CL"),
        ((ADA, *STRANGERS), "cs.CL", "sure", "by Ada Berg (you follow), cs.CL"),
        ((ADA, *STRANGERS), "astro-ph.GA", "doubt", "an Ada Berg whom none of your papers knows: astro-ph.GA"),
        (("A. Berg", USUAL[0]), "cs.CL", "sure", "by Ada Berg (you follow), with 1 usual co-author, cs.CL"),
        (("A. Berg", *STRANGERS), "cs.CL", "doubt", "perhaps by Ada Berg (you follow): no usual co-author, cs.CL"),
        ((WEI, *STRANGERS), "cs.CL", "doubt", "perhaps by Wei Zhang (you follow): no usual co-author, cs.CL"),
        ((WEI, USUAL[2]), "cs.CL", "sure", "by Wei Zhang (you follow), with 1 usual co-author, cs.CL"),
        (("Zhang Wei", USUAL[2]), "cs.LG", "sure", "by Wei Zhang (you follow), with 1 usual co-author, cs.LG"),
        ((WEI, USUAL[2]), "hep-th", "sure", "by Wei Zhang (you follow), with 1 usual co-author, hep-th"),
        (
            ("W. Zhang", USUAL[2]),
            "hep-th",
            "doubt",
            "perhaps by Wei Zhang (you follow): with 1 usual co-author, hep-th",
        ),
        ((WEI, *USUAL), "hep-th", "sure", "by Wei Zhang (you follow), with 3 usual co-authors, hep-th"),
    ],
)
def test_evidence(authors: tuple[str, ...], field: str, verdict: str, why: str, opened: OpenLibrary) -> None:
    found = judged(opened.library, *authors, field=field)
    assert (found.verdict, found.why) == (verdict, why)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ada Berg", "A. Berg", True),
        ("Ada Berg", "Berg, Ada", True),
        ("Ada M. Berg", "Ada Berg", True),
        ("Ada M. Berg", "Ada Maria Berg", True),
        ("Ada M. Berg", "Ada K. Berg", False),
        ("Ada Berg", "Anna Berg", False),
        ("Ada Berg", "Ada Bergman", False),
        ("Wei Zhang", "Zhang Wei", True),
        ("Jörg Schröder", "Jorg Schroder", True),
    ],
)
def test_names(one: str, other: str, same: bool) -> None:
    assert may_be(parsed(one), parsed(other)) is same
    assert may_be(parsed(other), parsed(one)) is same


def test_the_points_are_shown(opened: OpenLibrary) -> None:
    found = judged(opened.library, WEI, *STRANGERS, field="astro-ph.GA")
    assert found.terms == "full name +1, a common name −1.5, no usual co-author −0.5, astro-ph.GA −1.75"
    assert found.total == pytest.approx(-2.75)


def test_a_shared_affiliation_counts(opened: OpenLibrary) -> None:
    from msgspec.structs import replace

    from readlist.library.marking import Plan
    from readlist.model.change import Edit

    id = next(iter(opened.library.papers_of(WEI)))
    old = opened.library.papers[id]
    edit = Edit.between("papers", old, replace(old, affiliations=("University of Uppsala",)))
    opened.do("fix", lambda library, at: Plan((edit,) if edit else (), ""))
    found = judged(opened.library, WEI, *STRANGERS, affiliations=("university of uppsala",))
    assert found.verdict == "sure"
    assert ("university of uppsala", 1.5) in found.points


def fetched_doubt(opened: OpenLibrary, services: Services, fetch: Fetch) -> int:
    services.works = [work("2512.00001", WEI, *STRANGERS, classes=("astro-ph.GA", "cs.CL"))]
    fetch(opened)
    (id,) = doubts(opened.library)
    return id


def answer(opened: OpenLibrary, id: int, word: str) -> None:
    assert opened.do(f"follow {word}", lambda library, at: plan_answer(library, [id], word))  # type: ignore[arg-type]


def test_yes_is_learned(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    answer(opened, fetched_doubt(opened, services, fetch), "yes")
    assert doubts(opened.library) == []
    again = judged(opened.library, WEI, *STRANGERS, field="astro-ph.GA")
    assert (again.verdict, again.why) == ("sure", "by Wei Zhang (you follow), with 2 usual co-authors, astro-ph.GA")
    opened.undo()
    assert judged(opened.library, WEI, *STRANGERS, field="astro-ph.GA").verdict == "doubt"


def test_no_is_remembered_and_undone_with_the_paper(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    id = fetched_doubt(opened, services, fetch)
    answer(opened, id, "no")
    assert id not in opened.library.papers
    assert judged(opened.library, WEI, STRANGERS[0], field="astro-ph.GA").verdict == "other"
    assert judged(opened.library, WEI, STRANGERS[0], "Yet Another", field="cs.LG").verdict == "other"
    assert judged(opened.library, WEI, "Yet Another", field="astro-ph.GA").verdict == "other"
    assert (
        judged(opened.library, WEI, "Yet Another", field="astro-ph.GA cs.CL").verdict == "doubt"
    )  # listed at home, too
    assert judged(opened.library, WEI, "Yet Another", field="hep-th").verdict == "doubt"
    assert judged(opened.library, WEI, USUAL[0]).verdict == "sure"
    assert fetch(opened).fetched.news == []
    opened.undo()
    assert doubts(opened.library) == [id]
    assert judged(opened.library, WEI, STRANGERS[0], field="astro-ph.GA").verdict == "doubt"


def test_never_leaves_out_the_whole_field_but_not_the_usual_people(
    opened: OpenLibrary, services: Services, fetch: Fetch
) -> None:
    answer(opened, fetched_doubt(opened, services, fetch), "never")
    assert judged(opened.library, WEI, "Yet Another", field="astro-ph.GA").verdict == "other"
    assert judged(opened.library, WEI, *USUAL, field="astro-ph.GA").verdict == "sure"


def test_doubtful_papers_are_found_by_a_query(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    """By an index that was there before, by one that is made now, and in the group of what is to be checked."""
    search, to_check = LibrarySearch(opened), Group("group:To check", "check")
    opened.watch(lambda touched: search.update(touched) and None)
    found = lambda query: set(search.search(search.parse(query)).ids)  # noqa: E731
    assert found("is:check") == set()
    id = fetched_doubt(opened, services, fetch)
    again = LibrarySearch(opened)
    assert found("is:check") == set(again.search(again.parse("is:check")).ids) == {id}
    assert set(search.search(search.parse("news"), to_check).ids) == {id}
    assert id not in found("-is:check")
    answer(opened, id, "yes")
    assert found("is:check") == set()
    opened.undo()
    assert found("is:check") == {id}


def test_an_answer_settles_what_is_like_it(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    services.works = [
        work(f"2512.0000{n}", WEI, *STRANGERS, f"Another {'ABC'[n]}.", classes=("astro-ph.GA", "cs.CL"))
        for n in range(3)
    ]
    fetch(opened)
    before = len(opened.library.papers)
    id, *others = doubts(opened.library)
    assert len(others) == 2
    answer(opened, id, "no")
    assert doubts(opened.library) == []
    assert len(opened.library.papers) == before - 3
    opened.undo()
    assert len(opened.library.papers) == before
    assert len(doubts(opened.library)) == 3


def test_a_paper_that_something_was_decided_about_stays(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    from readlist.library import marking

    id = fetched_doubt(opened, services, fetch)
    opened.do("queue add", lambda library, at: marking.queue(library, [id], True, at))
    answer(opened, id, "no")
    assert id in opened.library.papers
    assert not opened.library.is_to_check(id)
    assert judged(opened.library, WEI, STRANGERS[0], field="astro-ph.GA").verdict == "other"


def test_a_sure_one_can_be_another_persons(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    services.works = [work("2512.00001", WEI, USUAL[0])]
    fetch(opened)
    (id,) = (id for id, a in opened.library.arrivals.items() if a.at)
    assert not opened.do("follow yes", lambda library, at: plan_answer(library, [id], "yes"))
    answer(opened, id, "no")
    assert id not in opened.library.papers


def test_two_people_of_one_name_are_both_followed(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    opened.do("follow", lambda library, at: plan_people(library, [WEI], at, category="astro-ph"))
    id = fetched_doubt(opened, services, fetch)
    assert opened.library.arrivals[id].authors == ("Wei Zhang (astro-ph)",)
    answer(opened, id, "yes")
    people = People(opened.library, followed(opened.library).people)
    both = {p.label: people.evidence(p).papers for p in followed(opened.library).people}
    assert both == {ADA: 5, WEI: 5, "Wei Zhang (astro-ph)": 1}
    first = people.judge(Candidate(title="N", authors=(WEI, *STRANGERS), date="2025-11-30"), ("astro-ph.GA",))[0]
    assert (first.person.label, first.verdict) == ("Wei Zhang (astro-ph)", "sure")

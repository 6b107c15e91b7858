"""From papers to records: in which order services are asked, what their faults come to, and nothing asked twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.lookup.client import ServiceError
from readlist.lookup.completion import completed
from readlist.lookup.seeker import OfflineError, Outcome
from readlist.lookup.services import Services
from readlist.lookup.targets import target_of
from readlist.model.paper import Paper
from tests.lookup.conftest import FakeClock, Seek, paper, work
from tests.lookup.server import World

SERVICES = ("arxiv", "crossref", "s2", "openalex")
ALL = ("arxiv", "crossref", "semantic_scholar", "openalex")


def look(seek: Seek, *papers: Paper, **more: object) -> list[Outcome]:
    return list(seek(**more).look_up(papers))


def one(seek: Seek, p: Paper, **more: object) -> Outcome:
    (outcome,) = look(seek, p, **more)
    return outcome


def test_the_preprint_and_its_published_version_are_linked(world: World, seek: Seek) -> None:
    world.works = [work(doi="10.5555/conf.1", venue="Proceedings of Remembering")]
    p = paper()
    outcome = one(seek, p)
    assert [m.found.source for m in outcome.sure] == ["arxiv", "crossref"]
    new = completed(p, [m.found for m in outcome.sure])
    assert (new.arxiv, new.doi) == ("2405.12345", "10.5555/conf.1")
    assert (new.venue, new.type) == ("Proceedings of Remembering", "inproceedings")
    assert new.authors == ("Ada Karlsson", "Jun Mori", "Lena Fischer", "Tove Berg", "Omar Haddad")
    assert not new.et_al
    assert new.urls == ("https://arxiv.org/abs/2405.12345",)
    assert new.fields["pages"] == "1--9"


def test_what_is_published_is_not_asked_about_further(world: World, seek: Seek) -> None:
    world.works = [work(doi="10.5555/conf.1", venue="Proceedings of Remembering")]
    one(seek, paper())
    assert [a.service for a in world.asked] == ["arxiv", "crossref"]


def test_conferences_without_a_doi_are_known_to_semantic_scholar(world: World, seek: Seek) -> None:
    world.works = [work(venue="International Conference on Remembering")]
    p = paper()
    outcome = one(seek, p)
    new = completed(p, [m.found for m in outcome.sure])
    assert (new.venue, new.type) == ("International Conference on Remembering", "inproceedings")
    assert new.doi == "10.48550/arXiv.2405.12345"


def test_a_published_version_with_another_title_or_year_is_found_by_doi(world: World, seek: Seek) -> None:
    world.works = [work(doi="10.5555/j.1", venue="Journal of Remembering", kind="journal-article")]
    world.works = [world.works[0]]
    p = paper(date="2021-02-03", arxiv="2405.12345")
    outcome = one(seek, p)
    assert [m.found.source for m in outcome.sure] == ["arxiv", "crossref"]
    assert completed(p, [m.found for m in outcome.sure]).type == "article"


@pytest.mark.parametrize(("year", "doi"), [(2027, "10.5555/j.1"), (2029, None)])
def test_the_published_version_may_be_some_years_later(world: World, seek: Seek, year: int, doi: str | None) -> None:
    later = work(arxiv=None, doi="10.5555/j.1", venue="Journal of Remembering", date=f"{year}-01-01")
    world.works = [work(), later]
    outcome = one(seek, paper())
    assert outcome.kind == "found"
    assert next((m.found.doi for m in outcome.sure if m.found.published), None) == doi


def test_the_title_itself_is_asked_about_rather_than_one_like_it(world: World, seek: Seek) -> None:
    title = "Small Language Models Remember More Than We Thought They Would"
    later = work(title, date="2027-01-01", arxiv="2701.00001")
    world.works = [work(f"{title[:-5]}Could", arxiv="2405.00001"), later]
    outcome = one(seek, paper(title))
    assert outcome.kind == "unsure"
    assert outcome.unsure
    assert (outcome.unsure.found.arxiv, outcome.unsure.why) == ("2701.00001", "the years differ by 3")


def test_titles_are_asked_about_together(world: World, seek: Seek) -> None:
    titles = [f"{word} Models Remember More Than We Thought" for word in "Red Blue Green Grey Black White".split()]
    world.works = [work(t, arxiv=f"2405.1000{n}") for n, t in enumerate(titles)]
    outcomes = look(seek, *(paper(t, id=n) for n, t in enumerate(titles)))
    assert [o.kind for o in outcomes] == ["found"] * 6
    assert [o.sure[0].found.arxiv for o in outcomes] == [w.arxiv for w in world.works]
    assert sum(a.service == "arxiv" for a in world.asked) == 2


def test_ids_are_asked_about_together(world: World, seek: Seek) -> None:
    titles = [f"{word} Models Remember More Than We Thought" for word in "Red Blue Green Grey Black White".split()]
    world.works = [work(t, arxiv=f"2405.1000{n}") for n, t in enumerate(titles)]
    look(seek, *(paper(t, id=n, arxiv=f"2405.1000{n}") for n, t in enumerate(titles)))
    assert [a.query["id_list"].count(",") for a in world.asked if a.service == "arxiv"] == [5]


def test_a_paper_without_a_title_is_reported_and_asks_nobody(world: World, seek: Seek) -> None:
    outcome = one(seek, paper(title=None, title_text="We show that …", placeholder=True))  # type: ignore[arg-type]
    assert outcome.kind == "untitled"
    assert "title unknown" in outcome.reason
    assert world.asked == []


@pytest.mark.parametrize("number", [{"arxiv": "2405.12345"}, {"doi": "10.5555/conf.1"}])
def test_a_paper_known_by_its_number_is_looked_up_by_it(world: World, seek: Seek, number: dict[str, str]) -> None:
    world.works = [work(doi="10.5555/conf.1", venue="Proceedings of Remembering")]
    title = next(iter(number.values()))
    p = paper(title=None, title_text=title, authors=(), et_al=False, date=None, placeholder=True, **number)  # type: ignore[arg-type]
    outcome = one(seek, p)
    assert outcome.kind == "found"
    new = completed(p, [m.found for m in outcome.sure])
    assert (new.title, new.placeholder) == ("Small Language Models Remember More", False)
    assert new.authors[0] == "Ada Karlsson"


def test_openalex_is_asked_last_and_only_with_a_key(world: World, seek: Seek) -> None:
    assert not Services().asks("openalex")
    assert Services(openalex_key="k").asks("openalex")
    one(seek, paper())
    assert [a.service for a in world.asked] == list(SERVICES)


def test_nothing_found_says_what_was_refused(world: World, seek: Seek) -> None:
    world.works = [work("Small Language Models Remember More: A Survey")]
    outcome = one(seek, paper())
    assert outcome.kind == "unknown"
    assert "another work of that title" in outcome.reason
    assert "A Survey" in outcome.reason


@pytest.mark.long
@pytest.mark.parametrize(
    "fault",
    ["slow", "busy", "away", "broken", "refused", "type", "elsewhere", "circle", "large", "packed", "cut off",
     "cut short", "nonsense", "entities", "empty"],
)  # fmt: skip
def test_every_fault_everywhere_is_one_line_and_nothing_changes(world: World, seek: Seek, fault: str) -> None:
    world.works = [work(doi="10.5555/conf.1", venue="V")]
    world.faults = dict.fromkeys(SERVICES, fault)
    outcome = one(seek, paper(), waiting=0.05 if fault == "slow" else 0.5)
    assert outcome.kind == "failed", outcome
    assert outcome.sure == ()
    assert "arXiv: " in outcome.reason
    assert "\n" not in outcome.reason
    assert outcome.reason.isprintable()


def test_answers_of_another_shape_are_nothing_found(world: World, seek: Seek) -> None:
    world.faults = dict.fromkeys(SERVICES, "other shape")
    assert one(seek, paper()).kind == "failed"  # arXiv's is no feed at all


@pytest.mark.parametrize("fault", ["broken", "type", "cut off", "slow"])
def test_another_service_may_know_it_all_the_same(world: World, seek: Seek, fault: str) -> None:
    world.works = [work(doi="10.5555/conf.1", venue="V")]
    world.faults = {"arxiv": fault}
    outcome = one(seek, paper(), waiting=0.05)
    assert [m.found.source for m in outcome.sure] == ["crossref"]
    assert len(outcome.failures) == 1


def test_a_service_that_is_down_is_left_out_after_two_papers(world: World, seek: Seek) -> None:
    titles = [f"{word} Models Remember More Than We Thought" for word in "Red Blue Green Grey Black".split()]
    world.faults = {"crossref": "broken"}
    outcomes = look(seek, *(paper(t, id=n) for n, t in enumerate(titles)))
    assert sum(a.service == "crossref" for a in world.asked) == 8
    assert "skipped" in outcomes[-1].reason


def test_an_empty_page_of_arxiv_is_asked_again_and_does_not_mean_unknown(world: World, seek: Seek) -> None:
    world.works = [work()]
    world.faults, world.times = {"arxiv": "empty"}, {"arxiv": 1}
    assert one(seek, paper()).kind == "found"
    world.asked.clear()
    world.faults, world.times = {"arxiv": "empty"}, {}
    p = paper("Another Title That Nobody Knows")
    one(seek, p)
    world.faults = {}
    world.asked.clear()
    one(seek, p)
    assert [a.service for a in world.asked] == ["arxiv"], "the failure was not kept"


def test_offline_is_said_at_once(seek: Seek, clock: FakeClock) -> None:
    nowhere = dict.fromkeys(ALL, "http://127.0.0.1:1")
    with pytest.raises(OfflineError, match="offline: arXiv, Crossref"):
        list(seek(Services(**nowhere)).look_up([paper(), paper("Another One Of Many Titles")]))  # type: ignore[arg-type]
    assert sum(clock.waits) < 10


def test_what_was_asked_is_not_asked_again(world: World, seek: Seek) -> None:
    titles = [f"{word} Models Remember More Than We Thought" for word in "Red Blue Green".split()]
    world.works = [work(titles[0]), work(titles[1], arxiv="2405.1", doi="10.5555/c.1", venue="V")]
    papers = [paper(t, id=n) for n, t in enumerate(titles)]
    first = look(seek, *papers)
    world.asked.clear()
    again = look(seek, *papers)
    assert world.asked == []
    assert again == first


def test_after_a_day_it_is(world: World, seek: Seek, clock: FakeClock) -> None:
    world.works = [work(doi="10.5555/c.1", venue="V")]
    one(seek, paper())
    clock.time += 86_401
    world.asked.clear()
    one(seek, paper())
    assert [a.service for a in world.asked] == ["arxiv", "crossref"]


def test_answers_are_private_and_a_damaged_one_is_asked_again(world: World, seek: Seek, tmp_path: Path) -> None:
    world.works = [work(doi="10.5555/c.1", venue="V")]
    one(seek, paper())
    files = list((tmp_path / "answers").iterdir())
    assert {f.stat().st_mode & 0o777 for f in files} == {0o600}
    assert (tmp_path / "answers").stat().st_mode & 0o777 == 0o700
    for content in (
        b"",
        b"null",
        b'{"at": 1}',
        b"\xff",
        b'{"at": 1e99, "found": []}',
        b'{"at":1700000000,"found":[{}]}',
    ):
        for f in files:
            f.write_bytes(content)
        assert one(seek, paper()).kind == "found"


# by number


def test_an_arxiv_id_brings_the_published_version_too(world: World, seek: Seek) -> None:
    world.works = [work(doi="10.5555/conf.1", venue="Proceedings of Remembering")]
    found = seek().fetch(target_of("https://arxiv.org/pdf/2405.12345v2"))
    assert [(f.source, f.number) for f in found] == [("arxiv", "2405.12345"), ("crossref", "10.5555/conf.1")]


def test_a_doi_that_crossref_does_not_have(world: World, seek: Seek) -> None:
    assert seek().fetch(target_of("10.5555/nothing")) == ()
    assert [a.service for a in world.asked] == ["crossref", "s2", "openalex"]


def test_a_fault_is_told_for_a_number_too(world: World, seek: Seek) -> None:
    world.faults = {"arxiv": "type"}
    with pytest.raises(ServiceError, match="arXiv: the answer is not XML"):
        seek().fetch(target_of("2405.12345"))

"""A fetch is one change that can be undone; what was asked is not asked again within the hour; nothing is lost."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readlist.follow.follows import plan_follow, plan_unfollow
from readlist.library import marking
from readlist.session.open_library import OpenLibrary
from tests.follow.conftest import ADA, USUAL, Fetch, titles, work
from tests.follow.population import FIRST, Version, population
from tests.follow.replay import Calendar, addresses, begun
from tests.follow.services import Services, serving

FEEDS = "/feeds/cs.CL"
BEGAN = f"{FIRST}T08:00:00Z"


def asked(services: Services) -> list[str]:
    return [path.split("?")[0] for _, path in services.asked]


def state(opened: OpenLibrary) -> dict[str, Any]:
    """All records but the history, without what says when they were made."""
    library = opened.library
    tables = ("papers", "marks", "profiles", "follows", "arrivals", "namesakes")
    at = ("added", "at")
    return {
        table: {
            id: {n: v for n, v in library.record(table, id).document().items() if n not in at}  # type: ignore[union-attr]
            for id in sorted(library.ids(table))
        }
        for table in tables
    }


def test_a_day_takes_one_request_and_tells_nobody_whom_one_follows(
    opened: OpenLibrary, services: Services, fetch: Fetch
) -> None:
    services.works = [work("2512.00001", ADA, USUAL[0]), work("2512.00002", "Somebody Else")]
    report = fetch(opened)
    assert titles(opened) == {"News 2512.00001"}
    assert report.change
    assert report.change.summary == "fetched 1 new paper"
    assert asked(services) == [FEEDS]
    assert not any(name in path for _, path in services.asked for name in ("Ada", "Berg", "Zhang"))


def test_what_came_is_undone_and_comes_again(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    services.works = [work("2512.00001", ADA, USUAL[0])]
    before = state(opened)
    fetch(opened)
    after = state(opened)
    opened.undo()
    assert state(opened) == before
    fetch(opened)
    assert state(opened) == after
    assert asked(services) == [FEEDS]  # the second time within the hour


@settings(max_examples=4, suppress_health_check=list(HealthCheck), deadline=None)
@given(seed=st.integers(0, 10_000), days=st.lists(st.integers(1, 20), min_size=1, max_size=3), private=st.booleans())
def test_undone_and_fetched_again_a_library_is_the_same(
    seed: int, days: list[int], private: bool, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("undone")
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(folder / name))
    world, clock = population(seed, papers=60, followed=6, shared=3), Calendar()
    with serving(Services(works=world.works, now=clock.now)) as services:
        opened, day = begun(folder / "library", world), 0
        run = lambda: _fetch(opened, clock, services, private)  # noqa: E731
        for step in days:
            clock.go_to(day := day + step)
            before = state(opened)
            change = run()
            after = state(opened)
            if change is None:
                continue
            opened.undo()
            assert state(opened) == before
            clock.sleep(4_000)  # no answer is remembered any more
            run()
            assert state(opened) == after


def _fetch(opened: OpenLibrary, clock: Calendar, services: Services, private: bool) -> object:
    from readlist.session.fetches import fetch

    report = fetch(opened, clock=clock, services=addresses(services), private=private)
    assert report.failures == []
    return report.change


def test_what_was_removed_does_not_come_again(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    from readlist.library.repairs import remove

    services.works = [work("2512.00001", ADA, USUAL[0])]
    fetch(opened)
    (id,) = opened.library.arrivals
    opened.do("remove", lambda library, at: remove(library, [id]))
    assert fetch(opened).fetched.news == []
    assert titles(opened) == set()


def test_days_without_a_run_are_filled_and_once_more_a_week_later(
    opened: OpenLibrary, services: Services, fetch: Fetch, calendar: Calendar
) -> None:
    late = work("2512.00002", ADA, USUAL[0], day=1, indexed=FIRST + timedelta(6))
    services.works = [work("2512.00001", ADA, USUAL[0], day=1), late]
    fetch(opened)
    calendar.go_to(3)  # Thursday: Tuesday and Wednesday are missing
    fetch(opened)
    assert titles(opened) == {"News 2512.00001"}
    assert asked(services) == [FEEDS, FEEDS, "/query"]
    for day in range(4, 16):
        calendar.go_to(day)
        fetch(opened)
    assert titles(opened) == {"News 2512.00001", "News 2512.00002"}
    assert asked(services).count("/query") == 3  # Tuesday, and Wednesday, a week after each


def test_a_category_that_is_followed_later_is_read_from_then_on(
    opened: OpenLibrary, services: Services, fetch: Fetch, calendar: Calendar
) -> None:
    """On the same day, too; not the months before, even where it was followed once."""
    services.works = [
        work("2512.00001", ADA, USUAL[0], classes=("hep-th",), day=40),
        work("2512.00002", ADA, USUAL[0], classes=("hep-th",), day=42),
    ]

    def follow(day: int) -> None:
        began = f"{FIRST + timedelta(day)}T08:00:00Z"
        opened.do("follow", lambda library, at: plan_follow(library, "category", "hep-th", began))

    follow(0)
    fetch(opened)
    opened.do("unfollow", lambda library, at: plan_unfollow(library, ["hep-th"]))
    calendar.go_to(42)
    fetch(opened)
    assert titles(opened) == set()
    services.asked.clear()
    follow(42)
    calendar.sleep(60)
    fetch(opened)
    assert titles(opened) == {"News 2512.00001", "News 2512.00002"}  # of the last two weeks
    asked = [unquote(path) for _, path in services.asked]
    assert asked[0] == "/feeds/hep-th"
    assert len(asked) == 2
    assert "cat:cs.CL" not in asked[1]
    assert "submittedDate:[202512190000+TO+" in asked[1]


def test_the_search_by_authors_where_the_config_says_so(
    opened: OpenLibrary, services: Services, fetch: Fetch, calendar: Calendar
) -> None:
    services.works = [work("2512.00001", ADA, USUAL[0], classes=("hep-th",)), work("2512.00002", "Somebody Else")]
    fetch(opened, private=False)
    assert titles(opened) == {"News 2512.00001"}
    assert asked(services) == ["/query"]
    assert "Ada+Berg" in services.asked[0][1]
    calendar.go_to(1)
    fetch(opened, private=False)
    assert "202511240000+TO+202512022359" in services.asked[1][1]  # seven days before the last one, again


def test_queries_and_feeds(opened: OpenLibrary, services: Services, fetch: Fetch, calendar: Calendar) -> None:
    services.works = [work("2512.00001", "Somebody Else", abstract="A sparse  ATTENTION of dense reading.")]
    journal = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>A Journal</title><entry><title>Slow Learning</title>'
        '<link href="https://a.example/1"/><updated>2025-12-01</updated></entry></feed>'
    )
    seen: list[dict[str, str]] = []

    def answer(headers: dict[str, str]) -> tuple[int, str, bytes, dict[str, str]]:
        seen.append(headers)
        if headers.get("if-none-match") == '"v1"':
            return 304, "application/atom+xml", b"", {"ETag": '"v1"'}
        return 200, "application/atom+xml", journal.encode(), {"ETag": '"v1"'}

    services.pages = {"/journal": answer}
    for kind, text in (("query", '"sparse attention" reading'), ("feed", f"{services.address}/journal")):
        opened.do("follow", lambda library, at, kind=kind, text=text: plan_follow(library, kind, text, BEGAN))  # type: ignore[misc]
    fetch(opened)
    assert titles(opened) == {"News 2512.00001", "Slow Learning"}
    whys = sorted(a.why for a in opened.library.arrivals.values())
    assert whys == ["in A Journal (you follow)", 'matches “"sparse attention" reading” (you follow)']
    calendar.go_to(1)
    assert fetch(opened).fetched.news == []
    assert seen[1]["if-none-match"] == '"v1"'
    opened.undo()
    calendar.go_to(2)
    fetch(opened)
    assert "if-none-match" not in seen[2]  # the feed is read anew
    assert "Slow Learning" in titles(opened)


def test_versions_publications_and_withdrawals_of_what_is_there(
    opened: OpenLibrary, services: Services, fetch: Fetch, calendar: Calendar
) -> None:
    versions = [Version(2, FIRST + timedelta(2), "News 2512.00001, Improved")]
    withdrawn = [Version(2, FIRST + timedelta(2), "News 2512.00002", withdrawn=True)]
    other = [Version(2, FIRST + timedelta(2), "Nobody's")]
    services.works = [
        work("2512.00001", ADA, USUAL[0], versions=versions),
        work("2512.00002", ADA, USUAL[1], versions=withdrawn),
        work("2512.00003", "Somebody Else", versions=other),
    ]
    fetch(opened)
    first = next(id for id, a in opened.library.arrivals.items() if a.number == "2512.00001")
    opened.do("mark star", lambda library, at: marking.star(library, [first], True, at))
    calendar.go_to(2)
    report = fetch(opened)
    told = {(n.outcome, n.why) for n in report.fetched.news}
    assert told == {("version", "version 2"), ("withdrawn", "version 2 withdraws it")}
    calendar.go_to(2.2)  # type: ignore[arg-type]
    assert fetch(opened).fetched.news == []


def test_a_preprint_that_appeared_in_a_journal(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    from tests.follow.test_announcements import RSS

    title = "Earlier Work of Ada Berg Number 1"
    feed = RSS.replace("Learning &lt;i&gt;slowly&lt;/i&gt;", title).replace(
        "<dc:creator>Bo Lind", "".join(f"<dc:creator>{a}</dc:creator>" for a in USUAL[1:]) + "<dc:creator>Bo Lind"
    )
    services.pages = {"/journal": lambda _: (200, "application/rss+xml", feed.encode(), {})}
    opened.do("follow", lambda library, at: plan_follow(library, "feed", f"{services.address}/journal", BEGAN))
    (news,) = fetch(opened).fetched.news
    assert (news.outcome, news.why) == ("published", "published in Nature Machines")
    paper = opened.library.papers[news.paper.id]
    assert (paper.venue, paper.doi, paper.arxiv) == ("Nature Machines", "10.1038/s1-2-3", "2501.00001")


def test_a_feed_followed_later_brings_no_old_entries(
    opened: OpenLibrary, services: Services, fetch: Fetch, calendar: Calendar
) -> None:
    entry = '<entry><title>Entry of {0}</title><link href="https://a.example/{0}"/><updated>{0}</updated></entry>'
    entries = "".join(entry.format(FIRST + timedelta(n)) for n in (2, 25, 29))
    text = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>A Blog</title>{entries}</feed>'
    services.pages = {"/blog": lambda _: (200, "text/xml", text.encode(), {})}
    fetch(opened)
    calendar.go_to(30)
    began = f"{FIRST + timedelta(30)}T08:00:00Z"
    opened.do("follow", lambda library, at: plan_follow(library, "feed", f"{services.address}/blog", began))
    fetch(opened)
    assert titles(opened) == {f"Entry of {FIRST + timedelta(n)}" for n in (25, 29)}


def test_a_category_that_is_none_is_named(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    services.pages = {FEEDS: lambda _: (404, "text/html", b"", {})}
    report = fetch(opened)
    assert report.failures == [
        "arXiv's announcements: no such feed; `readlist follows` lists the categories that are asked for"
    ]


def test_what_an_older_copy_of_the_library_lacks_is_asked_for_again(
    opened: OpenLibrary, services: Services, fetch: Fetch, calendar: Calendar, tmp_path: Path
) -> None:
    services.works = [work("2512.00001", ADA, USUAL[0])]
    shutil.copytree(opened.folder, tmp_path / "copy")
    fetch(opened)
    shutil.rmtree(opened.folder)
    shutil.copytree(tmp_path / "copy", opened.folder)
    calendar.sleep(4_000)
    again = OpenLibrary(opened.folder)
    assert titles(again) == set()
    fetch(again)
    assert titles(again) == {"News 2512.00001"}


def test_a_new_version_of_an_old_paper_is_no_new_paper(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    versions = [Version(4, FIRST, "Old News")]
    services.works = [
        work("1903.00001", ADA, USUAL[0], day=-2400, versions=versions),
        work("2511.00001", ADA, USUAL[0], day=-20, versions=versions),
    ]
    fetch(opened)
    assert {a.number for a in opened.library.arrivals.values()} == {"2511.00001"}


def test_pages_that_are_shorter_than_they_should_be(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    services.works = [work(f"2511.{n:05d}", ADA, USUAL[0], day=-1) for n in range(45)]
    services.shortest = 20
    fetch(opened, private=False)
    assert len(titles(opened)) == 45
    assert len(services.asked) == 3


def test_a_search_that_has_no_end_is_ended(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    from tests.follow.services import search

    def endless(query: dict[str, str]) -> tuple[int, str, bytes, dict[str, str]]:
        one = search([work("2511.00001", ADA)], {**query, "start": "0"}, FIRST, random.Random(1))
        return 200, "application/atom+xml", one.replace(b"<opensearch:totalResults>1<", claimed), {}

    services.pages = {"/query": endless}
    claimed = b"<opensearch:totalResults>900<"
    assert fetch(opened, private=False).failures == []
    assert len(services.asked) < 15
    claimed = b"<opensearch:totalResults>9000000<"
    (line,) = fetch(opened, private=False, since=FIRST - timedelta(3)).failures
    assert line == "arXiv: more than 30,000 papers in these days; follow fewer categories"

"""``follow``, ``unfollow``, ``follows`` and ``fetch`` as people, programs and cron use them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from readlist.session.fetches import UNREAD
from tests.cli.conftest import PAGE, Ran, Readlist, _in_home, readlist
from tests.documents import FETCH
from tests.follow.conftest import calendar, services, work
from tests.follow.population import Version, timedelta
from tests.follow.replay import FIRST, Calendar, addresses
from tests.follow.services import Services

__all__ = ["_in_home", "calendar", "readlist", "services"]

ADA, JUN = "Ada Karlsson", "Jun Mori"


@pytest.fixture
def following(readlist: Readlist, services: Services, calendar: Calendar, monkeypatch: pytest.MonkeyPatch) -> Readlist:
    """readlist with a page of Ada Karlsson, who is followed, and services on this machine."""
    monkeypatch.setattr("readlist.session.fetches.configured", lambda: addresses(services))
    monkeypatch.setattr("readlist.session.fetches.SystemClock", lambda: calendar)
    assert readlist("import", "-", "--as-of", "2025-11-30", stdin=PAGE).code == 0
    assert readlist("follow", ADA).told == [f"readlist: followed: {ADA}"]
    return readlist


def test_what_came_is_printed_with_its_reason(following: Readlist, services: Services) -> None:
    services.works = [work("2512.00001", ADA, JUN), work("2512.00002", "Somebody Else")]
    ran = following("fetch")
    assert ran.code == 0
    key = following("list", "--sort", "added", "--json").json[0]["key"]
    assert ran.out == (f"new       {key}  News 2512.00001  (by {ADA} (you follow), with 1 usual co-author, cs.CL)\n")
    assert ran.told == ["readlist: fetched 1 new paper (`readlist undo` reverts it)"]
    assert following("fetch").told == ["readlist: nothing new"]
    assert following("undo").code == 0
    assert following("fetch").out == ran.out


def test_quiet_prints_only_what_is_new_and_what_failed(following: Readlist, services: Services) -> None:
    assert following("fetch", "--quiet") == Ran(0, "", "")
    services.works = [work("2512.00001", ADA, JUN)]
    assert following("fetch", "--quiet") == Ran(0, "", "")  # asked within the hour
    services.pages = {"/feed": lambda _: (500, "text/html", b"", {})}
    following("follow", "--feed", f"{services.address}/feed")
    ran = following("fetch", "--quiet")
    assert (ran.code, ran.out) == (1, "")
    assert ran.told == [f"readlist: {services.address}/feed: it has a problem (HTTP 500); try again later"]


def test_a_dry_run_changes_nothing(following: Readlist, services: Services) -> None:
    services.works = [work("2512.00001", ADA, JUN)]
    before = following("history", "--json").json
    ran = following("fetch", "--dry-run")
    assert ran.out.startswith("new       ")
    assert ran.told[-1].endswith("(dry run, nothing was changed)")
    assert following("history", "--json").json == before
    assert following("fetch").out == ran.out


def test_the_json_contract(following: Readlist, services: Services, calendar: Calendar) -> None:
    services.works = [
        work("2512.00001", ADA, JUN, versions=[Version(2, FIRST + timedelta(1), "News 2512.00001")]),
        work("2512.00002", ADA, "Ulla Ek", classes=("astro-ph.GA", "cs.CL")),
    ]
    found = following("fetch", "--json").json
    assert [one["outcome"] for one in found] == ["new", "check"]
    (told,) = FETCH
    for one in found:
        assert list(one) == list(told)
        assert {name: type(value) for name, value in one.items() if value is not None} == {
            name: type(told[name] if told[name] is not None else "") for name in one if one[name] is not None
        }
    following("mark", "star", found[0]["key"])
    calendar.go_to(1)
    (one,) = following("fetch", "--json").json
    assert (one["outcome"], one["why"]) == ("version", "version 2")
    rows = following("follows", "--json").json
    assert [list(row) for row in rows] == [["kind", "name", "papers", "a_year", "asked", "new", "doubts"]] * len(rows)
    assert rows[0]["name"] == ADA
    assert rows[0]["doubts"] == 1
    assert rows[0]["asked"] == str(FIRST + timedelta(1))
    assert {row["kind"] for row in rows} == {"author", "category"}


def test_doubts_are_listed_and_answered(following: Readlist, services: Services) -> None:
    services.works = [work("2512.00001", ADA, "Ulla Ek", classes=("astro-ph.GA", "cs.CL"))]
    (one,) = following("fetch", "--json").json
    ran = following("follows")
    assert ran.told == [
        "readlist: whose are they? `readlist follow --yes KEY`, --no KEY or --never KEY (b, B, D in the app)"
    ]
    line = ran.out.splitlines()[-1]
    assert line == f"check     {one['key']}  an Ada Karlsson whom none of your papers knows: astro-ph.GA"
    checked = lambda: [paper["key"] for paper in following("list", "is:check", "--json").json]  # noqa: E731
    assert checked() == [one["key"]]
    ran = following("follow", "--no", one["key"])
    assert ran.told == ["readlist: not by Ada Karlsson: “News 2512.00001”"]
    assert checked() == []
    assert following("show", one["key"]).code == 1
    following("undo")
    assert following("follow", "--yes", one["key"]).told == ["readlist: by Ada Karlsson: “News 2512.00001”"]
    assert "check " not in following("follows").out
    assert checked() == []
    assert following("follow", "--yes", one["key"]).told == ["readlist: nothing to change"]
    key = following("list", "is:inbox", "--sort", "key", "--json").json[0]["key"]  # that no fetch brought
    assert following("follow", "--never", key).told == ["readlist: nothing to change"]


def test_following_is_listed_and_ended(following: Readlist) -> None:
    ran = following("follow", "Nobody Yet", JUN, "--category", "hep-th", "--query", "dark matter")
    assert ran.told == [
        "readlist: followed: Nobody Yet, Jun Mori, hep-th, dark matter",
        "readlist: no paper of Nobody Yet is here yet: you will be asked about each until there is",
    ]
    listed = [(line[:8].strip(), line[10:40].strip()) for line in following("follows").out.splitlines()]
    assert listed == [
        ("author", ADA), ("author", JUN), ("author", "Nobody Yet"), ("category", "hep-th"), ("query", "dark matter"),
    ]  # fmt: skip
    offered = following("completions", "words", "unfollow", "").out.splitlines()
    assert offered[-2:] == ["dark matter\tquery", "hep-th\tcategory"]
    assert following("completions", "words", "follow", "jun").out == "Jun Mori\t\n"
    assert following("unfollow", "dark matter", "hep-th", "nobody yet").told == [
        "readlist: no longer followed: dark matter, hep-th, Nobody Yet"
    ]
    following("undo")
    assert len(following("follows").out.splitlines()) == 5


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["follow"], 2, "nothing to follow: give a name, --category, --query or --feed (see `readlist follow --help`)"),
        (["follow", "--category", "Cs CL!"], 1,
         "“Cs CL!” is no arXiv category; it looks like cs.CL, astro-ph.GA or hep-th"),
        (["follow", "X Y", "--feed", "http://a.example/f"], 1,
         "“http://a.example/f” is no address of a feed: write it like https://host/feed.xml"),
        (["follow", "--feed", "https://u:p@a.example/f"], 1,
         "“https://u:p@a.example/f” is no address of a feed: write it like https://host/feed.xml"),
        (["follow", "--query", "  ,. "], 1, "a query needs at least one word"),
        (["unfollow", "Nobody"], 1, "“Nobody” is not followed: `readlist follows` lists what is"),
        (["fetch", "--since", "yesterday"], 2, "--since: “yesterday” is not a day: write it like 2026-11-30"),
        (["follow", "--yes", "nokey"], 1, None),
    ],
)  # fmt: skip
def test_what_makes_no_sense_ends_in_a_line(
    arguments: list[str], code: int, line: str | None, following: Readlist
) -> None:
    before = following("history", "--json").json
    ran = following(*arguments)
    assert (ran.code, len(ran.told)) == (code, 1)
    assert line is None or ran.told == [f"readlist: {line}"]
    assert following("history", "--json").json == before


def test_nothing_is_asked_where_nothing_is_followed(readlist: Readlist) -> None:
    ran = readlist("fetch")
    assert (ran.code, ran.told) == (
        0,
        ["readlist: no author, query or feed is followed: `readlist follow NAME`, or F in the app"],
    )
    assert not readlist.file.exists()


def test_it_is_told_that_no_category_is_known_to_read(readlist: Readlist) -> None:
    readlist("follow", "Ada Karlsson")
    ran = readlist("fetch")
    assert (ran.code, ran.told) == (0, ["readlist: nothing new", f"readlist: {UNREAD}"])
    assert readlist("fetch", "--quiet") == Ran(0, "", "")


def test_what_strangers_write_is_printed_harmless(following: Readlist, services: Services) -> None:
    services.works = [work("2512.00001", ADA, "Ev\u202eil\x9b31m", title="News \u202e[bold] \x9b31m")]
    make: Callable[..., Ran] = following
    for ran in (make("fetch"), make("follows"), make("list"), make("history")):
        assert not set(ran.out + ran.err) & set("\x1b\x9b\u202e")


def test_an_export_brings_back_what_is_followed_and_learned(
    following: Readlist, services: Services, tmp_path: Path
) -> None:
    services.works = [
        work("2512.00001", ADA, JUN),
        work("2512.00002", ADA, "Ulla Ek", classes=("astro-ph.GA", "cs.CL")),
        work("2512.00003", ADA, "Vito Sala", classes=("hep-th", "cs.CL")),
    ]
    stars = next(one["key"] for one in following("fetch", "--json").json if one["category"] == "astro-ph.GA")
    following("follow", "--no", stars)
    following("follow", "--query", "sparse attention", "--category", "cs.CL")
    whole = following("export", "is:inbox", "--format", "json").out
    (tmp_path / "all.json").write_text(whole, encoding="utf-8")
    there = following("--library", tmp_path / "other", "import", tmp_path / "all.json")
    assert there.code == 0
    listed = following("follows").out.replace("asked", "").splitlines()
    again = following("--library", tmp_path / "other", "follows").out.splitlines()
    assert [line[:40].strip() for line in again] == [line[:40].strip() for line in listed]
    assert again[-1].endswith("an Ada Karlsson whom none of your papers knows: hep-th")
    assert following("--library", tmp_path / "other", "export", "is:inbox", "--format", "json").out == whole
    broken = whole.replace('"kind": "query"', '"kind": ["query"]')
    ran = following("--library", tmp_path / "third", "import", "-", stdin=broken)
    assert ran.code == 1
    assert "follows 1 Expected" in ran.err or "follows 2 Expected" in ran.err

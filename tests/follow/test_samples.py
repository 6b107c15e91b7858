"""Feeds as other hands make them (``samples/``): what is read of each, and what the command line makes of all."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from readlist.follow.announcement import Announcement, read_arxiv, read_feed
from tests.cli.conftest import PAGE, Readlist, _in_home, readlist
from tests.follow.conftest import calendar, services
from tests.follow.replay import Calendar
from tests.follow.services import Answer, Services

__all__ = ["_in_home", "calendar", "readlist", "services"]

SAMPLES = Path(__file__).parent / "samples"
ADA, JUN = "Ada Karlsson", "Jun Mori"


def facts(one: Announcement) -> tuple[object, ...]:
    found = one.found
    return found.title, found.authors, found.et_al, found.date, found.arxiv or found.doi or found.urls


def test_announcements_in_rss_with_one_creator_or_several() -> None:
    told = read_arxiv((SAMPLES / "arxiv_announcements.rss").read_bytes())
    assert told.day == "2025-12-01"
    assert [facts(one) for one in told.entries] == [
        (r"Tight Bounds for $\ell_p$ Sketching & \emph{More}", (ADA, JUN, "José García"), False, "2025-12-01",
         "2511.20001"),
        ("A Cross One", (ADA,), False, "2025-11", "2511.20002"),
        ("Several Creators", (ADA, JUN), False, None, "2511.20003"),
        ("Collab (for the LHCb)", ("LHCb Collaboration", "A. Karlsson", "Jun Mori Jr.", "Bo van der Dam"), True, None,
         "hep-ex/0601001"),
    ]  # fmt: skip
    assert [(one.classes, one.version, one.revised) for one in told.entries] == [
        (("cs.LG", "stat.ML"), 1, False),
        (("math.OC", "cs.LG"), 2, True),
        (("cs.CL",), 1, False),
        (("hep-ex",), 3, True),
    ]
    assert told.entries[0].found.abstract == "We prove that $a < b$ and so on."


def test_a_weekend_without_announcements() -> None:
    told = read_arxiv((SAMPLES / "arxiv_weekend.rss").read_bytes())
    assert (told.entries, told.day) == ((), "2025-11-30")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("journal.atom", [
            ("On the 2 of H", (ADA, JUN), False, "2025-11-29", ("https://host.example/articles/77",)),
            ("No dates — at all", ("A. Karlsson", "J. Mori", "B. Lind"), False, None, "10.5555/zzz.1"),
        ]),
        ("journal.rdf", [
            ("Spin of d-waves", (ADA, JUN), False, "2025-11-27", "10.1038/s41567-025-1"),
            ("Semicolons", (ADA, JUN, "Bo Lind"), False, "2025-11-28", ("https://n.example/a2",)),
            ("Two names, one comma", (ADA, JUN), False, "2025-11-28", ("https://n.example/a3",)),
            ("And", (ADA, JUN), False, None, ("https://n.example/a4",)),
            ("More and", (ADA, JUN, "Bo Lind"), False, None, ("https://n.example/a5",)),
            ("Ends et al", ("A. Karlsson",), True, None, ("https://n.example/a6",)),
        ]),
        ("blog.rss", [
            ("Schön café & more", (ADA,), False, "2025-11-30", ("http://b.example/1?utm_source=rss",)),
        ]),
    ],
)  # fmt: skip
def test_journals_and_blogs(name: str, expected: list[tuple[object, ...]]) -> None:
    told = read_feed((SAMPLES / name).read_bytes(), "host", "https://host.example/feed")
    assert [facts(one) for one in told.entries] == expected


@pytest.fixture
def following(
    readlist: Readlist, services: Services, calendar: Calendar, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Readlist:
    """readlist with a page of Ada Karlsson, who is followed; the addresses of the services are in the config."""
    places = {"arxiv": "query", "arxiv_feeds": "rss", "openalex": "openalex", "crossref": "crossref"}
    lines = "\n".join(f'{name} = "{services.address}/{path}"' for name, path in places.items())
    config = tmp_path / "config.toml"
    config.write_text(f"[services]\n{lines}\nspacing = 0\n", encoding="utf-8")
    monkeypatch.setenv("READLIST_CONFIG", str(config))
    monkeypatch.setattr("readlist.session.fetches.SystemClock", lambda: calendar)
    readlist("import", "-", "--as-of", "2025-11-30", stdin=PAGE)
    readlist("follow", ADA)
    return readlist


def serve(services: Services, path: str, name: str, kind: str, *, packed: bool = False) -> None:
    body = (SAMPLES / name).read_bytes()
    headers = {"Content-Encoding": "gzip"} if packed else {}
    services.pages[path] = lambda _: (200, kind, gzip.compress(body) if packed else body, headers)


def test_all_of_them_by_the_command_line(following: Readlist, services: Services, calendar: Calendar) -> None:
    serve(services, "/rss/cs.CL+cs.LG", "arxiv_announcements.rss", "application/rss+xml", packed=True)
    serve(services, "/j/atom", "journal.atom", "application/octet-stream")
    serve(services, "/j/rdf", "journal.rdf", "text/html; charset=utf-8")
    serve(services, "/moved/blog", "blog.rss", "application/rss+xml")
    services.pages["/blog"] = lambda _: (301, "text/html", b"", {"Location": f"{services.address}/moved/blog"})
    for name in ("j/atom", "j/rdf", "blog", "gone"):
        following("follow", "--feed", f"{services.address}/{name}")
    ran = following("fetch", "--json")
    assert ran.code == 1
    assert [line for line in ran.told if "/gone" in line] == [
        f"readlist: {services.address}/gone: unexpected answer (HTTP 404)"
    ]
    came = {(one["title"], one["outcome"]) for one in ran.json}
    assert came == {
        (r"Tight Bounds for $\ell_p$ Sketching & \emph{More}", "new"),
        ("A Cross One", "check"),
        ("Several Creators", "new"),
        ("On the 2 of H", "new"),
        ("No dates — at all", "new"),
        ("Spin of d-waves", "new"),
        ("Semicolons", "new"),
        ("Two names, one comma", "new"),
        ("And", "new"),
        ("More and", "new"),
        ("Ends et al", "new"),
        ("Schön café & more", "new"),
    }
    asked = {row["name"]: row["asked"] for row in following("follows", "--json").json}
    assert asked.pop(f"{services.address}/gone") is None
    assert set(asked.values()) == {"2025-12-01"}
    calendar.go_to(1)
    assert following("fetch", "--json").json == []
    serve(services, "/gone", "blog.rss", "text/xml")  # the same paper by another address
    following("follow", "--category", "hep-th", JUN)
    assert {row["asked"] for row in following("follows", "--json").json if row["name"] in (JUN, "hep-th")} == {None}


def test_an_entry_that_a_feed_lists_late_comes_whatever_its_date(
    following: Readlist, services: Services, calendar: Calendar
) -> None:
    entry = '<entry><title>Of {0}</title><link href="/{0}"/><updated>{0}</updated></entry>'

    def listing(*days: str) -> Answer:
        entries = "".join(map(entry.format, days))
        text = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Late</title>{entries}</feed>'
        return 200, "application/atom+xml", text.encode(), {}

    services.pages["/late"] = lambda _: listing("2025-06-01", "2025-11-29")
    following("follow", "--feed", f"{services.address}/late")
    titles = lambda: [one["title"] for one in following("fetch", "--json").json]  # noqa: E731
    assert titles() == ["Of 2025-11-29"]
    calendar.go_to(1)
    services.pages["/late"] = lambda _: listing("2025-06-01", "2025-10-15", "2025-11-29")
    assert titles() == ["Of 2025-10-15"]
    calendar.go_to(2)
    assert titles() == []


def test_a_class_that_a_file_states_whole_is_read(readlist: Readlist) -> None:
    """Its code alone, which is shown, may be of several archives."""
    entry = "@article{{k{0},title={{Means of {0}}},author={{{1}}},eprint={{2501.0000{0}}},primaryclass={{{2}}}}}\n"
    classes = ("math.ST", "stat.AP", "cs.CL", "quant-ph")
    readlist("import", "-", stdin="".join(entry.format(n, ADA, name) for n, name in enumerate(classes)))
    readlist("follow", ADA)
    rows = readlist("follows", "--json").json
    assert [row["name"] for row in rows if row["kind"] == "category"] == ["cs.CL", "math.ST", "quant-ph", "stat.AP"]

"""Fetches that fail in part, are stopped or killed, or run on two machines: nothing is lost, nothing comes twice."""

from __future__ import annotations

import gzip
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from readlist.follow.follows import plan_follow
from readlist.library import marking
from readlist.lookup.client import StoppedError
from readlist.session.open_library import OpenLibrary
from tests.follow.conftest import ADA, USUAL, WEI, Fetch, followed_library, titles, work
from tests.follow.population import FIRST, Version
from tests.follow.replay import Calendar, addresses
from tests.follow.services import Services
from tests.follow.test_fetching import BEGAN, state


def test_a_lie_about_an_id_mixes_no_two_papers(opened: OpenLibrary, services: Services, fetch: Fetch) -> None:
    lie = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>A Blog</title><entry><title>Something Else Entirely</title>'
        '<link href="https://arxiv.org/abs/2501.00001"/><author><name>Mallory</name></author></entry></feed>'
    )
    services.pages = {"/blog": lambda _: (200, "text/xml", lie.encode(), {})}
    opened.do("follow", lambda library, at: plan_follow(library, "feed", f"{services.address}/blog", BEGAN))
    before = state(opened)
    report = fetch(opened)
    assert report.fetched.refused == [
        "2501.00001 is “Earlier Work of Ada Berg Number…” here, 127.0.0.1 has another paper by it: left out"
    ]
    assert state(opened) == before


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ((200, "text/html", b"<html>", {}), "{}: the answer is truncated or no feed"),
        ((200, "text/xml", b"x" * 6_000_000, {}), "{}: the answer is larger than 5,000,000 bytes"),
        ((404, "text/html", b"", {}), "{}: unexpected answer (HTTP 404)"),
        ((301, "text/html", b"", {"Location": "https://elsewhere.example/feed"}),
         "{}: redirects to another site: not followed"),
        ((200, "text/xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><feed/>", {}),
         "{}: the feed declares entities of its own: not read"),
        ((200, "text/xml", b"<rss", {}), "{}: the answer is truncated or no feed"),
        ((200, "text/xml", gzip.compress(b"x" * 6_000_000), {"Content-Encoding": "gzip"}),
         "{}: the answer is larger than 5,000,000 bytes"),
        ((200, "text/xml", gzip.compress(b"<rss>")[:-9], {"Content-Encoding": "gzip"}),
         "{}: connection lost; try again later"),
        ((200, "text/xml", b"<rss>", {"Content-Encoding": "gzip"}),
         "{}: the answer is compressed, but can't be unpacked"),
        ((200, "text/xml", b"<rss>", {"Content-Encoding": "br"}),
         "{}: the answer is compressed, which was not asked for"),
    ],
)  # fmt: skip
def test_a_feed_that_fails_is_named_and_all_else_comes(
    page: tuple[int, str, bytes, dict[str, str]], line: str, opened: OpenLibrary, services: Services, fetch: Fetch
) -> None:
    services.works = [work("2512.00001", ADA, USUAL[0])]
    services.pages = {"/blog": lambda _: page}
    opened.do("follow", lambda library, at: plan_follow(library, "feed", f"{services.address}/blog", BEGAN))
    report = fetch(opened)
    assert report.failures == [line.format(f"{services.address}/blog")]
    assert titles(opened) == {"News 2512.00001"}


def test_stopped_at_every_request_and_continued(opened: OpenLibrary, services: Services, calendar: Calendar) -> None:
    """Whenever it is stopped, nothing is changed, and what was answered is not asked for again."""
    from readlist.session.fetches import fetch

    services.works = [work(f"2511.{n:05d}", ADA, USUAL[0], day=-(n % 6)) for n in range(650)]
    calendar.go_to(0)
    before = state(opened)
    stops = 0
    while True:
        steps = iter(range(stops))

        def progress(done: int, total: int, steps: Iterator[int] = steps) -> None:
            if next(steps, None) is None:
                raise StoppedError

        try:
            fetch(opened, clock=calendar, services=addresses(services), private=False, since=FIRST - timedelta(30),
                  progress=progress)  # fmt: skip
            break
        except StoppedError:
            assert state(opened) == before
            stops += 1
    assert stops >= 4
    assert len(services.asked) == len({path for _, path in services.asked})
    assert len(titles(opened)) == 650
    assert len(opened.library.history) == 4  # added, followed twice, fetched


def _killed(folder: Path, address: str, time: float, after: int) -> None:
    """In a process of its own: fetch, and die at the request with that number, or in the middle of storing."""
    from readlist.session.fetches import fetch

    calendar = Calendar()
    calendar.time = time
    seen = 0

    def progress(done: int, total: int) -> None:
        nonlocal seen
        seen += 1
        if seen == after:
            os.kill(os.getpid(), signal.SIGKILL)

    def carry_out(work: Callable[[], Any]) -> Any:
        if after == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        done = work()
        if after == -1:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    services = Services(address=address)
    opened = OpenLibrary(folder)
    fetch(opened, clock=calendar, services=addresses(services), private=True, since=FIRST - timedelta(20),
          progress=progress, carry_out=carry_out)  # fmt: skip


@pytest.mark.parametrize("after", [2, 0, -1])
def test_killed_and_run_again(after: int, opened: OpenLibrary, services: Services, calendar: Calendar) -> None:
    services.works = [work(f"2511.{n:05d}", ADA, USUAL[0], day=-(n % 10)) for n in range(60)]
    arguments = (opened.folder, services.address, calendar.time)
    context = multiprocessing.get_context("spawn")
    for n in (after, 99):
        process = context.Process(target=_killed, args=(*arguments, n))
        process.start()
        process.join(60)
        assert process.exitcode == (-signal.SIGKILL if n == after else 0)
    opened.refresh()
    assert len(titles(opened)) == 60
    assert [c.command for c in opened.library.history.values()].count("fetch") == 1
    assert len(services.asked) == len({path for _, path in services.asked})


def test_two_machines_never_enter_a_paper_twice(
    tmp_path: Path, services: Services, calendar: Calendar, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both fetch, one of them after the title changed, without knowing of each other; then they exchange journals."""
    from readlist.session import open_library

    versions = [Version(2, FIRST + timedelta(3), "A Title That Is Quite Another One")]
    services.works = [
        work("2512.00001", ADA, USUAL[0], versions=versions),
        work("2512.00002", WEI, "Ulla Ek", classes=("astro-ph.GA", "cs.CL")),
    ]
    folders = {name: tmp_path / name for name in ("desk", "lab")}
    monkeypatch.setattr(open_library, "device_name", lambda: "desk")
    desk = followed_library(folders["desk"])
    shutil.copytree(folders["desk"], folders["lab"])
    fetch(desk)
    calendar.go_to(4)
    monkeypatch.setattr(open_library, "device_name", lambda: "lab")
    lab = OpenLibrary(folders["lab"])
    fetch(lab)
    for one, other in (("desk", "lab"), ("lab", "desk")):
        for journal in (folders[one] / "journal").glob(f"{one}*"):
            shutil.copy(journal, folders[other] / "journal")
    libraries = []
    for name in ("desk", "lab"):
        monkeypatch.setattr(open_library, "device_name", lambda name=name: name)
        opened = OpenLibrary(folders[name])
        opened.do("mark star", lambda library, at: marking.star(library, list(library.papers)[:1], True, at))
        libraries.append(opened.library)
    for library in libraries:
        numbers = [paper.arxiv for paper in library.papers.values()]
        assert len(numbers) == len(set(numbers)) == 12
        (arrived,) = (p for p in library.papers.values() if p.arxiv == "2512.00001")
        assert {arrived.title, *arrived.titles} == {"News 2512.00001", "A Title That Is Quite Another One"}
        assert library.count("new") == 2
        assert library.count("check") == 1

"""Fetching a PDF: judged by content, https alone, of limited size, resumed, and from where a free one is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from readlist.lookup.client import Client, Pace, StoppedError
from readlist.lookup.download import DownloadError, download
from readlist.lookup.pdf_addresses import addresses
from readlist.lookup.services import Services
from tests.lookup.conftest import FakeClock, paper
from tests.lookup.server import World
from tests.pdf.site import PDF, Site, broken_at, give, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


Fetch = Callable[..., Path]


@pytest.fixture
def fetch(site: Site, clock: FakeClock, tmp_path: Path) -> Fetch:
    def run(path: str, largest: int = 10_000_000, **more: Any) -> Path:
        url = path if "://" in path else site.address + path
        return download(url, tmp_path, Services(waiting=2.0, connecting=2.0), largest, clock, **more)

    return run


def refused(fetch: Fetch, path: str, **more: Any) -> str:
    with pytest.raises(DownloadError) as error:
        fetch(path, **more)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_pdf_comes_as_it_is(site: Site, fetch: Fetch) -> None:
    site.answers["/x"] = give(Content_Type="text/html")  # what it is called does not count
    seen: list[tuple[int, int]] = []
    path = fetch("/x", progress=lambda done, total: seen.append((done, total)))
    assert path.read_bytes() == PDF
    assert path.stat().st_mode & 0o777 == 0o600
    assert seen[-1] == (len(PDF), len(PDF))


def test_a_web_page_is_refused_and_named(site: Site, fetch: Fetch, tmp_path: Path) -> None:
    page = b"<!DOCTYPE html><html><head><title>Just a moment\x1b[31m &amp; wait</title></head>" + b"x" * 3000
    site.answers["/x.pdf"] = give(page, Content_Type="application/pdf")
    said = refused(fetch, "/x.pdf")
    assert "a web page (“Just a moment & wait”) came in place of a PDF" in said
    site.answers["/empty"], site.answers["/text"] = give(b""), give(b"hello")
    assert "empty" in refused(fetch, "/empty")
    assert "no PDF" in refused(fetch, "/text")
    assert [p for p in tmp_path.iterdir() if p.stat().st_size] == []


@pytest.mark.parametrize(
    ("status", "reason"),
    [(403, "access refused"), (404, "there is no PDF"), (418, "unexpected answer"), (503, "try again later")],
)
def test_what_a_server_refuses_is_said(site: Site, fetch: Fetch, status: int, reason: str) -> None:
    site.answers["/x"] = give(b"", status)
    assert reason in refused(fetch, "/x")


def test_the_size_is_limited_whatever_is_promised(site: Site, fetch: Fetch, tmp_path: Path) -> None:
    site.answers["/said"] = give()
    assert "larger than" in refused(fetch, "/said", largest=1000)

    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(PDF)
        for _ in range(1000):
            handler.wfile.write(b"x" * 100_000)

    site.answers["/endless"] = endless
    assert "larger than" in refused(fetch, "/endless", largest=500_000)
    assert max(p.stat().st_size for p in tmp_path.iterdir()) < 1_000_000


def test_it_goes_on_where_the_connection_broke(site: Site, fetch: Fetch) -> None:
    site.answers["/x"] = broken_at(30_000)
    assert fetch("/x").read_bytes() == PDF
    assert [begin for _, begin in site.asked] == [None, "bytes=30000-"]


def test_a_server_that_goes_on_elsewhere_is_asked_from_the_beginning(site: Site, fetch: Fetch) -> None:
    broken = broken_at(30_000)

    def wrong(handler: Any) -> None:
        if handler.headers.get("Range"):
            give(PDF[20_000:], 206, Content_Range=f"bytes 20000-{len(PDF) - 1}/{len(PDF)}")(handler)
        else:
            broken(handler)

    site.answers["/x"] = wrong
    assert fetch("/x").read_bytes() == PDF
    assert [begin for _, begin in site.asked] == [None, "bytes=30000-", None]


def test_another_file_than_before_is_fetched_from_its_beginning(site: Site, fetch: Fetch) -> None:
    site.answers["/x"] = broken_at(30_000)

    def stop(done: int, total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        fetch("/x", progress=stop)
    other = PDF.replace(b"line 1", b"Line 1")
    site.answers["/x"] = give(other, ETag='"v2"')
    assert fetch("/x").read_bytes() == other


def test_redirects_are_followed_to_https_alone(site: Site, fetch: Fetch) -> None:
    site.answers["/a"] = give(b"", 302, Location="/b")
    site.answers["/b"] = give()
    assert fetch("/a").read_bytes() == PDF  # on this machine, which was asked from the beginning
    for to in ("http://example.org/x.pdf", "file:///etc/passwd", "ftp://x/y", "//[", "javascript:x"):
        site.answers["/bad"] = give(b"", 302, Location=to)
        assert "not https" in refused(fetch, "/bad") or "not HTTP" in refused(fetch, "/bad")
    site.answers["/c"] = give(b"", 302, Location="/c")
    assert "in circles" in refused(fetch, "/c")
    assert "not https" in refused(fetch, "http://example.org/x.pdf")
    assert {path for path, _ in site.asked} == {"/a", "/b", "/bad", "/c"}


def test_no_redirect_leads_from_outside_to_this_machine(fetch: Fetch, site: Site, clock: FakeClock) -> None:
    from readlist.lookup.download import _Tries

    tries = _Tries("https://example.org/x", Path("x"), Services(), 1, clock, lambda done, total: None)
    for url in ("https://127.0.0.1/x", "https://localhost/x", "http://127.0.0.1/x"):
        with pytest.raises(DownloadError):
            tries._check(url)


def test_a_pdf_is_looked_for_where_one_is_known(world: World, clock: FakeClock) -> None:
    world.answers = {
        "openalex": lambda asked: {"best_oa_location": {"pdf_url": "https://a.org/x.pdf"}},
        "s2": lambda asked: {"openAccessPdf": {"url": "http://b.org/y"}},
    }
    failures: list[str] = []
    services = world.services()
    with Client(services, clock, Pace(clock)) as client:
        both = paper(arxiv="2405.12345", doi="10.5555/x", urls=("https://c.org/z.PDF", "https://c.org/page"))
        found = list(addresses(both, services, client, failures))
        assert [a for a, _ in found] == [
            "https://arxiv.org/pdf/2405.12345",
            "https://c.org/z.PDF",
            "https://a.org/x.pdf",
            "https://b.org/y",
        ]
        assert [owner for _, owner in found] == ["arXiv", "c.org", "OpenAlex", "Semantic Scholar"]
        world.answers = {"openalex": lambda asked: {"best_oa_location": None}, "s2": lambda asked: {}}
        assert list(addresses(paper(doi="10.5555/x"), services, client, failures)) == []
        assert list(addresses(paper(), services, client, failures)) == []
    assert failures == []

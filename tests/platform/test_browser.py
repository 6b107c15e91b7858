"""Links: only addresses of the web reach a browser, and only as they are."""

from __future__ import annotations

import webbrowser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.model.identifiers import code_address, paper_address, web_address
from readlist.model.paper import Paper
from readlist.platform import programs
from readlist.platform.programs import open_link

GOOD = [
    "https://arxiv.org/abs/2402.13718",
    "http://example.org",
    "https://example.org/",
    "https://example.org:8443/a?b=c&d=e#f",
    "https://example.org/a_(b)",
    "https://example.org/~user/%20%22",
    "https://x/$(id)",  # inert: no shell ever sees it
    "https://x/;rm%20-rf",
    "https://[2001:db8::1]/",
    "HTTPS://EXAMPLE.ORG/A",
    "https://xn--e1afmkfd.org/",
]
BAD = [
    "", " ", "example.org", "//example.org", "/etc/passwd", "-oX", "--help", "mailto:ada@example.org",
    "javascript:alert(1)", "JavaScript:alert(1)", "javascript://example.org/%0aalert(1)", "file:///etc/passwd",
    "file://host/etc/passwd", "data:text/html,x", "ftp://example.org/", "vbscript:x", "about:blank", "view-source:x",
    "http:", "http:/", "http://", "https:///path", "https://:80/", "https:example.org", "http://[::1", "http://[zz]/",
    "http://a b", "http://a/b c", " https://example.org", "https://example.org ", "https://example.org\n",
    "https://example.org\r\nHost: x", "https://a\tb", "https://a/\x1b]52;c;eA==\x07", "https://a/\x00", "https://a/\x9b",
    "https://a/\u202e", "https://пример.org/", "https://example.org/naïve", "https://example.org/論文", "https://ａ.org",
    'https://a/"b', "https://a/<b>", "https://a/b\\c", "https://a/`id`", "https://a/{b}", "https://a/b|c", "https://a/^b",
    "http\u200b://example.org", "ｈttp://example.org",
]  # fmt: skip


@pytest.mark.parametrize("url", GOOD)
def test_an_address_of_the_web_is_opened_as_it_is(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize("url", BAD)
def test_anything_else_is_no_address(url: str) -> None:
    assert web_address(url) is None


def test_an_address_that_begins_with_www_is_one_of_https() -> None:
    assert web_address("www.example.org/a") == "https://www.example.org/a"
    assert web_address("www.example.org/a b") is None
    assert web_address("wwwexample.org") is None


@given(st.text(max_size=20).map(lambda t: f"https://{t}") | st.text(max_size=20))
def test_what_is_taken_for_an_address_is_printable_ascii_of_the_web(url: str) -> None:
    found = web_address(url)
    if found is not None:
        assert found.isascii()
        assert found.isprintable()
        assert not set(' "<>\\^`{|}') & set(found)
        assert found.lower().startswith(("http://", "https://"))


def paper(**facts: Any) -> Paper:
    return Paper(id=1, key="a", title_text="A", **facts)


def test_a_paper_is_opened_where_it_is_published() -> None:
    urls = ("https://github.com/example/a",)
    assert paper_address(paper(arxiv="2402.13718", doi="10.1/a", urls=urls)) == "https://arxiv.org/abs/2402.13718"
    assert paper_address(paper(doi="10.1000/a.b", urls=urls)) == "https://doi.org/10.1000/a.b"
    assert paper_address(paper(urls=(*urls, "https://example.org/p.pdf"))) == "https://example.org/p.pdf"
    assert paper_address(paper(urls=urls)) is None
    assert code_address(paper(urls=urls)) == "https://github.com/example/a"
    assert paper_address(paper()) is None


def test_a_link_that_is_none_is_passed_over() -> None:
    assert paper_address(paper(urls=("javascript:x", "www.example.org", "https://b.org"))) == "https://www.example.org"
    assert paper_address(paper(urls=("javascript:x", "file:///a"))) is None


@pytest.mark.parametrize("facts", [{"doi": '10.1/a b"<c>'}, {"doi": "10.1/é"}, {"arxiv": "2402.13718 --x"}])
def test_odd_numbers_make_no_odd_address(facts: dict[str, str]) -> None:
    link = paper_address(paper(**facts))
    assert link is None or web_address(link) == link


def test_an_address_is_handed_to_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(programs, "in_terminal", lambda: False)
    monkeypatch.setattr(webbrowser, "open", lambda url: asked.append(url) or True)
    assert open_link("https://example.org") is True
    assert asked == ["https://example.org"]


def test_without_a_browser_nothing_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> bool:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(programs, "in_terminal", lambda: False)
    monkeypatch.setattr(webbrowser, "open", lambda _: False)
    assert open_link("https://example.org") is False
    monkeypatch.setattr(webbrowser, "open", fail)
    assert open_link("https://example.org") is False

"""The clipboard has a page twice, as text and as HTML: what lists as much with its links is imported."""

from __future__ import annotations

from datetime import date

import pytest

from readlist.library.library import Library
from readlist.platform import programs
from readlist.session.imports import clipboard_text, read_text

DAY = date(2026, 6, 1)
TITLES = ("Attention Is All You Need", "Layer Normalization", "Adam: A Method for Stochastic Optimization")
NAMES = ("A Vaswani, N Shazeer, N Parmar", "JL Ba, JR Kiros, GE Hinton", "DP Kingma, J Ba")
YEARS = (2017, 2016, 2014)
TEXT = "Title\nCited by\nYear\n" + "".join(
    f"{title}\n{names}\narXiv preprint arXiv:{year}.00000, {year}\n7\t{year}\n"
    for title, names, year in zip(TITLES, NAMES, YEARS, strict=True)
)
HTML = "<html><body><p>Title</p><p>Cited by</p><p>Year</p><table>" + "".join(
    f"<tr><td><a href='https://example.org/{year}'>{title}</a><div>{names}</div><div>arXiv preprint</div></td>"
    f"<td>7</td><td>{year}</td></tr>"
    for title, names, year in zip(TITLES, NAMES, YEARS, strict=True)
)


@pytest.fixture
def clipboard(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(programs, "read_clipboard", lambda: TEXT)
    return monkeypatch


def test_a_list_with_its_links_is_taken(clipboard: pytest.MonkeyPatch) -> None:
    clipboard.setattr(programs, "read_clipboard_html", lambda: HTML)
    assert clipboard_text(Library(), DAY) == HTML
    (page,) = read_text(HTML, "clipboard", Library(), DAY)
    assert [entry.title for entry in page.entries] == list(TITLES)


@pytest.mark.parametrize("html", [None, "<p>A menu</p>", HTML.partition(TITLES[2])[0]])
def test_html_that_says_less_gives_way_to_the_text(html: str | None, clipboard: pytest.MonkeyPatch) -> None:
    clipboard.setattr(programs, "read_clipboard_html", lambda: html)
    assert clipboard_text(Library(), DAY) == TEXT


def test_an_authors_page_is_read_as_the_text_it_was_copied_as(clipboard: pytest.MonkeyPatch) -> None:
    page = "Ada Karlsson\nCS\nh-index 3\n"
    clipboard.setattr(programs, "read_clipboard", lambda: page)
    clipboard.setattr(programs, "read_clipboard_html", lambda: f"<p>{page}</p>")
    assert clipboard_text(Library(), DAY) == page

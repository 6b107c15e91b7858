"""Feeds as they are and as they should not be: what is read of them, and the line in which the others end."""

from __future__ import annotations

import random
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readlist.follow.announcement import read_arxiv, read_feed
from readlist.lookup.services import AnswerError, EmptyError
from tests.follow.conftest import work
from tests.follow.population import FIRST, Version
from tests.follow.services import feed, search

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>A Journal</title>{}</feed>'
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"><channel><title>Nature Machines</title><item>
<title>Learning &lt;i&gt;slowly&lt;/i&gt;</title><link>https://www.nature.example/articles/s1</link>
<pubDate>Mon, 01 Dec 2025 00:00:00 GMT</pubDate><dc:creator>Ada Berg</dc:creator><dc:creator>Bo Lind</dc:creator>
<prism:doi>10.1038/s1-2-3</prism:doi><prism:publicationName>Nature Machines</prism:publicationName>
<description>&lt;p&gt;All of it.&lt;/p&gt;</description></item></channel></rss>"""


def test_announcements_of_arxiv() -> None:
    later = work("2511.00009", "Ada Berg", day=-9, versions=[Version(2, FIRST, "Better News", withdrawn=True)])
    one = work("2512.00001", "Ada Berg", "Bo Lind", "Cem van der Dam", classes=("stat.ML", "cs.CL"))
    told = read_arxiv(feed([one, later], ["cs.CL"], FIRST))
    assert told.day == str(FIRST)
    first, second = told.entries
    assert first.found.title == "News 2512.00001"
    assert first.found.authors == ("Ada Berg", "Bo Lind", "Cem van der Dam")
    assert (first.found.arxiv, first.found.category, first.found.date) == ("2512.00001", "ML", str(FIRST))
    assert first.found.abstract == "Something new about sparse attention."
    assert (first.classes, first.version, first.revised, first.withdrawn) == (("stat.ML", "cs.CL"), 1, False, False)
    assert (second.version, second.revised, second.withdrawn) == (2, True, True)


def test_a_page_of_the_search() -> None:
    query = {"search_query": "(cat:cs.CL) AND submittedDate:[202511010000 TO 202512312359]", "max_results": "200"}
    works = [work(f"2512.0000{n}", "Ada Berg") for n in range(3)]
    told = read_arxiv(search(works, query, FIRST, random.Random(1)))
    assert (told.total, len(told.entries)) == (3, 3)
    assert {one.found.date for one in told.entries} == {"2025-11-30"}


def test_a_feed_of_a_journal() -> None:
    (one,) = read_feed(RSS.encode(), "www.nature.example").entries
    assert one.wanted == "in Nature Machines"
    assert (one.found.title, one.found.abstract) == ("Learning slowly", "All of it.")
    assert (one.found.doi, one.found.venue, one.found.type) == ("10.1038/s1-2-3", "Nature Machines", "article")
    assert one.found.date == "2025-12-01"
    assert one.found.urls == ("https://www.nature.example/articles/s1",)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b'<!DOCTYPE feed [<!ENTITY a "aaaa">]><feed xmlns="http://www.w3.org/2005/Atom"/>', "declares entities"),
        (b"<html><body>Please log in</body></html>", "truncated or no feed"),
        (ATOM.format("<entry><title>Cut off")[:-20].encode(), "truncated or no feed"),
        (b"\x00\x01\x02\xff" * 200, "truncated or no feed"),
        (b"", "truncated or no feed"),
        (b"[[[[" * 50_000, "truncated or no feed"),
        (ATOM.format("<entry/>" * 20_001).encode(), "more than 20,000 entries"),
    ],
    ids=["entities", "page", "cut off", "binary", "empty", "brackets", "many"],
)
def test_what_is_no_feed_ends_in_a_line(body: bytes, line: str) -> None:
    for read in (read_arxiv, partial(read_feed, source="host")):
        with pytest.raises(AnswerError, match=line) as told:
            read(body)
        assert "\n" not in str(told.value)


def test_an_empty_page_that_should_have_papers_is_asked_for_again() -> None:
    total = (
        '<opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">7</opensearch:totalResults>'
    )
    with pytest.raises(EmptyError):
        read_arxiv(ATOM.format(total).encode())


def test_texts_of_strangers_are_made_harmless() -> None:
    entry = (
        "<entry><title>Red\u202e [bold]{}</title><author><name>Ada&#x9b;31m Berg</name></author>"
        '<link href="javascript:alert(1)"/><id>doi:10.1/x</id><summary>{}</summary>'
        "<published>9999-99-99</published></entry>"
    ).format("x" * 9_000, "y" * 100_000)
    (one,) = read_feed(ATOM.format(entry).encode(), "host").entries
    assert one.found.title is not None
    assert one.found.title.startswith("Red [bold]")
    assert len(one.found.title) <= 600
    assert all(c.isprintable() for c in one.found.title + "".join(one.found.authors) + (one.found.abstract or ""))
    assert len(one.found.abstract or "") <= 20_000
    assert (one.found.urls, one.found.date) == ((), None)


def test_a_control_character_does_not_cost_a_day() -> None:
    body = feed([work("2512.00001", "Ada\x1b[31m Berg", title="Ne\x0cws")], ["cs.CL"], FIRST)
    (one,) = read_arxiv(body).entries
    assert (one.found.title, one.found.authors) == ("News", ("Ada[31m Berg",))


@pytest.mark.parametrize("link", ["https://arxiv.org.evil.example/abs/2401.00001", "https://evil.example/2401.00001"])
def test_only_a_link_to_arxiv_gives_an_arxiv_id(link: str) -> None:
    (one,) = read_feed(ATOM.format(f'<entry><title>T</title><link href="{link}"/></entry>').encode(), "host").entries
    assert one.found.arxiv is None


REAL = {
    "announced": feed([work(f"2512.0000{n}", "Ada Berg", "Bo Lind") for n in range(3)], ["cs.CL"], FIRST),
    "found": search(
        [work(f"2512.0000{n}", "Ada Berg") for n in range(3)],
        {"search_query": "(cat:cs.CL)", "max_results": "9"},
        FIRST,
        random.Random(1),
    ),
    "journal": RSS.encode(),
}
_PIECES = [
    b"",
    b"<",
    b">",
    b"</entry>",
    b"<title>",
    b"&#0;",
    b"\x1b]52;",
    b"\xff",
    b"9" * 400,
    b"<entry>",
    b"]]>",
    b"v999",
]


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(sorted(REAL)),
    places=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(_PIECES)), min_size=1, max_size=4),
)
def test_a_damaged_feed_is_read_in_part_or_ends_in_a_line(name: str, places: list[tuple[float, int, bytes]]) -> None:
    body = REAL[name]
    for place, length, piece in places:
        at = int(place * len(body))
        body = body[:at] + piece + body[at + length :]
    for read in (read_arxiv, partial(read_feed, source="host")):
        entries, line = (), ""
        try:
            entries = read(body).entries
        except (AnswerError, EmptyError) as error:
            line = str(error)
        assert "\n" not in line
        for one in entries:
            texts = (one.found.title or "", *one.found.authors, one.found.abstract or "", *one.found.urls)
            assert all(c.isprintable() for c in "".join(texts))
            assert 0 <= one.version < 1000

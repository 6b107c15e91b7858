"""Saved web pages: the lines a browser shows, what is hidden, and the data that pages have of their papers."""

from __future__ import annotations

from datetime import date

import pytest

from readlist.pages.page import Page, PageError
from readlist.pages.reading import read_pages
from readlist.pages.web_page import is_web_page, web_page_lines

HEAD = "<!DOCTYPE html>\n<html><head><title>x</title>{}</head><body>{}</body></html>"


def shown(body: str) -> list[str]:
    return [line.text for line in web_page_lines(HEAD.format("", body))]


def read(head: str, body: str) -> tuple[Page, ...]:
    return read_pages(HEAD.format(head, body), "page.html", date(2026, 6, 1))


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>One <b>bold</b>\n word</p>and <i>on</i><br>next", ["One bold word", "and on", "next"]),
        ("<table><tr><td>a</td><td>b&nbsp;c</td></tr><tr><td></td><td>2016</td></tr></table>", ["a\tb c", "2016"]),
        ("<div>seen<span hidden>no</span><span style='display:none'>no</span></div>", ["seen"]),
        ("<script>no</script><style>no</style><template>no</template><p>yes</p>", ["yes"]),
        ("<span style='display:block'>own line</span>rest", ["own line", "rest"]),
        ("<ul><li>a<li>b</ul><ul class='list-inline'><li>c; <li>d</ul>", ["a", "b", "c; d"]),
        ("<pre>one\n  two\n\nthree</pre>", ["one", "two", "", "three"]),
        ("<span class='docsum full-authors'>A B.</span><span class='short-authors'>A, et al.</span>", ["A B."]),
        ("<img alt='Save'><select><option>all</option></select><!-- no -->!", ["Save!"]),
        ("\x1b[31m<p>re\u202ed</p>", ["red"]),
    ],
)
def test_lines_are_those_that_a_browser_copies(body: str, lines: list[str]) -> None:
    assert shown(body) == lines


def test_links_are_kept_beside_their_line() -> None:
    body = "<p><a href='https://a.org/1'>A</a> and <a href='#top'>up</a></p><p><a href='/2'>B</a></p>"
    assert [line.links for line in web_page_lines(HEAD.format("", body))] == [("https://a.org/1",), ("/2",)]


def test_a_text_with_signs_is_no_web_page() -> None:
    assert is_web_page("<!-- saved from url=(0014)about:internet -->\n<html>")
    assert is_web_page("<div class=x>")
    assert not is_web_page("<feed xmlns='http://www.w3.org/2005/Atom'>")
    assert not is_web_page("a < b and <html> later")


METAS = (
    "<meta name='citation_title' content='Random Forests'><meta name='citation_author' content='Breiman, Leo'>"
    "<meta name='citation_publication_date' content='2001/10/01'><meta name='citation_journal_title' content='Machine"
    " Learning'><meta name='citation_doi' content='10.1023/A:1010933404324'><meta name='citation_volume' content='45'>"
)
SCRIPT = (
    '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "no"}, {"@type": "ScholarlyArticle",'
    '"headline": "Random Forests", "author": [{"name": "Leo Breiman"}], "datePublished": "2001-10-01",'
    '"isPartOf": {"name": "Machine Learning"}, "sameAs": "https://doi.org/10.1023/A:1010933404324"}]}</script>'
)
SPAN = (
    "<span class='Z3988' title='ctx_ver=Z39.88-2004&amp;rft.atitle=Random+Forests&amp;rft.jtitle=Machine+Learning&amp;"
    "rft.au=Leo+Breiman&amp;rft.date=2001-10-01&amp;rft_id=info%3Adoi%2F10.1023%2FA%3A1010933404324'></span>"
)


@pytest.mark.parametrize(("head", "body"), [(METAS, ""), (SCRIPT, ""), ("", SPAN), (METAS + SCRIPT, SPAN)])
def test_data_of_a_page_are_its_paper(head: str, body: str) -> None:
    (page,) = read(head, f"<p>Menu</p>{body}")
    (entry,) = page.entries
    assert (entry.title, entry.authors, entry.date) == ("Random Forests", ("Leo Breiman",), "2001-10-01")
    assert (entry.venue, entry.doi) == ("Machine Learning", "10.1023/A:1010933404324")


def test_data_complete_a_list_and_add_nothing_twice() -> None:
    body = (
        "<h1>[Submitted on 22 Dec 2014]</h1><h1>Adam: A Method for Stochastic Optimization</h1><div>Diederik P. Kingma,"
        " Jimmy Ba</div><table><tr><td>Subjects:</td><td>Machine Learning (cs.LG)</td></tr>"
        "<tr><td>Cite as:</td><td>arXiv:1412.6980 [cs.LG]</td></tr></table>"
    )
    head = METAS.replace("Random Forests", "Adam: A Method for Stochastic Optimization").replace("Breiman, Leo", "A, B")
    (page,) = read(head, body)
    (entry,) = page.entries
    assert page.layout == "arxiv_abs"
    assert (entry.arxiv, entry.doi, entry.authors) == (
        "1412.6980", "10.1023/A:1010933404324", ("Diederik P. Kingma", "Jimmy Ba"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "script",
    ["{", "[" * 9000, '{"@type": "ScholarlyArticle"}', '{"@type": "Recipe", "name": "x"}', '{"@type": [{}, [], 1]}'],
)
def test_a_page_with_no_data_and_no_list_is_refused(script: str) -> None:
    body = "<p>1\n</p>" + "".join(f"<p>{line}</p>" for line in ["On Looms", "A B, C D", "12\t2020"])
    with pytest.raises(PageError, match="saved as HTML"):
        read(f'<script type="application/ld+json">{script}</script>', body)

"""Awesome lists: collections of papers in a README, as Markdown or as GitHub shows it.

``- **Title** [[paper]](URL)``, the authors and ``VENUE YEAR`` in lines of their own or behind it; ``* [2023/10] Title.
(Group) [[paper](URL)]``; tables with a linked title, a venue and a date. Without a link to a paper it is no entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readlist.model.dates import read_date
from readlist.model.identifiers import parse_arxiv, parse_doi
from readlist.model.paper import Candidate
from readlist.pages.kinds.author_lines import AuthorLine, read_author_line, read_inverted_line
from readlist.pages.kinds.entries import Entry, furniture_of, plain_title, runs_of
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line

_LINK = re.compile(
    r"\[\[(?P<a>[^\[\]]{1,40})\]\]\((?P<au>[^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)|(?<!!)\[{1,2}(?P<b>[^\[\]]{1,400})\]\((?P<bu>[^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)\]?"
)
_IMAGE = re.compile(r"\[?!\[[^\[\]]*\]\([^()\s]*\)(?:\]\([^()\s]*\))?")
_PAPER = re.compile(
    r"paper|pdf|arxiv|abs|doi|link|openreview|html|publication|preprint|acm|ieee|springer|nature|science", re.IGNORECASE
)
_LONGEST = 4000  # characters of an entry
_BULLET = re.compile(r"(?:[-*+]|\d{1,4}\.|\|)\s+")
_YEAR = r"(?:19|20)\d\d"
_VENUE_YEAR = re.compile(
    rf"\(?(?P<venue>[^()|]{{1,120}}?)[ ,.'’]*(?P<year>{_YEAR})[^\w]{{0,3}}(?:\s*\([^()]{{1,60}}\))?\.?"
)
_BOLD = re.compile(r"\*\*(?P<bold>[^*].*?)\*\*|__(?P<under>[^_].*?)__")
_EMPHASIS = re.compile(r"(?<!\*)\*(?P<star>[^*]+)\*(?!\*)|(?<![\w_])_(?P<under>[^_]+)_(?![\w_])")
_PARTS = re.compile(r"(?<!\*)\*(?!\*)|(?<![\w_])_(?=[^_])|(?<=[^_])_(?![\w_])|(?<=[a-z.]\.)\s(?=[A-Z])")
"""Where the parts behind a title meet: at the marks of emphasis, or behind a full stop."""
_DATED = re.compile(
    rf"\[(?P<date>{_YEAR}[/.-]\d{{1,2}}(?:[/.-]\d{{1,2}})?|{_YEAR})\]\s*(?P<title>.+?)(?:\s*\((?P<group>[^()]+)\))?\s*(?P<links>\[.*)?"
)
_SHOWN_LINKS = re.compile(
    r"(?P<title>.{3,400}?)\s*(?P<links>(?:\[(?:paper|pdf|code\d?|arxiv|project(?: page)?|website|github|video|slides"
    r"|demo|data(?:set)?|blog|page|supp|tensorflow|pytorch|link|bib(?:tex)?|poster|openreview|models?)\]\s*)+)",
    re.IGNORECASE,
)
_is_furniture = furniture_of(r"""
    #{1,6} .*|>.*|[-*] \[[^\]]*\]\(#[^)]*\)|[-*]{3,}|\|?(?:\s*:?-+:?\s*\|)+.*|!\[.*|</?\w+.*>|contents
    table of contents|contributing|licen[sc]e|.{1,40}
""")


_HOSTS = re.compile(
    r"^https?://(?:[\w-]+\.)*(?:openreview\.net|aclanthology\.org|aclweb\.org|thecvf\.com|mlr\.press|neurips\.cc|nips\.cc|ecva\.net|jmlr\.org"
    r"|acm\.org|ieee\.org|nature\.com|science\.org|springer\.com|sciencedirect\.com|biorxiv\.org|medrxiv\.org|pnas\.org|wiley\.com"
    r"|nih\.gov|usenix\.org|aaai\.org|isca-speech\.org|semanticscholar\.org|plos\.org|mdpi\.com|ssrn\.com|oup\.com|arxiv\.org)/|\.pdf$"
)


@dataclass(frozen=True, slots=True)
class _Links:
    """The targets of an entry's links: the paper's first address, and its ids."""

    url: str | None = None
    arxiv: str | None = None
    doi: str | None = None

    @property
    def sure(self) -> bool:
        """Does one of them surely lead to a paper?"""
        return bool(self.arxiv or self.doi or (self.url and _HOSTS.search(self.url)))


def read(lines: Sequence[Line]) -> Iterator[Run]:
    """The papers of collections, in Markdown and as GitHub shows them."""
    entries: list[Entry] = []
    tables = dict(_tables(lines))
    at = 0
    while at < len(lines):
        entry = tables.get(at) or _entry(lines, at)
        if entry:
            entries.append(entry)
        at = entry.end if entry else at + 1
    if sum(entry.paper is not None for entry in entries) > 1:
        yield from runs_of(lines, entries, _is_furniture)


def _entry(lines: Sequence[Line], at: int) -> Entry | None:
    """The entry that begins on a line, in the first form that it has."""
    text = lines[at].text
    if not ("](" in text or text.endswith(("]", "**"))) or not 8 <= len(text) <= _LONGEST:
        return None
    bullet = _BULLET.match(text)
    body = _IMAGE.sub("", text[bullet.end() :] if bullet else text).strip()
    if "](" in body or body.endswith("**"):
        return _bold(lines, at, body) or _dated(lines, at, body) if bullet else None
    return _shown(lines, at, body)


def _links(text: str) -> _Links:
    """The paper's links: those that are called "paper", else all but those to its code."""
    found = [(m["a"] or m["b"], m["au"] or m["bu"]) for m in _LINK.finditer(text)]
    papers = [url for label, url in found if _PAPER.search(label) or parse_arxiv(url) or parse_doi(url)]
    return _of_urls(papers)


def _of_urls(urls: Sequence[str]) -> _Links:
    arxiv = next(filter(None, map(parse_arxiv, urls)), None)
    doi = next((doi for url in urls if (doi := parse_doi(url)) and not parse_arxiv(url)), None)
    return _Links(next((url for url in urls if url.startswith("http")), None), arxiv, doi)


def _candidate(
    line: Line, title: str, authors: AuthorLine, links: _Links, venue: str | None = None, date: str | None = None
) -> Candidate:
    preprint = venue is not None and venue.lower().startswith(("arxiv", "preprint"))
    return Candidate(
        line=line.number,
        title=plain_title(title.strip(" *_")),
        authors=authors.names,
        et_al=authors.et_al,
        venue=None if preprint else venue or None,
        date=date or None,
        arxiv=links.arxiv,
        doi=links.doi,
        urls=(links.url,) if links.url else (),
        to_check=bool(authors.names) and not authors.possible,
    )


def _venue_and_year(text: str) -> tuple[str | None, str | None]:
    match = _VENUE_YEAR.fullmatch(text.strip(" \\*_"))
    return (match["venue"].strip(" ,*_") or None, match["year"]) if match else (None, None)


_NOBODY = AuthorLine(())


def _bold(lines: Sequence[Line], at: int, body: str) -> Entry | None:
    """``**Title** [[paper]](URL)``, with authors and venue behind it, or on lines below."""
    bold = _BOLD.match(body)
    end = at + 1
    if bold and bold.end() == len(body) and end < len(lines) and lines[end].text.startswith(("*", "_")):
        body, end = f"{body} {lines[end].text}", end + 1  # ``**Title.**`` over ``*Authors.* VENUE YEAR. [paper](URL)``
    links = _links(body)
    if not bold or not links.url:
        return None
    title = bold["bold"] or bold["under"]
    if linked := _LINK.fullmatch(title):
        title = linked["b"] or linked["a"]
    if len(title.split()) < 2:
        return None
    rest = _LINK.sub("", body[bold.end() :])
    parts = [part for part in (piece.strip(" .,;:\\") for piece in _PARTS.split(rest)) if part]
    venue = next(((part, name, year) for part in parts for name, year in [_venue_and_year(part)] if year), None)
    others = [part for part in parts if not venue or part != venue[0]]
    below = [i for i in range(end, min(end + 4, len(lines))) if lines[i].text][:2]
    if not others and below and (names := _EMPHASIS.fullmatch(lines[below[0]].text.strip(" \\"))):
        others, end = [names["star"] or names["under"]], below.pop(0) + 1
        if not venue and below and not _BULLET.match(lines[below[0]].text):
            name, year = _venue_and_year(lines[below[0]].text)
            venue, end = (lines[below[0]].text, name, year) if year else None, below[0] + 1 if year else end
    authors = _authors(others[0]) if others else _NOBODY
    if others and not (authors.plausible or (venue and authors.possible)):
        return None  # a name and its description
    if not (authors.names or links.sure):
        return None
    return Entry(at, end, _candidate(lines[at], title, authors, links, *(venue[1:] if venue else (None, None))))


def _authors(text: str) -> AuthorLine:
    """The names of "A, B, et al.", or as BibTeX has them: "Family, Given and Family, Given"."""
    ands = text.count(" and ")
    if ands > 1 or (ands and text.count(", ") == ands + 1):
        return read_inverted_line(text.strip(" .").removesuffix(" and others").replace(" and ", "; "))
    return read_author_line(text.removesuffix("."))


def _dated(lines: Sequence[Line], at: int, body: str) -> Entry | None:
    """``[2023/10] Title. (Group) [[paper](URL)]``: the group is no author."""
    dated = _DATED.fullmatch(body)
    links = _links(body)
    if not dated or not dated["group"] or not links.url:  # without a group it is the project's own news
        return None
    date = read_date(dated["date"].replace(".", "-")).iso
    title = _BOLD.sub(lambda m: m["bold"] or m["under"], dated["title"])
    return Entry(at, at + 1, _candidate(lines[at], title, _NOBODY, links, None, date))


def _shown(lines: Sequence[Line], at: int, body: str) -> Entry | None:
    """The same without Markdown: ``Title [paper] [code]`` over authors and venue, or with them on the line."""
    shown = _SHOWN_LINKS.fullmatch(body)
    if not shown or not _PAPER.search(shown["links"]):
        return None
    links = _of_urls([link for link in lines[at].links if "github.com" not in link])
    if dated := _DATED.fullmatch(shown["title"]):
        date = read_date(dated["date"].replace(".", "-")).iso
        return Entry(at, at + 1, _candidate(lines[at], dated["title"], _NOBODY, links, None, date))
    below = [i for i in range(at + 1, min(at + 5, len(lines))) if lines[i].text][:2]
    if len(below) == 2:
        authors = read_author_line(lines[below[0]].text)
        venue, year = _venue_and_year(lines[below[1]].text)
        if authors.possible and year and len(lines[below[1]].text) < 80:
            return Entry(at, below[1] + 1, _candidate(lines[at], shown["title"], authors, links, venue, year))
    return _one_line(lines, at, shown["title"], links)


def _one_line(lines: Sequence[Line], at: int, text: str, links: _Links) -> Entry | None:
    """``Title. A. Author, B. Author, et al. VENUE YEAR.``"""
    stops = [match.end() for match in re.finditer(r"[.?!](?=\s)", text)][:30]
    for n, stop in enumerate(stops):
        for end in reversed(stops[n + 1 :]):
            authors = read_author_line(text[stop:end].strip(" ."))
            venue, year = _venue_and_year(text[end:].strip(" ."))
            if year and authors.plausible:
                return Entry(at, at + 1, _candidate(lines[at], text[:stop], authors, links, venue, year))
    return None


# tables

_TITLES = re.compile(r"(?:paper )?title|papers?", re.IGNORECASE)
_VENUES = re.compile(r"venue|conference|journal|publication|published(?: in)?|source", re.IGNORECASE)
_DATES = re.compile(r"date|year|time|published|release(?:d)?", re.IGNORECASE)
_AUTHORS = re.compile(r"authors?", re.IGNORECASE)


def _tables(lines: Sequence[Line]) -> Iterator[tuple[int, Entry]]:
    """The rows of tables whose header names title and venue, or title and date."""
    at = 0
    while at + 1 < len(lines):
        head = _cells(lines[at].text)
        ruled = "|" in lines[at].text and re.fullmatch(r"[|:\s-]{3,}", lines[at + 1].text)
        columns = _columns(head) if ruled else None
        at += 2 if columns else 1
        while columns and at < len(lines) and "|" in lines[at].text:
            if paper := _row(lines[at], columns):
                yield at, Entry(at, at + 1, paper)
            at += 1


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in text.strip("| ").split("|")]


def _columns(head: Sequence[str]) -> dict[str, int] | None:
    patterns = {"title": _TITLES, "venue": _VENUES, "date": _DATES, "authors": _AUTHORS}
    columns = {
        name: next((n for n, cell in enumerate(head) if pattern.fullmatch(cell.strip(" *"))), -1)
        for name, pattern in patterns.items()
    }
    return (
        columns if columns["title"] >= 0 and max(columns["venue"], columns["date"], columns["authors"]) >= 0 else None
    )


def _row(line: Line, columns: dict[str, int]) -> Candidate | None:
    """A row's paper, if its title is linked, or another cell links to the paper."""
    cells = _cells(line.text)
    values = {name: cells[n] if 0 <= n < len(cells) else "" for name, n in columns.items()}
    title = re.sub(r"<br ?/?>", " ", _IMAGE.sub("", values["title"])).strip()
    linked = _LINK.search(title)
    url = linked["au"] or linked["bu"] if linked else None
    links = _of_urls([url]) if url else _links(line.text)
    name = (linked["a"] or linked["b"]) if linked else title
    name = _BOLD.sub(lambda m: m["bold"] or m["under"], name).strip(" *")
    if not links.sure or len(name.split()) < 2:
        return None
    venue, year = _venue_and_year(values["venue"])
    date = read_date(values["date"].replace(".", "-")).iso or year
    venue = venue or values["venue"].strip("*_ -")
    return _candidate(line, name, read_author_line(values["authors"]), links, venue, date)

"""Announcements: papers as a source lists them now, read from Atom and RSS feeds.

Feeds are untrusted: entities are refused, texts are made harmless and short, dates and ids have to make sense.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from msgspec.structs import replace

from readlist.formats.facts import arxiv_class
from readlist.lookup import arxiv
from readlist.lookup.answer_fields import abstract_of, authors_of, date_of, number_of, text_of, title_of
from readlist.lookup.services import AnswerError, EmptyError
from readlist.model.identifiers import parse_arxiv, parse_doi, web_address
from readlist.model.names import natural_order
from readlist.model.paper import Candidate, Rank
from readlist.pages.references.name_list import read_names

_MOST = 20_000  # entries of a feed
_LONGEST = 100_000  # characters of an author list: collaborations have thousands
_MONTH = re.compile(r"(\d\d)(0[1-9]|1[0-2])\.")
_VERSION = re.compile(r"v(\d{1,3})$")
_ANNOUNCED = re.compile(r"arXiv:[\w./-]{1,40}\s{1,9}Announce Type:\s{0,9}[\w-]{1,20}\s{1,9}Abstract:\s?", re.IGNORECASE)
_WITHDRAWN = re.compile(
    r"(?:this|the) \w{4,20} (?:has been|is|was) (?:temporarily )?withdrawn|withdrawn\b", re.IGNORECASE
)
_ASIDE = re.compile(r"\([^()]{0,200}\)")
_SEVERAL = re.compile(r"[,;&]|\b(?:and|et al)\b")
_MAILBOX = re.compile(r"\S*@\S*\s*\((?P<name>[^()]*)\)")  # RSS: "ada@host (Ada Berg)"
_BEGUN, _ENDED = (
    re.compile(rb"<(?:feed|rss|rdf:RDF)[\s>]"),
    re.compile(rb"</(?:feed|rss|rdf:RDF)\s*>\s*(?:<!--.*)?$", re.DOTALL),
)
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r"})
_DATES = ("published", "prism_publicationdate", "updated")


@dataclass(frozen=True, slots=True)
class Announcement:
    """A paper as a source lists it."""

    found: Candidate
    classes: tuple[str, ...] = ()  # arXiv's, the primary one first
    version: int = 0  # at arXiv
    revised: bool = False  # it was announced before
    withdrawn: bool = False
    wanted: str = ""  # by which feed or query, for people: "in Nature"
    ids: Mapping[str, str] = field(default_factory=dict)  # author as written → what the source knows the author by


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that was read."""

    entries: tuple[Announcement, ...]
    day: str = ""  # on which it was made, ISO
    total: int = 0  # of a search: how many there are on all pages


def read_arxiv(body: bytes) -> Feed:
    """A page of arXiv's search, or its announcements. Raises AnswerError, EmptyError for a page without its papers."""
    feed, whole = _parsed(body)
    if not whole:
        raise AnswerError(_NO_FEED)
    entries = tuple(found for entry in feed.entries if (found := _arxiv_entry(entry)))
    total = _count(feed.feed, "opensearch_totalresults")
    if not feed.entries and total > _count(feed.feed, "opensearch_startindex"):
        raise EmptyError("the answer is an empty page")
    if feed.entries and not entries:
        raise AnswerError("the answer has no papers but an error")
    return Feed(entries, _day(feed.feed), total)


def read_feed(body: bytes, source: str, address: str = "") -> Feed:
    """The feed of a journal, conference or blog, at an address. Raises AnswerError; EmptyError if it was cut off."""
    feed, whole = _parsed(body)
    title = text_of(feed.feed.get("title"), 120, tagged=True) or source
    entries = tuple(found for entry in feed.entries if (found := _entry(entry, source, title, address)))
    if not (whole or entries):
        raise AnswerError(_NO_FEED)
    return Feed(entries, _day(feed.feed))


_NO_FEED = "the answer is truncated or no feed"


def _parsed(body: bytes) -> tuple[Any, bool]:
    """What feedparser makes of a body, and whether that is well-formed. Raises AnswerError, EmptyError."""
    import feedparser  # type: ignore[import-untyped]  # late: only fetching needs it

    if b"<!ENTITY" in body:
        raise AnswerError("the feed declares entities of its own: not read")
    if body.count(b"<entry") + body.count(b"<item") > _MOST:
        raise AnswerError(f"the feed has more than {_MOST:,} entries: not read")
    if _BEGUN.search(body, 0, 4_000) and not _ENDED.search(body, max(len(body) - 4_000, 0)):
        raise EmptyError(_NO_FEED)
    if b"\0" not in body:  # else it is UTF-16
        body = body.translate(None, _CONTROLS)  # one of them in a title, and XML is none any more
    try:
        feed: Any = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # its parser for broken feeds raises what it likes
        feed = None
    if not feed or not feed.get("version"):
        raise AnswerError(_NO_FEED)
    fault = feed.get("bozo_exception")
    return feed, fault is None or isinstance(fault, feedparser.CharacterEncodingOverride)


def _count(entry: Any, name: str) -> int:
    """A number of a feed; 0 where it is none."""
    text = str(entry.get(name, "")).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _day(entry: Any) -> str:
    """The day of the first date of a feed or entry that makes sense, by the clock of who wrote it; "" without one."""
    for name in _DATES:
        text = _text(entry, name)
        parts = parsedate(text) or (entry[f"{name}_parsed"] if text and f"{name}_parsed" in entry else None)
        if day := date_of(text) or (parts and date_of(*parts[:3])):
            return day
    return ""


def _text(entry: Any, name: str) -> str:
    """A text, if it is there; feedparser has other things where an element is empty, and warns of some names."""
    value = entry[name] if name in entry else ""  # noqa: SIM401 - its ``get`` answers with another name's value
    return value if isinstance(value, str) else ""


def _arxiv_entry(entry: Any) -> Announcement | None:
    found = arxiv.record(entry)
    if found is None:
        return None
    terms = [arxiv_class(number_of(tag.get("term"))) for tag in entry.get("tags") or ()]
    primary = arxiv_class(found.category)
    kind = _text(entry, "arxiv_announce_type")
    if kind:
        authors, whole = _authors(entry)
        day = month_of(found.arxiv) if kind.startswith("replace") else _day(entry)  # it is older than its new version
        found = replace(found, authors=authors, et_al=not whole, date=day or None)
    if found.abstract:
        found = replace(found, abstract=_ANNOUNCED.sub("", found.abstract, count=1) or None)
    if not primary and terms:
        found = replace(found, category=arxiv.category_of(terms[0]))
    version = _VERSION.search(number_of(entry.get("id")))
    remarks = f"{_text(entry, 'arxiv_comment')[:200]}\n{(found.abstract or '')[:200]}"
    return Announcement(
        found,
        tuple(dict.fromkeys(filter(None, (primary, *terms)))),
        int(version[1]) if version else 0,
        kind.startswith("replace"),
        any(_WITHDRAWN.match(line) for line in remarks.split("\n")),
    )


def month_of(number: str | None) -> str:
    """The month in which arXiv gave a number, "2025-12" for 2512.00001; "" for the numbers before 2007."""
    match = _MONTH.match(number or "")
    return f"20{match[1]}-{match[2]}" if match else ""


def _authors(entry: Any) -> tuple[tuple[str, ...], bool]:
    """The authors of an entry, which may all be in one element, in whatever form; and whether they are all there."""
    stated = [_text(author, "name") for author in entry.get("authors") or ()]
    mailbox = _MAILBOX.search(_text(entry, "author")[:400])
    if mailbox:
        stated = [mailbox["name"]]
    if len(stated) != 1 or not _SEVERAL.search(stated[0]):
        return authors_of(natural_order(text_of(name, 200, tagged=True)) for name in stated)
    text = _ASIDE.sub("", text_of(stated[0], _LONGEST, tagged=True)).removeprefix("by ")
    names = [name.strip() for name in text.split(",")]
    as_arxiv = ";" not in text and 2 * sum(" " not in name for name in names) < len(names)
    if (_text(entry, "arxiv_announce_type") and as_arxiv) or len(text) > 5_000:
        return authors_of(names)  # "Ada Berg, Bo Lind, Cem Arslan", whatever their names are
    listed, omitted = read_names(text)
    authors, whole = authors_of(listed)
    return authors, whole and not omitted


def _entry(entry: Any, source: str, feed: str, address: str) -> Announcement | None:
    """An entry of any feed; only a link to arXiv or a DOI names a paper by a number."""
    title = title_of(_text(entry, "title"), tagged=True)
    if not title:
        return None
    link = web_address(_joined(address, _text(entry, "link"))) or ""
    authors, whole = _authors(entry)
    arxiv_id = parse_arxiv(link) if "arxiv.org/" in link else None
    stated = (_text(entry, name) for name in ("prism_doi", "dc_identifier", "id", "link"))
    doi = next(filter(None, map(parse_doi, map(number_of, stated))), None)
    venue = text_of(_text(entry, "prism_publicationname"), 200, tagged=True) or None
    found = Candidate(
        source=source,
        number=arxiv_id or doi or number_of(_text(entry, "id")) or link or title[:80],
        rank=Rank.RECORD if venue and doi else Rank.PREPRINT if arxiv_id else Rank.PAGE,
        title=title,
        authors=authors,
        et_al=not whole,
        date=_day(entry) or None,
        arxiv=arxiv_id,
        doi=doi,
        venue=venue,
        type="article" if venue else None,
        abstract=abstract_of(_text(entry, "summary"), tagged=True),
        urls=(link,) if link and not arxiv_id else (),
    )
    return Announcement(found, wanted=f"in {feed}")


def _joined(address: str, link: str) -> str:
    try:
        return urljoin(address, link)
    except ValueError:
        return ""

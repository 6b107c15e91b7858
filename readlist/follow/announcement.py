"""Announcements: papers as a source lists them now, read from Atom and RSS feeds.

Feeds are untrusted: entities are refused, texts are made harmless and short, dates and ids have to make sense.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from msgspec.structs import replace

from readlist.formats.facts import arxiv_class
from readlist.lookup import arxiv
from readlist.lookup.answer_fields import abstract_of, authors_of, date_of, number_of, text_of, title_of
from readlist.lookup.services import AnswerError, EmptyError
from readlist.model.identifiers import parse_arxiv, parse_doi, web_address
from readlist.model.paper import Candidate, Rank

_MOST = 20_000  # entries of a feed
_VERSION = re.compile(r"v(\d{1,3})$")
_ANNOUNCED = re.compile(r"arXiv:[\w./-]{1,40}\s{1,9}Announce Type:\s{0,9}[\w-]{1,20}\s{1,9}Abstract:\s?", re.IGNORECASE)
_WITHDRAWN = re.compile(
    r"(?:this|the) \w{4,20} (?:has been|is|was) (?:temporarily )?withdrawn|withdrawn\b", re.IGNORECASE
)
_ASIDE = re.compile(r"\([^()]{0,200}\)")


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
    feed = _parsed(body)
    entries = tuple(found for entry in feed.entries if (found := _arxiv_entry(entry)))
    total = _count(feed.feed, "opensearch_totalresults")
    if not feed.entries and total > _count(feed.feed, "opensearch_startindex"):
        raise EmptyError("the answer is an empty page")
    if feed.entries and not entries:
        raise AnswerError("the answer has no papers but an error")
    return Feed(entries, _day(feed.feed), total)


def read_feed(body: bytes, source: str) -> Feed:
    """The feed of a journal, conference or blog. Raises AnswerError."""
    feed = _parsed(body)
    title = text_of(feed.feed.get("title"), 120, tagged=True) or source
    entries = (found for entry in feed.entries if (found := _entry(entry, source, title)))
    return Feed(tuple(entries), _day(feed.feed))


def _parsed(body: bytes) -> Any:
    """What feedparser makes of a body. Raises AnswerError."""
    import feedparser  # type: ignore[import-untyped]  # late: only fetching needs it

    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise AnswerError("the feed declares entities of its own: not read")
    if body.count(b"<entry") + body.count(b"<item") > _MOST:
        raise AnswerError(f"the feed has more than {_MOST:,} entries: not read")
    try:
        feed: Any = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # its parser for broken feeds raises what it likes
        feed = None
    fault = feed and feed.get("bozo_exception")
    broken = fault is not None and not isinstance(fault, feedparser.CharacterEncodingOverride)
    if not feed or not feed.get("version") or broken:
        raise AnswerError("the answer is truncated or no feed")
    return feed


def _count(told: Any, name: str) -> int:
    """A number of a feed; 0 where it is none."""
    text = str(told.get(name, "")).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _day(told: Any) -> str:
    return (date_of(_text(told, "updated") or _text(told, "published")) or "")[:10]


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
    if kind and len(found.authors) <= 1:  # all in one, with commas between
        stated = _ASIDE.sub("", text_of(_text(entry, "author"), 20_000)).split(",")
        authors, whole = authors_of(name.strip() for name in stated)
        found = replace(found, authors=authors, et_al=not whole)
    if found.abstract:
        found = replace(found, abstract=_ANNOUNCED.sub("", found.abstract, count=1) or None)
    if not primary and terms:
        found = replace(found, category=arxiv.category_of(terms[0]))
    version = _VERSION.search(number_of(entry.get("id")))
    said = f"{_text(entry, 'arxiv_comment')[:200]}\n{(found.abstract or '')[:200]}"
    return Announcement(
        found,
        tuple(dict.fromkeys(filter(None, (primary, *terms)))),
        int(version[1]) if version else 0,
        kind.startswith("replace"),
        any(_WITHDRAWN.match(line) for line in said.split("\n")),
    )


def _entry(entry: Any, source: str, feed: str) -> Announcement | None:
    """An entry of any feed; only a link to arXiv or a DOI names a paper by a number."""
    title = title_of(_text(entry, "title"), tagged=True)
    link = web_address(_text(entry, "link")) or ""
    if not title:
        return None
    stated = [_text(author, "name") for author in entry.get("authors") or ()]
    if len(stated) == 1 and stated[0].count(",") > 1:
        stated = stated[0].split(",")
    authors, whole = authors_of(text_of(name, 200, tagged=True) for name in stated)
    arxiv_id = parse_arxiv(link) if "arxiv.org/" in link else None
    told = (_text(entry, name) for name in ("prism_doi", "dc_identifier", "id", "link"))
    doi = next(filter(None, map(parse_doi, map(number_of, told))), None)
    venue = text_of(_text(entry, "prism_publicationname"), 200, tagged=True) or None
    found = Candidate(
        source=source,
        number=arxiv_id or doi or link or title[:80],
        rank=Rank.RECORD if venue and doi else Rank.PREPRINT if arxiv_id else Rank.PAGE,
        title=title,
        authors=authors,
        et_al=not whole,
        date=date_of(_text(entry, "published") or _text(entry, "updated")) or _parsed_day(entry),
        arxiv=arxiv_id,
        doi=doi,
        venue=venue,
        type="article" if venue else None,
        abstract=abstract_of(_text(entry, "summary"), tagged=True),
        urls=(link,) if link and not arxiv_id else (),
    )
    return Announcement(found, wanted=f"in {feed}")


def _parsed_day(entry: Any) -> str | None:
    """The day of a date in words, as RSS has it."""
    for name in ("published_parsed", "updated_parsed"):
        if name in entry and (day := entry[name]):
            return date_of(day.tm_year, day.tm_mon, day.tm_mday)
    return None

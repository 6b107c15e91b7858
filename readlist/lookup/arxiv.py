"""Requests to arXiv's API, many papers in one, and the reader of its answers, which are Atom feeds.

The API is described at https://info.arxiv.org/help/api/user-manual.html.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from readlist.formats.facts import arxiv_class
from readlist.lookup.answer_fields import abstract_of, authors_of, date_of, number_of, title_of
from readlist.lookup.services import AnswerError, EmptyError, Request
from readlist.model.identifiers import ARXIV_DOI, parse_arxiv, parse_doi
from readlist.model.paper import Candidate, Paper, Rank

SERVICE = "arxiv"
TOGETHER = 5  # titles in one request
TOGETHER_BY_ID = 50
_EACH = 20  # records asked for a title: look-alikes may stand before it
_MOST = 500  # entries of an answer
_WORDS = 8  # of a title: more make no answer better, but addresses long
_STOP = frozenset(  # its search ignores the words of the first two lines; the others are too common to help
    """a an and are as at be but by for if in into is it no not of on or such that the their then there these they
    this to was will with
    can do from how its via what""".split()
)
_FORMULA = re.compile(r"\S*\$[^$]{0,200}\$\S*")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]+")
_CLASS = re.compile(r"[a-z-]+(?:\.[A-Za-z-]+)?")


def by_titles(papers: Sequence[Paper]) -> Request:
    """A request for records with all the significant words of a title, for several titles at once."""
    groups = (" AND ".join(f"ti:{word}" for word in words_of(paper)) for paper in papers)
    query = " OR ".join(f"({group})" for group in groups if group)
    return Request(SERVICE, "", {"search_query": query, "max_results": str(_EACH * len(papers))}, "xml")


def words_of(paper: Paper) -> list[str]:
    """The words of a title that arXiv's search understands: plain and significant ones, in order, each once."""
    title = _FORMULA.sub(" ", paper.title or paper.title_text)
    parts = (part.strip("()[]{}.,:;!?\"'`“”‘’*") for part in re.split(r"[\s/–—-]+", title))
    words = [part.lower() for part in parts if _PLAIN.fullmatch(part)]  # it has others in forms of its own
    distinctive = [w for w in dict.fromkeys(words) if w not in _STOP]
    return (distinctive or words)[:_WORDS]


def by_ids(ids: Sequence[str]) -> Request:
    return Request(SERVICE, "", {"id_list": ",".join(ids), "max_results": str(len(ids))}, "xml")


def read(body: bytes) -> tuple[Candidate, ...]:
    """The records of a feed. Raises AnswerError, or EmptyError for a page that should hold records."""
    import feedparser  # type: ignore[import-untyped]  # late: only answers of arXiv need it

    if body.count(b"<entry") > _MOST:
        raise AnswerError(f"the answer has more than {_MOST:,} papers, which were not asked for")
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise AnswerError("the answer declares entities, which arXiv never does")
    try:
        feed: Any = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # its parser for broken feeds raises what it likes
        raise AnswerError("the answer is truncated or not an Atom feed") from None
    fault = feed.get("bozo_exception")
    if not feed.get("version", "").startswith("atom") or (
        fault is not None and not isinstance(fault, feedparser.CharacterEncodingOverride)
    ):
        raise AnswerError("the answer is truncated or not an Atom feed")
    found = [found for entry in feed.entries if (found := record(entry))]
    if not feed.entries and str(feed.feed.get("opensearch_totalresults", "")).strip() != "0":
        raise EmptyError("the answer is an empty page")
    return tuple(found)


def record(entry: Any) -> Candidate | None:
    """What an entry of a feed, as feedparser has it, says of a paper; None where it is none."""
    id = parse_arxiv(number_of(entry.get("id")))  # an error is an entry too, with another id
    title = title_of(entry.get("title"))
    if not id or not title:
        return None
    authors, whole = authors_of(author.get("name") for author in entry.get("authors", ()))
    return Candidate(
        source=SERVICE,
        number=id,
        rank=Rank.PREPRINT,
        title=title,
        authors=authors,
        et_al=not whole,
        date=date_of(str(entry.get("published", ""))),
        arxiv=id,
        doi=_doi(number_of(entry.get("arxiv_doi"))) or f"{ARXIV_DOI}{id}",
        category=category_of(str(entry.get("arxiv_primary_category", {}).get("term", ""))),
        abstract=abstract_of(entry.get("summary")),
    )


def _doi(text: str) -> str | None:
    """The first of the DOIs that authors gave."""
    return next(filter(None, map(parse_doi, re.split(r"[\s;,]+(?=10\.|doi:|https?:)", text))), None)


def category_of(term: str) -> str | None:
    """ "CL" for "cs.CL", as pages show it; whole where the code alone is of no archive ("stat.AP")."""
    if not _CLASS.fullmatch(term):
        return None
    code = term.rpartition(".")[2]
    return code if arxiv_class(code) == term else term

"""What a service says about a paper: made harmless and short before anything else sees it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Self

from readlist.latex.readable import readable
from readlist.model.names import people
from readlist.model.text import clean

ARXIV_DOI = "10.48550/arXiv."
"""The beginning of the DOIs that arXiv gives; the id follows."""

_TITLE, _NAME, _ABSTRACT, _NUMBER = 600, 160, 20_000, 200  # characters
_MOST_AUTHORS = 5_000
_TAG = re.compile(r"</?(?:[a-z]+:)?[a-z][a-z0-9-]{0,30}(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_ARXIV = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/[^\s{}\\\"<>^`|%#]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One record of a service."""

    service: str  # key of ``NAMES``
    number: str  # what the service knows it by
    title: str
    authors: tuple[str, ...] = ()
    whole: bool = True  # these are all its authors
    date: str | None = None  # ISO, as much as is known
    arxiv: str | None = None  # without version
    doi: str | None = None
    category: str | None = None
    venue: str | None = None  # where it was published; None for a preprint
    type: str | None = None  # BibTeX entry type of what was published
    abstract: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)  # volume, number, pages, publisher

    @property
    def year(self) -> int | None:
        return int(self.date[:4]) if self.date else None

    @property
    def published(self) -> bool:
        """Is this more than a preprint?"""
        return self.venue is not None

    def document(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """A record that was kept. Raises TypeError, AttributeError or ValueError where it is none."""
        names = {f.name for f in fields(cls)}
        values: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in document.items() if n in names}
        found = cls(**values)
        texts = (found.date, found.arxiv, found.doi, found.category, found.venue, found.type, found.abstract)
        musts = (found.service, found.number, found.title, *found.authors, *found.details, *found.details.values())
        if not all(isinstance(text, str) for text in (*musts, *filter(None, texts))):
            raise ValueError("no record")
        return found


def text_of(value: object, limit: int = _TITLE, *, tagged: bool = False) -> str:
    """A text of an answer: one harmless line; what is no text is empty. ``tagged`` texts hold HTML or JATS."""
    if not isinstance(value, str):
        return ""
    value = value[: 4 * limit]
    if tagged:
        value = html.unescape(_TAG.sub("", html.unescape(value)))  # some publishers escape twice
    return clean(value)[:limit].strip()


def title_of(value: object, *, tagged: bool = False) -> str:
    return text_of(value, tagged=tagged)


def abstract_of(value: object, *, tagged: bool = False) -> str | None:
    return text_of(value, _ABSTRACT, tagged=tagged) or None


def number_of(value: object) -> str:
    return text_of(value, _NUMBER)


def authors_of(values: Iterable[object]) -> tuple[tuple[str, ...], bool]:
    """The names of an author list, readable, and whether the list is whole."""
    names, whole = [], True
    for n, value in enumerate(values):
        if n >= _MOST_AUTHORS:
            whole = False
            break
        name = text_of(readable(text_of(value, _NAME)), _NAME)
        known, more = people([name]) if name else ([], False)
        whole = whole and not more
        if known and not more:
            names.append(name)
    return tuple(names), whole


def date_of(*parts: object) -> str | None:
    """An ISO date of year, month and day, as far as they make sense; or of one ISO text."""
    if len(parts) == 1 and isinstance(parts[0], str):
        match = _DATE.match(parts[0])
        parts = tuple(int(p) for p in match.groups() if p) if match else ()
    out = ""
    for part, lowest, highest in zip(parts, (1000, 1, 1), (2999, 12, 31), strict=False):
        if isinstance(part, bool) or not isinstance(part, int) or not lowest <= part <= highest:
            break
        out += f"-{part:02}" if out else f"{part:04}"
    try:
        date.fromisoformat((out + "-01-01")[:10])
    except ValueError:
        out = out[:7] if len(out) == 10 else ""
    return out or None


def arxiv_of(value: object) -> str | None:
    """An arXiv id without its version, or None."""
    match = _ARXIV.fullmatch(number_of(value))
    return match[1] if match else None


def doi_of(value: object) -> str | None:
    """A DOI, or None; also of a doi.org address."""
    text = re.sub(r"^https?://(?:dx\.)?doi\.org/", "", number_of(value), flags=re.IGNORECASE)
    return text if _DOI.fullmatch(text) else None


def arxiv_of_doi(doi: str | None) -> str | None:
    """The arXiv id in a DOI that arXiv gave."""
    if doi and doi.lower().startswith(ARXIV_DOI.lower()):
        return arxiv_of(doi[len(ARXIV_DOI) :])
    return None

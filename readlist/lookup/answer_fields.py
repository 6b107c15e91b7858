"""Reads the fields of services' answers (texts, authors, dates), and makes them harmless and short."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from readlist.latex.readable import readable
from readlist.lookup.services import AnswerError
from readlist.model.dates import possible_date, read_date
from readlist.model.names import parse_names
from readlist.model.text import clean

_TITLE, _NAME, _ABSTRACT, _NUMBER = 600, 160, 20_000, 200  # characters
_MOST_AUTHORS = 5_000
_BLOCKS = frozenset({"p", "sec", "title", "br", "div", "li", "list", "list-item"})
_TYPE = frozenset({"i", "em", "b", "strong", "italic", "bold", "u", "sc"})
_HEADING = re.compile(r"<(?:jats:)?title>\s*(?:abstract|summary)\s*:?\s*</(?:jats:)?title>", re.IGNORECASE)
_INITIALS = re.compile(r"(?<=\b[A-Z])\.(?=[A-Z])")  # "A.N.Aleshaev"
_TAG = re.compile(r"</?(?:[a-z]+:)?[a-z][a-z0-9-]{0,30}(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)


def text_of(value: object, limit: int = _TITLE, *, tagged: bool = False) -> str:
    """A text of an answer as one harmless line; "" if it is no text. ``tagged`` texts hold HTML or JATS."""
    if not isinstance(value, str):
        return ""
    value = value[: 4 * limit]
    if tagged:
        value = html.unescape(_TAG.sub(_gap, html.unescape(value)))  # some publishers escape twice
    return clean(value)[:limit].strip()


def _gap(tag: re.Match[str]) -> str:
    """The replacement of a tag: a space between blocks, and between words that only a formatting tag separates."""
    name = tag[0].strip("</>").rpartition(":")[2].split(" ")[0].lower()
    if name in _BLOCKS:
        return ": " if name == "title" and tag[0][1] == "/" else " "
    before, after = tag.string[tag.start() - 1 : tag.start()], tag.string[tag.end() : tag.end() + 1]
    return " " if name in _TYPE and len(before + after) == 2 and (before + after).isalpha() else ""


def title_of(value: object, *, tagged: bool = False) -> str:
    return text_of(value, tagged=tagged)


def abstract_of(value: object, *, tagged: bool = False) -> str | None:
    if isinstance(value, str):
        value = _HEADING.sub("", value)
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
        name = text_of(value, _NAME)
        if not name.startswith("{"):
            name = _INITIALS.sub(". ", text_of(readable(name), _NAME))
        known, more = parse_names([name]) if name else ([], False)
        whole = whole and not more
        if known and not more:
            names.append(name)
    return tuple(names), whole


def date_of(*parts: object) -> str | None:
    """An ISO date made of year, month and day, as far as they make sense; or of one ISO text."""
    if len(parts) == 1 and isinstance(parts[0], str):
        return read_date(parts[0]).iso or None
    numbers = list(takewhile(lambda part: type(part) is int, parts[:3]))
    return possible_date(*numbers).iso or None if numbers else None  # type: ignore[arg-type]


# parts of a JSON answer


def read_json(body: bytes) -> dict[str, Any]:
    """The JSON object of an answer. Raises AnswerError."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise AnswerError("the answer is truncated or not JSON") from None
    if not isinstance(value, dict):
        raise AnswerError("the answer does not have the documented form")
    return value


def items(value: object) -> list[dict[str, Any]]:
    """The objects of a JSON array; everything else is skipped."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def part(value: object, name: str) -> dict[str, Any]:
    """A JSON object's member that is an object; empty where it is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def first(value: object) -> object:
    """The first of a JSON array."""
    return value[0] if isinstance(value, list) and value else None


def details_of(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}

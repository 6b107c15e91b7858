"""Completes a query while it is typed: names of fields, then their values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from readlist.model.text import fold
from readlist.search.field_types import Field, Values
from readlist.search.fields import FIELDS, field_by_name, similar_field

_APART = re.compile(r'[\s()"]')
_MOST = 400  # candidates that are looked at where nothing is typed of a value yet


class Candidate(NamedTuple):
    """A possible completion of the last word."""

    word: str  # as it stands in the query: author:"Kunlong Chen"
    label: str  # as a list shows it: Kunlong Chen
    help: str = ""


class Completion(NamedTuple):
    """A query extended as far as it is unambiguous, and the candidates for more."""

    text: str
    candidates: tuple[Candidate, ...]


class _Place(NamedTuple):
    """The last word of a query."""

    start: int
    name: str | None  # of the field, as it is typed; None where there is no colon
    value: str  # without its quote


def complete(text: str, library: Values) -> Completion:
    """The completion of a query that ends at the cursor."""
    place = _place(text)
    found = tuple(_candidates(place, library))
    before = text[: place.start]
    if len(found) == 1:
        end = "" if place.name is None else " "
        return Completion(f"{before}{found[0].word}{end}", found)
    return Completion(before + _common(text[place.start :], found) if found else text, found)


def candidates(text: str, library: Values) -> Iterator[Candidate]:
    """The candidates for the last word of a query."""
    return _candidates(_place(text), library)


def explanation(text: str) -> str | None:
    """The help of the field whose colon was typed last."""
    place = _place(text)
    field = field_by_name(place.name) if place.name and not place.value else None
    return f"{field.help}: {', '.join(field.examples)}" if field else None


def _place(text: str) -> _Place:
    quote = text.rfind('"') if text.count('"') % 2 else -1
    end = len(text) if quote < 0 else quote
    start = max(text.rfind(c, 0, end) for c in ' \t()"') + 1
    start = end - len(text[start:end].lstrip("-"))
    name, colon, value = text[start:end].partition(":")
    if quote >= 0:
        return _Place(start, name, text[quote + 1 :]) if colon and not value else _Place(len(text), "", "")
    return _Place(start, name if colon else None, value if colon else name)


def _candidates(place: _Place, library: Values) -> Iterator[Candidate]:
    if place.name is None:
        begun = place.value.lower()
        yield from (Candidate(f"{f.name}:", f"{f.name}:", f.help) for f in FIELDS if f.name.startswith(begun))
        return
    field = _meant(place.name)
    if field is None:
        return
    name = place.name if field_by_name(place.name) else field.name
    at = field.word_start(place.value)
    head, begun = place.value[:at], fold(place.value[at:])
    later: list[Candidate] = []
    values = field.values(library, begun)
    for value in dict.fromkeys(values if begun else islice(values, _MOST)):
        value = value.replace('"', "")
        word = f'"{value}"' if _APART.search(value) else value
        candidate = Candidate(f"{name}:{head}{word}", value)
        if fold(value).startswith(begun):
            yield candidate
        elif " " in value and f" {begun}" in fold(value):  # by the surname
            later.append(candidate)
    yield from later


def _meant(name: str) -> Field | None:
    """The field of a name, or of a misspelt name."""
    return field_by_name(name) or field_by_name(similar_field(name) or "")


def _common(typed: str, found: tuple[Candidate, ...]) -> str:
    """The last word, extended by what all candidates have in common, with the field's name corrected."""
    words = [candidate.word for candidate in found]
    if ":" in typed:
        typed = words[0].partition(":")[0] + typed[typed.index(":") :]
    shortest = min(words, key=len)
    same = next((n for n, c in enumerate(shortest) if any(word[n] != c for word in words)), len(shortest))
    common = shortest[:same]
    return common if len(fold(common)) > len(fold(typed)) and fold(common).startswith(fold(typed)) else typed

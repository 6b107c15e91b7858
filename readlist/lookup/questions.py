"""Questions to services: what is asked, and how an answer is read. A service is one module with these members."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class AnswerError(Exception):
    """An answer is not what it should be; the message says what is wrong with it, without naming the service."""


class EmptyError(AnswerError):
    """An answer that is empty where it should not be: worth asking again."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``path`` follows the service's address; ``kind`` is what a good answer holds."""

    service: str
    path: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    kind: str = "json"


def read_json(body: bytes) -> dict[str, Any]:
    """The JSON object of an answer. Raises AnswerError."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise AnswerError("its answer is cut off, or no JSON") from None
    if not isinstance(value, dict):
        raise AnswerError("its answer is not of the form it documents")
    return value


def items(value: object) -> list[dict[str, Any]]:
    """The objects of a JSON array; everything else is passed over."""
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

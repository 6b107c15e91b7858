"""What commands print: data to stdout, everything else to stderr, never an escape sequence from a paper or a path."""

from __future__ import annotations

import json
import sys
from typing import Any

from readlist.text import clean


class CommandError(Exception):
    """A command could not do its work; the message is one line that says why and what to do next."""


class UsageError(CommandError):
    """A command was used wrongly."""


def say(text: str = "") -> None:
    """A line of data."""
    print(text)


def tell(text: str) -> None:
    """A line about the data: what was done, what went wrong."""
    print(f"readlist: {clean(text)}", file=sys.stderr)


def say_json(value: Any) -> None:
    """A value of the JSON contract."""
    print(json.dumps(value, ensure_ascii=False, indent=2))

"""What commands print: data to stdout, everything else to stderr, never an escape sequence from a paper or a path."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

from readlist.model.text import clean


class CommandError(Exception):
    """A command could not do its work; the message is one line that says why and what to do next."""


class UsageError(CommandError):
    """A command was used wrongly."""


class OutputError(Exception):
    """Standard output takes no more."""


def say(text: str = "", end: str = "\n") -> None:
    """A line of data. Raises OutputError."""
    try:
        print(text, end=end)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write to standard output: {error.strerror}") from None


def flush() -> None:
    """Have everything said written. Raises OutputError."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write to standard output: {error.strerror}") from None


def tell(text: str) -> None:
    """A line about the data: what was done, what went wrong."""
    if sys.stderr is None:  # closed: what is no data goes nowhere, least of all among the data
        return
    try:
        print(f"readlist: {clean(text)}", file=sys.stderr, flush=True)
    except OSError:  # what was done is done, whether it can be told or not
        give_up(sys.stderr)


def give_up(stream: TextIO) -> None:
    """What is still to be written goes nowhere: Python would try again at its end, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def say_json(value: Any) -> None:
    """A value of the JSON contract."""
    say(json.dumps(value, ensure_ascii=False, indent=2))

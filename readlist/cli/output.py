"""What commands print: data to stdout, everything else to stderr, never an escape sequence from a paper or a path."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

from readlist.model.text import clean


class CommandError(Exception):
    """A command failed; the message is one line that says why and what to do next."""


class UsageError(CommandError):
    """A command was used wrongly."""


class OutputError(Exception):
    """Standard output can't be written to."""


def print_out(text: str = "", end: str = "\n") -> None:
    """Print data to stdout. Raises OutputError."""
    try:
        print(text, end=end)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write to standard output: {error.strerror}") from None


def print_json(value: Any) -> None:
    """Print a value of the JSON contract to stdout. Raises OutputError."""
    print_out(json.dumps(value, ensure_ascii=False, indent=2))


def flush() -> None:
    """Write what is still in the buffer of stdout. Raises OutputError."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write to standard output: {error.strerror}") from None


def print_err(text: str) -> None:
    """Print a line about the work to stderr: what was done, what went wrong."""
    if sys.stderr is None:  # closed: such a line must not end up among the data
        return
    try:
        print(f"readlist: {clean(text)}", file=sys.stderr, flush=True)
    except OSError:  # the work is done, whether it can be reported or not
        discard(sys.stderr)


def discard(stream: TextIO) -> None:
    """Send the rest of a stream's output nowhere: Python would try to write it again on exit, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

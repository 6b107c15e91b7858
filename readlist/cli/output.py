"""Printing for commands: data to stdout, all else to stderr, escape sequences in papers and paths removed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from readlist.library.interests import listed
from readlist.model.text import clean, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readlist.library.library import Library
    from readlist.model.change import Change
    from readlist.model.paper import Author, Profile


_REASONS, _FEW = 8, 1_000  # reasons for the interest in a paper, and papers of which they are told


class CommandError(Exception):
    """A command failed; the message is one line that says why and what to do next."""


class UsageError(CommandError):
    """A command was used wrongly."""


class OutputError(Exception):
    """Standard output can't be written to."""


def print_out(text: str = "", end: str = "\n", *, styled: bool = False) -> None:
    """Print to stdout, without escape sequences unless it is our own text (``styled``).
    Raises OutputError.
    """
    try:
        print(text if styled else printable(text), end=end)
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


@contextmanager
def progress_line(what: str, every: int = 25) -> Iterator[Callable[[int, int], None]]:
    """A function that shows how many of some things are done: on a terminal in one line, else now and then in one."""
    terminal = sys.stderr is not None and sys.stderr.isatty()

    def show(done: int, total: int) -> None:
        if total > 1 and terminal:
            print(f"\r\x1b[K{what}: {done:,} of {total:,}", end="", file=sys.stderr, flush=True)
        elif done and total > 1 and done % every == 0:
            print_err(f"{what}: {done:,} of {total:,}")

    try:
        yield show
    finally:
        if terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def discard(stream: TextIO) -> None:
    """Send the rest of a stream's output nowhere: Python would try to write it again on exit, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


# The JSON objects of commands: a stable contract, every name always there, ``null`` where a fact is absent.


def paper_objects(library: Library, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Papers, whole. The reasons for the interest in them are told of at most a thousand: each takes half a
    millisecond, and who lists more has other things in mind.
    """
    return [paper_object(library, id, reasons=len(ids) <= _FEW) for id in ids]


def paper_object(library: Library, id: int, *, reasons: bool = True) -> dict[str, Any]:
    """One paper, whole: its facts and what was decided."""
    from readlist.formats.library_json import paper_object as record_object  # late: few commands print JSON

    known = library.interests
    because = listed(known.reasons(id), known.sums[id], _REASONS) if reasons and id in known.sums else None
    return {
        **record_object(library.papers[id], library.mark(id), library.place(id)),
        "interest": known.of(id),
        "interest_because": because,
    }


def _profile(profile: Profile | None) -> dict[str, Any] | None:
    if profile is None or profile.latest is None:
        return None
    f = profile.latest
    return {
        "category": profile.category,
        "h_index": f.h_index,
        "papers": f.papers,
        "citations": f.citations,
        "novelty": f.novelty,
        "ai_score": f.ai_score,
        "as_of": f.as_of,
    }


def author_object(author: Author) -> dict[str, Any]:
    """One author with counts and, where the author's page was imported, its figures."""
    return {
        "name": author.name,
        "papers": author.papers,
        "inbox": author.inbox,
        "queued": author.queued,
        "read": author.read,
        "starred": author.starred,
        "profile": _profile(author.profile),
    }


def change_object(change: Change) -> dict[str, Any]:
    """One command of the history."""
    return {
        "id": change.id,
        "at": change.at,
        "command": change.command,
        "summary": change.summary,
        "undone": change.undone,
    }

"""The row of a kind of list: its name, and the function that finds and reads such lists in a text.

A kind is recognised by the form of its entries, never by a file's name. Its ``read`` gets the lines of a text (or those
that other kinds left) and yields a *run* for each list that it finds there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from readlist.model.paper import Candidate
from readlist.pages.page import Problem


@dataclass(frozen=True, slots=True)
class Run:
    """A run of lines that a kind reads: its papers, and what it could not take."""

    first: int  # index of its first line, in the lines the kind was given
    end: int  # index behind its last line
    entries: tuple[Candidate, ...]  # each with ``line``, the number of the line it begins at
    problems: tuple[Problem, ...] = ()  # incomplete entries, a count mismatch, ignored lines within the run
    owner: str | None = None  # whose profile or homepage it is, or the list's own name ("NAACL 2021")
    expected: int | None = None  # how many papers the page itself says it lists


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of ``KINDS``."""

    name: str  # "gs_profile": as ``layout`` of a Page, and in the tests
    label: str  # "Google Scholar profile": as preview, report and manual name it
    read: Callable[..., Iterable[Run]]  # of the lines; a slow kind takes a ``Progress`` too
    """Finds its own runs in any text, and yields none where there are none; linear in its input, and never raises."""
    copy: str  # how to copy such a list, for the manual: "select all on the profile, copy"
    sign: str = ""  # a pattern of what a line of every such list has: where none is, ``read`` is not asked
    personal: bool = False  # its owner is an author of every paper in it
    slow: bool = False  # it reads references: some thousands take seconds
    loose: bool = False  # a form that other texts have too: not asked about texts with a refusal's mark

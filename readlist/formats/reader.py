"""What a reader is: how files of one format of other programs are recognised and read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from readlist.model.paper import Profile
from readlist.pages.page import Entry, Problem

Progress = Callable[[int, int], None]
"""Told (entries read, entries there are); may raise to stop the reading."""

STEP = 100
"""Entries between two words about the progress."""


@dataclass(frozen=True, slots=True)
class Records:
    """What a reader found: entries in the order of the text, and what it could not take."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    profiles: tuple[Profile, ...] = ()


class Reader(Protocol):
    """One format of other programs."""

    @property
    def name(self) -> str:
        """What reports call it, as they name the layout of a page."""
        ...

    def starts(self, text: str) -> bool:
        """Is the text of this format? Asked of every text, so it has to be quick."""
        ...

    def read(self, text: str, progress: Progress | None = None) -> Records:
        """The text's entries; its line ends are ``\\n``. What is broken is a problem.

        Raises PageError where nothing can be read.
        """
        ...

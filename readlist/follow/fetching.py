"""Runs a fetch: asks every source in turn; a source that fails is reported, the others count."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from readlist.follow.announcement import Announcement
from readlist.follow.sources import SOURCES, Run, Source
from readlist.lookup.client import ServiceError


def sources_of(run: Run) -> Iterator[Source]:
    """The sources that a fetch asks; none where nothing is followed."""
    if run.follows:
        yield from (source for source in SOURCES if source.private in (None, run.private))


def gather(run: Run, matters: Callable[[Announcement], bool]) -> list[Announcement]:
    """Ask every source for what matters; the run has a line for each that failed.

    Raises StoppedError where the user stops it; it goes on from there later.
    """
    announced: list[Announcement] = []
    for source in sources_of(run):
        try:
            announced.extend(filter(matters, source.announcements(run)))
        except ServiceError as error:
            run.failures.append(str(error))
    return announced

"""Runs a fetch: asks every source in turn; a source that fails is reported, the others count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from readlist.follow.announcement import Announcement
from readlist.follow.sources import SOURCES, Run, Source
from readlist.lookup.client import ServiceError


@dataclass
class Harvest:
    """The announcements of all sources, and a line for each source that failed."""

    announced: list[Announcement] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def sources_of(run: Run) -> Iterator[Source]:
    """The sources that a fetch asks; none where nothing is followed."""
    if run.follows:
        yield from (source for source in SOURCES if source.private in (None, run.private))


def gather(run: Run, matters: Callable[[Announcement], bool]) -> Harvest:
    """Ask every source for what matters. Raises StoppedError where the user stops it; it goes on from there later."""
    harvest = Harvest()
    for source in sources_of(run):
        try:
            harvest.announced.extend(filter(matters, source.announcements(run)))
        except ServiceError as error:
            run.failures.append(str(error))
    harvest.failures = run.failures
    return harvest

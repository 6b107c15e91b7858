"""Whole libraries looked up among look-alikes: not one wrong record is taken."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from readlist.latex.readable import readable
from readlist.library.library import Library
from readlist.lookup.completion import Choice, plan
from readlist.lookup.seeker import Outcome
from readlist.model.identifiers import paper_address
from readlist.model.text import identity
from readlist.pages.reading import read_pages
from tests.conftest import SAMPLES, SEEDS, needs_seeds
from tests.library.conftest import take
from tests.lookup.conftest import FakeClock, Seek
from tests.lookup.server import World
from tests.lookup.world import world_of


def library_of(folder: Path, copied: date) -> Library:
    library = Library()
    for file in sorted(folder.glob("*.txt")):
        take(library, read_pages(file.read_text(encoding="utf-8"), file.name, copied, known=library.author_names()))
    return library


def wrong(world: World, outcome: Outcome) -> list[str]:
    """The records taken that are of a look-alike, or of another paper."""
    likes = {number for w in world.works if w.lookalike for number in (w.arxiv, w.doi) if number}
    title = identity(outcome.paper.title_text)
    return [
        m.found.title
        for m in outcome.sure
        if {m.found.arxiv, m.found.doi, m.found.number} & likes or identity(readable(m.found.title)) != title
    ]


def look_up(library: Library, world: World, seek: Seek) -> list[Outcome]:
    papers = [library.papers[id] for id in library.newest]
    world.works = world_of(papers)
    outcomes = list(seek().look_up(papers))
    assert [o.paper.id for o in outcomes] == [p.id for p in papers]
    return outcomes


def check(library: Library, outcomes: list[Outcome], world: World) -> None:
    assert [w for o in outcomes for w in wrong(world, o)] == []
    titled = [o for o in outcomes if not o.paper.placeholder]
    assert [o.reason for o in titled if o.kind != "found"] == []
    choices = [Choice(o.paper.id, tuple(m.found for m in o.sure)) for o in titled]
    library.apply(plan(library, choices).edits)
    right = {identity(readable(w.title)): w for w in world.works if not w.lookalike}
    for o in titled:
        p, w = library.papers[o.paper.id], right[identity(o.paper.title_text)]
        assert (p.key, p.title, p.date) == (o.paper.key, o.paper.title, o.paper.date)
        assert (len(p.authors), p.et_al) == (len(w.authors), False), p.title
        assert (p.arxiv, p.doi, p.venue) == (w.arxiv, w.doi or f"10.48550/arXiv.{w.arxiv}", w.venue)
        assert paper_address(p)
    assert not plan(library, choices), "taking the same again changes nothing"


@pytest.mark.long
def test_sample_data(world: World, seek: Seek) -> None:
    library = library_of(SAMPLES / "pages", date(2023, 12, 15))
    outcomes = look_up(library, world, seek)
    assert sum(o.kind == "untitled" for o in outcomes) == 2
    check(library, outcomes, world)


@needs_seeds
@pytest.mark.long
def test_real_pages(world: World, seek: Seek, clock: FakeClock) -> None:
    assert SEEDS
    library = library_of(SEEDS / "seeds", date(2026, 6, 1))
    outcomes = look_up(library, world, seek)
    assert (len(outcomes), sum(o.kind == "untitled" for o in outcomes)) == (77, 2)
    check(library, outcomes, world)
    assert world.most_in_flight == 1
    for service, spacing in (("arxiv", 3.0), ("crossref", 1.0), ("s2", 1.0)):
        times = [a.at for a in world.asked if a.service == service]
        assert min(b - a for a, b in pairwise(times)) >= spacing - 1e-6, service

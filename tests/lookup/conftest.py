"""Services on this machine, a clock that only waiting moves, and libraries to enrich."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from readlist.lookup.client import Client, Pace
from readlist.lookup.seeker import Cache, Seeker
from readlist.lookup.services import Services
from readlist.model.paper import Paper
from tests.lookup.server import World, serving
from tests.lookup.world import Work


class FakeClock:
    """A clock that waiting moves, and nothing else."""

    def __init__(self) -> None:
        self.time = 1_700_000_000.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def world(clock: FakeClock) -> Iterator[World]:
    with serving(World(clock=clock.now)) as world:
        yield world


Seek = Callable[..., Seeker]


@pytest.fixture
def seek(world: World, clock: FakeClock, tmp_path: Path) -> Iterator[Seek]:
    """A seeker in the world, as often as one likes; the answers are kept between them."""
    clients: list[Client] = []

    def make(services: Services | None = None, **more: object) -> Seeker:
        settings = services or world.services(**more)
        client = Client(settings, clock, Pace(clock, tmp_path / "asked.json"), random.Random(1))
        clients.append(client)
        return Seeker(settings, client, Cache(tmp_path / "answers"), clock)

    yield make
    for client in clients:
        client.__exit__(None, None, None)


def paper(title: str = "Small Language Models Remember More", **facts: object) -> Paper:
    known: dict[str, object] = {
        "authors": ("Ada Karlsson", "Jun Mori", "Lena Fischer"),
        "et_al": True,
        "date": "2024-05-27",
        "category": "CL",
    }
    return Paper(**{"id": 1, "key": "karlsson2024small", "title": title, "title_text": title, **known, **facts})  # type: ignore[arg-type]


def work(title: str = "Small Language Models Remember More", **facts: object) -> Work:
    known: dict[str, object] = {
        "authors": ("Ada Karlsson", "Jun Mori", "Lena Fischer", "Tove Berg", "Omar Haddad"),
        "date": "2024-05-27",
        "arxiv": "2405.12345",
    }
    return Work(title, **{**known, **facts})  # type: ignore[arg-type]

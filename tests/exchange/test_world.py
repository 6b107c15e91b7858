"""Whatever happens to devices that share a library, in the end all have the same, and every decision is there."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import Any

import pytest

from readlist.model.change import TABLES
from readlist.store.store import Store
from tests.exchange.reference import meaning, plain
from tests.exchange.world import World
from tests.store.conftest import records

FEW = 40
MANY = int(os.environ.get("READLIST_MANY_TRIALS") or 360)
"""How many more a long run tries. ``READLIST_MANY_TRIALS=5000 pytest -m long tests/exchange`` takes twenty minutes."""
SEEDS = [int(seed) for seed in os.environ.get("READLIST_TRIALS", "").split()]
"""Seeds to try again: ``READLIST_TRIALS="17 4711" pytest tests/exchange``."""


def trial(root: Path, seed: int) -> None:
    dice = Random(seed)
    world = World(root, dice, inodes=dice.random() < 0.7)
    try:
        with world.watched():
            world.run(dice.randint(6, 24))
            check(world)
    except BaseException as error:
        error.add_note(f"seed {seed}:\n" + "\n".join(world.log))
        raise


def check(world: World) -> None:
    ends = [world.open(device).library for device in world.devices]
    first = records(ends[0])
    for end in ends[1:]:
        other = records(end)
        differ = {table: [id for id in {**first[table], **other[table]} if first[table].get(id) != other[table].get(id)]
                  for table in TABLES}  # fmt: skip
        assert not any(differ.values()), {t: (first[t].get(i), other[t].get(i)) for t in differ for i in differ[t]}
        assert first["queue"] == other["queue"]
    expected = meaning(world.lines.values())
    store = Store(world.devices[0].folder, world.devices[0].name)
    store.load()
    found: dict[tuple[str, int], dict[str, Any]] = {
        (table, id): made
        for table in TABLES
        for id, document in store.documents(table).items()
        if (made := plain(table, document))
    }
    for where, document in expected.items():
        if where[0] != "history":
            assert without_keys(found.get(where, {})) == without_keys(document), where
    assert found.keys() - expected.keys() == set()
    assert {w: expected[w] for w in expected.keys() - found.keys()} == {}


def without_keys(document: dict[str, Any]) -> dict[str, Any]:
    """A paper that two devices made is known by the key of both."""
    return {name: value for name, value in document.items() if name != "aliases"}


@pytest.mark.parametrize("batch", range(4))
def test_devices_that_exchange_what_they_have_lose_nothing(tmp_path: Path, batch: int) -> None:
    for seed in SEEDS or range(batch, FEW, 4):
        trial(tmp_path / str(seed), seed)


@pytest.mark.long
@pytest.mark.parametrize("batch", range(10))
def test_many_more_trials_lose_nothing(tmp_path: Path, batch: int) -> None:
    for seed in range(FEW + batch, FEW + MANY, 10):
        trial(tmp_path / str(seed), seed)

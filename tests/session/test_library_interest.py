"""The interest in an open library's papers: cached, brought up to date, learned from every mark."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from readlist.interest.features import Rows
from readlist.library import marking
from readlist.library.library import Touched
from readlist.library.marking import Plan
from readlist.library.triage import best_round
from readlist.model.change import Edit
from readlist.model.paper import Paper
from readlist.platform.paths import sample_pages
from readlist.session import library_interest
from readlist.session.imports import import_pages, read_sources
from readlist.session.library_interest import LibraryInterest
from readlist.session.open_library import OpenLibrary, today
from tests.conftest import home_at
from tests.interest.papers import EDITING, MOE, OTHER, paper
from tests.session.test_machines import Machine
from tests.store.test_devices import fetch

PAPERS = [paper(f"{title} {n}") for n in range(3) for title in (*MOE, *EDITING, *OTHER)]
AT = "2026-05-01T09:00:00Z"


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenLibrary:
    monkeypatch.setattr(library_interest, "CACHED_FROM", 10)
    opened = OpenLibrary(tmp_path / "library")
    put(opened, *PAPERS)
    decide(opened)
    return opened


def put(opened: OpenLibrary, *papers: Paper) -> None:
    edits = tuple(e for p in papers if (e := Edit.between("papers", opened.library.papers.get(p.id), p)))
    opened.do("put", lambda library, at: Plan(edits, "put"))


def decide(opened: OpenLibrary) -> None:
    experts, editing = [[p.id for p in PAPERS[:8] if p.title_text.startswith(t)] for t in (MOE, EDITING)]
    opened.do("queue", lambda library, at: marking.queue(library, experts[:3], True, at))
    opened.do("skip", lambda library, at: marking.skip(library, editing, True, at))


def learned(opened: OpenLibrary) -> dict[int, float]:
    LibraryInterest(opened).ensure()
    return dict(opened.library.interests.sums)


def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many papers were read, each time that some were."""
    numbers: list[int] = []
    of = Rows.of.__func__  # type: ignore[attr-defined]

    def counted(cls: type[Rows], papers: object) -> Rows:
        papers = list(papers)  # type: ignore[call-overload]
        numbers.append(len(papers))
        made: Rows = of(cls, papers)
        return made

    monkeypatch.setattr(Rows, "of", classmethod(counted))
    return numbers


def test_words_are_read_once_and_then_only_of_what_changed(
    opened: OpenLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = reads(monkeypatch)
    first = learned(opened)
    assert numbers == [len(PAPERS)]
    assert learned(OpenLibrary(opened.folder)) == first
    assert numbers == [len(PAPERS)]
    put(opened, paper("A new survey of experts"))
    later = learned(opened)
    assert numbers == [len(PAPERS), 1]
    library_interest.LibraryInterest(opened).file.unlink()
    assert learned(OpenLibrary(opened.folder)) == later


def test_a_damaged_cache_is_made_anew(opened: OpenLibrary) -> None:
    first = learned(opened)
    file = LibraryInterest(opened).file
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])
    assert learned(OpenLibrary(opened.folder)) == first


def test_undo_unlearns_exactly(opened: OpenLibrary) -> None:
    first = learned(opened)
    opened.do("star", lambda library, at: marking.star(library, [PAPERS[12].id], True, at))
    assert learned(opened) != first
    opened.undo()
    assert learned(opened) == first


def test_two_machines_that_exchange_journals_print_the_same(tmp_path: Path) -> None:
    """They read the pages in another order, decided apart, and count with other hashes and threads."""
    machines = [Machine(tmp_path / device, device) for device in ("desk", "lab")]
    pages = sample_pages()[:4]
    for machine, sources in zip(machines, (pages[:-1], pages[:0:-1]), strict=True):
        for source in sources:
            opened = machine.open()
            import_pages(opened, read_sources([str(source)], opened.library, date(2026, 6, 1))[0])
    for n, (machine, decision) in enumerate(zip(machines, (marking.star, marking.skip), strict=True)):
        opened = machine.open()
        ids = sorted(opened.library.papers)[n:20:2]
        opened.do("decide", lambda library, at, ids=ids, decision=decision: decision(library, ids, True, at))
    for _ in range(2):
        for giver, target in (machines, machines[::-1]):
            fetch(giver.folder / "journal", target.folder / "journal", target.device)
            target.open().record(lambda library: ())
    printed = [listed(m, tmp_path / "homes" / m.device, n + 1) for n, m in enumerate(machines)]
    assert printed[0] == printed[1]
    papers = json.loads(printed[0])
    assert len(papers) == len(machines[0].open().library.papers) > 20
    assert {bool(paper["skipped_at"]) for paper in papers} == {True, False}
    assert papers[0]["interest"] > papers[-1]["interest"]


def listed(machine: Machine, home: Path, number: int) -> str:
    """What a process on a machine prints, with as many threads and that seed of its hashes."""
    threads = {"OPENBLAS_NUM_THREADS": str(number), "PYTHONHASHSEED": str(number)}
    env = {**os.environ, **home_at(home, machine.device), **threads, "READLIST_LIBRARY": str(machine.folder)}
    command = [sys.executable, "-m", "readlist", "list", "--sort", "interest", "--json"]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout


def test_a_decision_is_learned_from_without_looking_through_all_marks(
    opened: OpenLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    interest = LibraryInterest(opened)
    interest.ensure()
    seen: list[int] = []
    mark = type(opened.library).mark
    monkeypatch.setattr(type(opened.library), "mark", lambda library, id: seen.append(id) or mark(library, id))
    id = PAPERS[12].id
    opened.watch(interest.update)
    opened.do("star", lambda library, at: marking.star(library, [id], True, at))
    seen.clear()
    assert interest.update(Touched(papers={id})) is False  # nothing new any more
    assert set(seen) <= {id}
    assert interest.decisions[id].kept


def test_what_does_not_tell_anything_is_not_learned_from(opened: OpenLibrary) -> None:
    interest = LibraryInterest(opened)
    interest.ensure()
    assert not interest.update(Touched(papers={PAPERS[14].id}))
    assert interest.update(Touched(papers={PAPERS[14].id}, facts={PAPERS[14].id}))
    assert not interest.ready


def test_the_sums_of_last_time_are_there_at_the_start(opened: OpenLibrary) -> None:
    interest = LibraryInterest(opened)
    interest.ensure()
    interest.save_sums([PAPERS[3].id])
    again = OpenLibrary(opened.folder)
    LibraryInterest(again).load_sums()
    assert again.library.interests.sums == opened.library.interests.sums
    assert again.library.interests.reasons(PAPERS[3].id)
    assert again.library.interests.reasons(PAPERS[4].id) == ()


def test_triage_shows_the_best_first_and_every_tenth_at_random(opened: OpenLibrary) -> None:
    ids = [p.id for p in PAPERS if opened.library.mark(p.id).inbox]
    assert best_round(opened.library, "Inbox", ids, 0.1, today()).ids == tuple(ids)  # nothing is known yet
    LibraryInterest(opened).ensure()
    opened.library.interests = replace(opened.library.interests, decisions=10)
    found = best_round(opened.library, "Inbox", ids, 0.1, today())
    assert sorted(found.ids) == sorted(ids)
    assert found.drawn == {found.ids[n] for n in range(9, len(ids), 10)}
    plain = best_round(opened.library, "Inbox", ids, 0.0, today())
    assert plain.drawn == frozenset()
    low = set(plain.ids[len(ids) // 2 :])
    assert found.drawn <= low
    assert [id for id in found.ids if id not in found.drawn] == [id for id in plain.ids if id not in found.drawn]
    every = best_round(opened.library, "Inbox", ids, 1.0, today())
    assert sorted(every.ids) == sorted(ids)

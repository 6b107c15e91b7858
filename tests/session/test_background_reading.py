"""The process that reads a large library for the app: it leaves in the cache what the app would have made."""

from __future__ import annotations

import subprocess
from pathlib import Path
from threading import Thread

import pytest

from readlist.interest.features import Rows
from readlist.library import marking
from readlist.library.marking import Plan
from readlist.model.change import Edit
from readlist.model.paper import Paper
from readlist.platform.processes import module_command
from readlist.search.segment import Segment
from readlist.session import background_reading
from readlist.session.background_reading import BackgroundReading
from readlist.session.derived_state import CancelledError
from readlist.session.library_interest import LibraryInterest
from readlist.session.library_search import CACHED_FROM, LibrarySearch
from readlist.session.open_library import OpenLibrary


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenLibrary:
    """A library that is large enough; whoever reads it in this process fails."""
    monkeypatch.setattr(background_reading, "LARGE", CACHED_FROM)
    opened = OpenLibrary(tmp_path / "library")
    put(opened, *(paper(n) for n in range(1, CACHED_FROM + 9)))
    opened.do("star", lambda library, at: marking.star(library, [7, 8, 9], True, at))
    return opened


def paper(n: int, title: str = "") -> Paper:
    title = title or f"Paper number{n} on subject{n % 7}"
    return Paper(id=n, key=f"k{n}", title=title, title_text=title)


def put(opened: OpenLibrary, *papers: Paper) -> None:
    edits = tuple(e for p in papers if (e := Edit.between("papers", opened.library.papers.get(p.id), p)))
    opened.do("put", lambda library, at: Plan(edits, "put"))


def refuse(*args: object) -> None:
    raise AssertionError("read in this process")


def test_the_index_is_made_there(opened: OpenLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Segment, "build", refuse)
    search = LibrarySearch(opened, BackgroundReading("index", opened))
    assert search.search(search.parse('title:"number17"')).ids == (17,)
    assert set(search.search(search.parse("is:starred")).ids) == {7, 8, 9}


def test_interest_is_prepared_there_and_is_the_same(opened: OpenLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    here = LibraryInterest(opened)
    here.ensure()
    sums = dict(opened.library.interests.sums)
    here.file.unlink()
    monkeypatch.setattr(Rows, "of", refuse)
    interest = LibraryInterest(opened, BackgroundReading("interest", opened))
    interest.ensure()
    assert opened.library.interests.sums == sums
    opened.watch(lambda touched: interest.update(touched) or None)
    put(opened, paper(17, "Otherwise"), paper(9999, "Late"))
    interest.ensure()
    assert opened.library.interests.sums.keys() == opened.library.papers.keys()


def test_where_it_can_not_start_the_app_reads_itself(opened: OpenLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_reading, "module_command", lambda *args: ["/nowhere/python"])
    search = LibrarySearch(opened, BackgroundReading("index", opened))
    assert search.search(search.parse('title:"number17"')).ids == (17,)


def test_what_is_no_longer_needed_is_ended(opened: OpenLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the process would never end by itself."""
    monkeypatch.setattr(background_reading, "module_command", lambda *args: ["sleep", "1000"])
    interest = LibraryInterest(opened, BackgroundReading("interest", opened))
    raised: list[bool] = []

    def prepare() -> None:
        try:
            interest.prepare()
        except CancelledError:
            raised.append(True)

    thread = Thread(target=prepare)
    thread.start()
    interest.cancel()
    thread.join(30)
    assert raised


def test_a_small_library_needs_no_process(opened: OpenLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_reading, "LARGE", CACHED_FROM + 100)
    monkeypatch.setattr(background_reading, "module_command", refuse)
    search = LibrarySearch(opened, BackgroundReading("index", opened))
    search.ensure()
    assert search.ready


def test_what_changes_meanwhile_is_read_the_next_time(opened: OpenLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = BackgroundReading("interest", opened)
    interest = LibraryInterest(opened, reading)
    opened.watch(lambda touched: interest.update(touched) or None)
    ran: list[int] = []
    run = reading.run

    def run_and_change() -> bool:
        done = run()
        ran.append(len(ran))
        if len(ran) == 1:
            put(opened, paper(17, "Otherwise"), paper(9999, "Late"))
        return done

    monkeypatch.setattr(reading, "run", run_and_change)
    monkeypatch.setattr(Rows, "of", refuse)
    interest.begin()
    interest.use(interest.prepare())
    assert not interest.ready
    interest.ensure()
    assert ran == [0, 1]
    assert 9999 in opened.library.interests.sums


def test_a_process_ends_well_or_with_the_app(opened: OpenLibrary) -> None:
    command = module_command("readlist.session.background_reading", "index", str(opened.folder))
    file = LibrarySearch(opened).file
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.wait(60) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert file.exists()
    file.unlink()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:  # as if the app had been killed at once
        assert process.wait(60) == 1
    assert not file.exists()


def test_what_is_saved_never_claims_a_change_that_it_lacks(
    opened: OpenLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One paper changed before, another one while the process was at work that then failed."""
    LibraryInterest(opened).ensure()
    put(opened, paper(21, "Something else of subject1"))
    reading = BackgroundReading("interest", opened)
    interest = LibraryInterest(opened, reading)
    opened.watch(lambda touched: interest.update(touched) or None)
    monkeypatch.setattr(reading, "run", lambda: put(opened, paper(17, "Otherwise of subject2")) is None)
    interest.begin()
    interest.use(interest.prepare())
    monkeypatch.setattr(reading, "run", lambda: False)
    interest.ensure()
    cached = LibraryInterest(opened)
    cached.ensure()
    sums = dict(opened.library.interests.sums)
    cached.file.unlink()
    LibraryInterest(opened).ensure()
    assert dict(opened.library.interests.sums) == sums

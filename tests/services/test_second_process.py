"""A page read by two processes is the page read by one, whatever happens to the other."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from readlist.pages.reading import read_pages
from readlist.services.second_process import read_by_two
from tests.benchmarks.pages import compact_page
from tests.tui.conftest import page

COPIED = date(2023, 12, 15)
TEXT = compact_page(60) + "".join(map(page, ("sutskever", "landmarks", "kaiser", "tricky-titles", "abstracts")))
NAMES = frozenset({"ilya sutskever"})


def test_two_read_what_one_reads() -> None:
    told: list[tuple[int, int]] = []
    two = read_pages(TEXT, "t", COPIED, known=NAMES, read=read_by_two, progress=lambda *done: told.append(done))
    assert two == read_pages(TEXT, "t", COPIED, known=NAMES)
    assert told[0][0] == 0
    assert all(done <= total == told[0][1] for done, total in told)


@pytest.mark.parametrize("program", ["/nowhere/python", "false", "true"])
def test_one_reads_all_where_the_second_does_not(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", program)
    assert read_pages(TEXT, "t", COPIED, read=read_by_two) == read_pages(TEXT, "t", COPIED)


def test_the_second_ends_when_the_reading_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen.__init__

    def watched(process: subprocess.Popen[bytes], *args: object, **options: object) -> None:
        started.append(process)
        start(process, *args, **options)  # type: ignore[call-overload]

    def stop(done: int, total: int) -> None:
        raise InterruptedError

    monkeypatch.setattr(subprocess.Popen, "__init__", watched)
    with pytest.raises(InterruptedError):
        read_pages(TEXT, "t", COPIED, read=read_by_two, progress=stop)
    (process,) = started
    assert process.returncode is not None

"""Kept exports in the app: files follow keys, a disk that does not answer holds up nothing, news is shown once."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from readlist.session import kept_exports
from readlist.session.open_library import OpenLibrary
from readlist.writing.ledger import kept_exports as exports_of
from tests.tui.conftest import QUEUE, SECOND, Run, Seat

KEEP = ("e", "down", "right", "enter")


async def catch_up(seat: Seat) -> None:
    """Until the process that writes files has ended, and the app has looked."""
    saving = seat.main.saving
    saving.update_exports()
    if saving._updating is not None:
        await asyncio.to_thread(saving._updating.wait, 60)
    saving.update_exports()
    await seat.settle()


def keys(file: Path) -> list[str]:
    return [line.split("{")[1].rstrip(",") for line in file.read_text().splitlines() if line.startswith("@")]


async def test_a_key_reaches_the_kept_file(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "work" / "queue.bib"
    async with run(sample) as seat:
        await seat.press("e", "down", "right")
        assert "[kept up to date]" in seat.text
        await seat.press("enter")
        assert seat.messages[-1] == "queue.bib: 4 entries added; kept up to date from now on"
        assert keys(file) == sorted(QUEUE)
        await seat.to(SECOND)
        await seat.press("a")
        await catch_up(seat)
        assert keys(file) == sorted([*QUEUE, SECOND])
        await seat.press("ctrl+e")
        assert "the queue · 5 entries · bibtex · written" in seat.text
        await seat.press("x")
        assert seat.messages[-1].endswith("queue.bib is kept no longer; it stays as it is")
        assert exports_of(seat.opened.folder) == []
        assert file.exists()


async def test_a_listing_is_kept_by_what_finds_it(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        await seat.type("mamba")
        await seat.press("enter", "e", "up", "up", "left", "down", "down", "down", "right", "enter")
        (kept,) = exports_of(seat.opened.folder)
        assert (kept.query, kept.entries) == ("mamba", 1)


async def test_a_disk_that_does_not_answer_holds_up_no_key(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def hang(opened: OpenLibrary) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))
        return started[-1]

    async with run(sample) as seat:
        await seat.press(*KEEP)
        monkeypatch.setattr(kept_exports, "start", hang)
        await seat.to(SECOND)
        for _ in range(5):
            await seat.press("a")
            seat.main.saving.update_exports()
        assert len(started) == 1
        assert seat.keys(seat.main.queue) == [*QUEUE, SECOND]
        started[0].communicate(b"\n")


async def test_what_is_wrong_with_a_file_is_shown_once(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    async with run(sample) as seat:
        await seat.press(*KEEP)
        (tmp_path / "work" / "queue.bib").unlink()
        shown = []
        for _ in range(2):
            await seat.to(SECOND)
            await seat.press("a")
            await catch_up(seat)
            shown += [message for message in seat.messages if "queue.bib is gone" in message]
            seat.app.clear_notifications()
        assert len(shown) == 1
        await seat.press("ctrl+e")
        assert "not up to date: " in seat.text

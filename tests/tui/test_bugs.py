"""A bug in any command, thread or widget: the app ends, nothing is lost, and nobody else reads what the user keeps."""

from __future__ import annotations

import stat
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from textual.worker import WorkerFailed

from readlist.commands import COMMANDS, Command
from readlist.session.open_library import OpenLibrary
from tests.tui.conftest import Run, Seat, as_pasted, page

SECRET = "what only the user knows"
Act = Callable[[Seat], Awaitable[object]]


class BugError(Exception):
    """Nobody expects it."""


def bug(*_: Any, **__: Any) -> Any:
    secret = SECRET
    raise BugError(f"of {len(secret)} letters")


def content(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "lock"}


async def ends_the_app(act: Act, opened: OpenLibrary, run: Run, own_home: Path) -> None:
    """What is done ends the app in good order: one line, and a private log that has the place but no values."""
    seats: list[Seat] = []
    before: dict[Path, bytes] = {}
    with suppress(BugError, WorkerFailed):  # as the app fails, so does who sits in front of it
        async with run(opened) as seat:
            await seat.press("s")  # what was acknowledged before stays
            seats.append(seat)
            before |= content(opened.folder)
            await act(seat)
    (app,) = (seat.app for seat in seats)
    assert app.return_code == 1
    log = own_home / "state" / "readlist" / "readlist.log"
    said = f"a bug in readlist (BugError: of {len(SECRET)} letters); details are in {log} under "
    assert app.fault is not None
    assert app.fault.startswith(said)
    written = log.read_text(encoding="utf-8").partition(app.fault.removeprefix(said))[2]
    assert "in bug\n" in written
    assert SECRET not in written.replace(f'secret = "{SECRET}"', "")  # the line as it stands in the code
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert content(opened.folder) == before


@pytest.mark.long
async def test_a_bug_in_any_command_ends_the_app_and_loses_nothing(
    sample: OpenLibrary, run: Run, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in COMMANDS:

        async def carry_out(seat: Seat, command: Command = command) -> None:
            with monkeypatch.context() as patch:
                patch.setattr(Command, "load", lambda _: bug)
                seat.app.call_later(seat.main.carry_out, command)
                await seat.settle()

        await ends_the_app(carry_out, OpenLibrary(sample.folder), run, own_home)


async def test_a_bug_while_a_change_is_made_ends_the_app_and_loses_nothing(
    sample: OpenLibrary, run: Run, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def skip(seat: Seat) -> None:
        monkeypatch.setattr("readlist.store.store.encode", bug)  # the lock is held, the edits are planned
        await seat.press("x")

    await ends_the_app(skip, sample, run, own_home)


async def test_a_bug_in_a_thread_ends_the_app_and_loses_nothing(
    sample: OpenLibrary, run: Run, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readlist.tui.dialogs.import_dialog.read_text", bug)
    await ends_the_app(lambda seat: seat.paste(as_pasted(page("kaiser"))), sample, run, own_home)


async def test_a_bug_in_what_is_drawn_ends_the_app_and_loses_nothing(
    sample: OpenLibrary, run: Run, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def move(seat: Seat) -> None:
        monkeypatch.setattr("readlist.tui.main_screen.content_of", bug)
        await seat.press("j")

    await ends_the_app(move, sample, run, own_home)

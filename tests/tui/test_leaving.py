"""Leaving, coming back, and others at work on the same library."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest

from readlist.library import marking
from readlist.model.paper import Paper
from readlist.session.open_library import OpenLibrary
from readlist.session.ui_state import UiState, load_state, save_state
from tests.tui.conftest import FIRST, QUEUE, SECOND, Run, add


async def test_the_app_opens_where_it_was_left(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", "j", "enter", "j", "j", "3", "j")
        here = seat.key(seat.main.papers)
        save_state(sample.folder, seat.main.remember())
        before = seat.lines
    async with run(OpenLibrary(sample.folder), left=load_state(sample.folder)) as seat:
        assert seat.part("#papers-pane")[0].startswith("─ 2 Inbox ─")
        assert seat.key(seat.main.papers) == here
        assert seat.key(seat.main.queue) == QUEUE[1]
        assert seat.app.focused is seat.main.queue
        assert seat.prose("#detail").startswith("Direct Preference Optimization")
        assert seat.lines == before


@pytest.mark.parametrize("pane", ["authors", "papers", "queue"])
async def test_the_picture_is_of_where_the_cursor_is(sample: OpenLibrary, run: Run, pane: str) -> None:
    async with run(sample) as seat:
        seat.main.go(pane)
        await seat.settle()
        before = seat.main.last_frame()
        getattr(seat.main, pane).move(1)  # the key before ctrl+q: nobody has heard of it yet
        at_once = seat.main.last_frame()
        await seat.settle()
        assert at_once == seat.main.last_frame() != before


async def test_a_state_that_makes_no_sense_is_passed_over(sample: OpenLibrary, run: Run, own_home: Path) -> None:
    save_state(sample.folder, UiState(group="author:nobody", pane="kitchen", paper=2020, queued=-1))
    async with run(sample, left=load_state(sample.folder)) as seat:
        assert seat.key(seat.main.papers) == FIRST
        assert seat.app.focused is seat.main.papers
    (file,) = (own_home / "state").rglob("*.json")
    for text in ["", "[]", "{", json.dumps({"group": 5, "pane": None, "more": "x"})]:
        file.write_text(text)
        assert load_state(sample.folder) == UiState()


async def test_what_another_process_decides_shows_up_and_the_cursor_stays(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.to("yao2023tree")
        other = OpenLibrary(sample.folder)
        ids = [other.library.keys[k] for k in (SECOND, "yao2023tree")]
        other.do("mark star", lambda library, at: marking.star(library, ids, True, at))
        other.do("queue add", lambda library, at: marking.queue(library, ids[:1], True, at))
        assert seat.main.session.opened.refresh()
        await seat.settle()
        assert seat.key(seat.main.papers) == "yao2023tree"
        assert "›★  2023   LG" in seat.part("#papers")[1]
        assert "·★  2023   CL" in seat.row(seat.main.papers)
        assert "queue 5   ★ 4" in seat.status
        assert seat.keys(seat.main.queue) == [*QUEUE, SECOND]
        assert "starred" in seat.prose("#detail")
        assert not seat.main.session.opened.refresh()


@pytest.mark.parametrize(("group", "taken_in"), [("index", True), ("interest", True), ("import", False)])
async def test_others_are_heard_while_the_library_is_only_read(
    sample: OpenLibrary, run: Run, group: str, taken_in: bool
) -> None:
    async with run(sample) as seat:
        end = asyncio.Event()

        async def work() -> None:
            await end.wait()

        worker = seat.main.run_worker(work(), group=group)
        other = OpenLibrary(sample.folder)
        other.do("mark star", lambda library, at: marking.star(library, [other.library.keys["yao2023tree"]], True, at))
        seat.main.saving.look()
        assert seat.opened.library.mark(other.library.keys["yao2023tree"]).starred is taken_in
        end.set()
        await worker.wait()


async def test_what_another_process_imports_shows_up_around_the_cursor(
    empty: OpenLibrary, run: Run, sample_folder: Path
) -> None:
    add(empty, Paper(id=1, key="mid2018", title="In the middle", title_text="In the middle", date="2018-01-01"))
    async with run(empty) as seat:
        other = OpenLibrary(empty.folder)
        add(
            other,
            Paper(id=2, key="new2020", title="Newer", title_text="Newer", date="2020", authors=("Ann Lee",)),
            Paper(id=3, key="old2010", title="Older", title_text="Older", date="2010"),
        )
        seat.main.session.opened.refresh()
        await seat.settle()
        assert seat.keys(seat.main.papers) == ["new2020", "mid2018", "old2010"]
        assert seat.key(seat.main.papers) == "mid2018"
        assert "3 papers" in seat.status
        assert "Ann Lee" in seat.prose("#authors")
        other.undo()
        seat.main.session.opened.refresh()
        await seat.settle()
        assert seat.keys(seat.main.papers) == ["mid2018"]
        assert "Ann Lee" not in seat.prose("#authors")


async def test_libraries_that_were_open_before_are_offered(
    sample: OpenLibrary, empty: OpenLibrary, run: Run, tmp_path: Path
) -> None:
    other = tmp_path / "thesis"
    other.mkdir()
    for folder in (sample.folder, other, tmp_path / "gone"):
        save_state(folder, UiState(folder=str(folder)))
    async with run(sample) as seat:
        await seat.press("ctrl+o")
        assert [line.split() for line in seat.part("#options") if line.strip()] == [["▌", str(other)]]
        await seat.press("enter")
        assert "choose with ↓" in seat.prose("#message")
        await seat.press(*"thes", "enter")
        assert seat.main.next_library == str(other)
        assert not seat.app.is_running


async def test_a_library_is_opened_by_its_path(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    async with run(sample) as seat:
        await seat.press("ctrl+o", *str(tmp_path / "file"), "enter")
        assert f"not a folder: {tmp_path / 'file'}" in seat.prose("#message")
        await seat.press("backspace", "enter")
        assert seat.main.next_library == str(tmp_path / "fil")


async def test_within_a_second_the_app_looks_for_what_others_did(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        other = OpenLibrary(sample.folder)
        other.do("mark star", lambda library, at: marking.star(library, [library.keys[SECOND]], True, at))
        for _ in range(100):
            if "★ 3" in seat.status:
                break
            await seat.pilot.pause(0.02)
        assert "★ 3" in seat.status


async def test_a_change_here_after_one_elsewhere_keeps_both(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        other = OpenLibrary(sample.folder)
        other.do("mark star", lambda library, at: marking.star(library, [library.keys[SECOND]], True, at))
        await seat.press("x")
        assert "★ 3" in seat.status
        assert "queue 3" in seat.status
        fresh = OpenLibrary(sample.folder).library
        assert fresh.count("starred") == 3
        assert fresh.count("queued") == 3


async def test_a_read_only_library_says_so_before_anything_is_decided(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readlist.session.open_library.os.access", lambda path, how: path != sample.folder)
    async with run(sample) as seat:
        assert "read only" in seat.lines[-1]
        assert "read-only: changes are lost on quit" in " ".join(seat.messages)


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"theirs-\xff\xfe")
    save_state(folder, UiState(folder=str(folder), group="Inbox"))
    assert load_state(folder).group == "Inbox"

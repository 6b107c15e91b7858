"""Decisions: what they change, where the cursor goes, and how they are taken back."""

from __future__ import annotations

from pathlib import Path

from readlist.session.open_library import OpenLibrary
from tests.tui.conftest import QUEUE, SECOND, Run, dimmed, placed
from tests.tui.test_settings import configured


async def test_skipping_takes_out_of_the_queue_and_one_undo_brings_both_back(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("x")
        assert "✗★  2023   LG 90.1 Mamba" in seat.row(seat.main.papers)
        assert "queue 3" in seat.status
        await seat.press("u")
        assert "›★  2023   LG 90.1 Mamba" in seat.row(seat.main.papers)
        assert "queue 4" in seat.status
        assert seat.keys(seat.main.queue) == QUEUE


async def test_queueing_takes_a_skip_back(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.to("redmon2016yolo9000")
        await seat.press("a")
        assert "›   2016   CV      YOLO9000" in seat.row(seat.main.papers)


async def test_every_place_in_the_queue_is_shown_anew_when_one_leaves_it(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        assert placed(seat) == {"Mamba:": 1, "Direct": 2, "The": 3, "QLoRA:": 4}
        await seat.press("x")
        assert placed(seat) == {"Direct": 1, "The": 2, "QLoRA:": 3}
        await seat.press("u")
        assert placed(seat) == {"Mamba:": 1, "Direct": 2, "The": 3, "QLoRA:": 4}


async def test_every_place_in_the_queue_is_shown_anew_when_one_moves(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("3")
        await seat.press("greater_than_sign")
        assert placed(seat) == {"Direct": 1, "The": 2, "QLoRA:": 3, "Mamba:": 4}


async def test_what_is_decided_in_the_inbox_stays_dimmed_and_the_cursor_goes_on(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", "j", "enter")
        inbox = seat.keys(seat.main.papers)
        assert len(inbox) == 47
        assert not dimmed(seat, 0)
        await seat.press("x", "a", "r")
        assert seat.keys(seat.main.papers) == inbox
        assert seat.key(seat.main.papers) == inbox[3]
        assert [line[1] for line in seat.part("#papers")[:4]] == ["✗", "›", "✓", "·"]
        await seat.press("j")
        assert [dimmed(seat, row) for row in range(4)] == [True, True, True, False]
        assert "inbox 44" in seat.status
        assert "queue 5" in seat.status


async def test_what_was_decided_is_gone_when_the_inbox_is_entered_again(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", "j", "enter")
        inbox = seat.keys(seat.main.papers)
        await seat.press("x", "x", "1", "k", "j", "enter")
        assert seat.keys(seat.main.papers) == inbox[2:]
        assert seat.key(seat.main.papers) == inbox[2]


async def test_undo_undims_the_row_where_it_stands(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", "j", "enter")
        inbox = seat.keys(seat.main.papers)
        await seat.press("x", "x", "u", "u")
        assert seat.keys(seat.main.papers) == inbox
        assert not dimmed(seat, 0)
        assert not dimmed(seat, 1)
        assert "inbox 47" in seat.status


async def test_a_star_queues_what_is_in_the_inbox_and_one_undo_brings_it_back(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", "j", "enter")
        here = seat.key(seat.main.papers)
        await seat.press("s")
        assert seat.key(seat.main.papers) != here
        assert "inbox 46   queue 5   ★ 3" in seat.status
        await seat.press("u")
        assert seat.key(seat.main.papers) == here
        assert "inbox 47   queue 4   ★ 2" in seat.status


async def test_a_star_of_a_decided_paper_decides_nothing_else(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("3", "j", "s")
        assert seat.key(seat.main.queue) == QUEUE[1]
        assert "queue 4   ★ 3" in seat.status


async def test_of_a_selection_all_are_starred_and_those_of_the_inbox_queued(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("space", "space", "space", "s")
        assert "inbox 46   queue 5   ★ 4" in seat.status
        assert not seat.main.papers.selected


async def test_what_is_read_leaves_the_queue_unless_it_is_to_stay(
    sample: OpenLibrary, run: Run, tmp_path: Path
) -> None:
    async with run(sample) as seat:
        await seat.press("r")
        assert "queue 3" in seat.status
        await seat.press("u")
        assert "queue 4" in seat.status
        assert seat.keys(seat.main.queue) == QUEUE
    async with run(sample, config=configured(tmp_path, "[queue]\nkeep_read = true\n")) as seat:
        await seat.press("r")
        assert "queue 4" in seat.status
        assert "✓" in seat.part("#queue")[0]


async def test_the_last_of_a_listing_can_be_decided_too(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", "j", "enter", "G", "x", "x", "x")
        assert seat.main.papers.cursor == 46
        assert seat.opened.library.count("inbox") in (46, 47)


async def test_a_paper_removed_from_the_queue_is_dimmed_and_the_cursor_goes_on(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("3")
        await seat.press("a")
        assert seat.keys(seat.main.queue) == QUEUE
        assert seat.key(seat.main.queue) == QUEUE[1]
        assert placed(seat) == {"Direct": 1, "The": 2, "QLoRA:": 3}
        assert "Mamba" in seat.part("#queue")[0]
        assert "queue 3" in seat.status
        await seat.press("k", "a")
        assert seat.keys(seat.main.queue)[:1] == QUEUE[:1] or seat.keys(seat.main.queue)[-1:] == QUEUE[:1]
        assert "queue 4" in seat.status


async def test_what_was_taken_out_is_gone_when_the_queue_is_entered_again(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("3", "a", "2", "3")
        assert seat.keys(seat.main.queue) == QUEUE[1:]
        assert "Mamba" not in seat.prose("#queue")


async def test_a_paper_that_left_the_queue_cannot_be_moved_in_it(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("3", "a", "k", "J")
        assert "not in the queue any more" in seat.messages[-1]


async def test_the_whole_queue_can_be_emptied(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("3", "a", "a", "a", "a")
        assert "queue 0" in seat.status
        await seat.press("2", "3")
        assert "a puts papers here" in seat.prose("#queue")
        await seat.press("2", *"uuuu")
        assert seat.keys(seat.main.queue) == QUEUE


async def test_undo_and_redo_walk_back_and_forth(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.to(SECOND)
        rows = [seat.row(seat.main.papers)]
        for key in "sra":
            await seat.press(key)
            rows.append(seat.row(seat.main.papers))
        assert [row[1:5] for row in rows] == ["·   ", "›★  ", "✓★  ", "✓★  "]
        for row in reversed(rows[:-1]):
            await seat.press("u")
            assert seat.row(seat.main.papers) == row
        for row in rows[1:]:
            await seat.press("U")
            assert seat.row(seat.main.papers) == row
        await seat.press("u", "x", "U")
        assert seat.messages[-1] == "there is nothing to redo"


async def test_undo_goes_back_beyond_the_last_start(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("s", "s", "s")
    async with run(OpenLibrary(sample.folder)) as seat:
        assert "★ 1" in seat.status
        await seat.press("u")
        assert "★ 2" in seat.status

"""Interest in the app: the order of the inbox, bars, reasons, triage, related papers; and what it leaves alone."""

from __future__ import annotations

import threading

import pytest

from readlist.interest import learning
from readlist.library import marking
from readlist.library.interests import bar_sign
from readlist.platform.config import Config
from readlist.session.open_library import OpenLibrary
from readlist.settings import Learning, Settings
from readlist.tui.dialogs.triage_screen import TriageScreen
from tests.tui.conftest import Run, Seat, dimmed

TRANSFORMERS = ("vaswani2017attention", "child2019generating", "kitaev2020reformer", "gu2023mamba")
OTHERS = ("redmon2016yolo9000", "kirillov2023segment", "viazovska2016sphere", "silver2017mastering", "he2015deep",
          "ioffe2015batch", "karras2018style", "mildenhall2020nerf")  # fmt: skip


def decide(opened: OpenLibrary, most: int = 20) -> int:
    ids = opened.library.keys
    kept = [ids[key] for key in TRANSFORMERS if key in ids][:most]
    skipped = [ids[key] for key in OTHERS if key in ids][: most - len(kept)]
    opened.do("queue add", lambda library, at: marking.queue(library, kept, True, at))
    opened.do("mark skip", lambda library, at: marking.skip(library, skipped, True, at))
    return len(kept) + len(skipped)


async def learn(seat: Seat) -> None:
    seat.main.interest.begin()
    await seat.settle()


async def test_the_inbox_is_in_the_order_of_interest_once_it_is_known(sample: OpenLibrary, run: Run) -> None:
    decide(sample)
    async with run(sample, (140, 42)) as seat:
        seat.main.show_group("group:Inbox")
        await seat.settle()
        assert "newest first" in seat.status
        await learn(seat)
        interests = sample.library.interests
        values = [interests.sums[id] for id in seat.main.papers.rows]
        assert values == sorted(values, reverse=True)
        assert "most interesting first" in seat.status
        bars = [set(line) & set("▁▂▃▄▅▆▇█") for line in seat.part("#papers")[: len(values)]]
        assert bars[0] == {bar_sign(interests.of(seat.main.papers.rows[0]))}
        assert all(bars[:20])
        await seat.press("g")
        assert f"interest {interests.of(seat.main.papers.rows[0])}: " in seat.prose("#detail")
        seat.main.show_group("group:All papers")
        await seat.settle()
        assert "newest first" in seat.status


async def test_a_row_stays_under_the_cursor_when_a_decision_is_learned_from(sample: OpenLibrary, run: Run) -> None:
    decide(sample)
    async with run(sample, (140, 42)) as seat:
        seat.main.show_group("group:Inbox")
        await learn(seat)
        rows = seat.main.papers.rows
        await seat.press("g", "j", "x")
        await learn(seat)
        assert seat.main.papers.rows == rows
        assert dimmed(seat, 1)
        assert seat.main.papers.current == rows[2]


async def test_below_ten_decisions_nothing_changes_but_a_hint(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        seat.main.show_group("group:Inbox")
        await learn(seat)
        assert sample.library.interests.sums
        assert "newest first" in seat.status
        assert "interest" not in seat.prose("#detail")
        await seat.press("percent_sign")
        await seat.press("G")
        assert "interest: decide about 10 papers first (6 so far)" in seat.text
        await seat.press("escape", "S")
        await seat.type("interest")
        await seat.press("enter")
        assert seat.messages == ["decide about 10 papers first: interest is learned from them"]


async def test_triage_begins_with_the_best_and_says_why(sample: OpenLibrary, run: Run) -> None:
    decide(sample)
    async with run(sample, (140, 42)) as seat:
        await learn(seat)
        await seat.press("T")
        assert isinstance(seat.app.screen, TriageScreen)
        round = seat.app.screen.round
        best = sample.library.interests.order(round.ids)[0]
        assert round.at == best
        assert f"interest {sample.library.interests.of(best)}: " in seat.prose("PaperText")
        assert len(round.drawn) == len(round.ids) // 10
        for _ in range(9):
            await seat.press("j")
        assert round.at in round.drawn
        assert "drawn at random, to see what you miss" in seat.prose("PaperText")


async def test_how_good_it_was_is_judged_beside_the_keys(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(sample)
    threads = []
    judge = learning.held_out
    monkeypatch.setattr(learning, "held_out", lambda *a: threads.append(threading.current_thread()) or judge(*a))
    async with run(sample, (140, 42)) as seat:
        await learn(seat)
        await seat.press("percent_sign", "G")
        assert "interest: too few decisions to say how good it is" in seat.text
        assert threads
        assert threading.main_thread() not in threads


async def test_the_suggested_order_counts_interest(sample: OpenLibrary, run: Run) -> None:
    decide(sample)
    async with run(sample, (140, 42)) as seat:
        await learn(seat)
        await seat.press("3")
        assert "interest " in seat.prose("#detail")
        assert sample.library.place(seat.main.queue.rows[0]) == 1


async def test_off_means_off(sample: OpenLibrary, run: Run) -> None:
    decide(sample)
    settings = Settings(interest=Learning(learn=False))
    async with run(sample, (140, 42), config=Config(settings)) as seat:
        seat.main.interest.start()
        await seat.press("a")
        assert not sample.library.interests.sums
        assert "interest" not in seat.text
        await seat.press("v")  # related papers need no decisions
        assert "Related to" in seat.text


async def test_related_papers_are_gone_to_wherever_they_are(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        seat.main.show_group("group:Starred")
        await seat.settle()
        await seat.press("v", "enter")
        assert seat.main.papers.group.name == "All papers"
        assert seat.main.session.pane == "papers"

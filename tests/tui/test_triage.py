"""Triage: one paper at a time, one key a decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual.geometry import Region
from textual.widget import Widget

from readlist.library import marking
from readlist.model.paper import Paper
from readlist.platform.config import Config
from readlist.session.open_library import OpenLibrary
from readlist.settings import Settings
from readlist.tui.dialogs.export_dialog import ExportDialog
from readlist.tui.dialogs.fix_dialog import FixDialog
from readlist.tui.dialogs.help_dialog import HelpDialog
from readlist.tui.dialogs.preview_dialog import PreviewDialog
from readlist.tui.dialogs.triage_screen import TriageScreen
from readlist.tui.widgets.frame import Line
from readlist.tui.widgets.row_list import RowList
from tests.tui.conftest import QUEUE, SECOND, Clipboard, Run, Seat, add, as_pasted, give_arxiv_id

THIRD = "yao2023tree"


def decisions(opened: OpenLibrary, key: str) -> set[str]:
    mark = opened.library.mark(opened.library.keys[key])
    return {name for name in ("queued", "starred", "read", "skipped") if getattr(mark, name)}


def title(seat: Seat) -> str:
    return seat.lines[2].strip()


async def test_the_inbox_is_shown_one_paper_at_a_time_with_its_whole_abstract(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        await seat.press("T")
        paper = sample.library.papers[sample.library.keys[SECOND]]
        assert paper.abstract_text
        assert paper.abstract_text in seat.prose("PaperText")
        assert "1 of 47" in seat.status
        assert "47 left" in seat.status
        assert seat.prose("NextLines").startswith("next Tree of Thoughts")
        assert max(len(line.rstrip()) for line in seat.part("PaperText")) <= 3 + 100


@pytest.mark.parametrize(
    ("key", "decided"), [("a", {"queued"}), ("s", {"queued", "starred"}), ("r", {"read"}), ("x", {"skipped"})]
)
async def test_one_key_decides_and_the_next_paper_is_there(
    key: str, decided: set[str], sample: OpenLibrary, run: Run
) -> None:
    async with run(sample) as seat:
        await seat.press("T", key)
        assert decisions(sample, SECOND) == decided
        assert title(seat).startswith("Tree of Thoughts")
        assert "46 left" in seat.status
        await seat.press("u")
        assert decisions(sample, SECOND) == set()
        assert title(seat).startswith("Let's Verify")


async def test_starring_and_queueing_is_one_change_and_one_undo(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        before = len(sample.library.history)
        await seat.press("T", "s")
        assert len(sample.library.history) == before + 1


async def test_a_second_look_adds_to_a_decision(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("T", "r", "k", "s")
        assert decisions(sample, SECOND) == {"read", "starred"}
        assert title(seat).startswith("Tree of Thoughts")
        await seat.press("k", "a")
        assert decisions(sample, SECOND) == {"read", "starred", "queued"}


async def test_back_as_far_as_one_likes_also_to_decidingof_another_day(sample: OpenLibrary, run: Run) -> None:
    sample.do("mark skip", lambda library, at: marking.skip(library, [library.keys[THIRD]], True, at))
    async with run(sample) as seat:
        await seat.press("T", "a", "a")
        await seat.press("u", "u")
        assert title(seat).startswith("Let's Verify")
        await seat.press("u")
        assert title(seat).startswith("Tree of Thoughts")
        assert decisions(sample, THIRD) == set()
        assert "1 of 48" not in seat.status
        assert seat.messages[-1].startswith("undone: skipped “Tree of Thoughts")
        await seat.press("U")
        assert decisions(sample, THIRD) == {"skipped"}


async def test_back_stops_before_an_import_would_be_taken_away(empty: OpenLibrary, run: Run) -> None:
    add(empty, Paper(id=1, key="one", title="One", title_text="One"), Paper(id=2, key="two", title_text="Two"))
    async with run(empty) as seat:
        await seat.press("T", "a", "u", "u")
        assert seat.messages[-1] == "next to undo is “added”: press esc, then u"
        assert len(empty.library.papers) == 2


async def test_later_puts_off_until_triage_is_entered_again(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("T", "z")
        assert title(seat).startswith("Tree of Thoughts")
        assert "z 1" in seat.status
        assert "47 left" in seat.status
        await seat.press("escape", "1", "j", "enter", "T")
        assert title(seat).startswith("Let's Verify")
        assert "z 1" not in seat.status


async def test_skimming_looks_without_deciding(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("T", "j", "j")
        assert title(seat) == "Segment Anything"
        assert "3 of 47" in seat.status
        await seat.press("k", "down", "up")
        assert title(seat).startswith("Tree of Thoughts")
        assert sample.library.count("inbox") == 47
        await seat.press("g", "k")
        assert seat.messages[-1] == "first paper of the round"
        await seat.press("G", "j")
        assert seat.messages[-1] == "last paper of the round"


async def test_an_author_is_triaged_alone(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", *"jjjjjjj", "T")
        assert "Triage   Ilya Sutskever    1 of 16" in seat.status
        await seat.press(*"x" * 16)
        assert "Ilya Sutskever: 16 papers decided" in seat.text
        assert "enter 31 more" in seat.hints
        await seat.press("enter")
        assert "Triage   Inbox    1 of 31" in seat.status


async def test_what_a_search_found_is_triaged_alone(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        await seat.type("attention")
        await seat.press("enter")
        found = sum(sample.library.mark(id).inbox for id in seat.main.papers.rows)
        await seat.press("T")
        assert f"of {found} " in seat.status


async def test_a_selection_is_triaged_alone(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("j", "space", "j", "j", "space", "T")
        assert "Selected   1 of 2" in seat.status


async def test_a_listing_with_nothing_to_decide_leads_to_the_whole_inbox(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", "j", "j", "j", "enter", "T")
        assert seat.messages == ["Starred: nothing in the inbox; showing the whole inbox"]
        assert " 1 of 47" in seat.status


async def test_an_empty_inbox_needs_no_triage(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("ctrl+a", "x", "T")
        assert seat.app.screen is seat.main
        assert seat.messages[-1] == "inbox empty"


async def test_an_empty_library_says_what_it_needs_first(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        assert [hint in seat.hints for hint in ("T triage", "/ search", "e export", "i import")] == [0, 0, 0, 1]
        await seat.press("T")
        assert seat.app.screen is seat.main
        assert seat.messages == ["Triage: the library is empty; press i to import a page"]


async def test_triage_is_narrowed_as_one_types_and_widened_by_escape(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("T", "a", "slash")
        await seat.type("transformr")
        assert "transformr → transformer" in seat.status
        shown = title(seat)
        await seat.press("enter")
        assert "transformr" in seat.status
        await seat.press("x")
        assert title(seat) != shown
        assert sample.library.count("skipped") == 2
        await seat.press("escape")
        assert "of 47" in seat.status
        assert "45 left" in seat.status
        await seat.press("escape")
        assert seat.app.screen is seat.main


async def test_a_query_that_finds_nothing_changes_nothing(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("T", "slash")
        await seat.type("reformer")
        assert "enter triage these" in seat.hints
        await seat.type("qqqqqqqqqq")
        assert "0 of 47" in seat.status
        assert "triage these" not in seat.hints
        await seat.press("enter", "a")
        assert decisions(sample, SECOND) == {"queued"}


async def test_the_end_says_what_was_decided_and_leads_on(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        await seat.press("T", "a", "s", "r", "z", *"x" * 43)
        text = " ".join(seat.text.split())
        assert "Inbox: 46 papers decided" in text
        assert "2 queued, 1 of them starred" in text
        assert "1 read" in text
        assert "43 skipped" in text
        assert "1 postponed" in text
        assert "★ Tree of Thoughts" in text
        assert "e export  enter 1 postponed" in seat.hints
        await seat.press("e")
        assert isinstance(seat.app.screen, ExportDialog)
        await seat.press("escape", "enter")
        assert "Segment" not in title(seat)
        assert "1 left" in seat.status
        await seat.press("x")
        assert "Inbox empty." in seat.text
        await seat.press("u")
        assert sample.library.count("inbox") == 1
        await seat.press("escape")
        assert seat.app.screen is seat.main


async def test_at_the_end_a_decision_says_why_there_is_none(empty: OpenLibrary, run: Run) -> None:
    add(empty, Paper(id=1, key="one", title="One", title_text="One"))
    async with run(empty) as seat:
        await seat.press("T", "a", "a")
        assert seat.messages[-1] == "Queue: no paper left; press u to undo or esc to leave"
        await seat.press("k")
        assert title(seat) == "One"
        await seat.press("a")
        assert empty.library.count("inbox") == 1


async def test_every_other_command_for_papers_acts_on_the_paper_shown(
    sample: OpenLibrary, run: Run, clipboard: Clipboard, browser: list[str]
) -> None:
    give_arxiv_id(sample, "lightman2023let", "2305.20050")
    async with run(sample) as seat:
        await seat.press("T", "y", "o")
        assert clipboard.text.startswith("@misc{lightman2023let")
        assert browser == ["https://arxiv.org/abs/2305.20050"]
        await seat.press("f")
        assert isinstance(seat.app.screen, FixDialog)
        await seat.press("escape", "F")
        assert "Hunter Lightman" in seat.text
        await seat.press("escape", "question_mark")
        assert isinstance(seat.app.screen, HelpDialog)
        assert "In the triage" in seat.text
        await seat.press("escape", "delete")
        assert SECOND not in {p.key for p in sample.library.papers.values()}
        assert title(seat).startswith("Tree of Thoughts")
        await seat.press("ctrl+p")
        await seat.type("skip")
        await seat.press("enter")
        await seat.settle()
        assert decisions(sample, THIRD) == {"skipped"}


async def test_what_does_not_act_here_says_so(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("T", "J")
        assert seat.messages[-1] == "Move down does not work in triage (press esc to leave)"
        await seat.press("2")
        assert seat.messages[-1] == "Papers pane does not work in triage (press esc to leave)"


async def test_keys_of_the_user_count_here_too(sample: OpenLibrary, run: Run) -> None:
    config = Config(Settings(keys={"queue": ("d",), "later": ()}))
    async with run(sample, config=config) as seat:
        await seat.press("T", "d")
        assert decisions(sample, SECOND) == {"queued"}
        assert "d queue" in seat.hints
        assert "later" not in seat.hints
        await seat.press("z")
        assert title(seat).startswith("Tree of Thoughts")


async def test_a_page_pasted_in_triage_joins_the_round(sample: OpenLibrary, run: Run) -> None:
    new = "Ada Karlsson\n\nCVMar 9, 2023\nPolynomials for Everybody\n\nAda Karlsson\n\nA polynomial is a sum, "
    new += "and what holds for sums holds for it; we count how often, and why it is of use to everybody.\n"
    async with run(sample) as seat:
        await seat.press("T")
        await seat.paste(as_pasted(new))
        assert isinstance(seat.app.screen, PreviewDialog)
        await seat.press("enter")
        assert isinstance(seat.app.screen, TriageScreen)
        assert "1 of 48" in seat.status
        assert title(seat).startswith("Let's Verify")


async def test_what_another_process_decides_is_counted_and_passed(sample: OpenLibrary, run: Run) -> None:
    other = OpenLibrary(sample.folder)
    async with run(sample) as seat:
        await seat.press("T")
        other.do("mark skip", lambda library, at: marking.skip(library, [library.keys[THIRD]], True, at))
        seat.main.session.opened.refresh()
        await seat.settle()
        assert "46 left" in seat.status
        await seat.press("a")
        assert title(seat) == "Segment Anything"


async def test_a_long_abstract_scrolls_and_says_that_it_goes_on(empty: OpenLibrary, run: Run) -> None:
    text = " ".join(f"word{n}" for n in range(600))
    add(empty, Paper(id=1, key="one", title="One", title_text="One", abstract=text, abstract_text=text))
    async with run(empty, (60, 20)) as seat:
        await seat.press("T")
        assert "word599" not in seat.text
        assert "↓ more" in seat.prose("NextLines")
        for _ in range(12):
            await seat.press("space")
        assert "word599" in seat.text
        assert "↓ more" not in seat.prose("NextLines")
        await seat.press("ctrl+u")
        assert "word599" not in seat.text


async def test_leaving_goes_to_the_paper_that_was_shown(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("T", "a", "j", "escape")
        assert seat.key(seat.main.papers) == "kirillov2023segment"
        assert "later" not in seat.hints


@contextmanager
def drawn() -> Iterator[Counter[str]]:
    """Counts which widgets are drawn."""
    counts: Counter[str] = Counter()
    kinds = (Line, RowList)
    kept = [kind.render_lines for kind in kinds]
    for kind, lines in zip(kinds, kept, strict=True):

        def render_lines(self: Widget, crop: Region, lines: Any = lines) -> object:
            counts[type(self).__name__] += 1
            return lines(self, crop)

        kind.render_lines = render_lines  # type: ignore[method-assign, assignment]
    try:
        yield counts
    finally:
        for kind, lines in zip(kinds, kept, strict=True):
            kind.render_lines = lines  # type: ignore[method-assign]


@pytest.mark.usefixtures("drawn")
async def test_a_decision_draws_the_counts_the_paper_and_what_is_next_each_once(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        await seat.press("T")
        with drawn() as counts:
            await seat.press("a")
        assert counts == {"Progress": 1, "NextLines": 1}


async def test_where_there_is_room_the_next_titles_and_the_page_are_named(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (120, 42)) as seat:
        await seat.press("T")
        titles = [line.removeprefix("   next").strip() for line in seat.part("NextLines")]
        assert len(titles) == 5
        await seat.press("x")
        assert seat.part("PaperText")[1].strip() == titles[0]
        await seat.press("slash", *"reformer", "enter")
        assert "on the page of Łukasz Kaiser" in seat.prose("PaperText")
        assert "end of the round" in seat.prose("NextLines")


async def test_the_text_stands_still_while_the_counts_change(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (100, 30)) as seat:
        await seat.press("T")
        places = set()
        for _ in range(12):
            await seat.press("x")
            text = seat.part("PaperText")
            places.add(next(n for n, line in enumerate(text) if line.strip()))
            places.add(seat.status.index("✗"))
        assert len(places) == 2


async def test_the_whole_inbox_in_as_many_keys_as_papers(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("T", *"x" * 47)
        assert sample.library.count("inbox") == 0
        assert seat.keys(seat.main.queue) == QUEUE

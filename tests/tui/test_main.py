"""The main screen: what a person sees after pressing a key."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.widgets import Input

from readlist.commands import COMMANDS, GROUPS
from readlist.library import marking
from readlist.models import Paper
from readlist.services.opened import OpenLibrary
from readlist.store.files import StoreError
from readlist.tui import state
from readlist.tui.screens.export import ExportScreen
from readlist.tui.screens.help import HelpScreen
from readlist.tui.screens.import_source import ImportSource
from readlist.tui.screens.preview import PreviewScreen
from tests.tui.conftest import PAGES, Clipboard, Run, Seat, add, as_pasted, page

FIRST, SECOND = "gu2023mamba", "lightman2023let"  # of all papers, newest first
QUEUE = ["gu2023mamba", "rafailov2023direct", "viazovska2016sphere", "dettmers2023qlora"]


def placed(seat: Seat, selector: str) -> dict[str, int]:
    """Places in the queue as the rows of a list show them, by the first word of the title."""
    shown = {}
    for line in seat.part(selector):
        if line[4:7].strip().isdigit():
            shown[line[8:].lstrip("0123456789- ").split()[1]] = int(line[4:7])
    return shown


def dimmed(seat: Seat, row: int) -> bool:
    """Is a row of the papers painted as one that no longer belongs there?"""
    papers = seat.main.papers
    gone = papers.get_component_rich_style("row--gone").color
    return all(
        s.style is not None and s.style.color == gone for s in list(papers.render_line(row))[1:] if s.text.strip()
    )


# every command, by its key

Does = Callable[[Seat, str], Awaitable[None]]
DOES: dict[str, Does] = {}


def does(id: str) -> Callable[[Does], Does]:
    def keep(check: Does) -> Does:
        DOES[id] = check
        return check

    return keep


def test_every_command_is_tried_here() -> None:
    assert list(DOES) == [c.id for c in COMMANDS]


@pytest.mark.parametrize("group", GROUPS)
async def test_every_command_does_what_its_line_in_the_help_says(group: str, sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for command in COMMANDS:
            if command.group == group:
                for key in command.keys:
                    await DOES[command.id](seat, key)
                    if command.id != "quit":  # the last one
                        await seat.start_over()


@does("queue")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press(key)
    assert seat.keys(seat.main.queue) == [*QUEUE, SECOND]
    assert "queue 5" in seat.status
    assert "5 · 5 unread" in seat.part("#queue-pane")[0]
    assert "·   5 2023-05-31" in seat.row(seat.main.papers)
    assert "unread · queue 5" in seat.prose("#detail")
    assert "Let's Verify Step by Step" in seat.part("#queue")[4]
    await seat.press(key)
    assert seat.keys(seat.main.queue) == QUEUE
    assert "queue 4" in seat.status
    assert "·     2023-05-31" in seat.row(seat.main.papers)


@does("star")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press(key)
    assert "·★    2023-05-31" in seat.row(seat.main.papers)
    assert "★ 3" in seat.status
    assert seat.part("#authors")[2].split()[:2] == ["Starred", "3"]
    assert "unread · starred" in seat.prose("#detail")
    await seat.press(key)
    assert "·     2023-05-31" in seat.row(seat.main.papers)
    assert "★ 2" in seat.status
    assert seat.part("#authors")[2].split()[:2] == ["Starred", "2"]


@does("read")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press(key)
    assert "✓     2023-05-31" in seat.row(seat.main.papers)
    assert "inbox 46" in seat.status
    assert "read" in [line.strip() for line in seat.part("#detail")]
    await seat.press(key)
    assert "·     2023-05-31" in seat.row(seat.main.papers)
    assert "inbox 47" in seat.status


@does("skip")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press(key)
    assert "✗     2023-05-31" in seat.row(seat.main.papers)
    assert "inbox 46" in seat.status
    assert "skipped" in seat.prose("#detail")
    await seat.press(key)
    assert "·     2023-05-31" in seat.row(seat.main.papers)
    assert "inbox 47" in seat.status


@does("undo")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press("s", key)
    assert "·     2023-05-31" in seat.row(seat.main.papers)
    assert seat.toasts == ["undone: starred “Let's Verify Step by Step”"]
    await seat.press(key)
    assert "Skipped" not in seat.text
    assert seat.opened.library.count("skipped") == 0  # the sample's own last decision


@does("redo")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press("s", "u", key)
    assert "·★    2023-05-31" in seat.row(seat.main.papers)
    assert seat.toasts[-1] == "redone: starred “Let's Verify Step by Step”"


@does("fix")
async def _(seat: Seat, key: str) -> None:
    await seat.to("maaten2013barnes")
    assert "?" in seat.row(seat.main.papers)
    await seat.press(key)
    assert "1 Barnes-Hut-SNE │ Laurens van der Maaten" in seat.text
    await seat.press("enter")
    assert "?" not in seat.row(seat.main.papers)
    assert "confirmed “Barnes-Hut-SNE”" in [c.summary for c in seat.opened.library.history.values()]


@does("remove")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press(key)
    assert SECOND not in seat.keys(seat.main.papers)
    assert "removed “Let's Verify Step by Step”" in seat.toasts[-1]
    await seat.press("u")
    assert SECOND in seat.keys(seat.main.papers)


@does("merge")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press(key)
    await seat.press(*"yao2023", "enter")
    assert "merged 2 papers into “Let's Verify Step by Step”" in seat.toasts[-1]
    assert "54 papers" in seat.status


@does("split")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press(key)
    assert "was not merged" in seat.toasts[-1]
    await seat.press("m", *"yao2023", "enter", key)
    assert "into 2 papers" in seat.toasts[-1]
    assert "55 papers" in seat.status


@does("alias")
async def _(seat: Seat, key: str) -> None:
    await seat.press("1", key)
    assert "no author here" in seat.toasts[-1]
    await seat.press(*"jjjjj", key)
    await seat.press(*"nobody", "enter")
    assert "no author is called “nobody”" in seat.text
    await seat.press("ctrl+u", *"oriol", "space", *"vinyals", "enter")
    assert seat.toasts[-1].startswith("Oriol Vinyals is Ilya Sutskever")


@does("queue_down")
async def _(seat: Seat, key: str) -> None:
    await seat.press("3", key)
    assert seat.keys(seat.main.queue) == [QUEUE[1], QUEUE[0], *QUEUE[2:]]
    assert seat.key(seat.main.queue) == FIRST
    assert "2 2023-12-01 LG Mamba" in seat.row(seat.main.queue)
    assert "1 2023-05-29 LG Direct" in seat.part("#queue")[0]


@does("queue_up")
async def _(seat: Seat, key: str) -> None:
    await seat.press("3", "G", key)
    assert seat.keys(seat.main.queue) == [*QUEUE[:2], QUEUE[3], QUEUE[2]]
    assert "3 2023-05-23 LG QLoRA" in seat.row(seat.main.queue)
    assert "4 2016-03-14 NT The sphere" in seat.part("#queue")[3]


@does("queue_top")
async def _(seat: Seat, key: str) -> None:
    await seat.press("3", "j", "j", key)
    assert seat.keys(seat.main.queue) == [QUEUE[2], *QUEUE[:2], QUEUE[3]]
    assert "1 2016-03-14 NT The sphere" in seat.row(seat.main.queue)


@does("queue_bottom")
async def _(seat: Seat, key: str) -> None:
    await seat.press("3", key)
    assert seat.keys(seat.main.queue) == [*QUEUE[1:], QUEUE[0]]
    assert "4 2023-12-01 LG Mamba" in seat.row(seat.main.queue)


@does("down")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert seat.row(seat.main.papers).startswith("▌")
    assert seat.prose("#detail").startswith("Let's Verify Step by Step")
    await seat.press("4", key, key)
    assert not seat.prose("#detail").startswith("Let's Verify Step by Step")


@does("up")
async def _(seat: Seat, key: str) -> None:
    await seat.press("j", "j", key)
    assert seat.key(seat.main.papers) == SECOND
    await seat.press("4", "j", "j", key, key)
    assert seat.prose("#detail").startswith("Let's Verify Step by Step")


@does("first")
async def _(seat: Seat, key: str) -> None:
    await seat.press("G", key)
    assert seat.key(seat.main.papers) == FIRST
    assert "Mamba" in seat.part("#papers")[0]


@does("last")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert seat.main.papers.cursor == 54
    assert seat.part("#papers")[-1].startswith("▌")
    assert seat.key(seat.main.papers) == seat.keys(seat.main.papers)[-1]


@does("half_down")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert seat.main.papers.cursor == seat.main.papers.size.height // 2


@does("half_up")
async def _(seat: Seat, key: str) -> None:
    await seat.press("G", key)
    assert seat.main.papers.cursor == 54 - seat.main.papers.size.height // 2


@does("page_down")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert seat.main.papers.cursor == seat.main.papers.size.height
    assert seat.row(seat.main.papers).startswith("▌")


@does("page_up")
async def _(seat: Seat, key: str) -> None:
    await seat.press("G", key)
    assert seat.main.papers.cursor == 54 - seat.main.papers.size.height


@does("next_pane")
async def _(seat: Seat, key: str) -> None:
    panes = []
    for _ in range(4):
        await seat.press(key)
        panes.append(seat.app.focused.id if seat.app.focused else None)
    assert panes == ["queue", "detail", "authors", "papers"]


@does("previous_pane")
async def _(seat: Seat, key: str) -> None:
    panes = []
    for _ in range(4):
        await seat.press(key)
        panes.append(seat.app.focused.id if seat.app.focused else None)
    assert panes == ["authors", "detail", "queue", "papers"]


@does("authors")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key, "j")
    assert seat.part("#authors")[1].startswith("▌Inbox")
    assert seat.part("#papers-pane")[0].startswith("─ Inbox ─")
    assert "a queue" not in seat.hints


@does("papers")
async def _(seat: Seat, key: str) -> None:
    await seat.press("1", key, "j")
    assert seat.key(seat.main.papers) == SECOND
    assert "a queue" in seat.hints


@does("queue_pane")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key, "j")
    assert seat.key(seat.main.queue) == QUEUE[1]
    assert seat.prose("#detail").startswith("Direct Preference Optimization")
    assert "J down" in seat.hints


@does("detail")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key, "G")
    assert seat.part("#detail")[-1].strip().startswith("from compact page") or "gu2023mamba" in seat.prose("#detail")


@does("into")
async def _(seat: Seat, key: str) -> None:
    await seat.press("1", *"jjjjjj", key)  # Łukasz Kaiser
    assert seat.app.focused is seat.main.papers
    assert seat.part("#papers-pane")[0].startswith("─ Łukasz Kaiser ─")
    await seat.press(key)
    assert seat.app.focused is seat.main.detail


@does("out")
async def _(seat: Seat, key: str) -> None:
    await seat.press("3", "4", key)
    assert seat.app.focused is seat.main.queue
    await seat.press(key)
    assert seat.app.focused is seat.main.papers


@does("search")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    await seat.type("bert")
    assert seat.status.startswith(" / bert")
    assert "Pre-training of Deep" in seat.part("#papers")[0]


@does("import")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert isinstance(seat.app.screen, ImportSource)
    assert "Import a page: the path of a file" in seat.text
    await seat.type(str(PAGES / "kaiser.txt"))
    await seat.press("enter")
    assert "Łukasz Kaiser · profile page · 9 papers: 9 known" in seat.lines[0]


@does("paste")
async def _(seat: Seat, key: str) -> None:
    import pyperclip

    pyperclip.copy(page("kaiser"))
    await seat.press(key)
    assert "Łukasz Kaiser · profile page · 9 papers: 9 known" in seat.lines[0]


@does("export")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert isinstance(seat.app.screen, ExportScreen)
    assert "4 entries ready" in seat.text


@does("copy")
async def _(seat: Seat, key: str) -> None:
    import pyperclip

    await seat.press(key)
    assert pyperclip.paste().startswith("@misc{gu2023mamba,\n")
    assert seat.toasts == ["copied the BibTeX of gu2023mamba"]


@does("open")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert seat.toasts == ["opened https://github.com/state-spaces/mamba"]


@does("help")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert isinstance(seat.app.screen, HelpScreen)
    assert "In the papers" in seat.text
    await seat.press("escape")
    assert "In the papers" not in seat.text


@does("palette")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert isinstance(seat.app.screen, CommandPalette)


@does("quit")
async def _(seat: Seat, key: str) -> None:
    await seat.pilot.press(key)
    for _ in range(100):
        await asyncio.sleep(0)
    assert seat.app.return_code == 0


# the palette and the help


async def test_a_command_is_run_from_the_palette_by_name(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.to(SECOND)
        await seat.press("ctrl+p")
        await seat.type("star")
        assert "Star  (s)" in seat.text
        await seat.press("enter")
        await seat.settle()
        assert "·★    2023-05-31" in seat.row(seat.main.papers)


async def test_the_palette_offers_every_command_that_is_not_a_movement(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 90)) as seat:
        await seat.press("ctrl+p")
        await seat.settle()
        offered = [c.title for c in COMMANDS if f"{c.title}  ({c.shown})" in seat.text]
        assert offered == [c.title for c in COMMANDS if c.group != "move"]


async def test_the_help_has_the_keys_of_the_pane_first_and_every_line_can_be_reached(
    sample: OpenLibrary, run: Run
) -> None:
    async with run(sample, (60, 20)) as seat:
        await seat.press("3", "question_mark")
        assert "In the queue" in seat.text
        read = seat.text
        for _ in range(6):
            await seat.press("pagedown")
            read += seat.text
        assert [c.id for c in COMMANDS if c.help[:20] not in read] == []


# a key that can't act


async def test_a_key_that_acts_in_another_pane_says_in_which(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for keys, said in [
            (["1", "a"], "Queue acts in"),
            (["1", "y"], "Copy BibTeX acts in"),
            (["J"], "Move down acts in queue"),
            (["4", "greater_than_sign"], "Move to the end acts in queue"),
        ]:
            before = seat.lines[0]
            await seat.press(*keys)
            assert len(seat.toasts) == 1
            assert seat.toasts[0].startswith(said)
            assert seat.lines[0] == before
            await seat.start_over()


async def test_in_an_empty_library_every_key_says_that_there_is_nothing(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        assert "The library is empty." in seat.text
        for key, said in [
            ("s", "Star: there is no paper here"),
            ("o", "Open link: there is no paper here"),
            ("u", "there is nothing to undo"),
            ("U", "there is nothing to redo"),
        ]:
            await seat.press(key)
            assert seat.toasts[-1] == said
        await seat.press("j", "G", "ctrl+d", "3", "j", "4", "j", "enter", "1", "enter", "escape", "tab", "k", "slash")
        await seat.type("attention")
        await seat.press("enter", "j", "escape")
        assert "The library is empty." in seat.text


async def test_looking_around_in_a_library_that_is_not_there_makes_nothing(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.press("s", "u", "U", "e", "escape", "slash", "a", "escape", "tab")
        assert not empty.folder.exists()


async def test_a_paper_without_a_link_says_so(sample: OpenLibrary, run: Run, browser: list[str]) -> None:
    async with run(sample) as seat:
        await seat.to("parmar2018image")
        await seat.press("o")
        assert "no link" in seat.toasts[0]
        assert browser == []


async def test_only_web_addresses_are_opened(empty: OpenLibrary, run: Run, browser: list[str]) -> None:
    bad = ("javascript:alert(1)", "file:///etc/passwd", "-http://x.org", "http://x.org/`id`", "https://пример.рф")
    add(
        empty,
        Paper(id=1, key="bad", title="Bad", title_text="Bad", date="2024", urls=bad),
        Paper(id=2, key="good", title="Good", title_text="Good", date="2023", urls=(*bad, "www.x.org/y?a=1&b=2")),
        Paper(id=3, key="arxiv", title="arXiv", title_text="arXiv", date="2022", arxiv="2306.01234", urls=bad),
    )
    async with run(empty) as seat:
        await seat.press("o")
        assert browser == []
        assert "no link" in seat.toasts[0]
        await seat.press("j", "o", "j", "o")
        assert browser == ["https://www.x.org/y?a=1&b=2", "https://arxiv.org/abs/2306.01234"]


async def test_where_no_browser_opens_the_link_is_copied(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda url: False)
    async with run(sample) as seat:
        await seat.press("o")
        assert seat.app.clipboard == "https://github.com/state-spaces/mamba"
        assert "copied: https://github.com/state-spaces/mamba" in seat.toasts[0]


async def test_a_change_that_cannot_be_saved_is_said_and_not_shown(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("cannot write to the library: No space left on device: nothing was changed")

    monkeypatch.setattr("readlist.store.store.Store.append", full)
    async with run(sample) as seat:
        await seat.press("s", "x")
        assert "No space left on device" in seat.toasts[0]
        assert "·★  1 2023-12-01" in seat.row(seat.main.papers)
        assert "queue 4   ★ 2" in seat.status


# decisions


async def test_skipping_takes_out_of_the_queue_and_one_undo_brings_both_back(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("x")
        assert "✗★    2023-12-01" in seat.row(seat.main.papers)
        assert "queue 3" in seat.status
        await seat.press("u")
        assert "·★  1 2023-12-01" in seat.row(seat.main.papers)
        assert "queue 4" in seat.status
        assert seat.keys(seat.main.queue) == QUEUE


async def test_queueing_takes_a_skip_back(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.to("redmon2016yolo9000")
        await seat.press("a")
        assert "·   5 2016-12-25" in seat.row(seat.main.papers)


async def test_every_place_in_the_queue_is_shown_anew_when_one_leaves_it(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        assert placed(seat, "#queue") == {"Mamba:": 1, "Direct": 2, "The": 3, "QLoRA:": 4}
        await seat.press("x")
        assert placed(seat, "#queue") == {"Direct": 1, "The": 2, "QLoRA:": 3}
        assert placed(seat, "#papers") == {"Direct": 1, "QLoRA:": 3}
        await seat.press("u")
        assert placed(seat, "#papers") == {"Mamba:": 1, "Direct": 2, "QLoRA:": 4}


async def test_every_place_in_the_queue_is_shown_anew_when_one_moves(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("3")
        await seat.press("greater_than_sign")
        assert placed(seat, "#queue") == {"Direct": 1, "The": 2, "QLoRA:": 3, "Mamba:": 4}
        assert placed(seat, "#papers") == {"Mamba:": 4, "Direct": 1, "QLoRA:": 3}


async def test_what_is_decided_in_the_inbox_stays_dimmed_and_the_cursor_goes_on(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", "j", "enter")
        inbox = seat.keys(seat.main.papers)
        assert len(inbox) == 47
        assert not dimmed(seat, 0)
        await seat.press("x", "a", "r")
        assert seat.keys(seat.main.papers) == inbox
        assert seat.key(seat.main.papers) == inbox[3]
        assert [line[1] for line in seat.part("#papers")[:4]] == ["✗", "·", "✓", "·"]
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


async def test_a_star_decides_nothing_so_the_cursor_stays(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", "j", "enter")
        here = seat.key(seat.main.papers)
        await seat.press("s")
        assert seat.key(seat.main.papers) == here
        assert "inbox 47" in seat.status


async def test_the_last_of_a_listing_can_be_decided_too(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", "j", "enter", "G", "x", "x", "x")
        assert seat.main.papers.cursor == 46
        assert seat.opened.library.count("inbox") in (46, 47)


async def test_what_is_taken_out_in_the_queue_stays_dimmed_and_the_cursor_goes_on(
    sample: OpenLibrary, run: Run
) -> None:
    async with run(sample) as seat:
        await seat.press("3")
        await seat.press("a")
        assert seat.keys(seat.main.queue) == QUEUE
        assert seat.key(seat.main.queue) == QUEUE[1]
        assert placed(seat, "#queue") == {"Direct": 1, "The": 2, "QLoRA:": 3}
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
        assert "not in the queue any more" in seat.toasts[-1]


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
        assert [row[1:7] for row in rows] == ["·     ", "·★    ", "✓★    ", "✓★  5 "]
        for row in reversed(rows[:-1]):
            await seat.press("u")
            assert seat.row(seat.main.papers) == row
        for row in rows[1:]:
            await seat.press("U")
            assert seat.row(seat.main.papers) == row
        await seat.press("u", "x", "U")
        assert seat.toasts[-1] == "there is nothing to redo"


async def test_undo_goes_back_beyond_the_last_start(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("s", "s", "s")
    async with run(OpenLibrary(sample.folder)) as seat:
        assert "★ 1" in seat.status
        await seat.press("u")
        assert "★ 2" in seat.status


# search


async def test_the_search_forgives_typing_errors(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for asked, found in [
            ("atention is al you need", "vaswani2017attention"),
            ("attention is all you need", "vaswani2017attention"),
            ("kaiser reformer", "kitaev2020reformer"),
            ("adam stochastc optimizaton", "kingma2014adam"),
        ]:
            await seat.press("slash")
            await seat.paste(asked)
            assert seat.keys(seat.main.papers)[:1] == [found]
            assert seat.key(seat.main.papers) == found
            title = seat.opened.library.papers[sample.library.keys[found]].title_text
            assert seat.prose("#detail").startswith(title)
            await seat.start_over()


async def test_typing_narrows_and_deleting_widens(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        counts = []
        for letter in "transfor":
            await seat.press(letter)
            counts.append(len(seat.main.papers.rows))
            assert f"{counts[-1]} of 55" in seat.status
        assert counts == sorted(counts, reverse=True)
        assert counts[-1] < counts[0]
        for _ in "transfor":
            await seat.press("backspace")
        assert len(seat.main.papers.rows) == 55
        assert " of 55" not in seat.status


async def test_the_search_says_what_a_word_was_taken_for(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        await seat.type("atention zzzzzz")
        assert "atention → attention" in seat.status
        assert "zzzzzz: nowhere" in seat.status
        assert "Attention Is All You Need" in seat.prose("#papers")


async def test_from_the_search_to_its_results_where_keys_decide_again(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for key in ("down", "enter"):
            await seat.press("slash")
            await seat.type("reformer")
            assert seat.app.focused is not seat.main.papers
            await seat.press(key)
            assert seat.app.focused is seat.main.papers
            await seat.press("a")
            assert seat.keys(seat.main.queue) == [*QUEUE, "kitaev2020reformer"]
            assert seat.status.startswith(" / reformer")
            await seat.start_over()


async def test_escape_restores_the_listing_and_the_cursor(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for way in (["escape"], ["enter", "escape"], ["enter", "enter", "escape", "escape"]):
            await seat.to("kirillov2023segment")
            before = seat.lines
            await seat.press("slash")
            await seat.type("attention")
            await seat.press(*way)
            assert len(seat.main.papers.rows) == 55
            assert seat.key(seat.main.papers) == "kirillov2023segment"
            assert seat.lines == before
            await seat.start_over()


async def test_a_search_within_a_group_finds_only_what_is_in_it(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", "j", "enter", "slash")
        await seat.type("attention")
        assert "vaswani2017attention" not in seat.keys(seat.main.papers)  # read already
        assert "child2019generating" in seat.keys(seat.main.papers)
        await seat.press("enter", "x")
        assert len(seat.main.papers.rows) > 1
        await seat.press("escape")
        assert seat.part("#papers-pane")[0].startswith("─ Inbox ─")


async def test_a_search_asked_for_from_anywhere_goes_to_the_papers(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for pane in "134":
            await seat.press(pane, "slash")
            await seat.type("bert")
            await seat.press("enter")
            assert seat.app.focused is seat.main.papers
            await seat.press("escape")
            assert len(seat.main.papers.rows) == 55


async def test_words_that_matched_are_lit_in_the_list_and_in_the_detail(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        await seat.type("reformer")
        match = seat.main.papers.get_component_rich_style("row--match")
        segments = [s for s in seat.main.papers.render_line(0) if s.style and s.style.underline]
        assert match.underline
        assert [s.text for s in segments] == ["Reformer"]
        lit = [s.text for strip in seat.paint() for s in strip if s.style]
        assert "Reformer" in lit


# bringing pages in

WAYS = {
    "authors": ["1"],
    "papers": ["2"],
    "queue": ["3"],
    "detail": ["4"],
    "search": ["slash", "a"],
    "results": ["slash", "a", "enter"],
    "help": ["question_mark"],
    "import": ["i"],
    "export": ["e"],
}


@pytest.mark.parametrize(
    "places",
    [
        ["authors", "papers", "queue", "detail", "search", "results", "help"],
        ["import", "export"],
    ],
)
async def test_a_page_pasted_anywhere_opens_the_preview(places: list[str], sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for place in places:
            await seat.press(*WAYS[place])
            await seat.paste(as_pasted(page("sutskever")))
            assert isinstance(seat.app.screen, PreviewScreen)
            assert "Ilya Sutskever · profile page · 16 papers" in seat.lines[0]
            await seat.press("escape")
            assert not isinstance(seat.app.screen, PreviewScreen)
            await seat.start_over()


async def test_every_sample_page_is_read_whatever_its_line_ends(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for name, ends in [*((p.stem, "\r") for p in PAGES.glob("*.txt")), ("landmarks", "\n"), ("landmarks", "\r\n")]:
            await seat.paste(page(name).replace("\n", ends))
            assert isinstance(seat.app.screen, PreviewScreen)
            assert " page · " in seat.lines[0]
            assert " new" not in seat.lines[0]
            assert "known" in seat.part("#entries")[0]
            await seat.start_over()


async def test_enter_takes_the_page_and_one_undo_gives_it_back(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.paste(as_pasted(page("kaiser")))
        assert "9 papers: 9 new" in seat.lines[0]
        assert "enter take 9" in seat.hints
        await seat.press("enter")
        assert "9 papers   inbox 9   queue 0" in seat.status
        assert seat.toasts == ["imported Łukasz Kaiser: 9 new   (u undoes)"]
        assert seat.app.focused is seat.main.papers
        assert "Łukasz Kaiser" in seat.prose("#authors")
        assert seat.prose("#detail").startswith("Training Verifiers to Solve Math Word Problems")
        await seat.press("u")
        assert "0 papers" in seat.status
        assert "The library is empty." in seat.text
        await seat.press("U")
        assert "9 papers   inbox 9" in seat.status


async def test_a_page_pasted_again_says_that_all_is_known(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        before = seat.lines
        for _ in range(2):
            await seat.paste(as_pasted(page("landmarks")))
            await seat.press("enter")
            assert "known" in seat.toasts[-1]
        assert seat.opened.library.count("papers") == 55
        assert seat.lines[1:12] == before[1:12]


async def test_escape_leaves_everything_as_it_was(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        before = seat.lines
        await seat.paste(as_pasted(page("kaiser")))
        await seat.press("escape")
        assert seat.lines == before
        assert not empty.folder.exists()


async def test_space_leaves_one_out_and_takes_it_in_again(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.paste(as_pasted(page("kaiser")))
        await seat.press("j", "space", "space")
        assert [line[1:9].strip() for line in seat.part("#entries")[:4]] == ["new", "left out", "left out", "new"]
        assert "7 papers: 7 new" in seat.lines[0]
        assert "enter take 7" in seat.hints
        await seat.press("k", "space")
        assert "8 papers: 8 new" in seat.lines[0]
        await seat.press("enter")
        titles = {p.title for p in seat.opened.library.papers.values()}
        assert len(titles) == 8
        assert "Reformer: The Efficient Transformer" not in titles


async def test_a_queues_all_in_the_order_of_the_page(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.paste(as_pasted(page("kaiser")))
        await seat.press("a")
        assert "enter take 9 and queue all" in seat.hints
        await seat.press("a")
        assert "queue them" not in seat.hints
        await seat.press("a", "enter")
        assert "9 papers   inbox 0   queue 9" in seat.status
        assert list(placed(seat, "#queue").items())[:3] == [("Attention", 1), ("Reformer:", 2), ("One", 3)]
        await seat.press("u")
        assert "0 papers" in seat.status


async def test_c_sets_the_day_of_copying_which_decides_years(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.paste(as_pasted(page("sutskever")))
        assert "2023 assumed" in seat.lines[0]
        assert "c copied on 2024-01-05" in seat.hints
        dates = [line[10:20] for line in seat.part("#entries")[:16]]
        await seat.press("c", "ctrl+u")
        await seat.type("2019-06-30")
        await seat.press("enter")
        assert "2019 assumed" in seat.lines[0]
        assert "c copied on 2019-06-30" in seat.hints
        moved = [line[10:20] for line in seat.part("#entries")[:16]]
        assert "2023-03-02" in dates
        assert "2019-03-02" in moved
        await seat.press("enter")
        assert seat.opened.library.count("papers") == 16


async def test_what_is_no_day_is_refused_and_escape_keeps_the_day(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.paste(as_pasted(page("sutskever")))
        await seat.press("c", "ctrl+u")
        await seat.type("yesterday")
        await seat.press("enter")
        assert "is not a date" in seat.toasts[0]
        await seat.press("escape")
        assert "c copied on 2024-01-05" in seat.hints
        assert isinstance(seat.app.screen, PreviewScreen)
        await seat.press("escape")
        assert "The library is empty." in seat.text


async def test_one_pasted_line_stays_in_the_search(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        await seat.paste("Reformer: The Efficient Transformer\r")
        assert seat.app.focused is not None
        assert isinstance(seat.app.focused, Input)
        assert seat.app.focused.value == "Reformer: The Efficient Transformer"
        assert seat.key(seat.main.papers) == "kitaev2020reformer"
        assert seat.toasts == []


async def test_one_pasted_line_stays_in_the_dialogs(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for key in "ie":
            await seat.press(key, "ctrl+u")
            await seat.paste("/some where/x.txt")
            assert seat.app.screen.query_one(Input).value == "/some where/x.txt"
            await seat.press("escape")


async def test_the_path_of_a_file_dropped_on_the_terminal_imports_it(
    empty: OpenLibrary, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "a page.txt"
    file.write_text(page("kaiser"), encoding="utf-8")
    async with run(empty) as seat:
        for form in ("{}", "'{}'", '"{}"', "{} ", " {}\r"):
            await seat.paste(form.format(file))
            assert "Łukasz Kaiser · profile page · 9 papers: 9 new" in seat.lines[0]
            await seat.start_over()


async def test_a_path_with_a_tilde_is_a_path(empty: OpenLibrary, run: Run, own_home: Path) -> None:
    (own_home / "page.txt").write_text(page("kaiser"), encoding="utf-8")
    async with run(empty) as seat:
        await seat.paste("~/page.txt")
        assert "9 papers: 9 new" in seat.lines[0]


async def test_what_is_no_page_is_refused_with_a_reason(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for pasted, said in [
            ("Dear all,\rthe meeting is moved to Friday.\rBest wishes\rAnn", "not imported: "),
            ("just some words", "that is one line: paste a whole page"),
            ("\r\r\r", "that is one line: paste a whole page"),
            ("x" * 100_000, "that is one line: paste a whole page"),
            ("/no/such/file.txt", "that is one line: paste a whole page"),
        ]:
            await seat.paste(pasted)
            assert len(seat.toasts) == 1
            assert seat.toasts[0].startswith(said)
            assert seat.app.screen is seat.main
            await seat.start_over()


async def test_a_file_that_is_not_there_is_said(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("i")
        await seat.type("/no/such/file.txt")
        await seat.press("enter")
        assert seat.toasts == ["not imported: No such file or directory"]


async def test_an_import_from_an_empty_clipboard_is_said(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("i", "enter")
        assert "the clipboard is empty" in seat.toasts[0]


async def test_the_import_dialog_takes_the_clipboard_for_nothing(
    empty: OpenLibrary, run: Run, clipboard: Clipboard
) -> None:
    clipboard.text = page("kaiser")
    async with run(empty) as seat:
        await seat.press("i", "enter")
        assert "9 papers: 9 new" in seat.lines[0]


# citing


async def test_the_export_dialog_writes_the_queue(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    async with run(sample) as seat:
        await seat.press("e")
        assert "Write the queue as BibTeX to" in seat.text
        assert "queue.bib" in seat.text
        await seat.press("enter")
        written = (tmp_path / "work" / "queue.bib").read_text(encoding="utf-8")
        assert sorted(line[6:-1] for line in written.splitlines() if line.startswith("@misc{")) == sorted(QUEUE)
        assert seat.toasts[0].startswith("wrote 4 entries to ")
        assert seat.app.screen is seat.main


async def test_an_existing_file_is_replaced_only_when_told_twice_and_kept_beside(
    sample: OpenLibrary, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "work" / "queue.bib"
    file.write_text("% mine\n")
    async with run(sample) as seat:
        await seat.press("e", "enter")
        assert "enter again replaces it" in seat.text
        assert file.read_text() == "% mine\n"
        await seat.press("enter")
        assert file.read_text().startswith("@misc{")
        assert (tmp_path / "work" / "queue.bib.bak").read_text() == "% mine\n"
        await seat.press("e", "enter")
        assert "is up to date" in seat.toasts[-1]


async def test_a_refusal_holds_for_the_name_it_was_about(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    (tmp_path / "work" / "queue.bib").write_text("% mine\n")
    (tmp_path / "work" / "queue.bibs").write_text("% mine too\n")
    async with run(sample) as seat:
        await seat.press("e", "enter", "end", "s", "enter")
        assert "enter again replaces it" in seat.text
        assert (tmp_path / "work" / "queue.bibs").read_text() == "% mine too\n"


async def test_the_export_dialog_offers_the_name_given_last(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    async with run(sample) as seat:
        await seat.press("e", "ctrl+u")
        await seat.type("mine.bib")
        await seat.press("enter", "e")
        assert "mine.bib" in seat.text
        assert (tmp_path / "work" / "mine.bib").exists()
        await seat.press("escape")
        assert seat.main.remember().exported == "mine.bib"


async def test_where_it_cannot_write_the_export_dialog_says_why(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for name, said in [("", "Name a file"), ("no/such/queue.bib", "cannot write"), (".", "folder")]:
            await seat.press("e", "ctrl+u")
            await seat.type(name)
            await seat.press("enter")
            assert isinstance(seat.app.screen, ExportScreen)
            assert said in seat.text
            await seat.press("escape")
            assert seat.app.screen is seat.main
            await seat.start_over()


async def test_an_empty_queue_has_nothing_to_export(empty: OpenLibrary, run: Run, tmp_path: Path) -> None:
    async with run(empty) as seat:
        await seat.press("e", "enter")
        assert "a puts papers there" in seat.text
        assert list((tmp_path / "work").iterdir()) == []


async def test_y_copies_through_the_terminal_and_the_system(
    sample: OpenLibrary, run: Run, clipboard: Clipboard
) -> None:
    async with run(sample) as seat:
        await seat.press("3", "j", "y")
        assert clipboard.text.startswith("@misc{rafailov2023direct,\n")
        assert "abstract" not in clipboard.text
        assert seat.app.clipboard == clipboard.text
        assert seat.toasts == ["copied the BibTeX of rafailov2023direct"]


async def test_where_there_is_no_clipboard_the_terminal_is_asked(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(text: str) -> None:
        raise RuntimeError("no xclip")

    monkeypatch.setattr("pyperclip.copy", none)
    async with run(sample) as seat:
        await seat.press("y")
        assert seat.app.clipboard.startswith("@misc{gu2023mamba,\n")
        assert seat.toasts == ["copied the BibTeX of gu2023mamba through the terminal"]


async def test_a_paper_known_only_by_its_abstract_is_not_copied(
    empty: OpenLibrary, run: Run, clipboard: Clipboard
) -> None:
    add(empty, Paper(id=1, key="anon", title_text="We show that…", abstract_text="We show that.", placeholder=True))
    async with run(empty) as seat:
        await seat.press("y")
        assert clipboard.text == ""
        assert seat.toasts == ["known only by its abstract: there is nothing to cite yet"]


# leaving, and others at work


async def test_the_app_opens_where_it_was_left(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", "j", "enter", "j", "j", "3", "j")
        here = seat.key(seat.main.papers)
        state.save(sample.folder, seat.main.remember())
        before = seat.lines
    async with run(OpenLibrary(sample.folder), left=state.load(sample.folder)) as seat:
        assert seat.part("#papers-pane")[0].startswith("─ Inbox ─")
        assert seat.key(seat.main.papers) == here
        assert seat.key(seat.main.queue) == QUEUE[1]
        assert seat.app.focused is seat.main.queue
        assert seat.prose("#detail").startswith("Direct Preference Optimization")
        assert seat.lines == before


async def test_a_state_that_makes_no_sense_is_passed_over(sample: OpenLibrary, run: Run, own_home: Path) -> None:
    state.save(sample.folder, state.UiState(group="author:nobody", pane="kitchen", paper="gone2020", queued="gone"))
    async with run(sample, left=state.load(sample.folder)) as seat:
        assert seat.key(seat.main.papers) == FIRST
        assert seat.app.focused is seat.main.papers
    (file,) = (own_home / "state").rglob("*.json")
    for text in ["", "[]", "{", json.dumps({"group": 5, "pane": None, "more": "x"})]:
        file.write_text(text)
        assert state.load(sample.folder) == state.UiState()


async def test_what_another_process_decides_shows_up_and_the_cursor_stays(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.to("yao2023tree")
        other = OpenLibrary(sample.folder)
        ids = [other.library.keys[k] for k in (SECOND, "yao2023tree")]
        other.do("mark star", lambda library, at: marking.star(library, ids, True, at))
        other.do("queue add", lambda library, at: marking.queue(library, ids[:1], True, at))
        assert seat.main.opened.refresh()
        await seat.settle()
        assert seat.key(seat.main.papers) == "yao2023tree"
        assert "·★  5 2023-05-31" in seat.part("#papers")[1]
        assert "·★    2023-05-17" in seat.row(seat.main.papers)
        assert "queue 5   ★ 4" in seat.status
        assert seat.keys(seat.main.queue) == [*QUEUE, SECOND]
        assert "starred" in seat.prose("#detail")
        assert not seat.main.opened.refresh()


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
        seat.main.opened.refresh()
        await seat.settle()
        assert seat.keys(seat.main.papers) == ["new2020", "mid2018", "old2010"]
        assert seat.key(seat.main.papers) == "mid2018"
        assert "3 papers" in seat.status
        assert "Ann Lee" in seat.prose("#authors")
        other.undo()
        seat.main.opened.refresh()
        await seat.settle()
        assert seat.keys(seat.main.papers) == ["mid2018"]
        assert "Ann Lee" not in seat.prose("#authors")


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


# less room, and the mouse


async def test_with_less_room_the_authors_slide_over(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (100, 30)) as seat:
        assert "Ilya Sutskever" not in seat.text
        await seat.press("1")
        assert "Ilya Sutskever" in seat.text
        assert seat.app.focused is seat.main.authors
        await seat.press("j", "enter")
        assert "Ilya Sutskever" not in "\n".join(line[:28] for line in seat.lines)
        assert seat.part("#papers-pane")[0].startswith("─ Inbox ─")
        await seat.press("1", "escape")
        assert seat.app.focused is seat.main.papers


async def test_on_a_small_terminal_one_pane_is_shown_at_a_time(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (60, 20)) as seat:
        shown = []
        for _ in range(4):
            shown.append((seat.app.focused and seat.app.focused.id, seat.lines[1].split()[1]))
            await seat.press("tab")
        assert shown == [("papers", "Papers"), ("queue", "Queue"), ("detail", "Detail"), ("authors", "Authors")]
        await seat.press("enter")
        assert seat.lines[1].startswith("─ Detail")
        await seat.press("escape", "a")
        assert "queue 3" in seat.status


async def test_the_smallest_terminal_still_works_and_a_smaller_one_says_what_it_needs(
    sample: OpenLibrary, run: Run
) -> None:
    async with run(sample, (40, 8)) as seat:
        await seat.press("j", "s")
        assert "★" in seat.row(seat.main.papers)
        for size in [(39, 8), (40, 7), (1, 1), (38, 42)]:
            await seat.resize(*size)
            assert "Mamba" not in seat.text
            if size[0] > 30:
                assert "needs 40 columns, 8 lines" in seat.prose("#too-small")
        await seat.resize(140, 42)
        assert seat.key(seat.main.papers) == SECOND
        assert "·★    2023-05-31" in seat.row(seat.main.papers)
        assert "needs at least" not in seat.text


async def test_after_every_resize_the_keys_act_in_a_pane_that_is_shown(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for pane in "1234":
            await seat.press(pane)
            for size in [(100, 30), (60, 20), (140, 30), (38, 7), (140, 30), (60, 20), (100, 30)]:
                await seat.resize(*size)
                if size != (38, 7):
                    focused = seat.app.focused
                    assert focused is not None, size
                    assert focused.region.area, size
                    assert focused.id == seat.main.pane, size
            await seat.start_over()


async def test_a_terminal_that_was_too_small_for_a_while_loses_no_key(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("j")
        await seat.resize(30, 6)
        await seat.resize(140, 30)
        await seat.press("j")
        assert seat.main.papers.cursor == 2


@pytest.mark.parametrize("keys", [["question_mark"], ["e"]])
async def test_a_resize_under_a_dialog_counts_when_the_dialog_is_left(
    keys: list[str], sample: OpenLibrary, run: Run
) -> None:
    async with run(sample) as seat:
        await seat.press(*keys)
        for size in [(60, 20), (20, 5), (100, 30), (38, 7), (60, 20)]:
            await seat.resize(*size)
        await seat.press("escape")
        assert "Ilya Sutskever" not in seat.text
        assert seat.part("#papers-pane")[0].startswith("─ Papers")
        await seat.press("j")
        assert seat.main.papers.cursor == 1
        assert len(seat.main.papers.rows) == 55
        await seat.resize(140, 30)
        assert "Ilya Sutskever" in seat.text


async def test_a_resize_under_the_preview_counts_when_it_is_left(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.paste(as_pasted(page("kaiser")))
        await seat.resize(60, 20)
        assert seat.part("#entries")[0].startswith("▌known")
        await seat.press("escape")
        assert "Ilya Sutskever" not in seat.text
        assert seat.lines[1].startswith("─ Papers")


async def test_on_a_small_terminal_the_header_says_which_pane_of_how_many(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (60, 20)) as seat:
        assert "2/4 Papers" in seat.status
        await seat.press("tab")
        assert "3/4 Queue" in seat.status
        await seat.resize(140, 30)
        assert "/4" not in seat.status
        assert "All papers ▸ newest first" in seat.status


@pytest.mark.parametrize(
    "size",
    [
        (140, 30),
        (100, 30),
        (60, 20),
    ],
)
async def test_an_empty_library_says_what_to_do_at_every_size(
    size: tuple[int, int], empty: OpenLibrary, run: Run
) -> None:
    async with run(empty, size) as seat:
        assert "The library is empty." in seat.text
        assert "paste" in seat.text


async def test_the_title_of_the_focused_pane_is_bright(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for key, pane in zip("1234", ("authors", "papers", "queue", "detail"), strict=True):
            await seat.press(key)
            bold = [p for p in ("authors", "papers", "queue", "detail") if _is_bold(seat, f"#{p}-pane")]
            assert bold == [pane]


def _is_bold(seat: Seat, pane: str) -> bool:
    x, y, _, _ = seat.main.query_one(pane).region
    strip = seat.paint()[y].crop(x + 2, x + 6)
    return all(s.style is not None and bool(s.style.bold) for s in strip if s.text)


async def test_a_dialog_stands_at_the_foot_of_the_screen_and_hides_nothing_else(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        before = seat.lines
        for key, question in [("e", "Write the queue as BibTeX to"), ("i", "Import a page: the path of a file")]:
            await seat.press(key)
            place = next(y for y, line in enumerate(seat.lines) if question in line)
            assert place > 16
            assert seat.lines[: place - 2] == before[: place - 2]
            await seat.press("escape")


async def test_author_names_that_are_cut_say_so(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        names = [line[:63].split()[-1] for line in seat.part("#papers")]
        assert "Lightman" in names
        assert "Rafailov" in names


async def test_the_hints_are_of_keys_that_act_now(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        assert "a queue" not in seat.hints
        assert "x skip" not in seat.hints


@pytest.mark.parametrize(
    "size",
    [
        (140, 30),
        (100, 30),
        (60, 20),
    ],
)
async def test_the_preview_says_how_it_is_left_at_every_size(
    size: tuple[int, int], empty: OpenLibrary, run: Run
) -> None:
    async with run(empty, size) as seat:
        await seat.paste(as_pasted(page("kaiser")))
        await seat.press("a")
        assert "enter take 9" in seat.hints
        assert "esc leave" in seat.hints


async def test_in_the_detail_what_is_muted_is_no_brighter_than_the_abstract(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        x, y, width, height = seat.main.detail.region
        strips = [s.crop(x, x + width) for s in seat.paint()[y : y + height]]

        def light(words: str) -> float:
            found = next(s for strip in strips if words in strip.text for s in strip if words in s.text)
            assert found.style is not None
            assert found.style.color is not None
            return sum(found.style.color.get_truecolor())

        assert light("cmu, princeton") < light("State-space models")


async def test_at_140_by_42_there_is_room_for_26_papers_and_8_of_the_queue(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        assert seat.main.papers.size.height >= 26
        assert seat.main.queue.size.height >= 8


async def test_a_click_moves_the_cursor_and_a_double_click_goes_into_the_paper(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.pilot.click("#papers", offset=(10, 4))
        await seat.settle()
        assert seat.key(seat.main.papers) == "yao2023tree"
        assert seat.prose("#detail").startswith("Tree of Thoughts")
        await seat.pilot.click("#queue", offset=(10, 1))
        await seat.settle()
        assert seat.app.focused is seat.main.queue
        assert seat.prose("#detail").startswith("Direct Preference Optimization")
        await seat.pilot.click("#authors", offset=(5, 1))
        await seat.settle()
        assert seat.part("#papers-pane")[0].startswith("─ Inbox ─")
        await seat.pilot.double_click("#papers", offset=(10, 0))
        await seat.settle()
        assert seat.app.focused is seat.main.detail


async def test_the_rule_between_groups_and_authors_is_stepped_over(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", *"jjjjj")
        assert seat.part("#papers-pane")[0].startswith("─ Ilya Sutskever ─")
        assert "16" in seat.part("#papers-pane")[0]
        await seat.press("k")
        assert seat.part("#papers-pane")[0].startswith("─ To check ─")

"""Every command of the table, by its key: what a person sees after pressing it."""

from __future__ import annotations

import asyncio

import pytest
from textual.command import CommandPalette

from readlist.commands import COMMANDS, GROUPS
from readlist.session.open_library import OpenLibrary
from readlist.tui.dialogs.export_dialog import ExportDialog
from readlist.tui.dialogs.help_dialog import HelpDialog
from readlist.tui.dialogs.import_dialog import ImportDialog
from readlist.tui.dialogs.pick_dialog import LibraryDialog
from tests.tui import doing_following, doing_lists, doing_pdfs, doing_settings  # noqa: F401 - more of the table
from tests.tui.conftest import FIRST, PAGES, QUEUE, SECOND, Run, Seat, give_arxiv_id, page
from tests.tui.doing import DOES, does


def test_every_command_is_tried_here() -> None:
    assert set(DOES) == {c.id for c in COMMANDS}


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
    assert "›   2023   LG" in seat.row(seat.main.papers)
    assert "unread · queue 5" in seat.prose("#detail")
    assert "Let's Verify Step by Step" in seat.part("#queue")[4]
    await seat.press(key)
    assert seat.keys(seat.main.queue) == QUEUE
    assert "queue 4" in seat.status
    assert "·   2023   LG" in seat.row(seat.main.papers)


@does("star")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press(key)
    assert "›★  2023   LG" in seat.row(seat.main.papers)
    assert "★ 3" in seat.status
    assert seat.part("#authors")[3].split()[:2] == ["Starred", "3"]
    assert "unread · starred · queue 5" in seat.prose("#detail")
    await seat.press(key)
    assert "›   2023   LG" in seat.row(seat.main.papers)
    assert "★ 2" in seat.status
    assert seat.part("#authors")[3].split()[:2] == ["Starred", "2"]
    await seat.press("a")


@does("read")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press(key)
    assert "✓   2023   LG" in seat.row(seat.main.papers)
    assert "inbox 46" in seat.status
    assert "read" in [line.strip() for line in seat.part("#detail")]
    await seat.press(key)
    assert "·   2023   LG" in seat.row(seat.main.papers)
    assert "inbox 47" in seat.status


@does("skip")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press(key)
    assert "✗   2023   LG" in seat.row(seat.main.papers)
    assert "inbox 46" in seat.status
    assert "skipped" in seat.prose("#detail")
    await seat.press(key)
    assert "·   2023   LG" in seat.row(seat.main.papers)
    assert "inbox 47" in seat.status


@does("undo")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press("s", key)
    assert "·   2023   LG" in seat.row(seat.main.papers)
    assert seat.messages == ["undone: starred and queued “Let's Verify Step by Step”"]
    await seat.press(key)
    assert "Skipped" not in seat.text
    assert seat.opened.library.count("skipped") == 0  # the sample's own last decision


@does("redo")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press("s", "u", key)
    assert "›★  2023   LG" in seat.row(seat.main.papers)
    assert seat.messages[-1] == "redone: starred and queued “Let's Verify Step by Step”"


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
    assert "removed “Let's Verify Step by Step”" in seat.messages[-1]
    await seat.press("u")
    assert SECOND in seat.keys(seat.main.papers)


@does("merge")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press(key)
    await seat.press(*"yao2023", "enter")
    assert "merged 2 papers into “Let's Verify Step by Step”" in seat.messages[-1]
    assert "54 papers" in seat.status


@does("split")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press(key)
    assert "was not merged" in seat.messages[-1]
    await seat.press("m", *"yao2023", "enter", key)
    assert "into 2 papers" in seat.messages[-1]
    assert "55 papers" in seat.status


@does("alias")
async def _(seat: Seat, key: str) -> None:
    await seat.press("1", key)
    assert seat.messages[-1] == "Alias: put the cursor on an author"
    await seat.press(*"jjjjjjj", key)
    await seat.press(*"nobody", "enter")
    assert "no match for “nobody”" in seat.text
    await seat.press("ctrl+u", *"oriol", "space", *"vinyals", "enter")
    assert seat.messages[-1].startswith("Oriol Vinyals is Ilya Sutskever")


@does("queue_down")
async def _(seat: Seat, key: str) -> None:
    await seat.press("3", key)
    assert seat.keys(seat.main.queue) == [QUEUE[1], QUEUE[0], *QUEUE[2:]]
    assert seat.key(seat.main.queue) == FIRST
    assert "  2 ★ 2023   LG 90.1 Mamba" in seat.row(seat.main.queue)
    assert "1   2023   LG      Direct" in seat.part("#queue")[0]


@does("queue_up")
async def _(seat: Seat, key: str) -> None:
    await seat.press("3", "G", key)
    assert seat.keys(seat.main.queue) == [*QUEUE[:2], QUEUE[3], QUEUE[2]]
    assert "3   2023   LG 72.4 QLoRA" in seat.row(seat.main.queue)
    assert "4   2016   NT      The sphere" in seat.part("#queue")[3]


@does("queue_top")
async def _(seat: Seat, key: str) -> None:
    await seat.press("3", "j", "j", key)
    assert seat.keys(seat.main.queue) == [QUEUE[2], *QUEUE[:2], QUEUE[3]]
    assert "1   2016   NT      The sphere" in seat.row(seat.main.queue)


@does("queue_bottom")
async def _(seat: Seat, key: str) -> None:
    await seat.press("3", key)
    assert seat.keys(seat.main.queue) == [*QUEUE[1:], QUEUE[0]]
    assert "4 ★ 2023   LG 90.1 Mamba" in seat.row(seat.main.queue)


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
    assert seat.part("#papers-pane")[0].startswith("─ 2 Inbox ─")
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


@does("open_row")
async def _(seat: Seat, key: str) -> None:
    await seat.press("1", *"jjjjjjjj", key)  # Łukasz Kaiser
    assert seat.app.focused is seat.main.papers
    assert seat.part("#papers-pane")[0].startswith("─ 2 Łukasz Kaiser ─")
    await seat.press(key)
    assert seat.app.focused is seat.main.detail


@does("back")
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
    assert isinstance(seat.app.screen, ImportDialog)
    assert "Import: path of a file" in seat.text
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
    assert isinstance(seat.app.screen, ExportDialog)
    assert "new file: 4 entries" in seat.text


@does("copy")
async def _(seat: Seat, key: str) -> None:
    import pyperclip

    await seat.press(key)
    assert pyperclip.paste().startswith("@misc{gu2023mamba,\n")
    assert seat.messages == ["copied the BibTeX of gu2023mamba; no DOI or arXiv id: E looks it up"]


@does("open")
async def _(seat: Seat, key: str) -> None:
    give_arxiv_id(seat.opened, FIRST, "2312.00752")
    await seat.press(key)
    assert seat.messages == ["opened https://arxiv.org/abs/2312.00752"]


@does("open_code")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert seat.messages == ["opened https://github.com/state-spaces/mamba"]
    await seat.to("rafailov2023direct")
    await seat.press(key)
    assert "no link to code is known" in seat.messages[-1]


@does("help")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert isinstance(seat.app.screen, HelpDialog)
    assert "In the papers" in seat.text
    await seat.press("escape")
    assert "In the papers" not in seat.text


@does("palette")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert isinstance(seat.app.screen, CommandPalette)


@does("theme")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    await seat.type("nord")
    await seat.press("enter")
    assert seat.app.theme == "nord"
    seat.app.theme = "textual-dark"


@does("open_library")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert isinstance(seat.app.screen, LibraryDialog)
    await seat.press("escape")


@does("quit")
async def _(seat: Seat, key: str) -> None:
    await seat.pilot.press(key)
    for _ in range(100):
        await asyncio.sleep(0)
    assert seat.app.return_code == 0

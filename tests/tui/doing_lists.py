"""What the commands about lists do: triage, selection, sorting, following, the suggested order, sizes, history."""

from __future__ import annotations

import pyperclip
import pytest

from readlist.tui.dialogs.base import OptionRows
from readlist.tui.dialogs.pick_dialog import ListPick
from readlist.tui.dialogs.sheets import HistoryDialog
from readlist.tui.dialogs.triage_screen import TriageScreen
from tests.tui.conftest import QUEUE, SECOND, Seat
from tests.tui.doing import does


@does("triage")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert isinstance(seat.app.screen, TriageScreen)
    assert "Let's Verify Step by Step" in seat.text
    await seat.press("escape")
    assert seat.app.screen is seat.main


@does("later")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert "press T" in seat.messages[-1]
    await seat.press("T", key)
    assert "Tree of Thoughts" in seat.lines[2]
    assert seat.opened.library.count("inbox") == 47


@does("follow")
async def _(seat: Seat, key: str) -> None:
    await seat.press("1", *"jjjjjjj", key)
    assert "★" in seat.row(seat.main.authors)
    assert seat.messages[-1].startswith("followed: Ilya Sutskever")
    await seat.press(key)
    assert "★" not in seat.row(seat.main.authors)


@does("queue_author")
async def _(seat: Seat, key: str) -> None:
    await seat.press("1", *"jjjjjjj", key)
    assert seat.messages[-1] == "queued 16 papers of Ilya Sutskever   (u undoes)"
    assert len(seat.opened.library.queue) == 20
    await seat.press("u")
    assert len(seat.opened.library.queue) == 4


@does("suggest")
async def _(seat: Seat, key: str) -> None:
    await seat.press("3", key)
    assert seat.keys(seat.main.queue)[:2] == ["gu2023mamba", "dettmers2023qlora"]
    assert "position 1: starred +20" in seat.prose("#detail")
    await seat.press("u")
    assert seat.keys(seat.main.queue) == QUEUE


@does("unpin")
async def _(seat: Seat, key: str) -> None:
    await seat.press("3", "greater_than_sign")
    assert "pinned" in seat.row(seat.main.queue)
    await seat.press(key)
    assert "pinned" not in seat.row(seat.main.queue)


@does("select")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key, key)
    assert "+2 selected" in seat.status
    assert seat.part("#papers")[0][0] == "+"
    assert seat.main.papers.cursor == 2
    await seat.press("k", key)
    assert "+1 selected" in seat.status


@does("select_range")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key, "j", "j", key, "j")
    assert "+3 selected" in seat.status
    assert [line[0] for line in seat.part("#papers")[:5]] == ["+", "+", "+", "▌", " "]


@does("select_all")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert "+55 selected" in seat.status
    await seat.press(key)
    assert "selected" not in seat.status


@does("sort")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert isinstance(seat.app.screen, ListPick)
    await seat.press("t", "enter")
    assert "title A to Z" in seat.status
    titles = [seat.opened.library.papers[id].title_text.casefold() for id in seat.main.papers.rows]
    assert titles[0].startswith("adam")
    await seat.press(key, "enter")
    assert "title Z to A" in seat.status
    await seat.press(key, *"usual", "enter")
    assert "newest first" in seat.status


@does("pane_left")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert seat.main.session.pane == "authors"
    await seat.press(key)
    assert seat.main.session.pane == "authors"


@does("pane_right")
async def _(seat: Seat, key: str) -> None:
    await seat.press("1", key)
    assert seat.main.session.pane == "papers"


@does("pane_there")
async def _(seat: Seat, key: str) -> None:
    for then, pane in [("j", "queue"), ("k", "papers"), ("l", "detail"), ("left", "papers"), ("h", "authors")]:
        await seat.press(key, then)
        assert seat.main.session.pane == pane
    await seat.press(key, "w", key, "ctrl+w")
    assert seat.main.session.pane == "queue"
    await seat.press("2", "j", key, "a")
    assert seat.opened.library.count("queued") == 5


@does("toggle_detail")
async def _(seat: Seat, key: str) -> None:
    before = seat.main.papers.size.width
    await seat.press(key)
    assert not seat.main.query_one("#detail-pane").display
    assert seat.main.papers.size.width > before
    await seat.press("4", "2")
    assert not seat.main.query_one("#detail-pane").display
    await seat.press("4", key)
    assert seat.main.query_one("#detail-pane").display
    assert seat.main.session.pane == "papers"


@does("wider")
async def _(seat: Seat, key: str) -> None:
    before = seat.main.detail.size.width
    await seat.press("4", key)
    assert seat.main.detail.size.width == before + 2
    await seat.press("equals_sign")


@does("narrower")
async def _(seat: Seat, key: str) -> None:
    before = seat.main.detail.size.width
    await seat.press("4", key)
    assert seat.main.detail.size.width == before - 2
    await seat.press("equals_sign")


@does("reset_sizes")
async def _(seat: Seat, key: str) -> None:
    before = [seat.app.screen.query_one(f"#{name}-pane").region for name in ("authors", "papers", "queue", "detail")]
    await seat.press("4", "plus", "3", "plus", "1", "minus", key)
    now = [seat.app.screen.query_one(f"#{name}-pane").region for name in ("authors", "papers", "queue", "detail")]
    assert now == before


@does("history")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press("s", key)
    assert isinstance(seat.app.screen, HistoryDialog)
    assert "starred and queued “Let's Verify Step by Step”" in seat.lines[1]
    await seat.press("escape")
    assert seat.app.screen is seat.main


@does("enrich")
async def _(seat: Seat, key: str) -> None:
    from readlist.lookup.services import NAMES, Services

    nowhere = Services(**dict.fromkeys(NAMES, "http://127.0.0.1:1"))  # type: ignore[arg-type]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("readlist.session.lookups.configured", lambda: nowhere)
        await seat.press(key)
    assert "offline: arXiv, Crossref, Semantic Scholar and OpenAlex can't be reached" in seat.messages[0]


@does("next_match")
async def _(seat: Seat, key: str) -> None:
    await seat.press("slash")
    await seat.type("bert")
    await seat.press("enter", key)
    assert seat.main.detail.here == seat.main.detail.matches()[0]
    await seat.press(key)
    assert seat.main.detail.here == seat.main.detail.matches()[1]


@does("previous_match")
async def _(seat: Seat, key: str) -> None:
    await seat.press("slash")
    await seat.type("bert")
    await seat.press("enter", key)
    assert seat.main.detail.here == seat.main.detail.matches()[-1]


@does("related")
async def _(seat: Seat, key: str) -> None:
    await seat.to(SECOND)
    await seat.press(key)
    assert "Related to “Let's Verify Step by Step”" in seat.text
    chosen = seat.app.screen.query_one(OptionRows).current
    await seat.press("enter")
    assert seat.main.papers.current == int(chosen or 0)


@does("save_search")
async def _(seat: Seat, key: str) -> None:
    await seat.press("slash")
    await seat.type("bert")
    await seat.press(key)
    assert "Save the search “bert” as" in seat.text
    await seat.press("enter", "escape")
    assert "/ bert" in seat.prose("#authors")


@does("copy_other")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert "3 key" in seat.text
    await seat.press("3")
    assert pyperclip.paste() == "gu2023mamba"


@does("toggle_skipped")
async def _(seat: Seat, key: str) -> None:
    before = len(seat.main.papers.rows)
    skipped = seat.opened.library.count("skipped")
    assert skipped
    await seat.press(key)
    assert len(seat.main.papers.rows) == before - skipped
    assert "skipped hidden" in seat.status
    await seat.press(key)
    assert len(seat.main.papers.rows) == before
    assert "skipped hidden" not in seat.status


@does("cite")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert "\\cite{gu2023mamba}" in seat.text
    await seat.press("6")
    assert pyperclip.paste() == "[@gu2023mamba]"
    assert seat.app.screen is seat.main


@does("exports")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert "no file is kept up to date" in seat.messages[-1]

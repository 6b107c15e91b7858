"""``E``: papers looked up from the app, what is new shown field by field, all of it to be taken or left."""

from __future__ import annotations

import threading

import pytest

from readlist.lookup.client import SystemClock
from readlist.lookup.services import Services
from readlist.model.paper import Paper
from readlist.session.open_library import OpenLibrary
from tests.lookup.conftest import FakeClock, clock, world
from tests.lookup.server import World
from tests.lookup.test_records import HOSTILE
from tests.lookup.world import Work
from tests.tui.conftest import Run, add

__all__ = ["clock", "world"]

WHO = ("Ada Karlsson", "Jun Mori", "Lena Fischer")
MORE = (*WHO, "Tove Berg", "Omar Haddad")


def paper(n: int, title: str) -> Paper:
    return Paper(id=n, key=f"key{n}", title=title, title_text=title, authors=WHO, et_al=True, date=f"2024-05-2{9 - n}")


class _Clock(FakeClock):
    """Time that only waiting moves, until somebody stops it."""

    stopped = False

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def opened(empty: OpenLibrary, world: World, monkeypatch: pytest.MonkeyPatch) -> OpenLibrary:
    """Four papers: one that is known, one published, one that is unsure, one that nobody knows."""
    titles = ("Models Remember More", "Sparse Attention Reads On", "Drawing Maps from Memory", "Nobody Knows This")
    add(empty, *(paper(n, title) for n, title in enumerate(titles, 1)))
    world.works = [
        Work(titles[0], MORE, "2024-05-28", "2405.00001"),
        Work(titles[1], MORE, "2024-05-27", "2405.00002", "10.5555/7", "Conference on Documents"),
        Work("Drawing Maps from Our Memory", MORE, "2024-05-26", "2405.00003"),
    ]
    monkeypatch.setattr("readlist.session.lookups.configured", world.services)
    monkeypatch.setattr("readlist.lookup.client.SystemClock", _Clock)
    return empty


async def test_what_is_new_is_shown_and_taken(opened: OpenLibrary, run: Run) -> None:
    async with run(opened) as seat:
        await seat.press("E")
        assert seat.lines[0].startswith(" Looked up  1 paper: 1 found")
        shown = [" ".join(line.split()) for line in seat.part("#outcomes")]
        assert shown[0] == "▌accept Models Remember More sure 100 · arXiv and Semantic Scholar"
        assert "authors 3 et al. → 5: … Tove Berg; Omar Haddad" in shown
        assert "arXiv 2405.00001" in shown
        assert opened.library.papers[1].arxiv is None
        await seat.press("enter")
        assert opened.library.papers[1].authors == MORE
        assert "enriched “Models Remember More”   (u undoes)" in seat.messages[-1]
        await seat.press("u")
        assert opened.library.papers[1].arxiv is None


async def test_escape_leaves_everything(opened: OpenLibrary, run: Run) -> None:
    async with run(opened) as seat:
        await seat.press("E", "escape")
        assert seat.app.screen is seat.main
        assert opened.library.papers[1].arxiv is None


async def test_one_field_is_left(opened: OpenLibrary, run: Run) -> None:
    async with run(opened) as seat:
        await seat.press("E", "j", "space")
        assert "keep" in seat.part("#outcomes")[1]
        await seat.press("enter")
        assert (opened.library.papers[1].authors, opened.library.papers[1].arxiv) == (WHO, "2405.00001")


async def test_all_that_is_listed_from_the_authors(opened: OpenLibrary, run: Run) -> None:
    async with run(opened, size=(100, 60)) as seat:
        await seat.press("1", "E")
        assert seat.lines[0].startswith(" Looked up  4 papers: 2 found, 1 unsure, 1 unknown")
        heads = [line[1:11].strip() for line in seat.part("#outcomes") if line[1:11].strip()]
        assert heads == ["accept", "accept", "unsure", "unknown"]
        await seat.press("space", "enter")  # without the first
        papers = opened.library.papers
        assert [papers[n].arxiv for n in (1, 2, 3, 4)] == [None, "2405.00002", None, None]
        assert papers[2].venue == "Conference on Documents"


async def test_the_selected_ones(opened: OpenLibrary, run: Run) -> None:
    async with run(opened) as seat:
        await seat.press("space", "space", "E")
        assert seat.lines[0].startswith(" Looked up  2 papers: 2 found")
        await seat.press("enter")
        assert [opened.library.papers[n].arxiv for n in (1, 2)] == ["2405.00001", "2405.00002"]


async def test_an_unsure_one_is_taken_when_told(opened: OpenLibrary, run: Run) -> None:
    async with run(opened) as seat:
        await seat.to("key3")
        await seat.press("E")
        assert "the title differs: “Drawing Maps from Our Memory”" in seat.text
        assert [line.strip() for line in seat.part("#whole")[:2]] == [
            "Drawing Maps from Memory",
            "the same paper? the title differs: “Drawing Maps from Our Memory” by Ada Karlsson et al., 2024 "
            "(arXiv 2405.00003)",
        ]
        await seat.press("enter")
        assert opened.library.papers[3].arxiv is None
        await seat.press("E", "space", "enter")
        assert opened.library.papers[3].arxiv == "2405.00003"


async def test_what_nobody_knows_is_said(opened: OpenLibrary, run: Run) -> None:
    async with run(opened) as seat:
        await seat.to("key4")
        await seat.press("E")
        assert seat.app.screen is seat.main
        assert "“Nobody Knows This”: not known to any service" in seat.messages[-1]


async def test_offline_is_said(opened: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("arxiv", "crossref", "semantic_scholar", "openalex")
    nowhere = Services(**dict.fromkeys(names, "http://127.0.0.1:1"))  # type: ignore[arg-type]
    monkeypatch.setattr("readlist.session.lookups.configured", lambda: nowhere)
    async with run(opened) as seat:
        await seat.press("E")
        assert seat.app.screen is seat.main
        assert "offline: arXiv" in seat.messages[-1]


@pytest.mark.parametrize("fault", ["broken", "type", "cut off", "elsewhere", "busy"])
async def test_a_fault_is_said_and_nothing_changes(opened: OpenLibrary, run: Run, world: World, fault: str) -> None:
    world.faults = dict.fromkeys(("arxiv", "crossref", "s2", "openalex"), fault)
    async with run(opened) as seat:
        await seat.press("E")
        assert seat.app.screen is seat.main
        assert "arXiv: " in seat.messages[-1]
        assert opened.library.papers[1].arxiv is None


async def test_hostile_answers_are_text(opened: OpenLibrary, run: Run, world: World) -> None:
    world.works = [Work("Models Remember More", (*WHO, HOSTILE), "2024-05-28", None, "10.5555/1", HOSTILE)]
    async with run(opened) as seat:
        await seat.press("E")
        assert "[bold]x[/]" in seat.text
        assert "\x1b" not in seat.text
        await seat.press("enter")
        assert "[bold]x[/]" in (opened.library.papers[1].venue or "")


async def test_escape_stops_the_asking(
    opened: OpenLibrary, run: Run, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readlist.lookup.client.SystemClock", SystemClock)  # the real one: it waits three seconds
    arrived = threading.Event()
    world.before = lambda asked: arrived.set()
    async with run(opened) as seat:
        await seat.app._press_keys(["1", "E"])
        while not arrived.is_set():
            await seat.pilot.pause()
        assert "Looking up 4 papers" in seat.text
        await seat.press("escape")
        assert seat.app.screen is seat.main
        assert "stopped: nothing was changed" in seat.messages[-1]


@pytest.mark.parametrize("size", [(140, 42), (100, 30), (60, 20), (40, 8)])
async def test_at_every_size(opened: OpenLibrary, run: Run, size: tuple[int, int]) -> None:
    async with run(opened, size=size) as seat:
        await seat.press("E")
        assert all(len(line) == size[0] for line in seat.lines)
        assert "accept" in seat.part("#outcomes")[0]
        await seat.press("j", "space", "G", "k", "g", "enter")
        assert seat.app.screen is seat.main


# papers that are named


async def test_an_address_is_in_the_queue_after_three_keys(opened: OpenLibrary, run: Run) -> None:
    async with run(opened) as seat:
        await seat.paste("https://arxiv.org/abs/2405.00002v3")
        assert "Look up https://arxiv.org/abs/2405.00002v3 at arXiv" in seat.text
        assert len(opened.library.papers) == 4
        await seat.press("enter")
        assert "completed “Sparse Attention Reads On”" in seat.messages[-1]  # it was known without its id
        await seat.paste("arXiv:2405.00003")  # asked only once
        assert "added “Drawing Maps from Our Memory”   (u undoes)" in seat.messages[-1]
        assert seat.part("#papers-pane")[0].startswith("─ 2 Last import ─")
        assert seat.main.remember().may_look_up == 1
        await seat.press("a")
        queued = [opened.library.papers[id].title_text for id in opened.library.queue]
        assert queued == ["Drawing Maps from Our Memory"]


async def test_nothing_is_looked_up_without_leave(opened: OpenLibrary, run: Run, world: World) -> None:
    async with run(opened) as seat:
        await seat.paste("10.5555/7")
        await seat.press("escape")
        await seat.paste("10.5555/7")
        await seat.press("down", "down", "enter")
        assert len(opened.library.papers) == 4
        assert not world.asked
        assert seat.main.remember().may_look_up is None


async def test_what_names_no_paper_stays_in_the_field(opened: OpenLibrary, run: Run) -> None:
    async with run(opened) as seat:
        await seat.press("i", *"nowhere", "enter")
        assert "no such file: nowhere" in seat.text
        await seat.press("j")  # typed on, not a command
        assert "nowherej" in seat.text
        await seat.press("ctrl+u", *"2405.00003", "enter")
        await seat.press("enter")
        assert "added “Drawing Maps from Our Memory”" in seat.messages[-1]


async def test_an_id_that_nobody_knows_is_refused_in_a_line(opened: OpenLibrary, run: Run) -> None:
    async with run(opened) as seat:
        await seat.paste("arXiv:2405.99999")
        await seat.press("enter")
        assert "arXiv:2405.99999: not known to any service; check the spelling" in seat.messages[-1]
        assert len(opened.library.papers) == 4


async def test_an_id_that_nobody_knows_stays_in_the_dialog_and_so_do_keys(opened: OpenLibrary, run: Run) -> None:
    async with run(opened) as seat:
        await seat.press("i", *"2405.99999", "enter", "enter", "x", "s")
        assert "2405.99999: not known to any service" in seat.prose("#message") or "2405.99999xs" in seat.text
        assert "2405.99999xs" in seat.text
        assert opened.library.count("skipped") == opened.library.count("starred") == 0
        await seat.press("ctrl+u", *"2405.00003", "enter")
        assert seat.app.screen is seat.main
        assert "added “Drawing Maps from Our Memory”" in seat.messages[-1]


async def test_what_a_list_brings_is_looked_up_by_its_ids(opened: OpenLibrary, run: Run) -> None:
    async with run(opened) as seat:
        await seat.paste(
            "from the reading group\nhttps://arxiv.org/abs/2405.00003\nhttps://arxiv.org/abs/2405.00001v2\n"
        )
        assert "look up 2 with an id" in seat.hints
        await seat.press("E")
        assert "Looked up  2 papers" in seat.lines[0]
        await seat.press("enter")
        titles = {paper.title_text for paper in opened.library.papers.values()}
        assert "Drawing Maps from Our Memory" in titles

"""Following in the app: ``R`` fetches, *New* lists what came, a key says whose a doubtful paper is, ``L`` the board."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta
from pathlib import Path
from threading import Event, current_thread, main_thread

import pytest

from readlist.follow import announcement, arrivals
from readlist.follow.persons import People
from readlist.library.indexes import Finder
from readlist.library.listing import NEW
from readlist.platform.config import Config
from readlist.session import fetches
from readlist.session.open_library import OpenLibrary
from readlist.settings import Fetching, Settings
from readlist.tui.dialogs.board_dialog import FollowBoard
from readlist.tui.dialogs.progress_dialog import ProgressDialog
from tests.follow.conftest import ADA, USUAL, WEI, calendar, followed_library, services, work
from tests.follow.population import FIRST, Version
from tests.follow.replay import Calendar, addresses
from tests.follow.services import Services
from tests.tui.conftest import Run, Seat

__all__ = ["calendar", "services"]


class _Clock(Calendar):
    """Time that only waiting moves, until somebody stops it."""

    stopped = False

    def stop(self) -> None:
        self.stopped = True


class _Tomorrow(_Clock):
    """The same, a day later."""

    def __init__(self) -> None:
        super().__init__()
        self.go_to(1)


@pytest.fixture
def opened(tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch) -> OpenLibrary:
    """Two people are followed; one new paper is theirs, one may be a namesake's."""
    services.works = [
        work("2512.00001", ADA, *USUAL),
        work("2512.00002", WEI, "Ulla Ek", classes=("astro-ph.GA", "cs.CL")),
    ]
    monkeypatch.setattr("readlist.session.fetches.configured", lambda: addresses(services))
    monkeypatch.setattr("readlist.lookup.client.SystemClock", _Clock)
    return followed_library(tmp_path / "library")


def group(seat: Seat, name: str) -> str:
    """How many papers the sidebar says that a group has."""
    return next((line.split()[-1] for line in seat.part("#authors") if line.lstrip("▌ ").startswith(name)), "")


async def test_what_came_is_listed_with_its_reason(opened: OpenLibrary, run: Run) -> None:
    async with run(opened, (140, 42)) as seat:
        assert group(seat, "New") == ""
        await seat.press("R")
        assert seat.messages[-1] == "fetched 1 new paper, 1 to check   (u undoes)"
        assert seat.main.papers.group == NEW
        assert (group(seat, "New"), group(seat, "To check")) == ("2", "1")
        assert len(seat.main.papers.rows) == 2
        await seat.to(next(p.key for p in opened.library.papers.values() if p.arxiv == "2512.00001"))
        assert "by Ada Berg (you follow), with 3 usual co-authors, cs.CL" in seat.prose("#detail")
        await seat.press("a")
        assert group(seat, "New") == "1"
        await seat.press("u", "u")
        assert group(seat, "New") == ""
        assert len(opened.library.papers) == 10


async def fetched_doubt(seat: Seat) -> int:
    await seat.press("R")
    (id,) = (id for id, a in seat.opened.library.arrivals.items() if a.doubt)
    seat.main.papers.go(id)
    await seat.settle()
    return id


async def test_a_doubt_shows_its_points_and_its_keys(opened: OpenLibrary, run: Run) -> None:
    async with run(opened, (140, 42)) as seat:
        await fetched_doubt(seat)
        assert "a Wei Zhang whom none of your papers knows: astro-ph.GA" in seat.prose("#detail")
        assert "Wei Zhang: full name +1, a common name −1.5, no usual co-author −0.5, astro-ph.GA" in seat.prose(
            "#detail"
        )
        assert "?" in seat.row(seat.main.papers)
        assert seat.hints.startswith(" b yes, theirs  B no  D never")


@pytest.mark.parametrize(
    ("key", "message", "papers"),
    [
        ("b", "by Wei Zhang: “News 2512.00002”   (u undoes)", 12),
        ("B", "not by Wei Zhang: “News 2512.00002”   (u undoes)", 11),
        ("D", "never by Wei Zhang: “News 2512.00002”   (u undoes)", 11),
    ],
)
async def test_one_key_answers(key: str, message: str, papers: int, opened: OpenLibrary, run: Run) -> None:
    async with run(opened, (140, 42)) as seat:
        id = await fetched_doubt(seat)
        await seat.press(key)
        assert seat.messages[-1] == message
        assert group(seat, "To check") == "0"
        assert len(opened.library.papers) == papers
        await seat.press("u")
        assert opened.library.is_to_check(id)
        assert group(seat, "To check") == "1"


async def test_the_board(opened: OpenLibrary, run: Run, browser: list[str]) -> None:
    async with run(opened, (140, 42)) as seat:
        await seat.press("R", "L")
        assert isinstance(seat.app.screen, FollowBoard)
        shown = [" ".join(line.split()) for line in seat.part("#follows")[:3]]
        assert shown[0].startswith("▌ author Ada Berg 6 ")
        assert shown[1].endswith("1 ?")
        assert shown[2].startswith("category cs.CL")
        await seat.press("o")
        assert browser == ["https://arxiv.org/search/?searchtype=author&query=Ada+Berg"]
        await seat.press("j", "F")
        assert "no longer followed: Wei Zhang" in seat.text
        assert len(opened.library.followed()) == 1
        await seat.press("g", "enter")
        assert seat.main.papers.group.name == ADA
        await seat.press("u")
        assert len(opened.library.followed()) == 2


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 50)])
async def test_the_board_fits(size: tuple[int, int], opened: OpenLibrary, run: Run) -> None:
    async with run(opened, size) as seat:
        await seat.press("L")
        assert all(len(line.rstrip()) <= size[0] for line in seat.lines)
        assert "Ada Berg" in seat.text
        assert "esc close" in seat.hints


async def test_a_fetch_can_be_stopped(opened: OpenLibrary, run: Run, services: Services) -> None:
    async with run(opened) as seat:

        def stop(_: str) -> None:
            seat.app.call_from_thread(seat.app.screen.action_cancel)  # type: ignore[attr-defined]

        services.on_request = stop
        await seat.press("R")
        assert seat.messages[-1] == "stopped: nothing was changed; R continues"
        assert len(opened.library.papers) == 10
        services.on_request = lambda _: None
        await seat.press("R")
        assert len(opened.library.papers) == 12
        assert not isinstance(seat.app.screen, ProgressDialog)


async def type_on(seat: Seat, *keys: str) -> None:
    """Press keys while a thread works, for which ``Seat.press`` would wait."""
    loop = asyncio.get_running_loop()
    for key in keys:
        await seat.app._press_keys([key])
        while loop._ready or not seat.app.typed.done:  # type: ignore[attr-defined]
            await asyncio.sleep(0)


async def test_a_fetch_goes_on_behind_what_one_does(opened: OpenLibrary, run: Run, services: Services) -> None:
    """Hidden, it lets every key act; it changes nothing but the library, and says so when it is done."""
    async with run(opened, (140, 42)) as seat:
        asked, go_on = Event(), Event()
        services.on_request = lambda _: (asked.set(), go_on.wait(30))
        await type_on(seat, "R")
        assert await asyncio.to_thread(asked.wait, 30)
        assert "enter hide  esc stop" in seat.hints
        await type_on(seat, "enter")
        await type_on(seat, "R")
        assert not isinstance(seat.app.screen, ProgressDialog)
        told = [note.message for note in seat.app._notifications]
        assert told == ["already fetching; what is new will be listed under New"]
        before = seat.main.papers.current
        await type_on(seat, "j", "s")
        assert seat.main.papers.current != before
        assert opened.library.count("starred") == 1
        go_on.set()
        await seat.settle()
        assert seat.messages[-1] == "fetched 1 new paper, 1 to check   (u undoes)"
        assert seat.main.papers.group != NEW
        assert group(seat, "New") == "2"


async def test_the_app_does_only_short_pieces_of_a_fetch(
    opened: OpenLibrary, run: Run, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Feeds are read and matched in the fetch's own thread; the app gathers evidence by author, then applies."""
    done: dict[str, list[bool]] = {}

    def counted(place: object, name: str) -> None:
        real = getattr(place, name)

        def call(*args: object, **more: object) -> object:
            done.setdefault(name, []).append(current_thread() is main_thread())
            return real(*args, **more)

        monkeypatch.setattr(place, name, call)

    counted(announcement, "_parsed")
    counted(arrivals.People, "among")
    counted(People, "_gathered")
    counted(Finder, "prepare")
    counted(fetches, "plan_fetch")
    strangers = [work(f"2512.1{n:04d}", f"Stranger {n} Number") for n in range(300)]
    services.works = [*services.works, *strangers]
    async with run(opened) as seat:
        await seat.press("R")
        assert seat.messages[-1] == "fetched 1 new paper, 1 to check   (u undoes)"
    assert done["_parsed"] == [False]
    assert done["prepare"] == [False]
    assert done["plan_fetch"] == [True]
    assert done["_gathered"] == [True, True]  # of two authors, each once
    assert done["among"].count(False) == 302
    assert done["among"].count(True) == 2 * 2  # of the two papers that matter: evidence, then judging


async def test_a_failure_stays_on_the_screen(opened: OpenLibrary, run: Run, services: Services) -> None:
    services.faults = 3.0  # every answer is "too many requests"
    async with run(opened) as seat:
        await seat.press("R")
        assert "arXiv's announcements: too many requests (HTTP 429); try again later" in seat.messages[-1]


async def test_nothing_is_asked_by_itself_unless_the_config_says_so(
    opened: OpenLibrary, run: Run, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    sockets: list[object] = []
    connect = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", lambda s, to: (sockets.append(to), connect(s, to))[1])
    async with run(opened) as seat:
        await seat.press("j", "F", "escape", "T", "escape", "L", "escape")
        assert (sockets, services.asked) == ([], [])
    settings = Settings(fetch=Fetching(on_start=True))
    async with run(opened, config=Config(settings)) as seat:
        await seat.settle()
        assert len(opened.library.papers) == 12
        assert seat.messages[-1] == "fetched 1 new paper, 1 to check   (u undoes)"
        assert seat.main.papers.group != NEW
    assert len(services.asked) == 1


async def test_triage_says_why_a_paper_came_and_asks_about_it(opened: OpenLibrary, run: Run) -> None:
    async with run(opened, (100, 30)) as seat:
        await seat.press("R", "T")
        if not opened.library.is_in_doubt(seat.app.screen.paper):  # type: ignore[attr-defined]
            assert "by Ada Berg (you follow), with 3 usual co-authors, cs.CL" in seat.text
            assert "D never" not in seat.hints
            await seat.press("j")
        assert "a Wei Zhang whom none of your papers knows: astro-ph.GA" in seat.text
        assert seat.hints.startswith(" b yes, theirs  B no  D never  a queue")
        await seat.press("b")
        assert "by Wei Zhang (you follow; you said so)" in seat.text
        assert "D never" not in seat.hints
        await seat.press("u", "B")
        assert "News 2512.00002" not in seat.text.split("not by")[0]
        assert len(opened.library.papers) == 11


async def test_what_became_of_a_starred_paper_is_told(
    opened: OpenLibrary, run: Run, services: Services, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run(opened, (140, 42)) as seat:
        await seat.press("R")
        await seat.to(next(p.key for p in opened.library.papers.values() if p.arxiv == "2512.00001"))
        await seat.press("s")
        services.works[0].versions.append(Version(3, FIRST + timedelta(1), "News 2512.00001"))
        monkeypatch.setattr("readlist.lookup.client.SystemClock", _Tomorrow)
        calendar.go_to(1)
        await seat.press("R")
        assert "“News 2512.00001”: version 3" in seat.messages
        seat.main.show_group("group:Starred")
        await seat.settle()
        assert "arXiv version 3" in seat.prose("#detail")

"""The app as a person meets it: a library, a screen that can be read, a keyboard, a clipboard and a browser."""

from __future__ import annotations

import asyncio
import gc
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual import events
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets._toast import Toast

from readlist.library import history
from readlist.library.marking import Plan
from readlist.model.change import Edit
from readlist.model.paper import Paper
from readlist.platform.config import Config
from readlist.session.demo import sample_library
from readlist.session.open_library import OpenLibrary
from readlist.session.ui_state import UiState
from readlist.tui.app import ReadlistApp
from readlist.tui.compositor import PatchCompositor
from readlist.tui.main_screen import MainScreen
from readlist.tui.widgets.looks import look
from readlist.tui.widgets.paper_lists import PaperList
from tests.tui.terminal import Terminal

PAGES = Path(__file__).parents[2] / "sample_data" / "pages"
FIRST, SECOND = "gu2023mamba", "lightman2023let"  # of all the sample's papers, newest first
QUEUE = ["gu2023mamba", "rafailov2023direct", "viazovska2016sphere", "dettmers2023qlora"]
NOW = "2024-01-05T09:00:00Z"
TODAY = date(2024, 1, 5)


def page(name: str) -> str:
    """A sample page as the browser copies it."""
    return (PAGES / f"{name}.txt").read_text(encoding="utf-8")


def as_pasted(text: str) -> str:
    """A text as terminals paste it: every line ends in a carriage return."""
    return text.replace("\n", "\r")


def add(opened: OpenLibrary, *papers: Paper) -> None:
    """Papers straight into a library, with the facts given."""
    edits = tuple(Edit("papers", p.id, None, p.document()) for p in papers)
    opened.do("import", lambda library, at: Plan(edits, "added"))


def give_arxiv_id(opened: OpenLibrary, key: str, arxiv: str) -> None:
    """Have a paper of a library known by an arXiv id."""
    old = opened.library.papers[opened.library.keys[key]]
    edit = Edit.between("papers", old, replace(old, arxiv=arxiv))
    assert edit
    opened.do("fix", lambda library, at: Plan((edit,), "gave an arXiv id"))


class Seat:
    """Someone in front of the app: presses keys, pastes, and reads the screen."""

    def __init__(self, app: ReadlistApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self._start = history.present(self.opened.library)

    @property
    def main(self) -> MainScreen:
        return self.app.main

    @property
    def opened(self) -> OpenLibrary:
        return self.app.main.session.opened

    # acting

    async def settle(self) -> None:
        """Until everything asked for is done and painted."""
        for _ in range(2):
            await self._quiet()
            self._update()  # painting may lead to messages again

    def _update(self) -> None:
        """Paint, as the pilot does."""
        for screen in self.app.screen_stack:  # a dialog stands in front of another screen
            screen._on_timer_update()

    def paint(self) -> list[Strip]:
        """The screen as it is drawn now, with what stands behind it."""
        visible_screen_stack.set(self.app._background_screens)
        return self.app.screen._compositor.render_strips()

    async def _quiet(self) -> None:
        """Until no message waits anywhere, and no thread works; or the app has failed, which ends the test."""
        loop = asyncio.get_running_loop()
        while self.app._exception is None:
            await asyncio.sleep(0)
            if loop._ready:  # type: ignore[attr-defined]  # somebody acts still
                continue
            if not all(worker.is_finished for worker in self.app.workers):
                await self.app.workers.wait_for_complete()
            elif self.app.is_running and not self.app.typed.done:  # who has left waits for nothing
                self._update()  # keys wait for the first screen
            elif not any(pump.message_queue_size for pump in self._pumps()):
                return

    def _pumps(self) -> Iterator[MessagePump]:
        yield self.app
        for screen in self.app.screen_stack:
            yield from screen.walk_children(with_self=True)

    async def press(self, *keys: str) -> None:
        """Press keys as fast as they are taken; the screen is painted after the last."""
        for key in keys:
            await self.app._press_keys([key])  # as the pilot does, which then waits for more than is needed
            await self._quiet()
        await self.settle()

    async def type(self, text: str) -> None:
        await self.press(*text)

    async def start_over(self) -> None:
        """To where the app started, for another try; quicker than another app."""
        while self.app.screen is not self.main:
            self.app.pop_screen()
        self.main.close_search()
        self.main.papers.select_none()
        self.main.queue.select_none()
        while (there := history.present(self.opened.library)) != self._start:
            first = self._start is not None and (there is None or there.id < self._start.id)
            self.opened.redo() if first else self.opened.undo()
        self.main.go("papers")
        self.app.clear_notifications()
        for rows in (self.main.authors, self.main.queue, self.main.papers):
            rows.move(-len(rows.rows))
            await self.settle()

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        await self.pilot.resize_terminal(width, height)
        await self.pilot.pause(1 / 50)  # Textual takes in sizes at most 120 times a second
        await self.settle()

    # reading

    @property
    def lines(self) -> list[str]:
        """The screen, line by line."""
        return [strip.text for strip in self.paint()]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def part(self, selector: str) -> list[str]:
        """The lines of one widget, as they are on the screen."""
        widget = self.app.screen.query_one(selector, Widget)
        x, y, width, height = widget.region
        strips = self.paint()[y : y + height]
        return [strip.crop(x, x + width).text for strip in strips]

    def prose(self, selector: str) -> str:
        """What a widget says, its lines joined."""
        return " ".join(" ".join(self.part(selector)).split())

    @property
    def status(self) -> str:
        return self.lines[0]

    @property
    def hints(self) -> str:
        return self.lines[-1]

    @property
    def messages(self) -> list[str]:
        """The messages on the screen, newest last."""
        return [str(toast.render()) for toast in self.app.screen.query(Toast)]

    def row(self, rows: PaperList) -> str:
        """The line under a list's cursor."""
        return self.part(f"#{rows.id}")[rows.cursor - rows.scroll_offset.y]

    def key(self, rows: PaperList) -> str | None:
        """The citation key of the paper under a list's cursor."""
        return self.opened.library.papers[rows.current].key if rows.current else None

    def keys(self, rows: PaperList) -> list[str]:
        """The citation keys of a list, in its order."""
        return [self.opened.library.papers[id].key for id in rows.rows]

    async def to(self, key: str) -> None:
        """Move the cursor of the papers to a paper."""
        self.main.papers.go(self.opened.library.keys[key])
        await self.settle()


def placed(seat: Seat) -> dict[str, int]:
    """Places in the queue as its rows show them, by the first word of the title."""
    shown = {}
    for line in seat.part("#queue"):
        if line[1:4].strip().isdigit():
            words = line[7:].lstrip("0123456789 ").split()[1:]  # behind the category
            shown[next(w for w in words if not w[0].isdigit())] = int(line[1:4])
    return shown


def dimmed(seat: Seat, row: int) -> bool:
    """Is a row of the papers painted as one that no longer belongs there?"""
    papers = seat.main.papers
    gone = look(papers, "gone").color
    return all(
        s.style is not None and s.style.color == gone for s in list(papers.render_line(row))[1:] if s.text.strip()
    )


Run = Callable[..., AbstractAsyncContextManager[Seat]]


@pytest.fixture
def run() -> Run:
    """Sit down in front of a library: ``async with run(sample) as seat``."""

    @asynccontextmanager
    async def sit(
        opened: OpenLibrary,
        size: tuple[int, int] = (200, 26),
        left: UiState | None = None,
        config: Config | None = None,
    ) -> AsyncIterator[Seat]:
        app = ReadlistApp(opened, left, config)
        async with app.run_test(size=size, notifications=True) as pilot:
            seat = Seat(app, pilot)
            await seat.settle()
            yield seat

    return sit


# what there is


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample library, made once."""
    with pytest.MonkeyPatch.context() as patch:  # which ends here: other tests have a clock of their own
        patch.setattr("readlist.session.open_library.now", lambda: NOW)
        folder = tmp_path_factory.mktemp("sample") / "library"
        sample_library(folder)
    return folder


@pytest.fixture
def sample(sample_folder: Path, tmp_path: Path) -> OpenLibrary:
    """A sample library of one's own: 55 papers, 4 in the queue, 2 starred, 3 read, 1 skipped."""
    shutil.copytree(sample_folder, tmp_path / "library")
    return OpenLibrary(tmp_path / "library")


@pytest.fixture
def empty(tmp_path: Path) -> OpenLibrary:
    return OpenLibrary(tmp_path / "library")


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """No paper is read but those that are shown: the index of the search, which reads them all, is not made."""
    monkeypatch.setattr("readlist.tui.searching._AFTER_FIRST_FRAME", 3600)


# what is outside


class Clipboard:
    """The system's clipboard."""

    text = ""

    def copy(self, text: str) -> None:
        self.text = text

    def paste(self) -> str:
        return self.text


@pytest.fixture
def clipboard(monkeypatch: pytest.MonkeyPatch) -> Clipboard:
    clipboard = Clipboard()
    monkeypatch.setattr("pyperclip.copy", clipboard.copy)
    monkeypatch.setattr("pyperclip.paste", clipboard.paste)
    return clipboard


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that the browser was given."""
    addresses: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda url: addresses.append(url) or True)
    monkeypatch.setattr("readlist.platform.programs.in_terminal", lambda: False)
    return addresses


class _Today(date):
    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return TODAY


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clipboard: Clipboard, browser: list[str]) -> None:
    """Nothing of this machine, and no other day than the one these tests are about."""
    monkeypatch.setenv("READLIST_LIBRARY", str(tmp_path / "library"))
    for name in ("NO_COLOR", "COLORFGBG", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS", "TEXTUAL_FPS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr("readlist.session.open_library.now", lambda: NOW)
    monkeypatch.setattr("readlist.tui.dialogs.import_dialog.date", _Today)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time plays no part: a seat settles when all messages are handled, and then paints.

    Textual's own pilot waits until the processor is idle, its screen paints up to sixty times a second, and holds that
    back for a moment where a palette was.
    """

    async def handled(*_: float) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr("textual.app.wait_for_idle", handled)
    monkeypatch.setattr("textual.pilot.wait_for_idle", handled)
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 0.25)
    monkeypatch.setattr("textual.app.App.delay_update", lambda app, delay=0.0: None)


@pytest.fixture(autouse=True)
def _drawn_when_looked_at(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn for a screen that nobody sees, which is half of the work; a look draws all of it.

    Tests of what is drawn anew after a key ask for the fixture ``drawn``.
    """

    draw = Compositor.render_update

    def as_needed(compositor: Compositor, full: bool = False, *options: Any, **named: Any) -> Any:
        if full:  # a screenshot
            return draw(compositor, full, *options, **named)
        compositor._dirty_regions.clear()
        return None

    if "drawn" not in request.fixturenames:
        monkeypatch.setattr(Compositor, "render_update", as_needed)
        monkeypatch.setattr(PatchCompositor, "render_update", as_needed)


@pytest.fixture
def drawn() -> None:
    """Have every change of the screen drawn, as in a terminal."""


@pytest.fixture(scope="session", autouse=True)
def _seldom_collected() -> Iterator[None]:
    """Hundreds of apps come and go; what the imports left is not looked through for garbage every time."""
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    yield
    gc.set_threshold(*usual)


@pytest.fixture(scope="session", autouse=True)
def _styles_parsed_once() -> Iterator[None]:
    """Apps with the same colours share what Textual parses of its style sheets, a sixth of the work of each start."""
    parse = Stylesheet._parse_rules
    parsed: dict[frozenset[tuple[str, str]], dict[object, list[RuleSet]]] = {}

    def once(sheet: Stylesheet, *options: Any, **named: Any) -> list[RuleSet]:
        sheet._parse_cache = parsed.setdefault(frozenset(sheet._variables.items()), {})  # type: ignore[assignment]
        return parse(sheet, *options, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", once)
        yield


# in a real terminal


@pytest.fixture
def folder(sample: OpenLibrary) -> Path:
    return sample.folder


@pytest.fixture
def start() -> Iterator[Callable[..., Terminal]]:
    """Start readlist in a terminal; what still runs at the end of the test is ended."""
    started: list[Terminal] = []

    def begin(*arguments: str, **options: object) -> Terminal:
        started.append(Terminal(*arguments, **options))  # type: ignore[arg-type]
        return started[-1]

    yield begin
    for terminal in started:
        terminal.process.close(force=True)

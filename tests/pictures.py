"""Draws the README's pictures: one afternoon with the sample pages, by keyboard alone.

A page is pasted into an empty library, looked at and taken; the other sample pages follow, and some decisions; then
triage, a search, the queue in its suggested order, and its export. Each picture is a moment of that; the tour has all.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from readlist.library import marking
from readlist.platform.paths import sample_pages
from readlist.session.demo import COPIED, decide_some, import_samples
from readlist.session.open_library import OpenLibrary
from readlist.tui.app import ReadlistApp
from tests.conftest import home_at

PICTURES = Path(__file__).parent.parent / ".github"
SIZE = (140, 42)
SECONDS = 2  # of each moment in the tour
PASTED = "sutskever.txt"


class Afternoon(date):
    """The pages were copied today."""

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return COPIED


async def _draw(folder: Path) -> dict[Path, str]:
    """Go through the afternoon, and draw its moments."""
    pictures, tour = {}, []

    async def take(name: str, *keys: str) -> None:
        pictures[PICTURES / f"{name}.svg"] = await pass_by(*keys)

    async def pass_by(*keys: str) -> str:
        tour.append(await _picture(pilot, *keys))
        return tour[-1]

    app = ReadlistApp(OpenLibrary(folder, persistent=False))
    async with app.run_test(size=SIZE) as pilot:
        page = next(path for path in sample_pages() if path.name == PASTED)
        app.post_message(Paste(page.read_text(encoding="utf-8").replace("\n", "\r")))
        await take("preview")
        await pilot.press("enter")
        import_samples(app.main.session.opened)
        decide_some(app.main.session.opened)
        _decide_more(app.main.session.opened)  # from ten decisions on, interest is shown
        await _picture(pilot)  # what is learned changes the order
        await take("main", "2", "g", "j", "j")
        await pass_by("T")
        await pass_by("a")
        await pass_by("s")
        await take("triage", "x")
        await pass_by("escape", "slash", *"atention")
        await take("search", *" lng seqences")
        await take("queue", "escape", "3", "w")
        await take("export", "e")
    return pictures | {PICTURES / "tour.svg": _animated(tour)}


def _decide_more(opened: OpenLibrary) -> None:
    kept = [opened.library.keys[key] for key in ("kitaev2020reformer", "child2019generating")]
    skipped = [opened.library.keys[key] for key in ("kirillov2023segment", "corso2022diffdock", "elgindi2019finite")]
    opened.do("mark star", lambda library, at: marking.star(library, kept, True, at))
    opened.do("mark read", lambda library, at: marking.read(library, kept, True, at))
    opened.do("mark skip", lambda library, at: marking.skip(library, skipped, True, at))


def _animated(pictures: Sequence[str]) -> str:
    """Pictures one after another without end, as one SVG; where nothing may move, the first is seen."""
    box, *_ = re.findall(r'viewBox="[^"]*"', pictures[0])
    share, whole = 100 / len(pictures), len(pictures) * SECONDS
    seen = f"@keyframes seen {{ 0% {{ visibility: visible }} {share:.2f}%, 100% {{ visibility: hidden }} }}"
    style = f"{seen} .moment {{ visibility: hidden; animation: seen {whole}s step-end infinite }}"
    still = "#moment-0 { visibility: visible } @media (prefers-reduced-motion) { .moment { animation: none } }"
    moments = [
        f'<g class="moment" id="moment-{n}" style="animation-delay: {n * SECONDS}s">{picture}</g>'
        for n, picture in enumerate(pictures)
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}><style>{style} {still}</style>{"".join(moments)}</svg>\n'


async def _picture(pilot: Pilot[None], *keys: str) -> str:
    """The screen after some keys, as SVG."""
    await pilot.press(*("space" if key == " " else key for key in keys))
    await pilot.pause()
    assert isinstance(pilot.app, ReadlistApp)
    pilot.app.main.interest.begin()  # not after a pause, which may be longer or shorter
    await pilot.app.workers.wait_for_complete()
    pilot.app.clear_notifications()
    for field in pilot.app.screen.query(Input):
        field.cursor_blink = False
    await pilot.pause()
    return pilot.app.export_screenshot(title="readlist", simplify=True)


def generate() -> dict[Path, str]:
    """The pictures under their paths, drawn in a home of their own."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for name, value in home_at(Path(folder)).items():
            patch.setenv(name, value)
        patch.delenv("NO_COLOR", raising=False)
        patch.chdir(folder)
        patch.setattr("readlist.session.open_library.now", lambda: f"{COPIED}T15:00:00Z")
        patch.setattr("readlist.tui.dialogs.import_dialog.date", Afternoon)
        return asyncio.run(_draw(Path(folder) / "library"))

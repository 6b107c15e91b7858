"""Draws the README's pictures: one afternoon with the sample pages, by keyboard alone.

A page is pasted into an empty library, looked at and taken; the other sample pages follow, and some decisions; then
triage, a search, the queue in its suggested order, and its export. Each picture is a moment of that.
"""

from __future__ import annotations

import asyncio
import tempfile
from datetime import date
from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from readlist.platform.paths import sample_pages
from readlist.session.demo import COPIED, decide_some, import_samples
from readlist.session.open_library import OpenLibrary
from readlist.tui.app import ReadlistApp
from tests.conftest import home_at

PICTURES = Path(__file__).parent.parent / ".github"
SIZE = (140, 42)
PASTED = "sutskever.txt"


class Afternoon(date):
    """The pages were copied today."""

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return COPIED


async def _draw(folder: Path) -> dict[Path, str]:
    """Go through the afternoon, and draw its moments."""
    pictures = {}

    async def take(name: str, *keys: str) -> None:
        pictures[PICTURES / f"{name}.svg"] = await _picture(pilot, *keys)

    app = ReadlistApp(OpenLibrary(folder, persistent=False))
    async with app.run_test(size=SIZE) as pilot:
        page = next(path for path in sample_pages() if path.name == PASTED)
        app.post_message(Paste(page.read_text(encoding="utf-8").replace("\n", "\r")))
        await take("preview")
        await pilot.press("enter")
        import_samples(app.main.session.opened)
        decide_some(app.main.session.opened)
        await take("main", "2", "g", "j", "j")
        await take("triage", "T", "a", "s", "x")
        await take("search", "escape", "slash", *"atention lng seqences")
        await take("queue", "escape", "3", "w")
        await take("export", "e")
    return pictures


async def _picture(pilot: Pilot[None], *keys: str) -> str:
    """The screen after some keys, as SVG."""
    await pilot.press(*("space" if key == " " else key for key in keys))
    await pilot.pause()
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
        patch.setattr("readlist.tui.dialogs.import_dialogs.date", Afternoon)
        return asyncio.run(_draw(Path(folder) / "library"))

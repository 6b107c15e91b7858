"""``python -m tests.pictures`` draws the README's pictures: one afternoon with the sample pages, by keyboard alone.

A page is pasted into an empty library, looked at and taken; the other sample pages follow, and some decisions; then
triage, a search, the queue in its suggested order, and its export. Each picture is a moment of that.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from datetime import date
from pathlib import Path
from unittest.mock import patch

from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from readlist.platform.paths import sample_pages
from readlist.session.demo import COPIED, decide_some, import_samples
from readlist.session.open_library import OpenLibrary
from readlist.tui.app import ReadlistApp

PICTURES = Path(__file__).parent.parent / ".github"
SIZE = (140, 42)
PASTED = "sutskever.txt"


class Afternoon(date):
    """The pages were copied today."""

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return COPIED


async def draw(folder: Path) -> None:
    """Go through the afternoon, and draw its moments."""
    app = ReadlistApp(OpenLibrary(folder, persistent=False))
    async with app.run_test(size=SIZE) as pilot:
        page = next(path for path in sample_pages() if path.name == PASTED)
        app.post_message(Paste(page.read_text(encoding="utf-8").replace("\n", "\r")))
        await take(pilot, "preview")
        await pilot.press("enter")
        import_samples(app.main.session.opened)
        decide_some(app.main.session.opened)
        await take(pilot, "main", "2", "g", "j", "j")
        await take(pilot, "triage", "T", "a", "s", "x")
        await take(pilot, "search", "escape", "slash", *"atention lng seqences")
        await take(pilot, "queue", "escape", "3", "w")
        await take(pilot, "export", "e")


async def take(pilot: Pilot[None], name: str, *keys: str) -> None:
    """Press keys, and draw what is on the screen then."""
    await pilot.press(*("space" if key == " " else key for key in keys))
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    pilot.app.clear_notifications()
    for field in pilot.app.screen.query(Input):
        field.cursor_blink = False
    await pilot.pause()
    picture = pilot.app.export_screenshot(title="readlist", simplify=True)
    (PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        patch("readlist.session.open_library.now", lambda: f"{COPIED}T15:00:00Z"),
        patch("readlist.tui.dialogs.import_dialogs.date", Afternoon),
    ):
        os.chdir(folder)
        asyncio.run(draw(Path(folder) / "library"))


if __name__ == "__main__":
    main()
